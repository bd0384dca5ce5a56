"""Live through the stand-in: events with both clocks, and every way a stream can end."""

from __future__ import annotations

import asyncio
import audioop
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

import pytest

from providers.amazon.live import AmazonLive
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import Block, Encoding, PcmFormat
from providers.errors import BadInput, VendorTrouble
from providers.speech import LiveEvent
from tests.wire.amazon.serving import Served
from tests.wire.deepgram.tones import interleaved, tones

MONO = PcmFormat("linear16", 16000, 1)


def cut(data: bytes, form: PcmFormat = MONO, seconds: float = 0.1) -> Iterable[Block]:
    step = round(form.rate * seconds) * form.frame_bytes
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        yield Block(piece, at / form.byte_rate, (at + len(piece)) / form.byte_rate)


async def given(blocks: Iterable[Block]) -> AsyncIterator[Block]:
    for block in blocks:
        yield block
        await asyncio.sleep(0)


async def heard(
    live: AmazonLive, data: bytes, form: PcmFormat = MONO, seconds: float = 0.1
) -> list[LiveEvent]:
    async with asyncio.timeout(20):
        return [event async for event in live.stream(given(cut(data, form, seconds)), form)]


async def test_interims_finals_and_the_close(served: Served) -> None:
    live = AmazonLive(served.access)
    before = time.monotonic()
    events = await heard(live, tones("alpha bravo _ _ charlie"))
    *results, closed = events
    assert closed.event == "closed"
    assert closed.end == pytest.approx(2.3)
    assert {event.event for event in results} == {"interim", "final"}
    finals = [event for event in results if event.event == "final"]
    assert [event.text for event in finals] == ["Alpha bravo.", "Charlie."]
    interims = [event for event in results if event.segment == finals[0].segment][:-1]
    assert [event.text for event in interims] == ["Alpha", "Alpha bravo"]
    assert (finals[0].native, interims[0].native) == ("IsPartial=false", "IsPartial=true")
    assert [word.punctuated for word in finals[0].words] == ["Alpha", "bravo."]
    assert finals[0].words[0].confidence == 0.9 and interims[0].words[0].confidence is None
    assert finals[0].start == pytest.approx(0.1)
    assert all(before <= event.received_at <= time.monotonic() for event in events)
    assert all(event.audio_time >= event.end - 0.11 for event in results)
    assert finals[0].raw["ResultId"] == finals[0].segment
    assert live.request_id and live.session_id
    assert live.connect_seconds > 0
    assert live.stream_started_at is not None and live.stream_started_at >= before
    assert live.unknown_messages == {}


async def test_two_channels_are_told_apart(served: Served) -> None:
    form = PcmFormat("linear16", 16000, 2)
    events = await heard(
        AmazonLive(served.access), interleaved(tones("alpha"), tones("bravo")), form
    )
    finals = {event.channel: event.text for event in events if event.event == "final"}
    assert finals == {0: "Alpha.", 1: "Bravo."}


@pytest.mark.parametrize("encoding", ["mulaw", "alaw"])
async def test_telephone_audio_goes_up_as_pcm(served: Served, encoding: Encoding) -> None:
    compress = {"mulaw": audioop.lin2ulaw, "alaw": audioop.lin2alaw}[encoding]
    form = PcmFormat(encoding, 8000, 1)
    events = await heard(AmazonLive(served.access), compress(tones("alpha bravo", 8000), 2), form)
    assert [event.text for event in events if event.event == "final"] == ["Alpha bravo."]


async def test_large_blocks_are_cut_into_messages_that_amazon_takes(served: Served) -> None:
    events = await heard(AmazonLive(served.access), tones("alpha bravo _ _ charlie"), seconds=5.0)
    assert [event.text for event in events if event.event == "final"] == [
        "Alpha bravo.",
        "Charlie.",
    ]


async def test_options_act(served: Served) -> None:
    served.transcribe().create_vocabulary(
        VocabularyName="terms", LanguageCode="en-US", Phrases=["Zyxel"]
    )
    options = AmazonOptions(vocabulary_name="terms", partial_results_stability="high")
    events = await heard(AmazonLive(served.access, options), tones("alpha mumble delta"))
    final = next(event for event in events if event.event == "final")
    assert final.text == "Alpha Zyxel delta."
    assert final.native == "IsPartial=false Stable=4/4"


async def test_silence_ends_with_nothing_but_the_close(served: Served) -> None:
    events = await heard(AmazonLive(served.access), tones("_ _"))
    assert [event.event for event in events] == ["closed"]


async def test_no_audio_at_all(served: Served) -> None:
    live = AmazonLive(served.access)
    assert [event.event for event in await heard(live, b"")] == ["closed"]
    assert live.stream_started_at is None


async def test_one_instance_streams_again(served: Served) -> None:
    live = AmazonLive(served.access)
    first = await heard(live, tones("alpha"))
    request = live.request_id
    second = await heard(live, tones("bravo"))
    assert (first[-2].text, second[-2].text) == ("Alpha.", "Bravo.")
    assert live.request_id != request
    assert second[-1].audio_time == pytest.approx(0.5)


async def test_a_reader_that_walks_away_ends_the_stream(served: Served) -> None:
    async def endless() -> AsyncIterator[Block]:
        for block in cut(tones("alpha _ " * 500)):
            yield block
            await asyncio.sleep(0.005)

    stream = AmazonLive(served.access).stream(endless(), MONO)
    async with asyncio.timeout(20):
        async for _ in stream:
            break
        await stream.aclose()  # type: ignore[attr-defined]
    from tests.processes import wait_until

    recogniser: Any = served.recogniser
    await asyncio.to_thread(wait_until, lambda: recogniser.closed == 1, "the channel is back")


async def test_trouble_with_the_microphone_is_not_hidden(served: Served) -> None:
    async def broken() -> AsyncIterator[Block]:
        yield next(iter(cut(tones("alpha"))))
        raise BadInput("The microphone went away.")

    with pytest.raises(BadInput, match="microphone went away"):
        async for _ in AmazonLive(served.access).stream(broken(), MONO):
            pass


async def test_formats_that_amazon_does_not_take(served: Served) -> None:
    for form in (PcmFormat("linear16", 96000, 1), PcmFormat("linear16", 16000, 3)):
        with pytest.raises(BadInput):
            await heard(AmazonLive(served.access), b"", form)


async def test_a_refused_request(served: Served) -> None:
    options = AmazonOptions(language="de-DE")
    with pytest.raises(VendorTrouble, match="hears English only") as caught:
        await heard(AmazonLive(served.access, options), tones("alpha"))
    assert caught.value.code == "BadRequestException"
    assert caught.value.request_id


async def test_no_region(served: Served) -> None:
    access = replace(served.access, region="")
    with pytest.raises(VendorTrouble, match="set AWS_REGION or a region in the profile"):
        await heard(AmazonLive(access), tones("alpha"))
