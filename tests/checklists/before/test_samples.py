from __future__ import annotations

import os
from pathlib import Path

import pytest

from checklists.before import samples
from checklists.before.references import attach, read_reference
from checklists.before.sample_facts import glimpse, measure_clip
from checklists.before.sample_sources import Candidate, find
from checklists.before.sample_survey import propose_samples, survey
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.errors import BadInput, VendorTrouble
from providers.sandbox.samples import sample_calls
from tests.checklists.before.calls import call, sound
from tests.wire.amazon.serving import serving


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def candidate(source: str, **about: object) -> Candidate:
    (found,) = find([source], **about)  # type: ignore[arg-type]
    assert isinstance(found, Candidate)
    return found


def test_the_choice_is_recorded_with_what_matters(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(8):
        call(tmp_path / "in" / f"{number}.wav", sound(0.6 + number / 10, channels=1 + number % 2))
    call(tmp_path / "in" / "fast.wav", sound(1.0, rate=44100))
    proposal = propose_samples(survey([str(tmp_path / "in")]), 2, seed=1)
    measured = [measure_clip(Path(one.name)) for one in proposal.chosen]
    records = [samples.add(workspace, facts, tags=("proposed",)) for facts in measured]
    path = Path(proposal.chosen[0].name).with_suffix(".txt")
    path.write_text("thank you")
    attach(workspace, records[0].sha256, read_reference(path, records[0]))
    facts = {one.clip.sha256: one for one in measured}
    run = samples.record(workspace, workspace.clips(), "ours", facts=facts, proposal=proposal)
    first = run.result["clips"][0]
    assert {first["sha256"], first["name"], first["seconds"]} == {
        records[0].sha256, records[0].name, records[0].clip.duration,
    }  # fmt: skip
    assert (first["container"], first["codec"]) == ("wav", "linear16")
    assert first["rms"] == pytest.approx(-13.5, abs=0.1)
    assert first["reference"] == f"file {path.name}"
    assert first["breaks"] == []
    assert run.result["population"] == 9 and run.result["covered"]
    assert all(gap["clips"] for gap in run.result["not_covered"])
    assert run.numbers["clips"] == 2 and run.numbers["referenced"] == 1
    assert run.sandbox is False
    (state,) = [one for one in workspace.task_states() if one.id == "representative-samples"]
    assert state.state == "evidence" and not state.sandbox


def test_a_limit_that_is_broken_is_on_record(workspace: Workspace, tmp_path: Path) -> None:
    facts = measure_clip(call(tmp_path / "six.wav", sound(channels=6)))
    run = samples.record(workspace, [samples.add(workspace, facts)])
    assert run.result["clips"][0]["breaks"] == ["Amazon refuses: 6 channels, and 2 are the most"]


def test_the_sample_calls_keep_their_origin_and_stay_a_rehearsal(workspace: Workspace) -> None:
    chosen = sample_calls()[0]
    record = samples.add_sample_call(workspace, chosen, probe(chosen.path))
    assert not record.unverified and record.truth
    assert workspace.clip(record.sha256) == record
    assert samples.record(workspace, [record]).sandbox is True


def test_only_a_measured_clip_is_added_and_only_copied_when_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = call(tmp_path / "a.wav")
    with pytest.raises(BadInput, match="has not been measured"):
        samples.add(workspace, glimpse(path))
    facts = measure_clip(path)
    assert samples.add(workspace, facts).clip.path == path
    assert list(workspace.audio.iterdir()) == []
    kept = samples.add(workspace, facts, keep=True)
    assert kept.clip.path == workspace.audio / f"{facts.clip.sha256}.wav"
    assert kept.clip.path.read_bytes() == path.read_bytes()


def test_an_object_is_downloaded_only_for_the_moment(workspace: Workspace) -> None:
    with serving() as served:
        served.uploaded(sound(), "2026/call #1.wav")
        found = candidate("s3://calls/2026/", access=served.access)
        with samples.at_hand(found, served.access) as path:
            assert path.name == "call #1.wav"
            kept = samples.add(workspace, measure_clip(path), name=found.name, keep=True)
        assert not path.exists()
        assert kept.clip.path.read_bytes() == sound() and kept.name == found.name
        with pytest.raises(BadInput, match="AWS credentials"), samples.at_hand(found):
            pass
        served.s3().delete_object(Bucket="calls", Key="2026/call #1.wav")
        with (
            pytest.raises(VendorTrouble, match=r"downloading 's3://calls/2026/call #1.wav'"),
            samples.at_hand(found, served.access),
        ):
            pass


def test_a_live_source_is_not_for_measuring(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tap")
    tap = candidate(str(tmp_path / "tap"))
    with pytest.raises(BadInput, match="listen to it live"), samples.at_hand(tap):
        pass
    path = call(tmp_path / "a.wav")
    with samples.at_hand(candidate(str(path))) as there:
        assert there == path
