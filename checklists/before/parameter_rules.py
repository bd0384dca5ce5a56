"""How the values of an Amazon request are translated, a function for each rule of the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checklists.before.amazon_request import AmazonRequest
from checklists.before.language_rules import LANGUAGE_RULES, is_english
from checklists.before.translated import Rule, Translated, not_as_expected, texts
from checklists.facts.parameter_book import LIVE_SHAPES, Verdict, entities
from providers.audio.naming import shown

_ENCODINGS = {
    "pcm": "linear16", "g711-alaw": "alaw", "g711-ulaw": "mulaw", "flac": "flac", "g729": "g729",
}  # fmt: skip
CONTAINER = "ogg-opus"
_REDACTION = (
    "ContentRedaction.RedactionType",
    "Settings.ContentRedaction.RedactionType",
    "ContentRedactionType",
)
_KINDS = (
    "ContentRedaction.PiiEntityTypes",
    "Settings.ContentRedaction.PiiEntityTypes",
    "PiiEntityTypes",
)


def whole_number(value: Any) -> int | None:
    """A whole number above 0, also where a header has it as text; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value.strip()):
        value = int(value)
    return value if type(value) is int and 0 < value < 10**9 else None


def _encoding(value: Any, request: AmazonRequest) -> Translated:
    if value == CONTAINER:
        why = "Opus in Ogg says itself what it is: no encoding and no sample_rate are sent."
        also = " Several channels need raw audio." if request.has("NumberOfChannels") else ""
        return Translated(verdict="same", why=why + also)
    if not isinstance(value, str) or value not in _ENCODINGS:
        return not_as_expected(value, "an encoding of Amazon's streams")
    verdict: Verdict = "renamed" if _ENCODINGS[value] == value else "derived"
    return Translated((("encoding", _ENCODINGS[value]),), verdict)


def _sample_rate(value: Any, request: AmazonRequest) -> Translated:
    rate = whole_number(value)
    if rate is None:
        return not_as_expected(value, "a number of hertz")
    if request.value("MediaEncoding") == CONTAINER:
        return Translated(verdict="same", why="Not sent: Opus in Ogg says it itself.")
    return Translated((("sample_rate", str(rate)),))


def _channels(value: Any, request: AmazonRequest) -> Translated:
    channels = whole_number(value)
    if channels is None:
        return not_as_expected(value, "a number of channels")
    if request.value("MediaEncoding") == CONTAINER:
        why = "Deepgram tells channels of a stream apart in raw audio only: decode it first."
        return Translated(verdict="manual", why=why)
    return Translated((("channels", str(channels)),))


def _redaction(value: Any, request: AmazonRequest) -> Translated:
    also = _english_only(request)
    if texts(request.value(*_KINDS)):
        return Translated(
            why="By the kinds in PiiEntityTypes: each is a redact of its own.", also=also
        )
    pairs = tuple(("redact", one) for one in entities()["ALL"].redact)
    return Translated(pairs, "manual" if also else None, also=also)


def _english_only(request: AmazonRequest) -> str:
    if is_english(request):
        return ""
    return " Kinds of entities are redacted in English only: for this language try redact=numbers."


def _redaction_output(value: Any, request: AmazonRequest) -> Translated:
    if value == "redacted_and_unredacted":
        why = "Both texts take two requests: this one, and the same without redact."
        return Translated(verdict="manual", why=why)
    return Translated()


def _entities(value: Any, request: AmazonRequest) -> Translated:
    kinds = texts(value)
    if not kinds:
        return not_as_expected(value, "a list of kinds of personal data")
    if request.shape in LIVE_SHAPES and not request.has(*_REDACTION):
        why = "Nothing is redacted here: pick these kinds from the entities of the answer."
        return Translated(verdict="manual", why=why)
    known = [entities()[one] for one in kinds if one in entities()]
    if "ALL" in kinds:
        known = [entities()["ALL"]]
    without = [one for one in kinds if one not in entities() or not entities()[one].redact]
    pairs = tuple(dict.fromkeys(("redact", name) for one in known for name in one.redact))
    notes = [f"{one.name}: {one.note}" for one in known if one.note and one.redact]
    if without:
        notes.append(f"no kind at Deepgram for {', '.join(map(shown, without[:8]))}")
    also = f" {'; '.join(notes)}." if notes else ""
    language = _english_only(request)
    return Translated(pairs, "manual" if without or language else None, also=also + language)


def _filter_method(value: Any, request: AmazonRequest) -> Translated:
    whys = {
        "mask": "Each word of the filter becomes replace=word:***.",
        "remove": "Each word of the filter becomes replace=word: with nothing after the colon.",
        "tag": "Words cannot be marked and kept: look for them in the words of the answer.",
    }
    if not isinstance(value, str) or value not in whys:
        return not_as_expected(value, "a method of vocabulary filters")
    return Translated(verdict="none" if value == "tag" else "manual", why=whys[value])


# Sent in ``extra`` under these names they come back in metadata.extra, where the map of fields,
# conversions and adapters look for the job's name.
EXTRA_JOB = "jobName"
EXTRA_SESSION = "session"


def _named(key: str) -> Rule:
    def rule(value: Any, request: AmazonRequest) -> Translated:
        if not isinstance(value, str):
            return not_as_expected(value, "a name")
        return Translated((("extra", f"{key}:{value}"),))

    return rule


def _tags(value: Any, request: AmazonRequest) -> Translated:
    if not isinstance(value, list):
        return not_as_expected(value, "a list of tags")
    pairs = []
    for one in value:
        plain = (
            {str(name).lower(): inner for name, inner in one.items()}
            if isinstance(one, dict)
            else {}
        )
        if set(plain) != {"key", "value"} or not all(
            isinstance(text, str) for text in plain.values()
        ):
            return not_as_expected(one, "a tag with Key and Value")
        if plain["key"]:
            pairs.append(("tag", f"{plain['key']}:{plain['value']}".removesuffix(":")))
    if not pairs:
        return Translated(verdict="same", why="Empty: nothing was asked for.")
    return Translated(tuple(pairs))


def _medical_type(value: Any, request: AmazonRequest) -> Translated:
    if value == "DICTATION":
        return Translated((("dictation", "true"),))
    if value == "CONVERSATION":
        return Translated(
            verdict="same",
            why="A conversation needs nothing; who speaks is asked by ShowSpeakerLabels.",
        )
    return not_as_expected(value, "CONVERSATION or DICTATION")


def _audio_address(value: Any, request: AmazonRequest) -> Translated:
    if not isinstance(value, str):
        return not_as_expected(value, "an address")
    if value.lower().startswith(("http://", "https://")) and "amazonaws" not in value.lower():
        return Translated(
            why='Sent as {"url": ...} if anybody may fetch it; otherwise send the bytes.'
        )
    return Translated()


RULES: Mapping[str, Rule] = {
    **LANGUAGE_RULES,
    "encoding": _encoding,
    "sample-rate": _sample_rate,
    "channels": _channels,
    "redaction": _redaction,
    "redaction-output": _redaction_output,
    "entities": _entities,
    "filter-method": _filter_method,
    "job-name": _named(EXTRA_JOB),
    "session": _named(EXTRA_SESSION),
    "tags": _tags,
    "medical-type": _medical_type,
    "audio-address": _audio_address,
}
