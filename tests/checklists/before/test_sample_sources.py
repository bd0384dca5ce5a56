from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from checklists.before.sample_sources import Candidate, Found, Skipped, described, find, growing
from providers.credentials import AmazonAccess, Secret
from tests.checklists.before.calls import call, sound
from tests.providers.audio.making import chunk, fmt, riff
from tests.wire.amazon.serving import Served, serving


def names(found: list[Found]) -> list[str]:
    return [Path(one.name).name for one in found if isinstance(one, Candidate)]


def whys(found: list[Found]) -> dict[str, str]:
    return {Path(one.name).name: one.why for one in found if isinstance(one, Skipped)}


def test_a_directory_is_read_by_name_and_everything_else_has_its_reason(tmp_path: Path) -> None:
    for name in ("b.wav", "a.WAV", "deep/er/c.wav", ".hidden.wav", ".git/d.wav"):
        call(tmp_path / name)
    call(tmp_path / "call.raw", b"\x01\x02" * 900)
    call(tmp_path / "notes.txt", b"hello")
    call(tmp_path / "program.py", b"print()")
    call(tmp_path / "no-suffix", sound())
    call(tmp_path / "empty.wav", b"")
    os.mkfifo(tmp_path / "tap")
    found = list(find([str(tmp_path)]))
    assert names(found) == ["a.WAV", "b.wav", "no-suffix", "tap", "c.wav"]
    assert whys(found) == {
        ".git": "hidden",
        ".hidden.wav": "hidden",
        "call.raw": "raw samples without a header (give it one with ffmpeg, or stream it live)",
        "empty.wav": "empty",
        "notes.txt": "text that may be a reference",
        "program.py": "no audio that is known here",
    }
    (deep,) = [one for one in found if isinstance(one, Candidate) and one.name.endswith("c.wav")]
    assert (deep.folder, deep.kind, deep.size) == ("deep/er", "file", len(sound()))


