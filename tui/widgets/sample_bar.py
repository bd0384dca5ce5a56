"""Which sample is heard, how far it is, and what is going on, in words."""

from __future__ import annotations

from textual.content import Content

from providers.sandbox.samples import SampleCall
from tui.text import clock, one_line


def about(sample: SampleCall) -> str:
    """A sample in a few words: who speaks on which channel, how long, how good."""
    left, right = sample.speakers[0], sample.speakers[1] if sample.channels == 2 else ""
    who = f"{left} L, {right} R" if right else left
    return one_line(f"{clock(sample.duration)} · {sample.rate // 1000} kHz · {who}")


def progress_line(saying: str, heard: float, duration: float | None, width: int) -> Content:
    """The clock, a bar as wide as there is room for, and what is going on, in words.

    ``duration`` in seconds, None where nobody knows: then there is no bar.
    """
    times = f"{clock(heard)} of {clock(duration)}" if duration is not None else clock(heard)
    words = f"  {saying}" if saying else "  Ready: s starts, c chooses another"
    room = width - len(times) - 2 - Content(words).cell_length
    if room < 10 or duration is None:
        return Content.assemble((times, "bold"), words)
    filled = round(room * heard / duration) if duration else 0
    return Content.assemble(
        (times, "bold"),
        "  ",
        ("━" * filled, "$accent"),
        ("─" * (room - filled), "dim"),
        words,
    )
