"""What Amazon found beside the words: languages, health facts, toxicity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers.amazon.documents.items import Times
from providers.documents.fields import (
    objects,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    text_in,
)
from providers.documents.model import Entity, Language, Passage

Raw = Mapping[str, Any]


def found_languages(results: Raw) -> tuple[Language, ...]:
    """Scores of one identified language, seconds of several. Raises FieldTrouble."""
    scores = soft_list(results, "language_identification", "results")
    seconds = soft_list(results, "language_codes", "results")
    found = [
        Language(text_in(one, "code", where), score=soft_number(one, "score", where, as_text=True))
        for one, where in objects(scores, "results.language_identification")
    ]
    found += [
        Language(
            text_in(one, "language_code", where),
            seconds=soft_number(one, "duration_in_seconds", where, as_text=True),
        )
        for one, where in objects(seconds, "results.language_codes")
    ]
    return tuple(found)


def found_entities(results: Raw) -> tuple[Entity, ...]:
    """Health facts of a medical job; their field names are written in camel case (Developer
    Guide, phi-id-batch, 2023-05). Raises FieldTrouble."""
    listed = soft_list(results, "entities", "results")
    return tuple(
        Entity(
            soft_text(one, "content", where),
            soft_text(one, "type", where) or soft_text(one, "category", where),
            soft_text(one, "category", where),
            soft_number(one, "confidence", where, as_text=True),
            soft_number(one, "startTime", where, as_text=True),
            soft_number(one, "endTime", where, as_text=True),
            path=where,
        )
        for one, where in objects(listed, "results.entities")
    )


def found_toxicity(results: Raw) -> tuple[Passage, ...]:
    """The toxicity of each passage, then its score in each category. Raises FieldTrouble."""
    listed = soft_list(results, "toxicity_detection", "results")
    found = []
    for one, where in objects(listed, "results.toxicity_detection"):
        start = soft_number(one, "start_time", where, as_text=True)
        end = soft_number(one, "end_time", where, as_text=True)
        text = soft_text(one, "text", where)
        whole = soft_number(one, "toxicity", where, as_text=True)
        found.append(Passage("toxicity", "", whole, text, start=start, end=end, path=where))
        scores = soft_object(one, "categories", where)
        for name in scores:
            score = soft_number(scores, name, f"{where}.categories", as_text=True)
            found.append(Passage("toxicity", name, score, text, start=start, end=end, path=where))
    return tuple(found)


def named_entities(holder: Raw, path: str, times: Times, channel: int) -> Iterator[Entity]:
    """The entities of a streamed result, whose field names begin with capitals.

    Raises FieldTrouble.
    """
    for one, where in objects(soft_list(holder, "Entities", path), f"{path}.Entities"):
        category = soft_text(one, "Category", where)
        start, end = times.soft(one, where)
        yield Entity(
            soft_text(one, "Content", where),
            soft_text(one, "Type", where) or category,
            category,
            soft_number(one, "Confidence", where),
            start,
            end,
            channel=channel,
            path=where,
        )
