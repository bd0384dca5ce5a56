"""Deepgram's JSON read into the shared vocabulary, whole recordings and live messages.

Tolerant of what may be missing, new or odd beside the words, since the answer was paid for; exact
about what may not be missing. What a field means is read as ``providers.deepgram.documents`` does,
which refuses what is odd. Shapes as in the API's description (openapi.yml and asyncapi.yml,
2026-07) and the feature pages.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from providers.audio.naming import shown
from providers.deepgram.documents.batch import language_of, model_of, warning_of
from providers.deepgram.documents.passages import hit_of
from providers.deepgram.documents.turns import text_of_turns
from providers.documents.fields import (
    FieldTrouble,
    list_in,
    mapping,
    number_in,
    object_in,
    objects,
    soft_list,
    text_in,
)
from providers.errors import BadInput, VendorTrouble
from providers.speech import SearchHit, Transcript, Word


def transcript_from_answer(
    raw: Mapping[str, Any],
    *,
    sandbox: bool = False,
    elapsed: float = 0.0,
    request: Mapping[str, Any] | None = None,
    request_id: str = "",
    language: str = "",
) -> Transcript:
    """Read an answer that came over the wire. Raises VendorTrouble naming a missing field.

    ``language`` is what was asked for, used where the answer does not say.
    """
    try:
        return _transcript(raw, sandbox, elapsed, request or {}, request_id, language)
    except FieldTrouble as missing:
        raise VendorTrouble(
            f"Deepgram's answer cannot be read: {missing}; keep the answer and report it with "
            "its request id.",
            vendor="deepgram",
            request_id=request_id,
        ) from missing


def transcript_from_document(raw: Any, *, source: str, sandbox: bool = False) -> Transcript:
    """Read an answer that was kept in a file. Raises BadInput naming a missing field."""
    try:
        return _transcript(mapping(raw, ""), sandbox, 0.0, {}, "", "")
    except FieldTrouble as missing:
        raise BadInput(
            f"{shown(source)} is not a Deepgram response: {missing}; give the JSON that /v1/listen "
            "answered."
        ) from missing


def _transcript(
    raw: Mapping[str, Any],
    sandbox: bool,
    elapsed: float,
    request: Mapping[str, Any],
    request_id: str,
    language: str,
) -> Transcript:
    metadata = _soft_mapping(raw.get("metadata"))
    results = object_in(raw, "results", "")
    listed = list_in(results, "channels", "results")
    channels = [channel for channel, _ in objects(listed, "results.channels")]
    spoken = [_channel_words(channel, n) for n, channel in enumerate(channels)]
    words = tuple(sorted(itertools.chain(*spoken), key=lambda word: word.start))
    hits = [hit for n, channel in enumerate(channels) for hit in _hits(channel, n)]
    duration = _soft_number(metadata.get("duration"))
    if duration is None:
        duration = max((word.end for word in words), default=0.0)
    return Transcript(
        vendor="deepgram",
        model=_model(metadata),
        language=_language(channels) or language,
        duration=duration,
        text=_text(channels, spoken),
        words=words,
        channels=max(1, len(channels)),
        hits=tuple(hits),
        request_id=str(metadata.get("request_id") or request_id),
        warnings=tuple(_warnings(metadata)),
        losses=tuple(_losses(metadata, results, channels)),
        sandbox=sandbox,
        elapsed=elapsed,
        request=request,
        raw=raw,
    )


def _alternative(channel: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """The first alternative; an empty one where nothing was heard."""
    path = f"results.channels[{number}]"
    alternatives = list_in(channel, "alternatives", path)
    return mapping(alternatives[0], f"{path}.alternatives[0]") if alternatives else {}


def _channel_words(channel: Mapping[str, Any], number: int) -> list[Word]:
    path = f"results.channels[{number}].alternatives[0]"
    listed = soft_list(_alternative(channel, number), "words", path)
    return [read_word(word, where, number) for word, where in objects(listed, f"{path}.words")]


def read_word(raw: Any, path: str, channel: int) -> Word:
    """One word. Raises FieldTrouble unless it has a text and two times."""
    word = mapping(raw, path)
    speaker = word.get("speaker")
    return Word(
        text=text_in(word, "word", path),
        start=float(number_in(word, "start", path)),
        end=float(number_in(word, "end", path)),
        confidence=_confidence(word.get("confidence")),
        punctuated=_soft_string(word.get("punctuated_word")),
        speaker=str(speaker) if isinstance(speaker, int | str) else None,
        channel=channel,
    )


def _hits(channel: Mapping[str, Any], number: int) -> Iterator[SearchHit]:
    """The search hits, strongest first for each query, the weak ones too."""
    path = f"results.channels[{number}].search"
    for found, place in objects(_soft_sequence(channel.get("search")), path):
        term = text_in(found, "query", place)
        for hit, where in objects(_soft_sequence(found.get("hits")), f"{place}.hits"):
            yield read_hit(hit, term, where, number)


def read_hit(raw: Any, term: str, path: str, channel: int) -> SearchHit:
    """One hit. Raises FieldTrouble unless it has a confidence and two times."""
    hit = hit_of(mapping(raw, path), term, path, channel)
    return SearchHit(
        term=term,
        start=float(hit.start),
        end=float(hit.end),
        confidence=min(1.0, max(0.0, float(hit.confidence))),
        snippet=hit.snippet,
        channel=channel,
    )


def _text(channels: Sequence[Mapping[str, Any]], spoken: Sequence[Sequence[Word]]) -> str:
    """One channel's transcript as it came; several as turns in order of time, a line each."""
    if len(channels) == 1:
        return _soft_string(_alternative(channels[0], 0).get("transcript"))
    return text_of_turns(spoken)


