"""What was recorded and is no sample yet: found, repaired where it was cut off, and said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from tui.text import clock, counted

if TYPE_CHECKING:
    from checklists.before.recordings import Found
    from providers.audio.clips import Clip
    from providers.audio.wav_repair import Repaired
    from tui.app import CrossfadeApp


async def recordings_left(program: CrossfadeApp) -> Found:
    """The recordings that may be no samples yet, with all that was repaired since the start.

    Several screens ask; what the first one has repaired the others still tell.
    """
    from checklists.before import recordings

    workspace, stop = program.workspace, Event()
    async with program.sound.looking:
        known = {one.clip.path for one in workspace.clips()}
        try:
            found = await asyncio.to_thread(
                recordings.look_for, workspace.audio, known, stop=stop.is_set
            )
        finally:
            stop.set()
        program.sound.repaired += found.repaired
    return replace(found, repaired=tuple(program.sound.repaired))


def said_of(repaired: Sequence[Repaired], unnamed: Sequence[Clip], way: str) -> str:
    """One line about them; ``way`` says which key leads on. "" where there is nothing to say."""
    kept = [one.kept for one in repaired if one.kept is not None]
    seconds = clock(sum(one.seconds for one in kept))
    words = []
    if kept:
        which = "A cut-off recording is" if len(kept) == 1 else f"{len(kept)} cut-off ones are"
        words.append(f"{which} repaired ({seconds}).")
    if unnamed:
        many = str(len(unnamed)) if kept else counted(len(unnamed), "recording")
        words.append(f"{many} {'has' if len(unnamed) == 1 else 'have'} no name yet: {way}.")
    return " ".join(words)
