"""Manners towards the terminal: who may write to it, and how it is left behind.

PortAudio and other native libraries print to file descriptor 2, which is where Textual draws;
redirecting ``sys.stderr`` does not stop them, so while the program runs the descriptor itself
points at a log file and Textual keeps a private copy of the terminal. A terminal that cannot move
its cursor gets a sentence instead of a screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from providers.errors import BadInput

# What a shell reports for a program that ended by the signal: 128 + its number.
ENDING_SIGNALS: Mapping[signal.Signals, int] = {
    signal.SIGINT: 130,
    signal.SIGTERM: 143,
    signal.SIGHUP: 129,
}
_INCAPABLE = ("", "dumb", "unknown", "emacs", "cons25", "network", "glasstty")
_FEW_COLOURS = ("linux", "xterm", "xterm-color", "xterm-16color", "screen", "ansi", "cygwin")
_FEW_COLOURS_FAMILIES = ("vt1", "vt2", "vt3", "vt4", "vt5")


def refusal(environ: Mapping[str, str], *, terminal: bool) -> str | None:
    """Why there can be no screen here, as one sentence; None where there can.

    ``terminal`` says whether input and output are a terminal at all.
    """
    if not terminal:
        return (
            "The terminal program needs a terminal for its input and output; without one, use a "
            "command, for example 'crossfade doctor' or 'crossfade plan show'."
        )
    kind = environ.get("TERM", "").lower()
    if kind in _INCAPABLE:
        return (
            f"TERM is {kind!r}, a terminal that cannot move its cursor: run with "
            "TERM=xterm-256color, or use a command, for example 'crossfade plan show'."
        )
    return None


def has_few_colours(environ: Mapping[str, str]) -> bool:
    """Whether the terminal announces 16 colours or fewer, so that its own palette serves best."""
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return False
    kind = environ.get("TERM", "").lower()
    return kind in _FEW_COLOURS or kind.startswith(_FEW_COLOURS_FAMILIES)


def require_terminal(environ: Mapping[str, str]) -> None:
    """Raise BadInput with the reason where the program cannot be shown."""
    reason = refusal(environ, terminal=_screen_descriptor() is not None and _is_terminal(0))
    if reason:
        raise BadInput(reason)


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def _screen_descriptor() -> int | None:
    """The first of stderr and stdout that is the terminal, so that ``2>file`` still works."""
    return next((number for number in (2, 1) if _is_terminal(number)), None)


@contextlib.contextmanager
def guarded_screen(noise: Path) -> Iterator[None]:
    """Keep the terminal for Textual alone; what else is written to descriptor 2 goes to ``noise``.

    The file is private to the user. If it cannot be made the noise is thrown away: a full disk
    must not keep the program from starting.
    """
    screen = _screen_descriptor()
    if screen is None:
        yield
        return
    saved_stderr, saved_file = os.dup(2), sys.__stderr__
    terminal = os.fdopen(os.dup(screen), "w", encoding="utf-8", errors="replace")
    sink = _open_noise(noise)
    os.dup2(sink, 2)
    os.close(sink)
    sys.__stderr__ = terminal  # type: ignore[misc]
    try:
        yield
    finally:
        sys.__stderr__ = saved_file  # type: ignore[misc]
        os.dup2(saved_stderr, 2)
        os.close(saved_stderr)
        _close_quietly(terminal)


def _open_noise(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def _close_quietly(file: TextIO) -> None:
    # Where the terminal is gone (its window was closed) what is left to write has no reader, and
    # there is nobody to tell.
    with contextlib.suppress(OSError, ValueError):
        file.close()


def no_shell() -> str:
    """Why the program cannot be suspended, in a sentence; "" where it can.

    A shell with job control puts each job into a process group of its own. In the group of the
    session's leader nobody waits to continue what was stopped: it would stand still for ever.
    """
    if sys.platform == "win32":
        return "Windows has no way to suspend a program: ctrl+q leaves it, nothing is lost."
    if os.getpgrp() == os.getsid(0):
        return "There is no shell behind this program to go back to: ctrl+q leaves it."
    return ""


def end_on_signals(end: Callable[[int], None]) -> None:
    """Have ``end`` called with the exit code when the process is asked to go.

    Must be called inside the running loop. Without this, SIGTERM leaves the terminal in its
    alternate screen with the mouse reporting.
    """
    loop = asyncio.get_running_loop()
    for number, code in ENDING_SIGNALS.items():
        # A loop outside the main thread (some test runners) cannot take signals.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, end, code)
