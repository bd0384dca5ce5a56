"""Faults of Amazon and of the network, and what the provider makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from providers.amazon.batch import AmazonBatch
from providers.amazon.live import AmazonLive
from providers.audio.clips import Clip, probe
from providers.audio.pacing import Block, PcmFormat
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.speech import LiveEvent
from tests.wire.amazon.serving import Served, serving
from tests.wire.deepgram.tones import tones, wav

MONO = PcmFormat("linear16", 16000, 1)


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(tones("alpha bravo")))
    return probe(path)


async def failing(served: Served, clip: Clip) -> Trouble:
    with pytest.raises(Trouble) as caught:
        await AmazonBatch(served.access).transcribe(clip)
    assert not served.s3().list_buckets()["Buckets"]
    return caught.value


async def test_throttling_is_ridden_out(served: Served, clip: Clip) -> None:
    served.faults.throttled = 2
    transcript = await AmazonBatch(served.access).transcribe(clip)
    assert transcript.text == "Alpha bravo."
    assert served.faults.throttled == 0


async def test_lasting_trouble_of_amazons_own_is_told(served: Served, clip: Clip) -> None:
    served.faults.internal = 3  # as many as boto3 tries; the cleanup then gets through
    trouble = await failing(served, clip)
    assert isinstance(trouble, VendorTrouble)
    assert "trouble of its own while starting the job (InternalFailureException)" in str(trouble)
    assert trouble.status == 500


async def test_a_failed_job(served: Served, clip: Clip) -> None:
    served.faults.failure_reason = "Invalid file size: file size too large."
    trouble = await failing(served, clip)
    assert isinstance(trouble, BadInput)
    assert "failed: Invalid file size: file size too large." in str(trouble)
    served.faults.failure_reason = "Something of the service"
    assert isinstance(await failing(served, clip), VendorTrouble)


async def test_an_error_and_a_cleanup_that_fails_are_both_told(served: Served, clip: Clip) -> None:
    served.faults.failure_reason = "Something of the service"
    served.faults.refuse_deletes = True
    with pytest.raises(VendorTrouble) as caught:
        await AmazonBatch(served.access).transcribe(clip)
    assert "failed: Something of the service. Left behind at Amazon" in str(caught.value)
    (bucket,) = served.s3().list_buckets()["Buckets"]
    assert f"bucket {bucket['Name']}" in str(caught.value)


async def test_links_that_stay_shut(served: Served, clip: Clip) -> None:
    from providers.amazon.options import AmazonOptions

    served.faults.expired_links = 2
    with pytest.raises(VendorTrouble, match="gave no transcript that can be read"):
        await AmazonBatch(served.access, AmazonOptions(output="service")).transcribe(clip)
    assert not served.s3().list_buckets()["Buckets"]


async def test_amazon_goes_away_while_the_job_runs(clip: Clip) -> None:
    with serving() as served:
        served.faults.hold_jobs = True
        batch = AmazonBatch(served.access, cleanup_seconds=0.5)
        task = asyncio.create_task(batch.transcribe(clip))

        def running() -> bool:
            return bool(served.transcribe().list_transcription_jobs()["TranscriptionJobSummaries"])

        from tests.processes import wait_until

        await asyncio.to_thread(wait_until, running, "the job runs")
    with pytest.raises(VendorTrouble) as caught:
        await asyncio.wait_for(task, 60)
    assert "could not be reached while waiting for the job" in str(caught.value)
    assert "Left behind at Amazon, to be deleted by hand: transcription job " in str(caught.value)
    assert len(batch.left_behind) == 4  # job, upload, output, bucket


async def audio(words: str = "alpha _ _ bravo _ _ charlie") -> AsyncIterator[Block]:
    data = tones(words)
    for at in range(0, len(data), 3200):
        piece = data[at : at + 3200]
        yield Block(piece, at / 32000, (at + len(piece)) / 32000)
        await asyncio.sleep(0.005)


async def broken_stream(live: AmazonLive) -> tuple[list[LiveEvent], VendorTrouble]:
    events = []
    with pytest.raises(VendorTrouble) as caught:
        async with asyncio.timeout(60):
            async for event in live.stream(audio(), MONO):
                events.append(event)
    assert caught.value.request_id == live.request_id != ""
    return events, caught.value


async def test_a_connection_that_is_cut(served: Served) -> None:
    served.faults.drop_live_after = 2.0
    events, trouble = await broken_stream(AmazonLive(served.access))
    assert "closed the stream after" in str(trouble) and "before its end" in str(trouble)
    assert [event.text for event in events if event.event == "final"] == ["Alpha."]


async def test_an_exception_in_the_middle(served: Served) -> None:
    served.faults.live_exception = ("InternalFailureException", "Try again.")
    _, trouble = await broken_stream(AmazonLive(served.access))
    assert trouble.code == "InternalFailureException"
    assert "trouble of its own while streaming" in str(trouble)


async def test_a_stream_that_amazon_never_closes(served: Served) -> None:
    served.faults.mute_live = True
    _, trouble = await broken_stream(AmazonLive(served.access, settle_seconds=0.3))
    assert "not closed 0.3 s after the end of the audio" in str(trouble)


async def test_a_microphone_that_falls_silent_for_too_long() -> None:
    async def stalled() -> AsyncIterator[Block]:
        yield Block(bytes(3200), 0.0, 0.1)
        await asyncio.Event().wait()

    with serving(idle_seconds=0.2) as served, pytest.raises(VendorTrouble) as caught:
        async with asyncio.timeout(60):
            async for _ in AmazonLive(served.access).stream(stalled(), MONO):
                pass
    assert "no new audio was received for 0.2 seconds" in str(caught.value)
    assert "(0.1 s of audio sent)" in str(caught.value)


async def test_the_quota_of_streams() -> None:
    with serving(streams=0) as full, pytest.raises(VendorTrouble, match="limit was") as caught:
        async for _ in AmazonLive(full.access).stream(audio(), MONO):
            pass
    assert caught.value.code == "LimitExceededException"


async def test_a_server_that_speaks_something_else() -> None:
    """A port that answers, but not as Amazon does."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        from dataclasses import replace

        from providers.credentials import AmazonAccess, Secret

        access = AmazonAccess(
            "us-east-1", "", url, url, url, key_id="AKIATEST", secret=Secret("secret")
        )
        with pytest.raises(VendorTrouble, match="while opening the stream"):
            async for _ in AmazonLive(access).stream(audio(), MONO):
                pass
        assert replace(access).sandbox is False
