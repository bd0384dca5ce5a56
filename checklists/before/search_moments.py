"""What a search found: both kinds of hits, joined by time into moments, and read back from a run.

Which hits belong together does not depend on a cut: the surest acoustic hit chooses first, so a
weaker one never takes a stronger one's words away. A cut only hides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from checklists.records import Run
from checklists.scoring.textsearch import TextHit
from providers.speech import SearchHit


@dataclass(frozen=True, slots=True)
class TermSearch:
    """One term in one clip: both kinds of hits, the surest first."""

    term: str
    acoustic: tuple[SearchHit, ...]
    text: tuple[TextHit, ...]

    def missed_by_text(self, confidence: float = 0.8) -> tuple[SearchHit, ...]:
        """Acoustic hits at least that sure which overlap nothing found in the text."""
        return tuple(
            hit
            for hit in self.acoustic
            if hit.confidence >= confidence
            and not any(
                text.channel == hit.channel and text.start < hit.end and hit.start < text.end
                for text in self.text
            )
        )


FoundIn = Literal["both", "sound", "text"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One place in a clip: what was heard there, what stands there in the text, or both."""

    term: str
    heard: SearchHit | None
    written: TextHit | None

    @property
    def found_in(self) -> FoundIn:
        """Who found it."""
        if self.heard and self.written:
            return "both"
        return "sound" if self.heard else "text"

    @property
    def start(self) -> float:
        """Where it begins, in seconds: as heard, else as written."""
        first = self.heard or self.written
        return first.start if first else 0.0

    @property
    def end(self) -> float:
        """Where it ends, in seconds: as heard, else as written."""
        first = self.heard or self.written
        return first.end if first else 0.0

    @property
    def channel(self) -> int:
        """The channel it is on."""
        first = self.heard or self.written
        return first.channel if first else 0


def moments(search: TermSearch, least: float = 0.0) -> tuple[Moment, ...]:
    """Both sides of a search joined by time, in order; one hit of each side to a moment.

    Hits belong together when they overlap on the same channel, the surest acoustic hit first.
    Acoustic hits under the confidence ``least`` are left out, so what only they found is "text".
    """
    found = []
    for moment in joined(search):
        heard = moment.heard
        if heard is None or heard.confidence >= least:
            found.append(moment)
        elif moment.written:
            found.append(Moment(search.term, None, moment.written))
    return tuple(sorted(found, key=lambda moment: (moment.start, moment.channel)))


def joined(search: TermSearch) -> list[Moment]:
    """Every hit of both sides in one moment each, whatever its confidence; the surest first."""
    free = list(search.text)
    found: list[Moment] = []
    for hit in sorted(search.acoustic, key=lambda hit: -hit.confidence):
        beside = max(free, key=lambda text: _shared(hit, text), default=None)
        if beside is not None and _shared(hit, beside) > 0:
            free.remove(beside)
            found.append(Moment(search.term, hit, beside))
        else:
            found.append(Moment(search.term, hit, None))
    return [*found, *(Moment(search.term, None, text) for text in free)]


def _shared(hit: SearchHit, text: TextHit) -> float:
    """How many seconds two hits have in common."""
    if hit.channel != text.channel:
        return 0.0
    return min(hit.end, text.end) - max(hit.start, text.start)


@dataclass(frozen=True, slots=True)
class Searched:
    """A search as it is on record. ``text_of`` is whose transcript the text side searched."""

    run: str
    clip: str
    model: str
    sandbox: bool
    at: datetime
    text_of: str
    terms: tuple[TermSearch, ...]

    def covers(self, terms: Sequence[str]) -> bool:
        """Whether all of these terms were searched for."""
        return set(terms) <= {search.term for search in self.terms}


def searched(run: Run) -> Searched | None:
    """A search back from its run, or None where the run is not of that shape."""
    clips = run.result.get("clips") if isinstance(run.result, Mapping) else None
    if not clips:
        return None
    return Searched(
        run=run.id,
        clip=run.clip,
        model=run.model,
        sandbox=run.sandbox,
        at=run.started_at,
        text_of=str(clips[0].get("text_of", "")),
        terms=tuple(_term_search(term) for term in clips[0].get("terms", ())),
    )


def _term_search(term: Mapping[str, Any]) -> TermSearch:
    name = term["term"]
    return TermSearch(
        name,
        tuple(SearchHit(term=name, **hit) for hit in term.get("acoustic", ())),
        tuple(_text_hit(name, hit) for hit in term.get("text", ())),
    )


def _text_hit(term: str, hit: Mapping[str, Any]) -> TextHit:
    # A search that does not say how it found a place knew two kinds, which the score tells apart.
    return TextHit(**{"term": term, "how": "exact" if hit["score"] == 1.0 else "fuzzy", **hit})
