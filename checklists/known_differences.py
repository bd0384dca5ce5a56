"""Differences between the two vendors' fields that somebody knows and can live with, and why.

A reason belongs to a difference by what it is and its two fields, never to a value: it holds for
the next recording too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checklists import rows
from checklists.keyguard import refuse_keys
from checklists.store import Store, now, user
from providers.errors import BadInput

Key = tuple[str, str, str]
"""What differs ("type", ...), Amazon's field, Deepgram's field."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Known:
    """Why a difference does no harm, and who said so when."""

    reason: str
    who: str
    at: datetime


class KnownDifferences(Store):
    """What is known in a workspace."""

    def all(self) -> Mapping[Key, Known]:
        """Every known difference with its reason."""
        return {
            (row["what"], row["amazon"], row["deepgram"]): Known(
                row["reason"], row["who"], datetime.fromisoformat(row["at"])
            )
            for row in self._all("SELECT * FROM known_differences ORDER BY amazon, what")
        }

    def ignore(self, keys: Sequence[Key], reason: str) -> None:
        """Say why these differences do no harm. Raises BadInput: no reason, a long one, a key."""
        reason = rows.stored_text(reason).strip()
        if not reason:
            raise BadInput("A difference is ignored for a reason: write why it does no harm.")
        if len(reason) > LONGEST_REASON:
            raise BadInput(f"The reason has {len(reason):,} characters, {LONGEST_REASON} are kept.")
        refuse_keys(reason, "the reason")
        if not keys:
            return
        with self._writing("difference ignored", _subject(keys), reason):
            for what, amazon, deepgram in keys:
                self._run_sql(
                    "INSERT OR REPLACE INTO known_differences VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        what, rows.stored_text(amazon), rows.stored_text(deepgram), reason, user(),
                        rows.stored_time(now()),
                    ),
                )  # fmt: skip

    def watch(self, keys: Sequence[Key]) -> None:
        """Let these differences count again."""
        if not keys:
            return
        with self._writing("difference counts again", _subject(keys), ""):
            for key in keys:
                self._run_sql(
                    "DELETE FROM known_differences WHERE what = ? AND amazon = ? AND deepgram = ?",
                    tuple(rows.stored_text(part) for part in key),
                )


def _subject(keys: Sequence[Key]) -> str:
    (what, amazon, deepgram), *others = keys
    said = f"{what}: {amazon or deepgram}"
    return rows.stored_text(said) + (f" and {len(others)} more" if others else "")
