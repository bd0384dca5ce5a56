"""What can be done in the live comparison."""

from __future__ import annotations

from tui.action import Action, Situation

_LIVE = "Live"


def _cannot_start(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is still settling its last words: a moment."
    if situation.streaming:
        return "Both sides are busy: press x to stop them first."
    return "" if situation.samples else "There is no sample call to stream."


def _cannot_stop(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is already stopping."
    return "" if situation.streaming else "Nothing is streaming: press s to start."


def _cannot_choose(situation: Situation) -> str:
    if situation.streaming:
        return "Both sides are busy: press x to stop them, then choose."
    return "" if situation.samples else "There is no sample call to choose from."


def _cannot_copy(situation: Situation) -> str:
    return "" if situation.finals else "There is no final text to copy yet."


def _both_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Both panes are in view: tab moves between them."


ACTIONS: tuple[Action, ...] = (
    Action("start", "Start streaming", "Start",
           "Stream the chosen sample to both sides at the speed of life.",
           ("s",), "live", _LIVE, 1, _cannot_start),
    Action("stop", "Stop streaming", "Stop",
           "End the audio now; both sides still settle the words they have heard.",
           ("x",), "live", _LIVE, 1, _cannot_stop),
    Action("transcribe", "Transcribe the whole sample", "Whole",
           "Send the whole file to both sides, as a batch job would, and score both texts.",
           ("b",), "live", _LIVE, 3, _cannot_start),
    Action("choose-sample", "Choose a sample", "Choose",
           "Pick the call to stream.", ("c",), "live", _LIVE, 2, _cannot_choose),
    Action("other-side", "Show the other side", "Other side",
           "Switch between Deepgram and Amazon where only one pane fits.",
           ("v",), "live", _LIVE, 5, _both_seen),
    Action("copy-text", "Copy this side's text", "Copy",
           "Copy the final text of the focused pane to the clipboard (OSC 52).",
           ("y",), "live", _LIVE, 4, _cannot_copy),
    Action("back", "Back to the tasks", "Tasks",
           "Return to the phase you came from; a running stream goes on.",
           ("escape",), "live", _LIVE, 3),
)  # fmt: skip
