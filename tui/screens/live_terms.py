"""From the workbench that tries keyterms to the live screen: none, this term, all, on one clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from providers.errors import BadInput
from tui.live.source_choice import SourceChoice
from tui.text import one_line

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from tui.app import CrossfadeApp
    from tui.screens.live import LiveScreen

# Amazon's and the sandbox's streams take as many; a microphone gives no more either.
_MOST_CHANNELS = 2


async def open_keyterm_panes(
    program: CrossfadeApp,
    clip: ClipRecord,
    term: str,
    terms: Sequence[str],
    *,
    model: str = "nova-3",
    boosts: Mapping[str, float] | None = None,
) -> LiveScreen | None:
    """Show the live screen with panes without terms, with ``term``, and with all ``terms``.

    Nothing is sent before somebody starts the stream there, and the panes that are usual here stay
    the ones to begin with the next time. ``boosts`` are for a model that takes keywords. None
    where something streams already, or the clip or the model cannot be streamed: what to do then
    is said.
    """
    from checklists.before.live.panes import ladder_panes
    from tui.screens.live import LiveScreen

    try:
        panes = ladder_panes(term, terms, model=model, boosts=boosts)
        _streamable(clip)
    except BadInput as refusal:
        program.say_trouble(refusal)
        return None
    await program.do_show_live()
    screen = program.screen
    if not isinstance(screen, LiveScreen):
        return None
    if not screen.take(SourceChoice("clip", clip.name, record=clip), panes):
        stop = program.key_of("stop")
        screen.notify(
            f"Something streams here already: {stop} stops it, then open the panes again.",
            severity="warning",
            markup=False,
        )
        return None
    return screen


def _streamable(clip: ClipRecord) -> None:
    if not clip.clip.path.is_file():
        raise BadInput(f"{one_line(clip.name)} is not there any more: put its file back.")
    if clip.clip.channels > _MOST_CHANNELS:
        raise BadInput(
            f"{one_line(clip.name)} has {clip.clip.channels} channels, and one or two can be "
            "streamed here: mix it down and add the result."
        )
