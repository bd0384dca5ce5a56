"""Transcripts of a ladder as numbers: each clip scored once for each text that was heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checklists.before.keywords.effects import Effect, effect_of, scores_of, texts_of
from checklists.before.keywords.plan import LadderPlan, Question
from checklists.before.keywords.way import TermSet
from checklists.records import ClipRecord
from checklists.scoring.keywords import TermScore, pooled_terms, term_scores
from checklists.scoring.words import WordScore, pooled
from providers.speech import Transcript


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """One clip with one set of terms: the texts scored channel by channel, and added up.

    ``each`` is how well each term of the plan was heard, ``terms`` all of them.
    """

    texts: tuple[str, ...]
    scores: tuple[WordScore, ...]
    words: WordScore
    each: tuple[TermScore, ...]
    terms: TermScore


@dataclass(frozen=True, slots=True)
class SetFigures:
    """A set of terms over the clips of a plan, in their order."""

    clips: tuple[ClipFigures, ...]

    @property
    def words(self) -> WordScore:
        """The word errors over all clips."""
        return pooled(one.words for one in self.clips)

    @property
    def terms(self) -> TermScore:
        """How well the terms were heard over all clips."""
        return pooled_terms(one.terms for one in self.clips)

    def term(self, number: int) -> TermScore:
        """How well one term of the plan was heard."""
        return pooled_terms(
            (one.each[number] for one in self.clips), self.clips[0].each[number].term
        )


class Judge:
    """Scores what was heard. The same text in the same clip is scored once."""

    def __init__(self, plan: LadderPlan, answers: Mapping[Question, Transcript]) -> None:
        self._plan = plan
        self._answers = answers
        self._clips = {record.sha256: record for record in plan.clips}
        self._known: dict[tuple[str, tuple[str, ...]], ClipFigures] = {}

    def clip(self, question: Question) -> ClipFigures | None:
        """A clip with a set of terms; None without an answer."""
        heard = self._answers.get(question)
        if heard is None:
            return None
        record = self._clips[question.clip]
        texts = texts_of(heard, record.references)
        key = (question.clip, texts)
        if key not in self._known:
            self._known[key] = self._figures(record, texts)
        return self._known[key]

    def set(self, terms: TermSet) -> SetFigures | None:
        """A set of terms on every clip that has an answer without terms; None where one has
        none with them, or there is no such clip."""
        found = [self.clip(Question(sha, terms)) for sha in self.judged_clips]
        clips = tuple(one for one in found if one is not None)
        return SetFigures(clips) if clips and len(clips) == len(found) else None

    @property
    def judged_clips(self) -> tuple[str, ...]:
        """The clips (hashes) that were heard without terms: against these the rest is judged."""
        return tuple(sha for sha in self._clips if Question(sha, ()) in self._answers)

    def effects(self, term: str, terms: TermSet) -> tuple[Effect, ...] | None:
        """What a set did to the words, as far as it is about ``term``, for each judged clip."""
        before, after = self.set(()), self.set(terms)
        if before is None or after is None:
            return None
        return tuple(
            effect_of(term, old.scores, new.scores, sorted(self._clips[sha].references))
            for old, new, sha in zip(before.clips, after.clips, self.judged_clips, strict=True)
        )

    def _figures(self, record: ClipRecord, texts: Sequence[str]) -> ClipFigures:
        scores = scores_of(texts, record.references)
        by_channel = [term_scores(one, self._plan.terms) for one in scores]
        each = tuple(
            pooled_terms(same, term)
            for term, same in zip(self._plan.terms, zip(*by_channel, strict=True), strict=True)
        )
        return ClipFigures(tuple(texts), scores, pooled(scores), each, pooled_terms(each))
