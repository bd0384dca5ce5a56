"""What can be done everywhere: going to a phase, finding a command, leaving."""

from __future__ import annotations

from tui.action import Action, Situation

_PHASES = "Phases"
_PROGRAM = "Program"


def _nothing_copied(situation: Situation) -> str:
    return "" if situation.copied else "Nothing has been copied yet: y copies where there is text."


def _streaming(situation: Situation) -> str:
    return "A stream is running and would be lost: press x first." if situation.streaming else ""


ACTIONS: tuple[Action, ...] = (
    # The title bar names these four with their keys: the footer has better use for its room.
    Action("show-before", "Before the migration", "Before",
           "Show the tasks to do before the migration.", ("1",), "everywhere", _PHASES),
    Action("show-during", "During the migration", "During",
           "Show the tasks to do while traffic moves over.", ("2",), "everywhere", _PHASES),
    Action("show-after", "After the migration", "After",
           "Show the tasks that remain once traffic has moved.", ("3",), "everywhere", _PHASES),
    Action("show-live", "Live comparison", "Live",
           "Stream a sample call to Deepgram and Amazon side by side.",
           ("l",), "everywhere", _PHASES),
    Action("palette", "Find a command", "Commands",
           "Search everything that can be done here.",
           ("ctrl+p",), "everywhere", _PROGRAM, 5, calls="app.command_palette"),
    Action("theme", "Change the theme", "Theme",
           "Try the themes; “Keep this theme” starts with one from then on.",
           (), "everywhere", _PROGRAM, does="tui.looks:offer"),
    Action("keep-theme", "Keep this theme", "Keep",
           "Write the theme in use into the settings file.",
           (), "everywhere", _PROGRAM, does="tui.looks:keep"),
    Action("settings", "Settings", "Settings",
           "Show the settings file, what is in force and where it comes from.",
           (), "everywhere", _PROGRAM, does="tui.screens.settings:show"),
    Action("begin", "Answer the first questions again", "Begin",
           "Say where the audio is, where the code is, and sandbox or live.",
           (), "everywhere", _PROGRAM, does="tui.first_steps:ask"),
    Action("save-text", "Write the copied text to a file", "Save text",
           "Put what was copied last into the workspace's exports, over no other file.",
           ("Y",), "everywhere", _PROGRAM, 0, _nothing_copied, does="tui.clipboard:save"),
    Action("suspend", "Suspend to the shell", "Suspend",
           "Give the terminal back to the shell; fg brings the program back.",
           ("ctrl+z",), "everywhere", _PROGRAM, 0, _streaming),
    Action("quit", "Quit", "Quit",
           "End the program; a running stream is stopped, the sandbox is closed.",
           ("ctrl+q",), "everywhere", _PROGRAM, 6, calls="app.quit"),
    Action("help", "Help", "Help",
           "Every key, and what each does here.", ("question_mark", "f1"), "everywhere",
           _PROGRAM, 1),
)  # fmt: skip
