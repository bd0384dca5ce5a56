"""EventBridge rules and handlers for what Amazon Transcribe announces.

Source and detail-type names as in the Developer Guide, "Monitoring with EventBridge" (2023-05).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Confidence, Finding
from checklists.scan.mentions import mention_finding, mentions
from checklists.scan.operations import mode_of_text
from checklists.scan.source import SourceFile

_DETAIL = re.compile(
    rb"(?P<detail>(?:Transcribe|Language Identification|Call Analytics(?: Post Call)?"
    rb"|Medical Transcribe|MedicalScribe) (?:Job )?State Change)\b"
)
# Shared with no other service only where the source stands beside it.
_VOCABULARY = re.compile(rb"[\"'](?P<detail>Vocabulary State Change)[\"']")
# A bare aws.transcribe( is a method of somebody's object: the source is quoted, or a list's item.
_SOURCE = re.compile(
    rb"[\"'`](?P<source>aws\.transcribe)[\"'`]|^\s*-\s+(?P<item>aws\.transcribe)\s*(?:#[^\n]*)?$"
    rb"|:\s*\[\s*(?P<flow>aws\.transcribe)\s*[\],]",
    re.MULTILINE,
)
_DATA = frozenset(("json", "yaml", "hcl"))
# Who reads a job's status without asking for the job was told of it.
_STATUS = re.compile(
    rb"[\"'`.](?P<status>TranscriptionJobStatus|CallAnalyticsJobStatus"
    rb"|MedicalTranscriptionJobStatus)\b"
)
# In a state machine it is a path: "$.job.TranscriptionJobStatus".
_STATUS_PATH = re.compile(
    rb"\$\.[\w.\[\]]*?(?P<status>TranscriptionJobStatus|CallAnalyticsJobStatus"
    rb"|MedicalTranscriptionJobStatus)\b"
)
# Of an event's detail, a job's name and status alike, whatever else the file asks for.
_TOLD = re.compile(
    rb"\bdetail[\"'\])}\s!]{0,4}(?:\?\.\[?|\.get\(|\.|\[)[\"'\s]{0,3}"
    rb"(?P<status>(?:Medical)?TranscriptionJob(?:Name|Status)|CallAnalyticsJob(?:Name|Status))\b"
)
_ASKS = re.compile(
    rb"(?i)(?:get|list)(?:[_-]|-TRS)?(?:medical[_-]?)?"
    rb"(?:transcription[_-]?job|call[_-]?analytics[_-]?job)"
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The rules and handlers in a file: each name once."""
    seen: set[str] = set()
    sources = b"aws.transcribe" in file.data and bool(_SOURCE.search(file.data))
    for pattern, held in (
        (_DETAIL, b"State Change"),
        (_SOURCE, b"aws.transcribe"),
        (_VOCABULARY, b"State Change"),
    ):
        for mention in mentions(file, pattern, (held,)):
            if mention.word in seen:
                continue
            seen.add(mention.word)
            quoted = pattern is not _DETAIL or _quoted(mention.match)
            if not quoted and not mention.commented:
                continue
            sure: Confidence = "high" if pattern is not _VOCABULARY or sources else "medium"
            mode = "unknown" if mention.word == "aws.transcribe" else mode_of_text(mention.word)
            yield mention_finding(
                file, mention, "event-rule", "event", mode, f"event {mention.word}", sure
            )
    if not seen:
        yield from _told_of_jobs(file)


def _told_of_jobs(file: SourceFile) -> Iterator[Finding]:
    """The first place where a job's status is read in a file that does not ask for it, or is
    read in an event."""
    if b"JobStatus" not in file.data and b"JobName" not in file.data:
        return
    pattern = _STATUS_PATH if file.language in _DATA else _STATUS
    if pattern is _STATUS and _ASKS.search(file.data):
        pattern = _TOLD
    for mention in mentions(file, pattern):
        if not mention.commented and not mention.document:
            mode = mode_of_text(mention.word)
            what = f"reads the status of a job ({mention.word})"
            yield mention_finding(file, mention, "event-status", "event", mode, what, "medium")
            return


def _quoted(match: re.Match[bytes]) -> bool:
    """Whether the name stands as a value: in quotation marks, or as an item or value of YAML."""
    before = match.string[max(0, match.start() - 40) : match.start()].rpartition(b"\n")[2]
    return before[-1:] in (b'"', b"'", b"`") or bool(re.search(rb"(?:^\s*-|:)\s*\Z", before))
