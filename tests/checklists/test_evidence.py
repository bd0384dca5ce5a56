from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from checklists import versions
from checklists.evidence import Situation, TaskState, next_step, readiness, stale_because
from checklists.facts.book import facts
from checklists.guide import tasks
from checklists.workspace import Workspace
from tests.checklists.furnished import MISHEARD, REFERENCES, add_calls, clip_file, transcribed


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def state(workspace: Workspace, task_id: str = "test-audio") -> TaskState:
    return next(one for one in workspace.task_states() if one.id == task_id)


def both(workspace: Workspace, *, sandbox: bool = False) -> None:
    record = add_calls(workspace)[0]
    transcribed(workspace, record, "deepgram", MISHEARD[0], sandbox)
    transcribed(workspace, record, "amazon", REFERENCES[0], sandbox)


def test_nothing_is_done_at_first(workspace: Workspace) -> None:
    found = workspace.task_states()
    assert [one.state for one in found] == ["open"] * 12
    assert not any(one.sandbox or one.closed("live") or one.closed("sandbox") for one in found)
    assert state(workspace).why == (
        "still wanted: transcribe by deepgram or compare",
        "still wanted: transcribe by amazon or compare",
    )


def test_one_vendor_is_not_enough(workspace: Workspace) -> None:
    record = add_calls(workspace)[0]
    transcribed(workspace, record, "deepgram", MISHEARD[0], False)
    assert state(workspace).state == "open"
    assert state(workspace).why == ("still wanted: transcribe by amazon or compare",)
    transcribed(workspace, record, "amazon", MISHEARD[0], False)
    assert (state(workspace).state, state(workspace).sandbox) == ("evidence", False)
    assert state(workspace).closed("live")


def test_a_rehearsal_closes_nothing_for_a_live_plan(workspace: Workspace) -> None:
    both(workspace, sandbox=True)
    one = state(workspace)
    assert (one.state, one.sandbox, one.rehearsed) == ("evidence", True, True)
    assert one.closed("sandbox") and not one.closed("live")
    # One side live and the other not is still only a rehearsal.
    transcribed(workspace, workspace.clips()[0], "deepgram", MISHEARD[0], False)
    assert state(workspace).rehearsed
    transcribed(workspace, workspace.clips()[0], "amazon", MISHEARD[0], False)
    assert state(workspace).closed("live") and not state(workspace).rehearsed


def test_stale_when_the_file_changed(workspace: Workspace) -> None:
    both(workspace)
    path = workspace.clips()[0].clip.path
    before = path.read_bytes()
    path.write_bytes(before + b"more")
    one = state(workspace)
    assert one.state == "stale" and "the audio file changed" in one.why[0]
    assert not one.closed("live") and not one.closed("sandbox")
    path.write_bytes(before)
    assert state(workspace).state == "evidence"
    # Audio that was moved away proves nothing.
    path.unlink()
    assert state(workspace).state == "evidence"


def test_stale_when_another_file_took_the_clips_place(workspace: Workspace) -> None:
    both(workspace)
    old = workspace.clips()[0].clip
    other = clip_file(old.path.parent, old.path.name, bytes(old.size))
    assert other.size == old.size and other.sha256 != old.sha256
    workspace.add_clip(other)
    assert state(workspace).state == "stale"
    assert old.sha256 not in [record.sha256 for record in workspace.clips()]
    assert workspace.clip(old.sha256).clip == old


def test_stale_when_the_reference_changed(workspace: Workspace) -> None:
    both(workspace)
    record = workspace.clips()[0]
    workspace.add_clip(record.clip, references={0: "something else", 1: "was said"})
    assert "the reference text changed" in state(workspace).why[0]
    workspace.add_clip(record.clip, references=record.references)
    assert state(workspace).state == "evidence"


def test_stale_when_the_choice_changed_and_renewed_by_a_new_run(workspace: Workspace) -> None:
    both(workspace)
    workspace.choose("deepgram", "nova-3", {"punctuate": True})
    assert state(workspace).state == "evidence"
    workspace.choose("deepgram", "nova-2")
    assert "made with nova-3, the plan now says nova-2" in state(workspace).why[0]
    workspace.choose("deepgram", "nova-3", {"punctuate": True, "smart_format": True})
    assert "another smart_format" in state(workspace).why[0]
    request = {"options": {"punctuate": True, "smart_format": True}}
    run = workspace.record_run(
        "transcribe", sandbox=False, vendor="deepgram", model="nova-3", request=request
    )
    workspace.attach_evidence("test-audio", run.id)
    assert state(workspace).state == "evidence"


