"""``crossfade live`` over a line that is cut: its JSON lines, and what it tells people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tests.faults.proxy import Fault, deepgram_audio, proxied
from tests.wire.deepgram.serving import KEY, serving
from tests.wire.deepgram.tones import tones, wav
from tui.commands import live

KEYS = {
    "vendor",
    "event",
    "channel",
    "text",
    "start",
    "end",
    "audio_time",
    "received_at",
    "native",
    "sandbox",
}


async def streamed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str, status: int = 101
) -> int:
    path = folder / "call.wav"
    path.write_bytes(wav(tones("alpha bravo _ charlie _")))
    parser = argparse.ArgumentParser()
    live.add_arguments(parser)
    asked = parser.parse_args([str(path), "--with", "deepgram", "--live", *options])
    refused = {} if status == 101 else dict.fromkeys(range(1, 99), status)
    async with serving() as served:
        cut = Fault("reset", at=1.0)
        async with proxied(served.url, deepgram_audio, cut, refused=refused) as proxy:
            monkeypatch.setenv("DEEPGRAM_API_KEY", KEY)
            monkeypatch.setenv("DEEPGRAM_BASE_URL", proxy.url)
            return await live._live(asked)


async def test_json_lines_tell_the_loss_and_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await streamed(tmp_path, monkeypatch, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(set(line) >= KEYS for line in lines)
    kinds = [line["event"] for line in lines]
    assert kinds.index("warning") < kinds.index("reconnected") < kinds.index("closed")
    last = lines[-1]
    assert last["event"] == "closed" and last["stream"]["connections"] == 2
    assert last["stream"]["gaps"] == 0 and last["stream"]["sent_again_seconds"] > 0
    said = [line["text"] for line in lines if line["event"] in ("final", "speech-final")]
    assert " ".join(said).split() == ["Alpha", "bravo.", "Charlie."]


async def test_people_are_told_and_a_stream_that_is_given_up_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await streamed(tmp_path, monkeypatch, status=401) == 3
    told = capsys.readouterr().out
    assert "warning" in told and "trying again in" in told
    assert "gap" in told and "given up before this was settled" in told
    assert "1 gap of " in told and "DEEPGRAM_API_KEY" in told
    assert KEY not in told
