"""What can be done in the workbench that tries keyterms."""

from __future__ import annotations

from tui.action import Action

_KEYWORDS = "Keywords"


ACTIONS: tuple[Action, ...] = (
    Action("keywords-run", "Try the terms", "Try",
           "Send the clip without terms, with each alone and with all; asks first.",
           ("s",), "keywords", _KEYWORDS, 1),
    Action("keywords-term", "Type a term", "Term",
           "Type words or phrases to try as keyterms, several with commas between; escape ends.",
           ("t",), "keywords", _KEYWORDS, 1),
    Action("keywords-remove", "Take a term off the list", "Remove",
           "Take the term under the cursor of the list away.",
           ("r",), "keywords", _KEYWORDS, 5),
    Action("keywords-fill", "Take the sample call's domain terms", "Fill",
           "Put the domain terms of the chosen sample call into the list.",
           ("f",), "keywords", _KEYWORDS, 4),
    Action("keywords-choose", "Try the terms on this clip", "Choose",
           "Choose the clip under the cursor; it needs a reference.",
           ("space",), "keywords", _KEYWORDS, 3),
    Action("keywords-difference", "Next difference in the texts", "Next ≠",
           "Scroll to the next words that differ.",
           ("n",), "keywords", _KEYWORDS, 4),
    Action("keywords-samples", "Add the sample calls", "Samples",
           "Take the synthesised sample calls, with their references, into the workspace.",
           ("p",), "keywords", _KEYWORDS, 4),
    Action("keywords-other", "Show terms, verdicts or texts", "Other pane",
           "Switch between the panes where only one fits.",
           ("v",), "keywords", _KEYWORDS, 3),
)  # fmt: skip
