"""The guide's twelve tasks, read once from ``guide.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from checklists.phases import PHASES, Phase
from providers.errors import BadInput

__all__ = ["GUIDE_TITLE", "PHASES", "Need", "Phase", "Task", "task", "tasks"]

GUIDE_TITLE = "Migrating From Amazon Web Services (AWS) Transcribe to Deepgram"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a task wants to see: any of these (kind, vendor) pairs; vendor "" is any vendor."""

    options: tuple[tuple[str, str], ...]

    def met_by(self, kind: str, vendor: str) -> bool:
        """Whether a run of this kind and vendor is what is wanted."""
        return any(kind == k and v in ("", vendor) for k, v in self.options)

    def __str__(self) -> str:
        return " or ".join(
            f"{kind} by {vendor}" if vendor else kind for kind, vendor in self.options
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the guide's checklist.

    ``title`` and ``guide_words`` are the guide's own; ``closes`` says which evidence closes it;
    ``accepts`` the kinds of run that may be attached; ``effort`` is in minutes; ``facts`` are ids
    of rows in ``facts/`` that are newer than the guide or that the evidence rests on.
    """

    id: str
    number: int
    phase: Phase
    title: str
    guide_words: str
    why: str
    closes: str
    accepts: tuple[str, ...]
    needs: tuple[Need, ...]
    effort: int
    facts: tuple[str, ...]


@cache
def tasks() -> tuple[Task, ...]:
    """The twelve tasks in the guide's order."""
    text = files("checklists").joinpath("guide.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["task"]
    return tuple(sorted((_task(row) for row in rows), key=lambda task: task.number))


def task(task_id: str) -> Task:
    """One task by its id. Raises BadInput that names the ids there are."""
    for candidate in tasks():
        if candidate.id == task_id:
            return candidate
    known = ", ".join(candidate.id for candidate in tasks())
    raise BadInput(f"There is no task {task_id!r}: the tasks are {known}.")


def _task(row: dict[str, Any]) -> Task:
    if row["phase"] not in PHASES:
        raise ValueError(f"guide.toml: task {row['id']} has no such phase: {row['phase']}")
    return Task(
        id=row["id"],
        number=row["number"],
        phase=cast(Phase, row["phase"]),
        title=row["title"],
        guide_words=row["guide_words"],
        why=row["why"],
        closes=row["closes"],
        accepts=tuple(row["accepts"]),
        needs=tuple(_need(line) for line in row["needs"]),
        effort=row["effort"],
        facts=tuple(row["facts"]),
    )


def _need(line: str) -> Need:
    pairs = (option.partition("/") for option in line.split("|"))
    return Need(tuple((kind, vendor) for kind, _, vendor in pairs))
