"""A blind choice: the spans where variants disagree, one after the other, letters for names.

Which variant is A is drawn anew for every span, from a seed, so that it is the same when the trial
is taken up again and cannot be learnt from one span for the next. Variants with the same words at
a span share a letter there, and what is chosen counts for each of them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from checklists.before.preference.answers import Answer, Answers, Said, keep, look, take_back
from checklists.before.preference.spans import Span, Variant, Wording, spans_of
from checklists.scoring.win_rate import WinRate, win_rate
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import Vendor

SEED = 20261123
LETTERS = "ABC"

ByEar = Literal["keep", "harmful", "no-effect", "untested"]


@dataclass(frozen=True, slots=True)
class Contest:
    """How often ``variant`` was preferred to ``other`` (by number), over the answers so far."""

    variant: int
    other: int
    result: WinRate


@dataclass(frozen=True, slots=True)
class TermContest:
    """The same over the spans that have the term among their disputed words.

    ``spans`` counts them, ``answered`` those with an answer other than "skipped".
    """

    term: str
    contest: Contest
    spans: int
    answered: int

    @property
    def verdict(self) -> ByEar:
        """ "keep" or "harmful" where the interval shows it; "no-effect" where nothing differs, or
        everything was answered and no wording was better; "untested" where it is still open."""
        result = self.contest.result
        if result.outcome == "better":
            return "keep"
        if result.outcome == "worse":
            return "harmful"
        alike = self.answered == self.spans and not result.decided
        return "no-effect" if alike else "untested"


class PreferenceTrial:
    """One trial over a workspace. ``variants`` are two or three, the one without terms first.

    ``open`` finds the spans, which takes time with long calls: call that one in a thread, and make
    the trial where the workspace lives.
    """

    def __init__(
        self,
        workspace: Workspace,
        variants: Sequence[Variant],
        spans: Sequence[Span],
        *,
        seed: int = SEED,
    ) -> None:
        """Raises BadInput where the workspace cannot be read."""
        self.variants = tuple(variants)
        self.spans = tuple(spans)
        self.seed = seed
        self.sandbox = any(variant.sandbox for variant in self.variants)
        self._workspace = workspace
        self._answers = Answers(workspace, self.spans)

    @classmethod
    def open(
        cls, workspace: Workspace, variants: Sequence[Variant], *, seed: int = SEED
    ) -> PreferenceTrial:
        """A trial of these variants. Raises BadInput as ``spans_of`` does."""
        return cls(workspace, variants, spans_of(variants), seed=seed)

    @property
    def id(self) -> str:
        """The same for the same variants over the same disagreements."""
        parts = (
            *((one.label, tuple(one.heard), one.terms) for one in self.variants),
            *(span.id for span in self.spans),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    # --- one span ----------------------------------------------------------------------------

    def choices(self, span: Span) -> tuple[tuple[str, Wording], ...]:
        """The letters and what each stands for: A and B, or A, B and C."""
        return tuple(
            (letter, span.wordings[group[0]])
            for letter, group in zip(LETTERS, self._dealt(span), strict=False)
        )

    def _dealt(self, span: Span) -> tuple[tuple[int, ...], ...]:
        groups = list(span.groups)
        random.Random(f"{self.seed}/{span.id}").shuffle(groups)
        return tuple(groups)

    def answer_on(self, span: Span) -> Answer | None:
        """What was said of it, None while nothing was."""
        return self._answers.on(span)

    def letter_on(self, span: Span) -> str:
        """The letter that was chosen, "" where none was."""
        answer = self.answer_on(span)
        if answer is None or answer.said != "one":
            return ""
        return next((a for a, one in self.choices(span) if one.key == answer.wording), "")

    def choose(self, span: Span, letter: str, *, played: bool) -> None:
        """The wording under this letter is right. Raises BadInput where there is no such letter."""
        wording = dict(self.choices(span)).get(letter)
        if wording is None:
            last = self.choices(span)[-1][0]
            raise BadInput(f"There is no {letter} here: the choices end with {last}.")
        self._keep(span, "one", wording.key, played)

    def say(self, span: Span, said: Said, *, played: bool) -> None:
        """All are right, none is, or nobody can tell. Raises BadInput."""
        self._keep(span, said, "", played)

    def _keep(self, span: Span, said: Said, wording: str, played: bool) -> None:
        keep(self._workspace, span, said, wording, played=played, sandbox=self.sandbox)
        self._answers.read()

    def right_at(self, span: Span) -> tuple[int, ...]:
        """The variants (by number) that are right there, as far as it was answered."""
        answer = self.answer_on(span)
        if answer is None or answer.said not in ("one", "all"):
            return ()
        return tuple(
            number
            for number, wording in enumerate(span.wordings)
            if answer.said == "all" or wording.key == answer.wording
        )

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to take back, of this sitting or an earlier one."""
        return bool(self._answers.last)

    def undo(self) -> Span:
        """Take the last answer back; the one it replaced holds again. Gives its span.

        Raises BadInput where there is none.
        """
        last = self._answers.last
        span = next((one for one in self.spans if one.id == last), None)
        if span is None:
            raise BadInput("There is no answer to take back.")
        take_back(self._workspace, span, sandbox=self.sandbox)
        self._answers.read()
        return span

    @property
    def open_spans(self) -> tuple[Span, ...]:
        """Those without an answer, in order."""
        return tuple(span for span in self.spans if self.answer_on(span) is None)

    @property
    def vendors(self) -> tuple[Vendor, ...]:
        """Whose transcripts they are."""
        every = (one.vendor for variant in self.variants for one in variant.heard.values())
        return tuple(dict.fromkeys(every))

    def sandbox_of(self, vendor: Vendor) -> bool:
        """Whether any transcript of this vendor came from the sandbox."""
        every = (one for variant in self.variants for one in variant.heard.values())
        return any(one.sandbox for one in every if one.vendor == vendor)

    def look(self) -> None:
        """Keep that somebody looks who is ahead: what is answered from here on is less blind."""
        answered = len(self.spans) - len(self.open_spans)
        if self.looked_after[-1:] != (answered,):
            look(self._workspace, self.id, answered, sandbox=self.sandbox)
            self._answers.read()

    @property
    def looked_after(self) -> tuple[int, ...]:
        """After how many answers somebody looked who was ahead, before the trial was through."""
        return self._answers.looked(self.id)

    @property
    def unplayed(self) -> int:
        """How many choices were made without the span being played here."""
        answers = (self.answer_on(span) for span in self.spans)
        return sum(1 for one in answers if one and one.said != "skipped" and not one.played)

    # --- who won -----------------------------------------------------------------------------

    def contests(self) -> tuple[Contest, ...]:
        """Every later variant against every earlier one."""
        return tuple(
            self._contest(later, earlier, self.spans)
            for earlier, later in combinations(range(len(self.variants)), 2)
        )

    def _contest(self, variant: int, other: int, spans: Sequence[Span]) -> Contest:
        wins = losses = ties = 0
        for span in spans:
            answer = self.answer_on(span)
            ours, theirs = span.wordings[variant].key, span.wordings[other].key
            if answer is None or answer.said == "skipped" or ours == theirs:
                continue
            if answer.said == "one" and answer.wording in (ours, theirs):
                wins += answer.wording == ours
                losses += answer.wording == theirs
            else:
                ties += 1
        return Contest(variant, other, win_rate(wins, losses, ties))

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term that was sent with some variant, but not with all."""
        sent = [set(variant.terms) for variant in self.variants]
        every = dict.fromkeys(term for variant in self.variants for term in variant.terms)
        return tuple(term for term in every if not all(term in some for some in sent))

    def by_term(self) -> tuple[TermContest, ...]:
        """For each term: the variants that were sent it against the first that was not.

        A variant that was sent nothing but the term is judged by all its spans.
        """
        return tuple(found for term in self.terms for found in self._of_term(term))

    def _of_term(self, term: str) -> tuple[TermContest, ...]:
        without = next(i for i, one in enumerate(self.variants) if term not in one.terms)
        found = []
        for number, variant in enumerate(self.variants):
            if term not in variant.terms:
                continue
            alone = set(variant.terms) - set(self.variants[without].terms) == {term}
            spans = [
                span
                for span in self.spans
                if span.wordings[number].key != span.wordings[without].key
                and (alone or span.about(term))
            ]
            answers = [self.answer_on(span) for span in spans]
            answered = sum(1 for one in answers if one and one.said != "skipped")
            contest = self._contest(number, without, spans)
            found.append(TermContest(term, contest, len(spans), answered))
        return tuple(found)

    @property
    def winner(self) -> int | None:
        """The variant that is better than every other one, its interval leaving out one half."""
        contests = self.contests()
        for number in range(len(self.variants)):
            seen = [
                one.result if one.variant == number else one.result.turned()
                for one in contests
                if number in (one.variant, one.other)
            ]
            if seen and all(result.outcome == "better" for result in seen):
                return number
        return None
