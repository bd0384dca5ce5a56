"""What can be done in the workbench that records."""

from __future__ import annotations

from tui.action import Action, Situation

_RECORD = "Record"


def _both_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Both panes are in view: tab moves between them."


ACTIONS: tuple[Action, ...] = (
    Action("record-start", "Start recording", "Record",
           "Open the microphone where it is not, and record from now on.",
           ("r",), "record", _RECORD, 1),
    Action("record-pause", "Pause or go on", "Pause",
           "Leave out what is said meanwhile; the same recording goes on after it.",
           ("space",), "record", _RECORD, 2),
    Action("record-finish", "Finish the recording", "Finish",
           "Close the file, then name it and write down what is said in it.",
           ("f",), "record", _RECORD, 1),
    Action("record-discard", "Throw the recording away", "Discard",
           "Delete what is being recorded, or the recording under the cursor that has no name "
           "yet; asks first.",
           ("delete", "backspace"), "record", _RECORD, 5),
    Action("record-watch", "Watch the level without recording", "Level",
           "Open the microphone to see whether it hears, or let it go; nothing is kept.",
           ("m",), "record", _RECORD, 3),
    Action("record-device", "Choose the microphone", "Device",
           "List the devices with the rates and channels they support.",
           ("c",), "record", _RECORD, 3),
    Action("record-rate", "Choose the sample rate", "Rate",
           "Go on to the next rate: 8, 16 or 48 kHz.", ("h",), "record", _RECORD, 4),
    Action("record-stereo", "One channel or two", "Stereo",
           "Record in mono, or two channels apart.", ("s",), "record", _RECORD, 5),
    Action("record-name", "Name it, and write what is said", "Name",
           "Make the recording under the cursor a sample: name, tags, what is said in it.",
           ("e",), "record", _RECORD, 4),
    Action("record-play", "Listen to it", "Listen",
           "Hear and see the sample under the cursor.", ("p",), "record", _RECORD, 5),
    Action("record-transcribe", "Send it to both sides", "Send",
           "Open the comparison with the sample under the cursor; asks before anything is sent.",
           ("t",), "record", _RECORD, 4),
    Action("record-other", "Show the microphone or the recordings", "Other pane",
           "Switch between the two where only one pane fits.",
           ("v",), "record", _RECORD, 3, _both_seen),
)  # fmt: skip
