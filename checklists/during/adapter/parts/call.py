"""What Call Analytics makes of the answer to a call: turns of its two sides, in milliseconds."""

from __future__ import annotations

from decimal import Decimal

from checklists.during.adapter.parts.base import (
    _NUMBER,
    Number,
    Response,
    _optional,
    _soft,
)
from checklists.during.adapter.parts.recording import Stretch, _numbers, _stretches

# Who speaks on each channel. Deepgram does not know: change it to what your calls are.
ROLES = ["AGENT", "CUSTOMER"]


def _role(channel: int) -> str | None:
    """Who speaks on a channel; None of one beyond those in ROLES."""
    return ROLES[channel] if 0 <= channel < len(ROLES) else None


def _roles(response: Response) -> list[str]:
    """Who is there, by channel."""
    roles = [_role(channel) for channel in _numbers(response)]
    return [role for role in roles if role is not None]


def _call_turns(response: Response) -> list[Stretch]:
    """Stretches of both channels in order of time."""
    return sorted(_stretches(response), key=lambda part: part.start)


def _milliseconds(seconds: Number | str | None) -> int | None:
    """Whole milliseconds, as Call Analytics counts."""
    return None if seconds is None else round(1000 * Decimal(str(seconds)))


def _duration(response: Response) -> Number | None:
    """The length of the audio in seconds."""
    seconds: Number | None = _optional(
        _soft(response, "metadata"),
        "duration",
        "metadata",
        _NUMBER,
    )
    return seconds


def _score(text: str | None) -> float | None:
    """A score as the number that Call Analytics gives."""
    return None if text is None else float(text)
