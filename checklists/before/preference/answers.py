"""What somebody heard at a span, kept in the workspace the moment it is said.

An answer is about the sound and the wordings: which of them is right at that place. It holds
whichever variants have those wordings, so a later trial with the same disagreement asks nothing
again. Every answer is a run of kind ``ANSWER``; one that is taken back is another run that says
so, and what it had replaced holds again. A killed program loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from checklists.before.preference.spans import Span
from checklists.records import Run
from checklists.workspace import Workspace

ANSWER = "preference-answer"

Said = Literal["one", "all", "none", "skipped"]
"""One wording is right, all of them are (or it makes no difference), none is, nobody can tell."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``wording`` is the key of the wording that is right (``Wording.key``), "" unless ``said`` is
    "one". ``played`` is whether the span was played here before it was answered."""

    span: str
    said: Said
    wording: str
    played: bool
    at: datetime


def keep(
    workspace: Workspace, span: Span, said: Said, wording: str, *, played: bool, sandbox: bool
) -> None:
    """Keep an answer; it replaces a former one on the same span. Raises BadInput."""
    texts = {one.key: " ".join(one.disputed) for one in span.wordings}
    _record(
        workspace,
        span,
        {"said": said, "wording": wording, "played": played, "wordings": texts},
        sandbox,
    )


def take_back(workspace: Workspace, span: Span, *, sandbox: bool) -> None:
    """Take the last answer on a span back. Raises BadInput."""
    _record(workspace, span, {"said": "taken back"}, sandbox)


def look(workspace: Workspace, trial: str, answered: int, *, sandbox: bool) -> None:
    """Keep that somebody looked who was ahead in a trial after so many answers. Raises BadInput."""
    told = {"said": "looked", "trial": trial, "answered": answered}
    workspace.record_run(ANSWER, sandbox=sandbox, result=told)


def _record(workspace: Workspace, span: Span, told: Mapping[str, object], sandbox: bool) -> None:
    place = {
        "span": span.id,
        "channel": span.channel,
        "start": span.start,
        "end": span.end,
    }
    workspace.record_run(ANSWER, sandbox=sandbox, clip=span.clip, result={**place, **told})


class Answers:
    """The answers on some spans, as they are on record: the newest of each that stands."""

    def __init__(self, workspace: Workspace, spans: Sequence[Span]) -> None:
        """Raises BadInput where the workspace cannot be read."""
        self._workspace = workspace
        self._wanted = {span.id for span in spans}
        self._standing: dict[str, list[Answer]] = {}
        self._order: list[str] = []
        self._looked: list[tuple[str, int]] = []
        self.read()

    def read(self) -> None:
        """Read them again."""
        self._standing, self._order, self._looked = {}, [], []
        for run in self._workspace.runs(ANSWER):
            self._take(run)

    def _take(self, run: Run) -> None:
        told = run.result if isinstance(run.result, Mapping) else {}
        if told.get("said") == "looked":
            self._looked.append((str(told.get("trial", "")), int(told.get("answered", 0))))
        span = told.get("span")
        if span not in self._wanted:
            return
        given = self._standing.setdefault(span, [])
        if told.get("said") == "taken back" and given:
            given.pop()
            # The newest mention of the span is the one that is gone.
            del self._order[len(self._order) - 1 - self._order[::-1].index(span)]
        elif told.get("said") in get_args(Said):
            said = cast(Said, told["said"])
            given.append(
                Answer(span, said, str(told.get("wording", "")), bool(told.get("played")),
                       run.started_at)
            )  # fmt: skip
            self._order.append(span)

    def on(self, span: Span) -> Answer | None:
        """What is said of a span, None while nothing is."""
        given = self._standing.get(span.id)
        return given[-1] if given else None

    @property
    def last(self) -> str:
        """The id of the span that was answered last of those that stand; "" where none is."""
        return self._order[-1] if self._order else ""

    def looked(self, trial: str) -> tuple[int, ...]:
        """After how many answers somebody looked who was ahead in a trial."""
        return tuple(answered for of, answered in self._looked if of == trial)
