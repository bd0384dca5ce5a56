"""Which content stands in which file, kept so that thousands of files are hashed once.

Known by path, size and time of the last change; a file that changed is hashed again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from checklists.records import to_json
from checklists.schema import said_plainly, transaction
from checklists.store import Store
from providers.audio.clips import Clip

Stamp = tuple[int, int]
"""Size in bytes, and time of the last change in nanoseconds since 1970."""


class SearchedFiles(Store):
    """The files of a workspace's searches. No evidence rests on it."""

    def known(self) -> Mapping[Path, tuple[Stamp, Clip]]:
        """Every file that was looked into, as it was then."""
        found = {}
        for row in self._all("SELECT path, size, modified, clip FROM searched_files"):
            path = Path(os.fsdecode(row["path"]))
            facts = json.loads(row["clip"])
            found[path] = ((row["size"], row["modified"]), Clip(path=path, **facts))
        return found

    def keep(self, looked: Iterable[tuple[Stamp, Clip]]) -> None:
        """Keep what some files are, all of it or nothing."""
        values = [
            (os.fsencode(clip.path.absolute()), *stamp, to_json(_facts(clip)))
            for stamp, clip in looked
        ]
        with said_plainly(self._path), transaction(self._database):
            self._database.executemany(
                "INSERT OR REPLACE INTO searched_files VALUES (?, ?, ?, ?)", values
            )


def _facts(clip: Clip) -> dict[str, object]:
    names = ("container", "codec", "rate", "channels", "duration", "size", "sha256", "note")
    return {name: getattr(clip, name) for name in names}
