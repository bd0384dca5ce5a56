"""The query string of /v1/listen, parsed as strictly as the real service parses it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from providers.sandbox.deepgram.refusals import Refused, invalid_query

ENCODINGS = (
    "linear16",
    "linear32",
    "flac",
    "alaw",
    "mulaw",
    "amr-nb",
    "amr-wb",
    "opus",
    "ogg-opus",
    "speex",
    "g729",
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FLAGS = frozenset(
    _names(
        "punctuate smart_format multichannel utterances paragraphs diarize numerals measurements "
        "dictation filler_words profanity_filter detect_entities sentiment topics intents "
        "mip_opt_out interim_results vad_events no_delay"
    )
)
_LISTS = frozenset(
    _names(
        "search keywords keyterm replace redact tag extra language_hint custom_topic custom_intent "
        "detect_language"
    )
)
_WHOLE = frozenset(_names("sample_rate channels utterance_end_ms alternatives"))
_CHOICES: dict[str, tuple[str, ...]] = {
    "encoding": ENCODINGS,
    "diarize_model": ("latest", "v1", "v2"),
    "callback_method": ("POST", "PUT", "GET", "DELETE", "post", "put", "get", "delete"),
    "custom_topic_mode": ("extended", "strict"),
    "custom_intent_mode": ("extended", "strict"),
    "summarize": ("v2", "v1", "true", "false"),
}
_TEXTS = frozenset(_names("model language version callback tier"))
_SPECIAL = frozenset(("utt_split", "endpointing"))


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for. Absent flags are False, absent numbers None, absent texts "".

    ``endpointing`` is milliseconds, or None for off; ``unknown`` the names that mean nothing.
    """

    flags: frozenset[str] = frozenset()
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    utt_split: float = 0.8
    endpointing: int | None = 10
    unknown: tuple[str, ...] = ()

    def on(self, flag: str) -> bool:
        """Whether a flag was set to true."""
        return flag in self.flags

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a repeatable parameter, in order."""
        return self.lists.get(name, ())

    def text(self, name: str) -> str:
        """The value of a plain parameter, or ""."""
        return self.texts.get(name, "")

    def number(self, name: str) -> int | None:
        """The value of a whole-number parameter, or None."""
        return self.numbers.get(name)


def parse(pairs: Iterable[tuple[str, str]]) -> Query:
    """Parse the pairs of a query string. Raises Refused for a value that cannot be."""
    flags: set[str] = set()
    lists: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, int] = {}
    texts: dict[str, str] = {}
    unknown: list[str] = []
    special: dict[str, str] = {}
    for name, value in pairs:
        if name in _FLAGS:
            flags |= {name} if _flag(name, value) else set()
        elif name in _LISTS:
            lists[name] = (*lists.get(name, ()), value)
        elif name in _WHOLE:
            numbers[name] = _whole(name, value)
        elif name in _CHOICES:
            texts[name] = _choice(name, value)
        elif name in _TEXTS:
            texts[name] = value
        elif name in _SPECIAL:
            special[name] = value
        else:
            unknown.append(name)
    return Query(
        flags=frozenset(flags),
        lists=lists,
        numbers=numbers,
        texts=texts,
        utt_split=_seconds("utt_split", special.get("utt_split", "0.8")),
        endpointing=_endpointing(special.get("endpointing", "10")),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _flag(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false", ""):
        raise Refused(invalid_query(f"{name}: provided string was not `true` or `false`"))
    return value.lower() != "false"


def _whole(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        raise Refused(invalid_query(f"{name}: invalid digit found in string"))
    return int(value)


def _choice(name: str, value: str) -> str:
    if value not in _CHOICES[name]:
        expected = ", ".join(f"`{choice}`" for choice in _CHOICES[name])
        raise Refused(
            invalid_query(f"{name}: unknown variant `{value}`, expected one of {expected}")
        )
    return value


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        raise Refused(invalid_query(f"{name}: invalid float literal")) from None
    if not math.isfinite(seconds) or seconds < 0:
        raise Refused(invalid_query(f"{name}: invalid float literal"))
    return seconds


def _endpointing(value: str) -> int | None:
    if value == "false":
        return None
    return 10 if value == "true" else _whole("endpointing", value)
