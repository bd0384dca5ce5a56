"""What closes a task, when that goes stale, and how far the migration is.

A task is "open"; "evidence" (every need of the guide's row is met by a run that still holds);
"stale" (it was met, but a clip, reference, option, model, normaliser or fact behind it changed
since); "asserted" (ticked by hand, for ever shown as such); or "not-needed". ``sandbox`` is a flag
beside the state, not a state: it says that some need is met only by runs against the sandbox, so
the task has been rehearsed and is not closed for a live plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from checklists.basis import changes
from checklists.guide import Need, Task, tasks
from checklists.records import Assertion, Choice, Evidence, Run

State = Literal["open", "evidence", "stale", "asserted", "not-needed"]
Mode = Literal["live", "sandbox"]


@dataclass(frozen=True, slots=True)
class TaskState:
    """Where a task stands. ``runs`` are the ids behind it, ``why`` says what is missing or stale.

    ``assertion`` is there for "asserted" and "not-needed", and also beside evidence.
    """

    task: Task
    state: State
    sandbox: bool
    runs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    assertion: Assertion | None = None

    @property
    def id(self) -> str:
        """The task's id."""
        return self.task.id

    @property
    def rehearsed(self) -> bool:
        """There is evidence, but some of it only from the sandbox."""
        return self.state == "evidence" and self.sandbox

    def closed(self, mode: Mode) -> bool:
        """Whether the task is done for such a plan: a rehearsal closes nothing for a live one."""
        if self.state in ("asserted", "not-needed"):
            return True
        return self.state == "evidence" and (mode == "sandbox" or not self.sandbox)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the states are worked out from. ``bases`` is the fingerprint of each evidence now."""

    evidence: Sequence[Evidence]
    runs: Mapping[str, Run]
    assertions: Sequence[Assertion]
    choices: Mapping[str, Choice]
    bases: Mapping[tuple[str, str], Mapping[str, Any]]


def states(situation: Situation) -> tuple[TaskState, ...]:
    """The state of each of the twelve tasks, in the guide's order."""
    return tuple(_state(task, situation) for task in tasks())


def stale_because(evidence: Evidence, situation: Situation) -> tuple[str, ...]:
    """Why this evidence no longer holds; nothing where it does."""
    run = situation.runs[evidence.run]
    now = situation.bases[(evidence.task, evidence.run)]
    return changes(evidence.basis, now, run) + otherwise_chosen(run, situation.choices)


def otherwise_chosen(run: Run, choices: Mapping[str, Choice]) -> tuple[str, ...]:
    """In what a run was made otherwise than is now chosen for its vendor; nothing where in none."""
    choice = choices.get(run.vendor)
    if choice is None:
        return ()
    found: list[str] = []
    if choice.model and run.model and run.model != choice.model:
        found.append(f"made with {run.model}, the plan now says {choice.model}")
    for name, value in choice.options.items():
        if _written(run.options.get(name)) != _written(value):
            found.append(f"made with another {name} than the plan now says")
    return tuple(found)


def _written(value: Any) -> Any:
    """A value as a query string writes it: true is "true", a list is its members."""
    if isinstance(value, list | tuple):
        members = [_written(inner) for inner in value]
        return members[0] if len(members) == 1 else members
    return str(value).lower() if isinstance(value, bool) else value if value is None else str(value)


def _state(task: Task, situation: Situation) -> TaskState:
    said = [a for a in situation.assertions if a.task == task.id and a.withdrawn_at is None]
    assertion = said[-1] if said else None
    attached = [evidence for evidence in situation.evidence if evidence.task == task.id]
    reasons = {evidence.run: stale_because(evidence, situation) for evidence in attached}
    fresh = [situation.runs[run] for run, why in reasons.items() if not why]
    stale = [situation.runs[run] for run, why in reasons.items() if why]
    met = [_best(need, fresh) for need in task.needs]
    runs = tuple(reasons)
    if assertion and assertion.kind == "not-needed":
        return TaskState(task, "not-needed", False, runs, (), assertion)
    if met and all(run is not None for run in met):
        sandbox = any(run.sandbox for run in met if run is not None)
        # A name that stands for it counts for a live plan, a rehearsal does not.
        if sandbox and assertion:
            return TaskState(task, "asserted", True, runs, (), assertion)
        return TaskState(task, "evidence", sandbox, runs, (), assertion)
    sandbox = bool(attached) and all(run.sandbox for run in (*fresh, *stale))
    if assertion:
        return TaskState(task, "asserted", sandbox, runs, (), assertion)
    gaps = [need for need, run in zip(task.needs, met, strict=True) if run is None]
    if stale and all(_best(need, stale) is not None for need in gaps):
        return TaskState(task, "stale", sandbox, runs, _grouped(reasons))
    missing = tuple(f"still wanted: {need}" for need in gaps)
    return TaskState(task, "open", sandbox, runs, missing)


