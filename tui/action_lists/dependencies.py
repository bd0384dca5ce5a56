"""What can be done in the workbench of the dependencies."""

from __future__ import annotations

from tui.action import Action, Situation

_DEPENDENCIES = "Dependencies"


def _scanning(situation: Situation) -> str:
    return "A scan runs already: x stops it." if situation.working else ""


def _drafting(situation: Situation) -> str:
    return "Something runs here already: x stops it." if situation.working else ""


ACTIONS: tuple[Action, ...] = (
    Action("scan-code", "Scan code for uses of Amazon Transcribe", "Scan",
           "Look through directories and keep what was found as evidence; nothing is sent.",
           ("s",), "dependencies", _DEPENDENCIES, 1, _scanning),
    Action("mark-handled", "Mark as handled, or open again", "Handled",
           "Say that a place is dealt with; on a heading all under it. Rescans keep the mark.",
           ("space",), "dependencies", _DEPENDENCIES, 1),
    Action("mark-not-ours", "Mark as not ours, or open again", "Not ours",
           "Say that somebody else's code uses it; its features are left out.",
           ("n",), "dependencies", _DEPENDENCIES, 2),
    Action("mark-owner", "Write owner and note", "Owner",
           "Say whose a place is and what is to be known of it; on a heading all under it.",
           ("e",), "dependencies", _DEPENDENCIES, 3),
    Action("dependencies-view", "Uses, or features in use", "Features",
           "Switch between the places and the features they need, with verdict and effort.",
           ("v",), "dependencies", _DEPENDENCIES, 2),
    Action("group-dependencies", "By file or by kind", "Group",
           "Put the places under the headings of their files, or of their kinds.",
           ("b",), "dependencies", _DEPENDENCIES, 3),
    Action("filter-dependencies", "Filter the uses", "Filter",
           "Show only some kinds, modes, marks, what is sure enough, or what is new.",
           ("f",), "dependencies", _DEPENDENCIES, 3),
    Action("fold-dependencies", "Fold the heading", "Fold",
           "Leave only the heading of the places around the cursor.",
           ("left", "h"), "dependencies", _DEPENDENCIES),
    Action("unfold-dependencies", "Unfold the heading", "Unfold",
           "Show the places under the heading again.",
           ("right",), "dependencies", _DEPENDENCIES),
    Action("fold-all-dependencies", "Fold or unfold everything", "Fold all",
           "Leave only the headings, or show all places again.",
           ("z",), "dependencies", _DEPENDENCIES),
    Action("draft-change", "Draft the change to Deepgram", "Draft",
           "Draft a patch for the code that starts transcriptions; it is shown, never applied.",
           ("p",), "dependencies", _DEPENDENCIES, 3, _drafting),
    Action("changed-dependencies", "What changed since the scan before", "Changed",
           "What is new, gone, on another line or in another file.",
           ("c",), "dependencies", _DEPENDENCIES, 4),
    Action("skipped-dependencies", "What was not looked into, and why", "Skipped",
           "Every file and directory that the scan passed over, with the reason.",
           ("u",), "dependencies", _DEPENDENCIES, 4),
    Action("copy-dependency", "Copy the place", "Copy",
           "Hand path and line to the terminal's clipboard, as editors take them.",
           ("y",), "dependencies", _DEPENDENCIES, 5),
)  # fmt: skip
