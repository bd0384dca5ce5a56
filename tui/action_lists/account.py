"""What can be done in the account workbench."""

from __future__ import annotations

from tui.action import Action, Situation


def _working(situation: Situation) -> str:
    return "Both sides are being asked already: x stops it." if situation.working else ""


ACTIONS: tuple[Action, ...] = (
    Action("check-access", "Check the key of each side", "Check",
           "Ask Deepgram and Amazon whether the keys are good; sends no audio and costs nothing.",
           ("c",), "account", "Account", 1, _working),
    Action("next-pane", "Next: what was found, answered, how to get a key", "More",
           "Go on from what was found here to the answers, and to the steps to a key.",
           ("v",), "account", "Account", 1),
    Action("read-account", "Read what the AWS account uses", "Read",
           "Ask first, then list its jobs by their settings, vocabularies and more; read only.",
           ("r",), "account", "Account", 2, _working),
    Action("show-inventory", "What the AWS account uses", "Inventory",
           "Jobs of 90 days by their settings, vocabularies, buckets, hours and a month's cost.",
           ("i",), "account", "Account", 2),
    Action("copy-key-command", "Copy the command that takes a key", "Copy",
           "Hand the shell command to the terminal's clipboard; it asks for the key unseen.",
           ("y",), "account", "Account", 3),
)  # fmt: skip
