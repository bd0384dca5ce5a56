"""The report's part about search: what each term came to, and its hits, sound against text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checklists.before.search_moments import Searched
from checklists.plan_model import Plan, SearchTerm
from checklists.plan_search import cut_in_words
from checklists.report_html import (
    NOTHING,
    Html,
    chip,
    join,
    origin,
    paragraph,
    section,
    table,
    text,
)
from checklists.scoring.textsearch import TextHit
from checklists.search_query import HitQuery
from checklists.workspace import Workspace
from providers.speech import SearchHit

# Of more clips and terms than these the surest hits are shown; the rest is for an export.
MOST_ROWS = 200
# Without a cut that somebody set, a hit this sure is told where the text has nothing.
_SURE = 0.8
_HEADING = "Search: sound against text"
_NOTE = (
    "Best acoustic hit (confidence, place) beside what a search of the transcript finds: exact "
    "words, close spellings, the same sound. Confidence is the vendor's own; where to cut is for "
    "ears to decide."
)


def search_section(plan: Plan, workspace: Workspace, names: Mapping[str, str]) -> Html:
    """Both tables; ``names`` has the samples by their hashes."""
    if not plan.search:
        return section(_HEADING, paragraph("Not tried yet.", "soft"))
    cuts = {(row.term, row.sandbox): row.min_confidence for row in plan.search}
    pairs = sum(row.clips for row in plan.search)
    rows = _surest(workspace, cuts) if pairs > MOST_ROWS else _all(plan.search, workspace, cuts)
    shown = [_row(*row, names) for row in rows]
    heads = ("clip", "term", "heard in the sound", "found in the text", "", "from")
    left = f" The surest {len(shown)} of {pairs} clips and terms." if pairs > MOST_ROWS else ""
    return section(
        _HEADING,
        _terms(plan.search),
        table(heads, shown, tight=(1, 5)),
        paragraph(_NOTE + left, "soft small"),
    )


def _terms(rows: Iterable[SearchTerm]) -> Html:
    heads = ("term", "clips", "heard", "in the text", "best", "to be believed", "from")
    return table(
        heads,
        [
            (
                text(row.term),
                text(row.clips),
                text(row.acoustic),
                text(row.text),
                text(NOTHING if row.best_confidence is None else f"{row.best_confidence:.2f}"),
                _believed(row),
                origin(row.sandbox),
            )
            for row in rows
        ],
        numeric=(1, 2, 3, 4),
        tight=(6,),
    )


def _believed(row: SearchTerm) -> Html:
    words = cut_in_words(row)
    if row.cut is not None and row.cut.stale:
        return join([chip("◐", "stale", "bad"), text(words)], " ")
    return text(words or "nobody has listened yet")


_Row = tuple[str, str, SearchHit | None, TextHit | None, bool, float]
_Cuts = Mapping[tuple[str, bool], float | None]


def _all(rows: Iterable[SearchTerm], workspace: Workspace, cuts: _Cuts) -> Iterator[_Row]:
    """Every clip and term, also where nothing was found."""
    for term in dict.fromkeys(row.term for row in rows):
        for one in workspace.search_hits.of_term(term):
            yield _best(one, cuts)


def _best(one: Searched, cuts: _Cuts) -> _Row:
    (term,) = one.terms
    heard = max(term.acoustic, key=lambda hit: hit.confidence, default=None)
    written = max(term.text, key=lambda hit: hit.score, default=None)
    sure = cuts.get((term.term, one.sandbox)) or _SURE
    return one.clip, term.term, heard, written, one.sandbox, sure


def _surest(workspace: Workspace, cuts: _Cuts) -> Iterator[_Row]:
    """The best hit of each clip and term, of the surest ones."""
    seen: set[tuple[str, str]] = set()
    for found in workspace.search_hits.table(HitQuery(), limit=MOST_ROWS):
        term = found.moment.term
        if (found.clip, term) not in seen:
            seen.add((found.clip, term))
            sure = cuts.get((term, found.sandbox)) or _SURE
            moment = found.moment
            yield found.clip, term, moment.heard, moment.written, found.sandbox, sure


def _row(
    clip: str,
    term: str,
    heard: SearchHit | None,
    written: TextHit | None,
    sandbox: bool,
    sure: float,
    names: Mapping[str, str],
) -> tuple[Html, ...]:
    sound, found = text("nothing"), text("nothing")
    if heard:
        sound = text(f"{heard.confidence:.2f} at {heard.start:.2f} s, “{heard.snippet}”")
    if written:
        found = text(f"{written.score:.2f} at {written.start:.2f} s, “{written.snippet}”")
    only = heard is not None and heard.confidence >= sure and written is None
    verdict = chip("♪", "only in the sound", "good") if only else Html("")
    return (text(names.get(clip, clip[:12])), text(term), sound, found, verdict, origin(sandbox))
