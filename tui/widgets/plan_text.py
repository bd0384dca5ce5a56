"""Single lines of a plan, of a difference and of the audit trail, with their styles."""

from __future__ import annotations

from textual.content import Content


def styled_toml(line: str) -> Content:
    """A line of TOML: tables stand out, keys step back behind their values."""
    if line.startswith("["):
        return Content.styled(line, "bold $accent")
    key, equals, value = line.partition(" = ")
    if equals and key.replace("_", "").replace("-", "").isalnum():
        return Content.assemble((key, "$secondary"), (" = ", "dim"), value)
    return Content(line)


def styled_change(line: str) -> Content:
    """A line of a difference: the sign says which, the colour only repeats it."""
    if line.startswith("  ["):
        return Content.styled(line.strip(), "bold")
    style = {"-": "$error", "+": "$success"}.get(line[:1], "")
    return Content.styled(line, style) if style else Content(line)


def styled_trail(line: str) -> Content:
    """A line of the trail: the moment steps back."""
    when, gap, rest = line.partition("  ")
    return Content.assemble((when, "dim"), gap, rest)
