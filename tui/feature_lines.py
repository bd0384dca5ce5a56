"""The features in use in words: a line of the list by mode, and what each becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content

from checklists.facts.parameter_book import EFFORT_WORDS, VERDICT_WORDS
from tui.content import hanging
from tui.text import clean, counted, one_line
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.facts.parameter_book import Verdict
    from checklists.scan.features import Feature, MemberUse

TABLE = (
    Column("feature", 18, grows=True),
    Column("verdict", 7),
    Column("at Deepgram", 11, grows=True, rank=1),
    Column("effort", 6),
    Column("uses", 4, right=True, rank=2),
)
MODE_TITLES = {
    "batch": "Batch jobs",
    "streaming": "Streaming",
    "call-analytics": "Call Analytics",
    "medical": "Medical",
    "unknown": "Batch or streaming: the code does not say",
}
_STYLES: dict[Verdict, str] = {
    "same": "$success", "renamed": "$success", "derived": "", "manual": "$warning",
    "none": "$error",
}  # fmt: skip
LABEL = 9


def feature_id(feature: Feature) -> str:
    """Its name in the list."""
    return f"{feature.mode} {feature.id}"


def table_lines(found: Sequence[Feature]) -> list[Line]:
    """The features under the headings of their modes."""
    lines: list[Line] = []
    for mode, same in groupby(found, lambda one: one.mode):
        lines.append(Line("", (f"── {MODE_TITLES[mode]}",)))
        lines += [
            Line(
                feature_id(one),
                (
                    one.title,
                    (one.verdict, _STYLES[one.verdict]),
                    ", ".join(one.deepgram) or "-",
                    one.effort,
                    f"{len(one.findings):,}",
                ),
            )
            for one in same
        ]
    return lines


def summary(found: Sequence[Feature]) -> str:
    """How many features, and how many of them take more than an option."""
    work = sum(one.effort in ("medium", "large") for one in found)
    none = sum(one.verdict == "none" for one in found)
    words = f"{counted(len(found), 'feature')} in use, {work} of medium or large effort"
    return f"{words}, {none} without a counterpart" if none else words


def about_feature(one: Feature, names: Mapping[str, str], width: int) -> Iterator[Content]:
    """What a feature becomes, from which members, and where it is used.

    ``names`` gives the path as it is shown for the path of a finding.
    """
    yield from hanging(Content(""), Content.styled(_sentence(one.title), "bold"), 0, width)
    for label, words in _rows(one):
        yield from hanging(Content.styled(label, "$text-muted"), Content(words), LABEL, width)
    for member in one.members:
        yield from hanging(Content("-"), Content(_member(member)), 2, width)
    yield Content.styled("Used in", "$accent")
    for words in _places(one, names):
        yield from hanging(Content(""), Content(words), 2, width)


def feature_sections(one: Feature, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same, to be read in a window."""
    rows = "\n".join(f"{label:<{LABEL}}{words}" for label, words in _rows(one))
    members = "\n".join(f"{_member(member)}\n  {clean(member.why)}" for member in one.members)
    return [
        (_sentence(one.title), rows),
        *([("Members of the request", members)] if members else []),
        ("Used in", "\n".join(_places(one, names))),
    ]


def _rows(one: Feature) -> Iterator[tuple[str, str]]:
    yield "Becomes", one_line(", ".join(one.deepgram) or "no option of the request")
    yield "Verdict", f"{one.verdict}: {VERDICT_WORDS[one.verdict]}"
    yield "Effort", f"{one.effort}: {EFFORT_WORDS[one.effort]}"
    yield "Why", clean(one.why)


def _member(use: MemberUse) -> str:
    values = f" = {', '.join(use.values)}" if use.values else ""
    becomes = ", ".join(use.deepgram) or "nothing"
    return one_line(f"{use.member}{values} → {becomes} ({use.verdict})")


def _places(one: Feature, names: Mapping[str, str]) -> list[str]:
    return [
        one_line(f"{names.get(found.path, found.path)}:{found.line} ({found.confidence})")
        for found in one.findings
    ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
