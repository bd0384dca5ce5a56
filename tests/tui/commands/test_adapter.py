"""crossfade adapter: files in, a module and its tests out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checklists.during.adapter.calls import CALLS
from tests.checklists.during.rehearsal import both
from tests.providers.documents.samples import scribe
from tests.tui.commands.conftest import Crossfade

PATHS = """\
# What the reports read.
results.items[].start_time
.results.transcripts[0].transcript
results.items[].vocabularyFilterMatch   # lost
foo.bar
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str | Path]:
    """Both responses, as options."""
    return _written(tmp_path, both.amazon(), both.deepgram())


def _written(directory: Path, amazon: Any, deepgram: Any) -> list[str | Path]:
    for name, document in (("amazon", amazon), ("deepgram", deepgram)):
        lines = document if isinstance(document, list) else [document]
        (directory / f"{name}.json").write_text("\n".join(map(json.dumps, lines)))
    (directory / "paths.txt").write_text(PATHS)
    return ["--amazon", directory / "amazon.json", "--deepgram", directory / "deepgram.json"]


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _tested(directory: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-E", "-m", "unittest"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_an_adapter(crossfade: Crossfade, tmp_path: Path, files: list[str | Path]) -> None:
    out = tmp_path / "out" / "new"
    ended = crossfade("adapter", "--paths", tmp_path / "paths.txt", *files, "--out", out)
    assert ended.code == 0, ended.err
    assert "2 fields of Amazon's out of Deepgram's responses, 1 field lost" in ended.out
    assert "lost: results.items[].vocabularyFilterMatch" in ended.out
    assert "left out: foo.bar" in ended.out
    assert len(list(out.iterdir())) == 4
    assert _tested(out).returncode == 0
    assert "Read by paths.txt:3" in (out / "deepgram_as_amazon.py").read_text()


def test_as_json(crossfade: Crossfade, tmp_path: Path, files: list[str | Path]) -> None:
    ended = crossfade("adapter", *files, "--out", tmp_path / "out", "--lost", "none", "--json")
    assert ended.code == 0
    document = ended.document
    assert document["files"][:2] == ["deepgram_as_amazon.py", "test_deepgram_as_amazon.py"]
    assert "results.audio_segments[].items[]" in document["fields"]
    assert [one["path"] for one in document["lost"]] == ["accountId"]
    assert "utterances=true" in document["ask"]
    assert 'lost: Lost = "none"' in (tmp_path / "out" / "deepgram_as_amazon.py").read_text()


def test_streams(crossfade: Crossfade, tmp_path: Path) -> None:
    files = _written(tmp_path, both.amazon_events(), both.deepgram_messages())
    ended = crossfade("adapter", *files, "--out", tmp_path / "out", "--json")
    assert ended.code == 0
    assert ended.document["files"][0] == "deepgram_events_as_amazon.py"
    assert _tested(tmp_path / "out").returncode == 0


def test_a_bad_line_is_named(crossfade: Crossfade, tmp_path: Path, files: list[str | Path]) -> None:
    (tmp_path / "paths.txt").write_text("results.items[].id\n)(\n")
    ended = crossfade("adapter", "--paths", tmp_path / "paths.txt", *files, "--out", tmp_path / "o")
    assert ended.code == 2
    assert "paths.txt:2 is no path" in ended.out
    assert (tmp_path / "o" / "deepgram_as_amazon.py").exists()


def test_nothing_is_written_over(
    crossfade: Crossfade, tmp_path: Path, files: list[str | Path]
) -> None:
    out = tmp_path / "out"
    assert crossfade("adapter", *files, "--out", out).code == 0
    (out / "deepgram_as_amazon.py").write_text("mine")
    ended = crossfade("adapter", *files, "--out", out)
    assert ended.code == 2 and "already there" in ended.err
    assert (out / "deepgram_as_amazon.py").read_text() == "mine"
    assert crossfade("adapter", *files, "--out", out, "--force").code == 0
    assert _tested(out).returncode == 0


def test_what_cannot_be_used(crossfade: Crossfade, tmp_path: Path, files: list[str | Path]) -> None:
    swapped = ["--amazon", tmp_path / "deepgram.json", "--deepgram", tmp_path / "amazon.json"]
    for options, said in (
        (swapped, "is Deepgram's response"),
        ([*files, "--paths", tmp_path / "none.txt"], "cannot be read"),
        ([*files, "--paths", tmp_path], "is a directory"),
        ([*files, "--paths", _file(tmp_path / "binary", b"\xff\x00")], "is no text in UTF-8"),
        ([*files, "--paths", _file(tmp_path / "huge", bytes(2_000_001))], "is no list of paths"),
        ([*files[:3], tmp_path / "none.json"], "cannot be read"),
        ([*files, "--out", tmp_path / ("long" * 100)], "could not be made"),
        ([*files, "--out", tmp_path / "amazon.json"], "amazon.json"),
    ):
        ended = crossfade("adapter", "--out", tmp_path / "out", *options)
        assert ended.code == 2 and said in ended.err and "Traceback" not in ended.err
    assert not (tmp_path / "out").exists()


def test_calls(crossfade: Crossfade, tmp_path: Path) -> None:
    files = _written(tmp_path, *CALLS["call"])
    ended = crossfade("adapter", *files, "--out", tmp_path / "out", "--json")
    assert ended.code == 0
    assert ended.document["files"][0] == "deepgram_as_call_analytics.py"
    assert "Transcript[].LoudnessScores[]" in [one["path"] for one in ended.document["lost"]]
    assert _tested(tmp_path / "out").returncode == 0


def test_what_no_adapter_is_written_for(crossfade: Crossfade, tmp_path: Path) -> None:
    files = _written(tmp_path, scribe(), both.deepgram())
    ended = crossfade("adapter", *files, "--out", tmp_path / "out")
    assert ended.code == 2
    assert "amazon-medical-scribe: adapters are written for batch transcripts" in ended.err
