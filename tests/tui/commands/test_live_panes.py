"""``crossfade live`` with panes of its own, from other sources, and played again."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from checklists.before.live.replay import sessions
from checklists.workspace import Workspace
from tests.tui.commands.conftest import Crossfade
from tests.wire.deepgram.serving import KEY, serving
from tests.wire.deepgram.tones import tones, wav
from tui.commands import live

SAID = "alpha bravo _ charlie _"
PCM = tones(SAID)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(PCM))
    return path


def streamed(monkeypatch: pytest.MonkeyPatch, *options: str | Path) -> int:
    """The command against Deepgram's stand-in with a recogniser of tones."""
    parser = argparse.ArgumentParser()
    live.add_arguments(parser)
    asked = parser.parse_args([*map(str, options), "--live"])

    async def stream() -> int:
        async with serving() as served:
            monkeypatch.setenv("DEEPGRAM_API_KEY", KEY)
            monkeypatch.setenv("DEEPGRAM_BASE_URL", served.url)
            return await live._live(asked)

    return asyncio.run(stream())


def words(lines: list[dict[str, object]], pane: str) -> str:
    finals = [one for one in lines if one["pane"] == pane and "final" in str(one["event"])]
    said = " ".join(str(one["text"]) for one in finals if one["text"])
    return said.lower().replace(".", "")


def test_panes_of_one_vendor(
    call: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    panes = ("--pane", "deepgram endpointing=10", "--pane", "deepgram model=nova-2")
    assert streamed(monkeypatch, call, *panes, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["pane"] for line in lines} == {"1", "2"}
    assert words(lines, "1") == words(lines, "2") == "alpha bravo charlie"
    closed = [line for line in lines if line["event"] == "closed"]
    assert [line["stream"]["connections"] for line in closed] == [1, 1]

    assert streamed(monkeypatch, call, *panes) == 0
    told = capsys.readouterr().out
    assert "1 Deepgram nova-3 endpointing 10\n2 Deepgram nova-2\n" in told
    assert "1 deepgram (live)" in told and "2 deepgram (live)" in told


def test_terms_are_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = tmp_path / "call.wav"
    call.write_bytes(wav(tones("alpha bravo _ mumble _ alpha _")))
    panes = ("--pane", "deepgram", "--pane", "deepgram model=nova-2")
    terms = ("--term", "alpha bravo", "--term", "zyxel")
    assert streamed(monkeypatch, call, *panes, *terms) == 0
    told = capsys.readouterr().out
    assert told.count('hit: "alpha bravo" 0.95 in the sound\n') == 2
    assert 'hit: "zyxel" 0.95 in the sound, written "mumble"' in told

    panes = ("--pane", "deepgram search='alpha bravo' search=zyxel", "--pane", "deepgram")
    assert streamed(monkeypatch, call, *panes, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    sound = [hit for one in lines for hit in one.get("hits", ()) if one["pane"] == "1"]
    assert {(hit["term"], hit["confidence"]) for hit in sound} == {
        ("alpha bravo", 0.95), ("zyxel", 0.95),
    }  # fmt: skip
    (text,) = [hit for one in lines for hit in one.get("text_hits", ())]
    assert (text["term"], text["score"], text["how"]) == ("alpha bravo", 1.0, "exact")
    assert not any("hits" in one for one in lines if one["pane"] == "2")


def test_terms_need_deepgram(call: Path, crossfade: Crossfade) -> None:
    refused = crossfade("live", call, "--with", "amazon", "--term", "zyxel", "--sandbox")
    assert refused.code == 2 and "Only Deepgram listens for terms" in refused.err


def test_kept_and_played_again(
    call: Path,
    tmp_path: Path,
    crossfade: Crossfade,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "ws"
    keep = ("--workspace", str(folder), "--pane", "deepgram")
    assert streamed(monkeypatch, call, *keep) == 0
    with Workspace.open(folder) as workspace:
        (session,) = sessions(workspace)
    assert f"Kept as session {session.id}: 1 run of call.wav." in capsys.readouterr().out
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "http://127.0.0.1:9")
    again = crossfade("live", "--replay", "last", "--workspace", folder, "--speed", "50", "--json")
    assert again.code == 0, again.err
    assert words(again.lines, "1") == "alpha bravo charlie"
    assert all(line["recorded"].startswith("RECORDED 20") for line in again.lines)
    assert again.lines[-1]["event"] == "closed"
    assert again.lines[-1]["stream"]["connections"] == 1
    people = crossfade("live", "--replay", session.id, "--workspace", folder, "--speed", "50")
    assert people.out.startswith("RECORDED 20") and "deepgram (recorded, live)" in people.out


def test_standard_input_is_kept_where_a_workspace_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, folder = tmp_path / "audio.raw", tmp_path / "ws"
    raw.write_bytes(PCM)
    with raw.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert streamed(monkeypatch, "-", "--with", "deepgram", "--workspace", folder) == 0
    with Workspace.open(folder) as workspace:
        (session,) = sessions(workspace)
        (record,) = workspace.clips()
        assert session.clip == record.sha256
        assert record.clip.duration == pytest.approx(len(PCM) / 32000, abs=0.01)
    assert "Kept as session" in capsys.readouterr().out


def test_a_fifo_and_an_end_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fifo, over = tmp_path / "switch", threading.Event()
    os.mkfifo(fifo)

    def write() -> None:
        with fifo.open("wb") as file:
            file.write(PCM)
            file.flush()
            # It stays open: only the clock ends this.
            over.wait(30)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    options = ("--with", "deepgram", "--seconds", "2.2", "--json")
    assert streamed(monkeypatch, fifo, *options) == 0
    over.set()
    writer.join(10)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert words(lines, "1").startswith("alpha bravo")
    assert lines[-1]["event"] == "closed" and lines[-1]["end"] <= 2.5


def test_an_interrupted_stream_is_settled_and_kept(
    pointed_at_sandbox: object, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    command = [sys.executable, "-m", "tui", "live", "-", "--with", "deepgram", "--json"]
    with subprocess.Popen(
        [*command, "--workspace", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as listening:
        assert listening.stdin and listening.stdout and listening.stderr
        try:
            listening.stdin.write(PCM)
            listening.stdin.flush()
            assert b"event" in listening.stdout.readline()
            listening.send_signal(signal.SIGINT)
            assert listening.wait(40) == 130
            assert listening.stderr.read() == b""
        finally:
            listening.kill()
    with Workspace.open(folder) as workspace:
        (session,) = sessions(workspace)
        (run,) = workspace.runs("live")
        assert run.request["session"] == session.id
        assert run.result["events"][-1]["event"] == "closed"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "What is to be heard?"),
        (("x.wav", "--pane", "google"), "'google' is none"),
        (("x.wav", "--pane", "deepgram", "--with", "amazon"), "use one of them"),
        (("x.wav", *["--pane", "deepgram"] * 5), "1 to 4 panes, not 5"),
        (("x.wav", "--seconds", "0"), "leaves nothing to hear"),
        (("x.wav", "--speed", "2"), "--speed is for --replay"),
        (("microphone",), "name a workspace"),
        (("--replay", "last", "x.wav"), "plays what was recorded"),
        (("--replay", "last", "--speed", "0"), "not between 0.1 and 100"),
        (("--replay", "last"), "There is no workspace in"),
    ],
)
def test_what_cannot_be_asked(
    crossfade: Crossfade,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = crossfade("live", *arguments, "--sandbox")
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err and ended.err.count("\n") == 1
