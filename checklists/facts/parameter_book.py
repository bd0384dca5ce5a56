"""The parameter map as data: what each member of an Amazon request becomes at Deepgram.

Read once from ``parameters/*.toml``, and checked as it is read; a file is a theme (audio, language,
privacy, ...). Nothing here looks at a request: that is ``checklists.before.parameter_map``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from checklists.facts.columns import (
    as_tuples,
    need_date,
    need_one,
    need_some,
    need_texts,
    refuse_unknown,
)
from checklists.facts.tables import facts_text, once_a_shape, read_toml, rows_of

Verdict = Literal["same", "renamed", "derived", "manual", "none"]
Effort = Literal["none", "small", "medium", "large"]
Shape = Literal[
    "job",
    "call-analytics",
    "medical",
    "scribe",
    "stream",
    "medical-stream",
    "call-analytics-stream",
]
OPERATIONS: Mapping[Shape, str] = MappingProxyType(
    {
        "job": "StartTranscriptionJob",
        "stream": "StartStreamTranscription",
        "call-analytics": "StartCallAnalyticsJob",
        "medical": "StartMedicalTranscriptionJob",
        "scribe": "StartMedicalScribeJob",
        "medical-stream": "StartMedicalStreamTranscription",
        "call-analytics-stream": "StartCallAnalyticsStreamTranscription",
    }
)
LIVE_SHAPES: frozenset[Shape] = frozenset(("stream", "medical-stream", "call-analytics-stream"))
VERDICT_WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        "same": "nothing to do",
        "renamed": "another name, the same value",
        "derived": "follows, in another form",
        "manual": "needs somebody's work",
        "none": "no counterpart",
    }
)
EFFORT_WORDS: Mapping[Effort, str] = MappingProxyType(
    {
        "none": "nothing",
        "small": "an option of the request",
        "medium": "code around the request",
        "large": "a design or a contract",
    }
)
THEMES = ("audio", "language", "words", "speakers", "privacy", "output", "analysis", "answers")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One member of some requests, by its path in Amazon's model, and what becomes of it.

    ``member`` is such as "Settings.ShowSpeakerLabels"; "[]" stands for the members of a list,
    "{}" for the values of a map; "(...)" is what Amazon does without being asked (``always``).
    ``header`` is a stream's header without its "x-amzn-transcribe-". ``deepgram`` names options,
    or in brackets another place; ``sets`` are the "name=value" that a member switched on becomes;
    ``rule`` names the translation of values. A ``container`` only holds other members; an
    ``answer`` stands in Amazon's description of a job, not in a request.
    """

    member: str
    theme: str
    shapes: tuple[Shape, ...]
    deepgram: tuple[str, ...]
    verdict: Verdict
    effort: Effort
    why: str
    source: str
    read_on: date
    header: str = ""
    sets: tuple[str, ...] = ()
    rule: str = ""
    container: bool = False
    answer: bool = False
    always: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The Deepgram options among ``deepgram``."""
        return tuple(name for name in self.deepgram if not name.startswith("("))


@dataclass(frozen=True, slots=True)
class OptionOnly:
    """A Deepgram option that no member of an Amazon request stands for."""

    name: str
    why: str
    source: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Entity:
    """One of Amazon's kinds of personal data, and the values of redact that cover it."""

    name: str
    redact: tuple[str, ...]
    note: str = ""


@cache
def parameters() -> tuple[Parameter, ...]:
    """All rows, in the order of the themes; a member of a shape is there once."""
    rows = (row for name in THEMES for row in read_theme(_text(name), name))
    return once_a_shape(((row.member, row) for row in rows), "facts/parameters")


@cache
def members_of(shape: Shape) -> Mapping[str, Parameter]:
    """The rows of one shape by member, without what Amazon does unasked."""
    return MappingProxyType(
        {row.member: row for row in parameters() if shape in row.shapes and not row.always}
    )


def always_of(shape: Shape) -> tuple[Parameter, ...]:
    """What Amazon does for this shape without being asked."""
    return tuple(row for row in parameters() if row.always and shape in row.shapes)


@cache
def options_only() -> Mapping[str, OptionOnly]:
    """Deepgram's options without a counterpart, by name."""
    where = _file("options")
    rows = rows_of(read_toml(_text("options"), where), "option", where)
    return MappingProxyType({row["name"]: OptionOnly(**row) for row in rows})


@cache
def entities() -> Mapping[str, Entity]:
    """Amazon's kinds of personal data by name."""
    table = read_toml(_text("privacy"), _file("privacy"))["entities"]
    return MappingProxyType(
        {
            name: Entity(name, tuple(row["redact"]), row.get("note", ""))
            for name, row in table.items()
        }
    )


def read_theme(text: str, theme: str) -> tuple[Parameter, ...]:
    """The rows of one file. Raises BadInput naming the row that cannot be used."""
    where = _file(theme)
    document = read_toml(text, where)
    found = [_row(row, theme) for row in rows_of(document, "parameter", where)]
    for row in rows_of(document, "always", where):
        found.append(_row({**row, "member": row.get("what"), "always": True}, theme))
    return tuple(found)


def _text(theme: str) -> str:
    return facts_text(f"parameters/{theme}")


def _file(theme: str) -> str:
    return f"facts/parameters/{theme}.toml"


def _row(row: dict[str, Any], theme: str) -> Parameter:
    row = {name: value for name, value in row.items() if name != "what"}
    where = f"{_file(theme)}, {row.get('member') or 'a row without a member'}"
    need_texts(row, ("member", "why", "source"), where)
    as_tuples(row, ("shapes", "deepgram", "sets"), where)
    need_some(row, "shapes", get_args(Shape), where)
    need_one(row, "verdict", get_args(Verdict), where)
    need_one(row, "effort", get_args(Effort), where)
    need_date(row, "read_on", where)
    refuse_unknown(row, Parameter.__dataclass_fields__, "the parameter map", where)
    return Parameter(**{**row, "theme": theme})
