"""What searches found, as a file: one line for each moment, for a spreadsheet or a program.

Every line says which model heard it, when, and whether that was the sandbox.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from checklists.before.search import ClipSearch, moments
from checklists.new_file import write_new
from checklists.search_query import FoundMoment
from providers.errors import BadInput

Form = Literal["csv", "json"]
FORMS: tuple[Form, ...] = ("csv", "json")
Moments = list[FoundMoment]
COLUMNS = (
    "term", "clip", "path", "channel", "start", "end", "confidence", "heard_as", "found_in",
    "text_start", "text_end", "text_score", "text_how", "written_as", "model", "origin",
    "searched_at", "clip_sha256", "run",
)  # fmt: skip
# A cell that begins like this is a formula to a spreadsheet, whoever said it.
_FORMULA = ("=", "+", "-", "@")


def export(
    moments: Iterable[FoundMoment], form: Form, path: Path, *, overwrite: bool = False
) -> int:
    """Write the moments in the order given; returns how many there were.

    Never over another file, unless ``overwrite`` says so. Raises BadInput where the file is there
    or cannot be written.
    """
    found = [row_of(moment) for moment in moments]
    text = _csv(found) if form == "csv" else _json(found)
    write_new(path, text.encode("utf-8", "replace"), overwrite=overwrite)
    return len(found)


def row_of(found: FoundMoment) -> dict[str, Any]:
    """One line by COLUMNS; None where there is nothing. Times in seconds of the clip."""
    moment = found.moment
    heard, written = moment.heard, moment.written
    return {
        "term": moment.term,
        "clip": found.name,
        "path": str(found.path or ""),
        "channel": moment.channel,
        "start": round(moment.start, 3),
        "end": round(moment.end, 3),
        "confidence": round(heard.confidence, 4) if heard else None,
        "heard_as": heard.snippet if heard else None,
        "found_in": moment.found_in,
        "text_start": round(written.start, 3) if written else None,
        "text_end": round(written.end, 3) if written else None,
        "text_score": round(written.score, 4) if written else None,
        "text_how": written.how if written else None,
        "written_as": written.snippet if written else None,
        "model": found.model,
        "origin": "sandbox" if found.sandbox else "live",
        "searched_at": found.at.isoformat(timespec="seconds"),
        "clip_sha256": found.clip,
        "run": found.run,
    }


def _csv(found: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow(_cell(row[name]) for name in COLUMNS)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = "".join(letter if letter.isprintable() else " " for letter in value)
        return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
    return value


def _json(found: list[dict[str, Any]]) -> str:
    return json.dumps({"hits": found}, indent=1, allow_nan=False) + "\n"


def found_in(search: ClipSearch, at: datetime, least: float = 0.0, run: str = "") -> Moments:
    """The moments of one search as a table has them, where there is no workspace to ask."""
    heard, clip = search.transcript, search.clip
    return [
        FoundMoment(
            run, clip.sha256, clip.path.name, clip.path, clip.duration, heard.model, heard.sandbox,
            at, moment, search.searched.vendor,
        )
        for term in search.terms
        for moment in moments(term, least)
    ]  # fmt: skip


def by_confidence(found: Moments) -> Moments:
    """In the order of a table: the surest first, what only the text has at the end."""

    def sure(one: FoundMoment) -> float:
        heard, written = one.moment.heard, one.moment.written
        return -heard.confidence if heard else 2 - written.score if written else 2

    return sorted(found, key=sure)


def form_of(path: Path) -> Form:
    """The form that a file's name asks for. Raises BadInput for another than .csv and .json."""
    for form in FORMS:
        if path.suffix.lower() == f".{form}":
            return form
    raise BadInput(f"{path.name} says neither .csv nor .json: name the file for what it holds.")
