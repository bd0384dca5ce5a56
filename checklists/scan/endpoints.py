"""Clients made by hand: the service's addresses, paths and header names.

The only way to see code that signs its own WebSocket address; the names are those of the API
reference (streaming, read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from checklists.scan.becomes import becomes
from checklists.scan.finding import Confidence, Finding, Mode
from checklists.scan.mentions import Mention, mentions
from checklists.scan.operations import mode_of_text, placed, words
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
# The operation put in: "Transcribe." + name, "Transcribe.#{name}", behind the header's name.
_TARGET_OPEN = re.compile(
    rb"(?i:x-amz-target)[\"'`]?[^\n\"'`]{0,40}[\"'`](?P<target>(?:com\.amazonaws\.transcribe\.)?"
    rb"Transcribe\.)(?:#\{|\$?\{|\$\w|%[sv@]|[\"'`]\s*(?:\+|<>|\.|\|\||&|,))"
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
_ADDRESSES = ("endpoint-streaming", "endpoint-batch")
_APART_LINES = 10
_DATA = words("json yaml xml toml ini env html text")
_MOST_PLACES = 50
_COMMON = frozenset(("MediaSampleRateHertz", "LanguageCode", "Specialty", "LanguageOptions"))
_HELD: dict[str, tuple[bytes, ...]] = {
    "endpoint-streaming": (b"transcribestreaming",),
    "endpoint-path": (b"stream-transcription", b"/medical-scribe-stream"),
    "endpoint-header": (b"-transcribe-", b"-TRANSCRIBE-", b"-Transcribe-"),
    "endpoint-batch": (b"amazonaws.com",),
    "endpoint-target": (b"Transcribe.",),
    "endpoint-target-open": (b"Transcribe.",),
    "endpoint-frame": (b":event-type",),
}
_RULES: tuple[tuple[re.Pattern[bytes], str, Confidence, str], ...] = (
    (_HOST, "endpoint-streaming", "high", "the streaming address"),
    (_PATH, "endpoint-path", "high", "the streaming path"),
    (_HEADER, "endpoint-header", "high", "a header of the streaming API"),
    (_BATCH_HOST, "endpoint-batch", "high", "the address of the batch API"),
    (_TARGET, "endpoint-target", "high", "a call of the batch API by hand"),
    (_TARGET_OPEN, "endpoint-target-open", "high", "calls of the batch API by hand"),
    (_FRAME, "endpoint-frame", "medium", "an audio message of the streaming API"),
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The addresses and header names in a file: each rule's first place, and each operation's, with
    the parameters."""
    found = False
    for pattern, rule, sure, what in _RULES:
        places = _Places(rule, recorded=file.language in _DATA)
        for mention in mentions(file, pattern, _HELD[rule]):
            if mention.document or _of_documentation(mention) or not places.new(mention):
                continue
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


@dataclass(slots=True)
class _Places:
    """The places of one rule in a file that were told.

    Of an address each that stands far from the one before it, in another function; of calls by
    hand each operation; of all else, and of what was ``recorded`` as data, the first says enough.
    """

    rule: str
    recorded: bool
    lines: dict[tuple[bool, str], int] = field(default_factory=dict)
    told: int = 0

    def new(self, mention: Mention) -> bool:
        """Whether this mention is a place to tell; it is known from here on."""
        each = not self.recorded
        place = (mention.commented, mention.word if each and self.rule == "endpoint-target" else "")
        before = self.lines.get(place)
        apart = each and self.rule in _ADDRESSES and mention.line - (before or 0) > _APART_LINES
        self.lines[place] = mention.line
        if self.told >= _MOST_PLACES or not (before is None or apart):
            return False
        self.told += 1
        return True


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
    if rule in ("endpoint-batch", "endpoint-target", "endpoint-target-open"):
        return mode
    return "streaming" if mode == "batch" else mode


def _of_documentation(mention: Mention) -> bool:
    """Whether this is a page about the service (docs.aws.amazon.com/transcribe/...), no address."""
    start = mention.match.start()
    line = mention.match.string[max(0, start - 120) : start].rpartition(b"\n")[2]
    return b"docs.aws.amazon" in line or b"aws.amazon.com/" in line


@lru_cache(maxsize=1)
def _parameters(file: SourceFile, mode: Mode) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _NAMED.finditer(file.data):
        place = placed(match["name"].decode(), mode)
        if place is not None:
            value = (match["value"] or b"").decode()
            found[place] = found.get(place) or value
    return found
