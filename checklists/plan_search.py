"""The search terms of a plan, with the confidence from which on a hit of each is to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from checklists.before.search_calibration import stale
from checklists.plan_model import SearchTerm, SearchTermCut
from checklists.scoring.textsearch import folded
from checklists.search_labels import SearchCut
from checklists.search_query import TermTotals
from checklists.workspace import Workspace


def plan_search(workspace: Workspace) -> tuple[SearchTerm, ...]:
    """One row for each term, live and in the sandbox apart; no run is read for it."""
    cuts = workspace.search_labels.cuts()
    return tuple(_row(totals, cuts) for totals in workspace.search_hits.totals())


def _row(totals: TermTotals, cuts: Sequence[SearchCut]) -> SearchTerm:
    cut = cut_for(totals, cuts)
    holds = cut is not None and not cut.stale
    return SearchTerm(
        term=totals.term,
        clips=totals.clips,
        acoustic=totals.acoustic,
        text=totals.text,
        sandbox=totals.sandbox,
        best_confidence=None if totals.best is None else round(totals.best, 4),
        min_confidence=cut.cut if cut is not None and holds else None,
        model=totals.model or None,
        cut=cut,
        runs=totals.runs,
    )


def cut_for(totals: TermTotals, cuts: Sequence[SearchCut]) -> SearchTermCut | None:
    """The cut of a term that holds for its searches, else the newest that does not; or None."""
    kept = [cut for cut in cuts if folded(cut.term) == folded(totals.term)]
    if not kept:
        return None
    best = max(kept, key=lambda cut: (not stale(cut, totals.model, totals.sandbox), cut.at))
    return SearchTermCut(
        cut=best.cut,
        model=best.model,
        sandbox=best.sandbox,
        labels=best.labels,
        right=best.right,
        missed=best.missed,
        basis=best.basis,
        set_by=best.who,
        set_on=best.at.astimezone(UTC).date(),
        low=best.low,
        high=best.high,
        stale=stale(best, totals.model, totals.sandbox),
    )


def cut_in_words(row: SearchTerm) -> str:
    """The cut of a plan's row: from where on, with what it rests on, or why it does not hold."""
    cut = row.cut
    if cut is None:
        return "" if row.min_confidence is None else f"from {row.min_confidence:.2f} on"
    span = f" [{cut.low:.2f}, {cut.high:.2f}]" if cut.low is not None and cut.high else ""
    rests = (
        "set by hand" if cut.basis == "hand" else f"{cut.labels} hits judged by {_BY[cut.basis]}"
    )
    text = f"from {cut.cut:.2f}{span} on, {rests}, {cut.model}, {cut.set_on}"
    return f"{text}: stale, {cut.stale}" if cut.stale else text


_BY = {"ear": "ear", "reference": "a reference", "both": "ear and reference"}
