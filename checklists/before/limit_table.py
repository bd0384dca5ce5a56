"""Both vendors' limits held against the samples: which clip breaks which limit, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.before.sample_limits import Breach, breaches, facts_used
from checklists.facts.book import Fact, fact, facts
from checklists.records import ClipRecord

Verdict = Literal["kept", "broken", "refused", "untested", "request"]


@dataclass(frozen=True, slots=True)
class Broken:
    """One clip that does not keep a limit."""

    clip: ClipRecord
    breach: Breach


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit, and the clips that do not keep it.

    ``verdict``: "kept" by all clips; "broken" (taken nevertheless, and something has to be done or
    is lost); "refused" (a vendor would not take a clip); "untested" where there are no clips;
    "request" for a limit of requests or accounts, which no clip can break.
    """

    fact: Fact
    verdict: Verdict
    broken: tuple[Broken, ...]
    clips: int

    @property
    def says(self) -> str:
        """The verdict in words, with how many clips it rests on."""
        if self.verdict == "request":
            return "not for clips"
        if self.verdict == "untested":
            return "no clips yet"
        if self.verdict == "kept":
            return "1 clip keeps it" if self.clips == 1 else f"all {self.clips} keep it"
        some = f"{len(self.broken)} of {self.clips}"
        if self.verdict == "refused":
            return f"{some} refused"
        return f"{some} need{'s' if len(self.broken) == 1 else ''} care"


def limit_table(clips: Sequence[ClipRecord]) -> tuple[LimitRow, ...]:
    """Every limit: those that a clip breaks first, then those kept, then those of requests."""
    found = [(clip, breach) for clip in clips for breach in breaches(clip.clip)]
    used = facts_used()
    rows = [_held(fact(name), found, len(clips)) for name in used]
    others = [
        LimitRow(row, "request", (), len(clips))
        for row in facts().values()
        if row.chapter == "limits" and row.id not in used
    ]
    order = {"refused": 0, "broken": 1, "kept": 2, "untested": 2, "request": 3}
    return tuple(sorted([*rows, *others], key=lambda row: order[row.verdict]))


def _held(row: Fact, found: Iterable[tuple[ClipRecord, Breach]], clips: int) -> LimitRow:
    broken = tuple(Broken(clip, breach) for clip, breach in found if breach.fact == row.id)
    if not clips:
        return LimitRow(row, "untested", (), 0)
    if not broken:
        return LimitRow(row, "kept", (), clips)
    refused = any(one.breach.refused for one in broken)
    return LimitRow(row, "refused" if refused else "broken", broken, clips)


def in_a_sentence(table: Sequence[LimitRow], clips: int) -> str:
    """The whole table in a sentence."""
    if not clips:
        return "No clips yet: both vendors' limits stand here, and nothing to hold against them."
    broken = {one.clip.sha256 for row in table for one in row.broken}
    refused = {one.clip.sha256 for row in table for one in row.broken if one.breach.refused}
    many = f"{clips} clip{'' if clips == 1 else 's'}"
    if refused:
        return f"{len(refused)} of {many} would be refused by a vendor."
    if broken:
        return f"All of {many} would be taken; {len(broken)} need something done."
    return f"{many[:1].upper()}{many[1:]}, and every limit is kept."
