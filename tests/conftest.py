"""Fixtures for all tests: one sandbox for the run, and an environment without anyone's keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from providers.sandbox.process import SandboxUrls
from providers.sandbox.recogniser.kept_words import VARIABLE

# The virtual microphone and the sink that can be listened to.
pytest_plugins = ["tests.sound"]

# Real keys of whoever runs the tests must not be used, nor their profiles and endpoints.
FOREIGN = ("DEEPGRAM_", "AWS_", "TEXTUAL", "NO_COLOR")


# How long an example takes says more about the machine than about what is tested.
settings.register_profile("crossfade", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("crossfade")


# These take longest: a worker which got one of them last would work on alone when the others have
# finished. Of those that listen at the speed of speech only one begins at once: on two cores
# several together could not keep up.
LONG = (
    "tests/tui/commands/test_demo.py",
    "tests/tui/test_samples.py",
    "tests/tui/test_listen.py",
    "tests/tui/test_sizes.py",
    "tests/tui/test_whole_checklist.py",
    "tests/tui/test_sound_in_the_program.py",
    "tests/tui/test_live.py",
    "tests/faults/test_interrupted.py",
    "tests/tui/commands/test_speech_commands.py",
    "tests/providers/audio/test_microphone.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first; within a file, and among the others, the order stays."""
    order = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(LONG)))


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes are named by their number: what is in them may differ from worker to worker.

    A packed file holds the second it was packed in, and the workers must collect the same names.
    """
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything is installed, so a test that skips there is a test that is not run."""
    report = yield
    if report.skipped and os.environ.get("CROSSFADE_CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _own_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            monkeypatch.delenv(name)
    # Nor their settings.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-settings"))
    # Without this a run without credentials waits for the instance metadata service.
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    home = tmp_path_factory.getbasetemp() / "no-aws"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))


@pytest.fixture(scope="session")
def kept_words(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of sandboxes that share, in all processes of this run, what they decoded.

    The first that is sent a recording really decodes it. Tests of the recogniser do not use this.
    """
    place = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        place = place.parent
    folder = place / "kept-words"
    folder.mkdir(exist_ok=True)
    return {VARIABLE: str(folder)}


@pytest.fixture(scope="session")
def sandbox(kept_words: dict[str, str]) -> Iterator[SandboxUrls]:
    """The real sandbox, in its own process, for as long as the tests run."""
    child = subprocess.Popen(
        [sys.executable, "-m", "providers.sandbox", "--until-stdin-closes"],
        env={**os.environ, **kept_words},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        urls = json.loads(child.stdout.readline())
        yield SandboxUrls(urls["deepgram"], urls["amazon"])
    finally:
        child.stdin.close()
        child.wait(60)
