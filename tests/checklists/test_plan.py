from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists.guide import tasks
from checklists.plan import build_plan, check_plan, from_toml, read_plan, to_toml, write
from checklists.plan_model import (
    PLAN_VERSION,
    SANDBOX_NOTICE,
    Keyterm,
    LiveResult,
    Plan,
    PlanChoice,
    PlanFact,
    PlanTask,
    PlanVendor,
    Replacement,
    Result,
    Rollback,
    RollbackCondition,
    RollbackRehearsal,
    Sample,
    SearchTerm,
)
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.furnished import HOSTILE, furnish

# All of Unicode, lone surrogates too, and what breaks quoting.
TEXT = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(
    [HOSTILE, '"""', "'''", "\\", "a\r\nb", "\x00\x7f\x85\u2028", "x" * 5000, "[/]", "#", "= 1"]
)
MOMENTS = st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
) | st.builds(lambda at: at.replace(microsecond=0), st.datetimes(timezones=st.just(UTC)))
DATES = st.dates()
FLOATS = st.floats(allow_nan=False)
RATES = st.none() | FLOATS
COUNTS = st.integers(0, 10**9)
EXTRA_VALUES = st.recursive(
    TEXT | COUNTS | FLOATS | st.booleans() | DATES | MOMENTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
EXTRA = st.dictionaries(TEXT.map(lambda key: f"x-{key}"), EXTRA_VALUES, max_size=2)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


def rows(kind: type, **fields: Any) -> Any:
    return st.lists(st.builds(kind, extra=EXTRA, **fields), max_size=2).map(tuple)


PLANS = st.builds(
    Plan,
    crossfade_plan=st.just(PLAN_VERSION),
    created=MOMENTS,
    crossfade=TEXT,
    notice=TEXT,
    readiness=TEXT,
    findings=TEXTS,
    vendors=rows(PlanVendor, name=TEXT, model=TEXT, region=TEXT, endpoint=TEXT),
    tasks=rows(
        PlanTask, id=TEXT, number=COUNTS, title=TEXT, runs=TEXTS, missing=TEXTS,
        by=st.none() | TEXT, reason=st.none() | TEXT, at=st.none() | MOMENTS,
    ),
    samples=rows(
        Sample, sha256=TEXT, name=TEXT, duration=FLOATS, container=TEXT, codec=TEXT, tags=TEXTS
    ),
    results=rows(
        Result, vendor=TEXT, model=TEXT, normaliser=TEXT, wer=RATES, wer_low=RATES,
        wer_high=RATES, cer=RATES, runs=TEXTS, measured_on=DATES,
    ),
    live=rows(
        LiveResult, vendor=TEXT, model=TEXT, clip=TEXT, run=TEXT, basis=TEXT, measured_on=DATES,
        first_interim=RATES, emission_p50=RATES, finalization_p50=RATES, endpoint_p50=RATES,
        revision=RATES, last_final=RATES,
    ),
    search=rows(
        SearchTerm, term=TEXT, best_confidence=RATES, min_confidence=RATES, runs=TEXTS
    ),
    keyterms=rows(
        Keyterm, term=TEXT, run=TEXT, kept=st.booleans(), model=TEXT, clips=COUNTS,
        spoken=st.booleans(), invented=COUNTS, boost=RATES, wer_change=RATES,
        wer_change_low=RATES, wer_change_high=RATES, tried_on=st.none() | DATES, stale=TEXT,
    ),
    replacements=st.none()
    | rows(Replacement, rule=TEXT, phrase=TEXT, why=TEXT, source=TEXT, run=TEXT),
    choices=st.none()
    | rows(PlanChoice, vendor=TEXT, model=TEXT, options=TEXTS, chosen_on=DATES),
    rollback=st.builds(
        Rollback, steps=TEXTS, triggers=TEXTS, extra=EXTRA,
        conditions=st.none() | rows(
            RollbackCondition, metric=TEXT, comparison=TEXT, unit=TEXT, window=COUNTS,
            source=TEXT, basis=TEXT, threshold=RATES,
        ),
        rehearsal=st.none() | st.builds(
            RollbackRehearsal, at=MOMENTS, run=TEXT, sample=TEXT, deepgram_seconds=FLOATS,
            deepgram_words=COUNTS, amazon_words=COUNTS, credentials=TEXT, back_seconds=RATES,
            trouble=TEXT, extra=EXTRA,
        ),
    ),
    facts=rows(
        PlanFact, id=TEXT, says=TEXT, value=TEXT | COUNTS | FLOATS, unit=TEXT, source=TEXT,
        read_on=DATES, standing=TEXT, guide_says=TEXT, as_of=st.none() | DATES,
    ),
    extra=EXTRA,
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLANS)
def test_export_import_export_gives_the_same_bytes(plan: Plan) -> None:
    first = to_toml(plan)
    again = from_toml(first)
    assert to_toml(again) == first
    assert from_toml(to_toml(again)) == again


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def test_a_plan_of_an_empty_workspace(workspace: Workspace) -> None:
    plan = build_plan(workspace)
    assert [task.state for task in plan.tasks] == ["open"] * 12
    assert (plan.mode, plan.notice, plan.findings, plan.samples) == ("live", "", (), ())
    assert plan.rollback == Rollback()
    assert {"deepgram-search-terms", "amazon-price-batch"} <= {fact.id for fact in plan.facts}
    assert from_toml(to_toml(plan)) == plan


def test_a_plan_holds_what_was_recorded(workspace: Workspace) -> None:
    records = furnish(workspace)
    plan = build_plan(workspace)
    assert (plan.mode, plan.notice) == ("sandbox", SANDBOX_NOTICE)
    assert [sample.sha256 for sample in plan.samples] == [record.sha256 for record in records]
    amazon, deepgram = plan.results
    assert (amazon.vendor, amazon.wer, amazon.clips, amazon.scored) == ("amazon", 0.0, 3, 3)
    assert deepgram.wer is not None and deepgram.wer_low is not None and deepgram.wer_high
    assert deepgram.wer_low <= deepgram.wer <= deepgram.wer_high
    assert deepgram.sandbox and len(deepgram.runs) == 3
    dashwood, router = plan.search
    assert (dashwood.term, dashwood.acoustic, dashwood.text) == ("dashwood", 1, 0)
    assert (dashwood.best_confidence, dashwood.min_confidence) == (0.93, None)
    assert (router.best_confidence, router.text) == (None, 1)
    assert [(row.term, row.verdict, row.gained, row.lost) for row in plan.keyterms] == [
        ("Zyxel", "keep", 1, 0),
        ("card", "harmful", 0, 1),
    ]
    (live,) = plan.live
    assert (live.first_interim, live.finalization_p50, live.finalization_n) == (0.31, 0.52, 4)
    assert [(row.name, row.endpoint) for row in plan.vendors] == [
        ("amazon", "sandbox"),
        ("deepgram", "sandbox"),
    ]
    task = next(task for task in plan.tasks if task.id == "test-audio")
    assert (task.state, task.sandbox, len(task.runs)) == ("evidence", True, 9)
    assert from_toml(to_toml(plan)) == plan


def test_the_findings_say_where_they_come_from(workspace: Workspace) -> None:
    furnish(workspace)
    first, second, third, fourth, last = build_plan(workspace).findings
    assert first == (
        "1 of 2 search terms were heard in the sound where the text search found nothing: "
        "dashwood (0.93) (sandbox)."
    )
    assert second == "1 of 2 keyterms are worth keeping (Zyxel); card did harm (sandbox)."
    # One recogniser stands behind both sides there, so the clocks tell more than the errors.
    assert third.endswith("0.52 s (median of 4) (sandbox).")
    assert "in the sandbox" in fourth and "not the vendors" in fourth
    assert "of the guide are out of date" in last
    assert build_plan(workspace, findings=["mine"]).findings == ("mine",)


def test_live_and_sandbox_are_never_mixed(workspace: Workspace) -> None:
    furnish(workspace, sandbox=True)
    furnish(workspace, sandbox=False)
    plan = build_plan(workspace)
    assert plan.mode == "live" and plan.notice == SANDBOX_NOTICE
    assert [(row.vendor, row.sandbox, row.clips) for row in plan.results] == [
        ("amazon", False, 3),
        ("amazon", True, 3),
        ("deepgram", False, 3),
        ("deepgram", True, 3),
    ]
    assert {(row.term, row.sandbox) for row in plan.search} == {
        ("dashwood", False), ("dashwood", True), ("router", False), ("router", True)
    }  # fmt: skip
    task = next(task for task in plan.tasks if task.id == "test-audio")
    assert (task.state, task.sandbox) == ("evidence", False)


def test_the_newest_run_of_a_clip_counts_and_old_normalisers_do_not(workspace: Workspace) -> None:
    record = furnish(workspace)[0]
    score = {"hits": 9, "substitutions": 1, "deletions": 0, "insertions": 0}
    numbers = {**score, "characters": 10, "character_errors": 1}
    for _ in range(2):
        workspace.record_run(
            "transcribe", sandbox=True, vendor="amazon", model="nova-3", clip=record.sha256,
            numbers=numbers,
        )  # fmt: skip
    amazon = build_plan(workspace).results[0]
    assert (amazon.clips, amazon.scored) == (3, 3) and (amazon.wer or 0) > 0
    with workspace._writing("test", "", ""):
        workspace._run_sql("UPDATE runs SET normaliser = 'older'", ())
    assert [(row.scored, row.wer) for row in build_plan(workspace).results] == [(0, None)] * 2


def test_no_key_and_no_path_is_in_a_plan(workspace: Workspace, tmp_path: Path) -> None:
    furnish(workspace)
    text = to_toml(build_plan(workspace)).decode()
    assert str(tmp_path) not in text and os.fspath(workspace.directory) not in text


@pytest.fixture
def document(workspace: Workspace) -> str:
    furnish(workspace)
    return to_toml(build_plan(workspace)).decode()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('state = "open"', 'state = "done"', "tasks[0].state has to be one of open, evidence"),
        ("number = 2", 'number = "2"', "tasks[1].number has to be a whole number, not '2'"),
        ("number = 2", "number = true", "tasks[1].number has to be a whole number, not True"),
        ("number = 2", "number = 2.0", "tasks[1].number has to be a whole number"),
        ('id = "differences"', "", "The plan has no tasks[2].id"),
        ("duration = 12.5", 'duration = "long"', "samples[0].duration has to be a number"),
        ('mode = "sandbox"', 'mode = "half"', "mode has to be one of live, sandbox"),
        ('mode = "sandbox"', "", "The plan has no mode"),
        ("crossfade_plan = 1", "crossfade_plan = 2", "is of version 2"),
        ("crossfade_plan = 1", "", "'crossfade_plan' is missing"),
        ("[rollback]\nsteps = []", "[rollback]\nsteps = 3", "rollback.steps has to be a list"),
        ("[rollback]\nsteps = []", "[rollback]\nsteps = [1]", "rollback.steps[0] has to be a text"),
        ("read_on = 2026-11-22", "read_on = 2026", "facts[0].read_on has to be a date"),
        ('findings = [', 'findings = [{a = 1},', "findings[0] has to be a text"),
        ("crossfade_plan = 1", "crossfade_plan = 1\n= 2", "is not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_by_its_path(
    document: str, before: str, after: str, sentence: str
) -> None:
    assert before in document
    with pytest.raises(BadInput) as caught:
        from_toml(document.replace(before, after, 1).encode())
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_moment_without_a_zone_is_refused(document: str) -> None:
    line = next(line for line in document.splitlines() if line.startswith("created = "))
    with pytest.raises(BadInput, match="created has to be a date with time and zone"):
        from_toml(document.replace(line, "created = 2026-11-22T10:00:00").encode())


def test_a_whole_number_is_a_number(document: str) -> None:
    plan = from_toml(document.replace("duration = 12.5", "duration = 12", 1).encode())
    assert plan.samples[0].duration == 12.0 and isinstance(plan.samples[0].duration, float)


def test_unknown_keys_are_kept_where_they_were(document: str) -> None:
    changed = document.replace('id = "differences"', 'id = "differences"\nowner = "Ada"', 1)
    changed += "\n[budget]\neuro = 100\nby = 2027-01-01\n"
    plan = from_toml(changed.encode())
    assert plan.tasks[2].extra == {"owner": "Ada"}
    assert plan.extra == {"budget": {"euro": 100, "by": date(2027, 1, 1)}}
    assert from_toml(to_toml(plan)) == plan and to_toml(from_toml(to_toml(plan))) == to_toml(plan)


def test_a_plan_of_before_stays_the_same_bytes(document: str) -> None:
    # What was added since is missing there, and stays so.
    assert "conditions" not in document and "choices" not in document
    assert to_toml(from_toml(document.encode())) == document.encode()


def test_what_may_be_missing_is_checked_where_it_is_there(document: str) -> None:
    for wrong, sentence in (
        ("conditions = 3", "rollback.conditions has to be a list"),
        ("conditions = [3]", r"rollback.conditions\[0\] has to be a table"),
        ("rehearsal = 3", "rollback.rehearsal has to be a table"),
        ("rehearsal = {}", "The plan has no rollback.rehearsal.at"),
    ):
        with pytest.raises(BadInput, match=sentence):
            from_toml(document.replace("[rollback]", f"[rollback]\n{wrong}", 1).encode())


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a = [" * 2000, b"", b"[[[", b"x = 1", b"\x00", b"tasks = 3"]
)
def test_what_is_no_plan_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        from_toml(content)


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInput):
        from_toml(content)


def test_a_plan_is_never_overwritten_unasked(workspace: Workspace, tmp_path: Path) -> None:
    plan = build_plan(workspace)
    path = tmp_path / "migration-plan.toml"
    write(plan, path)
    assert read_plan(path) == plan
    other = replace(plan, readiness="changed")
    with pytest.raises(BadInput, match="already there and was left as it is"):
        write(other, path)
    assert read_plan(path) == plan
    write(other, path, overwrite=True)
    assert read_plan(path) == other
    assert [file.name for file in tmp_path.iterdir() if "part" in file.name] == []


def test_where_nothing_can_be_written(workspace: Workspace, tmp_path: Path) -> None:
    plan = build_plan(workspace)
    with pytest.raises(BadInput, match="could not be written"):
        write(plan, tmp_path / "gone" / "plan.toml")
    with pytest.raises(BadInput, match="is a directory"):
        write(plan, tmp_path, overwrite=True)
    with pytest.raises(BadInput, match="is not a file"):
        read_plan(tmp_path)
    with pytest.raises(BadInput, match="is not a file"):
        read_plan(tmp_path / "gone.toml")
    (tmp_path / "x.toml").write_text("x = 1")
    with pytest.raises(BadInput, match=r"x\.toml: This is not a crossfade plan"):
        read_plan(tmp_path / "x.toml")


def ready(workspace: Workspace) -> Plan:
    """A plan against which nothing speaks: live, everything asserted or measured, a way back."""
    furnish(workspace, sandbox=False)
    for task in tasks():
        if task.id != "test-audio":
            workspace.assert_task(task.id, "Ada", "done")
    steps = {"steps": ["set the switch back"], "triggers": ["WER over 0.3 for an hour"]}
    run = workspace.record_run("rollback", sandbox=False, result=steps)
    workspace.attach_evidence("rollback-plan", run.id)
    return build_plan(workspace)


TODAY = date(2026, 12, 1)


def problems(plan: Plan) -> list[str]:
    return [found.where for found in check_plan(plan, TODAY) if found.severity == "problem"]


def test_nothing_speaks_against_a_finished_plan(workspace: Workspace) -> None:
    plan = ready(workspace)
    assert problems(plan) == []
    assert plan.rollback.triggers == ("WER over 0.3 for an hour",)
    remarks = [found.where for found in check_plan(plan, TODAY)]
    # What is only asserted, synthesised or not sure is still told.
    assert "tasks.monitor" in remarks and "samples" in remarks
    assert "facts.deepgram-search-terms" in remarks


def changed_task(plan: Plan, task_id: str, **changes: Any) -> Plan:
    changed = tuple(replace(t, **changes) if t.id == task_id else t for t in plan.tasks)
    return replace(plan, tasks=changed)


def test_what_speaks_against_a_plan(workspace: Workspace) -> None:
    plan = ready(workspace)
    assert problems(replace(plan, mode="sandbox")) == ["mode"]
    assert problems(replace(plan, tasks=plan.tasks[1:])) == ["tasks"]
    assert problems(replace(plan, samples=())) == ["samples"]
    assert problems(replace(plan, rollback=Rollback())) == ["rollback.steps", "rollback.triggers"]
    assert problems(changed_task(plan, "api-key", state="open")) == ["tasks.api-key"]
    assert problems(changed_task(plan, "monitor", state="open")) == []
    assert problems(changed_task(plan, "monitor", state="stale")) == ["tasks.monitor"]
    assert problems(changed_task(plan, "monitor", by=None)) == ["tasks.monitor"]
    assert problems(changed_task(plan, "test-audio", sandbox=True)) == ["tasks.test-audio"]
    assert problems(changed_task(plan, "test-audio", runs=())) == ["tasks.test-audio"]
    assert problems(changed_task(plan, "rollback-plan", state="open")) == [
        "tasks.rollback-plan",
        "tasks.swap-traffic",
    ]


def test_old_facts_are_to_be_looked_at_again(workspace: Workspace) -> None:
    plan = ready(workspace)
    later = TODAY + timedelta(days=400)
    old = [found for found in check_plan(plan, later) if "days old" in found.sentence]
    assert len(old) == len(plan.facts)
