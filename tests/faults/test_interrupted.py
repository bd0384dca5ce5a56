"""Ctrl+C and SIGTERM in the middle of the work: a clean end, and nothing left running or lying."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from providers.sandbox.samples import sample_calls
from tests.processes import MARK, marked, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

LONGEST = max(sample_calls(), key=lambda call: call.duration)
COMMANDS = {
    "transcribe": ["transcribe", str(LONGEST.path), "--sandbox"],
    "live": ["live", str(LONGEST.path), "--sandbox"],
    "search": ["search", str(LONGEST.path), "--sandbox", "--term", LONGEST.terms[0].text],
    "keywords": [
        "keywords",
        str(LONGEST.path),
        "--sandbox",
        "--reference",
        str(LONGEST.reference_path),
        "--term",
        LONGEST.terms[0].text,
    ],
    "demo": ["demo", "--out", "demo"],
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_stopped_command_cleans_up(tmp_path: Path, command: str, number: signal.Signals) -> None:
    mark = uuid.uuid4().hex
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", *COMMANDS[command]],
        env={
            **os.environ,
            MARK: mark,
            "TMPDIR": str(scratch),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # The program, the sandbox and at least one recogniser: it is in the middle of the work.
        wait_until(lambda: len(marked(mark)) >= 3, "the recogniser works", 30)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    assert "Traceback" not in out + err
    wait_until(lambda: not marked(mark), "every process is gone", 10)
    assert list(scratch.iterdir()) == []
