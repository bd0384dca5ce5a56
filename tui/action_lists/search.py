"""What can be done in the workbench that searches sound and text."""

from __future__ import annotations

from tui.action import Action

_SEARCH = "Search"


ACTIONS: tuple[Action, ...] = (
    Action("search-run", "Search the clips for the terms", "Search",
           "Send the chosen clips that were not searched for all of these terms; asks first.",
           ("s",), "search", _SEARCH, 1),
    Action("search-again", "Search all chosen clips again", "Again",
           "Search every chosen clip, whatever is on record; asks first.",
           ("A",), "search", _SEARCH, 0),
    Action("search-term", "Type a term", "Term",
           "Type words or phrases to search for, several with commas between; escape ends.",
           ("t",), "search", _SEARCH, 1),
    Action("search-remove", "Take a term off the list", "Remove",
           "Take the term under the cursor of the list away.",
           ("r",), "search", _SEARCH, 5),
    Action("search-fill", "Take the sample calls' domain terms", "Fill",
           "Put the domain terms of the chosen sample calls into the list.",
           ("f",), "search", _SEARCH, 4),
    Action("search-choose", "Choose this clip or leave it out", "Choose",
           "Only chosen clips are searched and shown.",
           ("space",), "search", _SEARCH, 3),
    Action("search-all", "Choose all clips or none", "All",
           "Choose every clip of the workspace, or none where all are chosen.",
           ("a",), "search", _SEARCH, 5),
    Action("search-lower", "Show weaker hits", "Weaker",
           "Lower the confidence from which acoustic hits are shown.",
           ("comma",), "search", _SEARCH, 4),
    Action("search-raise", "Hide weaker hits", "Surer",
           "Raise the confidence from which acoustic hits are shown.",
           ("full_stop",), "search", _SEARCH, 4),
    Action("search-samples", "Add the sample calls", "Samples",
           "Take the synthesised sample calls, with their references, into the workspace.",
           ("p",), "search", _SEARCH, 4),
    Action("search-other", "Show the terms or the hits", "Other pane",
           "Switch between what is searched for and what was found where only one fits.",
           ("v",), "search", _SEARCH, 3),
)  # fmt: skip
