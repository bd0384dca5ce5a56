"""What Deepgram allows together: model and language, terms and model, limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from providers.sandbox.deepgram.models import DEFAULT_MODEL, Model, find_model
from providers.sandbox.deepgram.query import Query
from providers.sandbox.deepgram.refusals import (
    KEYTERM_LIMIT,
    KEYTERM_MODEL,
    KEYWORDS_MODEL,
    NO_SUCH_MODEL,
    NOT_STREAMING,
    Refused,
    bad_request,
    invalid_query,
    refused_query,
)
from providers.sandbox.recognition import Term

MOST_KEYWORDS = 100
MOST_KEYTERM_TOKENS = 500
MOST_SEARCH_TERMS = 50
MOST_CHANNELS = 20
LONGEST_TAG = 128
LONGEST_EXTRA = 2048
LEAST_UTTERANCE_END = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that may be carried out: the model, the language and the terms to listen for."""

    query: Query
    model: Model
    language: str
    terms: tuple[Term, ...]

    @property
    def english(self) -> bool:
        """Whether the recogniser, which only knows English, can be asked at all."""
        return self.language.partition("-")[0] in ("en", "multi")


def plan(query: Query, *, live: bool) -> Plan:
    """Check a request. Raises Refused with the real service's status and text."""
    model = find_model(query.text("model") or DEFAULT_MODEL)
    language = query.text("language") or "en"
    if model is None or language not in model.languages:
        raise Refused(bad_request(NO_SUCH_MODEL))
    if live:
        _check_live(query, model)
    _check_limits(query)
    terms = _keyterms(query, model) + _keywords(query, model)
    for hint in query.all("language_hint"):
        if hint not in model.languages:
            raise Refused(refused_query(f"language_hint: `{hint}` is not a language of this model"))
    return Plan(query, model, language, terms)


def keyterm_tokens(terms: tuple[str, ...]) -> int:
    """An estimate of the tokens in a list of keyterms.

    Deepgram does not publish its tokeniser; one token for every four characters of a word,
    rounded up, is the usual rule of thumb for English subword vocabularies.
    """
    return sum(-(-len(word) // 4) for term in terms for word in term.split())


def _check_live(query: Query, model: Model) -> None:
    if not model.streams:
        raise Refused(NOT_STREAMING)
    wait = query.number("utterance_end_ms")
    if wait is not None and wait < LEAST_UTTERANCE_END:
        raise Refused(refused_query(f"Invalid 'utterance_end_ms' value of '{wait}'."))
    if query.text("diarize_model") == "v2":
        raise Refused(refused_query("diarize_model: `v2` is not supported for streaming"))
    if query.text("encoding") and query.number("sample_rate") is None:
        raise Refused(refused_query("`sample_rate` is required with `encoding`"))
    if query.text("callback"):
        raise Refused(refused_query("the stand-in does not send streaming results to a callback"))


def _check_limits(query: Query) -> None:
    if len(query.all("search")) > MOST_SEARCH_TERMS:
        raise Refused(
            refused_query(f"Search limit exceeded. The maximum is {MOST_SEARCH_TERMS} terms.")
        )
    if any(len(tag) > LONGEST_TAG for tag in query.all("tag")):
        raise Refused(refused_query(f"tag: longer than {LONGEST_TAG} characters"))
    if sum(map(len, query.all("extra"))) > LONGEST_EXTRA:
        raise Refused(refused_query(f"extra: longer than {LONGEST_EXTRA} characters"))
    if any(":" not in extra for extra in query.all("extra")):
        raise Refused(invalid_query("extra: expected `key:value`"))
    channels = query.number("channels")
    if channels is not None and not 1 <= channels <= MOST_CHANNELS:
        raise Refused(refused_query(f"channels: must be between 1 and {MOST_CHANNELS}"))
    rate = query.number("sample_rate")
    if rate is not None and not 1000 <= rate <= 768_000:
        raise Refused(refused_query("sample_rate: must be between 1000 and 768000"))
    for entity in query.all("redact"):
        if entity in ("cardinal", "ordinal", "percent"):
            raise Refused(refused_query(f"redact: `{entity}` cannot be redacted"))


def _keyterms(query: Query, model: Model) -> tuple[Term, ...]:
    keyterms = tuple(term for term in query.all("keyterm") if term.strip())
    if keyterms and model.arch != "nova-3":
        raise Refused(refused_query(KEYTERM_MODEL))
    if keyterm_tokens(keyterms) > MOST_KEYTERM_TOKENS:
        raise Refused(refused_query(KEYTERM_LIMIT))
    return tuple(Term(term.strip()) for term in keyterms)


def _keywords(query: Query, model: Model) -> tuple[Term, ...]:
    keywords = query.all("keywords")
    if keywords and model.arch == "nova-3":
        raise Refused(refused_query(KEYWORDS_MODEL))
    if len(keywords) > MOST_KEYWORDS:
        raise Refused(
            refused_query(f"Keyword limit exceeded. The maximum is {MOST_KEYWORDS} keywords.")
        )
    return tuple(_keyword(keyword) for keyword in keywords)


def _keyword(keyword: str) -> Term:
    """A keyword with its intensifier: 1 when it has none; a negative one switches it off."""
    word, colon, intensifier = keyword.rpartition(":")
    if not colon:
        return Term(keyword.strip())
    try:
        boost = float(intensifier)
    except ValueError:
        boost = math.nan
    if not math.isfinite(boost):
        raise Refused(invalid_query(f"keywords: `{intensifier}` is not a number"))
    return Term(word.strip(), max(0.0, boost))
