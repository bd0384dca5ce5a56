"""All measurements: ``make bench``. Prints figures and ratios; judges nothing."""

from __future__ import annotations

import asyncio

from tests.bench import recogniser, startup, streaming

if __name__ == "__main__":
    print("-- the program's start, beside the smallest Textual program")
    startup.measure()
    print("-- the sandbox, both vendors at once")
    asyncio.run(streaming.measure())
    print("-- the recogniser")
    recogniser.main()
