"""A document that has every field the map knows, once: which fields can a path read at all?"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from checklists.during.rehearsal.row import Place
from checklists.during.rehearsal.steps import Chain, Name, followed
from checklists.facts.field_book import Field, FieldShape, fields, fields_of, split

_LEAVES: dict[str, Any] = {"text": "", "number": 0, "flag": False}
_ALTERNATIVES = frozenset(("alternatives", "Alternatives"))


def generic(place: Place) -> str:
    """A place with "[]" for any member of a list: how the map of fields writes it.

    Of alternatives the first is "[]" and the others are "[1..]"; the place of an event in a log
    is left out.
    """
    said = ""
    before: str | int = ""
    for number, part in enumerate(place):
        if isinstance(part, int):
            further = part > 0 and before in _ALTERNATIVES
            said += "" if number == 0 else "[1..]" if further else "[]"
        else:
            said += f".{part}" if said else part
        before = part
    return said


@cache
def known_fields(chain: Chain) -> tuple[Field, ...]:
    """The fields of all shapes that a chain can read, whatever its conditions."""
    found: dict[str, Field] = {}
    for shape in get_args(FieldShape):
        rows = fields_of(shape)
        for place, _ in followed(_specimen(shape), without_wrapper(chain), loosely=True):
            row = rows.get(generic(place))
            if row is not None:
                found.setdefault(row.amazon, row)
    return tuple(found.values())


@cache
def known_keys() -> frozenset[str]:
    """Every key that any of Amazon's fields has: the vocabulary of its responses."""
    parts = (part for field in fields() for part in split(field.amazon))
    return frozenset(part for part in parts if not part.startswith(("[", "{")))


def without_wrapper(chain: Chain) -> Chain:
    """A chain without what the SDKs put around an event ("TranscriptEvent")."""
    return chain[1:] if chain[:1] == (Name("TranscriptEvent"),) else chain


@cache
def _specimen(shape: FieldShape) -> Any:
    document: dict[str, Any] = {}
    for path, row in fields_of(shape).items():
        if "[1..]" not in path:
            _put(document, split(path), row)
    return document


def _put(document: Any, parts: list[str], row: Field) -> None:
    here = document
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        below = parts[number + 1] if not last else ""
        empty: Any = [] if below == "[]" else {} if below else _leaf(row)
        if part == "[]":
            if not here:
                here.append(empty)
            elif below and not isinstance(here[0], dict | list):
                here[0] = empty
            here = here[0]
        else:
            if below and not isinstance(here.get(part), dict | list):
                here[part] = empty
            here = here.setdefault(part, empty)


def _leaf(row: Field) -> Any:
    return [] if row.kind == "list" else {} if row.kind == "object" else _LEAVES[row.kind]
