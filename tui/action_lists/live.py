"""What can be done in the live comparison."""

from __future__ import annotations

from tui.action import Action, Situation

_LIVE = "Live"
_PANES = "Live panes"


def _cannot_start(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is still settling its last words: x gives them up."
    if situation.streaming:
        return "The panes are busy: press x to stop them first."
    return "" if situation.samples else "There is no sample call to stream."


def _cannot_stop(situation: Situation) -> str:
    return "" if situation.streaming else "Nothing is streaming: press s to start."


def _cannot_pause(situation: Situation) -> str:
    return "The audio has been stopped." if situation.stopping else _cannot_stop(situation)


def _cannot_restart(situation: Situation) -> str:
    if situation.stopping:
        return "The stream is still settling its last words: it can be started after that."
    return ""


def _cannot_choose(situation: Situation) -> str:
    if situation.streaming:
        return "The panes are busy: press x to stop them, then choose."
    return "" if situation.samples else "There is no sample call to choose from."


def _cannot_copy(situation: Situation) -> str:
    return "" if situation.finals else "There is no final text to copy yet."


def _cannot_export(situation: Situation) -> str:
    return "" if situation.finals else "There is no final text to write yet."


ACTIONS: tuple[Action, ...] = (
    Action("start", "Start streaming", "Start",
           "Stream what was chosen to every pane at the speed of life.",
           ("s",), "live", _LIVE, 1, _cannot_start),
    Action("live-pause", "Pause or go on", "Pause",
           "Let the audio stand still, on one clock for every pane, and go on.",
           ("space",), "live", _LIVE, 2, _cannot_pause),
    Action("stop", "Stop streaming", "Stop",
           "End the audio now; every pane still settles what it has heard. Again: give that up.",
           ("x",), "live", _LIVE, 1, _cannot_stop),
    Action("live-restart", "Start again from the beginning", "Restart",
           "Stop where something streams, keep what was heard, and start anew.",
           ("r",), "live", _LIVE, 4, _cannot_restart),
    Action("choose-sample", "Choose what is heard", "Choose",
           "A microphone, a sample call, a clip, a growing file or a pipe.",
           ("c",), "live", _LIVE, 2, _cannot_choose),
    Action("live-replay", "Replay a recorded session", "Replay",
           "Show a session of this workspace again on its own clock; nothing is sent.",
           ("R",), "live", _LIVE, 4, _cannot_choose),
    Action("transcribe", "Transcribe the whole sample", "Whole",
           "Send the whole file to both vendors, as a batch job would, and score both texts.",
           ("b",), "live", _LIVE, 6, _cannot_start),
    Action("live-panes", "Choose the panes", "Panes",
           "One to four panes, each a vendor with its own options; some sets are ready.",
           ("p",), "live", _PANES, 2, _cannot_choose),
    Action("live-options", "Change the options of this pane", "Options",
           "Model, language, endpointing, keyterms and the rest, checked while you type.",
           ("o",), "live", _PANES, 4, _cannot_choose),
    Action("other-side", "Go to the next pane", "Next",
           "Put the focus into the next pane, and bring it into view where not all fit.",
           ("v",), "live", _PANES, 3),
    Action("live-latency", "Show the latency table", "Latency",
           "Every figure of every pane with its percentiles, its number and what is fair about it.",
           ("t",), "live", _PANES, 3),
    Action("live-lens", "Show the exact request", "Inspect",
           "What this pane sent and got: the URL, the headers, and every message as it came.",
           ("i",), "live", _PANES, 3),
    Action("live-keyterms", "Change the keyterms now", "Keyterms",
           "Other keyterms in the middle of a stream, where the vendor allows it.",
           ("f",), "live", _PANES, 5),
    Action("live-hear", "Hear a place of it", "Hear",
           "Once it has stopped: a watched term's place or a settled line, played in Listen.",
           ("h",), "live", _PANES, 5),
    Action("live-numbers", "Show confidence as numbers", "Sure",
           "Write each word's confidence beside it, in hundredths, or only shade it.",
           ("n",), "live", _PANES, 5),
    Action("copy-text", "Copy this pane's text", "Copy",
           "Copy the settled text of the pane in use to the clipboard (OSC 52).",
           ("y",), "live", _PANES, 4, _cannot_copy),
    Action("live-export", "Export the text or the events", "Export",
           "Write a pane or all of them as text, subtitles or JSON lines, over no other file.",
           ("e",), "live", _PANES, 4, _cannot_export),
    Action("back", "Back to the tasks", "Tasks",
           "Return to the phase you came from; a running stream goes on.",
           ("escape",), "live", _LIVE, 3),
)  # fmt: skip
