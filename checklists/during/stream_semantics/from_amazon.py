"""The results of a TranscriptEvent of Amazon's stream, read.

Fields as in the service's model (StartStreamTranscription, read 2026-11). Logs of some
clients wrap an event once more, as {"TranscriptEvent": ...}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.during.stream_semantics import from_read
from checklists.during.stream_semantics.numbers import confidence, place_of, seconds
from checklists.during.stream_semantics.tally import Tally
from checklists.during.stream_semantics.told import Reading, StreamWord, Told
from providers.documents.fields import (
    flag_in,
    list_in,
    object_in,
    objects,
    soft_flag,
    soft_label,
    soft_list,
    soft_text,
    text_in,
)

_RESULT = frozenset(
    ("ResultId", "StartTime", "EndTime", "IsPartial", "Alternatives", "ChannelId", "LanguageCode")
)
_ALTERNATIVE = frozenset(("Transcript", "Items"))
_ITEM = frozenset(("StartTime", "EndTime", "Type", "Content", "Speaker", "Confidence", "Stable"))
_ITEMS = "Transcript.Results[].Alternatives[].Items[]"
_WRAPPERS = ("TranscriptResultStream", "MedicalTranscriptResultStream", "TranscriptEvent")
_NO_PLACE = "Deepgram's streaming results have no such field"


def results(event: Mapping[str, Any], tally: Tally) -> tuple[Told, ...]:
    """What an event says; what Deepgram has no place for is counted. Raises FieldTrouble."""
    while name := next((name for name in _WRAPPERS if name in event), ""):
        event = object_in(event, name, "")
    if "Transcript" not in event or "UtteranceId" in event:
        return from_read.amazon(event, tally)
    found = list_in(object_in(event, "Transcript", ""), "Results", "Transcript")
    return tuple(
        _told(result, path, tally) for result, path in objects(found, "Transcript.Results")
    )


def _told(result: Mapping[str, Any], path: str, tally: Tally) -> Told:
    tally.rest(result, _RESULT, "Transcript.Results[].", _NO_PLACE)
    alternatives = soft_list(result, "Alternatives", path)
    return Told(
        channel=place_of(soft_text(result, "ChannelId", path), "ch_") or 0,
        channels=0,
        start=seconds(result, "StartTime", path),
        end=seconds(result, "EndTime", path),
        final=not flag_in(result, "IsPartial", path),
        readings=tuple(
            _reading(entry, where, tally)
            for entry, where in objects(alternatives, f"{path}.Alternatives")
        ),
        id=soft_text(result, "ResultId", path),
        language=soft_text(result, "LanguageCode", path),
    )


def _reading(entry: Mapping[str, Any], path: str, tally: Tally) -> Reading:
    tally.rest(entry, _ALTERNATIVE, "Transcript.Results[].Alternatives[].", _NO_PLACE)
    spoken: list[tuple[Mapping[str, Any], str]] = []
    shown: list[str] = []
    before = ""
    for item, where in objects(soft_list(entry, "Items", path), f"{path}.Items"):
        tally.rest(item, _ITEM, f"{_ITEMS}.", _NO_PLACE)
        content = text_in(item, "Content", where)
        if soft_text(item, "Type", where) != "punctuation":
            spoken.append((item, where))
            shown.append(before + content)
            before = ""
        elif shown:
            shown[-1] += content
        else:  # a mark that opens the sentence belongs to the word behind it
            before += content
    if before:
        tally.lost(f"{_ITEMS}.Content", f"the mark {before!a:.20}", "there is no word with it")
    words = (
        _word(item, form, where, tally) for (item, where), form in zip(spoken, shown, strict=True)
    )
    return Reading(soft_text(entry, "Transcript", path), tuple(words))


def _word(item: Mapping[str, Any], shown: str, path: str, tally: Tally) -> StreamWord:
    content = text_in(item, "Content", path)
    return StreamWord(
        # What was masked or redacted has no plain form.
        spoken=content if content.startswith(("[", "*")) else content.lower(),
        shown=shown,
        start=seconds(item, "StartTime", path),
        end=seconds(item, "EndTime", path),
        confidence=confidence(item, "Confidence", path),
        speaker=_speaker(soft_label(item, "Speaker", path), tally),
        stable=soft_flag(item, "Stable", path),
    )


def _speaker(label: str, tally: Tally) -> str:
    """The digits of a label; Deepgram's speakers are whole numbers."""
    number = place_of(label, "spk_")
    if number is None and label:
        what = f"the label {label!a:.40}"
        tally.lost(f"{_ITEMS}.Speaker", what, "Deepgram's speakers are whole numbers")
    return "" if number is None else str(number)
