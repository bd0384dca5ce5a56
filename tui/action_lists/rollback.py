"""What can be done in the workbench of the way back."""

from __future__ import annotations

from tui.action import Action, Situation

_BACK = "Way back"


def _all_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Steps and triggers are both in view: tab moves between."


ACTIONS: tuple[Action, ...] = (
    Action("rollback-rehearse", "Rehearse the way back", "Rehearse",
           "Send the sample to Deepgram, switch back, and time Amazon's first result.",
           ("r",), "rollback", _BACK, 1),
    Action("rollback-sample", "Choose the sample to rehearse with", "Sample",
           "Pick the clip that is sent to both sides.",
           ("c",), "rollback", _BACK, 3),
    Action("rollback-edit", "Change the line under the cursor", "Edit",
           "Change a step's words, owner and time, or a trigger's threshold and window.",
           ("e",), "rollback", _BACK, 2),
    Action("rollback-add", "Add a line below the cursor", "Add",
           "Write a new step, or a new trigger where the triggers have the focus.",
           ("a",), "rollback", _BACK, 2),
    Action("rollback-remove", "Remove the line under the cursor", "Remove",
           "Take out a step or a trigger; u brings it back.",
           ("delete", "backspace"), "rollback", _BACK, 3),
    Action("rollback-lower", "Move the line down", "Down",
           "Let the line under the cursor come later.",
           ("J", "shift+down"), "rollback", _BACK, 4),
    Action("rollback-raise", "Move the line up", "Up",
           "Let the line under the cursor come earlier.",
           ("K", "shift+up"), "rollback", _BACK, 4),
    Action("rollback-undo", "Undo the last change", "Undo",
           "Bring back steps and triggers as they were before the last change.",
           ("u",), "rollback", _BACK, 3),
    Action("rollback-measure", "Fill the triggers from newer measurements", "Measure",
           "Take thresholds from what was measured here since; those set by hand stay.",
           ("m",), "rollback", _BACK, 3),
    Action("rollback-other", "Show the other list", "Other list",
           "Switch between steps and triggers where only one of them fits.",
           ("v",), "rollback", _BACK, 3, _all_seen),
)  # fmt: skip
