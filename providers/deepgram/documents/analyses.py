"""What Deepgram's text analyses say: summary, sentiments, topics, intents.

Topics and intents come as ``results.topics.segments`` on the feature pages and as
``results.topics.results.topics.segments`` in the API's description (read 2026-11): both are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from providers.documents.fields import (
    objects,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_whole,
    text_in,
)
from providers.documents.model import Passage

Raw = Mapping[str, Any]


def summary_of(results: Raw) -> str:
    """The short summary, "" where none was asked for. Raises FieldTrouble."""
    if isinstance(results.get("summary"), str):
        return soft_text(results, "summary", "results")
    found, where = _inner(results, "summary", "summary")
    return soft_text(found, "short", where) or soft_text(found, "text", where)


def passages_of(results: Raw, channels: Sequence[tuple[Raw, str]]) -> tuple[Passage, ...]:
    """Sentiments, topics and intents of passages, and those of older answers that stand with the
    alternatives. Raises FieldTrouble."""
    found = [*_sentiments(results)]
    found += _labelled(results, "topics", "topic")
    found += _labelled(results, "intents", "intent")
    for channel, where in channels:
        alternatives = channel["alternatives"]
        if alternatives:
            found += _older(alternatives[0], f"{where}.alternatives[0]")
    return tuple(found)


def _sentiments(results: Raw) -> Iterator[Passage]:
    found, where = _inner(results, "sentiments", "sentiments")
    for one, place in objects(soft_list(found, "segments", where), f"{where}.segments"):
        score = soft_number(one, "sentiment_score", place)
        yield _passage("sentiment", soft_text(one, "sentiment", place), score, one, place)
    if found.get("average") is not None:
        place = f"{where}.average"
        average = soft_object(found, "average", where)
        label = soft_text(average, "sentiment", place)
        yield Passage(
            "sentiment-average", label, soft_number(average, "sentiment_score", place), path=place
        )


def _labelled(results: Raw, name: str, single: str) -> Iterator[Passage]:
    found, where = _inner(results, name, name)
    for one, place in objects(soft_list(found, "segments", where), f"{where}.segments"):
        for label, path in objects(soft_list(one, name, place), f"{place}.{name}"):
            score = soft_number(label, "confidence_score", path)
            yield _passage(single, text_in(label, single, path), score, one, path, place)


def _older(alternative: Raw, where: str) -> Iterator[Passage]:
    listed = soft_list(alternative, "summaries", where)
    for one, place in objects(listed, f"{where}.summaries"):
        yield _passage("summary", soft_text(one, "summary", place), None, one, place)
    for one, place in objects(soft_list(alternative, "topics", where), f"{where}.topics"):
        for label, path in objects(soft_list(one, "topics", place), f"{place}.topics"):
            score = soft_number(label, "confidence", path)
            yield _passage("topic", soft_text(label, "topic", path), score, one, path, place)


def _passage(about: str, label: str, score: Any, passage: Raw, path: str, of: str = "") -> Passage:
    """``of``: the path of the passage where ``path`` is that of one of its labels."""
    where = of or path
    return Passage(
        about,
        label,
        score,
        soft_text(passage, "text", where),
        soft_whole(passage, "start_word", where),
        soft_whole(passage, "end_word", where),
        path=path,
    )


def _inner(results: Raw, name: str, inside: str) -> tuple[Raw, str]:
    """The analysis in either nesting, with its path."""
    found, where = soft_object(results, name, "results"), f"results.{name}"
    if found.get("results") is not None:
        deeper = soft_object(found, "results", where)
        return soft_object(deeper, inside, f"{where}.results"), f"{where}.results.{inside}"
    return found, where