def _model(metadata: Mapping[str, Any]) -> str:
    """The architecture that answered ("nova-3"), or "" where it does not say."""
    with suppress(FieldTrouble):
        return model_of(metadata)
    return ""


def _language(channels: Sequence[Mapping[str, Any]]) -> str:
    """What was detected on the first channel that says it."""
    for number, channel in enumerate(channels):
        with suppress(FieldTrouble):
            if told := language_of(channel, f"results.channels[{number}]"):
                return told
    return ""


def _warnings(metadata: Mapping[str, Any]) -> Iterator[str]:
    for place, warning in enumerate(_soft_sequence(metadata.get("warnings"))):
        with suppress(FieldTrouble):
            yield warning_of(warning, f"metadata.warnings[{place}]")


_LOST_RESULTS = ("utterances", "summary", "sentiments", "topics", "intents")
_LOST_ALTERNATIVE = ("paragraphs", "entities", "summaries", "topics")
_LOST_WORD = ("language", "speaker_confidence")


def _losses(
    metadata: Mapping[str, Any],
    results: Mapping[str, Any],
    channels: Sequence[Mapping[str, Any]],
) -> list[str]:
    """What the answer holds that a Transcript does not, by its place in the JSON."""
    lost = [f"results.{name}" for name in _LOST_RESULTS if results.get(name)]
    for number, channel in enumerate(channels):
        alternative = _alternative(channel, number)
        lost += [
            f"results.channels[].alternatives[].{name}"
            for name in _LOST_ALTERNATIVE
            if alternative.get(name)
        ]
        words = _soft_sequence(alternative.get("words"))
        for name in _LOST_WORD:
            if any(isinstance(word, Mapping) and name in word for word in words):
                lost.append(f"results.channels[].alternatives[].words[].{name}")
        if len(_soft_sequence(channel.get("alternatives"))) > 1:
            lost.append("results.channels[].alternatives[1..]")
        if not words and alternative.get("transcript"):
            lost.append(f"the times of the words of channel {number}: only its text came")
    lost += [f"metadata.{name}" for name in ("tags", "extra") if metadata.get(name)]
    return list(dict.fromkeys(lost))


def _soft_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _confidence(value: Any) -> float | None:
    number = _soft_number(value)
    return number if number is not None and 0 <= number <= 1 else None


def _soft_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _soft_sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _soft_string(value: Any) -> str:
    return value if isinstance(value, str) else ""
