"""How a model takes terms: as keyterm, or as keywords with a boost; and the request with some.

Nova-3 and Flux take ``keyterm`` (words or phrases, no weights, 500 tokens in all); everything
older takes ``keywords`` (``word:boost``, 100 in all) and refuses keyterm with HTTP 400 (Deepgram
docs, keyterm and keywords pages, read 2026-11).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from providers.deepgram import term_rules
from providers.deepgram.options import DeepgramOptions, Problem, problems
from providers.errors import BadInput

Way = Literal["keyterm", "keywords"]
TermSet = tuple[tuple[str, float], ...]
"""Terms with their boosts, which are 1.0 for a keyterm. () is none."""

# What a keyword without a boost has (Deepgram docs, keywords page, read 2026-11).
NEUTRAL = 1.0
# The guide: increase boosts cautiously, in decimals.
BOOSTS = (NEUTRAL, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
_RULES = frozenset(("keyterm", "keywords", "model", "language"))


def way_of(model: str) -> Way:
    """Which of the two a model takes.

    For one that takes neither (Whisper) it is "keywords", and the linter refuses the request.
    """
    return term_rules.way_of(model) or "keywords"


def with_terms(base: DeepgramOptions, terms: TermSet) -> DeepgramOptions:
    """The options with these terms and no others, in the way of their model."""
    if way_of(base.model) == "keyterm":
        return replace(base, keyterm=tuple(term for term, _ in terms), keywords=())
    return replace(base, keyterm=(), keywords=terms)


def refuse_unusable(options: DeepgramOptions) -> tuple[Problem, ...]:
    """Before the first of many requests: the last, with all terms, would be refused.

    Returns what would not be refused but should be known. Raises BadInput.
    """
    found = problems(options, live=False)
    for problem in found:
        if problem.severity == "error":
            raise BadInput(f"{problem.option}: {problem.why} {problem.fix}")
    return tuple(one for one in found if one.option in _RULES and one.severity == "warning")