def _grouped(reasons: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Why evidence is stale, each reason once, with the run or how many runs it is true of."""
    runs: dict[str, list[str]] = {}
    for run, why in reasons.items():
        for reason in why:
            runs.setdefault(reason, []).append(run)
    return tuple(
        f"{reason} ({found[0] if len(found) == 1 else f'{len(found)} runs'})"
        for reason, found in runs.items()
    )


def _best(need: Need, runs: Sequence[Run]) -> Run | None:
    """A run that meets the need, a live one before one from the sandbox."""
    fitting = [run for run in runs if need.met_by(run.kind, run.vendor)]
    return min(fitting, key=lambda run: run.sandbox, default=None)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of the tasks count as done, and the sum it is made of.

    ``evidence + asserted`` over ``total`` (the tasks that are needed). Evidence counts in full,
    an assertion too, since the name that stands behind it is shown; a rehearsal in the sandbox
    counts nothing for a live plan, and neither does what is stale.
    """

    mode: Mode
    evidence: int
    sandbox_only: int
    stale: int
    asserted: int
    open: int
    not_needed: int

    @property
    def total(self) -> int:
        """The tasks that are needed."""
        return self.evidence + self.sandbox_only + self.stale + self.asserted + self.open

    @property
    def done(self) -> int:
        """The tasks that count as done."""
        rehearsals = self.sandbox_only if self.mode == "sandbox" else 0
        return self.evidence + self.asserted + rehearsals

    @property
    def share(self) -> float:
        """``done / total`` in 0..1; 1 where nothing is needed."""
        return self.done / self.total if self.total else 1.0

    def arithmetic(self) -> str:
        """The sum in words: "5 of 12 = 4 with evidence + 1 asserted (...)"."""
        parts = [f"{self.evidence} with evidence"]
        left = []
        if self.mode == "sandbox":
            parts.append(f"{self.sandbox_only} rehearsed in the sandbox")
        else:
            left.append(f"{self.sandbox_only} rehearsed in the sandbox only")
        parts.append(f"{self.asserted} asserted by hand")
        left += [f"{self.stale} stale", f"{self.open} open"]
        spare = f"; {self.not_needed} not needed" if self.not_needed else ""
        return (
            f"{self.done} of {self.total} = {' + '.join(parts)} (not counted: {', '.join(left)}"
            f"{spare})"
        )


def readiness(found: Sequence[TaskState], mode: Mode = "live") -> Readiness:
    """How far the migration is, for a live plan or for a rehearsal."""

    def count(state: State) -> int:
        return sum(1 for one in found if one.state == state)

    rehearsed = sum(1 for one in found if one.rehearsed)
    return Readiness(
        mode=mode,
        evidence=count("evidence") - rehearsed,
        sandbox_only=rehearsed,
        stale=count("stale"),
        asserted=count("asserted"),
        open=count("open"),
        not_needed=count("not-needed"),
    )


@dataclass(frozen=True, slots=True)
class NextStep:
    """The task to do next and why this one. ``effort`` in minutes."""

    task: Task
    reason: str
    effort: int


def next_step(found: Sequence[TaskState], mode: Mode = "live") -> NextStep | None:
    """The cheapest useful task: of the earliest phase not yet closed, the one of least effort.

    A later phase rests on the earlier, so it is not useful to begin there. None when all is done.
    Renewing what is stale, or repeating a rehearsal live, costs half: the way is known.
    """
    left = [one for one in found if not one.closed(mode)]
    if not left:
        return None
    order = {"before": 0, "during": 1, "after": 2}
    best = min(left, key=lambda one: (order[one.task.phase], _cost(one), one.task.number))
    return NextStep(best.task, _because(best), _cost(best))


def _cost(one: TaskState) -> int:
    known = one.state == "stale" or one.rehearsed
    return max(1, one.task.effort // 2) if known else one.task.effort


def _because(one: TaskState) -> str:
    if one.state == "stale":
        return f"its evidence is stale ({'; '.join(one.why)})"
    if one.rehearsed:
        return "it was rehearsed in the sandbox; the same steps against the vendor close it"
    wanted = "; ".join(one.why)
    return f"the cheapest open task {one.task.phase} the migration: {wanted or one.task.closes}"
