"""What went over the wire of one pane, kept to be looked at: the newest messages, and how many.

No Textual in it: it is filled while nobody looks, and read by the lens.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from providers.exchange import Exchange, WireMessage

MOST_MESSAGES = 2000
# Four panes of long results would be a hundred megabytes otherwise.
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One message, or several of audio in a row, which differ in nothing.

    ``number`` counts from 1 over all entries; ``at`` is the monotonic moment of the first.
    """

    number: int
    at: float
    direction: Literal["sent", "received"]
    kind: str
    text: str
    size: int
    count: int = 1


class WireLog:
    """``take`` is a ``Tap``. ``exchanges`` gives the handshakes, ``began`` the monotonic moment of
    audio second 0 (None before it); ``version`` changes with every message."""

    def __init__(
        self,
        exchanges: Callable[[], Sequence[Exchange]] = tuple,
        began: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.exchanges = exchanges
        self.began = began
        self.total = 0
        self.version = 0
        self.kinds: Counter[str] = Counter()
        self._entries: deque[Entry] = deque()
        self._characters = 0
        self._made = 0

    def take(self, message: WireMessage) -> None:
        """One more message; the oldest goes where there are too many."""
        self.total += 1
        self.version += 1
        self.kinds[message.kind] += 1
        if self._goes_on(message):
            last = self._entries[-1]
            self._entries[-1] = Entry(
                last.number, last.at, last.direction, last.kind, "", last.size + message.size,
                last.count + 1,
            )  # fmt: skip
            return
        self._made += 1
        self._entries.append(
            Entry(
                self._made, message.at, message.direction, message.kind, message.text, message.size
            )
        )
        self._characters += len(message.text)
        while len(self._entries) > 1 and (
            len(self._entries) > MOST_MESSAGES or self._characters > MOST_CHARACTERS
        ):
            self._characters -= len(self._entries.popleft().text)

    def _goes_on(self, message: WireMessage) -> bool:
        """Whether this is audio right after audio."""
        if message.text or not self._entries:
            return False
        last = self._entries[-1]
        return not last.text and (last.kind, last.direction) == (message.kind, message.direction)

    @property
    def kept(self) -> int:
        """How many messages can still be read."""
        return sum(entry.count for entry in self._entries)

    def entries(self, kind: str = "", direction: str = "") -> tuple[Entry, ...]:
        """Those kept, oldest first, of one kind and direction where these are named."""
        return tuple(
            entry
            for entry in self._entries
            if kind in ("", entry.kind) and direction in ("", entry.direction)
        )

    @property
    def start(self) -> float:
        """The moment that times are told from: audio second 0, else the first message kept."""
        began = self.began()
        if began is not None:
            return began
        return self._entries[0].at if self._entries else 0.0


def moment(seconds: float) -> str:
    """A time with milliseconds, as messages have it: "0:12.345", "-0:00.120"."""
    sign = "-" if seconds <= -0.0005 else ""
    thousandths = round(abs(seconds) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{sign}{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"
