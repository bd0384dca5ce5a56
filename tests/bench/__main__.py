"""All measurements: ``make bench``. Prints figures and ratios; judges nothing."""

from __future__ import annotations

import asyncio

from tests.bench import (
    first_run,
    keys,
    live,
    peaks,
    recogniser,
    recording,
    samples,
    startup,
    streaming,
)

if __name__ == "__main__":
    print("-- the program's start, beside the smallest Textual program")
    startup.measure()
    print("-- keys and phases")
    keys.measure()
    print("-- a new workspace: its questions, and something alive")
    first_run.measure()
    print("-- the sandbox, both vendors at once")
    asyncio.run(streaming.measure())
    print("-- a live stream against a scripted server, one side stalled")
    live.measure()
    print("-- the recogniser")
    recogniser.main()
    print("-- a recording of a minute, from the virtual microphone")
    recording.measure()
    print("-- the picture of four hours of sound")
    peaks.measure()
    print("-- 30 of 10,000 recordings")
    samples.measure()
