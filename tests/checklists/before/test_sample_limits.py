from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checklists.before.sample_limits import breaches, facts_used, in_words, refusals
from checklists.facts.book import facts
from providers.audio.clips import Clip

GOOD = Clip(Path("a.wav"), "wav", "linear16", 16000, 2, 60.0, 2_000_000, "")


def lines(clip: Clip) -> list[str]:
    return [in_words(one) for one in breaches(clip)]


def test_a_good_clip_breaks_nothing() -> None:
    assert lines(GOOD) == []


@pytest.mark.parametrize(
    ("clip", "said", "refused"),
    [
        (replace(GOOD, size=2_100_000_000), "Deepgram batch refuses: 2.1 GB, and 2 GB is", True),
        (replace(GOOD, size=2_100_000_000), "Amazon batch refuses: 2.1 GB, and 2 GB is", True),
        (replace(GOOD, size=600_000_000), "Amazon batch takes it, but: 600 MB: too large", False),
        (replace(GOOD, duration=15_000.0), "Amazon batch refuses: 4.2 h, and 4 h is", True),
        (replace(GOOD, duration=15_000.0), "Amazon streaming refuses: 4.2 h", True),
        (replace(GOOD, duration=0.3), "Amazon batch refuses: 0.30 s, and 0.5 s is the least", True),
        (replace(GOOD, channels=3), "Amazon refuses: 3 channels, and 2 are the most", True),
        (replace(GOOD, channels=30), "Deepgram refuses: 30 channels, and 20 are the most", True),
        (replace(GOOD, rate=6000), "Amazon refuses: 6 kHz, and 8 kHz is the least", True),
        (replace(GOOD, rate=96000), "Amazon refuses: 96 kHz, and 48 kHz is the most", True),
        (replace(GOOD, container="aiff"), "Amazon batch refuses: aiff is not among", True),
        (replace(GOOD, codec="mulaw"), "Amazon streaming takes it, but: mulaw is sent", False),
    ],
)
def test_each_limit_is_said_with_its_vendor_and_transport(
    clip: Clip, said: str, refused: bool
) -> None:
    (line,) = [line for line in lines(clip) if line.startswith(said)]
    breach = breaches(clip)[lines(clip).index(line)]
    assert breach.refused is refused
    assert breach.source and breach.fact in facts()


def test_every_row_it_rests_on_is_in_the_book() -> None:
    assert set(facts_used()) <= set(facts())


def test_only_a_whole_refusal_keeps_a_clip_out() -> None:
    assert refusals(replace(GOOD, codec="mulaw")) == ()
    assert len(refusals(replace(GOOD, channels=3))) == 1
    assert [one.transport for one in refusals(replace(GOOD, duration=15_000.0))] == ["batch"]
