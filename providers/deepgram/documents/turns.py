"""The text of several channels: turns in order of time, of words with Decimals or with floats."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

# Seconds of silence that part two turns.
_PAUSE = Decimal("0.8")


class Timed(Protocol):
    """A word with seconds and a display form."""

    @property
    def text(self) -> str: ...
    @property
    def punctuated(self) -> str: ...
    @property
    def start(self) -> Decimal | float: ...
    @property
    def end(self) -> Decimal | float: ...


_Word = TypeVar("_Word", bound=Timed)


def text_of_turns(spoken: Sequence[Sequence[Timed]]) -> str:
    """A line for each turn of these channels."""
    turns = [turn for words in spoken for turn in _turns(words)]
    turns.sort(key=lambda turn: turn[0].start)
    return "\n".join(" ".join(word.punctuated or word.text for word in turn) for turn in turns)


def _turns(words: Sequence[_Word]) -> list[list[_Word]]:
    """One channel's words, cut at pauses."""
    turns: list[list[_Word]] = []
    for word in words:
        if not turns or _exact(word.start) - _exact(turns[-1][-1].end) >= _PAUSE:
            turns.append([])
        turns[-1].append(word)
    return turns


def _exact(seconds: Decimal | float) -> Decimal:
    """By its digits: of floats 1.7 - 0.9 is less than 0.8."""
    return seconds if isinstance(seconds, Decimal) else Decimal(repr(seconds))
