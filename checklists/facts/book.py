"""The book of facts: read once from the TOML files beside it, and checked as it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from checklists.facts.columns import need_date, need_one, need_texts, refuse_unknown
from checklists.facts.tables import facts_text, read_toml, rows_of
from providers.errors import BadInput

Standing = Literal["documented", "conflict", "third-party", "unverified"]
CHAPTERS = ("guide", "limits", "prices", "capabilities")
STALE_AFTER_DAYS = 180
MOST_MINUTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so today, as far as somebody read.

    ``value`` and ``unit`` are for machines, ``says`` is for people. ``read_on`` is when it was
    read, ``as_of`` the date of the copy that was read where that is older. ``supersedes`` is what
    the guide says instead, or "". ``superseded_by`` is the id of the fact that holds instead of
    one that is still widely told, or "". A price in steps holds from ``from_minutes`` a month.
    """

    id: str
    chapter: str
    subject: str
    topic: str
    value: int | float | str
    unit: str
    says: str
    source: str
    read_on: date
    standing: Standing
    supersedes: str = ""
    as_of: date | None = None
    superseded_by: str = ""
    from_minutes: int = 0

    @property
    def dated(self) -> date:
        """The date the fact stands for: that of the copy, or when it was read."""
        return self.as_of or self.read_on

    @property
    def fingerprint(self) -> str:
        """Changes when the value does; a fact that was only read again keeps it."""
        text = f"{self.value!r} {self.unit} {self.supersedes}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def wants_checking(self, today: date) -> bool:
        """Whether it is unsure, or older than half a year."""
        old = (today - self.dated).days > STALE_AFTER_DAYS
        return old or self.standing != "documented"


@cache
def facts() -> Mapping[str, Fact]:
    """All facts by id, in the order of the files."""
    book: dict[str, Fact] = {}
    for chapter in CHAPTERS:
        for fact in read_chapter(facts_text(chapter), chapter):
            if fact.id in book:
                raise BadInput(f"facts/{chapter}.toml: {fact.id} is there twice.")
            book[fact.id] = fact
    for fact in book.values():
        if fact.superseded_by and fact.superseded_by not in book:
            raise BadInput(
                f"facts: {fact.id} is superseded by {fact.superseded_by}: there is none."
            )
    return MappingProxyType(book)


def fact(fact_id: str) -> Fact:
    """One fact. Raises BadInput where there is none of that id."""
    found = facts().get(fact_id)
    if found is None:
        raise BadInput(f"There is no fact {fact_id!r} in the book of facts.")
    return found


def newer_than_the_guide() -> tuple[Fact, ...]:
    """The facts that say otherwise than the guide."""
    return tuple(row for row in facts().values() if row.supersedes)


def read_chapter(text: str, chapter: str, where: str = "") -> tuple[Fact, ...]:
    """The facts of one file. Raises BadInput naming the row: every row has a source and a date.

    ``where`` is how the sentence calls the file, where it is not the book's own.
    """
    where = where or f"facts/{chapter}.toml"
    rows = rows_of(read_toml(text, where), "fact", where)
    return tuple(_fact(row, chapter, index, where) for index, row in enumerate(rows))


_TEXTS = ("id", "subject", "topic", "says", "source")


def _fact(row: dict[str, Any], chapter: str, index: int, file: str) -> Fact:
    where = f"{file}, {row.get('id') or f'row {index + 1}'}"
    need_texts(row, _TEXTS, where)
    need_date(row, "read_on", where)
    if "as_of" in row:
        need_date(row, "as_of", where)
    if isinstance(row.get("value"), bool) or not isinstance(row.get("value"), int | float | str):
        raise BadInput(f"{where}: 'value' has to be a number or a text.")
    need_one(row, "standing", get_args(Standing), where)
    start = row.get("from_minutes", 0)
    if type(start) is not int or not 0 <= start <= MOST_MINUTES:
        raise BadInput(f"{where}: 'from_minutes' has to be a whole number up to {MOST_MINUTES:,}.")
    for key in ("unit", "supersedes", "superseded_by"):
        if not isinstance(row.get(key, ""), str):
            raise BadInput(f"{where}: '{key}' has to be a text.")
    known = {*Fact.__dataclass_fields__} - {"chapter"}
    refuse_unknown(row, known, "the book of facts", where)
    return Fact(**{"unit": "", **row, "chapter": chapter})
