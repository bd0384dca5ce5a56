"""What is written runs by itself, as it was written, and does what its own tests say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.during.adapter.exporting import Adapter, export
from checklists.during.adapter.shape import Side
from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.rehearsing import rehearse
from providers.errors import BadInput
from tests.checklists.during.adapter.calls import CALLS, PAIRS, adapter_for, everything, pair, reads
from tests.checklists.during.rehearsal import both
from tests.providers.documents import samples

STREAMS = (both.amazon_events(), both.deepgram_messages())
ALL = {**PAIRS, **CALLS, "stream": STREAMS}


def written(adapter: Adapter, directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in adapter.files.items():
        (directory / name).write_bytes(content)
    return directory


def run(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=directory, capture_output=True, text=True, check=False
    )


def adapters(kind: str) -> Iterator[Adapter]:
    """What the sample has, and every field there is."""
    given = pair(*ALL[kind])
    side: Side = "stream" if kind == "stream" else "call" if kind in CALLS else "recording"
    yield adapter_for(given)
    yield adapter_for(given, everything(side), "none")


@pytest.mark.parametrize("kind", ALL)
def test_its_own_tests_are_green(tmp_path: Path, kind: str) -> None:
    for number, adapter in enumerate(adapters(kind)):
        directory = written(adapter, tmp_path / str(number))
        # Without the packages of this environment: nothing but the standard library is there.
        ended = run(directory, "-S", "-E", "-m", "unittest")
        assert ended.returncode == 0, ended.stderr
        assert "Ran 0" not in ended.stderr and "skipped" not in ended.stderr
        assert adapter.other_types == ()


def test_its_own_tests_are_green_under_pytest(tmp_path: Path) -> None:
    given = pair(*PAIRS["speakers"])
    rows = rehearse(given, leaf_reads(given.amazon.raw))
    names = export(rows, given.amazon, given.deepgram, tmp_path / "new" / "folder")
    assert set(names) == {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    ended = run(tmp_path / "new" / "folder", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert ended.returncode == 0, ended.stdout
    assert "passed" in ended.stdout


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("speakers", 'f"spk_{speaker}"', 'f"spk_{speaker + 1}"'),
        ("speakers", '"end_time": _digits(turn.end)', '"end_time": _digits(turn.start)'),
        ("channels", 'f"ch_{word.channel}"', 'f"{word.channel}"'),
        ("plain", "_digits(word.start),", "word.start,"),
        ("call", '"AGENT", "CUSTOMER"', '"CUSTOMER", "AGENT"'),
        ("call", "1000 * ", "100 * "),
        ("stream", "not final,", "final,"),
    ],
)
def test_its_own_tests_find_faults(tmp_path: Path, kind: str, old: str, new: str) -> None:
    for number, adapter in enumerate(adapters(kind)):
        directory = written(adapter, tmp_path / str(number))
        module = directory / next(iter(adapter.files))
        source = module.read_text()
        assert old in source
        module.write_text(source.replace(old, new))
        assert run(directory, "-S", "-E", "-m", "unittest").returncode == 1


def test_it_is_python_3_9_formatted_and_typed(tmp_path: Path) -> None:
    python: list[str] = []
    for kind in ALL:
        for number, adapter in enumerate(adapters(kind)):
            directory = written(adapter, tmp_path / f"{kind}{number}")
            python += [str(directory / name) for name in adapter.files if name.endswith(".py")]
    for path in python:
        ast.parse(Path(path).read_text(), feature_version=(3, 9))
    for width in ("88", "100"):
        ended = run(
            tmp_path,
            "-m",
            "ruff",
            "format",
            "--isolated",
            "--check",
            "--line-length",
            width,
            *python,
        )
        assert ended.returncode == 0, ended.stdout
    rules = ("check", "--isolated", "--target-version", "py39", "--select", "F,I,B,W,E7,E9,RUF")
    ended = run(tmp_path, "-m", "ruff", *rules, *python)
    assert ended.returncode == 0, ended.stdout
    for directory in (tmp_path / name for name in ("speakers0", "channels1", "call1", "stream1")):
        ended = run(directory, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "m"), ".")
        assert ended.returncode == 0, ended.stdout


def test_only_what_is_needed_is_in_it() -> None:
    given = pair(*PAIRS["speakers"])
    source = next(
        iter(adapter_for(given, reads("results.transcripts[0].transcript")).files.values())
    )
    assert b"def transcript(response" in source
    assert b"speaker_labels" not in source and b"class Item" not in source


@pytest.mark.parametrize("when_lost", ["raise", "none"])
def test_everything_lost(tmp_path: Path, when_lost: str) -> None:
    given = pair(*PAIRS["redaction"])
    paths = reads("accountId", "isRedacted", "results.items[].vocabularyFilterMatch")
    adapter = adapter_for(given, paths, "raise" if when_lost == "raise" else "none")
    directory = written(adapter, tmp_path)
    assert run(directory, "-S", "-E", "-m", "unittest").returncode == 0
    names = [name for name in adapter.files if name.endswith(".py")]
    assert run(directory, "-m", "ruff", "format", "--isolated", "--check", *names).returncode == 0


def test_files_that_are_there_are_left(tmp_path: Path) -> None:
    given = pair(*PAIRS["plain"])
    rows = rehearse(given, leaf_reads(given.amazon.raw))
    (tmp_path / "amazon_expected.json").write_text("mine")
    with pytest.raises(BadInput, match="already there"):
        export(rows, given.amazon, given.deepgram, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["amazon_expected.json"]
    export(rows, given.amazon, given.deepgram, tmp_path, overwrite=True)
    assert (tmp_path / "amazon_expected.json").read_text() != "mine"


def test_what_no_adapter_is_written_for() -> None:
    given = pair(*PAIRS["plain"])
    with pytest.raises(BadInput, match="None of the paths"):
        adapter_for(given, reads("foo.bar", "baz"))


AMAZONS = (
    *("batch_2018", "batch_2022", "batch_2024", "batch_rich", "batch_silent", "medical"),
    *("call", "lens", "amazon_events"),
)


@pytest.mark.parametrize("kind", AMAZONS)
def test_every_generation_of_amazons(tmp_path: Path, kind: str) -> None:
    amazon = getattr(samples, kind)()
    streamed = isinstance(amazon, list)
    names = ("deepgram_messages",) if streamed else ("deepgram_batch", "deepgram_channels")
    for name in names:
        given = pair(amazon, getattr(samples, name)())
        adapter = adapter_for(given)
        directory = written(adapter, tmp_path / name)
        ended = run(directory, "-S", "-E", "-m", "unittest")
        assert ended.returncode == 0, ended.stderr
        assert not adapter.other_types
    ended = run(tmp_path, "-m", "ruff", "format", "--isolated", "--check", ".")
    assert ended.returncode == 0, ended.stdout
