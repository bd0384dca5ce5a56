"""The sandbox under the load of a comparison: start, first answer, both sides live at once."""

from __future__ import annotations

import asyncio
import time

from checklists.before.live.panes import standard_panes
from checklists.before.live.sessions import LiveSession
from checklists.before.live.source_sample import SampleSource
from checklists.before.samples import add_sample_call
from checklists.vendors import open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.deepgram.account import check_key
from providers.sandbox.process import running_sandbox
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import VENDORS


async def start() -> None:
    """From nothing to the first answer, three times."""
    for _ in range(3):
        began = time.monotonic()
        async with running_sandbox() as urls:
            up = time.monotonic() - began
            await check_key(urls.deepgram_access())
            answered = time.monotonic() - began
        ended = time.monotonic() - began - answered
        print(f"sandbox    up {up:.2f} s, first answer {answered:.2f} s, ended in {ended:.2f} s")


async def both_live(call: SampleCall, workspace: Workspace) -> None:
    """One stereo call at 1x to both sides at once."""
    sample = add_sample_call(workspace, call, probe(call.path))
    async with open_vendors("sandbox", {}) as vendors:
        session = LiveSession(vendors, SampleSource(sample), standard_panes(VENDORS))
        async for _ in session.events():
            pass
        for side in session.results(sample):
            found = side.latency
            wer = side.score.wer if side.score else None
            print(
                f"{side.vendor:<10} {call.id} {call.rate} Hz {call.duration:.1f} s: last final "
                f"{found.last_final or 0:+.2f} s after the audio, first interim "
                f"{found.first_interim or 0:.2f} s, emission P50 {found.emission.p50 or 0:.2f} "
                f"P95 {found.emission.p95 or 0:.2f} s (n {found.emission.n}), finalization P50 "
                f"{found.finalization.p50 or 0:.2f} s (n {found.finalization.n}), "
                f"WER {wer or 0:.3f}"
            )


async def measure() -> None:
    """Print all of it."""
    import tempfile
    from pathlib import Path

    await start()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        for call in sample_calls():
            if call.channels == 2:
                await both_live(call, workspace)


if __name__ == "__main__":
    asyncio.run(measure())
