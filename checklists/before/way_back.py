"""The way back as it is written down: ordered steps, and the measured conditions to take it on.

Plain data and what is done to it; a run of kind "rollback" holds it, with or without a rehearsal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast, get_args

from providers.errors import BadInput

# The kind of run that holds it.
KIND = "rollback"
Comparison = Literal[">", "<"]
Source = Literal["live", "sandbox", "list price", "none", "team"]
SOURCE_WORDS: Mapping[Source, str] = {
    "live": "measured live",
    "sandbox": "measured in the sandbox",
    "list price": "from a list price",
    "none": "no measurement yet",
    "team": "set by hand",
}
LONGEST_MINUTES = 10_000
LONGEST_TEXT = 400
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do on the way back. ``minutes`` is its time budget, 0 where nobody gave one."""

    text: str
    owner: str = ""
    minutes: int = 0

    def sentence(self) -> str:
        """The step with its owner and its budget, as the plan has it."""
        known = [self.owner] if self.owner else []
        known += [f"{self.minutes} min"] if self.minutes else []
        return f"{self.text} ({', '.join(known)})" if known else self.text


@dataclass(frozen=True, slots=True)
class Trigger:
    """A condition that can be measured. It holds when it was true for the whole ``window``.

    ``threshold`` is in ``unit`` ("%", "s", "USD"), None until somebody sets it; ``window`` in
    minutes, 0 for a mere sentence from elsewhere. ``source`` says where the threshold comes from,
    ``basis`` the numbers behind it.
    """

    metric: str
    comparison: Comparison
    threshold: float | None
    unit: str
    window: int
    source: Source
    basis: str

    @property
    def worded(self) -> bool:
        """Whether it is only a sentence, which nobody can measure."""
        return self.window == 0

    def condition(self) -> str:
        """The condition alone: "failed requests > 2 % for 10 min"."""
        if self.worded:
            return self.metric
        limit = "(not set)" if self.threshold is None else f"{self.threshold:g} {self.unit}".strip()
        return f"{self.metric} {self.comparison} {limit} for {self.window} min"

    def origin(self) -> str:
        """Where the threshold comes from, in words."""
        words = SOURCE_WORDS[self.source]
        return f"{words}: {self.basis}" if self.basis else words

    def sentence(self) -> str:
        """The condition and where its number comes from, as the plan has it."""
        return self.metric if self.worded else f"{self.condition()} ({self.origin()})"


@dataclass(frozen=True, slots=True)
class WayBack:
    """The whole of it, in the order in which it is to be done."""

    steps: tuple[Step, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    @property
    def minutes(self) -> int:
        """The time budget of all steps."""
        return sum(step.minutes for step in self.steps)

    @property
    def unowned(self) -> int:
        """How many steps nobody is named for."""
        return sum(not step.owner for step in self.steps)

    @property
    def gap(self) -> str:
        """What it lacks to be rehearsed, as a sentence; "" where it lacks nothing."""
        if not self.steps:
            return "There is no step yet: write down what is to be done."
        if all(trigger.threshold is None for trigger in self.triggers):
            return "No trigger has a threshold yet: say which number is too much."
        return ""


# --- what is done to a list ------------------------------------------------------------------


def moved(rows: Sequence[Row], index: int, by: int) -> tuple[Row, ...]:
    """The rows with one of them moved by so many places; at the end it stays where it is."""
    found = list(rows)
    row = found.pop(index)
    found.insert(min(max(0, index + by), len(found)), row)
    return tuple(found)


def replaced(rows: Sequence[Row], index: int, *row: Row) -> tuple[Row, ...]:
    """The rows with another in the place of one, or with that one left out."""
    return (*rows[:index], *row, *rows[index + 1 :])


def inserted(rows: Sequence[Row], index: int, row: Row) -> tuple[Row, ...]:
    """The rows with one more, before the one at ``index``."""
    return (*rows[:index], row, *rows[index:])


# --- out of what was typed -------------------------------------------------------------------


def typed_step(text: str, owner: str, minutes: str) -> Step:
    """A step as somebody typed it. Raises BadInput with what to type instead."""
    text = " ".join(text.split())
    if not text:
        raise BadInput("A step needs words: say what is to be done.")
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"A step has at most {LONGEST_TEXT} characters: make two of it.")
    budget = _minutes(minutes, "The time budget", 0) if minutes.strip() else 0
    return Step(text, " ".join(owner.split())[:LONGEST_TEXT], budget)


