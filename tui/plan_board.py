"""The plan as its workbench shows it: what would be exported, what stands against it, what changed.

Text of a plan that came from elsewhere enters the terminal program here, so here it is cleaned.
No Textual, so that what is said can be tested without a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.evidence import Mode, TaskState, readiness
from checklists.guide import tasks
from checklists.plan import IMPORT, check_plan, current_plan, to_toml
from checklists.plan_changes import Line, changed_since, earlier_plan
from checklists.plan_readiness import Summand, summands
from tui.board import short_name
from tui.text import clean, one_line
from tui.workbenches import benches_of

if TYPE_CHECKING:
    from checklists.plan import Finding
    from checklists.records import AuditEntry
    from checklists.workspace import Workspace

# What does a task without the screen, where it can be done so.
_COMMANDS = {
    "api-key": "crossfade doctor --live",
    "test-audio": "crossfade transcribe AUDIO... --live",
    "migration-plan": "crossfade plan export",
}


@dataclass(frozen=True, slots=True)
class Against:
    """One finding: what is so, what to do, and where; ``task`` is "" where no task helps."""

    problem: bool
    sentence: str
    next: str
    way: str
    task: str


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """Everything the workbench shows but the audit trail.

    ``origin`` says whether it is a rehearsal, a live plan or one that was taken in; ``since`` is
    what the changes are counted from, "" where the plan never went out.
    """

    origin: str
    lines: tuple[str, ...]
    findings: tuple[Against, ...]
    arithmetic: str
    terms: tuple[tuple[TaskState, Summand], ...]
    since: str
    changes: tuple[Line, ...]

    @property
    def problems(self) -> int:
        """How many findings make the check fail."""
        return sum(finding.problem for finding in self.findings)

    @property
    def done(self) -> str:
        """The readiness as a fraction."""
        needed = [one for _, one in self.terms if one.counting != "not needed"]
        return f"{sum(one.counting == 'counts' for one in needed)}/{len(needed)}"

    def count(self, sign: str) -> int:
        """How many lines an export would remove ("-") or add ("+")."""
        return sum(change.sign == sign for change in self.changes)


def read_plan_board(workspace: Workspace, exported: Path, mode: Mode) -> PlanBoard:
    """Read it from the workspace. ``mode`` is the program's, for a plan that was taken in."""
    plan = current_plan(workspace)
    newest = workspace.newest_run()
    taken_in = newest is not None and newest.kind == IMPORT
    if not taken_in:
        mode = plan.mode
    text = to_toml(plan).decode()
    earlier = earlier_plan(workspace, exported)
    states = workspace.task_states()
    since = ""
    if earlier is not None:
        since = one_line(f"{earlier.what}, {earlier.at.astimezone():%Y-%m-%d %H:%M}")
    return PlanBoard(
        origin=_origin(plan.mode, taken_in),
        lines=tuple(one_line(line) for line in text.splitlines()),
        findings=tuple(_against(finding) for finding in check_plan(plan)),
        arithmetic=clean(readiness(states, mode).arithmetic()),
        terms=tuple(zip(states, summands(states, mode), strict=True)),
        since=since,
        changes=changed_since(earlier, text) if earlier else (),
    )


def _origin(mode: Mode, taken_in: bool) -> str:
    words = "rehearsal in the sandbox" if mode == "sandbox" else "live plan"
    return f"taken in, {words}" if taken_in else words


def _against(finding: Finding) -> Against:
    return Against(
        problem=finding.severity == "problem",
        sentence=one_line(finding.sentence),
        next=one_line(finding.next),
        way=_way(finding.task),
        task=finding.task,
    )


def _way(task: str) -> str:
    """The key or the command that leads to where it can be seen to."""
    if not task:
        return ""
    command = f" (or: {_COMMANDS[task]})" if task in _COMMANDS else ""
    if task == "migration-plan":
        return f"e exports it{command}"
    benches = benches_of(task)
    if benches:
        return f"enter opens {benches[0].title}{command}"
    if task not in {one.id for one in tasks()}:
        return ""
    return f"enter goes to {short_name(task)}, where t ticks it by hand{command}"


def change_lines(changes: Sequence[Line]) -> tuple[str, ...]:
    """The difference as lines: the table's name, then its removed and added lines."""
    found: list[str] = []
    table = ""
    for change in changes:
        if change.table != table:
            table = change.table
            found.append(one_line(f"  [{table}]"))
        found.append(one_line(f"{change.sign} {change.text}"))
    return tuple(found)


def trail_lines(entries: Iterable[AuditEntry]) -> tuple[str, ...]:
    """The audit trail, newest first: when, who, what, and of which thing."""
    rows = [
        (
            f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            one_line(entry.who),
            one_line(entry.what),
            one_line(" ".join(part for part in (entry.detail, entry.subject) if part)),
        )
        for entry in entries
    ]
    return tuple("  ".join(part for part in row if part) for row in reversed(rows))
