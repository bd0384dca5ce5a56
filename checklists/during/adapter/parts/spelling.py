"""A word as Amazon spells it: its content, and each mark after it as an item of its own."""

from __future__ import annotations

import re

# What Amazon writes as items of their own; not what belongs to words (' - %).
_MARKS = '.,!?;:"\u2026\u3002\uff0c\u3001\uff01\uff1f\uff1b\uff1a\u0964\u061f\u060c\u061b\u201d'
_TAIL = re.compile(f"[{re.escape(_MARKS)}]+$")
_RUNS = re.compile(r"(.)\1*", re.DOTALL)
_REDACTED = re.compile(r"\A\[([A-Za-z][A-Za-z_]*?)_\d+\]\Z")


def _parted(word: str, shown: str) -> tuple[str, list[str]]:
    """``punctuated_word`` in Amazon's parts: "Yes," is "Yes" and ",".

    ``word`` says where the marks begin, so that "p.m." keeps its points.
    """
    if shown == word:
        return shown, []
    for length in (len(word), *range(1, len(shown) + 1)):
        begins = shown[:length].lower() == word.lower()
        if begins and not shown[length:].strip(_MARKS):
            return shown[:length], _runs(shown[length:])
    tail = _TAIL.search(shown)
    if tail is None or tail.start() == 0:
        return shown, []
    return shown[: tail.start()], _runs(tail.group())


def _runs(marks: str) -> list[str]:
    """One item for each mark; three points are one."""
    return [run.group() for run in _RUNS.finditer(marks)]


def _redactions(content: str) -> list[str]:
    """The kind that a redacted word names: "SSN" of "[SSN_1]"."""
    return [found.upper() for found in _REDACTED.findall(content)]
