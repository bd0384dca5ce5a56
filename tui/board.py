"""The workspace as the phase screens show it: cleaned, worded, ready to be laid out.

Only data, so that the first frame can be drawn from what was kept of the last one (``glance``)
before anything of the workspace is opened; ``board_reading`` makes it from the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checklists.phases import Phase
from tui.text import counted

if TYPE_CHECKING:
    from checklists.evidence import Mode, State

STATE_WORDS: Mapping[State, str] = {
    "open": "open",
    "evidence": "evidence",
    "stale": "stale",
    "asserted": "asserted",
    "not-needed": "not needed",
}
STATE_GLYPHS: Mapping[State, str] = {
    "open": "○",
    "evidence": "●",
    "stale": "◐",
    "asserted": "◇",
    "not-needed": "-",
}
PHASE_TITLES: Mapping[Phase, str] = {
    "before": "Before migration",
    "during": "During migration",
    "after": "After migration",
}
# So many runs of a task are listed at once; the older ones on request.
SHOWN_RUNS = 100


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list of evidence. ``origin`` is "sandbox", "live" or "here"."""

    id: str
    when: str
    what: str
    origin: str
    headline: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note on a task: when and by whom on one line, the words as they were written."""

    when: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task as it is shown. ``gaps`` says what is missing or why it went stale.

    ``runs`` are the newest of its evidence, ``older`` counts those that are not among them.
    ``unread``: nothing is known of its state yet.
    """

    id: str
    number: int
    phase: Phase
    name: str
    title: str
    state: State
    rehearsed: bool
    done: bool
    guide_words: str
    why: str
    closes: str
    effort: int
    gaps: tuple[str, ...] = ()
    said_by_hand: str = ""
    runs: tuple[RunLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    older: int = 0
    unread: bool = False

    @property
    def glyph(self) -> str:
        """The state as one character; always shown beside the word."""
        return "…" if self.unread else STATE_GLYPHS[self.state]

    @property
    def word(self) -> str:
        """The state in words."""
        return "reading" if self.unread else STATE_WORDS[self.state]

    @property
    def standings(self) -> tuple[str, ...]:
        """The state with its glyph, longest first; all say where only the sandbox is behind it."""
        if self.rehearsed and self.state in ("evidence", "stale"):
            return f"{self.glyph} {self.word}, sandbox only", f"{self.glyph} sandbox only"
        return (f"{self.glyph} {self.word}",)

    @property
    def summary(self) -> str:
        """The second line in the list: what there is, or what it would take."""
        if self.said_by_hand and self.state in ("asserted", "not-needed"):
            return self.said_by_hand
        if self.runs:
            seen = counted(len(self.runs) + self.older, "run")
            return f"{seen}, sandbox only" if self.rehearsed else seen
        return f"about {effort_words(self.effort)}"


@dataclass(frozen=True, slots=True)
class Step:
    """The next-step line: which task, why, and how."""

    task: str
    phase: Phase
    name: str
    reason: str
    way: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the three phase screens show.

    ``mode`` is "sandbox" for a rehearsal: every run behind the tasks in which a vendor took part
    went to the sandbox. The figures then count rehearsals, and say so. ``unread``: there is much
    to read, and only the tasks' words are known yet.
    """

    mode: Mode
    tasks: tuple[TaskCard, ...]
    readiness: str
    arithmetic: str
    step: Step | None
    unread: bool = False

    def of(self, phase: Phase) -> tuple[TaskCard, ...]:
        """The tasks of one phase, in the guide's order."""
        return tuple(card for card in self.tasks if card.phase == phase)

    def progress(self, phase: Phase) -> tuple[int, int]:
        """How many tasks of a phase are done, of how many that are needed."""
        needed = [card for card in self.of(phase) if card.state != "not-needed"]
        return sum(card.done for card in needed), len(needed)

    def progress_words(self, phase: Phase) -> str:
        """The progress of a phase, with its origin."""
        if self.unread:
            return "reading"
        done, total = self.progress(phase)
        return f"{done} of {total} {'rehearsed' if self.mode == 'sandbox' else 'closed'}"

    def card(self, task: str) -> TaskCard | None:
        """One task, or None."""
        return next((card for card in self.tasks if card.id == task), None)


def short_name(task_id: str) -> str:
    """A task's id as a heading of a few words: "upstream-dependencies" is too long a title."""
    words = task_id.replace("-", " ").replace("api", "API")
    return words[:1].upper() + words[1:]


def effort_words(minutes: int) -> str:
    """An estimate as people say it."""
    if minutes >= 60 and minutes % 60 == 0:
        return counted(minutes // 60, "hour")
    return counted(minutes, "minute")
