"""Words of recordings that were decoded already, in a directory, for many sandboxes after another.

One sandbox remembers what it decoded (``once``) and forgets it when it ends. This program's own
tests start dozens, on the same few calls: they name a directory of theirs by the variable, and the
first sandbox that is sent a recording decodes it for all of them. Without the variable, as for
everybody else, nothing is kept. Live channels are always listened to.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from providers.sandbox.recogniser.once import Key, Words
from providers.sandbox.recognition import HeardWord

VARIABLE = "CROSSFADE_SANDBOX_KEPT_WORDS"


class KeptWords:
    """Words by recording, a file each. What is missing or damaged is simply not there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, key: Key) -> Words | None:
        """The words of the recording, exactly as they were decoded; None if nobody did."""
        try:
            rows = json.loads(self._path(key).read_text(encoding="utf-8"))
            return tuple(HeardWord(*row) for row in rows)
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, key: Key, words: Words) -> None:
        """Keep them for others. A directory that cannot be written to costs them a decode."""
        rows = [[word.text, word.start, word.end, word.confidence] for word in words]
        with contextlib.suppress(OSError):
            # Written beside and moved, so that nobody reads half of it.
            handle, name = tempfile.mkstemp(dir=self._directory)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(rows, file)
            Path(name).replace(self._path(key))

    def _path(self, key: Key) -> Path:
        digest, rate = key
        return self._directory / f"{digest.hex()}-{rate}.json"


def kept_words(environ: Mapping[str, str]) -> KeptWords | None:
    """The words in the directory that the variable names; None where it names none."""
    name = environ.get(VARIABLE, "")
    return KeptWords(Path(name)) if name and Path(name).is_dir() else None
