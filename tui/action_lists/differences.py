"""What can be done in the workbench of the differences."""

from __future__ import annotations

from tui.action import Action

_DIFFERENCES = "Differences"


ACTIONS: tuple[Action, ...] = (
    Action("next-view", "Next view: facts, limits, map, use, request", "View",
           "Go on to the limits, the parameter map, this use, the request, and back to the facts.",
           ("v",), "differences", _DIFFERENCES, 1),
    Action("filter-facts", "Filter by words", "Filter",
           "Show only the lines in which every word stands; escape leaves the field.",
           ("slash",), "differences", _DIFFERENCES, 1),
    Action("used-only", "Everything, or only what is in use here", "All",
           "Show all facts and the whole map, or only what the newest scan and the account use.",
           ("u",), "differences", _DIFFERENCES, 2),
    Action("other-direction", "The map from the other side", "Back",
           "From Deepgram's options back to Amazon's members, and the other way again.",
           ("b",), "differences", _DIFFERENCES, 2),
    Action("edit-request", "Edit the request", "Edit",
           "Write options, one NAME=VALUE on a line, model first; checked while you type.",
           ("e",), "differences", _DIFFERENCES, 1),
    Action("other-transport", "Recording or live stream", "Stream",
           "Check the same options for the other way of sending audio.",
           ("t",), "differences", _DIFFERENCES, 2),
    Action("keep-lint", "Record the check", "Record",
           "Keep the request and what was found; evidence where nothing would be refused.",
           ("r",), "differences", _DIFFERENCES, 2),
    Action("copy-request", "Copy the request's URL", "Copy",
           "Hand the exact URL to the terminal's clipboard; no key is in it.",
           ("y",), "differences", _DIFFERENCES, 3),
)  # fmt: skip
