"""After each fault on the wire, the words recovered and the gaps told add up to the truth."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from providers.amazon.live import AmazonLive
from providers.audio.pacing import Block, PcmFormat, paced
from providers.credentials import AmazonAccess, DeepgramAccess
from providers.deepgram.conversation import Patience
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from providers.speech import LiveEvent, Vendor, Word
from tests.faults.accounts import account, final_words
from tests.faults.proxy import Fault, Proxy, amazon_audio, deepgram_audio, proxied
from tests.wire.amazon import serving as amazon
from tests.wire.deepgram import serving as deepgram
from tests.wire.deepgram.tones import interleaved, tones

MONO = PcmFormat("linear16", 16000, 1)
STEREO = PcmFormat("linear16", 16000, 2)
SPEED = 20.0
SCRIPT = (
    "alpha bravo _ charlie delta alpha _ bravo _ charlie bravo _ delta alpha _ bravo delta _ "
    "alpha charlie _"
)
SAID = tones(SCRIPT)
WORDS = len(SCRIPT.replace("_", "").split())
SECONDS = len(SAID) / 32000
FINAL = {"deepgram": b'"is_final": true', "amazon": b'"IsPartial": false'}
OPTIONS = DeepgramOptions(interim_results=True, endpointing=300)
PERSISTENCE = Persistence(
    first_pause=0.02, longest_pause=0.1, give_up_after=2.0, replay=1.25 * SPEED, hand_over=2.0
)
BOTH: tuple[Vendor, ...] = ("deepgram", "amazon")


def blocks_of(pcm: bytes, form: PcmFormat) -> list[Block]:
    size = form.byte_rate // 10
    return [
        Block(pcm[at : at + size], at / form.byte_rate, min(at + size, len(pcm)) / form.byte_rate)
        for at in range(0, len(pcm), size)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A vendor behind a proxy, and the transcriber that talks to it."""

    vendor: Vendor
    proxy: Proxy
    live: ResumingLive
    direct: ResumingLive
    served: Any

    async def hear(
        self, pcm: bytes = SAID, form: PcmFormat = MONO, speed: float = SPEED
    ) -> tuple[list[LiveEvent], Trouble | None]:
        """Every event through the proxy, and what the stream ended with."""
        return await heard(self.live, paced(blocks_of(pcm, form), speed=speed), form)

    async def truth(self, pcm: bytes = SAID, form: PcmFormat = MONO) -> list[Word]:
        """The words without a proxy; heard once for each recording."""
        key = (self.vendor, pcm, form.channels)
        if key not in _TRUTHS:
            # With room for all of it: a slow machine loses nothing of the truth.
            self.direct.persistence = PERSISTENCE
            blocks = paced(blocks_of(pcm, form), speed=4 * SPEED)
            events, trouble = await heard(self.direct, blocks, form)
            assert trouble is None and kinds(events) == []
            _TRUTHS[key] = final_words(events)
        return _TRUTHS[key]


_TRUTHS: dict[tuple[Vendor, bytes, int], list[Word]] = {}


async def heard(
    live: Any, blocks: AsyncIterator[Block], form: PcmFormat = MONO
) -> tuple[list[LiveEvent], Trouble | None]:
    events: list[LiveEvent] = []
    try:
        async with asyncio.timeout(60):
            async for event in live.stream(blocks, form):
                events.append(event)
    except Trouble as trouble:
        return events, trouble
    return events, None


