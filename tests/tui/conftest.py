"""A workspace with a history, the program on it without a terminal, and frames as text."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from checklists.workspace import Workspace
from providers.sandbox.samples import sample_calls
from tests.tui.at_rest import pilots_wait_for_rest
from tests.tui.driving import PATIENCE, frame_text, pauses
from tests.tui.scripted import ScriptedOpener, recorded_past
from tui.app import CrossfadeApp
from tui.settings import Settings
from tui.vendor_desk import VendorDesk

FRAMES = Path(__file__).parent.parent / "frames"

MakeApp = Callable[..., CrossfadeApp]
CheckFrame = Callable[[CrossfadeApp, str], Awaitable[None]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-frames``: accept the frames as they are now."""
    parser.addoption("--update-frames", action="store_true", help="rewrite tests/frames")


@pytest.fixture(scope="session", autouse=True)
def _pilots() -> Iterator[None]:
    with pilots_wait_for_rest():
        yield


@pytest.fixture(scope="session", autouse=True)
def _programs_come_and_go() -> Iterator[None]:
    """A program that is started once freezes what it has made; here it is garbage a second later.

    What the program does with its collector is seen where it is started in a process of its own.
    """
    patient = SimpleNamespace(collect=lambda: 0, freeze=lambda: None, enable=lambda: None)
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.app.gc", patient)
        yield
    gc.set_threshold(*before)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """An empty workspace whose name on the screen does not depend on where the tests run."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    with Workspace.open(tmp_path / "acme-calls") as opened:
        yield opened


@pytest.fixture
def past(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The workspace after some work: a key check, a live comparison, a task ticked by hand."""
    numbers = itertools.count(1)
    # Run ids end in a random number.
    monkeypatch.setattr("secrets.token_hex", lambda size: f"{next(numbers):06x}")
    recorded_past(workspace)
    return workspace


@pytest.fixture
def make_app(workspace: Workspace) -> MakeApp:
    """The program on the workspace, with scripted vendors unless others are given."""

    def make(
        opener: ScriptedOpener | None = None, settings: Settings | None = None
    ) -> CrossfadeApp:
        desk = VendorDesk("sandbox", {}, opener or ScriptedOpener())
        return CrossfadeApp(workspace, desk, settings, environ={"COLORTERM": "truecolor"})

    return make


@pytest.fixture
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The live screen's clock, standing still until a test moves ``now``."""
    clock = SimpleNamespace(now=1000.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr("tui.screens.live_stage.time", clock)
    return clock


@pytest.fixture
def fixed_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample calls that stay the same when the real ones are made anew."""
    calls = [
        replace(call, duration=seconds, rate=rate, title=title)
        for call, seconds, rate, title in zip(
            sample_calls(),
            (59.5, 41.0),
            (8000, 16000),
            ("Telecom support: the line drops out", "Card payment: a charge twice"),
            strict=False,
        )
    ]
    monkeypatch.setattr("tui.screens.live_stage.sample_calls", lambda: tuple(calls))


@pytest.fixture
def check_frame(request: pytest.FixtureRequest) -> CheckFrame:
    """Compare what is on the screen with ``tests/frames/<name>.<columns>x<rows>.txt``.

    A frame is what the screen comes to rest at: one that differs is looked at again for a while.
    """

    async def check(app: CrossfadeApp, name: str) -> None:
        shown = frame_text(app)
        columns, rows = app.size
        path = FRAMES / f"{name}.{columns}x{rows}.txt"
        if request.config.getoption("--update-frames", default=False):
            path.write_text(shown, encoding="utf-8")
            return
        assert path.is_file(), f"{path.name} is missing: run pytest tests/tui --update-frames"
        expected = path.read_text(encoding="utf-8")
        async for _ in pauses(PATIENCE):
            if (shown := frame_text(app)) == expected:
                break
        assert shown == expected

    return check
