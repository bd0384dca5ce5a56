"""What can be done where variants of a transcript are chosen from by ear."""

from __future__ import annotations

from tui.action import Action, Situation

_PREFERENCE = "By ear"


def _both_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Everything is in view."


ACTIONS: tuple[Action, ...] = (
    Action("preference-a", "A is right", "A",
           "What stands under A is said here; go on to the next place.",
           ("a",), "preference", _PREFERENCE, 1),
    Action("preference-b", "B is right", "B",
           "What stands under B is said here; go on to the next place.",
           ("b",), "preference", _PREFERENCE, 1),
    Action("preference-c", "C is right", "C",
           "What stands under C is said here; go on to the next place.",
           ("c",), "preference", _PREFERENCE, 5),
    Action("preference-all", "All are right, or it makes no difference", "All",
           "None is better than the other; go on to the next place.",
           ("e",), "preference", _PREFERENCE, 2),
    Action("preference-none", "None is right", "None",
           "Something else is said here; go on to the next place.",
           ("n",), "preference", _PREFERENCE, 2),
    Action("preference-skip", "Skip: nobody can tell", "Skip",
           "Leave this place out of every figure, and go on to the next.",
           ("s",), "preference", _PREFERENCE, 3),
    Action("preference-hear", "Hear it again", "Hear",
           "Play the place with the words around it, or stop.",
           ("space",), "preference", _PREFERENCE, 1),
    Action("preference-around", "Hear more around it", "Around",
           "Play the place with three seconds before and after it.",
           ("h",), "preference", _PREFERENCE, 5),
    Action("preference-undo", "Take the last answer back", "Undo",
           "Withdraw the last answer; what it replaced holds again.",
           ("z", "backspace"), "preference", _PREFERENCE, 3),
    Action("preference-next", "To the next place", "Next",
           "Leave this place as it is, and look at the next one.",
           ("right_square_bracket",), "preference", _PREFERENCE, 5),
    Action("preference-before", "To the place before", "Before",
           "Leave this place as it is, and look at the one before.",
           ("left_square_bracket",), "preference", _PREFERENCE),
    Action("preference-result", "Who is ahead", "Result",
           "Show how often each variant was right so far, with intervals. What is answered "
           "afterwards is less blind, and the record says so.",
           ("r",), "preference", _PREFERENCE, 4),
    Action("preference-keep", "Keep a variant", "Keep",
           "Say which variant is kept, and record the choice by ear as evidence.",
           ("f",), "preference", _PREFERENCE, 2),
    Action("preference-play", "Play on from the cursor, or pause", "Play",
           "Listen to the clip from the playback cursor on.",
           ("p",), "preference", _PREFERENCE),
    Action("preference-back", "Back 1 s", "Back",
           "Put the playback cursor a second back.", ("left",), "preference", _PREFERENCE),
    Action("preference-on", "On 1 s", "On",
           "Put the playback cursor a second further on.", ("right",), "preference", _PREFERENCE),
    Action("preference-side", "Hear both channels, the left or the right", "Side",
           "Go on to the left channel alone, the right one alone, and both again.",
           ("m",), "preference", _PREFERENCE),
    Action("preference-slower", "Slower", "Slower",
           "Play slower at the same pitch.", ("comma",), "preference", _PREFERENCE),
    Action("preference-faster", "Faster", "Faster",
           "Play faster at the same pitch.", ("full_stop",), "preference", _PREFERENCE),
    Action("preference-closer", "Look closer", "Closer",
           "Show half as much of the waveform, around the cursor.",
           ("plus", "equals_sign"), "preference", _PREFERENCE),
    Action("preference-wider", "Look at more", "Wider",
           "Show twice as much of the waveform.", ("minus",), "preference", _PREFERENCE),
    Action("preference-elsewhere", "Copy the command that plays it elsewhere", "Elsewhere",
           "Show the shell commands that play this place where there is a loudspeaker, and copy "
           "the first.",
           ("y",), "preference", _PREFERENCE),
    Action("preference-device", "Look for the sound device again", "Device",
           "After a loudspeaker was plugged in, or the sound server started.",
           ("R",), "preference", _PREFERENCE),
    Action("preference-other", "Show the places or the waveform", "Other pane",
           "Switch between the two where only one fits.",
           ("v",), "preference", _PREFERENCE, 4, _both_seen),
    Action("preference-leave", "Back to the keywords", "Keywords",
           "Return to the experiment; every answer is kept already.",
           ("escape",), "preference", _PREFERENCE, 4),
)  # fmt: skip
