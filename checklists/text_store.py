"""The file behind the search in all transcripts: what it holds, and how it is kept up.

``text-index.db`` stands beside the workspace's database and holds nothing that is not there: an
FTS5 index of the folded words (it tells where a word stands), the vocabulary, and of each channel
of each transcript the words as numbers, as shown, and their times. It is filled when a run is
recorded; what is missing is caught up by the next search, and a file that is damaged, of another
version, or of another workspace is made anew.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checklists.records import Run
from checklists.rows import stored_time
from checklists.schema import BUSY_SECONDS, DATABASE, said_plainly, transaction
from checklists.scoring.textsearch import pieces_of
from checklists.stored_words import KINDS, RUN_FIELDS, words_of_row, words_of_run
from checklists.text_passages import PASSAGE_FIELDS, passage_values
from providers.errors import BadInput
from providers.speech import Word

INDEX = "text-index.db"
# Of the tables and of how words are folded: another version is made anew.
VERSION = 1
BATCH = 100
# In milliseconds. A recording does not wait long for another writer; the next search catches up.
PATIENCE = 250
MAPPED = 1 << 30
Told = Callable[[int, int], None]

# The tokenizer is told to divide at spaces alone, which is how folded words are joined; FTS5's
# "ascii" takes every character beyond ASCII for a part of a word.
_TABLES = """
CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, clip TEXT NOT NULL, vendor TEXT NOT NULL,
    model TEXT NOT NULL, sandbox INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, transcript INTEGER NOT NULL REFERENCES transcripts (id),
    channel INTEGER NOT NULL, shown BLOB NOT NULL, places BLOB NOT NULL, starts BLOB NOT NULL,
    ends BLOB NOT NULL, owners BLOB);
CREATE TABLE pieces (passage INTEGER PRIMARY KEY, words BLOB NOT NULL);
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, times INTEGER NOT NULL);
CREATE VIRTUAL TABLE spoken USING fts5(
    text, content='', columnsize=0, tokenize="ascii tokenchars '''_'");
CREATE VIRTUAL TABLE places USING fts5vocab(spoken, 'instance');
"""
_NO_FTS5 = (
    "This Python's SQLite has no FTS5, which the search in all transcripts needs: install a Python "
    "whose SQLite has it (those of python.org and of the distributions do), or search clip by clip."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript on record: its run, the hash of its clip, who heard it, and when."""

    run: str
    clip: str
    vendor: str
    model: str
    sandbox: bool
    at: datetime


