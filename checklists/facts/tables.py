"""The files of facts as tables of rows; every sentence names the file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Protocol, TypeVar

from checklists.facts.columns import Row
from providers.errors import BadInput


class OfShapes(Protocol):
    """A row about some kinds of requests or responses."""

    @property
    def shapes(self) -> Sequence[str]:
        """Which kinds."""


OfShapesT = TypeVar("OfShapesT", bound=OfShapes)


def facts_text(name: str) -> str:
    """A file of facts by its name below ``facts``, without its ending."""
    return files("checklists.facts").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def read_toml(text: str, where: str) -> Row:
    """The document of a file of facts. Raises BadInput."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadInput(f"{where} is nested too deeply to be a table of facts.") from error
    except ValueError as error:
        # Also a number of thousands of digits, which is no TOMLDecodeError.
        raise BadInput(f"{where} is not TOML: {error}.") from error


def rows_of(document: Row, table: str, where: str) -> list[Row]:
    """The rows written as ``[[table]]``; none where there is no such table. Raises BadInput."""
    rows = document.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{where}: begin every row of '{table}' with [[{table}]].")
    return rows


def once_a_shape(rows: Iterable[tuple[str, OfShapesT]], where: str) -> tuple[OfShapesT, ...]:
    """The rows, given with their names. Raises BadInput where a shape has a name twice."""
    found: list[OfShapesT] = []
    seen: set[tuple[str, str]] = set()
    for name, row in rows:
        for shape in row.shapes:
            if (shape, name) in seen:
                raise BadInput(f"{where}: {name} is there twice for {shape}.")
            seen.add((shape, name))
        found.append(row)
    return tuple(found)
