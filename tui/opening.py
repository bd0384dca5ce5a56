"""Opens the terminal program on a workspace, and closes both.

Where the last session left a glance of its board, the first frame is drawn from that and the
workspace is opened right after it; otherwise first the workspace, then the frame.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import Trouble
from tui import crash, glance, terminal
from tui.app import CrossfadeApp
from tui.settings import load_settings, settings_path, state_path
from tui.text import clock, shown_path
from tui.vendor_desk import VendorDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.vendors import Choice
    from checklists.workspace import Workspace
    from providers.audio.recording import Recorded
    from tui.board import Board

# Pieces of evidence that take longer to read than a frame may wait (0.05 ms each).
MUCH = 300


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

        workspace = opened if board else opened()
        app = CrossfadeApp(
            workspace,
            VendorDesk(access, os.environ),
            settings,
            directory=directory,
            board=board or _much_to_read(workspace),
            ask_first=True,
        )
        with terminal.guarded_screen(state_path("native-output.log")):
            code, kept = asyncio.run(_show(app))
    if kept is not None:
        crash.say(ended_recording(kept))
    if app.fault:
        crash.say(app.fault)
    elif not app.board.unread:
        glance.keep(directory, app.board)
    return code


def _much_to_read(workspace: Workspace | Callable[[], Workspace]) -> Board | None:
    """A board without states, where reading them would keep the first frame waiting."""
    if callable(workspace):
        return None
    pieces = workspace.evidence_count()
    if pieces < MUCH:
        return None
    from tui.board_reading import unread_board

    return unread_board(pieces)


async def _show(app: CrossfadeApp) -> tuple[int, Recorded | None]:
    """The exit code, and the recording that the end of the program finished."""
    kept = None
    try:
        result = await app.run_async()
    finally:
        try:
            kept = await app.sound.close()
            if kept is not None:
                from checklists.before.recording_log import keep_making

                # The sound is on disk; that this is not is no reason to end badly.
                with suppress(Trouble):
                    keep_making(app.workspace, kept)
        finally:
            await app.desk.close()
    return (app.return_code or 0) if result is None else result, kept


def ended_recording(kept: Recorded) -> str:
    """What became of a recording that went on until the end."""
    return (
        f"The recording was finished: {clock(kept.seconds)} in {shown_path(kept.path)}. Record "
        "offers it as a sample when the program is opened again."
    )
