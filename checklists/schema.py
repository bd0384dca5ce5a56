"""The database of a workspace: its tables, its versions, and how it is opened safely."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from providers.errors import BadInput

DATABASE = "crossfade.db"
BUSY_SECONDS = 5.0

_FIRST = """
CREATE TABLE clips (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, path BLOB NOT NULL, container TEXT NOT NULL,
    codec TEXT NOT NULL, rate INTEGER NOT NULL, channels INTEGER NOT NULL, duration REAL NOT NULL,
    size INTEGER NOT NULL, tags TEXT NOT NULL, reference_texts TEXT NOT NULL, truth TEXT NOT NULL,
    synthetic INTEGER NOT NULL, added_at TEXT NOT NULL, current INTEGER NOT NULL DEFAULT 1);
CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, vendor TEXT NOT NULL, model TEXT NOT NULL,
    clip TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL, result TEXT NOT NULL,
    numbers TEXT NOT NULL, sandbox INTEGER NOT NULL, crossfade TEXT NOT NULL,
    versions TEXT NOT NULL, normaliser TEXT NOT NULL, started_at TEXT NOT NULL,
    seconds REAL NOT NULL);
CREATE INDEX runs_by_kind ON runs (kind, vendor);
CREATE TABLE evidence (
    task TEXT NOT NULL, run TEXT NOT NULL REFERENCES runs (id), note TEXT NOT NULL,
    at TEXT NOT NULL, basis TEXT NOT NULL, PRIMARY KEY (task, run));
CREATE TABLE assertions (
    number INTEGER PRIMARY KEY, task TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    reason TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT);
