"""The words of a transcript from a run on record, without anything else of the run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checklists.records import Run, words_from
from providers.errors import BadInput, VendorTrouble

if TYPE_CHECKING:
    from providers.speech import Word

# A search has the transcript of its own answer.
KINDS = ("search", "transcribe")
RUN_FIELDS = (
    "kind, clip, vendor, model, sandbox, started_at, "
    "CASE WHEN kind = 'search' THEN response ELSE result END AS kept"
)


def words_of_run(run: Run) -> tuple[Word, ...]:
    """The words; none where the run holds no transcript."""
    return _words(run.kind, run.response if run.kind == "search" else run.result)


def words_of_row(row: sqlite3.Row) -> tuple[Word, ...]:
    """As ``words_of_run``, from a row with RUN_FIELDS."""
    return _words(row["kind"], json.loads(row["kept"]))


def _words(kind: str, kept: Any) -> tuple[Word, ...]:
    if not isinstance(kept, Mapping):
        return ()
    if kind == "search":
        return _heard(kept)
    try:
        words = words_from(kept["words"])
    except (LookupError, TypeError):
        # A run that somebody else wrote: it stays a run, and nothing is found in it.
        return ()
    return words if all(map(_usable, words)) else ()


def _usable(word: Word) -> bool:
    times = isinstance(word.start, int | float) and isinstance(word.end, int | float)
    return times and isinstance(word.text, str) and isinstance(word.punctuated, str)


def _heard(answer: Mapping[str, Any]) -> tuple[Word, ...]:
    from providers.deepgram.parsing import transcript_from_answer

    try:
        return transcript_from_answer(answer).words
    except (BadInput, VendorTrouble):
        return ()
