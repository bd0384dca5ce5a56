"""What can be done on a task of a phase."""

from __future__ import annotations

from tui.action import Action, Situation

_TASK = "Task"


def _no_task(situation: Situation) -> str:
    return "" if situation.task else "No task is selected: press 1, 2 or 3 for a phase."


def _already_ticked(situation: Situation) -> str:
    if situation.state in ("asserted", "not-needed"):
        return "It is ticked by hand already: press u to take that back."
    return _no_task(situation)


def _not_ticked(situation: Situation) -> str:
    if situation.state in ("asserted", "not-needed"):
        return ""
    return "It was not ticked by hand: there is nothing to take back."


def _no_runs(situation: Situation) -> str:
    if situation.runs:
        return ""
    return "This task has no evidence yet: its details say what closes it (d)."


def _no_next(situation: Situation) -> str:
    return "" if situation.has_next_step else "Nothing is left to do: every task is closed."


ACTIONS: tuple[Action, ...] = (
    Action("open-bench", "Open the task's workbench", "Open",
           "Go to the tool that does this task; its details where it has none yet.",
           ("enter",), "phase", _TASK, 2, _no_task),
    Action("open-details", "Read the task's details", "Details",
           "What the guide says, why it matters and what closes the task.",
           ("d",), "phase", _TASK, 3, _no_task),
    Action("open-run", "Open the newest evidence", "Evidence",
           "Show the request, the response and the numbers of the task's newest run.",
           ("o",), "phase", _TASK, 4, _no_runs),
    Action("tick", "Tick the task by hand", "Tick",
           "Close the task with your name and a reason; it stays marked as asserted.",
           ("t",), "phase", _TASK, 4, _already_ticked),
    Action("untick", "Take a tick back", "Untick",
           "Withdraw what was said by hand; the record keeps that it was said.",
           ("u",), "phase", _TASK, 0, _not_ticked),
    Action("note", "Write a note on the task", "Note",
           "Keep a few words with your name and the time; the task's details show them.",
           ("m",), "phase", _TASK, 5, _no_task),
    Action("readiness", "Show the arithmetic of readiness", "Sum",
           "List every task, whether it counts, and why; enter goes to it.",
           ("a",), "phase", _TASK, 5),
    Action("next-step", "Go to the next step", "Next",
           "Open what the next-step line speaks of.",
           ("n",), "phase", _TASK, 2, _no_next),
    Action("export-plan", "Export the migration plan", "Export",
           "Write migration-plan.toml into the workspace; asks before overwriting.",
           ("e",), "phase", _TASK, 3, does="tui.export:export_asking"),
    Action("reload", "Read the workspace again", "Reload",
           "Show what other programs have recorded in this workspace meanwhile.",
           ("r",), "phase", _TASK),
)  # fmt: skip
