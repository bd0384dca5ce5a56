"""What else a stretch may have been: ``results.segments`` of a job with alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.amazon.documents.items import Joining
from providers.documents.fields import (
    FieldTrouble,
    nullable_list_in,
    objects,
    soft_list,
    soft_number,
    soft_text,
    text_in,
)
from providers.documents.model import DocumentWord, Hypothesis, Mark

Raw = Mapping[str, Any]


def hypotheses_of(results: Raw) -> tuple[Hypothesis, ...]:
    """Every alternative of every segment, the best of each first. Raises FieldTrouble."""
    found = []
    for segment, where in objects(soft_list(results, "segments", "results"), "results.segments"):
        start = soft_number(segment, "start_time", where, as_text=True)
        end = soft_number(segment, "end_time", where, as_text=True)
        listed = nullable_list_in(segment, "alternatives", where)
        for rank, (one, place) in enumerate(objects(listed, f"{where}.alternatives")):
            found.append(
                Hypothesis(
                    soft_text(one, "transcript", place),
                    start,
                    end,
                    rank,
                    words=_words(one, place, (start, end)),
                    path=place,
                )
            )
    return tuple(found)


def _words(
    alternative: Raw, path: str, span: tuple[Decimal | None, Decimal | None]
) -> tuple[DocumentWord, ...]:
    """Items here are flat: their content and confidence stand in the item itself.

    A word without times has those of its segment.
    """
    joining = Joining()
    for item, where in objects(soft_list(alternative, "items", path), f"{path}.items"):
        content = text_in(item, "content", where)
        confidence = soft_number(item, "confidence", where, as_text=True)
        if soft_text(item, "type", where) == "punctuation":
            joining.mark(Mark(content, confidence, path=where))
            continue
        start = soft_number(item, "start_time", where, as_text=True)
        end = soft_number(item, "end_time", where, as_text=True)
        start, end = span[0] if start is None else start, span[1] if end is None else end
        if start is None or end is None:
            raise FieldTrouble(f"{where}.{'end' if end is None else 'start'}_time", "is missing")
        joining.word(DocumentWord(content, start, end, confidence, content, path=where))
    return joining.words
