"""The sandbox as a process: it answers soon, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from providers.credentials import SANDBOX_DEEPGRAM_KEY
from providers.errors import SandboxTrouble
from providers.sandbox.process import await_urls, running_sandbox
from providers.sandbox.samples import sample_calls
from tests.processes import MARK, marked, wait_until

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@contextlib.contextmanager
def sandbox_command(tmp_path: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``crossfade sandbox --json`` under a fresh mark, with its own temporary directory."""
    mark = uuid.uuid4().hex
    environment = {**os.environ, MARK: mark, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "sandbox", "--json", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, mark
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def variables(process: subprocess.Popen[str]) -> dict[str, str]:
    """What the running command says to export."""
    assert process.stdout is not None
    document = json.loads(process.stdout.readline())
    environment = document["environment"]
    assert isinstance(environment, dict)
    return environment


def ask_for_a_transcript(environment: dict[str, str]) -> str:
    """Speech to words through plain HTTP, so that recognisers are certainly running."""
    clip = next(call for call in sample_calls() if call.channels == 1)
    answer = httpx.post(
        f"{environment['DEEPGRAM_BASE_URL']}/v1/listen?model=nova-3",
        headers={"Authorization": f"Token {environment['DEEPGRAM_API_KEY']}"},
        content=clip.path.read_bytes(),
        timeout=60,
    )
    answer.raise_for_status()
    return str(answer.json()["results"]["channels"][0]["alternatives"][0]["transcript"])


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(tmp_path: Path, number: signal.Signals) -> None:
    with sandbox_command(tmp_path) as (process, mark):
        environment = variables(process)
        assert ask_for_a_transcript(environment)
        assert len(marked(mark)) > 2, "the server and its recognisers run"
        process.send_signal(number)
        process.wait(60)
        wait_until(lambda: not marked(mark), "no process of the sandbox is left")
    port = int(environment["DEEPGRAM_BASE_URL"].rsplit(":", 1)[1])
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
    if number is not signal.SIGKILL:
        assert list(tmp_path.iterdir()) == []
        assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]


def test_first_answer_comes_soon(tmp_path: Path) -> None:
    began = time.monotonic()
    with sandbox_command(tmp_path) as (process, _):
        environment = variables(process)
        answer = httpx.get(
            f"{environment['DEEPGRAM_BASE_URL']}/v1/auth/token",
            headers={"Authorization": f"Token {SANDBOX_DEEPGRAM_KEY}"},
        )
        assert answer.status_code == 200
        # The promise is 3 s on an idle machine; tests may run beside others.
        assert time.monotonic() - began < 30


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with sandbox_command(tmp_path, "--port", str(port)) as (process, _):
            output, error = process.communicate(timeout=60)
    assert process.returncode == 3
    assert output == ""
    assert f"Port {port}" in error and "in use" in error
    assert "Traceback" not in error and error.count("\n") == 1


async def test_the_block_ends_the_child() -> None:
    async with running_sandbox() as urls, httpx.AsyncClient() as client:
        answer = await client.get(f"{urls.deepgram}/v1/auth/token")
        assert answer.status_code == 401
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient() as client:
            await client.get(f"{urls.deepgram}/v1/auth/token")


async def test_a_bad_port_is_refused_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SandboxTrouble, match="in use"):
            async with running_sandbox(taken.getsockname()[1]):
                pass


@pytest.mark.parametrize("turns", range(6))
async def test_a_stop_that_comes_with_the_first_line_is_not_lost(turns: int) -> None:
    """Before Python 3.12 ``asyncio.wait_for`` swallows it, and Ctrl+C would do nothing."""
    child = SimpleNamespace(stdout=asyncio.StreamReader(), stderr=asyncio.StreamReader())
    waiting = asyncio.create_task(await_urls(child))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    child.stdout.feed_data(b'{"deepgram": "http://a", "amazon": "http://b"}\n')
    for _ in range(turns):
        await asyncio.sleep(0)
    if waiting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await waiting
