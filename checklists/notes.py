"""Notes on tasks: what somebody wanted to be remembered, with name and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checklists import rows
from checklists.guide import task as guide_task
from checklists.store import Store, now, user
from providers.errors import BadInput

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a task. ``text`` may have several lines; ``who`` is the login name."""

    number: int
    task: str
    who: str
    text: str
    at: datetime


class Notes(Store):
    """The notes of a workspace. They close nothing; the audit trail says that they were made."""

    def add(self, task_id: str, text: str) -> Note:
        """Keep a note. Raises BadInput: an unknown task, nothing written, too long, or a key."""
        guide_task(task_id)
        text = rows.stored_text(text).strip()
        if not text:
            raise BadInput("Nothing was written: a note needs words.")
        if len(text) > LONGEST:
            raise BadInput(
                f"The note has {len(text):,} characters, {LONGEST:,} are kept: put the rest in a "
                "file and name it here."
            )
        self._refuse_keys(text, "the note")
        at, who = now(), user()
        with self._writing("note added", task_id, text.splitlines()[0]):
            self._run_sql(
                "INSERT INTO notes (task, who, text, at) VALUES (?, ?, ?, ?)",
                (task_id, who, text, rows.stored_time(at)),
            )
        return self._newest(task_id)

    def all(self, task_id: str | None = None) -> tuple[Note, ...]:
        """The notes of every task or of one, oldest first."""
        found = self._all(
            "SELECT * FROM notes WHERE ?1 IS NULL OR task = ?1 ORDER BY number", (task_id,)
        )
        return tuple(
            Note(
                row["number"], row["task"], row["who"], row["text"],
                datetime.fromisoformat(row["at"]),
            )
            for row in found
        )  # fmt: skip

    def _newest(self, task_id: str) -> Note:
        return self.all(task_id)[-1]
