from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checklists.before import rollback
from checklists.before.rollback_steps import FIRST_STEPS
from checklists.before.rollback_triggers import FINAL_P50, FINAL_P95, WORDS, measured_triggers
from checklists.before.way_back import Trigger, WayBack, moved
from checklists.evidence import TaskState
from checklists.plan import build_plan, check_plan, from_toml, to_toml
from checklists.records import ClipRecord
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.credentials import SANDBOX_AWS_KEY_ID, SANDBOX_AWS_SECRET, Secret
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from tests.checklists.both_sides import both_sides
from tests.checklists.furnished import HOSTILE, LATENCY, furnish
from tests.wire.deepgram.tones import tones, wav

TODAY = date(2026, 12, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def add_sample(workspace: Workspace, said: str = "alpha bravo", name: str = "call") -> ClipRecord:
    path = workspace.directory.parent / f"{name}.wav"
    path.write_bytes(wav(tones(said)))
    return workspace.add_clip(probe(path), name=name)


def task(workspace: Workspace) -> TaskState:
    return next(one for one in workspace.task_states() if one.id == "rollback-plan")


def trigger(workspace: Workspace, metric: str) -> Trigger:
    return next(one for one in measured_triggers(workspace) if one.metric == metric)


# --- triggers --------------------------------------------------------------------------------


def test_without_measurements_a_trigger_says_so(workspace: Workspace) -> None:
    rows = measured_triggers(workspace)
    assert [row.metric for row in rows if row.threshold is None] == [WORDS, FINAL_P95, FINAL_P50]
    assert all("no measurement yet" in row.sentence() for row in rows[:4])
    cost = rows[-1]
    assert (cost.source, cost.threshold, cost.unit) == ("list price", 0.006, "USD")
    assert "as of 2026-09-23" in cost.sentence()


def test_triggers_come_from_what_was_measured(workspace: Workspace) -> None:
    furnish(workspace)
    words = trigger(workspace, WORDS)
    # The upper end of Deepgram's interval [8.3 %, 36.4 %], which is above Amazon's 0 %.
    assert (words.threshold, words.unit, words.source) == (37.0, "%", "sandbox")
    assert "Deepgram nova-3 17.1% [8.3%, 36.4%] on 3 clips" in words.basis
    assert "measured in the sandbox" in words.sentence()
    half = trigger(workspace, FINAL_P50)
    # Half as much again as 0.52 s, rounded up to a tenth.
    assert (half.threshold, half.source) == (0.8, "sandbox") and "(n 4)" in half.basis
    tail = trigger(workspace, FINAL_P95)
    assert tail.threshold is None and "4 utterances, a p95 needs 20" in tail.basis


def test_live_measurements_go_before_the_sandbox(workspace: Workspace) -> None:
    furnish(workspace, sandbox=False)
    furnish(workspace, sandbox=True)
    assert {trigger(workspace, name).source for name in (WORDS, FINAL_P50)} == {"live"}


def test_a_limit_is_never_below_what_amazon_gave(workspace: Workspace) -> None:
    furnish(workspace)
    slow = {**LATENCY, "finalization": {"n": 30, "p50": 2.31, "p95": 4.0, "p99": None}}
    workspace.record_run("live", sandbox=True, vendor="amazon", numbers=slow)
    half = trigger(workspace, FINAL_P50)
    assert half.threshold == 2.4 and "Amazon 2.31 s (n 30)" in half.basis
    # Another origin is never the measure.
    workspace.record_run(
        "live", sandbox=False, vendor="amazon",
        numbers={**slow, "finalization": {"n": 30, "p50": 9.0}},
    )  # fmt: skip
    assert trigger(workspace, FINAL_P50).threshold == 2.4


def test_failures_come_from_the_newest_comparison(workspace: Workspace) -> None:
    for failures in (9, 3):
        row = {"clips": 40, "failures": failures}
        workspace.record_run("compare", sandbox=True, result={"vendors": {"deepgram": row}})
    found = trigger(workspace, "failed requests")
    assert (found.threshold, found.source) == (12.0, "sandbox")
    assert "3 of 40 clips failed" in found.basis
    workspace.record_run("compare", sandbox=True, result={"vendors": HOSTILE})
    assert trigger(workspace, "failed requests").threshold == 12.0


def test_measuring_again_leaves_what_the_team_set(workspace: Workspace) -> None:
    way = rollback.kept(workspace).way
    own = replace(way.triggers[0], threshold=12.0, source="team")
    added = Trigger("complaints", ">", 3.0, "", 60, "team", "")
    kept = replace(way, triggers=(own, replace(way.triggers[2], window=5), added))
    furnish(workspace)
    fresh = rollback.measured_again(workspace, kept)
    assert fresh.triggers[0] == own and fresh.triggers[2] == added
    assert (fresh.triggers[1].threshold, fresh.triggers[1].window) == (0.8, 5)
    # What was taken out of the list is offered again.
    assert [row.metric for row in fresh.triggers[3:]] == [
        FINAL_P95, "failed requests", "cost of a minute of audio"
    ]  # fmt: skip
    assert rollback.measured_again(workspace, fresh) == fresh


# --- keeping ---------------------------------------------------------------------------------


def test_a_draft_is_kept_and_closes_nothing(workspace: Workspace) -> None:
    proposed = rollback.kept(workspace)
    assert not proposed.saved and proposed.way.steps == FIRST_STEPS
    assert not workspace.runs()
    way = replace(proposed.way, steps=moved(proposed.way.steps, 0, 3))
    rollback.keep(workspace, way)
    with Workspace.open(workspace.directory) as again:
        found = rollback.kept(again)
    assert found.saved and found.way == way and found.rehearsal is None
    assert task(workspace).state == "open" and not workspace.evidence()


def test_a_draft_says_when_the_sandbox_gave_a_limit(workspace: Workspace) -> None:
    run = rollback.keep(workspace, rollback.kept(workspace).way)
    assert not run.sandbox
    furnish(workspace)
    way = rollback.measured_again(workspace, rollback.kept(workspace).way)
    assert rollback.keep(workspace, way).sandbox


def test_a_draft_is_in_the_plan_and_comes_back_from_it(workspace: Workspace) -> None:
    furnish(workspace)
    way = rollback.kept(workspace).way
    steps = (replace(way.steps[0], owner="Ann [/]", text=HOSTILE), *way.steps[1:])
    rollback.keep(workspace, replace(way, steps=steps))
    plan = build_plan(workspace)
    assert plan.rollback.steps[0] == f"{HOSTILE} (Ann [/], 5 min)"
    assert plan.rollback.triggers[0].startswith("word errors > 37 % for 60 min (measured in the")
    assert plan.rollback.conditions is not None and plan.rollback.conditions[1].threshold is None
    assert plan.rollback.rehearsal is None
    content = to_toml(plan)
    assert from_toml(content) == plan and to_toml(from_toml(content)) == content
    found = [one for one in check_plan(plan, TODAY) if one.where.startswith("rollback")]
    assert [one.sentence for one in found] == ["final text, p95: nobody said how much is too much."]
    assert {one.task for one in found} == {"rollback-plan"}


# --- rehearsing ------------------------------------------------------------------------------


async def test_a_rehearsal_goes_there_and_back_over_the_real_wires(workspace: Workspace) -> None:
    sample = add_sample(workspace)
    way = rollback.kept(workspace).way
    steps: list[tuple[str, int, int]] = []
    async with both_sides() as sides:
        tried = await rollback.rehearse(
            sides.vendors, sample, on_step=lambda *step: steps.append(step)
        )
    found = tried.rehearsal
    # The stand-ins have keys that are not the sandbox's, so all of this counts as live.
    assert found.passed and not found.sandbox and not found.trouble
    assert (found.deepgram.words, found.amazon and found.amazon.words) == (2, 2)
    assert found.credentials == "accepted in us-east-1"
    assert found.back_seconds is not None
    assert 0 < found.credentials_seconds < found.back_seconds
    assert [done for _, done, _ in steps] == [0, 1, 2]
    assert all("(live)" in words for words, _, _ in steps)

    run = rollback.record(workspace, way, sample, tried)
    assert not run.sandbox and task(workspace).closed("live")
    kept = rollback.kept(workspace)
    assert kept.current and kept.run == run.id and kept.rehearsal is not None
    assert kept.rehearsal.at == found.at and kept.rehearsal.back_seconds == found.back_seconds
    # Both transcripts can be opened again, and stand for the test of the audio.
    assert workspace.transcript(kept.rehearsal.deepgram.run).vendor == "deepgram"
    assert kept.rehearsal.amazon is not None
    assert workspace.transcript(kept.rehearsal.amazon.run).words
    plan = build_plan(workspace)
    assert plan.rollback.rehearsal is not None and plan.rollback.rehearsal.current
    assert plan.rollback.rehearsal.run == run.id
    content = to_toml(plan)
    assert from_toml(content) == plan and to_toml(from_toml(content)) == content


async def rehearsed(workspace: Workspace, sample: ClipRecord) -> WayBack:
    async with both_sides() as sides:
        tried = await rollback.rehearse(sides.vendors, sample)
    way = rollback.kept(workspace).way
    rollback.record(workspace, way, sample, tried)
    return way


async def test_other_steps_make_the_rehearsal_stale_other_owners_do_not(
    workspace: Workspace,
) -> None:
    way = await rehearsed(workspace, add_sample(workspace))
    owned = replace(way, steps=(replace(way.steps[0], owner="Ann", minutes=1), *way.steps[1:]))
    rollback.keep(workspace, owned)
    assert rollback.kept(workspace).current and task(workspace).state == "evidence"
    rollback.keep(workspace, replace(owned, steps=moved(owned.steps, 0, 1)))
    kept = rollback.kept(workspace)
    assert not kept.current and kept.rehearsal is not None
    assert task(workspace).state == "stale"
    assert "the steps of the way back changed" in task(workspace).why[0]
    plan = build_plan(workspace)
    assert plan.rollback.rehearsal is not None and not plan.rollback.rehearsal.current
    assert "rehearse again" in {one.next for one in check_plan(plan, TODAY)}
    rollback.keep(workspace, owned)
    assert task(workspace).state == "evidence"


async def test_another_normaliser_is_no_matter_of_a_rehearsal(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rehearsed(workspace, add_sample(workspace))
    monkeypatch.setattr("checklists.versions.normaliser_version", lambda: "another")
    assert task(workspace).state == "evidence"


async def test_refused_credentials_are_what_a_rehearsal_finds(workspace: Workspace) -> None:
    sample = add_sample(workspace)
    async with both_sides() as sides:
        # The sandbox's own key, which this stand-in refuses: one sandboxed side is enough.
        access = replace(
            sides.amazon.access,
            key_id=SANDBOX_AWS_KEY_ID,
            secret=Secret(SANDBOX_AWS_SECRET),
        )
        vendors = Vendors(sides.deepgram.access, access)
        tried = await rollback.rehearse(vendors, sample)
    found = tried.rehearsal
    assert not found.passed and found.credentials == "refused" and found.back_seconds is None
    assert found.amazon is None and found.sandbox
    assert_recorded_without_evidence(workspace, sample, tried)


async def test_a_failed_job_is_what_a_rehearsal_finds(workspace: Workspace) -> None:
    sample = add_sample(workspace)
    async with both_sides() as sides:
        sides.amazon.faults.failure_reason = "Invalid file size: file size too large."
        tried = await rollback.rehearse(sides.vendors, sample)
    found = tried.rehearsal
    assert found.credentials.startswith("accepted") and "Invalid file size" in found.trouble
    assert_recorded_without_evidence(workspace, sample, tried)


async def test_an_answer_without_words_is_none(workspace: Workspace) -> None:
    sample = add_sample(workspace, "_ _", "silence")
    async with both_sides() as sides:
        tried = await rollback.rehearse(sides.vendors, sample)
    assert "heard no word in silence" in tried.rehearsal.trouble
    assert not tried.rehearsal.passed and len(tried.transcripts) == 2
    assert_recorded_without_evidence(workspace, sample, tried)


def assert_recorded_without_evidence(
    workspace: Workspace, sample: ClipRecord, tried: rollback.Tried
) -> None:
    run = rollback.record(workspace, rollback.kept(workspace).way, sample, tried)
    assert run.numbers["passed"] == 0
    assert task(workspace).state == "open"
    found = [one for one in check_plan(build_plan(workspace), TODAY) if "rehears" in one.where]
    assert [one.severity for one in found] == ["problem"]
    assert tried.rehearsal.trouble in found[0].sentence
    kept = rollback.kept(workspace)
    assert kept.rehearsal is not None and kept.rehearsal.trouble == tried.rehearsal.trouble


async def test_without_deepgram_there_is_nothing_to_go_back_from(workspace: Workspace) -> None:
    sample = add_sample(workspace)
    async with both_sides() as sides:
        sides.deepgram.faults.fail_next = 20
        sides.deepgram.faults.status = 402
        with pytest.raises(VendorTrouble):
            await rollback.rehearse(sides.vendors, sample)
    assert not workspace.runs()


async def test_a_way_back_with_a_gap_is_no_evidence_even_rehearsed(workspace: Workspace) -> None:
    sample = add_sample(workspace)
    async with both_sides() as sides:
        tried = await rollback.rehearse(sides.vendors, sample)
    rollback.record(workspace, WayBack(FIRST_STEPS, ()), sample, tried)
    assert task(workspace).state == "open" and rollback.kept(workspace).rehearsal is not None


async def test_the_rehearsal_asks_for_what_the_plan_means_to_use(workspace: Workspace) -> None:
    assert rollback.planned_deepgram(workspace) is None
    workspace.choose("deepgram", "nova-2", {"punctuate": True, "keywords": ["Zyxel:2", "alpha"]})
    options = rollback.planned_deepgram(workspace)
    sample = add_sample(workspace)
    async with both_sides() as sides:
        tried = await rollback.rehearse(sides.vendors, sample, deepgram=options)
    rollback.record(workspace, rollback.kept(workspace).way, sample, tried)
    assert tried.rehearsal.deepgram.model == "nova-2"
    # Made as chosen, so nothing of it is stale.
    states = {one.id: one.state for one in workspace.task_states()}
    assert states["test-audio"] == "evidence"


def test_limits_from_the_sandbox_are_told_of_a_live_plan(workspace: Workspace) -> None:
    furnish(workspace)
    rollback.keep(workspace, rollback.kept(workspace).way)
    plan = build_plan(workspace, mode="live")
    (told,) = [one for one in check_plan(plan, TODAY) if "sandbox gave" in one.sentence]
    assert told.severity == "remark" and "word errors" in told.sentence


@pytest.mark.parametrize("broken", [{"at": "yesterday"}, {"deepgram": {}}, {"deepgram": 3}, {}])
def test_a_rehearsal_of_another_version_is_a_draft(
    workspace: Workspace, broken: dict[str, Any]
) -> None:
    result = {"steps": ["a"], "triggers": [], "rehearsal": broken}
    workspace.record_run("rollback", sandbox=False, result=result)
    kept = rollback.kept(workspace)
    assert kept.rehearsal is None and kept.way.steps[0].text == "a"


async def test_a_rehearsal_in_the_real_sandbox(workspace: Workspace, sandbox: SandboxUrls) -> None:
    from checklists.before.samples import add_sample_call
    from providers.sandbox.samples import sample_calls

    call = min(sample_calls(), key=lambda one: one.duration)
    sample = add_sample_call(workspace, call, probe(call.path))
    vendors = Vendors(sandbox.deepgram_access(), sandbox.amazon_access())
    began = datetime.now(UTC)
    tried = await rollback.rehearse(vendors, sample)
    rollback.record(workspace, rollback.kept(workspace).way, sample, tried)
    assert tried.rehearsal.passed and tried.rehearsal.at >= began
    assert tried.rehearsal.deepgram.words > 20
    assert task(workspace).rehearsed
