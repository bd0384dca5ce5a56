"""What the columns of a table of facts have to hold; every sentence names the file and the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from providers.errors import BadInput

Row = dict[str, Any]


def need_texts(row: Row, names: Iterable[str], where: str) -> None:
    """Raise BadInput where one of these is no text, or blank."""
    for name in names:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise BadInput(f"{where}: '{name}' is missing or empty.")


def as_tuples(row: Row, names: Iterable[str], where: str) -> None:
    """Make tuples of these lists of texts; one that is not there is empty. Raises BadInput."""
    for name in names:
        texts = row.get(name, [])
        if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
            raise BadInput(f"{where}: '{name}' has to be a list of texts.")
        row[name] = tuple(texts)


def need_some(row: Row, name: str, among: Sequence[str], where: str) -> None:
    """Raise BadInput where a tuple is empty, or holds what is not among these."""
    if not row[name] or not set(row[name]) <= set(among):
        raise BadInput(f"{where}: '{name}' has to be some of {', '.join(among)}.")


def need_one(row: Row, name: str, among: Sequence[str], where: str) -> None:
    """Raise BadInput where a value is not one of these."""
    if row.get(name) not in among:
        raise BadInput(f"{where}: '{name}' has to be one of {', '.join(among)}.")


def need_date(row: Row, name: str, where: str) -> None:
    """Raise BadInput where a value is no date (a date with a time is none)."""
    if type(row.get(name)) is not date:
        raise BadInput(f"{where}: '{name}' has to be a date such as 2026-11-22.")


def refuse_unknown(row: Row, known: Iterable[str], table: str, where: str) -> None:
    """Raise BadInput where a row has a column that the table has not."""
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise BadInput(f"{where}: '{unknown[0]}' is not a column of {table}.")