CREATE TABLE choices (
    vendor TEXT PRIMARY KEY, model TEXT NOT NULL, options TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE labels (
    run TEXT NOT NULL REFERENCES runs (id), item TEXT NOT NULL, label TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (run, item));
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL,
    what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append only'); END;
"""

# Where a reference text comes from; "null" for those of older workspaces, which did not ask.
_REFERENCE_ORIGIN = """
ALTER TABLE clips ADD COLUMN reference_origin TEXT NOT NULL DEFAULT 'null';
"""

# The answers to the questions of a new workspace, and notes on tasks.
_ANSWERS_AND_NOTES = """
CREATE TABLE answers (
    question TEXT PRIMARY KEY, answer TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE notes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, task TEXT NOT NULL, who TEXT NOT NULL,
    text TEXT NOT NULL, at TEXT NOT NULL);
"""

# What somebody heard where a search claims a term, and the cuts that follow from it. The table of
# labels that the first version had was never written to.
_SEARCH_LABELS = """
DROP TABLE labels;
CREATE TABLE search_labels (
    number INTEGER PRIMARY KEY AUTOINCREMENT, term TEXT NOT NULL, clip TEXT NOT NULL,
    channel INTEGER NOT NULL, start REAL NOT NULL, "end" REAL NOT NULL, said TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT);
CREATE INDEX search_labels_by_term ON search_labels (term, clip);
CREATE TABLE search_cuts (
    term TEXT NOT NULL, model TEXT NOT NULL, sandbox INTEGER NOT NULL, cut REAL NOT NULL,
    low REAL, high REAL, labels INTEGER NOT NULL, "right" INTEGER NOT NULL,
    missed INTEGER NOT NULL, basis TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (term, model, sandbox));
"""

# What searches found, taken apart (checklists.search_hits). Those of older workspaces wait in
# searches_to_read until somebody asks.
_SEARCH_HITS = """
CREATE TABLE searches (
    run TEXT PRIMARY KEY REFERENCES runs (id), clip TEXT NOT NULL, model TEXT NOT NULL,
    sandbox INTEGER NOT NULL, asked TEXT NOT NULL, text_of TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX searches_by_question ON searches (asked, clip);
CREATE INDEX searches_by_clip ON searches (clip, at);
CREATE TABLE searched_terms (
    number INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES searches (run), clip TEXT NOT NULL,
    term TEXT NOT NULL, sandbox INTEGER NOT NULL, at TEXT NOT NULL, acoustic INTEGER NOT NULL,
    text INTEGER NOT NULL, best REAL, newest INTEGER NOT NULL, newest_there INTEGER NOT NULL);
CREATE INDEX searched_terms_by_run ON searched_terms (run, term);
CREATE INDEX searched_terms_by_clip ON searched_terms (clip, term);
CREATE INDEX searched_terms_by_term ON searched_terms (term, newest);
CREATE TABLE search_moments (
    number INTEGER PRIMARY KEY, searched INTEGER NOT NULL REFERENCES searched_terms (number),
    channel INTEGER NOT NULL, confidence REAL, heard_start REAL, heard_end REAL, heard TEXT,
    score REAL, how TEXT, written_start REAL, written_end REAL, written TEXT);
CREATE INDEX search_moments_by_term ON search_moments (searched, confidence, score);
CREATE TABLE searched_files (
    path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, clip TEXT NOT NULL);
CREATE TABLE searches_to_read (run TEXT PRIMARY KEY);
INSERT INTO searches_to_read SELECT id FROM runs WHERE kind = 'search' ORDER BY started_at, rowid;
"""

# What was answered in keyword experiments, by what was asked (checklists.keyword_answers).
_KEYWORD_ANSWERS = """
CREATE TABLE keyword_answers (
    key TEXT PRIMARY KEY, clip TEXT NOT NULL, model TEXT NOT NULL, sandbox INTEGER NOT NULL,
    request TEXT NOT NULL, response TEXT NOT NULL, result TEXT NOT NULL, crossfade TEXT NOT NULL,
    at TEXT NOT NULL, seconds REAL NOT NULL);
"""

# What somebody said of a place where Amazon Transcribe is used (checklists.dependency_marks).
_DEPENDENCY_MARKS = """
CREATE TABLE dependency_marks (
    fingerprint TEXT NOT NULL, nth INTEGER NOT NULL, among INTEGER NOT NULL, status TEXT NOT NULL,
    owner TEXT NOT NULL, note TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (fingerprint, nth));
"""

# Differences of the two vendors' fields that somebody knows and can live with, and why
# (checklists.known_differences).
_KNOWN_DIFFERENCES = """
CREATE TABLE known_differences (
    what TEXT NOT NULL, amazon TEXT NOT NULL, deepgram TEXT NOT NULL, reason TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (what, amazon, deepgram));
"""

# Migration n takes a database from version n to n + 1; a new one is appended, none is edited.
MIGRATIONS: tuple[str, ...] = (
    _FIRST,
    _REFERENCE_ORIGIN,
    _ANSWERS_AND_NOTES,
    _SEARCH_LABELS,
    _SEARCH_HITS,
    _KEYWORD_ANSWERS,
    _DEPENDENCY_MARKS,
    _KNOWN_DIFFERENCES,
)


def open_database(directory: Path, migrations: tuple[str, ...] = MIGRATIONS) -> sqlite3.Connection:
    """The workspace's database, brought forward to the newest version.

    Raises BadInput for a file that is no database, is damaged, locked, or newer than the program.
    """
    path = directory / DATABASE
    with said_plainly(path):
        # Created beforehand so that only its owner can read it; SQLite gives -wal and -shm the
        # same mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(database, path, migrations)
        except BaseException:
            database.close()
            raise
    return database


def _prepare(database: sqlite3.Connection, path: Path, migrations: tuple[str, ...]) -> None:
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA journal_mode = WAL")
    # Every commit reaches the disk: a run that was paid for survives a power cut.
    database.execute("PRAGMA synchronous = FULL")
    with transaction(database):
        database.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        row = database.execute("SELECT max(version) AS version FROM schema_version").fetchone()
        version = row["version"] or 0
        if version > len(migrations):
            raise BadInput(
                f"{path} was written by a newer crossfade (version {version} of its tables, this "
                f"program knows {len(migrations)}): update crossfade, or choose another workspace."
            )
        for number, script in enumerate(migrations[version:], start=version + 1):
            for statement in _statements(script):
                database.execute(statement)
            database.execute("DELETE FROM schema_version")
            database.execute("INSERT INTO schema_version VALUES (?)", (number,))


def _statements(script: str) -> Iterator[str]:
    """The statements one by one: executescript would commit the transaction half way."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. IMMEDIATE, so that two writers wait instead of failing half way."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled the transaction back by itself.
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into one sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BadInput(_sentence(path, str(error))) from error
    except OSError as error:
        raise BadInput(
            f"{path} cannot be opened ({error.strerror or error}): choose another directory "
            "with --workspace, or change its permissions."
        ) from error


def _sentence(path: Path, message: str) -> str:
    said: tuple[tuple[str, Callable[[], str]], ...] = (
        (
            "full",
            lambda: (
                f"The disk that holds {path} is full: this was not recorded, what was "
                "recorded before is safe; make room and do it again."
            ),
        ),
        ("locked", lambda: f"Another crossfade is writing to {path}: wait for it, or close it."),
        ("readonly", lambda: f"{path} is read-only: choose another directory with --workspace."),
        (
            "unable to open",
            lambda: (
                f"{path} cannot be opened: choose another directory with "
                "--workspace, or change its permissions."
            ),
        ),
        (
            "not a database",
            lambda: (
                f"{path} is not a crossfade database: move it away, or choose "
                "another directory with --workspace."
            ),
        ),
        (
            "malformed",
            lambda: (
                f"{path} is damaged: move it away and restore a copy, or choose "
                "another directory with --workspace."
            ),
        ),
    )
    for part, sentence in said:
        if part in message:
            return sentence()
    return f"{path} could not be used ({message}): choose another directory with --workspace."
