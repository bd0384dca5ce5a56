"""Which of the hits are shown, and in which order: what the keys of the search choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tui.compare_lines import channel_name

if TYPE_CHECKING:
    from checklists.before.search import FoundIn
    from checklists.search_query import HitQuery, MomentCounts, Order

Strength = Literal["kept", "hidden", "all"]
ORDERS: tuple[tuple[Order, bool, str], ...] = (
    ("confidence", False, "the surest first"),
    ("confidence", True, "the weakest first"),
    ("time", False, "by time"),
    ("clip", False, "by clip"),
    ("term", False, "by term"),
)
SIDES: tuple[tuple[FoundIn | None, str], ...] = (
    (None, "found by either"),
    ("both", "found by both"),
    ("sound", "only in the sound"),
    ("text", "only in the text"),
)
PLACES = ("the chosen clips", "every recording searched")
STRENGTHS: tuple[tuple[Strength, str], ...] = (
    ("kept", "from the cut up"),
    ("hidden", "under the cut"),
    ("all", "whatever the cut"),
)


@dataclass(frozen=True, slots=True)
class SearchView:
    """``order`` is a number in ``ORDERS``; ``term`` "" and ``channel`` None mean all.

    ``everywhere``: in every recording that was ever searched, chosen or not.
    """

    order: int = 0
    side: FoundIn | None = None
    strength: Strength = "kept"
    term: str = ""
    channel: int | None = None
    everywhere: bool = False

    def query(
        self, terms: Sequence[str], clips: Sequence[str] | None, cuts: Cuts
    ) -> HitQuery | None:
        """The question to the workspace; None where the filter leaves nothing to ask for."""
        from checklists.search_query import HitQuery

        wanted = tuple(term for term in terms if not self.term or term == self.term)
        hashes = None if clips is None else tuple(clips)
        if not wanted or hashes == ():
            return None
        by, backwards, _ = ORDERS[self.order]
        hidden, kept = self.strength == "hidden", self.strength == "kept"
        return HitQuery(
            terms=wanted,
            clips=hashes,
            least=cuts.least if kept else 0.0,
            cuts=cuts.own if kept else {},
            under=cuts.least if hidden else None,
            under_cuts=cuts.own if hidden else {},
            found_in=self.side,
            channel=self.channel,
            order=by,
            backwards=backwards,
        )

    @property
    def words(self) -> str:
        """The order, and every filter that leaves something out."""
        parts = [ORDERS[self.order][2]]
        if self.term:
            parts.append(self.term)
        if self.side:
            parts.append(dict(SIDES)[self.side])
        if self.strength != "kept":
            parts.append(dict(STRENGTHS)[self.strength])
        if self.channel is not None:
            parts.append(f"channel {channel_name(self.channel)}")
        if self.everywhere:
            parts.append("all recordings")
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Cuts:
    """``least`` for every term, but for those with a cut of their ``own``; ``stale`` are kept cuts
    that do not hold for the hits there are, with the reason."""

    least: float
    own: Mapping[str, float] = field(default_factory=dict)
    stale: Mapping[str, tuple[float, str]] = field(default_factory=dict)

    def of(self, term: str) -> float:
        """From which confidence on a term's hits are shown."""
        return self.own.get(term, self.least)

    @property
    def notes(self) -> Mapping[str, str]:
        """What stands beside a term in the list of terms."""
        own = {term: f"cut {cut:.2f}" for term, cut in self.own.items()}
        return own | {term: f"cut {cut:.2f} stale" for term, (cut, _) in self.stale.items()}

    def reason(self, term: str) -> str:
        """Why a term's kept cut is not used; "" where it is, or there is none."""
        cut, why = self.stale.get(term, (0.0, ""))
        return f"The cut {cut:.2f} kept for it is stale: {why}." if why else ""


def counted_words(counts: MomentCounts, cuts: Cuts) -> str:
    """How many were found by which side, and how many are hidden."""
    under = f"{cuts.least:.1f}" + (" or own cut" if cuts.own else "")
    found = f"{counts.both:,} both · {counts.sound:,} only sound · {counts.text:,} only text"
    return f"{found} · {counts.weaker:,} under {under} hidden"
