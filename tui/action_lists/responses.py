"""What can be done in the workbench of the responses."""

from __future__ import annotations

from tui.action import Action

_RESPONSES = "Responses"


ACTIONS: tuple[Action, ...] = (
    Action("responses-view", "Next view: paths, both responses, differences, events", "View",
           "Go on to both responses, the differences, the events of a stream, and back to the "
           "paths.", ("v",), "responses", _RESPONSES, 1),
    Action("responses-paths", "What downstream reads", "Paths",
           "Take the paths from a file, from the code that was scanned, or all of the sample.",
           ("p",), "responses", _RESPONSES, 1),
    Action("responses-clip", "Take a clip that both have heard", "Clip",
           "Hold the newest responses on record against each other; nothing is sent.",
           ("c",), "responses", _RESPONSES, 2),
    Action("responses-send", "Send a clip to both", "Send",
           "Ask both for what the paths read; says what is sent and what it costs, and asks.",
           ("s",), "responses", _RESPONSES, 2),
    Action("responses-files", "Take two files", "Files",
           "Hold a response of Amazon's against one of Deepgram's, each from a file.",
           ("f",), "responses", _RESPONSES, 2),
    Action("responses-next", "Next line that needs work", "Next",
           "Go on to the next path or difference that is lost, derived or of another type.",
           ("n",), "responses", _RESPONSES, 1),
    Action("responses-before", "The line before that needs work", "Before",
           "Back to the path or difference before.",
           ("N",), "responses", _RESPONSES, 6),
    Action("responses-only", "Only what needs work", "Only",
           "Leave out what keeps its name and type, and differences that are known.",
           ("u",), "responses", _RESPONSES, 4),
    Action("responses-ignore", "Known, and why", "Known",
           "Say why a difference does no harm; it counts no more. Left empty, it counts again.",
           ("i",), "responses", _RESPONSES, 3),
    Action("responses-record", "Record the rehearsal", "Record",
           "Keep paths, responses and differences; this is the evidence for the task.",
           ("r",), "responses", _RESPONSES, 3),
    Action("responses-export", "Write an adapter", "Adapter",
           "Write a Python module that gives these fields out of Deepgram's responses, with tests.",
           ("e",), "responses", _RESPONSES, 3),
    Action("responses-other", "Show the other response", "Other side",
           "Where one fits, show Amazon's or Deepgram's response.",
           ("t",), "responses", _RESPONSES, 5),
)  # fmt: skip
