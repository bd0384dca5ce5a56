"""Real speech through the real sandbox: the same words as the recogniser called directly."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import jiwer
import pytest

from providers.amazon.batch import AmazonBatch
from providers.amazon.live import AmazonLive
from providers.amazon.options import AmazonOptions
from providers.audio.clips import (
    Clip,
    blocks,
    pcm_format,
    probe,
    read_pcm,
    slice_pcm,
    write_wav,
)
from providers.audio.pacing import Block, paced
from providers.sandbox.process import SandboxUrls
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.samples import sample_calls
from providers.speech import LiveEvent
from tests.processes import wait_until

SECONDS = 6.0


@pytest.fixture(scope="module")
def lecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of the one-channel sample."""
    sample = next(call for call in sample_calls() if call.channels == 1)
    pcm, form = slice_pcm(probe(sample.path), 0.0, SECONDS)
    path = tmp_path_factory.mktemp("speech") / "lecture.wav"
    write_wav(path, pcm, form)
    return path


async def test_batch_hears_what_the_recogniser_hears(sandbox: SandboxUrls, lecture: Path) -> None:
    clip = probe(lecture)
    transcript = await AmazonBatch(sandbox.amazon_access()).transcribe(clip)
    pcm, form = read_pcm(clip)
    async with PocketSphinxRecogniser(workers=1) as recogniser:
        direct = await recogniser.decode(pcm, form.rate)
    theirs = " ".join(word.text for word in direct)
    ours = " ".join(word.text.lower() for word in transcript.words)
    assert len(direct) > 10
    assert jiwer.wer(theirs, ours) <= 0.05
    assert transcript.sandbox
    assert [word.start for word in transcript.words] == [
        pytest.approx(word.start, abs=0.002) for word in direct
    ]


async def test_a_call_is_told_apart_by_channel(sandbox: SandboxUrls, tmp_path: Path) -> None:
    call = next(call for call in sample_calls() if call.channels == 2)
    pcm, form = slice_pcm(probe(call.path), 0.0, SECONDS)
    write_wav(tmp_path / "call.wav", pcm, form)
    options = AmazonOptions(channel_identification=True)
    transcript = await AmazonBatch(sandbox.amazon_access(), options).transcribe(
        probe(tmp_path / "call.wav")
    )
    assert transcript.channels == 2
    assert {word.channel for word in transcript.words} == {0, 1}
    labels = transcript.raw["results"]["channel_labels"]
    assert [len(channel["items"]) > 0 for channel in labels["channels"]] == [True, True]


async def _last_held_back(clip: Clip, until: asyncio.Event) -> AsyncIterator[Block]:
    """The clip at the speed of speech, its last block only after something was heard."""
    held: Block | None = None
    async for block in paced(blocks(clip), speed=1.0):
        if held is not None:
            yield held
        held = block
    async with asyncio.timeout(60):
        await until.wait()
    assert held is not None
    yield held


async def test_live_answers_during_the_call_and_hears_the_same(
    sandbox: SandboxUrls, lecture: Path
) -> None:
    clip = probe(lecture)
    live = AmazonLive(sandbox.amazon_access())
    events: list[LiveEvent] = []
    heard_something = asyncio.Event()
    async for event in live.stream(_last_held_back(clip, heard_something), pcm_format(clip)):
        events.append(event)
        if event.event == "interim":
            heard_something.set()
    finals = [event for event in events if event.event == "final"]
    interims = [event for event in events if event.event == "interim"]
    assert finals and len(interims) > len(finals)
    assert {event.segment for event in finals} >= {event.segment for event in interims}
    assert live.stream_started_at is not None
    batch = await AmazonBatch(sandbox.amazon_access()).transcribe(clip)
    heard = " ".join(event.text for event in finals).lower()
    # Streaming normalises on what it has heard so far, so it is near the batch, not equal to it.
    assert jiwer.wer(batch.text.lower(), heard) < 0.5
    assert all(event.audio_time >= event.end - 0.2 for event in [*interims, *finals])


SCRIPT = """
import asyncio, sys
from pathlib import Path
from providers.amazon.batch import AmazonBatch
from providers.audio.clips import probe
from providers.sandbox.process import SandboxUrls
access = SandboxUrls("", sys.argv[1]).amazon_access()
try:
    asyncio.run(AmazonBatch(access).transcribe(probe(Path(sys.argv[2]))))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture
def unheard(tmp_path: Path) -> Path:
    """A call that the running sandbox has not decoded yet, so that its job takes its time."""
    sample = next(call for call in sample_calls() if call.channels == 2)
    # A start of its own makes it another recording; the sandbox decodes each only once.
    pcm, form = slice_pcm(probe(sample.path), random.uniform(0.01, 0.5), 12.0)
    path = tmp_path / "lecture.wav"
    write_wav(path, pcm, form)
    return path


def test_ctrl_c_leaves_nothing_at_amazon(sandbox: SandboxUrls, unheard: Path) -> None:
    import boto3

    access = sandbox.amazon_access()
    session = boto3.Session(access.key_id, access.secret.reveal(), region_name=access.region)
    transcribe = session.client("transcribe", endpoint_url=sandbox.amazon)
    s3 = session.client("s3", endpoint_url=sandbox.amazon)
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, sandbox.amazon, str(unheard)],
        env=dict(os.environ),
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )
    try:
        running = transcribe.list_transcription_jobs
        wait_until(
            lambda: bool(running(Status="IN_PROGRESS")["TranscriptionJobSummaries"]),
            "the job runs",
        )
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 130
    finally:
        child.kill()
    left = transcribe.list_transcription_jobs(JobNameContains="lecture")
    assert left["TranscriptionJobSummaries"] == []
    assert not [b for b in s3.list_buckets()["Buckets"] if b["Name"].startswith("crossfade-")]
