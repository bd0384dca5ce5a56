"""The workspace as the phase screens show it: cleaned, worded, and read in one go.

Here text from the database enters the terminal program, so here it is cleaned; the widgets below
only lay it out. No Textual, so that what is said can be tested without a screen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checklists.evidence import Mode, State, TaskState, next_step, readiness
from checklists.guide import Phase
from tui.text import clean, counted, one_line
from tui.workbenches import benches_of

if TYPE_CHECKING:
    from checklists.records import Run
    from checklists.workspace import Workspace

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
_OTHER_WAY = "nothing is built for it here yet: d for what closes it, t to tick it by hand"


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list of evidence. ``origin`` is "sandbox" or "live"."""

    id: str
    when: str
    what: str
    origin: str
    headline: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task as it is shown. ``gaps`` says what is missing or why it went stale."""

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

    @property
    def glyph(self) -> str:
        """The state as one character; always shown beside the word."""
        return STATE_GLYPHS[self.state]

    @property
    def word(self) -> str:
        """The state in words."""
        return STATE_WORDS[self.state]

    @property
    def summary(self) -> str:
        """The second line in the list: what there is, or what it would take."""
        if self.said_by_hand and self.state in ("asserted", "not-needed"):
            return self.said_by_hand
        if self.runs:
            seen = counted(len(self.runs), "run")
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
    went to the sandbox. The figures then count rehearsals, and say so.
    """

    mode: Mode
    tasks: tuple[TaskCard, ...]
    readiness: str
    arithmetic: str
    step: Step | None

    def of(self, phase: Phase) -> tuple[TaskCard, ...]:
        """The tasks of one phase, in the guide's order."""
        return tuple(card for card in self.tasks if card.phase == phase)

    def progress(self, phase: Phase) -> tuple[int, int]:
        """How many tasks of a phase are done, of how many that are needed."""
        needed = [card for card in self.of(phase) if card.state != "not-needed"]
        return sum(card.done for card in needed), len(needed)

    def progress_words(self, phase: Phase) -> str:
        """The progress of a phase, with its origin."""
        done, total = self.progress(phase)
        return f"{done} of {total} {'rehearsed' if self.mode == 'sandbox' else 'closed'}"

    def card(self, task: str) -> TaskCard | None:
        """One task, or None."""
        return next((card for card in self.tasks if card.id == task), None)


def short_name(task_id: str) -> str:
    """A task's id as a heading of a few words: "upstream-dependencies" is too long a title."""
    words = task_id.replace("-", " ").replace("api", "API")
    return words[:1].upper() + words[1:]


def read_board(workspace: Workspace) -> Board:
    """Read the workspace. Raises BadInput where its database cannot be read."""
    found = workspace.task_states()
    runs = {run: workspace.run(run) for state in found for run in state.runs}
    mode = _mode(runs.values())
    ready = readiness(found, mode)
    upcoming = next_step(found, mode)
    return Board(
        mode=mode,
        tasks=tuple(_card(state, runs, mode) for state in found),
        readiness=f"{ready.done} of {ready.total} closed",
        arithmetic=ready.arithmetic(),
        step=Step(
            upcoming.task.id,
            upcoming.task.phase,
            short_name(upcoming.task.id),
            _sentence(clean(upcoming.reason)) + ".",
            _way(upcoming.task.id),
        )
        if upcoming
        else None,
    )


def _way(task_id: str) -> str:
    """What to press for the next step."""
    benches = benches_of(task_id)
    return f"press n to {benches[0].about}" if benches else _OTHER_WAY


def _mode(runs: Iterable[Run]) -> Mode:
    """As for a plan: a rehearsal where vendors took part and all of them were the sandbox's."""
    origins = [run.sandbox for run in runs if run.vendor]
    return "sandbox" if origins and all(origins) else "live"


def _card(state: TaskState, runs: Mapping[str, Run], mode: Mode) -> TaskCard:
    task = state.task
    said = state.assertion
    return TaskCard(
        id=task.id,
        number=task.number,
        phase=task.phase,
        name=short_name(task.id),
        title=clean(task.title),
        state=state.state,
        rehearsed=state.rehearsed or (bool(state.runs) and state.sandbox),
        done=state.closed(mode),
        guide_words=clean(task.guide_words),
        why=clean(task.why),
        closes=clean(task.closes),
        effort=task.effort,
        gaps=tuple(_sentence(clean(line)) for line in state.why),
        said_by_hand=one_line(f"by {said.name}: {said.reason}") if said else "",
        runs=tuple(run_line(runs[run]) for run in reversed(state.runs)),
    )


def effort_words(minutes: int) -> str:
    """An estimate as people say it."""
    if minutes >= 60 and minutes % 60 == 0:
        return counted(minutes // 60, "hour")
    return counted(minutes, "minute")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def run_line(run: Run) -> RunLine:
    """A run on one line."""
    who = " ".join(part for part in (run.vendor.capitalize(), run.model) if part)
    return RunLine(
        id=run.id,
        when=moment(run.started_at),
        what=one_line(f"{run.kind} · {who}" if who else run.kind),
        origin="sandbox" if run.sandbox else "live",
        headline=one_line(numbers_line(run.numbers)),
    )


def moment(at: datetime) -> str:
    """A date and time in the user's own zone, to the minute."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def numbers_line(numbers: Mapping[str, Any]) -> str:
    """The most telling numbers of a run on one line: "31 % word errors, final after 0.62 s"."""
    parts = []
    wer = numbers.get("wer")
    if isinstance(wer, int | float):
        parts.append(f"{wer:.0%} word errors")
    finals = numbers.get("finalization")
    if isinstance(finals, Mapping) and isinstance(finals.get("p50"), int | float):
        parts.append(f"final after {finals['p50']:.2f} s")
    if not parts:
        parts = [
            f"{name.replace('_', ' ')} {value:.4g}"
            for name, value in numbers.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        ]
    return ", ".join(parts)


def run_sections(run: Run) -> Sequence[tuple[str, str]]:
    """A run to be read in full: headings and their text, cleaned, nothing shortened."""
    origin = "the sandbox (PocketSphinx; says nothing about the vendor)" if run.sandbox else "live"
    facts = {
        "run": run.id,
        "kind": run.kind,
        "vendor": run.vendor or "none",
        "model": run.model or "not stated",
        "origin": origin,
        "started": moment(run.started_at),
        "took": f"{run.seconds:.1f} s",
        "audio": run.clip or "none",
    }
    made_with = {"crossfade": run.crossfade, **run.versions, "normaliser": run.normaliser}
    parts = (
        ("Run", _table(facts)),
        ("Numbers", run.numbers),
        ("Request", run.request),
        ("Result", run.result),
        ("Response", run.response),
        ("Made with", _table(made_with)),
    )
    return [(heading, _readable(value)) for heading, value in parts]


def _table(rows: Mapping[str, str]) -> str:
    width = max(map(len, rows))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows.items() if value)


def _readable(value: object) -> str:
    if isinstance(value, str):
        return clean(value)
    if value in (None, {}, []):
        return "(none)"
    # Not ASCII only: people read this, and clean() sees to the rest.
    return clean(json.dumps(value, indent=2, ensure_ascii=False))
