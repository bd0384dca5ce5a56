"""A plan out of a workspace: only what was recorded, each number with its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from checklists.evidence import Mode, TaskState, readiness
from checklists.facts.book import Fact, facts
from checklists.option_text import options_lines
from checklists.plan_findings import plan_findings
from checklists.plan_keywords import plan_keyterms, plan_replacements
from checklists.plan_model import (
    PLAN_VERSION,
    SANDBOX_NOTICE,
    LiveResult,
    Plan,
    PlanChoice,
    PlanFact,
    PlanTask,
    PlanVendor,
    Sample,
)
from checklists.plan_rollback import plan_rollback
from checklists.plan_search import plan_search
from checklists.records import ClipRecord, Run
from checklists.results import word_results
from checklists.versions import program_version
from checklists.workspace import Workspace

# What the costs and the experiments of every plan rest on, besides the facts of its tasks.
_ALWAYS = (
    "deepgram-price-batch",
    "deepgram-price-stream",
    "amazon-price-batch",
    "amazon-price-stream",
)


def build_plan(
    workspace: Workspace, *, mode: Mode | None = None, findings: Sequence[str] | None = None
) -> Plan:
    """The plan of a workspace as it stands.

    Without ``mode`` it is a "sandbox" plan (a rehearsal) where everything that a vendor took part
    in went to the sandbox, and a "live" plan otherwise. ``findings`` replaces the sentences that
    are made from the recorded numbers.
    """
    runs = workspace.run_figures()
    found = workspace.task_states()
    mode = mode or mode_of(runs)
    clips = workspace.clips()
    results = word_results(clips, runs)
    live = tuple(_live(run) for run in _latest(runs, "live"))
    search = plan_search(workspace)
    keyterms = plan_keyterms(runs, workspace.choices())
    return Plan(
        crossfade_plan=PLAN_VERSION,
        created=datetime.now(UTC).replace(microsecond=0),
        crossfade=program_version(),
        mode=mode,
        notice=SANDBOX_NOTICE if any(run.sandbox for run in runs) else "",
        readiness=readiness(found, mode).arithmetic(),
        findings=tuple(findings)
        if findings is not None
        else plan_findings(clips, runs, results, live, search, keyterms),
        vendors=_vendors(runs),
        choices=_choices(workspace),
        tasks=tuple(_task(one) for one in found),
        samples=tuple(_sample(record) for record in clips),
        results=results,
        live=live,
        search=search,
        keyterms=keyterms,
        replacements=plan_replacements(workspace, keyterms),
        rollback=plan_rollback(runs),
        facts=_facts(found),
    )


def mode_of(runs: Sequence[Run]) -> Mode:
    """ "sandbox" where there are vendor runs and all went there, else "live"."""
    asked = [run for run in runs if run.vendor]
    return "sandbox" if asked and all(run.sandbox for run in asked) else "live"


def _vendors(runs: Sequence[Run]) -> tuple[PlanVendor, ...]:
    """Each vendor, model and origin that took part, as last used."""
    rows: dict[tuple[str, str, str, str], PlanVendor] = {}
    for run in runs:
        if run.vendor:
            region = _text_in(run.request, "region")
            endpoint = "sandbox" if run.sandbox else "live"
            key = (run.vendor, run.model, region, endpoint)
            rows[key] = PlanVendor(run.vendor, run.model, region, endpoint)
    return tuple(rows[key] for key in sorted(rows))


def _task(one: TaskState) -> PlanTask:
    said = one.assertion
    return PlanTask(
        id=one.task.id,
        number=one.task.number,
        phase=one.task.phase,
        title=one.task.title,
        state=one.state,
        sandbox=one.sandbox,
        runs=one.runs,
        missing=one.why,
        by=said.name if said else None,
        reason=said.reason if said else None,
        at=said.at.astimezone(UTC).replace(microsecond=0) if said else None,
    )


def _sample(record: ClipRecord) -> Sample:
    clip = record.clip
    return Sample(
        sha256=clip.sha256,
        name=record.name,
        duration=round(clip.duration, 3),
        container=clip.container,
        codec=clip.codec,
        rate=clip.rate,
        channels=clip.channels,
        referenced=bool(record.references) and not record.unverified,
        synthetic=record.synthetic,
        tags=record.tags,
    )


def _latest(runs: Sequence[Run], kind: str) -> list[Run]:
    """The newest run of a kind for each vendor, model, clip and origin, in time order."""
    newest = {(r.vendor, r.model, r.clip, r.sandbox): r for r in runs if r.kind == kind}
    return sorted(newest.values(), key=lambda run: run.started_at)


def _live(run: Run) -> LiveResult:
    numbers = latency_numbers(run)
    return LiveResult(
        vendor=run.vendor,
        model=run.model,
        sandbox=run.sandbox,
        clip=run.clip,
        measured_on=run.started_at.date(),
        run=run.id,
        basis=str(numbers.get("basis", "")),
        first_interim=_rounded(numbers.get("first_interim")),
        emission_p50=_rounded(_table_in(numbers, "emission").get("p50")),
        emission_n=int(_table_in(numbers, "emission").get("n", 0)),
        finalization_p50=_rounded(_table_in(numbers, "finalization").get("p50")),
        finalization_n=int(_table_in(numbers, "finalization").get("n", 0)),
        endpoint_p50=_rounded(_table_in(numbers, "endpoint").get("p50")),
        endpoint_n=int(_table_in(numbers, "endpoint").get("n", 0)),
        revision=_rounded(numbers.get("revision")),
        last_final=_rounded(numbers.get("last_final")),
    )


def latency_numbers(run: Run) -> Mapping[str, Any]:
    """The latency among a live run's numbers, wherever beside the score it stands."""
    inner = run.numbers.get("latency")
    return inner if isinstance(inner, Mapping) else run.numbers


def _choices(workspace: Workspace) -> tuple[PlanChoice, ...] | None:
    rows = [
        PlanChoice(
            vendor=choice.vendor,
            model=choice.model,
            options=options_lines(choice.options),
            chosen_on=choice.at.astimezone(UTC).date(),
        )
        for choice in workspace.choices().values()
    ]
    return tuple(rows) or None


def _facts(found: Sequence[TaskState]) -> tuple[PlanFact, ...]:
    wanted = dict.fromkeys([name for one in found for name in one.task.facts] + [*_ALWAYS])
    return tuple(_fact(facts()[name]) for name in wanted)


def _fact(fact: Fact) -> PlanFact:
    return PlanFact(
        id=fact.id,
        says=fact.says,
        value=fact.value,
        unit=fact.unit,
        source=fact.source,
        read_on=fact.read_on,
        standing=fact.standing,
        guide_says=fact.supersedes,
        as_of=fact.as_of,
    )


def _rounded(value: object) -> float | None:
    return round(float(value), 4) if isinstance(value, int | float) else None


def _table_in(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = table.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _text_in(request: object, name: str) -> str:
    value = request.get(name) if isinstance(request, Mapping) else None
    return value if isinstance(value, str) else ""
