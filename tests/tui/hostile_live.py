"""The live screen hearing hostile text; run as a program on a pty by ``test_terminal.py``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from checklists.workspace import Workspace
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted import ScriptedOpener, event
from tui.app import CrossfadeApp
from tui.vendor_desk import VendorDesk


async def main() -> None:
    """Begins streaming by itself."""
    opener = ScriptedOpener(
        {
            "deepgram": [
                event("deepgram", "final", f"final {PAYLOAD}", native=PAYLOAD),
                event("deepgram", "interim", "interim \x1b]0;PWNED\x07", native=PAYLOAD),
            ],
            "amazon": [
                event("amazon", "final", MARKUP),
                event("amazon", "warning", PAYLOAD),
            ],
        }
    )
    with Workspace.open(Path(sys.argv[1])) as workspace:
        desk = VendorDesk("sandbox", {}, opener)
        app = CrossfadeApp(workspace, desk)

        async def begin(pilot: object) -> None:
            await app.switch_mode("live")
            app.call_later(app.action_act, "start")

        await app.run_async(auto_pilot=begin)
        await desk.close()


if __name__ == "__main__":
    asyncio.run(main())
