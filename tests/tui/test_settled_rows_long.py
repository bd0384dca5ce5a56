"""Thousands of settled lines: what is counted line by line is what counting anew would give."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tui.live.lines import height_of
from tui.live.model import Line
from tui.widgets.settled_rows import MOST_LINES, SettledRows

PAGE = 17


def spoken(chance: random.Random, second: float) -> Line:
    words = tuple(chance.choice(["word", "hello", "zebra"]) for _ in range(chance.randint(1, 30)))
    native = chance.choice(["", "is_final", "speech_final"])
    return Line(second, 0, " ".join(words), native=native, words=words)


@pytest.mark.parametrize("seed", [1, 2])
def test_adding_changing_and_letting_go_keep_every_row_in_its_place(seed: int) -> None:
    chance = random.Random(seed)
    rows = SettledRows()
    rows.empty(1)
    rows.fit(76, PAGE, brackets=False)
    given: list[Line] = []
    for number in range(2400):
        new = [spoken(chance, 0.9 * (len(given) + more)) for more in range(chance.randint(1, 2))]
        given += new
        rows.add(new)
        if chance.random() < 0.3:
            place = max(0, len(given) - 1 - chance.randint(0, 5))
            given[place] = replace(given[place], ended="UtteranceEnd" * chance.randint(0, 3))
            rows.change({place: given[place]})
        if chance.random() < 0.05:
            rows.scroll(chance.randint(-50, 50))
        if number % 100 == 99:
            held(rows, given)
    assert len(given) > MOST_LINES + 1000


def held(rows: SettledRows, given: list[Line]) -> None:
    """Its lines are the newest given, their rows those that they need, the view inside them."""
    assert rows._lines == given[rows._let_go :]
    assert len(rows._lines) <= MOST_LINES + 200
    tops = [0]
    for line in rows._lines:
        tops.append(tops[-1] + height_of(line, rows._look))
    assert rows._tops == tops
    assert len([rows.row(y) for y in range(PAGE)]) == PAGE
    assert 0 <= rows._top <= max(0, rows.rows - PAGE)
