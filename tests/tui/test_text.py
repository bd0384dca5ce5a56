"""Cleaning text from outside: nothing dangerous remains and nothing is lost without a sign."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from tui.line_filter import VisibleControls
from tui.text import clean, clock, counted, ending, one_line, shortened, shown_path

BLACK = Color(0, 0, 0)
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def test_controls_become_pictures_of_themselves() -> None:
    assert clean("a\x1b[2Jb\x07c\x7fd\x00") == "a␛[2Jb␇c␡d␀"
    assert clean("\x9b31m\u202egnp.exe\u2069") == "\ufffd31m\ufffdgnp.exe\ufffd"
    assert clean("name-\udcff.wav") == "name-\ufffd.wav"


def test_what_is_no_danger_stays_as_it_is() -> None:
    kept = "[inaudible] [/] naïve\n\t\u05e9\u05dc 你好 👩‍🔬 {'a[0]'}"
    assert clean(kept) == kept
    assert clean("one\r\ntwo") == "one\ntwo"
    assert one_line("one\r\ntwo\tthree") == "one␍␊two␉three"


@given(anything)
def test_clean_leaves_no_control_and_loses_no_character(text: str) -> None:
    cleaned = clean(text)
    assert not FORBIDDEN.search(cleaned)
    assert len(cleaned) == len(text.replace("\r\n", "\n"))
    assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text)
    cleaned.encode("utf-8")


@given(anything, st.integers(1, 40))
def test_shortening_keeps_within_the_width_and_marks_the_cut(text: str, width: int) -> None:
    for cut in (shortened(text, width), ending(text, width)):
        assert cell_len(cut) <= width
        assert cut == one_line(text) or "…" in cut


@given(st.lists(anything, max_size=5))
def test_the_line_filter_lets_no_control_through(texts: list[str]) -> None:
    segments = [Segment(text) for text in texts]
    shown = "".join(s.text for s in VisibleControls().apply(segments, BLACK))
    assert not FORBIDDEN.search(shown)
    assert "\n" not in shown and "\t" not in shown
    for text in texts:
        for word in re.findall(r"[A-Za-z0-9]+", text):
            assert word in shown


def test_the_line_filter_keeps_the_line_as_wide_as_it_was() -> None:
    line = [Segment("│"), Segment("a\x1b[2Jb      "), Segment("│")]
    shown = VisibleControls().apply(line, BLACK)
    assert "".join(s.text for s in shown) == "│a␛[2Jb     │"
    assert sum(s.cell_length for s in shown) == sum(s.cell_length for s in line)


def test_small_words() -> None:
    assert (clock(7.46), clock(723.0), clock(59.96)) == ("0:07.5", "12:03.0", "1:00.0")
    assert (counted(1, "run"), counted(1200, "run")) == ("1 run", "1,200 runs")
    assert shown_path(Path.home() / "calls") == "~/calls"
    assert shown_path(Path("/srv/a\x1bb")) == "/srv/a␛b"
