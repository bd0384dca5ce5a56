"""The bytes of a response as text and as JSON, whatever they were kept in."""

from __future__ import annotations

import codecs
import zlib
from decimal import Decimal
from typing import Any

from providers.audio.naming import origin
from providers.errors import BadInput

# A day of diarized speech is under 200 MB of JSON.
LARGEST = 1 << 30
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_FIRST = frozenset(b'\t\n\r {["-0123456789tfnWS')


class NotJson(Exception):
    """A text that is not JSON. ``line`` counts from 1, ``why`` is the reader's complaint."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


def text_of(data: bytes, source: str) -> bytes:
    """The text as UTF-8 without a byte order mark; gzip is unpacked, UTF-16 and UTF-32 changed.

    Raises BadInput where it is nothing of the kind, is empty, or unpacks to over 1 GiB.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, source)
    if len(data) > LARGEST:
        raise BadInput(f"{origin(source)} is larger than 1 GiB; give one response at a time.")
    text = _as_utf8(data, source)
    if not text.strip():
        raise BadInput(f"{origin(source)} is empty; give the response that the vendor sent.")
    return text


def json_of(text: bytes) -> Any:
    """JSON with Decimals for its fractions, so that their digits stay. Raises NotJson."""
    import msgspec

    try:
        return msgspec.json.Decoder(float_hook=Decimal).decode(text)
    except RecursionError:
        raise NotJson(1, "it is nested too deeply") from None
    except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
        line, why = _place(text, str(error))
        raise NotJson(line, why) from None


def _unpacked(data: bytes, source: str) -> bytes:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(data, LARGEST + 1)
    except zlib.error:
        raise BadInput(
            f"{origin(source)} is gzip that cannot be unpacked; give it whole."
        ) from None
    if not unpacker.eof and len(text) <= LARGEST:
        raise BadInput(f"{origin(source)} is gzip that ends too early; give it whole.")
    return text


def _as_utf8(data: bytes, source: str) -> bytes:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _encoded(data[len(mark) :], encoding, source)
    # Two characters of ASCII in two bytes each.
    if data[1:4:2] == b"\0\0" and b"\0" not in data[:4:2]:
        return _encoded(data, "utf-16-le", source)
    if data[:4:2] == b"\0\0" and b"\0" not in data[1:4:2]:
        return _encoded(data, "utf-16-be", source)
    return _encoded(data, "utf-8", source)


def _encoded(data: bytes, encoding: str, source: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{origin(source)} is not text in {encoding.upper()} (line {line}); give the JSON, SRT "
            "or WebVTT as it was written."
        ) from None
    if "\0" in text:
        raise BadInput(f"{origin(source)} is binary; give the JSON, SRT or WebVTT of a response.")
    return data if encoding == "utf-8" else text.encode()


def _place(text: bytes, complaint: str) -> tuple[int, str]:
    """The line of a complaint that ends in "(byte 123)", in our words where they say more."""
    why, _, rest = complaint.partition(" (byte ")
    digits = rest.rstrip(")")
    at = int(digits) if digits.isdigit() else len(text)
    why = why.removeprefix("JSON is malformed: ")
    if why == "Input data was truncated":
        why = "it ends too early"
    elif text[at : at + 1] in (b"N", b"I"):
        why = "JSON has no NaN and no Infinity"
    elif "decimal" in why or why.startswith("Integer"):
        why = "a number is too large"
    return text.count(b"\n", 0, at) + 1, why[:80]
