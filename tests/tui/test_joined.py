"""Fewer pieces of a line, the same picture."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tui.line_filter import Joined

BLACK = Color(0, 0, 0)
STYLES = (None, Style(), Style(bold=True), Style(color="red"), Style(color="red", bgcolor="blue"),
          Style.from_meta({"@click": "app.bell()"}))  # fmt: skip
SEGMENTS = st.lists(
    st.builds(Segment, st.text("ab é世", max_size=4), st.sampled_from(STYLES), st.none()),
    max_size=12,
)


@given(SEGMENTS)
def test_every_cell_looks_as_before(segments: list[Segment]) -> None:
    joined = Joined().apply(segments, BLACK)
    assert [(c, s.style) for s in joined for c in s.text] == [
        (c, s.style) for s in segments for c in s.text
    ]
    assert Strip(joined).cell_length == Strip(segments).cell_length
    for left, right in pairwise(joined):
        assert left.style != right.style


def test_controls_stay_by_themselves() -> None:
    from rich.segment import ControlType

    control = Segment("x", None, [(ControlType.BELL,)])
    line = [Segment("a"), control, Segment("b"), Segment("c")]
    assert Joined().apply(line, BLACK) == [Segment("a"), control, Segment("bc")]
