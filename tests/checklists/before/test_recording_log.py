"""What happened while a recording was made is kept with it, and can be said again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.recording_log import (
    AILMENTS,
    Making,
    impaired_word,
    impairments,
    keep_making,
    made_in_words,
    makings,
    pauses,
)
from checklists.workspace import Workspace
from providers.audio.capture_health import Finding
from providers.audio.levels import Levels
from providers.audio.pacing import PcmFormat
from providers.audio.recording import Recorded
from providers.audio.take import Gap
from providers.errors import BadInput

FINE = Recorded(
    path=Path("2026-11-20T10-30-00-abcdabcd.wav"),
    sha256="ab" * 32,
    form=PcmFormat("linear16", 44100, 2),
    device="USB Mic \udce9",
    began_at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
    seconds=12.5,
    levels=Levels((), None, 12.5),
    gaps=(),
    findings=(),
    trouble=None,
)
PLAIN = Making("USB Mic", 16000, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def test_it_comes_back_as_it_was(workspace: Workspace) -> None:
    bad = replace(
        FINE,
        sha256="cd" * 32,
        gaps=(Gap(1.0, 2.0, "paused"), Gap(3.0, 0.0, "lost")),
        findings=(Finding("drift", "It gave 0.50 s of sound per second.", 7.0),),
        trouble=BadInput("The disk is full."),
    )
    run = keep_making(workspace, FINE)
    keep_making(workspace, bad)
    assert (run.clip, run.kind, run.started_at) == (FINE.sha256, "recording", FINE.began_at)
    kept = makings(workspace)
    assert set(kept) == {FINE.sha256, bad.sha256}
    fine, made = kept[FINE.sha256], kept[bad.sha256]
    assert fine == Making(FINE.device, 44100, 2) and not fine.impaired
    assert made_in_words(fine) == f"{FINE.device}, 44.1 kHz, 2 channels"
    assert made.paused == ((1.0, 2.0),) and made.lost == ((3.0, 0.0),)
    assert impairments(made) == (
        "Clock drift: It gave 0.50 s of sound per second.",
        "Sound is missing at 3.0 s.",
        "The disk is full.",
    )
    assert pauses(made) == "Paused by hand at 1.0 s (for 2.0 s)."


@pytest.mark.parametrize(
    ("making", "word"),
    [
        (None, ""),
        (PLAIN, ""),
        (replace(PLAIN, paused=((1.0, 2.0),)), ""),
        (replace(PLAIN, findings=(("half-silent", ""), ("drift", ""))), "dead mic"),
        (replace(PLAIN, findings=(("drift", ""),), lost=((1.0, 0.0),)), "drift"),
        (replace(PLAIN, findings=(("overflow", ""),)), "gaps"),
        (replace(PLAIN, lost=((1.0, 0.0),)), "gaps"),
        (replace(PLAIN, trouble="The disk is full."), "cut off"),
    ],
)
def test_one_word_for_a_list(making: Making | None, word: str) -> None:
    assert impaired_word(making) == word
    assert bool(making and impairments(making)) is bool(word)


def test_many_gaps_are_counted_and_new_kinds_are_said(workspace: Workspace) -> None:
    many = replace(PLAIN, lost=tuple((float(n), 0.5) for n in range(40)))
    assert impairments(many) == (
        "Sound is missing at 0.0 s (for 0.5 s), 1.0 s (for 0.5 s), 2.0 s (for 0.5 s) and in 37 "
        "more places.",
    )
    unknown = replace(PLAIN, findings=(("echo", "It echoes."),))
    assert impairments(unknown) == ("echo: It echoes.",)
    assert set(AILMENTS) >= {"silent", "half-silent", "stalled", "drift", "overflow"}
