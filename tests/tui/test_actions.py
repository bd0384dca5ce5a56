"""One registry: bindings, footer, palette and help agree, and no key means two things."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.actions import (
    ACTIONS,
    BY_ID,
    GROUPS,
    PLACES,
    Situation,
    clashes,
    effective_keys,
    key_name,
    usable_in,
)
from tui.app import CrossfadeApp
from tui.screens.bench import BenchScreen
from tui.screens.calibrate import CalibrateScreen
from tui.screens.help import help_text
from tui.screens.live import LiveScreen
from tui.screens.phase import PhaseScreen
from tui.screens.preference import PreferenceScreen
from tui.screens.vocabulary import VocabularyScreen
from tui.widgets.key_bar import entries, fitted
from tui.workbenches import BENCHES


def test_no_key_is_given_twice_in_one_place() -> None:
    assert not list(clashes({}))


def test_every_action_is_carried_out_by_somebody() -> None:
    owners: dict[str, type] = {
        "everywhere": CrossfadeApp,
        "phase": PhaseScreen,
        "live": LiveScreen,
        "bench": BenchScreen,
        "calibrate": CalibrateScreen,
        "vocabulary": VocabularyScreen,
        "preference": PreferenceScreen,
    }
    owners |= {bench.id: type(bench.make()) for bench in BENCHES if bench.make}
    for action in ACTIONS:
        if action.does:
            assert callable(action.function()), action.id
        elif not action.calls:
            assert any(
                hasattr(owner, action.method) for owner in (owners[action.place], CrossfadeApp)
            ), action.id
        assert action.group in GROUPS
    assert len(BY_ID) == len(ACTIONS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [78, 58, 38, 12, 3])
def test_the_footer_fits_and_ends_with_help(place: str, width: int) -> None:
    situation = Situation(place=place)
    kept = fitted(entries(situation, {}), width)
    length = sum(entry.width for entry in kept) + 2 * (len(kept) - 1)
    assert kept[-1].action == "help"
    assert length <= max(width, kept[-1].width)


def test_help_has_every_action_and_the_reason_why_not() -> None:
    words = help_text(Situation(place="phase", task="differences"), {}, 200).plain
    for action in ACTIONS:
        assert action.title in words
        for key in action.keys:
            assert key_name(key) in words
    assert "Not now: This task has no evidence yet" in words
    assert "Not now: it belongs to the live comparison" in words


@pytest.mark.parametrize("width", [30, 44, 68, 120])
@pytest.mark.parametrize("place", ["phase", "rollback", "listen"])
@pytest.mark.parametrize(
    "remapped", [{}, {"help": "ctrl+shift+page_up,ctrl+shift+page_down,question_mark,f12"}]
)
def test_keys_never_run_into_what_they_do(place: str, width: int, remapped: dict[str, str]) -> None:
    lines = help_text(Situation(place=place), remapped, width).plain.split("\n")
    columns = set()
    for action in ACTIONS:
        keys = " ".join(key_name(key) for key in effective_keys(action, remapped)) or "-"
        beside = [found for line in lines if (found := re.match(f"{re.escape(keys)} +", line))]
        apart = [found for found in beside if len(found[0]) >= len(keys) + 2]
        # Keys that are too long for their column stand by themselves, folded if need be.
        assert apart or keys in lines or cell_len(keys) > width, keys
        columns |= {cell_len(found[0]) for found in apart}
    assert len(columns) == 1 and max(cell_len(line) for line in lines[4:-1]) <= width


async def test_the_palette_offers_the_registry_and_carries_out(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await wait_for_text(pilot, "Search for commands")
        await wait_for_text(pilot, usable_in("phase")[0].title)
        assert "🔎" not in frame_text(app)
        await pilot.press(*"after the")
        await wait_for_text(pilot, "After the migration")
        await pilot.press("enter", "enter")
        await wait_for(pilot, lambda: app.current_mode == "after", "the phase is shown")


async def test_ctrl_q_leaves_from_every_window(make_app: MakeApp) -> None:
    for keys in (["question_mark"], ["t"], ["ctrl+p"], ["l", "c"]):
        app = make_app()
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press(*keys)
            await pilot.press("ctrl+q")
            await wait_for(pilot, lambda a=app: a._exit, f"{keys} then ctrl+q")  # type: ignore[misc]
