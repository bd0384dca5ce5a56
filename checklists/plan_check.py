"""What speaks against acting on a plan as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from checklists.facts.book import STALE_AFTER_DAYS, fact
from checklists.guide import tasks
from checklists.plan_model import Plan, PlanTask


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to see to. A "problem" makes the check fail, a "remark" does not.

    ``where`` is the place in the plan, ``sentence`` what is so, ``next`` what to do.
    """

    severity: Literal["problem", "remark"]
    where: str
    sentence: str
    next: str

    @property
    def task(self) -> str:
        """The task in which it can be seen to; "" where there is none (a fact to look up)."""
        place, _, rest = self.where.partition(".")
        return rest if place == "tasks" else _TASKS.get(place, "")


# Where in the guide the parts of a plan are made, besides its tasks.
_TASKS = {
    "mode": "api-key",
    "samples": "representative-samples",
    "results": "test-audio",
    "keyterms": "test-audio",
    "search": "test-audio",
    "rollback": "rollback-plan",
}


def check_plan(plan: Plan, today: date | None = None) -> tuple[Finding, ...]:
    """Everything that speaks against acting on the plan, problems first."""
    today = today or datetime.now(UTC).date()
    found = [
        *_origin(plan),
        *_tasks(plan),
        *_order(plan),
        *_results(plan),
        *_rollback(plan),
        *_search(plan),
        *_keyterms(plan),
        *_facts(plan, today),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "problem"))


def _problem(where: str, sentence: str, step: str) -> Finding:
    return Finding("problem", where, sentence, step)


def _remark(where: str, sentence: str, step: str) -> Finding:
    return Finding("remark", where, sentence, step)


def _origin(plan: Plan) -> list[Finding]:
    if plan.mode == "sandbox":
        sentence = "The plan is a rehearsal: everything in it came from the sandbox."
        return [_problem("mode", sentence, "repeat the steps with both vendors' keys")]
    rehearsed = sorted({row.vendor for row in plan.results if row.sandbox})
    return [
        _remark("results", f"Some results of {name} came from the sandbox.", "repeat them live")
        for name in rehearsed
    ]


def _done(task: PlanTask, mode: str) -> bool:
    by_hand = task.state in ("asserted", "not-needed")
    return by_hand or (task.state == "evidence" and (mode == "sandbox" or not task.sandbox))


