"""What is not understood, and how the parts of an answer are called in a reason."""

from __future__ import annotations

from checklists.draft.shapes import Place

_SAID = {
    "document": "whole answer",
    "uri": "address of its result file",
    "where": "address of its result file",
    "response": "description",
    "job": "description",
    "gone": "description",
    "http": "result file",
    "body": "result file as bytes",
}


class NotUnderstood(Exception):
    """Why a place in the code cannot be drafted; shown to people."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")


def said(found: Place) -> str:
    """A part of Amazon's answer in words."""
    return _SAID.get(found.kind, found.kind)
