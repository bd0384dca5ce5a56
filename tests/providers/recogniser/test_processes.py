"""No recogniser process is left behind, however its parent ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.recogniser.process import RecogniserTrouble
from tests.processes import MARK, marked, wait_until
from tests.providers.recogniser.conftest import RATE, Say

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for processes in /proc"
)

# Decodes ten minutes of speech from its standard input and keeps a live channel open beside it.
BUSY_PARENT = """
import asyncio, sys
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser

async def main():
    speech = sys.stdin.buffer.read()
    async with PocketSphinxRecogniser() as recogniser:
        channel = await recogniser.open_channel(16000)
        await channel.feed(speech)
        decoding = asyncio.create_task(recogniser.decode(speech * 200, 16000))
        while len(recogniser.at_work) < 2:
            await asyncio.sleep(0.01)
        await anext(channel.heard())
        print("busy", flush=True)
        await decoding

asyncio.run(main())
"""


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A mark that this test's processes inherit; whatever is left of them is ended."""
    name = uuid.uuid4().hex
    monkeypatch.setenv(MARK, name)
    yield name
    for left in marked(name):
        os.kill(left, signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_parent(mark: str, say: Say, how: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", BUSY_PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert parent.stdin and parent.stdout
    with parent.stdin, parent.stdout:
        parent.stdin.write(say("there is a charge for changing the ticket"))
        parent.stdin.close()
        assert parent.stdout.readline() == b"busy\n"
        assert len(marked(mark)) >= 3
        parent.send_signal(how)
        parent.wait(60)
    wait_until(lambda: not marked(mark), "the workers are gone", seconds=5)


async def test_a_cancelled_decode_ends_at_once(mark: str, say: Say) -> None:
    async with PocketSphinxRecogniser(workers=1) as recogniser:
        long = asyncio.create_task(recogniser.decode(say("this goes on and on") * 500, RATE))
        async with asyncio.timeout(60):
            while not recogniser.at_work:  # noqa: ASYNC110 - the pool has no event for it
                await asyncio.sleep(0.01)
        (worker,) = recogniser.at_work
        long.cancel()
        async with asyncio.timeout(60):
            await asyncio.gather(long, return_exceptions=True)
        assert worker not in marked(mark)
        assert await recogniser.decode(say("good morning everybody"), RATE)
    assert not marked(mark)


async def test_closing_ends_workers_that_are_starting_idle_and_at_work(mark: str, say: Say) -> None:
    recogniser = PocketSphinxRecogniser()
    await recogniser.decode(say("good morning"), RATE)
    channel = await recogniser.open_channel(RATE)
    async with recogniser:
        pass
    assert not marked(mark)
    with pytest.raises(RecogniserTrouble):
        await channel.feed(say("good morning"))
        async for _ in channel.heard():
            pass
    await channel.close()
    with pytest.raises(RecogniserTrouble, match="closed"):
        await recogniser.decode(b"", RATE)
    await recogniser.close()


async def test_a_channel_closed_early_leaves_nothing_at_work(mark: str, say: Say) -> None:
    async with PocketSphinxRecogniser() as recogniser:
        channel = await recogniser.open_channel(RATE)
        await channel.feed(say("good morning everybody"))
        await channel.close()
        assert not recogniser.at_work
        assert [event async for event in channel.heard() if event.kind == "final"] == []
    assert not marked(mark)


async def test_workers_are_not_given_keys(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "a key of the user's")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    async with PocketSphinxRecogniser() as recogniser:
        channel = await recogniser.open_channel(RATE)
        (worker,) = recogniser.at_work
        with open(f"/proc/{worker}/environ", "rb") as environment:  # noqa: ASYNC230, PTH123
            names = environment.read()
        assert b"DEEPGRAM" not in names and b"AWS_" not in names
        await channel.close()


async def test_giving_up_while_a_worker_starts_leaves_it_to_the_next(mark: str, say: Say) -> None:
    recogniser = PocketSphinxRecogniser(workers=1)
    waiting = asyncio.create_task(recogniser.decode(say("good morning"), RATE))
    async with asyncio.timeout(60):
        while not marked(mark):  # noqa: ASYNC110 - the process table has no event for it
            await asyncio.sleep(0.001)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    (started,) = marked(mark)
    channel = await recogniser.open_channel(RATE)
    assert recogniser.at_work == (started,)
    await recogniser.close()
    await channel.close()
    assert not marked(mark)


async def test_closing_while_somebody_waits_for_a_worker(mark: str, say: Say) -> None:
    recogniser = PocketSphinxRecogniser(workers=1)
    waiting = asyncio.create_task(recogniser.decode(say("good morning"), RATE))
    async with asyncio.timeout(60):
        while not marked(mark):  # noqa: ASYNC110 - the process table has no event for it
            await asyncio.sleep(0.001)
    await recogniser.close()
    (outcome,) = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(outcome, RecogniserTrouble)
    assert not marked(mark)
