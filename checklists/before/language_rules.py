"""The rules of the parameter map about languages, and what depends on the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from checklists.before.amazon_request import AmazonRequest
from checklists.before.translated import Rule, Translated, not_as_expected, texts
from checklists.facts.parameter_book import LIVE_SHAPES
from providers.deepgram.catalogue import AMAZONS_OWN, nova_3_instead, nova_3_speaks

# Where Nova-3 lists a wider region for what Amazon lists as a country.
_WIDER = {"es-US": "es-419", "es-MX": "es-419"}
# The languages of numerals (Deepgram docs, numerals page, copy of 2025-07-03).
_NUMERALS = frozenset(["da", "de", "en", "es", "fr", "it", "nl", "no", "pl", "pt", "sv"])
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OPTIONS = ("LanguageOptions", "Settings.LanguageOptions")


def deepgrams_code(code: str) -> str:
    """The code under which Nova-3 has this language, "" where it is not on its list."""
    meant = AMAZONS_OWN.get(code, code)
    if nova_3_speaks(meant):
        return meant
    if code in _WIDER:
        return _WIDER[code]
    known = nova_3_instead(meant)
    primary = meant.partition("-")[0]
    return primary if primary in known else next(iter(known), "")


def is_english(request: AmazonRequest) -> bool:
    """Whether the request is for English, as far as it says."""
    return set(_spoken(request)) <= {"en"}


def _spoken(request: AmazonRequest) -> tuple[str, ...]:
    """The languages that it can be, without their regions; () where any is possible."""
    code = request.value("LanguageCode")
    if _detects(request) or _hears_many(request):
        return _primaries(texts(request.value(*_OPTIONS)))
    # Without a word about it, the language is Deepgram's own.
    return _primaries((code if isinstance(code, str) else "en",))


def _detects(request: AmazonRequest) -> bool:
    return request.has("IdentifyLanguage") or request.shape == "call-analytics"


def _hears_many(request: AmazonRequest) -> bool:
    several = request.has("IdentifyMultipleLanguages")
    return several or (request.shape in LIVE_SHAPES and request.has("IdentifyLanguage"))


def _language(value: Any, request: AmazonRequest) -> Translated:
    if request.has("IdentifyLanguage", "IdentifyMultipleLanguages"):
        why = "Not sent: it is to be found out. In a job's description it is what was found."
        return Translated(verdict="same", why=why)
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        return not_as_expected(value, "a language code")
    code = deepgrams_code(value)
    if not code:
        why = (
            f"Nova-3's list of languages (read 2026-11) has no {value}: look in the list of models "
            "of your account, or use a Whisper model for recordings."
        )
        return Translated((("language", value),), "manual", why)
    if code == value:
        return Translated((("language", value),))
    own = f"{value} is a code of Amazon's own making; " if value in AMAZONS_OWN else ""
    why = f"{own}Deepgram has the language as {code}: compare the accent on your samples."
    return Translated((("language", code),), "derived", why)


def _detect(value: Any, request: AmazonRequest) -> Translated:
    if request.has("IdentifyMultipleLanguages"):
        return Translated(verdict="same", why="IdentifyMultipleLanguages goes before it.")
    return _detect_always(value, request)


def _multi(value: Any, request: AmazonRequest) -> Translated:
    return Translated((("language", "multi"),))


def _options(value: Any, request: AmazonRequest) -> Translated:
    codes = texts(value)
    if not codes:
        return not_as_expected(value, "a list of language codes")
    if not (_detects(request) or _hears_many(request)):
        why = "They act only with IdentifyLanguage or IdentifyMultipleLanguages, which is not on."
        return Translated(verdict="manual", why=why)
    name = "language_hint" if _hears_many(request) else "detect_language"
    return Translated(tuple((name, code) for code in _primaries(codes)))


def _primaries(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.partition("-")[0].lower() for code in codes))


def _preferred(value: Any, request: AmazonRequest) -> Translated:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        return not_as_expected(value, "a language code")
    return Translated(tuple(("language_hint", code) for code in _primaries((value,))))


def _detect_always(value: Any, request: AmazonRequest) -> Translated:
    # The options, where there are any, are the values of detect_language.
    return Translated(() if request.has(*_OPTIONS) else (("detect_language", "true"),))


def _numerals(value: Any, request: AmazonRequest) -> Translated:
    if request.value("TranscriptFormat") == "spoken":
        why = "Not sent: TranscriptFormat asks for numbers as they are spoken."
        return Translated(verdict="same", why=why)
    codes = _spoken(request)
    if not codes or not set(codes) <= _NUMERALS:
        known = ", ".join(sorted(_NUMERALS))
        why = f"numerals is for {known}: ask for it where the language is one of them."
        return Translated(verdict="manual", why=why)
    return Translated((("numerals", "true"),))


def _transcript_format(value: Any, request: AmazonRequest) -> Translated:
    if value == "spoken":
        return Translated(why="numerals is left out, so numbers stay words.")
    return Translated(why="numerals=true and punctuate=true, which are asked for above.")


LANGUAGE_RULES: Mapping[str, Rule] = {
    "language": _language,
    "detect": _detect,
    "multi": _multi,
    "language-options": _options,
    "preferred-language": _preferred,
    "detect-always": _detect_always,
    "numerals": _numerals,
    "transcript-format": _transcript_format,
}
