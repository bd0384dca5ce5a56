"""What a new workspace does first: ask three things, then show something alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.errors import Trouble
from providers.speech import VENDORS
from tui.screens.first_run import FirstRunWindow, Given

if TYPE_CHECKING:
    from checklists.vendors import Vendors
    from tui.app import CrossfadeApp


def ask(program: CrossfadeApp) -> None:
    """Ask the questions; a workspace in which nothing was done yet then streams a sample call."""
    beginning = program.workspace.beginning
    new = beginning.is_new()

    def answered(given: Given | None) -> None:
        if given is None:
            return
        answers = given.answers
        program.change(lambda: beginning.keep(answers))
        if answers.access and not program.desk.choose(answers.access):
            program.notify(
                "Kept. Both sides are open already, as they were: it counts from the next start.",
                markup=False,
            )
        elif given.later:
            program.notify("Later, then: ctrl+p, “Answer the first questions again”.", markup=False)
        elif new:
            program.run_worker(_show_alive(program), group="first", exit_on_error=False)

    # On the command line it was said already, and that counts for this session.
    said = program.desk.choice != "auto" and not beginning.answers().access
    program.push_screen(FirstRunWindow(beginning.answers(), asks_access=not said), answered)


async def _show_alive(program: CrossfadeApp) -> None:
    """The live comparison with a sample call in it; a live side is asked for first."""
    try:
        await program.do_show_live()
        vendors = await program.desk.vendors()
        if all(vendors.sandboxed(vendor) for vendor in VENDORS):
            await program.action_act("start")
        else:
            _ask_to_send(program, vendors)
    except Trouble as trouble:
        program.say_trouble(trouble)
    except Exception as error:
        program.note_fault(error)


def _ask_to_send(program: CrossfadeApp, vendors: Vendors) -> None:
    from tui.screens.confirm import ConfirmWindow

    words = {True: "sandbox", False: "live"}
    sides = " and ".join(
        f"{vendor.capitalize()} ({words[vendors.sandboxed(vendor)]})" for vendor in VENDORS
    )

    async def agreed(yes: bool | None) -> None:
        if yes:
            await program.action_act("start")

    program.push_screen(
        ConfirmWindow(
            "Stream a sample call",
            f"Stream the sample call, a synthesised one, to {sides}? A live side charges for it.",
            "Stream",
        ),
        agreed,
    )
