"""A ``Results`` message of Deepgram's stream, read.

Fields as in Deepgram's API description (asyncapi.yml, read 2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checklists.during.stream_semantics.numbers import confidence, place, seconds
from checklists.during.stream_semantics.tally import Tally
from checklists.during.stream_semantics.told import Reading, StreamWord, Told, plus
from providers.documents.fields import (
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
    (
        *("type", "channel_index", "start", "duration", "is_final", "speech_final"),
        *("from_finalize", "channel", "metadata"),
    )
)
_READING = frozenset(("transcript", "confidence", "words", "languages"))
_WORD = frozenset(("word", "punctuated_word", "start", "end", "confidence", "speaker"))
_NO_PLACE = "Amazon's streaming results have no such field"


def told(message: Mapping[str, Any], tally: Tally) -> Told:
    """What a Results message says; what Amazon has no place for is counted. Raises FieldTrouble."""
    tally.rest(message, _RESULT, "Results.", _NO_PLACE)
    channel, channels = channel_of(message, "channel_index")
    start = seconds(message, "start", "")
    heard = object_in(message, "channel", "")
    tally.rest(heard, frozenset(("alternatives",)), "Results.channel.", _NO_PLACE)
    found = list_in(heard, "alternatives", "channel")
    alternatives = list(objects(found, "channel.alternatives"))
    return Told(
        channel=channel,
        channels=channels,
        start=start,
        end=plus(start, seconds(message, "duration", "")),
        final=bool(soft_flag(message, "is_final", "")),
        readings=tuple(_reading(entry, path, tally) for entry, path in alternatives),
        pause=bool(soft_flag(message, "speech_final", "")),
        flushed=bool(soft_flag(message, "from_finalize", "")),
        language=_language([entry for entry, _ in alternatives[:1]]),
    )


def channel_of(message: Mapping[str, Any], key: str) -> tuple[int, int]:
    """This channel and how many there are, of ``[channel, total]``; 0 where it is not said.

    Raises FieldTrouble.
    """
    index = soft_list(message, key, "")
    named = {f"{key}[{at}]": value for at, value in enumerate(index[:2])}
    numbers = [place(named, name, "") for name in named]
    return numbers[0] if numbers else 0, numbers[1] if len(numbers) > 1 else 0


def _reading(entry: Mapping[str, Any], path: str, tally: Tally) -> Reading:
    tally.rest(entry, _READING, "Results.channel.alternatives[].", _NO_PLACE)
    words = soft_list(entry, "words", path)
    return Reading(
        text=text_in(entry, "transcript", path),
        words=tuple(_word(word, where, tally) for word, where in objects(words, f"{path}.words")),
        confidence=confidence(entry, "confidence", path),
    )


def _word(word: Mapping[str, Any], path: str, tally: Tally) -> StreamWord:
    tally.rest(word, _WORD, "Results.channel.alternatives[].words[].", _NO_PLACE)
    spoken = text_in(word, "word", path)
    return StreamWord(
        spoken=spoken,
        shown=soft_text(word, "punctuated_word", path) or spoken,
        start=seconds(word, "start", path),
        end=seconds(word, "end", path),
        confidence=confidence(word, "confidence", path),
        speaker=soft_label(word, "speaker", path),
    )


def _language(alternatives: Sequence[Mapping[str, Any]]) -> str:
    """What was spoken, where it was looked for: the first of ``languages``."""
    path = "channel.alternatives[0]"
    spoken = soft_list(alternatives[0], "languages", path) if alternatives else ()
    return text_in({"languages[0]": spoken[0]}, "languages[0]", path) if spoken else ""
