"""The readiness figure taken apart: which tasks count, which do not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.evidence import Mode, TaskState
from checklists.guide import Task

Counting = Literal["counts", "does not count", "not needed"]


@dataclass(frozen=True, slots=True)
class Summand:
    """One task in the sum. ``why`` says in words why it counts or does not."""

    task: Task
    counting: Counting
    why: str


def summands(found: Sequence[TaskState], mode: Mode) -> tuple[Summand, ...]:
    """Every task in the guide's order. "counts" over all that are needed is the readiness."""
    return tuple(_summand(one, mode) for one in found)


def _summand(one: TaskState, mode: Mode) -> Summand:
    if one.state == "not-needed":
        return Summand(one.task, "not needed", f"left out of the sum {_by_hand(one)}")
    if one.closed(mode):
        return Summand(one.task, "counts", _why_closed(one))
    return Summand(one.task, "does not count", _why_open(one))


def _why_closed(one: TaskState) -> str:
    if one.state == "asserted":
        return f"asserted {_by_hand(one)}"
    runs = f"{len(one.runs)} run{'' if len(one.runs) == 1 else 's'}"
    return f"rehearsed in the sandbox, {runs}" if one.sandbox else f"evidence, {runs}"


def _why_open(one: TaskState) -> str:
    if one.state == "stale":
        return f"stale: {'; '.join(one.why)}"
    if one.state == "evidence":
        return "only rehearsed in the sandbox, which closes nothing for a live plan"
    return "; ".join(one.why) or "open"


def _by_hand(one: TaskState) -> str:
    said = one.assertion
    return f"by {said.name}: {said.reason}" if said else "by hand"
