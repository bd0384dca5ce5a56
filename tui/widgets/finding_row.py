"""One finding against the plan in a list: what is so, what to do, and how to get there."""

from __future__ import annotations

from textual.content import Content

from tui.content import hanging
from tui.plan_board import Against

INDENT = 10


def finding_row(finding: Against, width: int) -> Content:
    """Two lines or more that fit ``width`` cells; the words stand below each other."""
    label = (
        Content.styled("✗ problem", "$error")
        if finding.problem
        else Content.styled("- remark", "dim")
    )
    step = f"{finding.next[:1].upper()}{finding.next[1:]}"
    way = f"; {finding.way}." if finding.way else "."
    lines = hanging(label, Content(finding.sentence), INDENT, width)
    lines += hanging(Content(""), Content.styled(f"{step}{way}", "dim"), INDENT, width)
    return Content("\n").join(lines)
