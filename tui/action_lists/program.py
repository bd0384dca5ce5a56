"""What can be done everywhere: going to a phase, finding a command, leaving."""

from __future__ import annotations

from tui.action import Action

_PHASES = "Phases"
_PROGRAM = "Program"


ACTIONS: tuple[Action, ...] = (
    Action("show-before", "Before the migration", "Before",
           "Show the tasks to do before the migration.", ("1",), "everywhere", _PHASES, 3),
    Action("show-during", "During the migration", "During",
           "Show the tasks to do while traffic moves over.", ("2",), "everywhere", _PHASES, 3),
    Action("show-after", "After the migration", "After",
           "Show the tasks that remain once traffic has moved.", ("3",), "everywhere", _PHASES, 3),
    Action("show-live", "Live comparison", "Live",
           "Stream a sample call to Deepgram and Amazon side by side.",
           ("l",), "everywhere", _PHASES, 2),
    Action("palette", "Find a command", "Commands",
           "Search everything that can be done here.",
           ("ctrl+p",), "everywhere", _PROGRAM, 5, calls="app.command_palette"),
    Action("theme", "Change the theme", "Theme",
           "Try the themes; the settings file keeps one for good.", (), "everywhere", _PROGRAM),
    Action("quit", "Quit", "Quit",
           "End the program; a running stream is stopped, the sandbox is closed.",
           ("ctrl+q",), "everywhere", _PROGRAM, 6, calls="app.quit"),
    Action("help", "Help", "Help",
           "Every key, and what each does here.", ("question_mark", "f1"), "everywhere",
           _PROGRAM, 1),
)  # fmt: skip
