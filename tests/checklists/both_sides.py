"""Both vendors' wires on loopback with a recogniser of tones behind them, and their faults.

Their keys are not the sandbox's, so what they answer is labelled live.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from checklists.vendors import Vendors
from tests.wire.amazon import serving as amazon
from tests.wire.deepgram import serving as deepgram


@dataclass(frozen=True, slots=True)
class BothSides:
    """The pair as a command gets it, and the two stand-ins to make trouble with."""

    vendors: Vendors
    deepgram: deepgram.Served
    amazon: amazon.Served


@contextlib.asynccontextmanager
async def both_sides() -> AsyncIterator[BothSides]:
    """Both sides for the length of the block."""
    async with deepgram.serving() as left:
        with amazon.serving() as right:
            yield BothSides(Vendors(left.access, right.access), left, right)
