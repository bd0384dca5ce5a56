"""Which kept cut holds for a term's hits, and which one does not any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.before.search_calibration import stale
from checklists.scoring.textsearch import folded
from checklists.search_labels import SearchCut
from checklists.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CutInForce:
    """The cut kept for ``term``, as it was searched for; ``why_stale`` is "" where it holds."""

    term: str
    cut: SearchCut
    why_stale: str


def cuts_in_force(workspace: Workspace, terms: Sequence[str]) -> tuple[CutInForce, ...]:
    """For each term that has one: the cut that holds for its newest search, else the newest stale
    one. Terms that were never searched for, or have no cut, are left out."""
    kept = workspace.search_labels.cuts()
    found: list[CutInForce] = []
    for term, (model, sandbox) in workspace.search_hits.latest(terms).items():
        known = [
            CutInForce(term, cut, stale(cut, model, sandbox))
            for cut in kept
            if folded(cut.term) == folded(term)
        ]
        holding = [one for one in known if not one.why_stale]
        # Two spellings of a term may each have a cut: the newer one counts.
        found += sorted(holding or known, key=lambda one: one.cut.at)[-1:]
    return tuple(found)
