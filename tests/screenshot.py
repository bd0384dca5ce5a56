"""Pictures for the README, from the real screens: ``python -m tests.screenshot OUT.svg``.

The program runs without a terminal on a workspace of its own (or on ``--workspace``), with the real
sandbox behind it; nothing in the picture is made up. The reference to a web font that Textual puts
into its SVG is taken out, so that opening the picture asks nobody for anything.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from checklists.workspace import Workspace
from tui.app import CrossfadeApp
from tui.screens.live import LiveScreen
from tui.settings import Settings
from tui.vendor_desk import VendorDesk

SCREENS = ("before", "during", "after", "live", "details", "help")
PATIENCE = 120.0


def main() -> None:
    """Make one picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshot", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.svg")
    parser.add_argument("--screen", choices=SCREENS, default="before")
    parser.add_argument("--size", default="120x35", metavar="COLUMNSxROWS")
    parser.add_argument("--theme", default="crossfade-dark")
    parser.add_argument("--workspace", type=Path, help="to copy; default: a new one")
    parser.add_argument("--seconds", type=float, default=14.0, help="of streaming, for live")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Home is what the title bar calls "~".
        os.environ["HOME"] = folder
        workspace = Path(folder) / "support-calls"
        if options.workspace:
            shutil.copytree(options.workspace, workspace)
        asyncio.run(_make(options, workspace))


async def _make(options: argparse.Namespace, folder: Path) -> None:
    columns, _, rows = options.size.partition("x")
    desk = VendorDesk("sandbox", os.environ)
    try:
        with Workspace.open(folder) as workspace:
            app = CrossfadeApp(workspace, desk, Settings(theme=options.theme), environ={})
            async with app.run_test(size=(int(columns), int(rows))) as pilot:
                await _arrive(pilot, app, options)
                svg = without_font_reference(app.export_screenshot(title="crossfade"))
        options.out.write_text(svg, encoding="utf-8")
    finally:
        await desk.close()


async def _arrive(pilot: Pilot[int], app: CrossfadeApp, options: argparse.Namespace) -> None:
    """Press the keys that lead to the screen."""
    if options.screen == "live":
        await pilot.press("l", "s")
        await _until(pilot, lambda: _streamed(app) >= options.seconds)
        return
    if options.workspace is None:
        await pilot.press("c")
        await _until(pilot, lambda: bool(app.board.card("api-key") and _has_runs(app, "api-key")))
        await pilot.press("l", "s")
        await _until(pilot, lambda: _streamed(app) >= options.seconds)
        await pilot.press("x")
        await _until(pilot, lambda: _has_runs(app, "test-audio"))
    key = {"during": "2", "after": "3"}.get(options.screen, "1")
    await pilot.press(key, "home")
    if key == "1":
        await pilot.press("j", "j", "j", "j")
    if options.screen == "details":
        await pilot.press("o")
    if options.screen == "help":
        await pilot.press("question_mark")
    await pilot.pause(0.5)


def _has_runs(app: CrossfadeApp, task: str) -> bool:
    card = app.board.card(task)
    return card is not None and bool(card.runs)


def _streamed(app: CrossfadeApp) -> float:
    screen = app.screen
    if not isinstance(screen, LiveScreen) or screen.comparison is None:
        return 0.0
    return screen.comparison.heard


async def _until(pilot: Pilot[int], fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {PATIENCE:.0f} s")
        await pilot.pause(0.1)


def without_font_reference(svg: str) -> str:
    """The same picture in whatever monospaced font the viewer has."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code,", "").replace(
        "Fira Code", "ui-monospace, Menlo, Consolas, monospace"
    )  # fmt: skip


if __name__ == "__main__":
    main()
