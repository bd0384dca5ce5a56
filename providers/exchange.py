"""What really went over the wire: the request as it was sent, and every message both ways.

For reading by people: keys, signatures and tokens are masked before they get here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from providers.masking import Mask

# Kinds that are no vendor's name: blocks of audio, silence that only keeps the stream open, the
# empty frame that ends Amazon's audio, and a close frame (``text`` is its code and reason).
AUDIO, SILENCE, AUDIO_END, CLOSE = "audio", "silence", "audio end", "close"
# What could not be read: no JSON, JSON without a type, bytes that are no frame.
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One connection's handshake: the exact URL and headers (masked), and what was answered.

    ``status`` is None where no answer came, perhaps because nobody was there to take the request.
    ``at`` is the monotonic moment at which connecting began.
    """

    url: str
    method: str = "GET"
    request_headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class WireMessage:
    """One message of an open connection. ``at`` is its monotonic moment: of a sent one when the
    socket had taken it, of a received one when it had come.

    ``kind`` is the vendor's own name ("Results", "TranscriptEvent", "KeepAlive"...) or one of
    those above; ``text`` its JSON as it came or went, "" for audio; ``size`` the bytes of the
    JSON or of the audio.
    """

    at: float
    direction: Literal["sent", "received"]
    kind: str
    text: str
    size: int


Tap = Callable[[WireMessage], None]
"""Called in the event loop with every message; it has to be quick and must not raise."""


class Wire:
    """Tells a tap of one connection's messages, masked. ``tap`` gives the one of the moment."""

    def __init__(self, mask: Mask, tap: Callable[[], Tap | None]) -> None:
        self._mask = mask
        self._tap = tap

    @property
    def tapped(self) -> bool:
        """Whether anybody listens: without, nothing has to be prepared."""
        return self._tap() is not None

    def sent(self, kind: str, text: str = "", *, size: int | None = None) -> None:
        """A message that the socket has just taken. ``size`` is that of ``text`` by default."""
        self._tell(time.monotonic(), "sent", kind, text, size)

    def received(
        self, kind: str, text: str = "", *, size: int | None = None, at: float | None = None
    ) -> None:
        """A message that has come, just now or ``at``."""
        self._tell(time.monotonic() if at is None else at, "received", kind, text, size)

    def closed(self, code: int | None, reason: str) -> None:
        """The close frame that has come; None or 1006 is the lack of one."""
        if code is not None and code != 1006:
            self.received(CLOSE, f"{code} {reason}".strip())

    def _tell(
        self,
        at: float,
        direction: Literal["sent", "received"],
        kind: str,
        text: str,
        size: int | None,
    ) -> None:
        tap = self._tap()
        if tap is not None:
            if size is None:
                size = len(text.encode(errors="replace"))
            kind, text = self._mask.text(kind), self._mask.text(text)
            tap(WireMessage(at, direction, kind, text, size))
