"""Who spoke when: Amazon's ``audio_segments`` and ``speaker_labels``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from providers.documents.fields import (
    FieldTrouble,
    number_in,
    objects,
    soft_label,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_whole,
    wrong,
)
from providers.documents.labels import Speakers, channel_number
from providers.documents.model import DocumentWord, Loss, Utterance

Raw = Mapping[str, Any]
_LABELS = "results.speaker_labels"
_SEGMENTS = "results.audio_segments"


def speakers_by_time(results: Raw, speakers: Speakers) -> dict[tuple[str, str], int]:
    """Speaker by the time strings of a word, for files whose items do not say it.

    Raises FieldTrouble.
    """
    labels = soft_object(results, "speaker_labels", "results")
    found: dict[tuple[str, str], int] = {}
    for segment, where in objects(soft_list(labels, "segments", _LABELS), f"{_LABELS}.segments"):
        whole = soft_label(segment, "speaker_label", where)
        speakers.index(whole)
        for item, place in objects(soft_list(segment, "items", where), f"{where}.items"):
            index = speakers.index(soft_label(item, "speaker_label", place) or whole)
            if index is not None:
                found[(str(item.get("start_time")), str(item.get("end_time")))] = index
    return found


def turns_of(
    results: Raw, speakers: Speakers, words: Sequence[DocumentWord], between: str
) -> tuple[Utterance, ...]:
    """The segments of ``speaker_labels``, each with the words that it names by their times.

    ``between`` stands between two words of its text.

    Raises FieldTrouble.
    """
    labels = soft_object(results, "speaker_labels", "results")
    listed = soft_list(labels, "segments", _LABELS)
    if not listed:
        return ()
    by_time = {(str(word.start), str(word.end)): word for word in words}
    channel = channel_number(soft_text(labels, "channel_label", _LABELS), 0)
    return tuple(
        _turn(segment, where, speakers, by_time, channel, between)
        for segment, where in objects(listed, f"{_LABELS}.segments")
    )


def _turn(
    segment: Raw,
    where: str,
    speakers: Speakers,
    by_time: Mapping[tuple[str, str], DocumentWord],
    channel: int,
    between: str,
) -> Utterance:
    said = []
    for item, place in objects(soft_list(segment, "items", where), f"{where}.items"):
        word = by_time.get((str(item.get("start_time")), str(item.get("end_time"))))
        if word is None:
            start = number_in(item, "start_time", place, as_text=True)
            end = number_in(item, "end_time", place, as_text=True)
            word = by_time.get((str(start), str(end)))
        if word is not None:
            said.append(word)
    return Utterance(
        between.join(word.punctuated for word in said),
        *_times(segment, where, said),
        speakers.index(soft_label(segment, "speaker_label", where)),
        channel_number(soft_text(segment, "channel_label", where), channel),
        words=tuple(said),
        path=where,
    )


def segments_of(
    results: Raw,
    speakers: Speakers,
    by_id: Mapping[tuple[int | None, int | str], DocumentWord],
    losses: list[Loss],
) -> tuple[Utterance, ...]:
    """Amazon's own utterances, in files since 2024. Raises FieldTrouble."""
    listed = soft_list(results, "audio_segments", "results")
    items = len(soft_list(results, "items", "results"))
    numbered = {channel for channel, _ in by_id}
    found = []
    for segment, where in objects(listed, _SEGMENTS):
        said = _named(segment, where, by_id, numbered, items, losses)
        channel = said[0].channel if said else 0
        found.append(
            Utterance(
                soft_text(segment, "transcript", where),
                *_times(segment, where, said),
                speakers.index(soft_label(segment, "speaker_label", where)),
                channel_number(soft_text(segment, "channel_label", where), channel),
                identity=soft_whole(segment, "id", where),
                words=said,
                path=where,
            )
        )
    return tuple(found)


def _times(segment: Raw, where: str, said: Sequence[DocumentWord]) -> tuple[Decimal, Decimal]:
    """Start and end of a segment, or of its words where it does not say."""
    start = soft_number(segment, "start_time", where, as_text=True)
    end = soft_number(segment, "end_time", where, as_text=True)
    if said:
        start = said[0].start if start is None else start
        end = said[-1].end if end is None else end
    if start is None or end is None:
        raise FieldTrouble(
            f"{where}.{'end_time' if start is not None else 'start_time'}", "is missing"
        )
    return start, end


def _named(
    segment: Raw,
    where: str,
    by_id: Mapping[tuple[int | None, int | str], DocumentWord],
    numbered: Set[int | None],
    items: int,
    losses: list[Loss],
) -> tuple[DocumentWord, ...]:
    """The words whose items a segment names; punctuation is with its word already.

    Where a segment says its channel, its numbers are those of that channel's items.
    """
    label = soft_text(segment, "channel_label", where)
    channel = channel_number(label, 0) if label else None
    channel = channel if channel in numbered else None
    said = []
    for place, name in enumerate(soft_list(segment, "items", where)):
        if isinstance(name, bool) or not isinstance(name, int | str):
            raise wrong(f"{where}.items[{place}]", name, "the number of an item")
        word = by_id.get((channel, name))
        if word is not None:
            said.append(word)
        elif isinstance(name, int) and not 0 <= name < items:
            why = "no item has this number"
            losses.append(Loss(f"{where}.items[{place}]", f"the item {name}", why))
    return tuple(said)
