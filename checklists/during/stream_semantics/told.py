"""One result of either vendor's stream, with the numbers exactly as they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from checklists.during.responses import digits

Number = int | float | Decimal
"""A JSON number. ``Decimal`` where the reader keeps its digits; nothing here rounds one."""


@dataclass(frozen=True, slots=True)
class StreamWord:
    """A word of a stream. ``spoken`` is its plain form, ``shown`` the one for readers ("Yes,").

    Times are seconds of the stream. ``stable`` is Amazon's promise not to change the word, None
    where the stream makes none.
    """

    spoken: str
    shown: str
    start: Number
    end: Number
    confidence: Number | None = None
    speaker: str = ""
    stable: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One alternative: its text, as the vendor wrote it, and its words."""

    text: str
    words: tuple[StreamWord, ...]
    confidence: Number | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one result says of a stretch of one channel. Best reading first.

    ``channels`` is how many the stream has, 0 where the result does not say. ``final`` is
    ``is_final`` or ``IsPartial=false``; ``pause`` is ``speech_final``. ``id`` is Amazon's.
    """

    channel: int
    channels: int
    start: Number
    end: Number
    final: bool
    readings: tuple[Reading, ...]
    pause: bool = False
    flushed: bool = False
    id: str = ""
    language: str = ""

    @property
    def words(self) -> tuple[StreamWord, ...]:
        """The words of the best reading."""
        return self.readings[0].words if self.readings else ()

    @property
    def text(self) -> str:
        """The text of the best reading."""
        return self.readings[0].text if self.readings else ""

    @property
    def silent(self) -> bool:
        """Whether nothing was heard."""
        return not any(reading.text or reading.words for reading in self.readings)


def plus(one: Number, other: Number) -> Number:
    """The sum in decimal digits: 0.1 and 0.2 are 0.3. Decimal if either is."""
    return _like(one, other, _decimal(one) + _decimal(other))


def minus(one: Number, other: Number) -> Number:
    """The difference in decimal digits. Decimal if either is."""
    return _like(one, other, _decimal(one) - _decimal(other))


def mean(numbers: Iterable[Number | None]) -> Number | None:
    """The mean of those that are there, as of whole recordings. Decimal if one is."""
    there = [number for number in numbers if number is not None]
    exact = digits.mean(map(_decimal, there))
    if exact is None or any(isinstance(number, Decimal) for number in there):
        return exact
    return float(exact)


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def _like(one: Number, other: Number, exact: Decimal) -> Number:
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return exact
    return int(exact) if isinstance(one, int) and isinstance(other, int) else float(exact)
