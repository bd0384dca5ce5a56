"""Laying out words that Textual would only wrap."""

from __future__ import annotations

from textual.content import Content


def hanging(label: Content, words: Content, indent: int, width: int) -> list[Content]:
    """``words`` beside ``label``, every line of them beginning at the column ``indent``."""
    first = label.pad_right(max(0, indent - label.cell_length))
    lines = words.wrap(max(10, width - indent)) or [Content("")]
    return [
        Content.assemble(" " * indent if number else first, line)
        for number, line in enumerate(lines)
    ]
