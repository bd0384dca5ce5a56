"""Stretches of a recording that Deepgram names: utterances, paragraphs, hits, entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from providers.deepgram.documents.words import words_of
from providers.documents.extras import Extras
from providers.documents.fields import (
    list_in,
    number_in,
    objects,
    soft_label,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_whole,
    text_in,
)
from providers.documents.labels import Speakers, channel_index
from providers.documents.model import (
    DocumentHit,
    DocumentWord,
    Entity,
    Hypothesis,
    Paragraph,
    Sentence,
    Utterance,
)

Raw = Mapping[str, Any]
Listed = Sequence[tuple[Raw, str]]
_NUMBERS = (Decimal, int)
_UTTERANCE = frozenset(
    ("start", "end", "confidence", "channel", "transcript", "words", "speaker", "id")
)


def utterances_of(
    results: Raw, words: Sequence[DocumentWord], speakers: Speakers, extras: Extras
) -> tuple[Utterance, ...]:
    """Deepgram's utterances, with the document's own words. Raises FieldTrouble."""
    listed = soft_list(results, "utterances", "results")
    if not listed:
        return ()
    known = {(word.channel, word.start, word.end, word.text): word for word in words}
    return tuple(
        _utterance(one, where, known, speakers, extras)
        for one, where in objects(listed, "results.utterances")
    )


def _utterance(
    one: Raw,
    where: str,
    known: Mapping[tuple[Any, ...], DocumentWord],
    speakers: Speakers,
    extras: Extras,
) -> Utterance:
    extras.take(one, _UTTERANCE, "results.utterances[]")
    channel = channel_index(one.get("channel"), f"{where}.channel")
    said = _own_words(one, where, channel, known)
    if said is None:
        listed = soft_list(one, "words", where)
        own = words_of(listed, f"{where}.words", channel, speakers, extras)
        said = tuple(known.get((channel, word.start, word.end, word.text), word) for word in own)
    return Utterance(
        soft_text(one, "transcript", where),
        number_in(one, "start", where),
        number_in(one, "end", where),
        speakers.index(soft_label(one, "speaker", where)),
        channel,
        soft_number(one, "confidence", where),
        soft_label(one, "id", where) or None,
        said,
        path=where,
    )


def _own_words(
    one: Raw, where: str, channel: int, known: Mapping[tuple[Any, ...], DocumentWord]
) -> tuple[DocumentWord, ...] | None:
    """The document's words that an utterance repeats; None where it has others."""
    said = []
    for raw, _ in objects(soft_list(one, "words", where), f"{where}.words"):
        times = raw.get("start"), raw.get("end")
        if not isinstance(times[0], _NUMBERS) or not isinstance(times[1], _NUMBERS):
            return None
        text = raw.get("word")
        word = known.get((channel, *times, text)) if isinstance(text, str) else None
        if word is None:
            return None
        said.append(word)
    return tuple(said)


def paragraphs_of(listed: Listed, speakers: Speakers) -> tuple[Paragraph, ...]:
    """The paragraphs of each channel. Raises FieldTrouble."""
    return tuple(
        _paragraph(one, place, index, speakers)
        for index, best, where in _best(listed)
        for one, place in objects(
            soft_list(soft_object(best, "paragraphs", where), "paragraphs", f"{where}.paragraphs"),
            f"{where}.paragraphs.paragraphs",
        )
    )


def _paragraph(one: Raw, where: str, channel: int, speakers: Speakers) -> Paragraph:
    listed = soft_list(one, "sentences", where)
    sentences = tuple(
        Sentence(
            soft_text(said, "text", place),
            number_in(said, "start", place),
            number_in(said, "end", place),
        )
        for said, place in objects(listed, f"{where}.sentences")
    )
    return Paragraph(
        sentences,
        number_in(one, "start", where),
        number_in(one, "end", where),
        speakers.index(soft_label(one, "speaker", where)),
        channel,
        soft_whole(one, "num_words", where) or 0,
        where,
    )


def hypotheses_of(listed: Listed, speakers: Speakers, extras: Extras) -> tuple[Hypothesis, ...]:
    """Every alternative of the channels that have several. Raises FieldTrouble."""
    found = []
    for index, (channel, where) in enumerate(listed):
        alternatives = channel["alternatives"]
        if not alternatives or len(alternatives) < 2:
            continue
        for rank, (one, place) in enumerate(objects(alternatives, f"{where}.alternatives")):
            words = words_of(
                soft_list(one, "words", place), f"{place}.words", index, speakers, extras
            )
            found.append(
                Hypothesis(
                    soft_text(one, "transcript", place),
                    words[0].start if words else None,
                    words[-1].end if words else None,
                    rank,
                    index,
                    soft_number(one, "confidence", place),
                    words,
                    place,
                )
            )
    return tuple(found)


def hits_of(listed: Listed) -> tuple[DocumentHit, ...]:
    """The hits of each searched term, strongest first, the weak ones too. Raises FieldTrouble."""
    return tuple(
        hit
        for index, (channel, where) in enumerate(listed)
        for hit in search_hits(channel, where, index)
    )


def search_hits(channel: Raw, where: str, index: int) -> Iterator[DocumentHit]:
    """The hits of one channel. Raises FieldTrouble."""
    for query, place in objects(soft_list(channel, "search", where), f"{where}.search"):
        term = text_in(query, "query", place)
        for hit, path in objects(soft_list(query, "hits", place), f"{place}.hits"):
            yield hit_of(hit, term, path, index)


def hit_of(hit: Raw, term: str, path: str, channel: int) -> DocumentHit:
    """One hit. Raises FieldTrouble unless it has a confidence and two times."""
    return DocumentHit(
        term,
        number_in(hit, "start", path),
        number_in(hit, "end", path),
        number_in(hit, "confidence", path),
        soft_text(hit, "snippet", path),
        channel,
        path,
    )


def entities_of(listed: Listed, results: Raw) -> tuple[Entity, ...]:
    """Names and numbers found in each channel. Raises FieldTrouble."""
    found = [
        entity for index, best, where in _best(listed) for entity in entities_in(best, where, index)
    ]
    return (*found, *entities_in(results, "results", 0))


def entities_in(holder: Raw, where: str, channel: int) -> Iterator[Entity]:
    """The entities that an alternative or a streamed result lists. Raises FieldTrouble."""
    for one, place in objects(soft_list(holder, "entities", where), f"{where}.entities"):
        yield Entity(
            soft_text(one, "value", place),
            soft_text(one, "label", place),
            confidence=soft_number(one, "confidence", place),
            first_word=soft_whole(one, "start_word", place),
            last_word=soft_whole(one, "end_word", place),
            channel=channel,
            path=place,
        )


def _best(listed: Listed) -> Iterator[tuple[int, Raw, str]]:
    """The first alternative of each channel that has one."""
    for index, (channel, where) in enumerate(listed):
        alternatives = list_in(channel, "alternatives", where)
        if alternatives:
            yield index, alternatives[0], f"{where}.alternatives[0]"
