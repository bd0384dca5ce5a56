"""The smallest parts of a ladder's document: figures of a set, a term's verdict, a boost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checklists.before.keywords.boosts import BoostStep
from checklists.before.keywords.effects import Effect
from checklists.before.keywords.figures import ClipFigures, SetFigures
from checklists.before.keywords.places import Span
from checklists.before.keywords.way import TermSet
from checklists.before.keywords.wording import why
from checklists.scoring.intervals import Interval, change_interval, ratio_interval, wer_interval
from checklists.scoring.keywords import TermScore
from checklists.scoring.words import WordScore, pooled


def numbers(words: WordScore, terms: TermScore, chosen: TermSet) -> dict[str, Any]:
    """Word errors, and recall and precision of the terms; null where there is nothing to count."""
    return {
        "wer": words.wer,
        "errors": words.errors,
        "words": words.words,
        "keyword_recall": terms.recall,
        "keyword_precision": terms.precision,
        "said": terms.found + terms.missed,
        "found": terms.found,
        "wrong": terms.wrong,
        "set": [{"term": term, "boost": boost} for term, boost in chosen],
    }


def intervals(before: SetFigures, after: SetFigures) -> dict[str, Any]:
    """How sure the figures of a set are, over the clips; and its change against another."""
    terms = [one.terms for one in after.clips]
    said = [(one.found, one.found + one.missed) for one in terms]
    put = [(one.found, one.found + one.wrong) for one in terms]
    return {
        "wer_interval": _limits(wer_interval([one.words for one in after.clips])),
        "recall_interval": _limits(ratio_interval(said)),
        "precision_interval": _limits(ratio_interval(put)),
        "wer_change": change_of(before.clips, after.clips),
    }


def _limits(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {"low": interval.low, "high": interval.high, "clips": interval.clips}


def change_of(before: Sequence[ClipFigures], after: Sequence[ClipFigures]) -> dict[str, Any]:
    """The change of the word error rate over the same clips, with its limits from two clips on."""
    olds, news = [one.words for one in before], [one.words for one in after]
    was, now = pooled(olds).wer, pooled(news).wer
    value = None if was is None or now is None else now - was
    limits = _limits(change_interval(olds, news))
    return {"value": value, **(limits or {"low": None, "high": None, "clips": len(news)})}


def judged(
    term: str, effect: Effect, before: TermScore, after: TermScore, words: WordScore
) -> dict[str, Any]:
    """What does not need a place: verdict, counts, rates."""
    return {
        "term": term,
        "verdict": effect.verdict,
        "why": why(effect),
        "said": effect.said,
        "right_before": effect.right_before,
        "invented": effect.invented,
        "wer": words.wer,
        "recall": {"before": before.recall, "after": after.recall},
        "precision": {"before": before.precision, "after": after.precision},
    }


def untested(term: str) -> dict[str, Any]:
    """A term without answers has the same keys, and nothing to show."""
    nothing = {"before": None, "after": None}
    return {
        "term": term,
        "verdict": "untested",
        "why": "not answered: try again",
        "said": 0,
        "right_before": 0,
        "gained": [],
        "lost": [],
        "harmed": [],
        "invented": 0,
        "wer": None,
        "recall": nothing,
        "precision": nothing,
        "wer_change": {"value": None, "low": None, "high": None, "clips": 0},
        "places": [],
    }


def boost_step(step: BoostStep) -> dict[str, Any]:
    """A term at one boost, as counts."""
    return {
        "boost": step.boost,
        "wer": step.wer,
        "errors": step.errors,
        "gained": step.gained,
        "lost": step.lost,
        "harmed": step.harmed,
        "invented": step.invented,
    }


def times(span: Span | None) -> dict[str, float | None]:
    """Start and end in seconds, null where they are not known."""
    return {"start": span[0] if span else None, "end": span[1] if span else None}