@contextlib.asynccontextmanager
async def line(
    vendor: Vendor,
    *faults: Fault,
    form: PcmFormat = MONO,
    persistence: Persistence = PERSISTENCE,
    refused: dict[int, int] | None = None,
    settings: dict[str, Any] | None = None,
    **about: Any,
) -> AsyncIterator[Line]:
    options = replace(OPTIONS, multichannel=form.channels == 2)
    async with contextlib.AsyncExitStack() as stack:
        if vendor == "deepgram":
            left = await stack.enter_async_context(deepgram.serving(**(settings or {})))
            proxy = await stack.enter_async_context(
                proxied(
                    left.url, deepgram_audio, *faults, byte_rate=form.byte_rate, refused=refused
                )
            )
            patience = Patience(
                keep_alive=about.pop("keep_alive", 4.0), drain=0.6, ping=0.1, pong=0.4, **about
            )

            def to_deepgram(access: DeepgramAccess) -> ResumingLive:
                return ResumingLive(DeepgramLive(access, options, patience=patience), persistence)

            through, straight = DeepgramAccess(left.access.key, proxy.url), left.access
            yield Line(vendor, proxy, to_deepgram(through), to_deepgram(straight), left)
            return
        right = stack.enter_context(amazon.serving(**(settings or {})))
        proxy = await stack.enter_async_context(
            proxied(right.url, amazon_audio, *faults, byte_rate=form.byte_rate, refused=refused)
        )

        def to_amazon(access: AmazonAccess, **more: Any) -> ResumingLive:
            live = AmazonLive(
                access, settle_seconds=0.6, ping_seconds=0.1, pong_seconds=0.4, **more
            )
            return ResumingLive(live, persistence)

        through_proxy = to_amazon(replace(right.access, streaming_url=proxy.url), **about)
        yield Line(vendor, proxy, through_proxy, to_amazon(right.access), right)


def kinds(events: list[LiveEvent]) -> list[str]:
    return [event.event for event in events if event.native == "crossfade"]


FAULTS = {
    "reset": Fault("reset", at=4.3),
    "reset-in-a-pause": Fault("reset", at=2.4),
    "going-away": Fault("close", at=4.3, code=1001),
    "closed-early": Fault("close", at=4.3, code=1000),
    "no-answer-in-time": Fault("close", at=4.3, code=1011, reason="NET-0000"),
    "cut-in-a-frame": Fault("truncate", at=4.0),
    "stalled": Fault("stall", at=4.3),
    "garbled": Fault("garble", at=3.0),
}


@pytest.mark.parametrize("vendor", BOTH)
@pytest.mark.parametrize("name", FAULTS)
async def test_one_fault_and_the_truth(vendor: Vendor, name: str) -> None:
    async with line(vendor, replace(FAULTS[name])) as wire:
        events, trouble = await wire.hear()
        truth = await wire.truth()
        assert trouble is None
        assert len(wire.proxy.happened) == 1 and wire.proxy.connections == 2
        assert len(truth) == WORDS and account(truth, events).adds_up, account(truth, events)
        assert kinds(events) == ["warning", "reconnected"]
        assert events[-1].event == "closed" and events[-1].end == pytest.approx(SECONDS, abs=0.01)
        assert wire.live.tally.connections == 2 and not wire.live.tally.gaps
        assert len(set(wire.live.request_ids)) == 2


@pytest.mark.parametrize("at", [2.0, 4.1, 4.3])
async def test_a_place_in_the_sound_is_told_once_whatever_is_sent_again(at: float) -> None:
    terms = ("bravo", "charlie", "zyxel")
    async with line("deepgram", Fault("reset", at=at)) as wire:
        for live in (wire.live, wire.direct):
            transcriber = live.transcriber
            assert isinstance(transcriber, DeepgramLive)
            transcriber.options = replace(transcriber.options, search=terms)
        wire.direct.persistence = PERSISTENCE
        straight, _ = await heard(wire.direct, paced(blocks_of(SAID, MONO), speed=SPEED))
        events, trouble = await wire.hear()
        assert trouble is None and kinds(events) == ["warning", "reconnected"]
        assert wire.live.tally.sent_again > 0
        told, truth = surely_heard(events), surely_heard(straight)
        assert [term for term, _ in truth].count("charlie") == 3
        assert [term for term, _ in told] == [term for term, _ in truth]
        # Times are those of the clip, whichever connection heard it.
        assert [start for _, start in told] == pytest.approx([s for _, s in truth], abs=0.05)


