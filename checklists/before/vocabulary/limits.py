"""How much of a request the keyterms and rules of a vocabulary would take, by model.

Nova-3 and Flux take keyterms (500 tokens in all, 100 terms advised), older models keywords (100
single words); find-and-replace is for 200 rules (Deepgram docs, keyterm, keywords and
find-and-replace pages, read 2026-11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.before.vocabulary.candidates import MOST_TERMS, MOST_TOKENS, Candidate
from checklists.before.vocabulary.candidates import keyterms as keyterms_of
from checklists.before.vocabulary.candidates import rules as rules_of
from providers.deepgram.linting import MOST_KEYWORDS, estimated_tokens
from providers.deepgram.options import DeepgramOptions, Problem, problems
from providers.deepgram.term_rules import Way, way_of

DEFAULT_MODEL = "nova-3"
_ABOUT = frozenset(("keyterm", "keywords", "replace"))


@dataclass(frozen=True, slots=True)
class Load:
    """All candidates in one request. ``way`` is how the model takes terms, "" not at all;
    ``problems`` what Deepgram would refuse or ignore of it."""

    model: str
    way: Way
    terms: int
    tokens: int
    rules: int
    problems: tuple[Problem, ...]

    @property
    def fits(self) -> bool:
        """Whether one request may hold all of it."""
        return not any(problem.severity == "error" for problem in self.problems)

    @property
    def sentence(self) -> str:
        """The sums, against the limits of the model."""
        rules = _count(self.rules, "replace rule")
        if not self.terms:
            return f"{self.model}: {rules}."
        if self.way == "keyterm":
            sums = f"{_count(self.terms, 'keyterm')} of the {MOST_TERMS} advised, about "
            sums += f"{self.tokens} tokens of {MOST_TOKENS}"
        elif self.way == "keywords":
            sums = f"{_count(self.terms, 'keyword')} of {MOST_KEYWORDS}"
        else:
            sums = f"{_count(self.terms, 'term')}, none of which the model takes"
        return f"{self.model}: {sums}; {rules}."


def load_of(found: Sequence[Candidate], model: str = DEFAULT_MODEL) -> Load:
    """What all of these candidates together would be in a request to this model."""
    way, terms, rules = way_of(model), keyterms_of(found), rules_of(found)
    asked = DeepgramOptions(
        model=model,
        keyterm=terms if way == "keyterm" else (),
        keywords=tuple((term, 1.0) for term in terms) if way == "keywords" else (),
        replace=rules,
    )
    return Load(
        model=model,
        way=way,
        terms=len(terms),
        tokens=estimated_tokens(terms),
        rules=len(rules),
        problems=tuple(one for one in problems(asked, live=False) if one.option in _ABOUT),
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
