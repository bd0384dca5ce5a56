"""What is given on standard input, for commands that take "-" for a file."""

from __future__ import annotations

import sys

from providers.errors import BadInput


def standard_input(most: int) -> bytes:
    """What is there, at most so many bytes. Raises BadInput where nothing can be read."""
    if sys.stdin is None:
        raise BadInput("Standard input is closed: name a file, or send something there.")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise BadInput(
            f"Standard input cannot be read ({error.strerror or error}): name a file."
        ) from error
