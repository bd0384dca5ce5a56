"""A finished job's transcript, every generation from 2018 to now; medical ones too.

Old files have no ``id`` on items, no ``audio_segments``, and say speakers only in
``speaker_labels``, joined by equal time strings; channels have ``channel_label`` inside only
lately; ``null`` is written for confidences and ``speaker_labels`` where nothing was found
(Amazon Transcribe's Developer Guide of 2023-05, and files of 2019 to 2025).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from providers.amazon.documents.findings import found_entities, found_languages, found_toxicity
from providers.amazon.documents.hypotheses import hypotheses_of
from providers.amazon.documents.items import Joining
from providers.amazon.documents.segments import segments_of, speakers_by_time, turns_of
from providers.documents.extras import Extras
from providers.documents.fields import (
    FieldTrouble,
    mapping,
    nullable_list_in,
    number_in,
    object_in,
    objects,
    soft_flag,
    soft_label,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_whole,
    text_in,
)
from providers.documents.labels import Speakers, channel_number
from providers.documents.model import (
    Channel,
    Document,
    DocumentWord,
    Kind,
    Language,
    Loss,
    Mark,
    Redaction,
)
from providers.documents.spacing import glue

Raw = Mapping[str, Any]
_TOP = frozenset(("jobName", "accountId", "status", "results", "isRedacted"))
_RESULTS = frozenset(
    (
        "transcripts",
        "items",
        "speaker_labels",
        "channel_labels",
        "segments",
        "audio_segments",
        "language_code",
        "language_identification",
        "language_codes",
        "toxicity_detection",
        "entities",
    )
)
_ITEM = frozenset(
    (
        "type",
        "start_time",
        "end_time",
        "alternatives",
        "id",
        "speaker_label",
        "channel_label",
        "language_code",
        "vocabularyFilterMatch",
    )
)
_ALTERNATIVE = frozenset(("content", "confidence", "redactions"))


class _Reader:
    """One document while it is read: its speakers, what is new in it, and what was lost."""

    def __init__(self, results: Raw) -> None:
        self.speakers = Speakers()
        self.extras = Extras()
        self.losses: list[Loss] = []
        self.by_id: dict[tuple[int | None, int | str], DocumentWord] = {}
        self._results = results
        self._by_time: dict[tuple[str, str], int] | None = None

    def words(self, items: Sequence[Any], path: str, channel: int) -> tuple[DocumentWord, ...]:
        """The words of one list of items. Raises FieldTrouble."""
        joining = Joining()
        for item, where in objects(items, path):
            if not item.keys() <= _ITEM:
                self.extras.take(item, _ITEM, path + "[]")
            if soft_text(item, "type", where) == "punctuation":
                joining.mark(_mark(item, where))
            else:
                joining.word(self._word(item, where, channel))
        self.losses += [
            Loss(mark.path, f"the mark {mark.text!r}", "no word stands beside it")
            for mark in joining.loose
        ]
        for word in joining.words:
            if word.identity is not None:
                self.by_id[(None, word.identity)] = word
                self.by_id[(word.channel, word.identity)] = word
        return joining.words

    def _word(self, item: Raw, where: str, channel: int) -> DocumentWord:
        start = number_in(item, "start_time", where, as_text=True)
        end = number_in(item, "end_time", where, as_text=True)
        alternatives = _alternatives(item, where)
        best = alternatives[0]
        if not best.keys() <= _ALTERNATIVE:
            self.extras.take(best, _ALTERNATIVE, "results.items[].alternatives[]")
        path = f"{where}.alternatives[0]"
        content = text_in(best, "content", path)
        label = soft_label(item, "speaker_label", where)
        speaker = self.speakers.index(label) if label else self._speaker_at(item)
        told = soft_text(item, "channel_label", where)
        return DocumentWord(
            content,
            start,
            end,
            soft_number(best, "confidence", path, as_text=True),
            content,
            speaker,
            channel_number(told, channel) if told else channel,
            where,
            (),
            soft_text(item, "language_code", where),
            None,
            soft_flag(item, "vocabularyFilterMatch", where),
            None,
            _redactions(best, path) if "redactions" in best else (),
            _others(alternatives, where) if len(alternatives) > 1 else (),
            item_id(item, where),
        )

    def _speaker_at(self, item: Raw) -> int | None:
        """The speaker by the item's times, in files whose items do not say it."""
        if self._by_time is None:
            self._by_time = speakers_by_time(self._results, self.speakers)
        return self._by_time.get((str(item["start_time"]), str(item["end_time"])))


def spoken_in(results: Raw) -> tuple[tuple[Channel, ...], tuple[DocumentWord, ...], Speakers]:
    """Only the words of a result, its channels and speakers. Raises FieldTrouble."""
    reader = _Reader(results)
    items = nullable_list_in(results, "items", "results")
    channels, words = _channels_and_words(reader, results, items)
    return channels, words, reader.speakers


