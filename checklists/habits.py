"""What a workspace remembers of how it was used last, so that the next time begins with it.

Nothing is proved by it and nothing rests on it: losing it costs a few keystrokes.
"""

from __future__ import annotations

from checklists import rows
from checklists.keyguard import refuse_keys
from checklists.store import Store, now


class Habits(Store):
    """Texts by name, beside the answers to the first questions."""

    def kept(self, name: str) -> str:
        """What was kept under this name; "" where nothing was."""
        found = self._all("SELECT answer FROM answers WHERE question = ?", (f"last {name}",))
        return str(found[0]["answer"]) if found else ""

    def keep(self, name: str, text: str) -> None:
        """Keep a text instead of the one before. Raises BadInput where it looks like a key."""
        text = rows.stored_text(text)
        refuse_keys(text, f"the {name}")
        if text == self.kept(name):
            return
        with self._writing("habit kept", name, text):
            self._run_sql(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
                (f"last {name}", text, rows.stored_time(now())),
            )
