from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from checklists.before import sample_cache, sample_facts
from checklists.before.sample_cache import CACHE, FactsCache, measured
from checklists.before.sample_facts import SampleFacts
from checklists.before.sample_sources import Candidate
from checklists.before.sample_survey import SurveyProgress, propose_samples, survey
from providers.errors import BadInput
from tests.checklists.before.calls import call, sound
from tests.wire.amazon.serving import serving


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    for number in range(30):
        rate, channels = (8000, 2) if number % 3 else (16000, 1)
        call(
            folder / f"site{number % 2}" / f"{number:02d}.wav",
            sound(0.6 + number / 50, rate=rate, channels=channels),
        )
    call(folder / "long.wav", sound(6.0))
    call(folder / "six.wav", sound(channels=6))
    call(folder / "cut.wav", sound()[:20])
    call(folder / "notes.txt", b"hello")
    os.mkfifo(folder / "tap")
    return folder


def test_a_directory_becomes_a_small_set_and_its_gaps(calls: Path) -> None:
    told: list[SurveyProgress] = []
    found = survey([str(calls)], on_progress=told.append)
    assert len(found.looks) == 32 and not found.stopped
    assert [one.kind for one in found.live] == ["fifo"]
    assert sorted(Path(one.name).name for one in found.skipped) == ["cut.wav", "notes.txt"]
    assert told[-1] == SurveyProgress(35, 33, 0, 2, "")
    proposal = propose_samples(found, 6, seed=3)
    assert proposal.population == 32 and len(proposal.chosen) == 6
    assert proposal.refused == {"Amazon refuses: 6 channels, and 2 are the most": 1}
    covered = {(one.feature, one.value) for one in proposal.shares if one.chosen}
    assert {
        ("rate", "8 kHz"),
        ("rate", "16 kHz"),
        ("folder", "site1"),
        ("length", "5 to 30 s"),
    } <= (covered)
    assert ("channels", "6 channels", 1, "none can be used") in [
        (gap.feature, gap.value, gap.clips, gap.why) for gap in proposal.gaps
    ]
    again = propose_samples(survey([str(calls)]), 6, seed=3)
    assert again == proposal


def test_the_second_time_nothing_is_opened_but_what_changed(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = sample_facts.glimpse

    def noted(path: Path) -> SampleFacts:
        opened.append(path.name)
        return real(path)

    monkeypatch.setattr(sample_facts, "glimpse", noted)
    with FactsCache(tmp_path) as cache:
        first = survey([str(calls)], cache=cache)
    assert len(opened) == 33
    opened.clear()
    call(calls / "long.wav", sound(7.0))
    with FactsCache(tmp_path) as cache:
        second = survey([str(calls)], cache=cache)
    # A file that is none is looked at again: it may have been copied only half.
    assert sorted(opened) == ["cut.wav", "long.wav"]
    assert [one for one in second.looks if one.candidate.path != calls / "long.wav"] == [
        one for one in first.looks if one.candidate.path != calls / "long.wav"
    ]


def test_a_damaged_or_missing_cache_is_begun_anew(calls: Path, tmp_path: Path) -> None:
    (tmp_path / CACHE).write_bytes(b"this is no database" * 400)
    with FactsCache(tmp_path) as cache:
        assert len(survey([str(calls)], cache=cache).looks) == 32
    with sqlite3.connect(tmp_path / CACHE) as database:
        assert database.execute("SELECT count(*) FROM facts").fetchone()[0] == 32
        database.execute("UPDATE facts SET document = '{\"levels\": 7}'")
    with FactsCache(tmp_path) as cache:
        assert len(survey([str(calls)], cache=cache).looks) == 32
    with FactsCache(tmp_path / "nowhere") as cache:
        assert len(survey([str(calls)], cache=cache).looks) == 32


def test_the_cache_is_bounded_and_its_owners_only(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_cache, "MOST_ROWS", 10)
    with FactsCache(tmp_path) as cache:
        survey([str(calls)], cache=cache)
    with sqlite3.connect(tmp_path / CACHE) as database:
        assert database.execute("SELECT count(*) FROM facts").fetchone()[0] == 10
    assert (tmp_path / CACHE).stat().st_mode & 0o777 == 0o600


def test_a_measurement_is_kept_until_the_file_changes(calls: Path, tmp_path: Path) -> None:
    path = calls / "long.wav"
    shares: list[float] = []
    with FactsCache(tmp_path) as cache:
        first = measured(path, cache, on_share=shares.append)
        told = len(shares)
        assert told and measured(path, cache, on_share=shares.append) == first
        assert len(shares) == told
        call(path, sound(7.0))
        assert measured(path, cache).clip.sha256 != first.clip.sha256
        path.unlink()
        with pytest.raises(BadInput, match="does not exist"):
            measured(path, cache)


def test_a_file_that_vanishes_or_grows_between_finding_and_opening(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sample_facts.glimpse
    call(calls / "site1" / "01.wav", age=0)

    def meanwhile(path: Path) -> object:
        if path.name == "long.wav":
            path.unlink()
        if path.name == "00.wav":
            path.write_bytes(sound(3.0, rate=16000))
        facts = real(path)
        if path.name == "01.wav":
            # Whole when it was found and looked at; its writer goes on.
            path.write_bytes(sound(3.0, rate=8000, channels=2))
        return facts

    monkeypatch.setattr(sample_facts, "glimpse", meanwhile)
    found = survey([str(calls)])
    (gone,) = [one for one in found.skipped if one.name.endswith("long.wav")]
    assert "does not exist" in gone.why
    assert {"00.wav", "01.wav"} <= {Path(one.name).name for one in found.live}


def test_a_survey_stops_when_told_and_says_so(calls: Path) -> None:
    told: list[SurveyProgress] = []
    found = survey([str(calls)], on_progress=told.append, stop=lambda: len(told) > 0)
    assert found.stopped and len(found.looks) < 32


def test_nothing_to_choose_from(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No audio was found"):
        propose_samples(survey([str(tmp_path)]), 3)


def test_s3_objects_are_proposed_unopened() -> None:
    with serving() as served:
        for number in range(4):
            served.uploaded(b"x" * (number + 1), f"in/{number}.{'wav' if number % 2 else 'mp3'}")
        found = survey(["s3://calls/in"], access=served.access)
    assert all(look.facts is None for look in found.looks)
    proposal = propose_samples(found, 2)
    values = {(one.feature, one.value) for one in proposal.shares if one.chosen}
    assert {("format", "wav"), ("format", "mp3"), ("length", "not opened, under 1 MB")} <= values


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
def test_other_formats_are_looked_into_in_order(tmp_path: Path) -> None:
    import subprocess

    source = call(tmp_path / "source.wav", sound(5.0, channels=2))
    for name in ("a.flac", "b.mp3", "c.ogg"):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-i", source, tmp_path / name], check=True, timeout=60
        )
    found = survey([str(tmp_path)])
    assert [look.candidate.name.rpartition("/")[2] for look in found.looks] == [
        "a.flac", "b.mp3", "c.ogg", "source.wav",
    ]  # fmt: skip
    for look in found.looks:
        assert look.facts is not None and look.facts.clip.duration == pytest.approx(5.0, abs=0.2)
        assert look.facts.rms == pytest.approx(-13.5, abs=1)
        assert isinstance(look.candidate, Candidate)