def read_batch(raw: Raw, source: str) -> Document:
    """A standard or medical batch transcript. Raises FieldTrouble."""
    results = object_in(raw, "results", "")
    reader = _Reader(results)
    reader.extras.take(raw, _TOP, "")
    reader.extras.take(results, _RESULTS, "results")
    items = nullable_list_in(results, "items", "results")
    channels, words = _channels_and_words(reader, results, items)
    language = soft_text(results, "language_code", "results")
    languages = found_languages(results)
    entities = found_entities(results)
    turns = turns_of(results, reader.speakers, words, glue(language))
    segments = segments_of(results, reader.speakers, reader.by_id, reader.losses)
    return Document(
        vendor="amazon",
        kind=_kind(entities),
        source=source,
        text=whole_text(results, words, language),
        words=words,
        channels=channels,
        speakers=reader.speakers.all(),
        utterances=segments,
        turns=turns,
        hypotheses=hypotheses_of(results),
        entities=entities,
        passages=found_toxicity(results),
        language=language or first_spoken(languages),
        languages=languages,
        name=soft_label(raw, "jobName", ""),
        account=soft_label(raw, "accountId", ""),
        status=soft_text(raw, "status", ""),
        redacted=soft_flag(raw, "isRedacted", ""),
        extras=reader.extras.found,
        losses=tuple(reader.losses),
        raw=raw,
    )


def item_id(item: Raw, where: str) -> int | str | None:
    """The item's own number, None in old files. Raises FieldTrouble."""
    value = item.get("id")
    return value if isinstance(value, str) else soft_whole(item, "id", where)


def _channels_and_words(
    reader: _Reader, results: Raw, items: Sequence[Any]
) -> tuple[tuple[Channel, ...], tuple[DocumentWord, ...]]:
    labels = soft_object(results, "channel_labels", "results")
    path = "results.channel_labels"
    listed = soft_list(labels, "channels", path)
    if not listed:
        words = reader.words(items, "results.items", 0)
        told = soft_whole(labels, "number_of_channels", path) or 1
        highest = max((word.channel for word in words), default=0)
        return _numbered(max(told, highest + 1)), _ordered(words)
    channels: list[Channel] = []
    spoken: list[DocumentWord] = []
    for place, (channel, where) in enumerate(objects(listed, f"{path}.channels")):
        label = soft_text(channel, "channel_label", where)
        index = channel_number(label, place)
        channels.append(Channel(index, label))
        spoken += reader.words(nullable_list_in(channel, "items", where), f"{where}.items", index)
    inside = sum(len(channel["items"] or ()) for channel in listed)
    if inside != len(items):
        why = "the words were taken from results.channel_labels, which holds another number"
        reader.losses.append(Loss("results.items", f"{len(items)} items, not {inside}", why))
    return tuple(channels), _ordered(spoken)


def _numbered(count: int) -> tuple[Channel, ...]:
    # More channels than any service takes: the number is kept in raw.
    return tuple(Channel(index) for index in range(min(count, 64)))


def _ordered(words: Sequence[DocumentWord]) -> tuple[DocumentWord, ...]:
    return tuple(sorted(words, key=lambda word: word.start))


def _mark(item: Raw, where: str) -> Mark:
    alternatives = _alternatives(item, where)
    path = f"{where}.alternatives[0]"
    return Mark(
        text_in(alternatives[0], "content", path),
        soft_number(alternatives[0], "confidence", path, as_text=True),
        soft_number(item, "start_time", where, as_text=True),
        soft_number(item, "end_time", where, as_text=True),
        False,
        where,
    )


def _alternatives(item: Raw, where: str) -> Sequence[Raw]:
    """At least one alternative, each an object."""
    found = nullable_list_in(item, "alternatives", where)
    if not found:
        raise FieldTrouble(f"{where}.alternatives[0]", "is missing")
    for place, alternative in enumerate(found):
        if not isinstance(alternative, Mapping):
            mapping(alternative, f"{where}.alternatives[{place}]")
    return found


def _others(alternatives: Sequence[Raw], where: str) -> tuple[tuple[str, Decimal | None], ...]:
    return tuple(
        (
            text_in(one, "content", f"{where}.alternatives[{place}]"),
            soft_number(one, "confidence", f"{where}.alternatives[{place}]", as_text=True),
        )
        for place, one in enumerate(alternatives)
        if place
    )


def _redactions(alternative: Raw, path: str) -> tuple[Redaction, ...]:
    return tuple(
        Redaction(
            soft_text(one, "category", where),
            soft_text(one, "type", where),
            soft_number(one, "confidence", where, as_text=True),
        )
        for one, where in objects(soft_list(alternative, "redactions", path), f"{path}.redactions")
    )


def whole_text(results: Raw, words: Sequence[DocumentWord], language: str) -> str:
    """The whole text; made from the words where the list of transcripts is empty.

    Raises FieldTrouble.
    """
    listed = nullable_list_in(results, "transcripts", "results")
    texts = [
        soft_text(entry, "transcript", where)
        for entry, where in objects(listed, "results.transcripts")
    ]
    if not texts:
        return glue(language).join(word.punctuated for word in words)
    return " ".join(text for text in texts if text)


def first_spoken(languages: Iterable[Language]) -> str:
    """Of several languages spoken, the one that Amazon names first."""
    return next((found.code for found in languages if found.seconds is not None), "")


def _kind(entities: Sequence[Any]) -> Kind:
    """Medical transcripts look like the others but for health facts (category "PHI*")."""
    medical = any(entity.category.startswith("PHI") for entity in entities)
    return "amazon-medical" if medical else "amazon-batch"
