"""What every command prints with: JSON, cleaned text, progress, and an interruptible event loop."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from tui.text import clean, one_line

Result = TypeVar("Result")


def print_json(document: Mapping[str, Any], *, line: bool = False) -> None:
    """One JSON document on standard output, or one line of a stream of them.

    Everything beyond ASCII is escaped, so hostile text cannot reach a terminal this way.
    """
    text = json.dumps(document, indent=None if line else 2, allow_nan=False)
    print(text, flush=line)


def say(text: str = "") -> None:
    """A line for people on standard output, with control characters made visible."""
    print(clean(text))


def say_wrapped(text: str, first: str = "", then: str = "") -> None:
    """A paragraph, broken between words at the terminal's width, at most 100 columns.

    ``first`` stands before its first line, ``then`` before the others. No word is broken: a path
    in two pieces cannot be copied.
    """
    width = min(100, shutil.get_terminal_size().columns)
    lines = textwrap.wrap(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_on_hyphens=False,
        break_long_words=False,
    )
    print("\n".join(lines))


class Progress:
    """One line on standard error that is overwritten; silent unless that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, text: str) -> None:
        """Show what is being done now."""
        if self._shown:
            # A line as wide as the terminal would wrap, and could not be overwritten.
            width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
            sys.stderr.write(f"\r\x1b[K{one_line(text)[:width]}")
            sys.stderr.flush()

    def done(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def announcer(as_json: bool, progress: Progress) -> Callable[[str], None]:
    """How to say which side is live, before anything is sent.

    For people it is a line of the output that stays; with --json it is shown where a terminal
    watches, and the document says it too.
    """

    def announce(line: str) -> None:
        if as_json:
            progress(line)
        else:
            print(one_line(line), flush=True)

    return announce


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run ``work``; Ctrl+C, SIGTERM and SIGHUP cancel it, so that it cleans up after itself.

    Ctrl+C ends as KeyboardInterrupt (exit 130), the others as SystemExit with 128 + signal.
    """

    async def guarded() -> Result:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        received: list[int] = []

        def stop(number: int) -> None:
            received.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop, number)
        try:
            result = await task
        except asyncio.CancelledError:
            if not received:
                raise
        # Also work that ended well after all was asked to stop, and says so by its exit code.
        if not received:
            return result
        if received[0] == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + received[0])

    return asyncio.run(guarded())
