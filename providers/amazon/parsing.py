"""Amazon's transcripts as words: every generation of batch output, and streaming events.

Shapes seen in real output of 2018 to 2025 and in the Developer Guide of 2023-05. Times and
confidences are strings in batch and numbers in streams; punctuation is an item of its own; the
speaker is on the item, or only in ``speaker_labels`` joined by equal time strings; ``null`` is
written where nothing was found. What cannot be held is named in ``losses``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from providers.amazon.documents.batch import first_spoken, spoken_in, whole_text
from providers.amazon.documents.findings import found_languages
from providers.amazon.documents.stream_items import live_words
from providers.amazon.reading import text_of
from providers.documents.fields import (
    FieldTrouble,
    flag_in,
    mapping,
    nullable_list_in,
    number_in,
    object_in,
    objects,
)
from providers.documents.labels import channel_number
from providers.documents.model import DocumentWord, Speaker
from providers.documents.streams import Gathered
from providers.errors import BadInput
from providers.speech import LiveEvent, Transcript, Word

Raw = Mapping[str, Any]
MODEL = "transcribe"
_LOSSES = {
    "segments": "alternative hypotheses (results.segments)",
    "audio_segments": "Amazon's own utterances (results.audio_segments)",
    "toxicity_detection": "toxicity scores (results.toxicity_detection)",
    "language_identification": "scores of the other languages (results.language_identification)",
    "language_codes": "seconds of each language (results.language_codes)",
}


def parse_batch(
    document: Any,
    *,
    duration: float = 0.0,
    language: str = "",
    model: str = MODEL,
    **about: Any,
) -> Transcript:
    """A standard batch transcript. ``about`` goes into the Transcript as it is.

    ``duration`` in seconds is that of the clip; without it the end of the last word is taken.
    Raises BadInput that names the field which is missing or of the wrong type.
    """
    try:
        return _parsed(document, duration, language, model, about)
    except FieldTrouble as missing:
        raise BadInput(
            f"This is not a transcript of Amazon Transcribe: {missing}. Expected the JSON file of "
            "a finished job, with results.transcripts and results.items."
        ) from None


def parse_event(event: Any, *, audio_time: float, received_at: float) -> tuple[LiveEvent, ...]:
    """The live events in one TranscriptEvent (none in an empty one). Raises BadInput."""
    try:
        transcript = object_in(mapping(event, ""), "Transcript", "")
        results = nullable_list_in(transcript, "Results", "Transcript")
        return tuple(
            _live_event(result, where, audio_time, received_at)
            for result, where in objects(results, "Transcript.Results")
        )
    except FieldTrouble as missing:
        raise BadInput(f"Amazon sent a streaming event that cannot be read: {missing}.") from None


def _parsed(
    document: Any, duration: float, language: str, model: str, about: Mapping[str, Any]
) -> Transcript:
    results = object_in(mapping(document, ""), "results", "")
    items = nullable_list_in(results, "items", "results")
    channels, spoken, speakers = spoken_in(results)
    words = _words(spoken, speakers.all())
    said = text_of(results.get("language_code")) or language or _first_spoken(results)
    return Transcript(
        vendor="amazon",
        model=model,
        language=said,
        duration=duration or max((word.end for word in words), default=0.0),
        text=whole_text(results, spoken, said),
        words=words,
        channels=len(channels),
        losses=_losses(document, results, items),
        raw=document,
        **about,
    )


def _words(spoken: Iterable[DocumentWord], speakers: Sequence[Speaker]) -> tuple[Word, ...]:
    """The words with Amazon's own labels of their speakers."""
    labels = {speaker.index: speaker.label for speaker in speakers}
    return tuple(
        Word(
            text=word.text,
            start=float(word.start),
            end=float(word.end),
            confidence=None if word.confidence is None else float(word.confidence),
            punctuated=word.punctuated,
            speaker=None if word.speaker is None else labels[word.speaker],
            channel=word.channel,
        )
        for word in spoken
    )


def _first_spoken(results: Raw) -> str:
    """What is said beside the words does not cost the transcript."""
    with suppress(FieldTrouble):
        return first_spoken(found_languages(results))
    return ""


def _losses(document: Raw, results: Raw, items: Sequence[Any]) -> tuple[str, ...]:
    lost = [told for key, told in _LOSSES.items() if results.get(key)]
    entries = [entry for entry in items if isinstance(entry, Mapping)]
    said = [entry["alternatives"] for entry in entries if _several(entry.get("alternatives"))]
    best = [alternatives[0] for alternatives in said]
    redacted = sum(1 for alternative in best if alternative.get("redactions"))
    if redacted:
        lost.append(f"kind and confidence of {redacted} redactions")
    if any(len(alternatives) > 1 for alternatives in said):
        lost.append("other alternatives of words (results.items[].alternatives)")
    if any(entry.get("vocabularyFilterMatch") for entry in entries):
        lost.append("marks of the vocabulary filter (vocabularyFilterMatch)")
    if any(entry.get("language_code") for entry in entries):
        lost.append("the language of each word (results.items[].language_code)")
    if document.get("isRedacted") is not None:
        lost.append("that redaction was asked for (isRedacted)")
    return tuple(lost)


def _several(alternatives: Any) -> bool:
    """Whether there is a list of at least one alternative."""
    return (
        isinstance(alternatives, list)
        and bool(alternatives)
        and all(isinstance(one, Mapping) for one in alternatives)
    )


def _live_event(result: Raw, path: str, audio_time: float, received_at: float) -> LiveEvent:
    partial = flag_in(result, "IsPartial", path)
    alternatives = nullable_list_in(result, "Alternatives", path)
    best = alternatives[0] if alternatives and isinstance(alternatives[0], Mapping) else {}
    channel = channel_number(text_of(result.get("ChannelId")), 0)
    gathered = Gathered()
    words = live_words(gathered, best, f"{path}.Alternatives[0]", channel)
    stable = [item.get("Stable") for item in best.get("Items") or []]
    native = f"IsPartial={'true' if partial else 'false'}"
    if any(mark is not None for mark in stable):
        native += f" Stable={sum(mark is True for mark in stable)}/{len(stable)}"
    return LiveEvent(
        vendor="amazon",
        event="interim" if partial else "final",
        channel=channel,
        text=text_of(best.get("Transcript")),
        start=float(number_in(result, "StartTime", path)),
        end=float(number_in(result, "EndTime", path)),
        audio_time=audio_time,
        received_at=received_at,
        words=_words(words, gathered.speakers.all()),
        segment=text_of(result.get("ResultId")),
        native=native,
        raw=result,
    )
