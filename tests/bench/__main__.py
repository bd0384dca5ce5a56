"""All measurements: ``make bench``. Prints figures and ratios; judges nothing."""

from __future__ import annotations

import asyncio

from tests.bench import (
    convert,
    first_run,
    keys,
    keyword_worlds,
    keywords,
    live,
    live_long,
    live_screen,
    live_sources,
    peaks,
    recogniser,
    recording,
    samples,
    scan,
    search,
    search_scale,
    startup,
    stream_events,
    streaming,
    text_search,
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
    print("-- four panes on a terminal, twenty messages a second each")
    live_screen.measure()
    print("-- where the audio of a live comparison comes from")
    live_sources.measure()
    print("-- four hours of a live comparison, on a fast clock")
    live_long.measure()
    print("-- terms heard in the sound, found in the text, and not said at all")
    search.measure()
    print("-- the hits of a thousand calls")
    search_scale.measure()
    print("-- text search in ten thousand transcripts")
    text_search.measure()
    print("-- forty terms one by one on four calls, and the smallest set that keeps the gains")
    keywords.measure()
    print("-- what keyterms, keywords and too much boost do in the sandbox")
    keyword_worlds.measure()
    print("-- a scan of 20,000 source files, beside grep")
    scan.measure()
    print("-- responses into other shapes, one of 40,000 words and a thousand of 1,500")
    convert.measure()
    print("-- a log of stream events of four hours into the other vendor's")
    stream_events.measure()
