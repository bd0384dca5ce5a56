"""Search on a live channel: wherever the stream is cut, each place is told once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.sandbox.deepgram.live_search import BEFORE, LiveSearch
from providers.sandbox.recognition import Heard, HeardWord
from tests.wire.deepgram.tones import ToneRecogniser, tones

RATE = 16000
SAID = "delta alpha bravo charlie alpha bravo mumble delta alpha bravo charlie"
AUDIO = tones(SAID)
LENGTH = len(AUDIO) / 2 / RATE
QUERIES = ("alpha bravo", "zyxel", "charlie")


class Channel:
    """A channel that is settled where the test says."""

    def __init__(self, audio: bytes = AUDIO, queries: tuple[str, ...] = QUERIES) -> None:
        self.search = LiveSearch(ToneRecogniser(), queries)
        self.hits: dict[str, list[dict[str, Any]]] = {query: [] for query in queries}
        self._audio = audio
        self._settled = 0.0

    async def settle(self, until: float, *, endpoint: bool = False) -> None:
        self.search.fed(self._audio[_at(self._settled) : _at(until)])
        heard = Heard("final", self._settled, until, endpoint=endpoint)
        self._settled = until
        for entry in await self.search.found(heard, (), RATE):
            self.hits[entry["query"]] += entry["hits"]


def _at(moment: float) -> int:
    return 2 * round(moment * RATE)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.05, LENGTH - 0.05), max_size=6, unique=True).map(sorted))
def test_every_place_is_told_once_wherever_it_is_cut(cuts: list[float]) -> None:
    async def listened() -> Channel:
        channel = Channel()
        for cut in cuts:
            await channel.settle(cut)
        await channel.settle(LENGTH, endpoint=True)
        return channel

    hits = asyncio.run(listened()).hits
    for query, sure in (("alpha bravo", 3), ("zyxel", 1), ("charlie", 2)):
        strong = sorted(hit["start"] for hit in hits[query] if hit["confidence"] > 0.5)
        assert len(strong) == sure
    starts = [hit["start"] for hit in hits["alpha bravo"]]
    assert sorted(starts) == pytest.approx([0.5, 1.7, 3.3], abs=0.03)


async def test_an_endpoint_settles_what_ends_with_it() -> None:
    channel = Channel(tones("alpha bravo", gap=0.0))
    await channel.settle(0.7, endpoint=True)
    assert [hit["confidence"] for hit in channel.hits["alpha bravo"]] == [0.95]


async def test_the_snippet_reaches_back_over_the_cut() -> None:
    channel = Channel(queries=("alpha bravo",))
    channel.search.fed(AUDIO[: _at(1.6)])
    early, late = HeardWord("alfa", 0.5, 0.8, 0.9), HeardWord("bra", 0.9, 1.2, 0.9)
    nothing = await channel.search.found(Heard("final", 0.0, 0.85), (early,), RATE)
    assert nothing == [{"query": "alpha bravo", "hits": []}]
    found = await channel.search.found(Heard("final", 0.85, 1.5), (late,), RATE)
    assert [hit["snippet"] for hit in found[0]["hits"]] == ["alfa bra"]


async def test_hours_of_silence_are_not_kept() -> None:
    search = LiveSearch(ToneRecogniser(), QUERIES)
    second = bytes(2 * RATE)
    for now in range(1, 41):
        search.fed(second)
        search.passed(float(now), RATE)
        assert search.kept <= BEFORE * 2 * RATE
    search.fed(tones("charlie"))
    found = await search.found(Heard("final", 40.0, 40.5, endpoint=True), (), RATE)
    (hit,) = found[2]["hits"]
    assert hit["start"] == pytest.approx(40.1, abs=0.03)