class TextStore:
    """The index of one workspace, without the search in it."""

    def __init__(self, directory: Path, database: sqlite3.Connection) -> None:
        self._directory = directory
        self._path = directory / INDEX
        self._database = database

    @classmethod
    def open(cls, directory: Path) -> Self:
        """The index of the workspace in ``directory``, made where it is not there or damaged.

        Raises BadInput: not writable, a full disk, a SQLite without FTS5.
        """
        path = directory / INDEX
        with said_plainly(path):
            return cls(directory, _opened(path))

    def remake(self) -> None:
        """Begin with an empty file; everything is caught up afterwards. Raises BadInput."""
        self._database.close()
        with said_plainly(self._path):
            _remove(self._path)
            self._database = _opened(self._path)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(self, run: Run) -> None:
        """Take in a run that was just recorded, if it holds a transcript.

        Never a reason for a recording to fail: whatever hinders it, the next search catches up.
        """
        if run.kind not in KINDS:
            return
        source = Source(run.id, run.clip, run.vendor, run.model, run.sandbox, run.started_at)
        with suppress(sqlite3.Error, OSError):
            self._database.execute(f"PRAGMA busy_timeout = {PATIENCE}")
            try:
                with transaction(self._database):
                    self._write([(source, words_of_run(run))])
            finally:
                self._database.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")

    def catch_up(self, told: Told | None = None) -> int:
        """Take in every transcript on record that is not in the index; how many those were.

        ``told`` is called with how many are done and how many there are to do. Raises BadInput.
        """
        with said_plainly(self._directory / DATABASE):
            records = _records(self._directory)
            try:
                return self._catch_up(records, told)
            finally:
                records.close()

    def _catch_up(self, records: sqlite3.Connection, told: Told | None) -> int:
        marks = ", ".join("?" * len(KINDS))
        count, newest = records.execute(
            f"SELECT count(*), max(rowid) FROM runs WHERE kind IN ({marks})", KINDS
        ).fetchone()
        mine = self._database.execute("SELECT count(*) FROM transcripts").fetchone()[0]
        if count == mine and (count == 0 or self._has(records, newest)):
            return 0
        recorded = [
            run
            for (run,) in records.execute(
                f"SELECT id FROM runs WHERE kind IN ({marks}) ORDER BY rowid", KINDS
            )
        ]
        known = {run for (run,) in self._database.execute("SELECT run FROM transcripts")}
        if known - set(recorded):
            self._empty()
            known = set()
        missing = [run for run in recorded if run not in known]
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            with said_plainly(self._path), transaction(self._database):
                self._write([_kept(records, run) for run in batch])
            if told:
                told(first + len(batch), len(missing))
        if len(missing) > BATCH:
            with said_plainly(self._path):
                self._database.execute("INSERT INTO spoken (spoken) VALUES ('optimize')")
        return len(missing)

    def _has(self, records: sqlite3.Connection, rowid: int) -> bool:
        (run,) = records.execute("SELECT id FROM runs WHERE rowid = ?", (rowid,)).fetchone()
        found = self._database.execute("SELECT 1 FROM transcripts WHERE run = ?", (run,))
        return found.fetchone() is not None

    def _empty(self) -> None:
        """Forget everything: this is the index of other transcripts."""
        with said_plainly(self._path), transaction(self._database):
            _drop_tables(self._database)
            _make_tables(self._database)

    def _write(self, kept: Sequence[tuple[Source, Sequence[Word]]]) -> None:
        passages: list[tuple[int, list[str]]] = []
        for source, words in kept:
            done = self._database.execute(
                "INSERT OR IGNORE INTO transcripts (run, clip, vendor, model, sandbox, at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(source.run, source.clip, source.vendor, source.model),
                    *(source.sandbox, stored_time(source.at)),
                ),
            )
            if done.rowcount and done.lastrowid is not None:
                passages += self._write_passages(done.lastrowid, words)
        counts = Counter(piece for _, pieces in passages for piece in pieces)
        self._database.executemany(
            "INSERT INTO words (word, times) VALUES (?, ?) "
            "ON CONFLICT (word) DO UPDATE SET times = times + excluded.times",
            counts.items(),
        )
        numbers = dict(
            self._database.execute(
                "SELECT word, id FROM words WHERE word IN (SELECT value FROM json_each(?))",
                (json.dumps(list(counts)),),
            ).fetchall()
        )
        for passage, pieces in passages:
            ids = array("I", [numbers[piece] for piece in pieces])
            self._database.execute("INSERT INTO pieces VALUES (?, ?)", (passage, ids.tobytes()))

    def _write_passages(
        self, transcript: int, words: Sequence[Word]
    ) -> Iterator[tuple[int, list[str]]]:
        """Each channel of a transcript: its number, and its folded words."""
        for channel in sorted({word.channel for word in words}):
            spoken = [word for word in words if word.channel == channel]
            pieces = pieces_of(word.text for word in spoken)
            texts = [piece for piece, _ in pieces]
            owners = [owner for _, owner in pieces]
            done = self._database.execute(
                f"INSERT INTO passages (transcript, {PASSAGE_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (transcript, *passage_values(channel, spoken, owners)),
            )
            assert done.lastrowid is not None
            self._database.execute(
                "INSERT INTO spoken (rowid, text) VALUES (?, ?)", (done.lastrowid, " ".join(texts))
            )
            yield done.lastrowid, texts


def _kept(records: sqlite3.Connection, run: str) -> tuple[Source, Sequence[Word]]:
    row = records.execute(f"SELECT {RUN_FIELDS} FROM runs WHERE id = ?", (run,)).fetchone()
    at = datetime.fromisoformat(row["started_at"])
    source = Source(run, row["clip"], row["vendor"], row["model"], bool(row["sandbox"]), at)
    return source, words_of_row(row)


def _records(directory: Path) -> sqlite3.Connection:
    """The workspace's database, to read from."""
    database = sqlite3.connect(directory / DATABASE, timeout=BUSY_SECONDS, isolation_level=None)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA query_only = ON")
    return database


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew where it is damaged or of another version."""
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        _remove(path)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    # Created beforehand so that only its owner can read it, as the workspace's database is.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            database.execute("PRAGMA journal_mode = WAL")
            with transaction(database):
                # Another process may have been first.
                if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                    _drop_tables(database)
                    _make_tables(database)
        # What a power cut takes is caught up: no commit has to wait for the disk.
        database.execute("PRAGMA synchronous = NORMAL")
        # Passages are read here and there in a file of some hundred megabytes.
        database.execute(f"PRAGMA mmap_size = {MAPPED}")
        return database
    except BaseException:
        database.close()
        raise


def _make_tables(database: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        try:
            database.execute(statement)
        except sqlite3.OperationalError as error:
            if "no such module" in str(error):
                raise BadInput(_NO_FTS5) from error
            raise
    database.execute(f"PRAGMA user_version = {VERSION}")


def _drop_tables(database: sqlite3.Connection) -> None:
    for name in ("places", "spoken", "words", "pieces", "passages", "transcripts"):
        database.execute(f"DROP TABLE IF EXISTS {name}")


def is_damage(error: BaseException | None) -> bool:
    """Whether this says that the file is damaged, and not that it is locked or the disk full."""
    return type(error) is sqlite3.DatabaseError


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
