"""Drafted Python runs: the same work as before, against the sandbox, through deepgram-sdk.

Both sides of a pair are run where Amazon's own client is installed: behind both stand-ins is the
same recogniser, so the words must be the same.
"""

from __future__ import annotations

import asyncio
import functools
import json
import time
import types
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checklists.draft.modules import draft_module
from checklists.scoring.normalisation import tokens
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from tests.checklists.draft.test_pairs import pair

BUCKET = "calls-and-results"
SECONDS = 6


def module(source: str) -> types.ModuleType:
    """The module that a source makes."""
    made = types.ModuleType("drafted")
    exec(compile(source, "drafted", "exec"), made.__dict__)
    return made


@pytest.fixture
def account(sandbox: SandboxUrls, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxUrls]:
    """Both vendors' own clients, with nothing in the code that says where the sandbox is."""
    import deepgram

    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    # Deepgram's SDK takes another host as an argument only.
    socket = sandbox.deepgram.replace("http", "ws", 1)
    environment = deepgram.DeepgramClientEnvironment(
        base=sandbox.deepgram, production=socket, agent=socket, agent_rest=sandbox.deepgram
    )
    for name in ("DeepgramClient", "AsyncDeepgramClient"):
        client = functools.partial(getattr(deepgram, name), environment=environment)
        monkeypatch.setattr(deepgram, name, client, raising=False)
    # The old code waits for seconds between its questions.
    wait = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: wait(min(seconds, 0.5)))
    yield sandbox


def cut(folder: Path, channels: int) -> Path:
    """The beginning of a sample call with so many channels."""
    call = next(one for one in sample_calls() if one.channels == channels)
    path = folder / f"call-{channels}.wav"
    with wave.open(str(call.path)) as whole, wave.open(str(path), "wb") as part:
        part.setparams(whole.getparams())
        part.writeframes(whole.readframes(whole.getframerate() * SECONDS))
    return path


def uploaded(path: Path) -> str:
    """The address of a file in the sandbox's S3."""
    import boto3

    s3 = boto3.client("s3")
    if BUCKET not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET)
    s3.upload_file(str(path), BUCKET, path.name)
    return f"s3://{BUCKET}/{path.name}"


def test_two_channels_before_and_after_give_the_same_words(
    account: SandboxUrls, tmp_path: Path
) -> None:
    before, after = pair("channels")
    address = uploaded(cut(tmp_path, 2))
    said = module(before).both("before", address)
    heard = module(after).both("after", address)
    assert len(tokens(said["text"])) > 10
    assert sorted(tokens(heard["text"])) == sorted(tokens(said["text"]))
    assert heard["first"] == pytest.approx(said["first"], abs=0.02)


def test_a_result_read_from_a_bucket_comes_with_the_answer(
    account: SandboxUrls, tmp_path: Path
) -> None:
    before, after = pair("waiter")
    address = uploaded(cut(tmp_path, 1))
    key = address.rpartition("/")[2]
    said = module(before).text_of(key, "from-the-bucket")
    heard = module(after).text_of(key, "from-the-answer")
    assert len(tokens(said)) > 10
    assert tokens(heard) == tokens(said)


def test_a_polled_job_is_one_request(
    account: SandboxUrls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after = module(pair("polled")[1])
    heard = after.transcribe_call(uploaded(cut(tmp_path, 1)), "en-US")
    assert len(tokens(heard)) > 10
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith(" is COMPLETED.")
    # Every segment's line, then how many words there are.
    assert len(printed) > 2 and int(printed[-1]) >= len(tokens(heard)) * 0.8


def test_a_failed_job_is_an_error_of_the_request(account: SandboxUrls) -> None:
    from deepgram.core.api_error import ApiError

    after = module(pair("channels")[1])
    with pytest.raises(ApiError) as caught:
        after.both("nothing", f"s3://{BUCKET}/not-there.wav")
    assert caught.value.status_code == 400


async def _listened(made: types.ModuleType, audio: bytes, rate: int) -> list[str]:
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    size = rate * 2 // 5
    for start in range(0, len(audio), size):
        queue.put_nowait(audio[start : start + size])
    queue.put_nowait(None)
    said: list[str] = []
    async with asyncio.timeout(120):
        assert await made.listen(queue, said, rate) == "kept\nas it is"
    return said


async def test_a_stream_is_heard_by_the_handler(account: SandboxUrls, tmp_path: Path) -> None:
    with wave.open(str(cut(tmp_path, 1))) as file:
        rate, audio = file.getframerate(), file.readframes(file.getnframes())
    lines = await _listened(module(pair("microphone")[1]), audio, rate)
    assert lines and all(line.startswith("ch_0 ") for line in lines)
    ends = [float(line.split()[1].rstrip(":")) for line in lines]
    assert ends == sorted(ends) and ends[-1] <= SECONDS + 0.5
    assert sum(len(line.split()) - 2 for line in lines) > 10


async def test_a_stream_is_lent_to_the_function_that_sends(
    account: SandboxUrls, tmp_path: Path
) -> None:
    with wave.open(str(cut(tmp_path, 1))) as file:
        rate, audio = file.getframerate(), file.readframes(file.getframerate() * 4)
    said: list[str] = []

    async def send_text(text: str) -> None:
        said.append(text)

    made = module(pair("lent")[1].replace("16000", str(rate)))
    async with asyncio.timeout(120):
        await made.serve(types.SimpleNamespace(send_text=send_text), _blocks(audio))
    assert len(tokens(said[-1])) >= 2


async def test_a_recording_is_sent_in_real_time(
    account: SandboxUrls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pair reads a file with a library of its own: here the same file comes in blocks."""
    with wave.open(str(cut(tmp_path, 1))) as file:
        rate, audio = file.getframerate(), file.readframes(file.getframerate() * 4)
    made: dict[str, Any] = {"Blocks": lambda: _blocks(audio)}
    source = pair("realtime")[0].replace("asyncio.run(basic_transcribe())", "")
    source = source.replace("import aiofile\n", "").replace("16000", str(rate))
    start = source.index("        async with aiofile")
    source = (
        source[:start]
        + "        await apply_realtime_delay(stream, Blocks(), 2, SAMPLE_RATE, 1)\n"
        + source[source.index("        await stream.input_stream") :]
    )
    drafted = draft_module(source)
    assert all(not call.why for call in drafted.calls)
    exec(compile(drafted.source, "drafted", "exec"), made)
    async with asyncio.timeout(120):
        await made["basic_transcribe"]()
    printed = capsys.readouterr().out.splitlines()
    assert printed and all(float(line.split()[0]) >= 0 for line in printed)


async def _blocks(audio: bytes) -> Any:
    for start in range(0, len(audio), 8192):
        yield audio[start : start + 8192]


async def test_a_whole_answer_is_kept_as_json(account: SandboxUrls, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    address = uploaded(cut(tmp_path, 1))
    first = await module(pair("kept")[1]).keep(address, kept, ["one"])
    answer = json.loads(kept.read_text(encoding="utf-8"))
    text = answer["results"]["channels"][0]["alternatives"][0]["transcript"]
    assert first == [text.partition(" ")[0]] and len(tokens(text)) > 10
    assert answer["metadata"]["extra"] == {"jobName": "one"}
