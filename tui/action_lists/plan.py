"""What can be done in the workbench of the migration plan."""

from __future__ import annotations

from tui.action import Action

_PLAN = "Migration plan"


ACTIONS: tuple[Action, ...] = (
    Action("plan-export", "Export the plan from here", "Export",
           "Write migration-plan.toml into the workspace; asks before overwriting.",
           ("e",), "plan", _PLAN, 1),
    Action("plan-preview", "Show the plan as it would be exported", "Preview",
           "The whole file, as it would be written now.",
           ("p",), "plan", _PLAN, 4),
    Action("plan-findings", "Show what stands against the plan", "Findings",
           "Each finding with what to do; enter goes to where it can be seen to.",
           ("f",), "plan", _PLAN, 2),
    Action("plan-readiness", "Show the readiness task by task", "Ready",
           "Which tasks count, which do not, and why.",
           ("r",), "plan", _PLAN, 3),
    Action("plan-changes", "Show what changed since it went out", "Changes",
           "What an export would remove (-) and add (+) in the file as it was last written or "
           "taken in.",
           ("c",), "plan", _PLAN, 3),
    Action("plan-trail", "Show the audit trail", "Trail",
           "Who did what in this workspace, and when; newest first.",
           ("t",), "plan", _PLAN, 4),
    Action("plan-import", "Take in a plan from a file", "Import",
           "Make a plan from elsewhere the plan of this workspace, until something is recorded.",
           ("i",), "plan", _PLAN, 3),
    Action("plan-choose", "Choose the model and options of a side", "Model",
           "Say what is meant to be used; shows which evidence that makes stale beforehand.",
           ("m",), "plan", _PLAN, 2),
)  # fmt: skip
