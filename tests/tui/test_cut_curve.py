"""The picture of the curve: right without any colour, and within its room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from checklists.scoring.search_scores import curve
from tui.widgets.cut_curve import GUTTER, LOWEST, NARROWEST, Picture, drawn

VERDICTS = [
    (0.1, False), (0.2, False), (0.3, True), (0.5, False), (0.7, True), (0.8, True), (0.9, True),
]  # fmt: skip
SIGNS = tuple((confidence, "+" if right else "-") for confidence, right in VERDICTS)
POINTS = curve(VERDICTS, missed=1, seconds=3600.0)
PICTURE = Picture(POINTS, (*SIGNS, (0.4, ""), (0.6, "?")), 0.6, (0.25, 0.75))


def rows(picture: Picture, width: int, height: int, glyphs: str = "braille") -> list[str]:
    return [one.plain for one in drawn(picture, width, height, glyphs)]  # type: ignore[arg-type]


def test_what_each_cut_gives_stands_where_it_belongs() -> None:
    # A column for each twentieth, a row for each tenth.
    shown = rows(PICTURE, GUTTER + 21, 15)
    graph = [row[GUTTER:].ljust(21) for row in shown[:11]]

    def column(cut: float) -> str:
        at = round(cut * 20)
        return "".join(row[at] for row in graph)

    # From 0.7 on: three of three right, three of five found, F1 6/8.
    assert (column(0.7).index("P"), column(0.7).index("F"), column(0.7).index("R")) == (0, 2, 4)
    # From 0.9 on one hit is left, of five.
    assert (column(0.9).index("P"), column(0.9).index("F"), column(0.9).index("R")) == (0, 7, 8)
    # Above every hit there is nothing to tell.
    assert column(1.0).strip() == ""
    # At the bottom all is kept: 4 of 7, 4 of 5.
    assert (column(0.0).index("P"), column(0.0).index("R")) == (4, 2)


def test_hits_alarms_and_the_cut_stand_below() -> None:
    shown = rows(PICTURE, GUTTER + 21, 15)
    alarms, hits, cut, axis = (row[GUTTER:] for row in shown[11:])
    assert hits.rstrip() == "  - - + · - ? + + +"
    # Three wrong hits in an hour where all is kept, then two, one and none.
    assert alarms == "███▆▆▃▃▃▃▃▃".ljust(21)
    wide = next(row for row in rows(PICTURE, GUTTER + 41, 15) if row.startswith("fa/h"))
    assert wide.endswith(" highest 3.0")
    assert [cut.index(sign) for sign in "[▲]"] == [5, 12, 15]
    assert axis.split() == ["0", "0.5", "1"]
    assert [row[:GUTTER].strip() for row in shown] == [
        "1.0", *[""] * 4, "0.5", *[""] * 4, "0.0", "fa/h", "hits", "cut", "",
    ]  # fmt: skip


def test_right_and_wrong_in_one_place_are_told() -> None:
    both = Picture((), ((0.5, "+"), (0.5, "-"), (0.5, ""), (0.2, ""), (0.2, "?")), 0.5)
    hits = next(row for row in rows(both, 46, 12) if row.startswith("hits"))
    assert hits.split() == ["hits", "?", "±"]
    ascii_hits = next(row for row in rows(both, 46, 12, "ascii") if row.startswith("hits"))
    assert ascii_hits.split() == ["hits", "?", "x"]


def test_nothing_judged_says_so() -> None:
    empty = Picture((), ((0.5, ""),), 0.5, nothing="no hit is judged yet")
    assert any("no hit is judged yet" in row for row in rows(empty, 46, 12))


@pytest.mark.parametrize("cut", [0.0, 1.0, 0.97])
def test_the_number_of_the_cut_is_never_cut_off(cut: float) -> None:
    shown = rows(Picture((), (), cut), 46, 9)
    assert any(f"{cut:.2f}" in row for row in shown)


@given(
    verdicts=st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=12),
    missed=st.integers(0, 3),
    cut=st.floats(0, 1),
    ends=st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted).map(tuple),
    width=st.integers(0, 70),
    height=st.integers(0, 20),
    glyphs=st.sampled_from(["braille", "ascii"]),
)
def test_it_keeps_to_its_room(
    verdicts: list[tuple[float, bool]],
    missed: int,
    cut: float,
    ends: tuple[float, float] | None,
    width: int,
    height: int,
    glyphs: str,
) -> None:
    points = curve(verdicts, missed=missed, seconds=60.0)
    signs = tuple((confidence, "+" if right else "-") for confidence, right in verdicts)
    shown = rows(Picture(points, signs, cut, ends, "no hit is judged yet"), width, height, glyphs)
    assert len(shown) <= height
    assert all(cell_len(row) <= width for row in shown)
    if width >= NARROWEST and height >= LOWEST:
        assert len(shown) == height
        assert {"fa/h", "hits", "cut"} <= {row[:GUTTER].strip() for row in shown}
        if glyphs == "ascii":
            assert all(row.isascii() for row in shown)
