"""The workbenches: which task each belongs to. A task without one has nothing built for it yet.

No screen is imported before it is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.bench import BenchScreen


@dataclass(frozen=True, slots=True)
class Bench:
    """One workbench. ``id`` is also the place of its actions; ``about`` follows "press enter to".

    ``mode`` is for a workbench that is a mode of the program (the live comparison) instead of a
    screen over its phase; such a one has no ``make``.
    """

    id: str
    task: str
    title: str
    about: str
    make: Callable[[], BenchScreen] | None = None
    mode: str = ""


def _account() -> BenchScreen:
    from tui.screens.account import AccountScreen

    return AccountScreen()


BENCHES: tuple[Bench, ...] = (
    Bench("account", "api-key", "Account", "check the key of each side", _account),
    Bench("live", "test-audio", "Live", "hear a call through both sides at once", mode="live"),
)
BY_TASK: dict[str, tuple[Bench, ...]] = {
    task: tuple(bench for bench in BENCHES if bench.task == task)
    for task in dict.fromkeys(bench.task for bench in BENCHES)
}


def by_id(bench_id: str) -> Bench:
    """One workbench."""
    return next(bench for bench in BENCHES if bench.id == bench_id)


def benches_of(task: str) -> tuple[Bench, ...]:
    """The workbenches of a task in the order they are offered, perhaps none."""
    return BY_TASK.get(task, ())
