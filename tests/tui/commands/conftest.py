"""Running commands as a user does, in this process, with the shared sandbox behind them."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import SampleCall, sample_calls
from tui.__main__ import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Its one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Crossfade = Callable[..., Ended]


def run_command(*arguments: str | Path) -> Ended:
    """Run a command with these arguments in this process and catch what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Ended(code, out.getvalue(), err.getvalue())


@pytest.fixture
def crossfade() -> Crossfade:
    """Runs a command as ``run_command`` does."""
    return run_command


@pytest.fixture
def pointed_at_sandbox(sandbox: SandboxUrls, monkeypatch: pytest.MonkeyPatch) -> SandboxUrls:
    """The environment as 'crossfade sandbox' says to export it."""
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    return sandbox


@pytest.fixture(scope="session")
def lecture() -> SampleCall:
    """The mono sample: the shortest thing with speech in it."""
    return next(call for call in sample_calls() if call.channels == 1)
