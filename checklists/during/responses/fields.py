"""The fields of each kind of response, and which shapes have a place for them.

What stands here with a shape's letter is carried over; everything else that a response holds is a
loss, also what nobody here has heard of. So a converter cannot drop a field in silence: it would
have to be listed here as carried, and the tests look at that.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

Target = Literal["deepgram", "amazon", "transcript", "srt", "vtt"]
TARGETS: tuple[Target, ...] = ("deepgram", "amazon", "transcript", "srt", "vtt")
_LETTERS: Mapping[Target, str] = {
    "deepgram": "d",
    "amazon": "a",
    "transcript": "t",
    "srt": "s",
    "vtt": "s",
}


class Field(NamedTuple):
    """One kind of field. ``carried`` has the letter of each shape with a place for it; ``why`` is
    the reason that the other vendor's has none. ``below``: with all that is inside it."""

    pattern: str
    what: str
    carried: str
    why: str = ""
    below: bool = False

    def reaches(self, target: Target) -> bool:
        """Whether this shape has a place for it."""
        return _LETTERS[target] in self.carried


@cache
def fields_of(kind: str) -> Mapping[str, Field]:
    """The fields of a kind of response, by pattern; empty for a kind that has no table."""
    tables = _tables()
    table = tables.get(kind, {})
    rows: dict[str, Field] = {}
    for name in (*table.get("like", ()), kind):
        for row in tables[name].get("fields", ()) if name in tables else ():
            pattern, what, carried, why = (*row, "")[:4]
            below = pattern.endswith("*")
            pattern = pattern.removesuffix("*")
            rows[pattern] = Field(pattern, what, carried, why, below)
    return rows


@cache
def _tables() -> Mapping[str, Any]:
    import tomllib

    text = files("checklists.during.responses").joinpath("fields.toml").read_text("utf-8")
    return tomllib.loads(text)
