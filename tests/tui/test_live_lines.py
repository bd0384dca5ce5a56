"""A pane's lines as rows: nothing wider than there is room, nothing lost, counted as drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.live.lines import Look, folded, height_of
from tui.live.model import Line

TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\n\t"),
    max_size=120,
)
LOOKS = st.builds(
    Look,
    width=st.integers(1, 90),
    gutter=st.integers(6, 9),
    channels=st.integers(1, 2),
    numbers=st.booleans(),
    brackets=st.booleans(),
    tight=st.booleans(),
)


def said(text: str, sure: tuple[float, ...] = (), native: str = "is_final", **more: str) -> Line:
    return Line(
        7.0, 1, text, native=native, words=tuple(text.split()), confidences=sure,
        began=more.get("began", ""), ended=more.get("ended", ""),
    )  # fmt: skip


def rows(line: Line, look: Look) -> list[str]:
    return ["".join(text for text, _ in row) for row in folded(line, look)]


@given(TEXT, TEXT, LOOKS, st.booleans())
def test_rows_fit_and_are_as_many_as_counted(
    text: str, native: str, look: Look, certain: bool
) -> None:
    words = tuple(text.split())
    line = said(text, tuple(0.5 for _ in words) if certain else (), native)
    found = rows(line, look)
    assert len(found) == height_of(line, look)
    # A character of two cells cannot be made to fit into one.
    assert all(cell_len(row) <= max(2, look.width) for row in found)


@given(TEXT, st.integers(20, 90))
def test_no_word_is_lost(text: str, width: int) -> None:
    shown = "".join("".join(row.split()) for row in rows(said(text, native=""), Look(width, 0)))
    assert shown.endswith("".join(text.split()))


def test_the_vendors_words_stand_at_the_right_end_of_the_last_row() -> None:
    line = said("My router drops out.", began="SpeechStarted", ended="UtteranceEnd")
    assert rows(line, Look(70, channels=2)) == [
        "0:07.0 R My router drops out.  SpeechStarted · is_final · UtteranceEnd"
    ]
    below = rows(line, Look(50, channels=2))
    assert below[0] == "0:07.0 R My router drops out."
    assert below[1] == f"{'SpeechStarted · is_final · UtteranceEnd':>50}"
    # Where rows are few, only the word for the text itself, and only where it fits.
    assert rows(line, Look(50, channels=2, tight=True)) == [
        f"0:07.0 R My router drops out.{'is_final':>21}"
    ]
    assert rows(line, Look(33, channels=2)) == ["0:07.0 R My router drops out."]


def test_long_text_hangs_beside_its_time() -> None:
    line = said("one two three four five", native="")
    assert rows(line, Look(20, channels=2)) == [
        "0:07.0 R one two",
        "         three four",
        "         five",
    ]
    # Too narrow for columns: words only.
    assert rows(line, Look(9)) == ["one two", "three", "four five"]


def test_confidence_is_a_shade_a_number_or_brackets() -> None:
    line = said("sure fair poor", (0.95, 0.8, 0.31), native="")
    names = [names for text, names in folded(line, Look(60))[0] if text.strip() in line.words]
    assert names == [(), ("fair",), ("poor",)]
    assert rows(line, Look(60, numbers=True)) == ["0:07.0 sure·95 fair·80 poor·31"]
    assert rows(line, Look(60, brackets=True)) == ["0:07.0 sure fair (poor)"]
    more = said("one two three four", (0.2, 0.3, 0.9, 0.1), native="")
    assert rows(more, Look(60, brackets=True)) == ["0:07.0 (one two) three (four)"]


def test_words_that_differ_have_a_style_of_their_own() -> None:
    line = Line(0.0, 0, "a b c", words=("a", "b", "c"), differing=frozenset({1}))
    assert [text for text, names in folded(line, Look(40))[0] if "differs" in names] == ["b"]
