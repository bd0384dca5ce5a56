"""A ladder's result as the document that is printed, recorded and shown (keys: see the package)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checklists.before.audio_tests import options_for
from checklists.before.keywords.effects import Change, Effect, added_up
from checklists.before.keywords.figures import ClipFigures, Judge
from checklists.before.keywords.places import Span, spans_of
from checklists.before.keywords.plan import Question
from checklists.before.keywords.result import LadderResult
from checklists.before.keywords.shapes import (
    boost_step,
    change_of,
    intervals,
    judged,
    numbers,
    times,
    untested,
)
from checklists.before.keywords.way import NEUTRAL, TermSet, with_terms
from checklists.before.spoken_probe import is_spoken
from checklists.records import ClipRecord
from checklists.scoring.normalisation import tokens
from providers.deepgram.options import DeepgramOptions


def as_json(result: LadderResult) -> Mapping[str, Any]:
    """The document of ``keywords --json``."""
    return result.document


def document_of(result: LadderResult) -> dict[str, Any]:
    """The same, made: scores every text that was heard, so not for the thread that draws."""
    return _Document(result).whole()


class _Document:
    """What is shared by the parts of one document."""

    def __init__(self, result: LadderResult) -> None:
        self._result = result
        self._plan = result.plan
        self._judge = Judge(result.plan, result.answers)
        self._judged = [
            record for record in result.plan.clips if record.sha256 in self._judge.judged_clips
        ]
        self._spans: dict[tuple[Question, int], dict[int, Span]] = {}

    def whole(self) -> dict[str, Any]:
        plan, state = self._plan, self._result.state
        everything = plan.all_terms
        return {
            "way": plan.way,
            "model": plan.base.model,
            "language": plan.base.language,
            "form": "quick" if plan.quick else "full",
            "synthetic": any(record.synthetic for record in plan.clips),
            "spoken": any(is_spoken(record) for record in plan.clips),
            "baseline": self._set(()),
            "all": self._set(everything),
            "kept": self._set(self._result.kept),
            "terms": [self._term(number) for number in range(len(plan.terms))],
            "recommended": list(self._result.recommended),
            "removed": [{"term": one.term, "why": one.why} for one in self._result.removed],
            "requests": {
                "needed": state.total,
                "sent": state.sent,
                "on_record": state.on_record,
                "failed": len(state.failed),
            },
            "failures": [
                {
                    "clip": one.question.clip,
                    "terms": [term for term, _ in one.question.terms],
                    "why": str(one.trouble),
                }
                for one in state.failed
            ],
            "stopped": state.stopped,
            "clips": [self._clip(place, record) for place, record in enumerate(self._judged)],
            "request": self._request(),
            "quick": self._quick(),
            "notes": list(plan.notes),
            "sandbox": {"deepgram": plan.sandbox},
        }

    # --- a set of terms ----------------------------------------------------------------------

    def _set(self, terms: TermSet) -> dict[str, Any] | None:
        figures, before = self._judge.set(terms), self._judge.set(())
        if figures is None or before is None:
            return None
        return {**numbers(figures.words, figures.terms, terms), **intervals(before, figures)}

    def _request(self) -> dict[str, Any]:
        wanted = with_terms(self._plan.base, self._result.kept)
        options = options_for("deepgram", self._plan.clips[0].clip, wanted)
        assert isinstance(options, DeepgramOptions)
        return {
            "method": "POST",
            "url": options.url(),
            "parameters": [list(pair) for pair in options.batch_parameters()],
        }

    def _quick(self) -> dict[str, Any] | None:
        chosen = self._plan.quick
        if chosen is None:
            return None
        terms = zip(chosen.terms, chosen.why, strict=True)
        return {
            "clip": chosen.clip.sha256,
            "why": chosen.why_clip,
            "terms": [{"term": term, "why": reason} for term, reason in terms],
        }

    # --- a term ------------------------------------------------------------------------------

    def _boosted(self, term: str) -> TermSet:
        """The term alone, as it is judged: at its recommended boost."""
        tried = self._result.sweeps.get(term)
        return ((term, tried.boost if tried and tried.steps else NEUTRAL),)

    def _term(self, number: int) -> dict[str, Any]:
        term = self._plan.terms[number]
        alone = self._boosted(term)
        answered = [one in self._result.answers for one in self._plan.questions_of(alone)]
        tried = self._result.sweeps.get(term)
        found = {
            "boost": alone[0][1],
            "boosts": [boost_step(one) for one in tried.steps] if tried else [],
            "turning_point": tried.turning_point if tried else None,
            "failed": answered.count(False),
        }
        effects = self._judge.effects(term, alone)
        before, after = self._judge.set(()), self._judge.set(alone)
        if effects is None or before is None or after is None:
            return {**untested(term), **found}
        whole = added_up(effects)
        return {
            **judged(term, whole, before.term(number), after.term(number), after.words),
            "wer_change": change_of(before.clips, after.clips),
            **self._changes(list(zip(self._judged, effects, strict=True)), alone),
            "places": [
                place
                for record, old in zip(self._judged, before.clips, strict=True)
                for place in self._places(term, record, old)
            ],
            **found,
        }

    def _changes(
        self, effects: Sequence[tuple[ClipRecord, Effect]], alone: TermSet
    ) -> dict[str, Any]:
        """What changed on these clips, each word with its clip and time: what was gained when it
        was heard with the term, the rest when it was heard without."""
        return {
            kind: [
                self._one_change(change, record, alone if kind == "gained" else ())
                for record, effect in effects
                for change in getattr(effect, kind)
            ]
            for kind in ("gained", "lost", "harmed")
        }

    def _one_change(
        self, change: Change, record: ClipRecord, heard_with: TermSet
    ) -> dict[str, Any]:
        spans = self._spans_of(Question(record.sha256, heard_with), record, change.channel)
        return {
            "word": change.word,
            "before": change.before,
            "after": change.after,
            "clip": record.sha256,
            "channel": change.channel,
            **times(spans.get(change.index)),
        }

    def _places(self, term: str, record: ClipRecord, before: ClipFigures) -> list[dict[str, Any]]:
        """Where the reference has the term, with the times of what was heard there."""
        wanted = tokens(term)
        found = []
        for channel, score in zip(sorted(record.references), before.scores, strict=True):
            words = [pair.reference for pair in score.pairs if pair.reference_index is not None]
            spans = self._spans_of(Question(record.sha256, ()), record, channel)
            for at in range(len(words) - len(wanted) + 1 if wanted else 0):
                if words[at : at + len(wanted)] == wanted:
                    inside = [spans[at + i] for i in range(len(wanted)) if at + i in spans]
                    span = (inside[0][0], inside[-1][1]) if inside else None
                    place = {"clip": record.sha256, "channel": channel, **times(span)}
                    found.append({**place, "text": " ".join(wanted)})
        return found

    def _spans_of(self, question: Question, record: ClipRecord, channel: int) -> dict[int, Span]:
        key = (question, channel)
        if key not in self._spans:
            figures = self._judge.clip(question)
            assert figures is not None
            place = sorted(record.references).index(channel)
            one = len(record.references) == 1
            self._spans[key] = spans_of(
                self._result.answers[question],
                figures.scores[place].pairs,
                None if one else channel,
            )
        return self._spans[key]

    # --- a clip ------------------------------------------------------------------------------

    def _clip(self, place: int, record: ClipRecord) -> dict[str, Any]:
        channels = sorted(record.references)
        return {
            "path": str(record.clip.path),
            "name": record.name,
            "sha256": record.sha256,
            "seconds": record.clip.duration,
            "model": self._result.answers[Question(record.sha256, ())].model,
            "synthetic": record.synthetic,
            "sandbox": {"deepgram": self._plan.sandbox},
            "channels": channels,
            "references": [record.references[channel] for channel in channels],
            "baseline": self._clip_set(record, ()),
            "all": self._clip_set(record, self._plan.all_terms),
            "kept": self._clip_set(record, self._result.kept),
            "terms": [
                self._clip_term(place, record, number) for number in range(len(self._plan.terms))
            ],
            "recommended": list(self._result.recommended),
        }

    def _clip_set(self, record: ClipRecord, terms: TermSet) -> dict[str, Any] | None:
        question = Question(record.sha256, terms)
        figures = self._judge.clip(question)
        if figures is None:
            return None
        return {**numbers(figures.words, figures.terms, terms), **self._heard(question, figures)}

    def _clip_term(self, place: int, record: ClipRecord, number: int) -> dict[str, Any]:
        term = self._plan.terms[number]
        alone = self._boosted(term)
        question = Question(record.sha256, alone)
        before, after = self._judge.clip(Question(record.sha256, ())), self._judge.clip(question)
        effects = self._judge.effects(term, alone)
        if before is None or after is None or effects is None:
            return {**untested(term), "boost": alone[0][1], "texts": [], "answer": ""}
        effect = effects[place]
        return {
            **judged(term, effect, before.each[number], after.each[number], after.words),
            "wer_change": change_of([before], [after]),
            **self._changes([(record, effect)], alone),
            "places": self._places(term, record, before),
            "boost": alone[0][1],
            **self._heard(question, after),
        }

    def _heard(self, question: Question, figures: ClipFigures) -> dict[str, Any]:
        return {"texts": list(figures.texts), "answer": self._plan.key_of(question)}
