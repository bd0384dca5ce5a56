"""How well a search heard: hits against the places where a term was really said.

A hit belongs to an occurrence when its middle lies within the occurrence, widened by half a second
on either side, on the same channel of the same clip; the surest hit chooses first, and each takes
one (the rule of NIST's F4DE, KWSEval, read 2026-11). Of several occurrences within reach a hit
takes the nearest that is free.

Term-weighted value: the mean over the terms that occur of 1 - misses - beta x false alarms, both
as shares, with one trial a second (F4DE; beta 999.9 as in its evaluations). It says something only
of much audio: beta makes one false alarm in a minute cost more than every hit is worth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOLERANCE = 0.5
BETA = 999.9
# Under ten minutes of audio the term-weighted value is noise.
FEWEST_SECONDS_FOR_TWV = 600.0


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a clip: seconds, and which channel of which clip (its hash)."""

    clip: str
    channel: int
    start: float
    end: float

    @property
    def middle(self) -> float:
        """The second in the middle."""
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A hit to be judged: where, and how sure it is (0..1)."""

    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit, and the occurrence that it found; None makes it a false alarm."""

    claim: Claim
    occurrence: Place | None

    @property
    def correct(self) -> bool:
        """Whether something was really said there."""
        return self.occurrence is not None


@dataclass(frozen=True, slots=True)
class Matching:
    """Every hit judged, by falling confidence, and the occurrences that nobody found."""

    judged: tuple[Judged, ...]
    missed: tuple[Place, ...]


def matched(
    claims: Iterable[Claim], occurrences: Iterable[Place], *, tolerance: float = TOLERANCE
) -> Matching:
    """One term's hits against its occurrences, one to one; ``tolerance`` in seconds."""
    free = list(occurrences)
    judged: list[Judged] = []
    for claim in sorted(claims, key=_surest_first):
        near = [place for place in free if _within_reach(claim.place, place, tolerance)]
        best = min(near, key=lambda place: _distance(claim.place, place), default=None)
        if best is not None:
            free.remove(best)
        judged.append(Judged(claim, best))
    return Matching(tuple(judged), tuple(free))


def _surest_first(claim: Claim) -> tuple[float, str, float, int]:
    place = claim.place
    return (-claim.confidence, place.clip, place.start, place.channel)


def _within_reach(hit: Place, said: Place, tolerance: float) -> bool:
    same = (hit.clip, hit.channel) == (said.clip, said.channel)
    return same and said.start - tolerance <= hit.middle <= said.end + tolerance


def _distance(hit: Place, said: Place) -> tuple[float, float]:
    return (abs(hit.middle - said.middle), said.start)


@dataclass(frozen=True, slots=True)
class Point:
    """What a cut gives: hits at or above it that are ``correct`` or ``false_alarms``, and the
    occurrences ``missed``. ``hours`` of audio were searched."""

    cut: float
    correct: int
    false_alarms: int
    missed: int
    hours: float

    @property
    def precision(self) -> float | None:
        """Correct over all hits kept; None without any."""
        kept = self.correct + self.false_alarms
        return self.correct / kept if kept else None

    @property
    def recall(self) -> float | None:
        """Correct over all occurrences known; None without any."""
        said = self.correct + self.missed
        return self.correct / said if said else None

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 0 where nothing is correct."""
        return 2 * self.correct / (2 * self.correct + self.false_alarms + self.missed or 1)

    @property
    def false_alarms_per_hour(self) -> float | None:
        """None without audio."""
        return self.false_alarms / self.hours if self.hours else None


def curve(
    verdicts: Iterable[tuple[float, bool]], *, missed: int, seconds: float
) -> tuple[Point, ...]:
    """A point for each confidence that occurs, by rising cut.

    ``verdicts`` holds each judged hit's confidence and whether it was correct; ``missed`` the
    occurrences that no hit claims at any confidence; ``seconds`` of audio.
    """
    ordered = sorted(verdicts)
    confidences = [confidence for confidence, _ in ordered]
    right = sum(correct for _, correct in ordered)
    below = [0]
    for _, correct in ordered:
        below.append(below[-1] + correct)
    points = []
    for cut in sorted(set(confidences)):
        first = bisect_left(confidences, cut)
        kept = right - below[first]
        alarms = len(ordered) - first - kept
        points.append(Point(cut, kept, alarms, missed + right - kept, seconds / 3600))
    return tuple(points)


@dataclass(frozen=True, slots=True)
class TermCounts:
    """One term at one cut: how often it was said, of these found, and false alarms."""

    said: int
    correct: int
    false_alarms: int


def term_weighted_value(
    terms: Iterable[TermCounts], *, seconds: float, beta: float = BETA
) -> float | None:
    """The mean over the terms that were said at all; None where none was."""
    values = []
    for term in terms:
        trials = seconds - term.said
        if term.said and trials > 0:
            alarms = term.false_alarms / trials
            values.append(1 - (1 - term.correct / term.said) - beta * alarms)
    return sum(values) / len(values) if values else None


def maximum_term_weighted_value(
    terms: Sequence[tuple[int, Sequence[tuple[float, bool]]]],
    *,
    seconds: float,
    beta: float = BETA,
) -> tuple[float, float] | None:
    """The best value over one cut for all terms, and that cut; None where no term was said.

    Each term is how often it was said, and the verdicts on its hits as in ``curve``. A cut above
    every hit (here 1 or more, as infinity) gives 0 and is never worse than a harmful one.
    """
    known = [(said, list(verdicts)) for said, verdicts in terms if said and seconds > said]
    if not known:
        return None
    # Each hit above the cut adds its own share, so one walk from the surest down is enough.
    gains = sorted(
        (
            (confidence, 1 / said if correct else -beta / (seconds - said))
            for said, verdicts in known
            for confidence, correct in verdicts
        ),
        reverse=True,
    )
    best, best_cut, value = 0.0, float("inf"), 0.0
    for index, (confidence, gain) in enumerate(gains):
        value += gain
        last_of_its_kind = index + 1 == len(gains) or gains[index + 1][0] < confidence
        if last_of_its_kind and value > best:
            best, best_cut = value, confidence
    return best / len(known), best_cut
