"""Opens the terminal program on a workspace, and closes both.

Where the last session left a glance of its board, the first frame is drawn from that and the
workspace is opened right after it; otherwise first the workspace, then the frame.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tui import crash, glance, terminal
from tui.app import CrossfadeApp
from tui.settings import load_settings, settings_path, state_path
from tui.vendor_desk import VendorDesk

if TYPE_CHECKING:
    from checklists.vendors import Choice
    from checklists.workspace import Workspace


def run(directory: Path, *, access: Choice) -> int:
    """Show the program on ``directory`` until it is left; returns the exit code.

    Raises BadInput where there is no terminal, the settings file is unusable, or the workspace
    cannot be opened.
    """
    terminal.require_terminal(os.environ)
    settings = load_settings(settings_path())
    board = glance.kept(directory)
    with ExitStack() as stack:

        def opened() -> Workspace:
            from checklists.workspace import Workspace

            return stack.enter_context(Workspace.open(directory))

        app = CrossfadeApp(
            opened if board else opened(),
            VendorDesk(access, os.environ),
            settings,
            directory=directory,
            board=board,
            ask_first=True,
        )
        with terminal.guarded_screen(state_path("native-output.log")):
            code = asyncio.run(_show(app))
    if app.fault:
        crash.say(app.fault)
    else:
        glance.keep(directory, app.board)
    return code


async def _show(app: CrossfadeApp) -> int:
    try:
        result = await app.run_async()
        return (app.return_code or 0) if result is None else result
    finally:
        await app.desk.close()
