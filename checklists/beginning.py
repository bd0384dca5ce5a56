"""The three questions of a new workspace, and their answers: audio, code, sandbox or live.

An answer is only a default for the tools that need it: the samples workbench offers the audio, the
scan the code, and ``access`` decides where nothing was said on the command line. Nothing is copied
and no key is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from checklists import rows
from checklists.store import Store, now

# "auto" is live where there is a key and the sandbox where there is none; "" is not answered.
AccessAnswer = Literal["", "sandbox", "auto"]
_QUESTIONS = ("audio", "code", "access")


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; "" where it was left for later. Paths are absolute, or ``s3://``."""

    audio: str = ""
    code: str = ""
    access: AccessAnswer = ""


class Beginning(Store):
    """The answers of a workspace."""

    def is_new(self) -> bool:
        """Whether nobody was asked yet and nothing was done here. One look-up, at any size."""
        found = self._all(
            "SELECT EXISTS (SELECT 1 FROM answers) OR EXISTS (SELECT 1 FROM clips) "
            "OR EXISTS (SELECT 1 FROM runs) OR EXISTS (SELECT 1 FROM assertions) AS used"
        )
        return not found[0]["used"]

    def answers(self) -> Answers:
        """What was answered so far."""
        kept = {
            row["question"]: row["answer"]
            for row in self._all("SELECT question, answer FROM answers")
        }
        access = kept.get("access", "")
        return Answers(
            kept.get("audio", ""),
            kept.get("code", ""),
            cast(AccessAnswer, access) if access in ("sandbox", "auto") else "",
        )

    def keep(self, answers: Answers) -> None:
        """Keep the answers; also those that are left for later, so that nobody is asked twice.

        Raises BadInput where one of them looks like a key.
        """
        given = {name: rows.stored_text(getattr(answers, name)) for name in _QUESTIONS}
        self._refuse_keys(given, "the answers")
        said = "; ".join(f"{name} {text}" for name, text in given.items() if text)
        with self._writing("first questions answered", "", said or "later"):
            for name, text in given.items():
                self._run_sql(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
                    (name, text, rows.stored_time(now())),
                )
