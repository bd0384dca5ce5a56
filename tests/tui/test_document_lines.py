"""A response as lines of JSON: however deep it goes, it is drawn around the place looked at."""

from __future__ import annotations

from typing import Any

from tui.document_lines import DEEPEST, HERE, document_lines


def test_what_goes_deeper_than_anybody_sees_is_cut_there() -> None:
    depth = 900
    raw: Any = "x"
    for _ in range(depth):
        raw = {"k": raw}
    for place in ((), ("k",) * 3, ("k",) * depth):
        found = document_lines(raw, place, 80)
        assert sum("… deeper" in line for line in found.texts) == 1
        assert len(found.texts) == 2 * DEEPEST + 1
        assert found.at == min(len(place), DEEPEST)
        assert found.texts[found.at].startswith(HERE) == bool(place)
