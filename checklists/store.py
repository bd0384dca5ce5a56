"""What every part of a workspace does with its database: read rows, and write with a trail."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from checklists import rows
from checklists.schema import DATABASE, said_plainly, transaction


class Store:
    """A part of the workspace in ``directory``; all parts share one connection."""

    def __init__(self, directory: Path, database: sqlite3.Connection) -> None:
        self.directory = directory
        self._database = database
        self._path = directory / DATABASE

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with said_plainly(self._path):
            return self._database.execute(statement, values).fetchall()

    def _run_sql(self, statement: str, values: Sequence[object]) -> None:
        self._database.execute(statement, values)

    def _refuse_keys(self, value: object, where: str) -> None:
        """Raise BadInput where something that is to be kept holds a credential."""
        # Its patterns are made when something is written, not on the way to the first frame.
        from checklists.keyguard import refuse_keys

        refuse_keys(value, where)

    @contextmanager
    def _writing(self, what: str, subject: str, detail: str) -> Iterator[None]:
        """One transaction, with its line in the audit trail."""
        with said_plainly(self._path), transaction(self._database):
            yield
            self._database.execute(
                "INSERT INTO audit (at, who, what, subject, detail) VALUES (?, ?, ?, ?, ?)",
                (rows.stored_time(now()), user(), what, subject, rows.stored_text(detail)),
            )


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def user() -> str:
    """The login name of whoever runs the program."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
