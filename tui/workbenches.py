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


def _compare() -> BenchScreen:
    from tui.screens.compare import CompareScreen

    return CompareScreen()


def _dependencies() -> BenchScreen:
    from tui.screens.dependencies import DependenciesScreen

    return DependenciesScreen()


def _differences() -> BenchScreen:
    from tui.screens.differences import DifferencesScreen

    return DifferencesScreen()


def _plan() -> BenchScreen:
    from tui.screens.plan_bench import PlanScreen

    return PlanScreen()


def _rollback() -> BenchScreen:
    from tui.screens.rollback import RollbackScreen

    return RollbackScreen()


def _responses() -> BenchScreen:
    from tui.screens.responses import ResponsesScreen

    return ResponsesScreen()


def _search() -> BenchScreen:
    from tui.screens.search import SearchScreen

    return SearchScreen()


def _keywords() -> BenchScreen:
    from tui.screens.keywords import KeywordsScreen

    return KeywordsScreen()


def _samples() -> BenchScreen:
    from tui.screens.samples import SamplesScreen

    return SamplesScreen()


def _record() -> BenchScreen:
    from tui.screens.record import RecordScreen

    return RecordScreen()


def _listen() -> BenchScreen:
    from tui.screens.listen import ListenScreen

    return ListenScreen()


BENCHES: tuple[Bench, ...] = (
    Bench(
        "dependencies",
        "upstream-dependencies",
        "Dependencies",
        "find what uses Amazon Transcribe",
        _dependencies,
    ),
    Bench(
        "samples",
        "representative-samples",
        "Samples",
        "find clips that stand for your audio",
        _samples,
    ),
    Bench("record", "representative-samples", "Record", "record a sample", _record),
    Bench("listen", "representative-samples", "Listen", "hear a clip and see it", _listen),
    Bench(
        "differences",
        "differences",
        "Differences",
        "read what differs, and check a request",
        _differences,
    ),
    Bench("account", "api-key", "Account", "check the key of each side", _account),
    Bench("compare", "test-audio", "Compare", "send the same clips through both vendors", _compare),
    Bench("search", "test-audio", "Search", "search sound and text for the same terms", _search),
    Bench("keywords", "test-audio", "Keywords", "try keyterms one by one", _keywords),
    Bench("live", "test-audio", "Live", "hear a call through both sides at once", mode="live"),
    Bench("plan", "migration-plan", "Plan", "read and export the plan", _plan),
    Bench("rollback", "rollback-plan", "Rollback", "write and rehearse the way back", _rollback),
    Bench(
        "responses",
        "response-parsing",
        "Responses",
        "rehearse what downstream reads",
        _responses,
    ),
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
