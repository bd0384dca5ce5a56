"""A real call, really recognised, over a line that is cut: words differ at the seam at most."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from providers.amazon.live import AmazonLive
from providers.audio.clips import blocks, pcm_format, probe
from providers.audio.pacing import Block, paced
from providers.credentials import DeepgramAccess
from providers.deepgram.live import DeepgramLive
from providers.deepgram.options import DeepgramOptions
from providers.persistence import Persistence
from providers.resuming import ResumingLive
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import LiveEvent, Vendor
from tests.faults.accounts import account, final_words
from tests.faults.proxy import Fault, amazon_audio, deepgram_audio, proxied

SPEED, HEARD, WINDOW = 3.0, 12.0, 0.5
KEEPS = Persistence(first_pause=0.05, longest_pause=0.1, replay=1.25 * SPEED)


@pytest.mark.parametrize("vendor", ["deepgram", "amazon"])
async def test_a_call_over_a_line_that_is_cut_twice(vendor: Vendor, sandbox: SandboxUrls) -> None:
    call = next(call for call in sample_calls() if call.channels == 1)
    clip = probe(call.path)
    form = pcm_format(clip)
    spoken = [block for block in blocks(clip) if block.end <= HEARD]
    cuts = [Fault("reset", at=4.6), Fault("reset", at=4.6, connection=1)]
    target = sandbox.deepgram if vendor == "deepgram" else sandbox.amazon
    audio_of = deepgram_audio if vendor == "deepgram" else amazon_audio

    def live(url: str) -> ResumingLive:
        if vendor == "deepgram":
            access = DeepgramAccess(sandbox.deepgram_access().key, url)
            options = DeepgramOptions(interim_results=True, endpointing=300)
            return ResumingLive(DeepgramLive(access, options), KEEPS)
        reached = replace(sandbox.amazon_access(), streaming_url=url)
        return ResumingLive(AmazonLive(reached), KEEPS)

    async def heard(stream: ResumingLive, audio: list[Block]) -> list[LiveEvent]:
        async with asyncio.timeout(60):
            return [e async for e in stream.stream(paced(audio, speed=SPEED), form)]

    async with proxied(target, audio_of, *cuts, byte_rate=form.byte_rate) as proxy:
        whole, cut = await asyncio.gather(
            heard(live(target), spoken), heard(live(proxy.url), spoken)
        )
    told = [event.event for event in cut if event.native == "crossfade"]
    assert told == ["warning", "reconnected", "warning", "reconnected"]
    truth = final_words(whole)
    found = account(truth, cut, window=WINDOW)
    assert len(truth) > 15 and found.doubled == ()
    # A recogniser that begins anew adapts anew: what is compared is how much is heard, and where.
    missing = [word for word in found.lost if not any(_beside(word, w) for w in found.invented)]
    assert missing == [], (found, [w.text for w in final_words(cut)])


def _beside(lost: tuple[str, float, int], other: tuple[str, float, int]) -> bool:
    return abs(lost[1] - other[1]) <= WINDOW
