"""Recordings that were cut off open again, and nobody else's file is touched."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.audio.pacing import PcmFormat
from providers.audio.part_file import PartFile
from providers.audio.wav import header
from providers.audio.wav_repair import repair_recordings
from tests.processes import wait_until
from tests.providers.audio.capturing import BLOCK_FRAMES, MONO, numbered

NAME = "2026-11-23T04-30-12.part.wav"
STEREO = PcmFormat("linear16", 48000, 2)


def left_behind(folder: Path, data: bytes) -> Path:
    path = folder / NAME
    path.write_bytes(data)
    return path


def opened(path: Path) -> bytes:
    with wave.open(str(path)) as stream:
        frames: bytes = stream.readframes(stream.getnframes())
    assert path.stat().st_size == 44 + len(frames)
    return frames


def test_the_rest_after_the_header_is_kept_in_whole_frames(tmp_path: Path) -> None:
    sound = bytes(range(250)) * 100
    left_behind(tmp_path, header(400, STEREO) + sound + b"\1\2\3")
    (found,) = repair_recordings(tmp_path)
    assert found.kept is not None
    assert opened(found.kept.path) == sound
    assert found.kept.path.name == f"2026-11-23T04-30-12-{found.kept.sha256[:8]}.wav"
    assert found.kept.seconds == len(sound) / STEREO.byte_rate
    assert "was cut off" in found.sentence and found.kept.path.name in found.sentence
    assert [path.name for path in tmp_path.iterdir()] == [found.kept.path.name]


@pytest.mark.parametrize("data", [b"", b"RIFF", header(0, MONO), header(0, MONO) + b"\1"])
def test_what_holds_no_sound_goes_and_is_told(tmp_path: Path, data: bytes) -> None:
    left_behind(tmp_path, data)
    (found,) = repair_recordings(tmp_path)
    assert found.kept is None
    assert "before anything was recorded" in found.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"not a recording at all, but somebody's own file with a strange name",
        header(100, PcmFormat("mulaw", 8000, 1)) + bytes(100),
        b"\0" * 5000,
    ],
)
def test_what_is_not_ours_stays_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = left_behind(tmp_path, data)
    (found,) = repair_recordings(tmp_path)
    assert found.kept is None
    assert found.sentence.endswith("It is left as it is.")
    assert path.read_bytes() == data


def test_links_and_directories_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(header(0, MONO) + numbered(1))
    audio = tmp_path / "audio"
    audio.mkdir()
    (audio / NAME).symlink_to(outside)
    (audio / "dir.part.wav").mkdir()
    assert repair_recordings(audio) == ()
    assert outside.read_bytes() == header(0, MONO) + numbered(1)


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert repair_recordings(tmp_path / "audio") == ()


def test_a_kill_between_the_two_steps_of_naming(tmp_path: Path) -> None:
    path = left_behind(tmp_path, header(1600, MONO) + numbered(3))
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(path, copy)
    (found,) = repair_recordings(copy)
    assert found.kept is not None
    named = tmp_path / found.kept.path.name
    named.hardlink_to(path)
    (again,) = repair_recordings(tmp_path)
    assert again.kept is not None and again.kept.path == named
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(["copy", named.name])


def test_what_is_being_recorded_right_now_is_left_alone(tmp_path: Path) -> None:
    part = PartFile(tmp_path, MONO, datetime(2026, 11, 23, tzinfo=UTC))
    part.append(numbered(1))
    repair = "import sys; from pathlib import Path; " \
        "from providers.audio.wav_repair import repair_recordings; " \
        "print(len(repair_recordings(Path(sys.argv[1]))))"  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", repair, tmp_path], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "0\n"
    part.append(numbered(2))
    assert opened(part.finish().path) == numbered(1) + numbered(2)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    left_behind(folder, data)
    (found,) = repair_recordings(folder)
    assert found.sentence
    if found.kept is None and len(data) > 44:
        assert sum(1 for _ in folder.iterdir()) <= 1


def killed(folder: Path, after_blocks: int, more_seconds: float) -> int:
    """Record into ``folder``, kill -9 in the middle; how many blocks had been spoken."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.providers.audio.capturing", str(folder)],
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        spoken = child.stdout.read(after_blocks)
        assert len(spoken) == after_blocks, "the recording ended on its own"
        try:
            child.wait(more_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
        spoken += child.stdout.read()
    assert child.returncode == -9
    return len(spoken)


def test_kill_9_at_fifty_random_moments(tmp_path: Path) -> None:
    """Every file opens before and after repair, and at most half a second is missing."""
    source = random.Random(9)
    moments = [(source.randint(1, 20), source.random() * 0.05) for _ in range(50)]
    folders = [tmp_path / str(number) for number in range(len(moments))]
    with ThreadPoolExecutor(5) as at_once:
        spoken = list(
            at_once.map(killed, folders, (m[0] for m in moments), (m[1] for m in moments))
        )
    for folder, blocks in zip(folders, spoken, strict=True):
        (part,) = folder.iterdir()
        with wave.open(str(part)) as stream:
            promised = stream.getnframes()
        (found,) = repair_recordings(folder)
        if found.kept is None:
            frames, kept = 0, b""
        else:
            kept = opened(found.kept.path)
            frames = len(kept) // 2
        assert b"".join(numbered(n) for n in range(blocks)).startswith(kept)
        missing = (blocks * BLOCK_FRAMES - frames) / MONO.rate
        assert missing <= 0.5
        assert (frames - promised) / MONO.rate <= 0.5


def test_the_lock_goes_with_the_process(tmp_path: Path) -> None:
    killed(tmp_path, 5, 0.0)
    wait_until(lambda: len(list(tmp_path.glob("*.part.wav"))) == 1, "the file is there")
    (found,) = repair_recordings(tmp_path)
    assert found.kept is not None and found.kept.seconds > 0
