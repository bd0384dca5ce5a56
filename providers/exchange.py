"""What really went over the wire: the request as it was sent, and every message both ways.

For reading by people: keys, signatures and tokens are masked before they get here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Exchange:
    """One connection's handshake: the exact URL and headers (masked), and what was answered."""

    url: str
    method: str = "GET"
    request_headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class WireMessage:
    """One message of an open connection. ``at`` is its monotonic moment.

    ``kind`` is the vendor's own name ("Results", "TranscriptEvent", "KeepAlive", "audio"...);
    ``text`` its JSON as it came or went, "" for audio, of which ``size`` says the bytes.
    """

    at: float
    direction: Literal["sent", "received"]
    kind: str
    text: str
    size: int


Tap = Callable[[WireMessage], None]
"""Called in the event loop with every message; it has to be quick and must not raise."""
