"""What can be done with a custom vocabulary before any of it is tried."""

from __future__ import annotations

from tui.action import Action

_VOCABULARY = "Vocabulary"


ACTIONS: tuple[Action, ...] = (
    Action("vocabulary-file", "Read a vocabulary from a file", "File",
           "Read a custom vocabulary of Amazon's, as list or table; nothing is sent.",
           ("f",), "vocabulary", _VOCABULARY, 1),
    Action("vocabulary-account", "Fetch a vocabulary from the account", "Account",
           "List the custom vocabularies and filters of the AWS account, and fetch one.",
           ("c",), "vocabulary", _VOCABULARY, 3),
    Action("vocabulary-samples", "Read the sample calls' vocabulary", "Sample",
           "Read the custom vocabulary that comes with the sample calls.",
           ("p",), "vocabulary", _VOCABULARY, 4),
    Action("vocabulary-pick", "Pick this entry or leave it", "Pick",
           "Only what is picked goes to the list of terms; nothing is picked by itself.",
           ("space",), "vocabulary", _VOCABULARY, 1),
    Action("vocabulary-all", "Pick all keyterms or none", "All",
           "Pick every entry that can be a keyterm, or none where all are picked.",
           ("a",), "vocabulary", _VOCABULARY, 3),
    Action("vocabulary-take", "Take what is picked to the workbench", "Take",
           "Put the picked keyterms into the list, to be tried, and hold the picked rules ready.",
           ("t",), "vocabulary", _VOCABULARY, 1),
    Action("vocabulary-fault", "Next line that could not be read", "Next fault",
           "Go on to the next fault, with its line and what to do.",
           ("n",), "vocabulary", _VOCABULARY, 5),
    Action("vocabulary-other", "Show the entries or one of them", "Other pane",
           "Switch between the table and the words on the entry under the cursor.",
           ("v",), "vocabulary", _VOCABULARY, 2),
    Action("vocabulary-leave", "Back to the keywords", "Keywords",
           "Return to the workbench without taking anything along.",
           ("escape",), "vocabulary", _VOCABULARY, 2),
)  # fmt: skip
