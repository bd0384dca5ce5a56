"""kill -9 in the middle of a ladder: what was answered is on record, and nothing is sent twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.schema import DATABASE
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from tests.processes import wait_until

CALL = min((call for call in sample_calls() if call.channels == 2), key=lambda call: call.duration)
TERMS = [*(term.text for term in CALL.terms), "epistemology", "vermilion", "quokka"]


def _command(folder: Path, *more: str) -> list[str]:
    terms = [part for term in TERMS for part in ("--term", term)]
    return [
        sys.executable, "-m", "tui", "keywords", str(CALL.path), "--workspace", str(folder),
        "--at-once", "1", *terms, *more,
    ]  # fmt: skip


def _answers(folder: Path) -> list[tuple[str, str]]:
    """Key and time of every answer on record; none before there is a table."""
    path = folder / DATABASE
    if not path.exists():
        return []
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute("SELECT key, at FROM keyword_answers ORDER BY at").fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        database.close()


@pytest.fixture
def environment(sandbox: SandboxUrls) -> dict[str, str]:
    return {
        **os.environ,
        **sandbox.environment(),
        "PYTHONPATH": str(Path(__file__).parents[4]),
    }


@pytest.fixture
def killed(tmp_path: Path, environment: dict[str, str]) -> Iterator[Path]:
    """A workspace whose experiment was killed after some answers."""
    folder = tmp_path / "calls"
    process = subprocess.Popen(
        _command(folder), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        wait_until(lambda: len(_answers(folder)) >= 3, "three answers are on record", 60)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        yield folder
    finally:
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_ladder_goes_on_where_it_stopped(
    killed: Path, environment: dict[str, str]
) -> None:
    before = _answers(killed)
    assert 3 <= len(before) < len(TERMS) + 2
    ended = subprocess.run(
        _command(killed, "--json"), env=environment, capture_output=True, timeout=120, check=True
    )
    document = json.loads(ended.stdout)
    after = _answers(killed)
    # The same rows, at the same times: none was asked for again.
    assert after[: len(before)] == before
    assert document["requests"]["on_record"] == len(before)
    assert document["requests"]["sent"] == len(after) - len(before)
    assert f"{len(before)} of {len(TERMS) + 2} on record" in " ".join(document["plan"])
    assert document["recommended"] and document["run"]
    again = subprocess.run(
        _command(killed, "--json"), env=environment, capture_output=True, timeout=120, check=True
    )
    assert json.loads(again.stdout)["requests"]["sent"] == 0
    assert _answers(killed) == after
