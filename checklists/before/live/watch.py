"""Terms watched while audio streams: by sound where Deepgram listens for them, else in the text.

A pane that asks Deepgram for ``search`` is told of places in its sound, as soon as they are heard.
Beside it, every other pane's settled text is searched for the same terms: that is what is left
where a vendor has no search of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from checklists.before.live.pane import LivePane
from checklists.before.live.results import FINALS
from checklists.scoring.term_likeness import How
from checklists.scoring.textsearch import folded, text_search
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.hits_told import same_place
from providers.speech import LiveEvent, SearchHit, Word

if TYPE_CHECKING:
    from checklists.workspace import Workspace

State = Literal["fresh", "settled", "withdrawn"]
# A hit may be said anew only near the end of what was heard: so many of a term are looked at.
_RECENT = 8
# A term may be written as one word more than it has.
_ONE_MORE = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a watched term was found.

    ``hit.confidence`` is the vendor's for a place in the sound, and how alike the words are for
    one in the text, which ``how`` then tells ("" for the sound). A "fresh" one came with an
    interim; it is settled by the final, or withdrawn where the final does not have it.
    """

    hit: SearchHit
    how: How | Literal[""] = ""
    state: State = "settled"

    @property
    def misheard(self) -> str:
        """The words that were recognised at a place in the sound, where they are not the term."""
        if self.how or folded(self.hit.term) in folded(self.hit.snippet):
            return ""
        return self.hit.snippet


class Watch:
    """One pane's watch over the terms. ``sightings`` only grows; those in it may change.

    ``cuts`` is the least confidence of a place in the sound by term, ``least`` that of others.
    """

    def __init__(self, terms: Sequence[str], *, by_sound: bool) -> None:
        # Only who watches pays for it: the live screen opens without.
        from checklists.before.search_walk import FIRST_CUT

        self.least = FIRST_CUT
        self.terms = tuple(terms)
        self.by_sound = by_sound
        self.cuts: Mapping[str, float] = {}
        self.sightings: list[Sighting] = []
        self._places: dict[tuple[str, int], list[int]] = {}
        self._fresh: set[int] = set()
        self._withdrawn = 0
        self._said: dict[int, tuple[Word, ...]] = {}
        self._longest = max((len(folded(term).split()) for term in terms), default=0) + _ONE_MORE

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.sightings) - self._withdrawn

    def hear(self, event: LiveEvent) -> tuple[int, ...]:
        """Take in an event; the places in ``sightings`` of what is new or reads otherwise now."""
        if event.event not in (*FINALS, "interim"):
            return ()
        if self.by_sound:
            return tuple(dict.fromkeys(self._in_sound(event)))
        return tuple(dict.fromkeys(self._in_text(event))) if event.event in FINALS else ()

    # --- in the sound ------------------------------------------------------------------------

    def _in_sound(self, event: LiveEvent) -> Iterator[int]:
        state: State = "settled" if event.event in FINALS else "fresh"
        for hit in event.hits:
            if hit.confidence >= self.cuts.get(hit.term, self.least):
                yield from self._take(Sighting(hit, state=state))
        if state == "settled":
            yield from self._withdraw(event)

    def _withdraw(self, event: LiveEvent) -> Iterator[int]:
        """What an interim claimed, and the final of the same audio does not."""
        for place in sorted(self._fresh):
            one = self.sightings[place]
            if one.hit.channel == event.channel and one.hit.end <= event.end:
                self._put(place, replace(one, state="withdrawn"))
                yield place

    # --- in the text -------------------------------------------------------------------------

    def _in_text(self, event: LiveEvent) -> Iterator[int]:
        """The words of a final, and a few before them: a term may lie across a cut."""
        words = (*self._said.get(event.channel, ()), *(event.words or _spread(event)))
        self._said[event.channel] = words[-self._longest :]
        for term in self.terms:
            for found in text_search(words, term):
                hit = SearchHit(
                    found.term, found.start, found.end, found.score, found.snippet, event.channel
                )
                yield from self._take(Sighting(hit, found.how))

    # --- both --------------------------------------------------------------------------------

    def _take(self, new: Sighting) -> Iterator[int]:
        """A new place, or better knowledge of one."""
        known = self._places.setdefault((new.hit.term, new.hit.channel), [])
        for place in reversed(known[-_RECENT:]):
            old = self.sightings[place]
            if not same_place(old.hit, new.hit):
                continue
            settles = old.state != "settled" and new.state == "settled"
            if settles or (old.state == new.state and new.hit.confidence > old.hit.confidence):
                self._put(place, new)
                yield place
            return
        known.append(len(self.sightings))
        self.sightings.append(new)
        self._put(len(self.sightings) - 1, new)
        yield len(self.sightings) - 1

    def _put(self, place: int, one: Sighting) -> None:
        self._withdrawn += (one.state == "withdrawn") - (self.sightings[place].state == "withdrawn")
        self.sightings[place] = one
        if one.state == "fresh":
            self._fresh.add(place)
        else:
            self._fresh.discard(place)


def _spread(event: LiveEvent) -> tuple[Word, ...]:
    """The words of a text that came without their times, over the time of all of them."""
    shown = event.text.split()
    each = (event.end - event.start) / max(1, len(shown))
    return tuple(
        Word(word, event.start + at * each, event.start + (at + 1) * each, channel=event.channel)
        for at, word in enumerate(shown)
    )


# --- which terms, for which pane -----------------------------------------------------------------


def watched_terms(panes: Sequence[LivePane]) -> tuple[str, ...]:
    """The terms that any of the panes asks Deepgram to listen for, in their order."""
    asked = (pane.options for pane in panes)
    return tuple(
        dict.fromkeys(
            term
            for options in asked
            if isinstance(options, DeepgramOptions)
            for term in options.search
        )
    )


def watch_of(pane: LivePane, panes: Sequence[LivePane]) -> Watch | None:
    """The watch of a pane among all panes; None where nothing is watched."""
    own = watched_terms([pane])
    terms = own or watched_terms(panes)
    return Watch(terms, by_sound=bool(own)) if terms else None


def with_terms(panes: Sequence[LivePane], terms: Sequence[str]) -> tuple[LivePane, ...]:
    """The panes with Deepgram listening for these terms in place of others.

    Raises BadInput where no pane is Deepgram's, or for too many terms.
    """
    from checklists.before.search import usable_terms

    wanted = usable_terms(terms)
    if wanted and all(pane.vendor != "deepgram" for pane in panes):
        raise BadInput(
            "Only Deepgram listens for terms in the sound: add a pane of Deepgram, and the text "
            "of the others is searched beside it."
        )
    return tuple(
        replace(pane, options=replace(pane.options, search=wanted))
        if isinstance(pane.options, DeepgramOptions)
        else pane
        for pane in panes
    )


def kept_cuts(
    workspace: Workspace, terms: Sequence[str], model: str, sandbox: bool
) -> dict[str, float]:
    """The cuts that hold for these terms when this model listens; stale ones hold for nothing."""
    from checklists.before.search_calibration import stale

    kept = {
        folded(cut.term): cut.cut
        for cut in reversed(workspace.search_labels.cuts())
        if not stale(cut, model, sandbox)
    }
    return {term: kept[folded(term)] for term in terms if folded(term) in kept}
