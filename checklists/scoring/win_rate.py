"""How often one of two variants is preferred, and between what limits that lies.

The rate is over decided choices only; ties (both right, neither right) decide nothing and are told
beside it. Its limits are Wilson's score interval (E. B. Wilson, 1927, "Probable Inference, the Law
of Succession, and Statistical Inference"), which stays within 0 and 1 and is not empty where one
side has won everything. Under six decided choices there is no rate: five that all agree come about
once in sixteen tries between variants that are equally good.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

FEWEST_DECIDED = 6
LEVEL = 0.95

Outcome = Literal["better", "worse", "open", "too few"]


@dataclass(frozen=True, slots=True)
class WinRate:
    """``rate`` = wins / (wins + losses), within ``low`` and ``high`` with probability ``level``.

    All three are None under ``FEWEST_DECIDED`` decided choices.
    """

    wins: int
    losses: int
    ties: int
    rate: float | None
    low: float | None
    high: float | None
    level: float = LEVEL

    @property
    def decided(self) -> int:
        """How many choices were made between the two."""
        return self.wins + self.losses

    @property
    def wanting(self) -> int:
        """How many more decided choices it takes until there is a rate."""
        return max(0, FEWEST_DECIDED - self.decided)

    @property
    def outcome(self) -> Outcome:
        """ "better" or "worse" where the interval leaves one half out, "open" where it does not."""
        if self.low is None or self.high is None:
            return "too few"
        if self.low > 0.5:
            return "better"
        return "worse" if self.high < 0.5 else "open"

    def turned(self) -> WinRate:
        """The same, seen from the other variant."""
        return win_rate(self.losses, self.wins, self.ties, level=self.level)


def win_rate(wins: int, losses: int, ties: int = 0, *, level: float = LEVEL) -> WinRate:
    """The rate of so many wins and losses, without a rate where they are too few."""
    decided = wins + losses
    if decided < FEWEST_DECIDED:
        return WinRate(wins, losses, ties, None, None, None, level)
    low, high = wilson(wins, decided, level)
    return WinRate(wins, losses, ties, wins / decided, low, high, level)


def wilson(successes: int, tries: int, level: float = LEVEL) -> tuple[float, float]:
    """The limits of Wilson's score interval, without continuity correction; ``tries`` over 0."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / tries
    middle = share + z * z / (2 * tries)
    half = z * (share * (1 - share) / tries + z * z / (4 * tries * tries)) ** 0.5
    scale = 1 + z * z / tries
    # At the ends the limit is exact, and rounding would put it beside the share.
    low = (middle - half) / scale if successes else 0.0
    return low, (middle + half) / scale if successes < tries else 1.0
