"""What is left of a crash: one sentence on the terminal and a report without secrets.

The report names the kind of each exception and where it passed, file, line and function, and
nothing else: locals, arguments and messages can hold keys and people's words.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from providers.errors import Trouble
from tui import __version__
from tui.text import clean


def report_text(error: BaseException) -> str:
    """The report: versions, then every exception of the chain with its frames, oldest first."""
    lines = [
        f"crossfade {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"at {datetime.now(UTC).isoformat(timespec='seconds')}",
        "Messages, arguments and local variables are left out on purpose.",
    ]
    for link in reversed(_chain(error)):
        lines += ["", f"{type(link).__module__}.{type(link).__qualname__}"]
        if isinstance(link, Trouble):
            lines.append(f"  {clean(str(link))}")
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in links:
        links.append(current)
        current = current.__cause__ or current.__context__
    return links


def keep_report(error: BaseException, path: Path) -> str:
    """Write the report where only the user can read it; returns the sentence to print."""
    if isinstance(error, Trouble):
        return clean(str(error))
    what = f"a fault of the program itself ({type(error).__name__})"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(report_text(error))
    except OSError:
        return f"{what}; the report could not be written. What was recorded is safe."
    return f"{what}; what was recorded is safe. Please report it with {clean(str(path))}"


def say(sentence: str) -> None:
    """One sentence on standard error, after the screen has been given back."""
    print(f"crossfade: {sentence}", file=sys.stderr)
