"""A search over a directory, killed in the middle and started again: nothing is sent twice."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from providers.audio.clips import probe, slice_pcm, write_wav
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import SampleCall, sample_calls
from tests.processes import wait_until

CALLS = 6
KILLED_AFTER = 2


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Six real pieces of a lecture, and one of them again under another name."""
    lecture: SampleCall = next(call for call in sample_calls() if call.channels == 1)
    folder = tmp_path / "calls"
    folder.mkdir()
    clip = probe(lecture.path)
    for number in range(CALLS):
        data, form = slice_pcm(clip, 2.0 * number, 2.0 * number + 1.5)
        write_wav(folder / f"{number}.wav", data, form)
    (folder / "again.wav").write_bytes((folder / "0.wav").read_bytes())
    return folder


class Counting:
    """In front of the sandbox: passes every request on, and counts what was answered by content."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.answered: Counter[bytes] = Counter()

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        async with (
            ClientSession() as session,
            session.post(
                f"{self.behind}{request.path_qs}",
                data=body,
                headers={name: request.headers[name] for name in ("Authorization", "Content-Type")},
            ) as answer,
        ):
            content = await answer.read()
            self.answered[body] += 1
            return web.Response(body=content, status=answer.status, content_type="application/json")


@pytest.fixture
async def counting(sandbox: SandboxUrls) -> AsyncIterator[tuple[Counting, str]]:
    side = Counting(sandbox.deepgram)
    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/v1/listen", side.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield side, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def started(calls: Path, folder: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", "search", str(calls), "--term", "epistemology",
         "--workspace", str(folder), "--at-once", "1", "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


async def test_killed_it_goes_on_where_it_stopped(
    tmp_path: Path,
    calls: Path,
    sandbox: SandboxUrls,
    counting: tuple[Counting, str],
) -> None:
    side, url = counting
    environment = {**os.environ, **sandbox.environment(), "DEEPGRAM_BASE_URL": url}
    folder = tmp_path / "ws"
    first = started(calls, folder, environment)
    try:
        await asyncio.to_thread(
            lambda: wait_until(
                lambda: sum(side.answered.values()) > KILLED_AFTER, "two are answered", 60
            )
        )
        first.kill()
        await asyncio.to_thread(lambda: first.communicate(timeout=30))
    finally:
        first.kill()
    assert first.returncode == -signal.SIGKILL
    second = started(calls, folder, environment)
    try:
        out, err = await asyncio.to_thread(lambda: second.communicate(timeout=120))
    finally:
        second.kill()
    assert second.returncode == 0, err
    document = json.loads(out)
    assert {Path(clip["path"]).stem for clip in document["clips"]} | {"again"} == {
        *map(str, range(CALLS)), "again",
    }  # fmt: skip
    known = [clip for clip in document["clips"] if clip.get("on_record")]
    assert len(known) >= KILLED_AFTER and document["requests"] == CALLS - len(known)
    # Only what was on its way when it was killed may have been sent twice: its answer never came.
    assert len(side.answered) == CALLS
    assert sum(side.answered.values()) <= CALLS + 1
    third = started(calls, folder, environment)
    out, err = await asyncio.to_thread(lambda: third.communicate(timeout=60))
    assert third.returncode == 0 and json.loads(out)["requests"] == 0
    assert sum(side.answered.values()) <= CALLS + 1
