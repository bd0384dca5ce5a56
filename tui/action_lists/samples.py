"""What can be done in the workbench of the samples."""

from __future__ import annotations

from tui.action import Action, Situation

_SAMPLES = "Samples"


def _both_seen(situation: Situation) -> str:
    return "" if situation.one_pane else "Both panes are in view: tab moves between them."


ACTIONS: tuple[Action, ...] = (
    Action("samples-add", "Add audio: a file, a directory, a pattern, s3://", "Add",
           "Measure audio and note where it lies; copies it only where you say so.",
           ("a",), "samples", _SAMPLES, 1),
    Action("samples-survey", "Look over a large directory and propose a few", "Propose",
           "Glimpse at every file under a place, and propose a small set that stands for them.",
           ("s",), "samples", _SAMPLES, 1),
    Action("samples-calls", "Add the sample calls", "Samples",
           "Take the synthesised sample calls, with their references, into the workspace.",
           ("p",), "samples", _SAMPLES, 5),
    Action("samples-edit", "Type or edit the reference", "Edit",
           "Write what is said in the clip, for each channel.",
           ("e",), "samples", _SAMPLES, 2),
    Action("samples-attach", "Attach a reference from a file", "File",
           "Take what lies beside the audio, or a file you name, as the reference.",
           ("f",), "samples", _SAMPLES, 3),
    Action("samples-draft", "Draft the reference from a transcript", "Draft",
           "Start from what a vendor heard; it stays unverified until confirmed by ear.",
           ("t",), "samples", _SAMPLES, 4),
    Action("samples-listen", "Listen to the clip", "Listen",
           "Hear and see the clip under the cursor, and read its words meanwhile.",
           ("space",), "samples", _SAMPLES, 5),
    Action("samples-confirm", "Confirm the reference by ear", "Confirm",
           "Say with your name that you listened and that the reference is what is said.",
           ("c",), "samples", _SAMPLES, 4),
    Action("samples-remove", "Take the clip out of the set", "Remove",
           "Its file and its runs stay; added again it is what it was.",
           ("delete", "backspace"), "samples", _SAMPLES, 5),
    Action("samples-record", "Record the choice as evidence", "Record",
           "Keep which clips these are, how they sound and what they stand for; says it first.",
           ("r",), "samples", _SAMPLES, 2),
    Action("samples-left-out", "What was left out, and why", "Left out",
           "Every file that was looked at last and is no sample, with the reason.",
           ("u",), "samples", _SAMPLES, 5),
    Action("samples-other", "Show the list or the details", "Other pane",
           "Switch between the clips and what is known of one where only one pane fits.",
           ("v",), "samples", _SAMPLES, 3, _both_seen),
)  # fmt: skip
