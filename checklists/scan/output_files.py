"""Results of Amazon Transcribe that lie about as JSON files: they can be converted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from checklists.scan.becomes import becomes
from checklists.scan.finding import Finding, Mode
from checklists.scan.source import SourceFile

_FIRST_LINES = 3
_YAML = re.compile(rb"^[ \t]*results:[ \t]*\r?$", re.MULTILINE)
_YAML_SIGNS = (
    re.compile(rb"^[ \t]+transcripts:[ \t]*\r?$", re.MULTILINE),
    re.compile(rb"^[ \t]+items:[ \t]*\r?$", re.MULTILINE),
    re.compile(rb"^[ \t-]+start_time:", re.MULTILINE),
)


def find(file: SourceFile) -> Iterator[Finding]:
    """One finding for a file that is a result; a log of streaming events has one JSON a line."""
    found = _shape(file.text)
    if found is None:
        return
    mode, what = found
    yield file.finding(
        1, "output-file", "output-file", mode, what, becomes("output-file", mode), "high", text=""
    )


def find_in_yaml(file: SourceFile) -> Iterator[Finding]:
    """The same of a result that is kept as YAML: a recording for tests."""
    found = _YAML.search(file.data)
    if found and all(sign.search(file.data) for sign in _YAML_SIGNS):
        yield file.finding(
            file.line_at(found.start()),
            "output-file-yaml",
            "output-file",
            "batch",
            "a transcript of a batch job, kept as YAML",
            becomes("output-file", "batch"),
            "medium",
        )


def _shape(text: str) -> tuple[Mode, str] | None:
    document = _read(text)
    if isinstance(document, list) and document and isinstance(document[0], dict):
        return _of_document(document[0]) if "Transcript" in document[0] else None
    return _of_document(document) if isinstance(document, dict) else None


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    first = next((line for line in text.splitlines()[:_FIRST_LINES] if line.strip()), "")
    try:
        return json.loads(first)
    except (ValueError, RecursionError):
        return None


def _of_document(document: dict[str, Any]) -> tuple[Mode, str] | None:
    results = document.get("results")
    if isinstance(results, dict) and isinstance(results.get("items"), list):
        named = "jobName" in document or "accountId" in document
        if isinstance(results.get("transcripts"), list) and (named or _items(results["items"])):
            return "batch", f"a transcript of a batch job ({_features(results)})"
    if isinstance(document.get("Transcript"), list) and "ConversationCharacteristics" in document:
        lens = "CustomerMetadata" in document or "ContactLens" in str(document.get("Channel"))
        return None if lens else ("call-analytics", "a Call Analytics result")
    live = document.get("Transcript")
    if isinstance(live, dict) and isinstance(live.get("Results"), list):
        return "streaming", "a log of streaming results"
    return None


def _items(items: list[Any]) -> bool:
    """Whether the words look like this service's: their times are texts."""
    first = next((item for item in items if isinstance(item, dict)), {})
    return isinstance(first.get("alternatives"), list) and "type" in first


def _features(results: dict[str, Any]) -> str:
    names = {
        "speaker_labels": "speakers",
        "channel_labels": "channels",
        "segments": "alternatives",
        "language_identification": "language identified",
        "language_codes": "several languages",
        "toxicity_detection": "toxicity",
    }
    return ", ".join(said for key, said in names.items() if results.get(key)) or "plain"