def _tasks(plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    there = {task.id: task for task in plan.tasks}
    for expected in tasks():
        task = there.pop(expected.id, None)
        if task is None:
            step = "export the plan again"
            found.append(_problem("tasks", f"The task {expected.id} is missing.", step))
            continue
        found += _task(task, plan.mode)
    for name in there:
        sentence = f"{name} is not one of the guide's tasks."
        found.append(_remark("tasks", sentence, "check its id"))
    return found


def _task(task: PlanTask, mode: str) -> list[Finding]:
    where = f"tasks.{task.id}"
    wanted = "; ".join(task.missing) or "bring its evidence"
    if task.state == "open":
        # What comes after the switch cannot be done before it.
        make = _problem if task.phase == "before" else _remark
        return [make(where, f"{task.title}: open.", wanted)]
    if task.state == "stale":
        return [_problem(where, f"{task.title}: the evidence is stale.", wanted)]
    if task.state == "evidence" and not _done(task, mode):
        return [_problem(where, f"{task.title}: only rehearsed in the sandbox.", "do it live")]
    if task.state == "evidence" and not task.runs:
        sentence = f"{task.title}: said to have evidence, but no run is named."
        return [_problem(where, sentence, "attach the run again")]
    if task.state in ("asserted", "not-needed") and not (task.by and task.reason):
        sentence = f"{task.title}: ticked by hand without a name or a reason."
        return [_problem(where, sentence, "say who and why")]
    if task.state == "asserted":
        sentence = f"{task.title}: asserted by {task.by}, without a run."
        return [_remark(where, sentence, "measure it where it can be measured")]
    return []


def _order(plan: Plan) -> list[Finding]:
    done = {task.id for task in plan.tasks if _done(task, plan.mode)}
    if "swap-traffic" in done and "rollback-plan" not in done:
        sentence = "Traffic was swapped without a rollback plan."
        return [_problem("tasks.swap-traffic", sentence, "write the rollback plan now")]
    return []


def _results(plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    if not plan.samples:
        found.append(_problem("samples", "There are no samples.", "add clips of your own"))
    elif all(sample.synthetic for sample in plan.samples):
        sentence = "All samples were synthesised; none is your audio."
        found.append(_remark("samples", sentence, "add clips of your own"))
    for row in plan.results:
        where = f"results.{row.vendor}"
        if row.scored == 0:
            sentence = f"{row.vendor}: {row.clips} clips, none of them scored."
            found.append(_remark(where, sentence, "give reference texts"))
        elif row.wer_low is None:
            sentence = f"{row.vendor}: scored on one clip only, so nothing is known of the spread."
            found.append(_remark(where, sentence, "score more clips"))
    return found


def _rollback(plan: Plan) -> list[Finding]:
    task = next((one for one in plan.tasks if one.id == "rollback-plan"), None)
    if task is not None and task.state == "not-needed":
        return []
    found: list[Finding] = []
    if not plan.rollback.steps:
        step = "write down how to go back, and try it"
        found.append(_problem("rollback.steps", "The plan does not say how to go back.", step))
    if not plan.rollback.triggers:
        sentence = "The plan does not say on which measured condition to go back."
        step = "name a number and for how long it may be exceeded"
        found.append(_problem("rollback.triggers", sentence, step))
    return [*found, *_conditions(plan), *_rehearsal(plan)]


def _conditions(plan: Plan) -> list[Finding]:
    where, rows = "rollback.triggers", plan.rollback.conditions or ()
    found = [
        _problem(where, f"{row.metric}: nobody said how much is too much.", "set its threshold")
        for row in rows
        if row.threshold is None
    ]
    rehearsed = [row.metric for row in rows if row.source == "sandbox"]
    if rehearsed and plan.mode == "live":
        sentence = f"Thresholds that the sandbox gave: {', '.join(rehearsed)}."
        found.append(_remark(where, sentence, "measure live and fill them in again"))
    return found


def _rehearsal(plan: Plan) -> list[Finding]:
    tried = plan.rollback.rehearsal
    if tried is None:
        return []
    where = "rollback.rehearsal"
    if not tried.passed:
        sentence = f"The old way did not answer when it was rehearsed: {tried.trouble}"
        return [_problem(where, sentence, "see to it and rehearse again")]
    if not tried.current:
        sentence = "The steps of the way back changed since they were rehearsed."
        return [_problem(where, sentence, "rehearse again")]
    return []


def _search(plan: Plan) -> list[Finding]:
    return [
        _remark(
            "search",
            f"{row.term}: the confidence to search from does not hold, it was {row.cut.stale}.",
            "calibrate the term again with this model",
        )
        for row in plan.search
        if row.cut is not None and row.cut.stale
    ]


def _keyterms(plan: Plan) -> list[Finding]:
    kept = {row.term for row in plan.keyterms if row.kept or row.verdict == "keep"}
    found = [
        _remark("keyterms", f"{row.term}: {row.stale}.", "try the terms again with this model")
        for row in plan.keyterms
        if row.stale and row.kept
    ]
    most = fact("deepgram-keyterm-terms")
    if isinstance(most.value, int) and len(kept) > most.value:
        sentence = f"{len(kept)} keyterms to keep; {most.source} advises at most {most.value}."
        found.append(_remark("keyterms", sentence, "keep those that gain most"))
    return found


def _facts(plan: Plan, today: date) -> list[Finding]:
    found: list[Finding] = []
    for row in plan.facts:
        age = (today - (row.as_of or row.read_on)).days
        if age > STALE_AFTER_DAYS:
            sentence = f"{row.id} is {age} days old: {row.says}"
            found.append(_remark(f"facts.{row.id}", sentence, f"look again: {row.source}"))
        elif row.standing != "documented":
            sentence = f"{row.id} is not sure ({row.standing}): {row.says}"
            found.append(_remark(f"facts.{row.id}", sentence, f"look yourself: {row.source}"))
    return found
