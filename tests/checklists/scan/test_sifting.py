"""What a scan passes over without a look: never a file that may be of interest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from checklists.scan.rules import plan_for
from checklists.scan.sifting import LOOK, Sifted, sifted, sizes
from checklists.scan.walking import Candidate, files_below

USE = "import boto3\nboto3.client('transcribe')\n"
NO_UTF8 = os.fsdecode(b"no utf-8 \xff.py") if os.name == "posix" else "plain.py"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Modules of which every 97th uses the service, and what has to be looked at in any case."""
    for number in range(600):
        text = USE if number % 97 == 0 else f"value = {number}\n"
        (tmp_path / f"part{number:04d}.py").write_text(text)
    (tmp_path / "wide.py").write_bytes(USE.encode("utf-16"))
    (tmp_path / "long.py").write_text("value = 1\n" * 10_000 + USE)
    (tmp_path / "script").write_text(f"#!/usr/bin/env python\n{USE}")
    (tmp_path / NO_UTF8).write_text(USE)
    return tmp_path


def _files(tree: Path) -> Iterator[Candidate]:
    return files_below([tree], lambda _: None, lambda: False)


def _of_interest(found: Sequence[Sifted]) -> set[str]:
    return {
        one.name
        for one, _, size in found
        if size == LOOK and b"ranscri" in Path(one.path).read_bytes().replace(b"\0", b"")
    }


def test_every_file_comes_once_and_nothing_of_interest_is_passed_over(tree: Path) -> None:
    found = list(sifted(_files(tree)))
    assert [one.candidate for one in found] == list(_files(tree))
    assert _of_interest(found) == _of_interest([Sifted(one, "", LOOK) for one in _files(tree)])
    passed = [(one, size) for one, _, size in found if size != LOOK]
    assert len(passed) > 500
    assert all(Path(one.path).stat().st_size == size for one, size in passed)
    assert {"script", "wide.py", "long.py", NO_UTF8} <= _of_interest(found)


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_what_cannot_be_said_for_certain_is_to_be_looked_at(tmp_path: Path) -> None:
    texts = plan_for("a.py", "python").texts
    (tmp_path / "plain.py").write_text("value = 1\n")
    (tmp_path / "wide.py").write_bytes("value".encode("utf-16"))
    (tmp_path / "large.py").write_text("value = 1\n" * 7_000)
    (tmp_path / "empty.py").touch()
    os.mkfifo(tmp_path / "pipe.py")
    names = ("plain.py", "wide.py", "large.py", "empty.py", "absent.py", ".")
    asked = [(str(tmp_path / name), texts) for name in names]
    assert sizes(asked) == [10, LOOK, LOOK, 0, LOOK, LOOK]
    assert sizes([(str(tmp_path / "pipe.py"), texts)]) == [0]


def test_files_asked_for_different_texts_are_kept_apart(tmp_path: Path) -> None:
    for name, text in (("a", "one"), ("b", "two"), ("c", "one two"), ("d", "")):
        (tmp_path / name).write_text(text)
    asked = [(str(tmp_path / name), (wanted,)) for name in "abcd" for wanted in (b"one", b"two")]
    assert sizes(asked) == [LOOK, 3, 3, LOOK, LOOK, LOOK, 0, 0]