def typed_trigger(
    metric: str, comparison: str, threshold: str, unit: str, window: str, before: Trigger | None
) -> Trigger:
    """A trigger as somebody typed it. Raises BadInput with what to type instead.

    ``before`` is the trigger as it was: a threshold that was left alone keeps its source.
    """
    metric = " ".join(metric.split())[:LONGEST_TEXT]
    if not metric:
        raise BadInput("A trigger needs something to measure: name it.")
    if comparison.strip() not in get_args(Comparison):
        raise BadInput("The comparison is > or <.")
    limit, unit = _limit(threshold), unit.strip()[:LONGEST_TEXT]
    chosen = Trigger(
        metric,
        cast(Comparison, comparison.strip()),
        limit,
        unit,
        _minutes(window, "The window", 1),
        "team" if limit is not None else "none",
        "",
    )
    if before is None:
        return chosen
    same = (before.metric, before.threshold, before.unit) == (metric, limit, unit)
    if same:
        return Trigger(
            metric, chosen.comparison, limit, unit, chosen.window, before.source, before.basis
        )
    was = f"{before.threshold:g} {before.unit}".strip() if before.threshold is not None else ""
    basis = f"was {was}, {before.origin()}" if was and before.metric == metric else ""
    return Trigger(
        metric, chosen.comparison, limit, unit, chosen.window, chosen.source, basis[:LONGEST_TEXT]
    )


def _limit(text: str) -> float | None:
    text = text.strip().removesuffix("%").strip()
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or not 0 <= value <= 1e9:
        raise BadInput(f"The threshold is a number from 0 on, such as 2 or 0.5, not {text!r:.40}.")
    return value


def _minutes(text: str, what: str, least: int) -> int:
    text = text.strip().removesuffix("min").strip()
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= LONGEST_MINUTES:
        raise BadInput(f"{what} is a whole number of minutes, {least} to {LONGEST_MINUTES:,}.")
    return int(text)


# --- out of a run ----------------------------------------------------------------------------


def step_texts(result: object) -> tuple[str, ...]:
    """What is to be done, without owners and budgets: what a rehearsal was a rehearsal of."""
    return tuple(step.text for step in way_of(result).steps)


def way_of(result: object) -> WayBack:
    """The way back in the result of a "rollback" run; steps and triggers may be mere sentences."""
    table = result if isinstance(result, Mapping) else {}
    return WayBack(
        tuple(_step(row) for row in _rows(table, "steps")),
        tuple(_trigger(row) for row in _rows(table, "triggers")),
    )


def _rows(table: Mapping[str, Any], name: str) -> Sequence[Any]:
    rows = table.get(name)
    return rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ()


def _step(row: Any) -> Step:
    if not isinstance(row, Mapping):
        return Step(str(row))
    return Step(str(row.get("text", "")), str(row.get("owner", "")), _whole(row.get("minutes")))


def _trigger(row: Any) -> Trigger:
    if not isinstance(row, Mapping):
        return Trigger(str(row), ">", None, "", 0, "none", "")
    limit, source = row.get("threshold"), row.get("source")
    number = isinstance(limit, int | float) and not isinstance(limit, bool)
    return Trigger(
        metric=str(row.get("metric", "")),
        comparison="<" if row.get("comparison") == "<" else ">",
        threshold=float(cast(float, limit)) if number else None,
        unit=str(row.get("unit", "")),
        window=_whole(row.get("window")),
        source=cast(Source, source) if source in get_args(Source) else "none",
        basis=str(row.get("basis", "")),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
