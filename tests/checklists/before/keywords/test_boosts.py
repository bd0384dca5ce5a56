"""The sweep of boosts: where errors turn, and which boost is recommended."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checklists.before.keywords.boosts import BoostStep, Sweep, sweep
from checklists.before.keywords.way import BOOSTS

WITHOUT = 9


async def swept(errors: Mapping[float, tuple[int, int]]) -> tuple[Sweep, list[float]]:
    """``errors`` gives word errors and terms found at each boost; none where it failed."""
    asked: list[float] = []

    async def at(boost: float) -> BoostStep | None:
        asked.append(boost)
        if boost not in errors:
            return None
        wrong, found = errors[boost]
        return BoostStep(boost, wrong, wrong / 100, found)

    return await sweep(at, WITHOUT), asked


def world(*steps: tuple[int, int]) -> dict[float, tuple[int, int]]:
    return dict(zip(BOOSTS, steps, strict=False))


@pytest.mark.parametrize(
    ("steps", "turning", "boost", "tried"),
    [
        # Errors fall, then rise: the smallest boost with the fewest, and no more is tried.
        (world((9, 0), (7, 2), (7, 2), (8, 2)), 2.0, 1.5, 4),
        # They rise with the second, or with the first: 0 is as if absent.
        (world((10, 1), (7, 2)), 0.0, 1.0, 1),
        (world((9, 0), (10, 1)), 1.0, 1.0, 2),
        # Never: every boost is tried, the first with all the gains is enough.
        (world((9, 0), (8, 1), (6, 3), (6, 3), (6, 3), (6, 3), (6, 3)), None, 2.0, 7),
        # As many errors, but one term more heard: that is a gain.
        (world((9, 1), (9, 2), (9, 2), (12, 2)), 2.0, 1.5, 4),
        # Nothing changes at all: no boost.
        (world(*[(9, 1)] * 7), None, 1.0, 7),
        # A request failed: what is known counts.
        (world((9, 0), (8, 1)), None, 1.5, 3),
        ({}, None, 1.0, 1),
    ],
)
async def test_the_turning_point_and_the_smallest_boost_with_all_gains(
    steps: dict[float, tuple[int, int]], turning: float | None, boost: float, tried: int
) -> None:
    found, asked = await swept(steps)
    assert (found.turning_point, found.boost) == (turning, boost)
    assert asked == list(BOOSTS[:tried])
    assert [one.boost for one in found.steps] == [one for one in asked if one in steps]


def test_boosts_rise_in_decimals_from_the_one_that_changes_nothing() -> None:
    assert BOOSTS[0] == 1.0 and list(BOOSTS) == sorted(set(BOOSTS))
    assert any(boost != int(boost) for boost in BOOSTS)
