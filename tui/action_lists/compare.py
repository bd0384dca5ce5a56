"""What can be done in the workbench that compares whole clips."""

from __future__ import annotations

from tui.action import Action

_COMPARE = "Compare"


ACTIONS: tuple[Action, ...] = (
    Action("compare-send", "Send what is missing to both sides", "Send",
           "Send the chosen clips to every side that has no result on record; asks first.",
           ("s",), "compare", _COMPARE, 1),
    Action("compare-again", "Send all chosen clips again", "Again",
           "Send every chosen clip to both sides, whatever is on record; asks first.",
           ("A",), "compare", _COMPARE, 0),
    Action("compare-choose", "Choose this clip or leave it out", "Choose",
           "Only chosen clips are sent, and counted in the totals.",
           ("space",), "compare", _COMPARE, 2),
    Action("compare-all", "Choose all clips or none", "All",
           "Choose every clip of the workspace, or none where all are chosen.",
           ("a",), "compare", _COMPARE, 5),
    Action("compare-difference", "Next difference in the texts", "Next ≠",
           "Scroll to the next words that differ.",
           ("n",), "compare", _COMPARE, 3),
    Action("compare-samples", "Add the sample calls", "Samples",
           "Take the synthesised sample calls, with their references, into the workspace.",
           ("p",), "compare", _COMPARE, 4),
    Action("compare-other", "Show the numbers or the texts", "Other pane",
           "Switch between table and texts where only one fits.",
           ("v",), "compare", _COMPARE, 3),
)  # fmt: skip
