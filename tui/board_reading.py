"""Reads the workspace into a board.

Here text from the database enters the terminal program, so here it is cleaned; the widgets only
lay it out. No Textual, so that what is said can be tested without a screen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checklists.evidence import Mode, TaskState, next_step, readiness
from checklists.guide import tasks
from tui.board import SHOWN_RUNS, Board, NoteLine, RunLine, Step, TaskCard, short_name
from tui.text import clean, counted, one_line
from tui.workbenches import benches_of

if TYPE_CHECKING:
    from checklists.notes import Note
    from checklists.records import Run
    from checklists.workspace import Workspace

_ORIGINS = {
    "sandbox": "the sandbox (PocketSphinx; says nothing about the vendor)",
    "live": "live",
    "here": "this machine; no vendor was asked",
}
_OTHER_WAY = "nothing is built for it here yet: d for what closes it, t to tick it by hand"


def read_board(workspace: Workspace) -> Board:
    """Read the workspace. Raises BadInput where its database cannot be read."""
    runs = workspace.evidence_runs()
    found = workspace.task_states(runs=runs)
    mode = _mode(runs.values())
    ready = readiness(found, mode)
    upcoming = next_step(found, mode)
    notes = workspace.notes.all()
    return Board(
        mode=mode,
        tasks=tuple(
            _card(state, runs, mode, [note for note in notes if note.task == state.id])
            for state in found
        ),
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


def unread_board(pieces: int) -> Board:
    """What can be shown of a workspace with so much evidence before it was read."""
    nothing = [TaskState(task, "open", False) for task in tasks()]
    what = f"Reading {counted(pieces, 'piece')} of evidence"
    return Board(
        mode="live",
        tasks=tuple(replace(_card(state, {}, "live", ()), unread=True) for state in nothing),
        readiness=what,
        arithmetic=f"{what}.",
        step=Step("", "before", what, "The states of the tasks follow at once.", "a moment"),
        unread=True,
    )


def _way(task_id: str) -> str:
    """What to press for the next step."""
    benches = benches_of(task_id)
    return f"press n to {benches[0].about}" if benches else _OTHER_WAY


def _mode(runs: Iterable[Run]) -> Mode:
    """As for a plan: a rehearsal where vendors took part and all of them were the sandbox's."""
    origins = [run.sandbox for run in runs if run.vendor]
    return "sandbox" if origins and all(origins) else "live"


def _card(state: TaskState, runs: Mapping[str, Run], mode: Mode, notes: Sequence[Note]) -> TaskCard:
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
        runs=tuple(run_line(runs[run]) for run in reversed(state.runs[-SHOWN_RUNS:])),
        older=max(0, len(state.runs) - SHOWN_RUNS),
        notes=tuple(
            NoteLine(moment(note.at), one_line(note.who), clean(note.text)) for note in notes
        ),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def run_line(run: Run) -> RunLine:
    """A run on one line."""
    who = " ".join(part for part in (run.vendor.capitalize(), run.model) if part)
    return RunLine(
        id=run.id,
        when=moment(run.started_at),
        what=one_line(f"{run.kind} · {who}" if who else run.kind),
        origin=_origin(run),
        headline=one_line(numbers_line(run.numbers)),
    )


def _origin(run: Run) -> str:
    """Who was asked; a check that asks nobody is neither live nor sandbox."""
    if run.sandbox:
        return "sandbox"
    return "live" if run.vendor else "here"


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
    origin = _ORIGINS[_origin(run)]
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


def run_lines(workspace: Workspace, task: str) -> tuple[RunLine, ...]:
    """Every run behind a task, the newest first."""
    heads = workspace.evidence_runs()
    attached = [evidence.run for evidence in workspace.evidence(task)]
    return tuple(run_line(heads[run]) for run in reversed(attached))
