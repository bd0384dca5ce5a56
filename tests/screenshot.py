"""Pictures for the README, from the real screens.

``python -m tests.screenshot OUT.svg --script "l s heard:14"`` streams a call for 14 seconds.

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
from tests.tui.driving import frame_text
from tui.app import CrossfadeApp
from tui.screens.live import LiveScreen
from tui.settings import Settings
from tui.vendor_desk import VendorDesk

PATIENCE = 180.0


def main() -> None:
    """Make one picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshot", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.svg")
    parser.add_argument(
        "--script",
        default="",
        metavar="WORDS",
        help="what to do: keys, text:WORDS_TO_WAIT_FOR, heard:SECONDS_STREAMED",
    )
    parser.add_argument("--size", default="120x35", metavar="COLUMNSxROWS")
    parser.add_argument("--theme", default="crossfade-dark")
    parser.add_argument("--workspace", type=Path, help="to copy; default: a new one")
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
                await _arrive(pilot, app, options.script)
                svg = without_font_reference(app.export_screenshot(title="crossfade"))
        options.out.write_text(svg, encoding="utf-8")
    finally:
        await desk.close()


async def _arrive(pilot: Pilot[int], app: CrossfadeApp, script: str) -> None:
    """Press the keys that lead to the screen, waiting where the script says so."""
    for word in script.split():
        if word.startswith("text:"):
            wanted = word.removeprefix("text:").replace("_", " ")
            await _until(pilot, lambda: wanted in frame_text(app), wanted)  # noqa: B023
        elif word.startswith("heard:"):
            seconds = float(word.removeprefix("heard:"))
            await _until(pilot, lambda: _streamed(app) >= seconds, word)  # noqa: B023
        else:
            await pilot.press(word)
            await pilot.pause()
    # A toast would hide what it says something about.
    app.clear_notifications()
    await pilot.pause(0.5)


def _streamed(app: CrossfadeApp) -> float:
    screen = app.screen
    if not isinstance(screen, LiveScreen) or screen.comparison is None:
        return 0.0
    return screen.comparison.heard


async def _until(pilot: Pilot[int], fact: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {PATIENCE:.0f} s: {what}\n{frame_text(pilot.app)}")
        await pilot.pause(0.1)


def without_font_reference(svg: str) -> str:
    """The same picture in whatever monospaced font the viewer has."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code,", "").replace(
        "Fira Code", "ui-monospace, Menlo, Consolas, monospace"
    )  # fmt: skip


if __name__ == "__main__":
    main()
