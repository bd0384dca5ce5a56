"""The file of a recording: a whole WAV at every moment, whatever the disk does."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.audio.part_file import PartFile, Writable, new_file
from providers.errors import BadInput
from tests.processes import wait_until
from tests.providers.audio.capturing import MONO, numbered

SMALL = 256 * 1024
BEGAN = datetime(2026, 11, 23, 4, 30, 12, tzinfo=UTC)


def samples(path: Path) -> bytes:
    """What a reader that believes the header finds."""
    with wave.open(str(path)) as stream:
        assert (stream.getframerate(), stream.getnchannels(), stream.getsampwidth()) == (
            16000, 1, 2,
        )  # fmt: skip
        found: bytes = stream.readframes(stream.getnframes())
        return found


def test_it_is_a_whole_wav_after_every_block(tmp_path: Path) -> None:
    part = PartFile(tmp_path, MONO, BEGAN)
    assert part.path.name == "2026-11-23T04-30-12.part.wav"
    written = b""
    for number in range(50):
        assert part.append(numbered(number))
        written += numbered(number)
        seen = samples(part.path)
        assert written.startswith(seen)
        assert len(written) - len(seen) < 2 * 1600
    kept = part.finish()
    assert samples(kept.path) == written
    assert kept.seconds == 2.5


def test_it_is_named_by_time_and_content(tmp_path: Path) -> None:
    part = PartFile(tmp_path, MONO, BEGAN)
    part.append(numbered(1))
    kept = part.finish()
    assert kept.path.name == f"2026-11-23T04-30-12-{kept.sha256[:8]}.wav"
    assert [path.name for path in tmp_path.iterdir()] == [kept.path.name]
    digest = subprocess.run(["sha256sum", kept.path], capture_output=True, text=True, check=True)
    assert digest.stdout.split()[0].lstrip("\\") == kept.sha256


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first, second = PartFile(tmp_path, MONO, BEGAN), PartFile(tmp_path, MONO, BEGAN)
    assert first.path != second.path
    first.append(numbered(1))
    second.append(numbered(2))
    one = first.finish()
    two = second.finish()
    third = PartFile(tmp_path, MONO, BEGAN)
    third.append(numbered(1))
    again = third.finish()
    assert len({one.path, two.path, again.path}) == 3
    assert samples(one.path) == samples(again.path) == numbered(1)
    assert samples(two.path) == numbered(2)


def test_without_hard_links_it_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    paths = []
    for _ in range(2):
        part = PartFile(tmp_path, MONO, BEGAN)
        part.append(numbered(7))
        paths.append(part.finish().path)
    assert paths[0] != paths[1]
    assert [samples(path) for path in paths] == [numbered(7)] * 2


def test_discarding_leaves_nothing(tmp_path: Path) -> None:
    part = PartFile(tmp_path, MONO, BEGAN)
    part.append(numbered(1))
    part.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "audio").write_bytes(b"")
    with pytest.raises(BadInput, match="Nothing can be recorded into"):
        PartFile(tmp_path / "audio", MONO, BEGAN)


class Refusing:
    """A file on a disk with room for so many bytes, after which writing fails with ``number``."""

    def __init__(self, path: Path, room: int, number: int) -> None:
        self._file = new_file(path)
        self._room = room
        self._number = number

    def write(self, data: bytes | memoryview, /) -> int | None:
        at = self._file.seek(0, os.SEEK_CUR)
        fits = min(len(data), self._room - at)
        if fits <= 0:
            raise OSError(self._number, os.strerror(self._number))
        return self._file.write(bytes(data[:fits]))

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def truncate(self, size: int | None = None, /) -> int:
        return self._file.truncate(size)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "The disk is full"), (errno.EDQUOT, "The disk is full"),
                         (errno.EIO, "The disk refused the recording (Input/output error)")]
)  # fmt: skip
def test_a_disk_that_refuses_ends_it_with_a_whole_file(
    tmp_path: Path, number: int, said: str
) -> None:
    # Room for ten blocks and a half, an odd number of bytes.
    def opener(path: Path) -> Writable:
        return Refusing(path, 44 + 10 * 1600 + 801, number)

    part = PartFile(tmp_path, MONO, BEGAN, opener=opener)
    assert [part.append(numbered(n)) for n in range(12)] == [True] * 10 + [False] * 2
    assert str(part.trouble).startswith(said)
    assert "the 0.5 s before that are kept" in str(part.trouble)
    kept = part.finish()
    assert samples(kept.path) == b"".join(numbered(n) for n in range(10))
    assert kept.path.stat().st_size == 44 + 10 * 1600
    assert kept.seconds == 0.5


def test_a_sync_that_fails_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("providers.audio.part_file._sync", refuse)
    part = PartFile(tmp_path, MONO, BEGAN)
    part.append(numbered(0))
    wait_until(lambda: not part.append(numbered(1)), "the failed sync is told")
    assert "The disk refused the recording" in str(part.trouble)
    assert samples(part.finish().path).startswith(numbered(0))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder in which no file can grow over 256 KiB, and what is said then.

    A real small file system where one can be mounted, which takes root; else the kernel's limit on
    the size of a file.
    """
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0:
        try:
            yield folder, "The disk is full"
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        yield folder, "The disk refused the recording (File too large)"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_really_full_leaves_a_whole_file(small_disk: tuple[Path, str]) -> None:
    folder, said = small_disk
    part = PartFile(folder, MONO, BEGAN)
    fitted = 0
    while part.append(numbered(fitted)):
        fitted += 1
    assert 150 < fitted < 164
    assert str(part.trouble).startswith(said)
    kept = part.finish()
    assert samples(kept.path) == b"".join(numbered(n) for n in range(fitted))


def test_it_ends_before_it_is_more_than_a_vendor_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.audio.part_file.MOST_BYTES", 10000)
    part = PartFile(tmp_path, MONO, BEGAN)
    fitted = 0
    while part.append(numbered(fitted)):
        fitted += 1
    assert fitted == 6
    assert "2 GB" in str(part.trouble)
    assert samples(part.finish().path) == b"".join(numbered(n) for n in range(6))
