"""What an adapter has to give for a sample: made by the converter, which is another program.

``checklists.during.responses`` and ``checklists.during.stream_semantics`` make Amazon's document of
the sample; what is wanted is picked out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from checklists.during.adapter.room import whole_tree
from checklists.during.adapter.shaping import Tree
from checklists.during.adapter.wanted import Wanted
from checklists.during.responses.digits import json_bytes
from checklists.during.responses.to_amazon import to_amazon
from checklists.during.stream_semantics.converting import convert_events
from providers.documents.reading import read_document

_TOKEN = re.compile(r"\[([A-Za-z_]+?)_\d+\]")
# What Amazon leaves out of an object that has no such thing.
_LEFT_OUT = ("start_time", "end_time", "redactions", "ChannelId", "LanguageCode", "Confidence",
             "Speaker", "BeginOffsetMillis", "EndOffsetMillis")  # fmt: skip
ROLES = ("AGENT", "CUSTOMER")


def expected_recording(sample: Mapping[str, Any], wanted: Wanted) -> Any:
    """Amazon's JSON for a sample of Deepgram's, as far as it is wanted; None for what is lost."""
    document = read_document(json_bytes(sample), source="sample")
    made = json.loads(json_bytes(to_amazon(document, "2024").document))
    extra = sample.get("metadata", {}).get("extra", {})
    results = made["results"]
    for channel in results.get("channel_labels", {}).get("channels", []):
        _redacted(channel["items"])
    _redacted(results["items"])
    results["segments"] = [_segment(one, results["items"]) for one in results["audio_segments"]]
    if not results["items"]:
        results["speaker_labels"] = {"speakers": 0, "segments": []}
    if results.get("speaker_labels"):
        results["speaker_labels"]["channel_label"] = "ch_0"
    made = {"jobName": extra.get("jobName"), "status": made["status"], "results": results}
    return pruned(made, whole_tree(wanted), wanted)


def expected_call(sample: Mapping[str, Any], wanted: Wanted) -> Any:
    """Call Analytics' JSON for a sample, out of Amazon's other one."""
    document = read_document(json_bytes(sample), source="sample")
    results = json.loads(json_bytes(to_amazon(document, "2024").document))["results"]
    metadata = sample.get("metadata", {})
    names = [one.get("id") for one in sample["results"].get("utterances", [])]
    parts = sorted(results["audio_segments"], key=lambda part: Decimal(part["start_time"]))
    count = len(sample["results"]["channels"])
    found = results.get("language_identification")
    made = {
        "JobStatus": "COMPLETED",
        "JobName": metadata.get("extra", {}).get("jobName"),
        "LanguageCode": results.get("language_code"),
        "LanguageIdentification": found
        and [{"Score": one["score"], "Code": one["code"]} for one in found],
        "Participants": [{"ParticipantRole": role} for role in ROLES[:count]],
        "Transcript": [_turn(part, results["items"], names) for part in parts],
        "ConversationCharacteristics": {
            "TotalConversationDurationMillis": _milliseconds(metadata.get("duration"))
        },
    }
    return pruned(made, whole_tree(wanted), wanted)


def _turn(
    part: Mapping[str, Any], items: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> dict[str, Any]:
    channel = int(part.get("channel_label", "ch_0")[3:])
    said = []
    for item in (items[number] for number in part["items"]):
        best = item["alternatives"][0]
        score = best.get("confidence")
        one = {"Type": item["type"], "Content": best["content"],
               "Confidence": None if score is None else float(score)}  # fmt: skip
        if "start_time" in item:
            one["BeginOffsetMillis"] = _milliseconds(item["start_time"])
            one["EndOffsetMillis"] = _milliseconds(item["end_time"])
        said.append(one)
    return {
        "Id": names[part["id"]] if names else None,
        "ParticipantRole": dict(enumerate(ROLES)).get(channel),
        "Content": part["transcript"],
        "BeginOffsetMillis": _milliseconds(part["start_time"]),
        "EndOffsetMillis": _milliseconds(part["end_time"]),
        "Items": said,
    }


def _milliseconds(seconds: Any) -> int | None:
    return None if seconds is None else int((Decimal(str(seconds)) * 1000).to_integral_value())


def expected_events(sample: Sequence[Mapping[str, Any]], wanted: Wanted) -> list[Any]:
    """Amazon's events for messages of Deepgram's, as far as they are wanted."""
    if not sample:
        return []
    document = read_document(json_bytes(list(sample), lines=True), source="sample")
    made = json.loads(json_bytes(list(convert_events(document, "amazon").messages)))
    return [pruned(event, whole_tree(wanted), wanted) for event in made]


def pruned(value: Any, tree: Tree, wanted: Wanted, path: str = "") -> Any:
    """As much of a document as a tree of paths goes through."""
    if path in wanted.lost:
        return None
    if value is None or not tree:
        return value
    if isinstance(value, list):
        return [pruned(one, tree.get("[]", {}), wanted, f"{path}[]") for one in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for key, below in tree.items():
        there = f"{path}.{key}" if path else key
        if key not in value and key in _LEFT_OUT:
            continue
        if not key.startswith(("[", "{")):
            kept[key] = pruned(value.get(key), below, wanted, there)
    return kept


def _redacted(items: Sequence[dict[str, Any]]) -> None:
    for item in items:
        token = _TOKEN.fullmatch(item["alternatives"][0]["content"])
        if token:
            item["alternatives"][0]["redactions"] = [{"type": token.group(1).upper()}]


def _segment(part: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A stretch as a segment with one alternative."""
    inside = [items[number] for number in part["items"]]
    said = [
        {**{key: one[key] for key in ("type", "start_time", "end_time") if key in one},
         **one["alternatives"][0]}
        for one in inside
    ]  # fmt: skip
    return {
        "start_time": part["start_time"],
        "end_time": part["end_time"],
        "alternatives": [{"transcript": part["transcript"], "items": said}],
    }
