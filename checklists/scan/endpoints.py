"""Clients made by hand: the service's addresses, paths and header names.

The only way to see code that signs its own WebSocket address; the names are those of the API
reference (streaming, read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.becomes import becomes
from checklists.scan.finding import Confidence, Finding, Mode
from checklists.scan.mentions import Mention, mentions
from checklists.scan.operations import mode_of_text, placed
from checklists.scan.source import SourceFile

# After the name a Region, or what stands for one: a variable, a placeholder, an open string's end.
_HOST = re.compile(
    rb"(?<![\w.])(?P<host>transcribestreaming(?:-fips)?\.)(?:[a-z]{2}(?:-[a-z]+)+-\d+\."
    rb"(?:amazonaws|api\.aws)|[{$%<+\"'`#])"
)
_BATCH_HOST = re.compile(
    rb"(?P<host>(?:https?://|[\"'`])(?:fips\.)?transcribe(?:-fips)?\.(?!amazonaws)"
    rb"[\w{}$%#<>().+\"'`: -]{0,60}?amazonaws\.com)"
)
_PATH = re.compile(
    rb"(?P<path>/(?:call-analytics-|medical-)?stream-transcription(?:-websocket)?|/medical-scribe-stream)\b"
)
_HEADER = re.compile(rb"(?P<header>x-amzn-transcribe-[a-z-]+)", re.IGNORECASE)
_TARGET = re.compile(
    rb"[\"'`](?P<target>(?:com\.amazonaws\.transcribe\.)?Transcribe\.(?:Start|Get|List|Delete|Create|Update)[A-Za-z]+)[\"'`]"
)
# The frame of an audio message, written or read byte by byte.
_FRAME = re.compile(
    rb"[\"'`](?P<frame>:event-type)[\"'`](?=[\s\S]{0,400}(?:AudioEvent|TranscriptEvent))"
)
_NAMED = re.compile(
    rb"[\"'`&?]\s*(?P<name>language-code|media-encoding|sample-rate|vocabulary-name|"
    rb"vocabulary-filter-name|vocabulary-filter-method|show-speaker-label|"
    rb"enable-channel-identification|number-of-channels|enable-partial-results-stabilization|"
    rb"partial-results-stability|content-redaction-type|content-identification-type|"
    rb"pii-entity-types|identify-language|identify-multiple-languages|language-options|"
    rb"language-model-name|preferred-language|specialty)(?:\s*[\"'`]?\s*[=:,\])]+>?\s*[\"'`]?"
    rb"(?P<value>[\w-]*))?"
)
# So many of the streaming API's parameters in one file are its request, whoever sends it.
_ENOUGH = 3
_COMMON = frozenset(("MediaSampleRateHertz", "LanguageCode", "Specialty", "LanguageOptions"))
_HELD: dict[str, tuple[bytes, ...]] = {
    "endpoint-streaming": (b"transcribestreaming",),
    "endpoint-path": (b"stream-transcription", b"/medical-scribe-stream"),
    "endpoint-header": (b"-transcribe-", b"-TRANSCRIBE-", b"-Transcribe-"),
    "endpoint-batch": (b"amazonaws.com",),
    "endpoint-target": (b"Transcribe.",),
    "endpoint-frame": (b":event-type",),
}
_RULES: tuple[tuple[re.Pattern[bytes], str, Confidence, str], ...] = (
    (_HOST, "endpoint-streaming", "high", "the streaming address"),
    (_PATH, "endpoint-path", "high", "the streaming path"),
    (_HEADER, "endpoint-header", "high", "a header of the streaming API"),
    (_BATCH_HOST, "endpoint-batch", "high", "the address of the batch API"),
    (_TARGET, "endpoint-target", "high", "a call of the batch API by hand"),
    (_FRAME, "endpoint-frame", "medium", "an audio message of the streaming API"),
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The addresses and header names in a file: each rule's first place, with the parameters."""
    found = False
    for pattern, rule, sure, what in _RULES:
        told: set[bool] = set()
        for mention in mentions(file, pattern, _HELD[rule]):
            if mention.document or mention.commented in told or _of_documentation(mention):
                continue
            told.add(mention.commented)
            mode = _mode(mention, rule)
            said = (
                what.replace("batch", "streaming") if b"Stream" in mention.match.group() else what
            )
            found = found or not mention.commented
            yield file.finding(
                mention.line,
                rule,
                "endpoint",
                mode,
                said,
                becomes("endpoint", mode),
                mention.weighed(sure),
                arguments={} if mention.commented else _parameters(file, mode),
                commented=mention.commented,
            )
    if not found:
        yield from _by_parameters(file)


def _by_parameters(file: SourceFile) -> Iterator[Finding]:
    """A request put together away from the address: the first of its parameters."""
    live = [one for one in mentions(file, _NAMED) if not (one.commented or one.document)]
    names = {placed(one.match["name"].decode(), "streaming") for one in live}
    if len(names) < _ENOUGH or not names - _COMMON:
        return
    yield file.finding(
        file.line_at(live[0].match.start("name")),
        "endpoint-parameters",
        "endpoint",
        "streaming",
        "parameters of the streaming API",
        becomes("endpoint", "streaming"),
        "high",
        arguments=_parameters(file, "streaming"),
    )


def _mode(mention: Mention, rule: str) -> Mode:
    line = mention.match.string[mention.match.start() : mention.match.end() + 200]
    mode = mode_of_text(line.partition(b"\n")[0].decode("utf-8", "replace"))
    if rule in ("endpoint-batch", "endpoint-target"):
        return mode
    return "streaming" if mode == "batch" else mode


def _of_documentation(mention: Mention) -> bool:
    """Whether this is a page about the service (docs.aws.amazon.com/transcribe/...), no address."""
    start = mention.match.start()
    line = mention.match.string[max(0, start - 120) : start].rpartition(b"\n")[2]
    return b"docs.aws.amazon" in line or b"aws.amazon.com/" in line


def _parameters(file: SourceFile, mode: Mode) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _NAMED.finditer(file.data):
        place = placed(match["name"].decode(), mode)
        if place is not None:
            value = (match["value"] or b"").decode()
            found[place] = found.get(place) or value
    return found
