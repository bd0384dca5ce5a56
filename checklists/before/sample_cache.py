"""What was found out about a file, kept by path, size and time, so that it is found out once.

A database file of its own, not the workspace's: it can be deleted at any time, is never evidence,
and is written without waiting for the disk. A file that is damaged is begun anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from checklists.before.sample_facts import OnShare, SampleFacts, facts_from, measure_clip
from checklists.records import to_json

CACHE = "sample-facts.db"
# About 60 MB; what was kept first goes first.
MOST_ROWS = 100_000
# Raised whenever what is measured changes.
_FORM = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS facts (path BLOB, complete INTEGER, form INTEGER, size INTEGER, "
    "modified INTEGER, document TEXT NOT NULL, PRIMARY KEY (path, complete))"
)


class FactsCache:
    """Facts of files, in ``directory`` or, where that is None, in memory. For one thread."""

    def __init__(self, directory: Path | None) -> None:
        self._database = _opened(directory / CACHE if directory else None)

    def get(self, path: Path, size: int, modified: int, *, complete: bool) -> SampleFacts | None:
        """What is known of the file as it is now (``modified`` in nanoseconds), or None."""
        with contextlib.suppress(sqlite3.DatabaseError, LookupError, TypeError, ValueError):
            row = self._database.execute(
                "SELECT document FROM facts WHERE path = ? AND complete = ? AND size = ? "
                "AND modified = ? AND form = ?",
                (os.fsencode(path.absolute()), int(complete), size, modified, _FORM),
            ).fetchone()
            return facts_from(path, json.loads(row[0])) if row else None
        return None

    def put(self, facts: SampleFacts, modified: int) -> None:
        """Keep facts; nothing is lost where that fails (a full disk)."""
        values = (
            os.fsencode(facts.path.absolute()),
            int(facts.complete),
            _FORM,
            facts.clip.size,
            modified,
            to_json(facts.as_json()),
        )
        with contextlib.suppress(sqlite3.DatabaseError):
            self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?)", values)

    def close(self) -> None:
        """Write what was put, and drop the oldest over ``MOST_ROWS``."""
        with contextlib.suppress(sqlite3.DatabaseError):
            (count,) = self._database.execute("SELECT count(*) FROM facts").fetchone()
            if count > MOST_ROWS:
                self._database.execute(
                    "DELETE FROM facts WHERE rowid IN (SELECT rowid FROM facts ORDER BY rowid "
                    "LIMIT ?)",
                    (count - MOST_ROWS,),
                )
            self._database.commit()
        self._database.close()

    def __enter__(self) -> FactsCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _opened(path: Path | None) -> sqlite3.Connection:
    """The database at ``path``, begun anew where it is damaged, else one in memory."""
    if path is not None:
        for _ in range(2):
            try:
                # Names of recordings are nobody else's business.
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
                return _with_table(str(path))
            except (OSError, sqlite3.OperationalError):
                # No place to write, or another crossfade is busy with it.
                break
            except sqlite3.DatabaseError:
                with contextlib.suppress(OSError):
                    path.unlink()
    return _with_table(":memory:")


def _with_table(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=1.0)
    try:
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_TABLE)
    except BaseException:
        database.close()
        raise
    return database


def measured(
    path: Path,
    cache: FactsCache,
    *,
    on_share: OnShare = lambda share: None,
    stop: Callable[[], bool] = lambda: False,
) -> SampleFacts:
    """``measure_clip``, or what it gave when the file was last measured. Raises as that does."""
    try:
        there = path.stat()
        known = cache.get(path, there.st_size, there.st_mtime_ns, complete=True)
    except (OSError, ValueError):
        # Gone or unreadable: measuring says it in a sentence.
        return measure_clip(path, on_share=on_share, stop=stop)
    if known is not None:
        return known
    facts = measure_clip(path, on_share=on_share, stop=stop)
    cache.put(facts, there.st_mtime_ns)
    return facts
