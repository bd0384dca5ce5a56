"""Logs of stream messages: one JSON a line, or a list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from providers.documents.fields import FieldTrouble, join
from providers.documents.kinds import is_message
from providers.documents.model import Loss
from providers.documents.streams import Entry
from providers.documents.text import NotJson, json_of

# A logger may put each message under one of these names, and when it came under one of those.
_UNDER = ("message", "event", "data", "payload", "raw")
_RECEIVED = ("received_at", "received", "at")


@dataclass(frozen=True, slots=True)
class Log:
    """The messages of a log, and what of it cannot be read."""

    entries: tuple[Entry, ...]
    losses: tuple[Loss, ...] = ()


def log_of_lines(text: bytes) -> Log | None:
    """The messages of a log; None where already its first line is not JSON by itself.

    A last line that is cut in its middle, as when a program was ended, is a loss. Raises
    FieldTrouble for another line that is not JSON.
    """
    lines = text.split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"line {number}: "
        try:
            entries.append(_entry(number, where, json_of(line)))
        except NotJson as trouble:
            if not entries:
                return None
            if number == len(lines):
                why = "the log ends in the middle of it"
                return Log(tuple(entries), (Loss(f"line {number}", "the last message", why),))
            raise FieldTrouble(f"line {number}", f"is not JSON ({trouble.why})") from None
    return Log(tuple(entries)) if len(entries) > 1 else None


def log_of_list(messages: Sequence[Any]) -> Log:
    """The messages of a list; a null is one that an SDK could not read."""
    why = "an SDK wrote null for a message that it did not know"
    return Log(
        tuple(
            _entry(place + 1, f"[{place}]", message)
            for place, message in enumerate(messages)
            if message is not None
        ),
        tuple(
            Loss(f"[{place}]", "a message", why)
            for place, message in enumerate(messages)
            if message is None
        ),
    )


def _entry(line: int, where: str, message: Any) -> Entry:
    """A message, taken out of what a logger put around it."""
    if not isinstance(message, Mapping) or is_message(message):
        return Entry(line, where, message)
    for name in _UNDER:
        inner = message.get(name)
        if is_message(inner):
            return Entry(line, join(where, name), inner, _received(message))
    return Entry(line, where, message)


def _received(around: Mapping[str, Any]) -> Decimal | None:
    """Seconds at which the message came, where the logger wrote a number."""
    for name in _RECEIVED:
        value = around.get(name)
        if isinstance(value, Decimal) and value.is_finite():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 64:
            return Decimal(value)
    return None
