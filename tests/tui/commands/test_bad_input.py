"""Whatever a user gives: one sentence, the right exit code, no traceback, nothing hangs."""

from __future__ import annotations

import os
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.commands.conftest import Crossfade


def _wav(path: Path, channels: int = 1, rate: int = 16000, seconds: float = 1.0) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\0\0" * channels * int(rate * seconds))
    return path


def _missing(folder: Path) -> Path:
    return folder / "missing.wav"


def _empty(folder: Path) -> Path:
    path = folder / "empty.wav"
    path.touch()
    return path


def _text(folder: Path) -> Path:
    path = folder / "notes.wav"
    path.write_text("these are notes, not audio\n" * 40)
    return path


def _cut(folder: Path) -> Path:
    path = _wav(folder / "cut.wav")
    path.write_bytes(path.read_bytes()[:30])
    return path


def _three(folder: Path) -> Path:
    return _wav(folder / "three.wav", channels=3)


def _fast(folder: Path) -> Path:
    return _wav(folder / "fast.wav", rate=96000)


def _zero(folder: Path) -> Path:
    return _wav(folder / "zero.wav", seconds=0)


def _directory(folder: Path) -> Path:
    path = folder / "calls.wav"
    path.mkdir()
    return path


def _huge(folder: Path) -> Path:
    path = folder / "huge.wav"
    with path.open("wb") as file:
        file.truncate(5 * 1024**3)
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "pipe.wav"
    os.mkfifo(path)
    return path


UNUSABLE = (_missing, _empty, _text, _cut, _three, _fast, _zero, _directory, _huge, _pipe)


@pytest.mark.parametrize(
    ("command", "make"),
    [
        pytest.param(command, make, id=f"{command}-{make.__name__.strip('_')}")
        for command in ("transcribe", "live", "search", "keywords")
        for make in UNUSABLE
        # A FIFO is a source of live audio.
        if not (command == "live" and make is _pipe)
    ],
)
def test_unusable_audio(
    crossfade: Crossfade, tmp_path: Path, make: Callable[[Path], Path], command: str
) -> None:
    path = make(tmp_path)
    options = ["--term", "anything"] if command in ("search", "keywords") else []
    began = time.monotonic()
    ended = crossfade(command, path, "--sandbox", *options)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("crossfade: ") and ended.err.count("\n") == 1
    assert path.name in ended.err
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["transcribe"], "AUDIO"),
        (["transcribe", "x.wav", "--with", "google"], "google"),
        (["search", "x.wav"], "--term"),
        (["search", "x.wav", "--term", "  "], "--term is empty"),
        (["search", "x.wav", "--term", "a", "--min-confidence", "7"], "between 0 and 1"),
        (["sandbox", "--port", "70000"], "--port"),
        (["transcribe", "x.wav", "--sandbox", "--live"], "not allowed"),
        (["plan"], "export"),
        (["trancribe"], "did you mean 'transcribe'"),
        (["listen", "x.wav"], "no command 'listen'"),
        (["compare", "."], "this version has no command 'compare'"),
    ],
)
def test_unusable_arguments(crossfade: Crossfade, arguments: list[str], words: str) -> None:
    ended = crossfade(*arguments)
    assert ended.code == 2
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert not Path(arguments[0]).exists()


def test_hostile_file_name_is_shown_safely(crossfade: Crossfade, tmp_path: Path) -> None:
    ended = crossfade("transcribe", tmp_path / "a\x1b]0;owned\x07\n.wav", "--sandbox")
    assert ended.code == 2
    assert "\x1b" not in ended.err and "\x07" not in ended.err
    assert "owned" in ended.err


def test_live_without_keys(crossfade: Crossfade, tmp_path: Path) -> None:
    clip = _wav(tmp_path / "clip.wav")
    ended = crossfade("transcribe", clip, "--live", "--with", "deepgram")
    assert ended.code == 2
    assert "DEEPGRAM_API_KEY" in ended.err


def test_wrong_key_and_vendor_down(
    crossfade: Crossfade,
    tmp_path: Path,
    pointed_at_sandbox: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clip = _wav(tmp_path / "clip.wav")
    monkeypatch.setenv("DEEPGRAM_API_KEY", "not-the-key-4711")
    ended = crossfade("transcribe", clip, "--with", "deepgram")
    assert ended.code == 3
    assert "not-the-key-4711" not in ended.out + ended.err
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "http://127.0.0.1:9")
    ended = crossfade("search", clip, "--term", "hello")
    assert ended.code == 3
    assert ended.err.count("\n") == 1


def test_no_region(
    crossfade: Crossfade,
    tmp_path: Path,
    pointed_at_sandbox: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    ended = crossfade("transcribe", _wav(tmp_path / "clip.wav"), "--with", "amazon")
    assert ended.code == 3
    assert "AWS_REGION" in ended.out + ended.err