def test_links_that_run_in_circles_end(tmp_path: Path) -> None:
    call(tmp_path / "in" / "a.wav")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    (tmp_path / "in" / "self").symlink_to("self")
    (tmp_path / "again").symlink_to(tmp_path / "in")
    found = list(find([str(tmp_path)]))
    assert len(names(found)) == 1
    assert "read already" in whys(found)["up"] and "read already" in whys(found)["in"]
    assert "not to be opened" in whys(found)["self"]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*.wav", ["top.wav"]),
        ("2026-*/*.wav", ["x.wav", "y.wav"]),
        ("**/*.wav", ["top.wav", "x.wav", "z.wav", "y.wav"]),
        ("20?6-11", ["x.wav", "z.wav"]),
        ("2026-1[2]", ["y.wav"]),
        ("**/z.*", ["z.wav"]),
        ("2026-11/?.wav", ["x.wav"]),
        ("*.mp3", []),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, wanted: list[str]) -> None:
    for name in ("top.wav", "2026-11/x.wav", "2026-12/y.wav", "2026-11/deep/z.wav"):
        call(tmp_path / name)
    (tmp_path / "2026-11" / "loop").symlink_to(tmp_path)
    found = list(find([f"{tmp_path}/{pattern}"]))
    assert names(found) == wanted
    if not wanted:
        assert list(whys(found).values()) == ["a pattern that no file fits"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = call(tmp_path / "call[1]*.wav")
    assert names(list(find([str(path)]))) == ["call[1]*.wav"]


def test_hostile_names_are_found_and_shown_safely(tmp_path: Path) -> None:
    hostile = [
        "two\nlines.wav",
        "\x1b]0;owned\x07.wav",
        "caf\udce9.wav",
        "-rf.wav",
        "\u202eevil.wav",
    ]
    for name in hostile:
        call(tmp_path / name)
    found = list(find([str(tmp_path)]))
    assert sorted(names(found)) == sorted(hostile)
    line = described(Skipped(f"{tmp_path}/two\n\x1b[2J\udce9.wav", "empty"))
    assert line.isprintable() and "skipped: empty" in line


def test_what_is_not_there_or_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(tmp_path / "locked" / "a.wav")
    call(tmp_path / "b.wav")
    scan = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    # Root reads everything, so the refusal is the system call's own answer, given here.
    monkeypatch.setattr(os, "scandir", refusing)
    found = list(find([str(tmp_path), f"{tmp_path}/gone.wav", "nul\0.wav", "~nobody-here/c.wav"]))
    assert names(found) == ["b.wav"]
    assert whys(found) == {
        "locked": "a directory that cannot be read (permission denied)",
        "gone.wav": "not to be opened (no such file or directory)",
        "nul\0.wav": "not to be opened (not a possible name)",
        "c.wav": "the home of nobody here",
    }


def test_sockets_and_devices_are_not_opened(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.wav"))
        found = list(find([str(tmp_path), "/dev/zero"]))
    assert whys(found) == {"s.wav": "a socket or a device", "zero": "a socket or a device"}


def test_each_thing_once_and_stopping_at_once(tmp_path: Path) -> None:
    for number in range(20):
        call(tmp_path / f"{number:02d}.wav")
    assert len(list(find([str(tmp_path), f"{tmp_path}/*.wav"]))) == 20
    taken: list[Found] = []
    for one in find([str(tmp_path)], stop=lambda: len(taken) >= 3):
        taken.append(one)
    assert len(taken) == 3


def test_a_growing_file_is_a_live_source_and_a_finished_one_is_not(tmp_path: Path) -> None:
    pcm = bytes(8000)
    unknown = riff(fmt(1, 1, 8000, 16), chunk(b"data", pcm, promised=0xFFFFFFFF))
    path = call(tmp_path / "now.wav", unknown, age=0)
    (found,) = find([str(path)])
    assert isinstance(found, Candidate) and (found.kind, found.live) == ("growing", True)
    call(path, unknown, age=3600)
    (found,) = find([str(path)])
    assert isinstance(found, Candidate) and found.kind == "file"
    call(path, sound(), age=0)
    assert not growing(path) and not growing(path, path.stat().st_size)
    assert growing(path, path.stat().st_size - 2)
    assert not growing(tmp_path / "gone")


def test_s3_is_listed_and_nothing_is_downloaded() -> None:
    with serving() as served:
        _filled(served)
        found = list(find(["s3://calls/2026/"], access=served.access))
        missing = list(find(["s3://nowhere/x"], access=served.access))
        nothing = list(find(["s3://calls/1999/"], access=served.access))
    assert [(one.name, one.kind, one.size) for one in found if isinstance(one, Candidate)] == [
        ("s3://calls/2026/a#1 100%.wav", "s3", 5),
        ("s3://calls/2026/deep/b.mp3", "s3", 5),
    ]
    assert whys(found) == {"empty.wav": "empty", "notes.txt": "no audio by its name"}
    (why,) = whys(missing).values()
    assert "The S3 bucket does not exist" in why
    assert list(whys(nothing).values()) == ["a prefix under which there is nothing"]


def _filled(served: Served) -> None:
    for key, data in (
        ("2026/a#1 100%.wav", b"bytes"),
        ("2026/deep/b.mp3", b"bytes"),
        ("2026/empty.wav", b""),
        ("2026/notes.txt", b"bytes"),
        ("2025/c.wav", b"bytes"),
    ):
        served.uploaded(data, key)


def test_s3_without_credentials_or_network_is_one_sentence() -> None:
    (skipped,) = find(["s3://calls/"])
    assert isinstance(skipped, Skipped) and "AWS_PROFILE" in skipped.why
    away = AmazonAccess(
        region="us-east-1", s3_url="http://127.0.0.1:9", key_id="AKIATESTTESTTESTTEST",
        secret=Secret("x"),
    )  # fmt: skip
    (skipped,) = find(["s3://calls/"], access=away)
    assert isinstance(skipped, Skipped) and "could not be reached while listing" in skipped.why
