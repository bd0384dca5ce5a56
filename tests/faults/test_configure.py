"""Keyterms changed in the middle of a stream: acknowledged, refused, or never answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import DeepgramAccess
from providers.deepgram.conversation import Patience
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from providers.speech import LiveEvent
from tests.faults.accounts import final_words
from tests.faults.proxy import Fault, Proxy, deepgram_audio, proxied
from tests.wire.deepgram.serving import Served, serving
from tests.wire.deepgram.tones import tones

MONO = PcmFormat("linear16", 16000, 1)
OPTIONS = DeepgramOptions(interim_results=True, endpointing=300)
SPEED = 20.0
SAID = tones("mumble _ alpha _ mumble _ bravo _ mumble _ charlie _ mumble _")


def blocks() -> list[Block]:
    return [
        Block(SAID[at : at + 3200], at / 32000, (at + 3200) / 32000)
        for at in range(0, len(SAID), 3200)
    ]


def stream_of(served: Served, proxy: Proxy | None = None, **about: object) -> ResumingLive:
    access = served.access if proxy is None else DeepgramAccess(served.access.key, proxy.url)
    options = replace(OPTIONS, **about)  # type: ignore[arg-type]
    patience = Patience(keep_alive=4.0, drain=2.0, configure=0.2)
    persistence = Persistence(first_pause=0.02, longest_pause=0.1, replay=1.25 * SPEED)
    return ResumingLive(DeepgramLive(access, options, patience=patience), persistence)


async def changed_at(
    live: ResumingLive, second: float, *keyterms: tuple[str, ...]
) -> list[LiveEvent]:
    """All events of a stream whose keyterms are changed once ``second`` has been sent."""
    asked: list[BadInput] = []

    async def source() -> AsyncIterator[Block]:
        done = False
        async for block in paced(blocks(), speed=SPEED):
            if block.start >= second and not done:
                done = True
                for terms in keyterms:
                    try:
                        await live.configure(terms)
                    except BadInput as refused:
                        asked.append(refused)
            yield block

    async with asyncio.timeout(60):
        events = [event async for event in live.stream(source(), MONO)]
    assert len(asked) == len(keyterms) - 1
    return events


def natives(events: list[LiveEvent]) -> list[str]:
    return [event.native for event in events if event.event == "warning"]


def words(events: list[LiveEvent]) -> list[str]:
    return [word.text.lower() for word in final_words(events)]


BEFORE = ["mumble", "alpha", "mumble"]


async def test_an_acknowledged_change_acts_from_then_on() -> None:
    async with serving() as served:
        live = stream_of(served)
        events = await changed_at(live, 2.9, ("Zyxel",))
        (told,) = [event for event in events if event.event == "warning"]
        assert (told.native, told.text) == ("ConfigureSuccess", "Keyterms from here on: Zyxel.")
        assert 2.0 < told.start < 4.5 and told.raw["keyterms"] == ["Zyxel"]
        assert words(events) == [*BEFORE, "bravo", "zyxel", "charlie", "zyxel"]


async def test_a_change_that_was_acknowledged_outlives_its_connection() -> None:
    async with serving() as served:
        cut = Fault("reset", at=5.0)
        async with proxied(served.url, deepgram_audio, cut) as proxy:
            live = stream_of(served, proxy)
            events = await changed_at(live, 2.9, ("Zyxel",))
        assert proxy.connections == 2
        assert words(events) == [*BEFORE, "bravo", "zyxel", "charlie", "zyxel"]


@pytest.mark.parametrize(
    ("model", "terms", "code"),
    [
        ("nova-2", ("Zyxel",), "CONFIGURE_KEYTERMS_NOT_SUPPORTED"),
        ("nova-3", ("antidisestablishment",) * 101, "CONFIGURE_KEYTERM_LIMIT_EXCEEDED"),
    ],
)
async def test_a_refused_change_leaves_what_was(
    model: str, terms: tuple[str, ...], code: str
) -> None:
    async with serving() as served:
        live = stream_of(served, model=model)
        numbered = tuple(f"{term}{n}" for n, term in enumerate(terms))
        events = await changed_at(live, 2.9, numbered)
        (told,) = [event for event in events if event.event == "warning"]
        assert told.native == "ConfigureFailure" and told.text.startswith(f"{code}: ")
        assert words(events) == [*BEFORE, "bravo", "mumble", "charlie", "mumble"]


async def test_silence_and_then_a_close_is_told_and_survived() -> None:
    async with serving() as served:
        swallow = Fault("swallow", at=1.0, only=b"Configure")
        close = Fault("close", at=6.0, code=1011, reason="NET-0000")
        async with proxied(served.url, deepgram_audio, swallow, close) as proxy:
            live = stream_of(served, proxy)
            events = await changed_at(live, 2.0, ("Zyxel",))
        told = [event for event in events if event.event == "warning"]
        assert [event.native for event in told] == [
            "Configure unanswered",
            "Configure unanswered",
            "crossfade",
        ]
        assert "has not answered" in told[0].text
        assert "The former keyterms stay in force" in told[1].text
        assert "NET-0000" in told[2].text and "500 tokens" in told[2].text
        # The next connection has the former keyterms, and nothing is lost.
        assert words(events) == [*BEFORE, "bravo", "mumble", "charlie", "mumble"]


async def test_one_change_at_a_time() -> None:
    async with serving() as served:
        events = await changed_at(stream_of(served), 2.9, ("Zyxel",), ("ONT",))
        assert natives(events) == ["ConfigureSuccess"]


async def test_between_streams_the_next_one_begins_with_the_terms() -> None:
    async with serving() as served:
        live = stream_of(served)
        await live.configure(["Zyxel", "Zyxel"])
        async with asyncio.timeout(60):
            events = [e async for e in live.stream(paced(blocks(), speed=SPEED), MONO)]
        assert words(events) == ["zyxel", "alpha", "zyxel", "bravo", "zyxel", "charlie", "zyxel"]
        assert events[0].native == "keyterm" and "Zyxel" in events[0].text


@pytest.mark.parametrize("terms", [["a", ""], "Zyxel"])
async def test_what_is_no_list_of_keyterms(terms: list[str]) -> None:
    async with serving() as served:
        with pytest.raises(BadInput, match="eyterm"):
            await stream_of(served).configure(terms)


async def test_amazon_says_that_it_cannot() -> None:
    from providers.amazon.live import AmazonLive
    from providers.credentials import AmazonAccess

    with pytest.raises(BadInput, match="Amazon cannot change its vocabulary"):
        await ResumingLive(AmazonLive(AmazonAccess())).configure(["Zyxel"])
