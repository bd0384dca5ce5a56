"""Numbers as either vendor writes them: Amazon's batch as strings, Deepgram's as JSON numbers.

Both keep the digits that were read, so that a value which goes there and back is the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

# As many digits as Deepgram gives for a mean it works out itself.
_MEAN_DIGITS = Decimal("0.0000001")
# A number such as 1e999999999 would be a text of a gigabyte: those keep their exponent.
_LONGEST = 400


def written(number: Decimal) -> str:
    """The digits of a number without an exponent: "12.050" stays "12.050"."""
    text = str(number)
    if "E" not in text or abs(number.adjusted()) > _LONGEST:
        return text
    return format(number, "f")


def mean(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of those that are there, to seven digits; None where none is."""
    there = [number for number in numbers if number is not None]
    if not there:
        return None
    try:
        return (sum(there, Decimal(0)) / len(there)).quantize(_MEAN_DIGITS).normalize()
    except InvalidOperation:
        return None


@cache
def _encoder() -> Any:
    import msgspec

    return msgspec.json.Encoder(decimal_format="number")


def json_bytes(document: Any, *, lines: bool = False) -> bytes:
    """A document as indented UTF-8 JSON, its Decimals as numbers with their digits.

    ``lines`` writes a list as one compact entry a line. Both end with a newline.
    """
    import msgspec

    encoder = _encoder()
    if lines:
        return bytes(encoder.encode_lines(document))
    written: bytes = msgspec.json.format(encoder.encode(document), indent=2)
    return written + b"\n"


def as_it_is(content: bytes) -> Any:
    """JSON that is written already, to be put into a document without reading it again."""
    import msgspec

    return msgspec.Raw(content)
