"""What can be done in every workbench, whatever its task."""

from __future__ import annotations

from tui.action import Action, Situation

_BENCH = "Workbench"


def _only_one(situation: Situation) -> str:
    return "" if situation.benches > 1 else "This task has one workbench."


def _no_runs(situation: Situation) -> str:
    return "" if situation.runs else "Nothing has been recorded for this task yet."


def _not_working(situation: Situation) -> str:
    return "" if situation.working else "Nothing is running here."


ACTIONS: tuple[Action, ...] = (
    Action("leave-bench", "Back to the tasks", "Tasks",
           "Return to the task list; what runs here goes on.",
           ("escape",), "bench", _BENCH, 2),
    Action("next-bench", "Next workbench of this task", "Bench",
           "A task with several experiments has a workbench for each.",
           ("w",), "bench", _BENCH, 4, _only_one),
    Action("stop-work", "Stop what runs", "Stop",
           "Give up what runs here; what is recorded already stays.",
           ("x",), "bench", _BENCH, 3, _not_working),
    Action("bench-run", "Open the newest evidence", "Evidence",
           "Show the request, the response and the numbers of the task's newest run.",
           ("o",), "bench", _BENCH, 5, _no_runs),
    Action("bench-task", "Read about the task", "Task",
           "What the guide says, why it matters, what closes it, and its evidence.",
           ("d",), "bench", _BENCH, 5),
)  # fmt: skip
