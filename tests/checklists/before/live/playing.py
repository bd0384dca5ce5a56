"""Sessions for tests: tones heard by both vendors' stand-ins on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from checklists.before.live.panes import LivePane, standard_panes
from checklists.before.live.sessions import LiveSession, Playing
from checklists.before.live.source_sample import SampleSource
from providers.audio.clips import Clip, probe
from providers.speech import LiveEvent
from tests.checklists.both_sides import BothSides, both_sides
from tests.wire.deepgram.tones import tones, wav

SAID = "alpha bravo _ charlie delta _ alpha _"
BOTH = standard_panes(("deepgram", "amazon"))


def call(folder: Path, text: str = SAID) -> Clip:
    """A clip in which this is said."""
    path = folder / "call.wav"
    path.write_bytes(wav(tones(text)))
    return probe(path)


@contextlib.asynccontextmanager
async def session_of(
    clip: Clip, panes: Sequence[LivePane] = BOTH, speed: float = 4.0
) -> AsyncIterator[tuple[LiveSession, BothSides]]:
    """A session that has not begun, and the stand-ins it will talk to."""
    async with both_sides() as sides:
        yield LiveSession(sides.vendors, SampleSource(clip, speed=speed), panes), sides


async def heard_out(
    playing: Playing,
    on_event: Callable[[LiveEvent], object] = lambda event: None,
    *,
    seconds: float = 40.0,
) -> list[LiveEvent]:
    """All that it says, to its end."""
    events = []
    async with asyncio.timeout(seconds):
        async for event in playing.events():
            events.append(event)
            on_event(event)
    return events