@pytest.mark.parametrize(
    ("vendor", "request_", "chosen", "fits"),
    [
        ("deepgram", {"parameters": [["punctuate", "true"]]}, {"punctuate": True}, True),
        ("deepgram", {"parameters": [["punctuate", "true"]]}, {"punctuate": False}, False),
        ("deepgram", {"parameters": [["keyterm", "a"], ["keyterm", "b"]]}, {"keyterm": ["a", "b"]},
         True),
        ("deepgram", {"parameters": [["keyterm", "a"]]}, {"keyterm": ["a"]}, True),
        ("deepgram", {"options": {"utterance_end_ms": 1000}}, {"utterance_end_ms": 1000}, True),
        ("amazon", {"Settings": {"ChannelIdentification": True}}, {"ChannelIdentification": True},
         True),
        ("amazon", {"LanguageCode": "en-US"}, {"LanguageCode": "en-GB"}, False),
        ("amazon", ["not a table"], {"LanguageCode": "en-GB"}, False),
        ("amazon", None, {}, True),
    ],
)  # fmt: skip
def test_options_are_compared_in_every_shape_of_request(
    workspace: Workspace, vendor: str, request_: object, chosen: dict[str, object], fits: bool
) -> None:
    run = workspace.record_run("keywords", sandbox=False, vendor=vendor, request=request_)
    evidence = workspace.attach_evidence("tune-downstream", run.id)
    workspace.choose(vendor, "", chosen)
    situation = Situation(
        (evidence,), {run.id: run}, (), workspace.choices(), {("tune-downstream", run.id): {}}
    )
    assert (stale_because(replace(evidence, basis={}), situation) == ()) is fits


def test_stale_when_the_normaliser_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(workspace)
    monkeypatch.setattr(versions, "normaliser_version", lambda: "english-2+9")
    assert "scored with english-1+" in state(workspace).why[0]
    # Attaching the old score again does not make it new.
    workspace.attach_evidence("test-audio", workspace.runs()[0].id)
    workspace.attach_evidence("test-audio", workspace.runs()[1].id)
    assert state(workspace).state == "stale"


def test_stale_when_a_fact_behind_it_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(workspace)
    row = facts()["deepgram-search-terms"]
    book = {**facts(), row.id: replace(row, value=60)}
    monkeypatch.setattr("checklists.facts.book.facts", lambda: MappingProxyType(book))
    assert "the fact deepgram-search-terms changed" in state(workspace).why[0]
    for run in workspace.runs():
        workspace.attach_evidence("test-audio", run.id)
    assert state(workspace).state == "evidence"


def test_a_tick_by_hand_is_shown_as_one(workspace: Workspace) -> None:
    workspace.assert_task("monitor", "Ada", "Grafana board 7")
    one = state(workspace, "monitor")
    assert (one.state, one.closed("live")) == ("asserted", True)
    assert one.assertion is not None and one.assertion.reason == "Grafana board 7"
    workspace.withdraw("monitor")
    assert state(workspace, "monitor").state == "open"
    assert [one.withdrawn_at is not None for one in workspace.assertions()] == [True]


def test_evidence_outranks_a_tick_and_the_tick_stays_visible(workspace: Workspace) -> None:
    workspace.assert_task("test-audio", "Ada", "heard it")
    assert state(workspace).state == "asserted"
    both(workspace)
    assert state(workspace).state == "evidence"
    assert state(workspace).assertion is not None


def test_a_tick_outranks_a_rehearsal_which_stays_visible(workspace: Workspace) -> None:
    both(workspace, sandbox=True)
    workspace.assert_task("test-audio", "Ada", "measured elsewhere")
    one = state(workspace)
    assert (one.state, one.sandbox, len(one.runs)) == ("asserted", True, 2)
    assert one.closed("live")


def test_not_needed_stands_against_everything_until_withdrawn(workspace: Workspace) -> None:
    both(workspace)
    workspace.not_needed("test-audio", "no audio at all", "Ada")
    assert state(workspace).state == "not-needed" and state(workspace).closed("live")
    workspace.withdraw("test-audio")
    assert state(workspace).state == "evidence"


def test_readiness_adds_up(workspace: Workspace) -> None:
    both(workspace, sandbox=True)
    workspace.assert_task("monitor", "Ada", "yes")
    workspace.not_needed("tune-downstream", "nothing reads it", "Ada")
    run = workspace.record_run("scan", sandbox=False)
    workspace.attach_evidence("upstream-dependencies", run.id)
    live = readiness(workspace.task_states())
    assert (live.done, live.total, live.not_needed) == (2, 11, 1)
    assert live.evidence + live.sandbox_only + live.stale + live.asserted + live.open == live.total
    assert live.arithmetic() == (
        "2 of 11 = 1 with evidence + 1 asserted by hand "
        "(not counted: 1 rehearsed in the sandbox only, 0 stale, 8 open; 1 not needed)"
    )
    rehearsal = readiness(workspace.task_states(), "sandbox")
    assert (rehearsal.done, rehearsal.share) == (3, 3 / 11)
    assert "1 rehearsed in the sandbox + 1 asserted" in rehearsal.arithmetic()


def test_the_next_step_is_the_cheapest_of_the_earliest_phase(workspace: Workspace) -> None:
    first = next_step(workspace.task_states())
    assert first is not None and first.task.id == "api-key" and first.effort == 5
    run = workspace.record_run("doctor", sandbox=False)
    workspace.attach_evidence("api-key", run.id)
    both(workspace, sandbox=True)
    second = next_step(workspace.task_states())
    assert second is not None and (second.task.id, second.effort) == ("test-audio", 15)
    assert "rehearsed" in second.reason
    also = next_step(workspace.task_states(), "sandbox")
    assert also is not None and also.task.id == "migration-plan"
    for one in tasks():
        if one.phase == "before":
            workspace.assert_task(one.id, "Ada", "done")
    third = next_step(workspace.task_states())
    assert third is not None and third.task.id == "monitor"
    for one in tasks():
        workspace.not_needed(one.id, "over", "Ada")
    assert next_step(workspace.task_states()) is None
    assert readiness(workspace.task_states()).share == 1.0
