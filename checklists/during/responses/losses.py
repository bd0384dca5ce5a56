"""What a shape has no place for: every field that a response holds and a converter leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checklists.during.responses.columns import columns
from checklists.during.responses.fields import Field, Target, fields_of
from checklists.during.responses.generations import Generation
from checklists.during.responses.places import words_by_channel
from checklists.during.responses.spelling import displayed, parted
from providers.documents.model import STREAMS, Document, Loss
from providers.documents.spacing import glue

_UNKNOWN = "no version of the vendors' pages read here has it"
_MODEL = re.compile(r"(?:\[\]\.)?metadata\.model_info\.(?:.*\.)?arch")
_GENERIC: Mapping[Target, str] = {
    "deepgram": "Deepgram's response has no place for it",
    "amazon": "a batch transcript of Amazon's has no place for it",
    "transcript": "crossfade's transcript has words, times, confidences, speakers and channels",
    "srt": "subtitles have text, times and speakers",
    "vtt": "subtitles have text, times and speakers",
}
_WORDS = "results.channels[].alternatives[0].words[]"
# The items of a channel are those of the whole, the words of an utterance those of its channel.
_TWICE = {
    "results.channel_labels.channels[].items[]": "results.items[]",
    "results.utterances[].words[]": _WORDS,
}


def losses_of(
    document: Document, target: Target, generation: Generation = "2024"
) -> tuple[Loss, ...]:
    """What of this response the target does not get, by the pattern of its path.

    A field that nobody here knows is a loss like any other. What two shapes hold differently
    (words that are spelt otherwise, interim results) is said with its number.
    """
    if document.kind in ("srt", "vtt"):
        return document.losses
    found = columns(document.raw)
    table = fields_of(document.kind)
    rows: dict[str, tuple[Field | None, int]] = {}
    for pattern, count in found.items():
        field = _field(table, pattern)
        reached = field is not None and (
            field.reaches(target) or _said(document, field, pattern, target)
        )
        if reached and not (target == "amazon" and _too_new(document, pattern, generation)):
            continue
        place = field.pattern if field is not None else pattern
        rows[place] = (field, max(count, rows.get(place, (field, 0))[1]))
    told = [_loss(place, field, count, document, target) for place, (field, count) in rows.items()]
    told += _by_content(document, target)
    paths = {one.path for one in told}
    told += [one for one in document.losses if one.path not in paths]
    return tuple(sorted(told, key=lambda one: one.path))


def _field(table: Mapping[str, Field], pattern: str) -> Field | None:
    """The row of a field: its own, or that of the closest part that holds it whole."""
    own = table.get(pattern)
    if own is not None:
        return own
    for inside, same in _TWICE.items():
        if pattern.startswith(inside):
            return _field(table, same + pattern.removeprefix(inside))
    place = pattern
    while place:
        cut = max(place.rfind("."), place.rfind("["))
        place = place[:cut] if cut > 0 else ""
        holder = table.get(place)
        if holder is not None and holder.below:
            return holder
    return None


def _too_new(document: Document, pattern: str, generation: Generation) -> bool:
    """Whether Amazon's files of a generation had no place yet for a field of today's."""
    if generation == "2024":
        return False
    if pattern.startswith("results.audio_segments[]") or pattern == "results.items[].id":
        return True
    # With speakers, utterances become their turns.
    cut = pattern.startswith(("results.utterances[]", "Transcript[].BeginOffset"))
    return cut and all(word.speaker is None for word in document.words)


def _said(document: Document, field: Field, pattern: str, target: Target) -> bool:
    """Whether a field that has no place says nothing that the target does not have anyhow."""
    if field.pattern.startswith(("results.language_identification", "LanguageIdentification")):
        # The score of the language it chose is carried: alone, it is all there is.
        return len(document.languages) == 1
    # The transcript names the model, by the name of its family where there is one.
    return target == "transcript" and _MODEL.fullmatch(pattern) is not None


def _loss(place: str, field: Field | None, count: int, document: Document, target: Target) -> Loss:
    values = f"{count:,} value{'' if count == 1 else 's'}"
    if field is None:
        return Loss(place, f"a field that crossfade does not know ({values})", _UNKNOWN)
    if target == "amazon" and field.reaches(target):
        return Loss(place, f"{field.what} ({values})", "Amazon's files have it since 2024")
    crossed = target in ("deepgram", "amazon") and not document.kind.startswith(target)
    why = field.why if crossed and field.why else _GENERIC[target]
    return Loss(place, f"{field.what} ({values})", why)


def _by_content(document: Document, target: Target) -> Iterator[Loss]:
    """Losses that depend on what a field says."""
    if target in ("amazon", "deepgram"):
        yield from _other_texts(document, target)
    if target == "amazon":
        yield from _other_spellings(document)
    if target != "amazon" and document.vendor == "amazon":
        yield from _scored_marks(document)
        yield from _other_turns(document, target)
    if document.kind in STREAMS:
        yield from _interims(document)


def _other_spellings(document: Document) -> Iterator[Loss]:
    """Words whose spoken form Amazon cannot hold beside their display form."""
    differing = [
        word
        for word in document.words
        if displayed(word) != word.text and parted(word)[0].lower() != word.text.lower()
    ]
    if differing:
        yield Loss(
            f"{_WORDS}.word" if document.vendor == "deepgram" else "words[].text",
            f"{len(differing):,} word{'' if len(differing) == 1 else 's'} as spoken",
            "Amazon has one form of a word: the display form was taken",
        )


def _other_texts(document: Document, target: Target) -> Iterator[Loss]:
    """Texts of several channels that are not made of their words: the other vendor cuts them
    otherwise, by channel or by time."""
    by_channel = words_by_channel(document)
    if len(by_channel) < 2:
        return
    between = glue(document.language)
    given = {one.index: one.text for one in document.channels if one.text}
    if target == "deepgram" and not given and document.text:
        if document.text.split() != between.join(map(displayed, document.words)).split():
            place = "results.transcripts[].transcript"
            yield Loss(place, "the text of all channels", "each has its own, made of its words")
    elif target == "amazon" and any(
        given[number].split() != between.join(map(displayed, words)).split()
        for number, words in enumerate(by_channel)
        if number in given
    ):
        place = "results.channels[].alternatives[0].transcript"
        yield Loss(place, "the text of each channel", "Amazon has one, made of all words by time")


def _scored_marks(document: Document) -> Iterator[Loss]:
    scored = sum(1 for word in document.words for mark in word.marks if mark.confidence)
    if scored:
        yield Loss(
            "results.items[].alternatives[0].confidence",
            f"the confidence of {scored:,} mark{'' if scored == 1 else 's'}",
            "punctuation is part of its word",
        )


def _other_turns(document: Document, target: Target) -> Iterator[Loss]:
    """Turns with other times than the segments that are taken as utterances."""
    if target == "transcript" or not document.utterances:
        return
    held = {(one.start, one.end, one.speaker) for one in document.utterances}
    others = sum((one.start, one.end, one.speaker) not in held for one in document.turns)
    if others:
        yield Loss(
            "results.speaker_labels.segments[]",
            f"the times of {others:,} turns",
            "the audio segments, which are cut otherwise, became the utterances",
        )


def _interims(document: Document) -> Iterator[Loss]:
    interims = sum(message.event == "interim" for message in document.messages)
    if interims:
        yield Loss("[]", f"{interims:,} interim results", "a whole transcript has finals only")


def as_rows(losses: Sequence[Loss]) -> list[dict[str, Any]]:
    """Losses as documents hold them."""
    return [{"path": one.path, "what": one.what, "why": one.why} for one in losses]
