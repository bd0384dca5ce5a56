"""What a ladder came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checklists.before.keywords.boosts import Sweep
from checklists.before.keywords.plan import LadderPlan, Question
from checklists.before.keywords.removal import Removal
from checklists.before.keywords.state import LadderState
from checklists.before.keywords.way import TermSet
from providers.speech import Transcript


@dataclass(frozen=True, slots=True)
class LadderResult:
    """What a ladder came to. ``document`` is what ``as_json`` gives; ``run`` the run that keeps
    it, "" without a workspace and where requests failed (the answers are kept all the same).

    ``kept`` is the recommended set; ``answers`` has every transcript, for whoever compares them
    word by word or by ear.
    """

    plan: LadderPlan
    answers: Mapping[Question, Transcript]
    kept: TermSet
    removed: tuple[Removal, ...]
    sweeps: Mapping[str, Sweep]
    state: LadderState
    seconds: float
    document: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""

    @property
    def recommended(self) -> tuple[str, ...]:
        """The terms worth sending."""
        return tuple(term for term, _ in self.kept)

    @property
    def complete(self) -> bool:
        """Whether every request has an answer."""
        return not self.state.failed and not self.state.stopped
