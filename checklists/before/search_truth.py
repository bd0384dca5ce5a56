"""What is known of a search's hits: what an ear heard there, or what a reference says was said.

A hit takes over what was heard at its place before, whatever model gave it. A reference with times
judges every hit that no ear has judged (``scoring.search_scores.matched``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from checklists.records import ClipRecord
from checklists.scoring.search_scores import Claim, Place, matched
from checklists.scoring.textsearch import folded
from checklists.search_labels import SearchLabel
from providers.speech import SearchHit, Word

# How far from a hit "it is said, but elsewhere" may mean, in seconds: what the margin plays.
ELSEWHERE_SECONDS = 3.0
# A gap as long as this, in seconds, between two words of a reference ends a phrase.
_PHRASE_GAP = 1.5

Verdict = Literal["yes", "no", "unsure", "elsewhere", ""]
By = Literal["ear", "reference", ""]


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit of the newest search of its clip. ``said`` is "" while nobody has judged it; ``by``
    says whether an ear or a reference did."""

    clip: str
    hit: SearchHit
    said: Verdict = ""
    by: By = ""

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.clip, self.hit.channel, self.hit.start, self.hit.end)


def occurrences(clip: ClipRecord, term: str) -> tuple[Place, ...] | None:
    """Where a reference with times says that the term was said; None without such a reference."""
    if not clip.truth or clip.unverified:
        return None
    wanted = folded(term).split()
    found: list[Place] = []
    for channel in sorted({word.channel for word in clip.truth}):
        words = sorted(
            (word for word in clip.truth if word.channel == channel), key=lambda word: word.start
        )
        found += [
            Place(clip.sha256, channel, words[first].start, words[last].end)
            for first, last in _phrases(words, wanted)
        ]
    return tuple(found)


def _phrases(words: Sequence[Word], wanted: Sequence[str]) -> list[tuple[int, int]]:
    """First and last word of each place where the wanted words follow each other."""
    pieces = [
        (piece, index) for index, word in enumerate(words) for piece in folded(word.text).split()
    ]
    found = []
    for first in range(len(pieces) - len(wanted) + 1):
        span = pieces[first : first + len(wanted)]
        if wanted and [piece for piece, _ in span] == list(wanted):
            begin, end = span[0][1], span[-1][1]
            near = all(
                words[index + 1].start - words[index].end < _PHRASE_GAP
                for index in range(begin, end)
            )
            if near:
                found.append((begin, end))
    return found


def judged_hits(
    clip: ClipRecord, hits: Sequence[SearchHit], labels: Sequence[SearchLabel], term: str
) -> tuple[list[JudgedHit], list[Place]]:
    """The hits of one clip with what is known of them, and the occurrences that none of them
    claims. ``labels`` are those of the term."""
    here = [label for label in labels if label.clip == clip.sha256]
    judged = [_by_ear(JudgedHit(clip.sha256, hit), here) for hit in hits]
    said = occurrences(clip, term)
    if said is None:
        return judged, _unclaimed(judged, here)
    found = matched([Claim(one.place, one.hit.confidence) for one in judged], said)
    right = {one.claim.place for one in found.judged if one.correct}
    return [
        one if one.by else replace(one, said="yes" if one.place in right else "no", by="reference")
        for one in judged
    ], list(found.missed)


def _by_ear(one: JudgedHit, labels: Sequence[SearchLabel]) -> JudgedHit:
    """The newest label whose place holds the middle of the hit, or is held by it."""
    for label in reversed(labels):
        same = label.channel == one.hit.channel and label.said != "unfound"
        middle = (label.start + label.end) / 2
        inside = label.start <= one.place.middle <= label.end
        if same and (inside or one.hit.start <= middle <= one.hit.end):
            return replace(one, said=label.said, by="ear")  # type: ignore[arg-type]
    for label in reversed(labels):
        # What somebody marked as unfound has been found by this hit.
        place = Place(one.clip, label.channel, label.start, label.end)
        if label.said == "unfound" and matched([Claim(one.place, 1.0)], [place]).judged[0].correct:
            return replace(one, said="yes", by="ear")
    return one


def _unclaimed(judged: Sequence[JudgedHit], labels: Sequence[SearchLabel]) -> list[Place]:
    """Occurrences heard by ear that no hit claims: marked ones, and those "elsewhere".

    "Elsewhere" near a right hit or a marked place is that one, not another.
    """
    right = [one.place for one in judged if one.said == "yes"]
    marked = [_place(label) for label in labels if label.said == "unfound"]
    free = list(matched([Claim(place, 1.0) for place in right], marked).missed)
    known = [*right, *free]
    for label in labels:
        if label.said == "elsewhere":
            around = _place(label, ELSEWHERE_SECONDS)
            if not any(_touch(around, place) for place in known):
                free.append(around)
                known.append(around)
    return free


def _place(label: SearchLabel, margin: float = 0.0) -> Place:
    start = max(0.0, label.start - margin)
    return Place(label.clip, label.channel, start, label.end + margin)


def _touch(one: Place, other: Place) -> bool:
    return one.channel == other.channel and one.start <= other.end and other.start <= one.end
