"""Every event of one pane, kept small: hours of a stream are a few megabytes.

What is older than the newest few dozen is packed; reading it unpacks a piece at a time.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator

from providers.speech import LiveEvent

# Packing so many takes a millisecond or two, and nobody at the event loop waits longer.
_PIECE = 32


class Journal:
    """Events in the order in which they came. It only grows; it can be read while it does."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._newest: list[LiveEvent] = []

    def append(self, event: LiveEvent) -> None:
        """One more."""
        self._newest.append(event)
        if len(self._newest) == _PIECE:
            # Made here and read here only; nothing from outside is ever unpickled.
            self._packed.append(zlib.compress(pickle.dumps(self._newest, 5), 1))
            self._newest = []

    def __len__(self) -> int:
        return len(self._packed) * _PIECE + len(self._newest)

    def __iter__(self) -> Iterator[LiveEvent]:
        # Of what there is now: whatever comes meanwhile belongs to the next reading.
        packed, newest = len(self._packed), tuple(self._newest)
        for piece in self._packed[:packed]:
            yield from pickle.loads(zlib.decompress(piece))
        yield from newest