def surely_heard(events: list[LiveEvent]) -> list[tuple[str, float]]:
    """Term and start of every strong hit, by time."""
    hits = [hit for event in events for hit in event.hits if hit.confidence > 0.5]
    return sorted(((hit.term, hit.start) for hit in hits), key=lambda one: (one[1], one[0]))


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_cut_late_in_a_long_utterance(vendor: Vendor) -> None:
    said = tones("delta _ alpha bravo charlie delta alpha bravo charlie delta _")
    async with line(vendor, Fault("reset", at=3.8)) as wire:
        events, trouble = await wire.hear(said)
        assert trouble is None and kinds(events) == ["warning", "reconnected"]
        assert account(await wire.truth(said), events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_long_silence_is_neither_sent_again_nor_missed(vendor: Vendor) -> None:
    said = tones("alpha bravo" + " _" * 28 + " charlie _")
    short = replace(PERSISTENCE, most_seconds=4.0)
    async with line(vendor, Fault("reset", at=14.0), persistence=short) as wire:
        events, trouble = await wire.hear(said)
        assert trouble is None and kinds(events) == ["warning", "reconnected"]
        assert account(await wire.truth(said), events).adds_up
        assert 0.5 < wire.live.tally.sent_again < 2.5


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_final_that_comes_broken_is_heard_again(vendor: Vendor) -> None:
    async with line(vendor, Fault("garble", at=2.0, only=FINAL[vendor])) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and len(wire.proxy.happened) == 1
        assert account(await wire.truth(), events).adds_up
        assert kinds(events) == ["warning", "reconnected"]
        assert "came broken" in texts(events)[0] or "broken message" in texts(events)[0]


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_final_that_never_comes_is_a_gap(vendor: Vendor) -> None:
    async with line(vendor, Fault("lose", at=2.0, only=FINAL[vendor])) as wire:
        events, trouble = await wire.hear()
        found = account(await wire.truth(), events)
        assert trouble is None and found.adds_up
        assert [word.lower() for word, _, _ in found.in_gaps] == ["charlie", "delta", "alpha"]
        assert kinds(events) == ["gap"] and "never settled" in texts(events)[0]
        assert wire.live.tally.gaps == 1


@pytest.mark.parametrize("vendor", BOTH)
async def test_the_last_final_that_never_comes_is_a_gap(vendor: Vendor) -> None:
    async with line(vendor, Fault("lose", at=SECONDS - 1.0, only=FINAL[vendor])) as wire:
        events, trouble = await wire.hear()
        found = account(await wire.truth(), events)
        assert trouble is None and found.adds_up
        assert [word.lower() for word, _, _ in found.in_gaps] == ["alpha", "charlie"]
        assert kinds(events) == ["gap"]


@pytest.mark.parametrize("vendor", BOTH)
@pytest.mark.parametrize(
    "fault",
    [Fault("delay", at=2.0, seconds=0.1), Fault("slow", at=2.0, seconds=0.4, rate=16000 * SPEED)],
)
async def test_a_slow_line_loses_nothing(vendor: Vendor, fault: Fault) -> None:
    async with line(vendor, replace(fault)) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and kinds(events) == []
        assert account(await wire.truth(), events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_line_that_is_cut_again_and_again(vendor: Vendor) -> None:
    cuts = [Fault("reset", at=2.6, connection=number) for number in range(4)]
    async with line(vendor, *cuts) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and len(wire.proxy.happened) == 4
        assert account(await wire.truth(), events).adds_up, account(await wire.truth(), events)
        assert kinds(events) == ["warning", "reconnected"] * 4


@pytest.mark.parametrize("vendor", BOTH)
async def test_each_channel_is_taken_up_where_it_was(vendor: Vendor) -> None:
    # The second speaker is silent until after the cut; the first is cut off in a word.
    pcm = interleaved(
        tones("alpha bravo _ charlie delta alpha _ _ _ _ bravo _ _"),
        tones("_ _ _ _ _ _ _ _ delta charlie _ _ _ alpha _"),
    )
    async with line(vendor, Fault("reset", at=2.5), form=STEREO) as wire:
        events, trouble = await wire.hear(pcm, STEREO)
        truth = await wire.truth(pcm, STEREO)
        assert trouble is None and {word.channel for word in truth} == {0, 1}
        assert account(truth, events).adds_up, account(truth, events)


def texts(events: list[LiveEvent]) -> list[str]:
    return [event.text for event in events if event.native == "crossfade"]


@pytest.mark.parametrize("vendor", BOTH)
async def test_handshakes_that_fail_for_a_while(vendor: Vendor) -> None:
    refused = {1: 503, 2: 500, 3: 429}
    async with line(vendor, Fault("reset", at=3.0), refused=refused) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and wire.proxy.connections == 5
        assert kinds(events) == ["warning"] * 4 + ["reconnected"]
        assert account(await wire.truth(), events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
@pytest.mark.parametrize("status", [401, 402])
async def test_what_would_be_refused_again_is_not_tried_again(vendor: Vendor, status: int) -> None:
    refused = dict.fromkeys(range(1, 9), status)
    async with line(vendor, Fault("reset", at=3.0), refused=refused) as wire:
        events, trouble = await wire.hear()
        assert wire.proxy.connections == 2
        assert trouble is not None and getattr(trouble, "status", status) == status
        assert kinds(events) == ["warning", "gap"]
        assert events[-1].event == "closed" and events[-1].text == str(trouble)
        gap = events[-2]
        truth = [word for word in await wire.truth() if word.end <= gap.end]
        assert len(truth) > 2 and account(truth, events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
async def test_an_outage_longer_than_what_is_kept_is_a_gap(vendor: Vendor) -> None:
    short = replace(PERSISTENCE, most_seconds=2.0, first_pause=0.3, longest_pause=0.3)
    async with line(
        vendor, Fault("reset", at=3.0), persistence=short, refused={1: 503, 2: 503}
    ) as wire:
        events, trouble = await wire.hear()
        found = account(await wire.truth(), events)
        assert trouble is None and found.adds_up and found.in_gaps
        (gap,) = [event for event in events if event.event == "gap"]
        assert "more audio had come" in gap.text
        assert wire.live.tally.lost == pytest.approx(gap.end - gap.start)
        assert final_words(events)[-1].text.lower() == "charlie"


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_stream_that_never_comes_back_is_given_up(vendor: Vendor) -> None:
    impatient = replace(PERSISTENCE, give_up_after=0.3)
    refused = dict.fromkeys(range(1, 999), 503)
    async with line(vendor, Fault("reset", at=3.0), persistence=impatient, refused=refused) as wire:
        events, trouble = await wire.hear()
        assert isinstance(trouble, VendorTrouble) and trouble.status == 503
        assert [event.event for event in events[-2:]] == ["gap", "closed"]
        assert "given up" in events[-2].text
        truth = [word for word in await wire.truth() if word.end <= events[-2].end]
        assert account(truth, events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
async def test_the_first_connection_is_tried_once(vendor: Vendor) -> None:
    async with line(vendor, refused={0: 503}) as wire:
        events, trouble = await wire.hear()
        assert events == [] and isinstance(trouble, VendorTrouble) and trouble.status == 503
        assert wire.proxy.connections == 1


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_tail_that_is_cut_off_is_heard_again(vendor: Vendor) -> None:
    async with line(vendor, Fault("reset", at=SECONDS - 0.05)) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and kinds(events) == ["warning", "reconnected"]
        assert account(await wire.truth(), events).adds_up


@pytest.mark.parametrize("vendor", BOTH)
async def test_an_end_that_is_never_settled_is_told(vendor: Vendor) -> None:
    async with line(vendor) as wire:
        if vendor == "deepgram":
            wire.served.faults.deaf = True
        else:
            wire.served.faults.mute_live = True
        said = tones("alpha bravo _ charlie delta")
        events, trouble = await wire.hear(said)
        assert isinstance(trouble, VendorTrouble) and wire.proxy.connections == 3
        # Finalize has settled all of it at Deepgram, which only never said goodbye.
        told = [event.event for event in events if event.event == "gap"]
        assert told == ([] if vendor == "deepgram" else ["gap"])
        assert events[-1].event == "closed"
        assert account([w for w in await wire.truth() if w.end < 2.2], events).adds_up


async def test_audio_that_cannot_be_decoded_is_not_sent_again() -> None:
    fault = Fault("close", at=2.0, code=1008, reason="DATA-0000")
    async with line("deepgram", fault) as wire:
        events, trouble = await wire.hear()
        assert wire.proxy.connections == 1 and isinstance(trouble, VendorTrouble)
        assert trouble.code == "DATA-0000" and "sample rate" in str(trouble)
        assert kinds(events) == ["gap"] and events[-1].native == "close 1008"


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_session_is_handed_over_before_its_end(vendor: Vendor) -> None:
    """Amazon's four hours, scaled to four seconds, which the stand-in enforces."""
    settings = {"longest_stream": 4.0} if vendor == "amazon" else {}
    async with line(vendor, settings=settings) as wire:
        wire.live.transcriber.longest_session = 4.0
        events, trouble = await wire.hear()
        assert trouble is None
        assert set(kinds(events)) == {"reconnected"} and wire.live.tally.handovers >= 2
        assert wire.live.tally.connections == wire.live.tally.handovers + 1
        assert account(await wire.truth(), events).adds_up, account(await wire.truth(), events)
        seams = [event.end for event in events if event.event == "reconnected"]
        spoken = await wire.truth()
        assert not any(word.start < seam < word.end for seam in seams for word in spoken)


@pytest.mark.parametrize("vendor", BOTH)
async def test_without_a_pause_it_is_handed_over_in_the_middle(vendor: Vendor) -> None:
    said = tones("alpha bravo charlie delta " * 5, gap=0.12)
    async with line(vendor) as wire:
        wire.live.transcriber.longest_session = 4.0
        events, trouble = await wire.hear(said)
        assert trouble is None and wire.live.tally.handovers >= 1
        found = account(await wire.truth(said), events, window=0.5)
        assert found.adds_up, found


async def test_a_stream_that_is_cut_off_at_amazons_limit_goes_on() -> None:
    async with line("amazon", settings={"longest_stream": 4.0}) as wire:
        events, trouble = await wire.hear()
        assert trouble is None and account(await wire.truth(), events).adds_up
        assert "LimitExceededException" in texts(events)[0]


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_source_that_is_quiet_for_long_keeps_its_stream(vendor: Vendor) -> None:
    limit: dict[str, float] = {"silence": 0.5}
    often: dict[str, Any] = {"keep_alive": 0.1}
    if vendor == "amazon":
        limit, often = {"idle_seconds": 0.5}, {"quiet_seconds": 0.1}
    blocks = blocks_of(SAID, MONO)

    async def with_a_pause() -> AsyncIterator[Block]:
        async for block in paced(blocks[:23], speed=SPEED):
            yield block
        await asyncio.sleep(1.2)
        for block in blocks[23:]:
            yield block
            await asyncio.sleep(0.005)

    async with line(vendor, settings=limit, **often) as wire:
        events, trouble = await heard(wire.live, with_a_pause())
        assert trouble is None and wire.proxy.connections == 1
        # Silence that was sent to keep the stream is no audio of the clip.
        assert account(await wire.truth(), events).adds_up, account(await wire.truth(), events)
        assert events[-1].end == pytest.approx(SECONDS, abs=0.01)


async def test_a_source_that_begins_late_gets_a_connection_when_it_does() -> None:
    async def late() -> AsyncIterator[Block]:
        await asyncio.sleep(0.8)
        async for block in paced(blocks_of(SAID, MONO), speed=SPEED):
            yield block

    async with line("deepgram", settings={"silence": 0.3}) as wire:
        events, trouble = await heard(wire.live, late())
        assert trouble is None and wire.proxy.connections == 2
        assert "NET-0001" in texts(events)[0] and "ten seconds" in texts(events)[0]
        assert account(await wire.truth(), events).adds_up


async def test_what_the_source_raises_comes_through_and_everything_is_given_back() -> None:
    async def broken() -> AsyncIterator[Block]:
        for block in blocks_of(SAID, MONO)[:20]:
            yield block
        raise BadInput("The microphone was unplugged.")

    async with line("deepgram") as wire:
        events, trouble = await heard(wire.live, broken())
        assert isinstance(trouble, BadInput) and "unplugged" in str(trouble)
        assert kinds(events) == [] and events[-1].event == "closed"


@pytest.mark.parametrize("vendor", BOTH)
async def test_a_listener_that_leaves_ends_the_stream(vendor: Vendor) -> None:
    async with line(vendor) as wire:
        events = wire.live.stream(paced(blocks_of(SAID, MONO), speed=SPEED), MONO)
        async with asyncio.timeout(60):
            assert (await anext(events)).event == "interim"
            await events.aclose()  # type: ignore[attr-defined]
        left = [repr(task) for task in asyncio.all_tasks()]
        assert not [task for task in left if "resuming" in task or "onversation" in task]
