"""How far a ladder is: what watches it gets these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from checklists.before.keywords.plan import Question
from providers.errors import Trouble

Phase = Literal["terms", "boosts", "set"]
"""None, each alone and all; then the boosts, where they are tried; then the smallest set."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request without an answer. It is sent again the next time."""

    question: Question
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class LadderStep:
    """An answer (or a failure). ``what`` is "without terms", a term, "all terms" or "N terms";
    ``clip`` the clip's name; ``done`` of ``total`` as in the state."""

    question: Question
    what: str
    clip: str
    done: int
    total: int
    on_record: bool = False
    trouble: Trouble | None = None


@dataclass(slots=True)
class LadderState:
    """``done`` of ``total`` requests of this phase and those before, of which ``on_record`` were
    not sent and ``sent`` were; ``total`` grows where a phase turns out to need more.

    ``seconds_left`` is an estimate for the requests that are known now, None until there is one.
    ``stopped`` says why the rest was not sent, "" while it goes on.
    """

    phase: Phase = "terms"
    total: int = 0
    done: int = 0
    on_record: int = 0
    sent: int = 0
    under_way: int = 0
    room: int = 0
    stopped: str = ""
    seconds_left: float | None = None
    failed: list[Failure] = field(default_factory=list)


OnStep = Callable[[LadderStep], None]
OnState = Callable[[LadderState], None]
