"""What can be done in the account workbench."""

from __future__ import annotations

from tui.action import Action

ACTIONS: tuple[Action, ...] = (
    Action("check-access", "Check the key of each side", "Check",
           "Ask Deepgram and Amazon whether the keys are good; sends no audio and costs nothing.",
           ("c",), "account", "Account", 1),
)  # fmt: skip
