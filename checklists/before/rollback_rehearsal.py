"""What a rehearsal of the way back found, and how it is read back out of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from providers.speech import Vendor


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side answered in a rehearsal. ``seconds`` from asking to the whole transcript;
    ``run`` is the id of the transcript's own run."""

    vendor: Vendor
    model: str
    sandbox: bool
    seconds: float
    words: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One rehearsal. ``sample`` is the clip's hash, times are seconds.

    ``back_seconds`` runs from the decision to Amazon's first result, the check of the credentials
    (``credentials_seconds``) included; None where no result came. ``sandbox`` says that at least
    one side was the sandbox. ``trouble`` is the sentence that says why the old way did not answer,
    "" where it did.
    """

    at: datetime
    sample: str
    sample_name: str
    sample_seconds: float
    sandbox: bool
    deepgram: Answer
    credentials: str
    credentials_seconds: float
    amazon: Answer | None = None
    back_seconds: float | None = None
    trouble: str = ""

    @property
    def passed(self) -> bool:
        """Whether the old way still answers: credentials accepted, and words came back."""
        return not self.trouble and self.amazon is not None and self.amazon.words > 0


def rehearsal_in(result: object) -> Rehearsal | None:
    """The rehearsal in the result of a "rollback" run, or None where it is a draft."""
    table = result.get("rehearsal") if isinstance(result, Mapping) else None
    if not isinstance(table, Mapping):
        return None
    fields = {name: value for name, value in table.items() if name != "passed"}
    try:
        return Rehearsal(
            **{
                **fields,
                "at": datetime.fromisoformat(fields["at"]),
                "deepgram": Answer(**fields["deepgram"]),
                "amazon": Answer(**fields["amazon"]) if fields.get("amazon") else None,
            }
        )
    except (KeyError, TypeError, ValueError):
        # Recorded by another version: its steps still count, its rehearsal cannot be told.
        return None
