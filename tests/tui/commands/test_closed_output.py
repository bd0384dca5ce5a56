"""Output that is closed, cut off or on a full disk: never a traceback, and nothing else is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

USES = "import boto3\nboto3.client('transcribe').list_transcription_jobs()\n"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "jobs.py").write_text(USES)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A command line of a shell, ``crossfade`` being this one."""
    script = f"crossfade() {{ '{sys.executable}' -m tui \"$@\"; }}; {command}"
    return subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_full_disk_is_one_sentence(code: Path, form: str) -> None:
    ended = run(f"crossfade scan {form} . > /dev/full", code)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr == (
        b"crossfade: The output could not be written to its end (No space left on device): make "
        b"room, or send it elsewhere.\n"
    )


@pytest.mark.parametrize("closed", [">&-", ">&- <&-", ">&- 2>&- <&-"])
def test_with_output_closed_the_work_is_done_all_the_same(code: Path, closed: str) -> None:
    ended = run(f"crossfade scan --workspace kept . {closed}", code)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
    kept = run("crossfade plan show --workspace kept --json", code)
    tasks = {task["id"]: task["state"] for task in json.loads(kept.stdout)["tasks"]}
    assert tasks["upstream-dependencies"] == "evidence"


def test_a_reader_that_went_away_is_no_error(code: Path) -> None:
    (code / "many.py").write_text(USES * 5_000)
    ended = run("{ crossfade scan --json .; echo $? >&2; } | head -c 1", code)
    assert (ended.stdout, ended.stderr) == (b"{", b"0\n")
