"""A vocabulary or a filter from a file on this machine."""

from __future__ import annotations

from pathlib import Path

from checklists.before.vocabulary.entries import Method, Vocabulary, read_vocabulary
from checklists.before.vocabulary.filters import read_filter
from checklists.before.vocabulary.lines import MOST_BYTES
from providers.audio.naming import shown
from providers.errors import BadInput


def vocabulary_file(path: Path, *, language: str = "en-US") -> Vocabulary:
    """A custom vocabulary in either form. Raises BadInput where nothing can be read."""
    return read_vocabulary(_bytes(path), path.name, language=language)


def filter_file(path: Path, *, method: Method = "mask", language: str = "en-US") -> Vocabulary:
    """A vocabulary filter. Raises BadInput where nothing can be read."""
    return read_filter(_bytes(path), path.name, method=method, language=language)


def _bytes(path: Path) -> bytes:
    """The file, and not much more of it than is allowed. Raises BadInput."""
    if path.exists() and not path.is_file():
        raise BadInput(f"{shown(path)} is no file: name a text file with a custom vocabulary.")
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"{shown(path)} cannot be read ({error.strerror}): name a text file with a custom "
            "vocabulary."
        ) from error
