"""The model and options that a plan means to use, and what a choice does to the evidence.

Evidence made with another model or option is stale, so it is said beforehand which that would be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checklists.evidence import State, otherwise_chosen
from checklists.guide import Task
from checklists.guide import task as guide_task
from checklists.option_text import options_lines
from checklists.records import Choice
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import VENDORS


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a choice does to one task: its state before and after, the ids of the runs that would
    be stale (``stale``) or hold again (``again``), and why."""

    task: Task
    before: State
    after: State
    stale: tuple[str, ...]
    again: tuple[str, ...]
    why: tuple[str, ...]


def consequences(
    workspace: Workspace, vendor: str, model: str, options: Mapping[str, Any]
) -> tuple[Consequence, ...]:
    """The tasks whose evidence a choice would touch; nothing is changed. Raises BadInput."""
    choice = _choice(vendor, model, options)
    present = workspace.choices()
    intended = {**present, vendor: choice}
    heads = workspace.evidence_runs()
    after = {one.id: one for one in workspace.task_states(intended)}
    found: list[Consequence] = []
    for one in workspace.task_states():
        stale: dict[str, tuple[str, ...]] = {}
        again: list[str] = []
        for run_id in one.runs:
            run = heads[run_id]
            was, why = otherwise_chosen(run, present), otherwise_chosen(run, intended)
            if why and not was:
                stale[run_id] = why
            elif was and not why:
                again.append(run_id)
        if stale or again:
            reasons = tuple(dict.fromkeys(reason for why in stale.values() for reason in why))
            found.append(
                Consequence(
                    guide_task(one.id),
                    one.state,
                    after[one.id].state,
                    tuple(stale),
                    tuple(again),
                    reasons,
                )
            )
    return tuple(found)


def choose(workspace: Workspace, vendor: str, model: str, options: Mapping[str, Any]) -> None:
    """Keep the choice. Raises BadInput for a vendor there is not, or an option that holds a key."""
    choice = _choice(vendor, model, options)
    workspace.choose(vendor, choice.model, dict(choice.options))


def advice(vendor: str, model: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """What Deepgram would refuse or ignore of the options, one sentence each; for Amazon nothing
    is known before it is asked. Raises BadInput for a value that an option cannot have."""
    if vendor != "deepgram":
        return ()
    from providers.deepgram.options import options_from, problems

    pairs = [tuple(line.split("=", 1)) for line in options_lines(options)]
    asked = options_from([("model", model or "nova-3"), *((pair[0], pair[1]) for pair in pairs)])
    return tuple(
        f"{one.option}: {one.why} {one.fix}".strip() for one in problems(asked, live=False)
    )


def _choice(vendor: str, model: str, options: Mapping[str, Any]) -> Choice:
    if vendor not in VENDORS:
        raise BadInput(f"There is no vendor {vendor!r}: choose {' or '.join(VENDORS)}.")
    return Choice(vendor, model.strip(), dict(options), datetime.now(UTC))
