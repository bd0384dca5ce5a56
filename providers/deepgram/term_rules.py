"""Rules about keyterm and keywords: which model takes which, and what is taken literally.

Deepgram's pages on keyterm prompting and on keywords (read 2025-07 and 2026-11): Nova-3 and Flux
take ``keyterm``, plain words and phrases without weights; Nova-2, Nova, Enhanced and Base take
``keywords``, single words with an exponential boost. Either keeps its capitals. Five public
integrations broke where one became the other, and nobody was told: a weight, a comma or an encoded
space in a keyterm is simply listened for, and a name that Deepgram does not know is ignored.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from providers.deepgram.catalogue import family_of
from providers.deepgram.problem import Problem, Severity
from providers.deepgram.search_rules import is_common

if TYPE_CHECKING:
    from providers.deepgram.options import DeepgramOptions

Way = Literal["keyterm", "keywords", ""]

MOST_KEYWORDS = 100
MOST_KEYTERM_TOKENS, ADVISED_KEYTERMS = 500, 100
# The tokeniser is not published: what is estimated this near to the limit may be over it.
NEAR_THE_LIMIT = 400
# Our own line, not Deepgram's, which has none: a boost of 3 is three boosts multiplied.
CAUTIOUS_BOOST = 3.0
_WEIGHTED = re.compile(r"(.+):[-+]?(\d+(\.\d*)?|\.\d+)")
_CLOCK_TIME = re.compile(r".*\b\d{1,2}:\d{2}", re.DOTALL)
_LIST = re.compile(r"[,;\n]|\S\|\S")
_BRACKETED = re.compile(r"\[.*\]", re.DOTALL)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}|\w\+\w")
# "A.B.C." or "V.P.N.s", as a custom vocabulary of Amazon's spells what is said by letters.
_DOTTED = re.compile(r"(?:[A-Za-z]\.){2,}-?s?")
_SHOUTED = re.compile(r"[A-Z]{6,}")
# How the two are called elsewhere: by mistake, by other vendors, and by other versions of an SDK.
_ELSEWHERE = (
    "keyterms key_term key_terms keyterm_prompt keyterms_prompt keyword keywords_boost "
    "keyword_boosting boost boost_param word_boost custom_vocabulary vocabulary "
    "vocabulary_name vocabularyname phrases hints"
)
_OTHER_NAMES = frozenset(_ELSEWHERE.split())


def way_of(model: str) -> Way:
    """How terms are given to a model: "keyterm", "keywords", or "" where it takes neither.

    A model that nobody knows, such as one of your own, is taken for a new one: keyterm.
    """
    family = family_of(model)
    if family == "whisper":
        return ""
    return "keyterm" if family in ("nova-3", "flux", "") else "keywords"


def estimated_tokens(terms: Sequence[str]) -> int:
    """About how many tokens keyterms come to: one for every four letters of a word, rounded up.

    Deepgram does not publish its tokeniser; this is the usual rule of thumb for English.
    """
    return sum(-(-len(word) // 4) for term in terms for word in term.split())


def is_term_name(name: str) -> bool:
    """Whether a parameter looks as if it were meant as keyterm or keywords, and is neither."""
    bare = re.sub(r"\[\d*\]$", "", name).lower().replace("-", "_")
    return bare in _OTHER_NAMES or (bare in ("keyterm", "keywords") and bare != name)


def misnamed_term(name: str, model: str) -> Problem:
    """What becomes of terms that are sent under a name that Deepgram does not have."""
    way = way_of(model)
    why = f"Deepgram has no {name} and ignores it: the terms in it would change nothing."
    if not way:
        return _warning(name, why, "Whisper models take neither keyterm nor keywords.")
    how = "once for each term" if way == "keyterm" else "once for each word, as word:1.5"
    return _warning(name, why, f"Did you mean {way}? Write it {how}.")


def term_problems(options: DeepgramOptions) -> Iterator[Problem]:
    """Everything about ``keyterm`` and ``keywords``, for recordings and streams alike."""
    if options.keyterm:
        yield from _keyterms(options.keyterm, options.model)
    if options.keywords:
        yield from _keywords(options.keywords, options.model)


# --- keyterm ---------------------------------------------------------------------------------


def _keyterms(terms: tuple[str, ...], model: str) -> Iterator[Problem]:
    if way_of(model) != "keyterm":
        why = "keyterm is only for Nova-3 and Flux: other models refuse it with HTTP 400."
        fix = "Use model=nova-3"
        yield _error(
            "keyterm", why, f"{fix}, or keywords with this model." if way_of(model) else f"{fix}."
        )
    yield from _amount(terms)
    yield from _repeated("keyterm", terms)
    for term in terms:
        yield from _as_keyterm(term)


def _amount(terms: tuple[str, ...]) -> Iterator[Problem]:
    tokens, room = estimated_tokens(terms), MOST_KEYTERM_TOKENS
    fewer = "Keep the terms that are missed most: 20 to 50 work best."
    if tokens > room:
        yield _error("keyterm", f"About {tokens} tokens; a request may have {room}.", fewer)
    elif tokens > NEAR_THE_LIMIT:
        why = (
            f"About {tokens} tokens of {room}: how Deepgram counts them is not published, so it "
            "may come to more."
        )
        yield _warning("keyterm", why, fewer)
    if len(terms) > ADVISED_KEYTERMS and tokens <= room:
        why = f"{len(terms)} keyterms; Deepgram advises up to {ADVISED_KEYTERMS}."
        yield _warning("keyterm", why, "Keep the 20 to 50 that matter.")


def _as_keyterm(term: str) -> Iterator[Problem]:
    weighted = _WEIGHTED.fullmatch(term)
    if weighted and not _CLOCK_TIME.fullmatch(term):
        why = f"keyterm has no weights: {term!r} is listened for literally."
        yield _warning("keyterm", why, f"Write {weighted[1]!r}.")
    elif _DOTTED.fullmatch(term):
        why = f"{term!r} is spelt with dots as Amazon wants it; here they are part of the word."
        yield _note("keyterm", why, f"Write {re.sub(r'[.-]', '', term)!r}.")
    else:
        yield from _sound("keyterm", term)
    yield from _literally("keyterm", term)
    yield from _capitals("keyterm", term)


# --- keywords --------------------------------------------------------------------------------


def _keywords(pairs: tuple[tuple[str, float], ...], model: str) -> Iterator[Problem]:
    family = family_of(model)
    if family in ("nova-3", "flux"):
        why = "keywords ended with Nova-2: Nova-3 and Flux refuse them with HTTP 400."
        yield _error("keywords", why, "Use keyterm, without boosts.")
    elif family == "whisper":
        why = "keywords are for Nova-2, Nova, Enhanced and Base; Whisper is not among them."
        yield _warning("keywords", why, "Leave them out, or use model=nova-3 with keyterm.")
    if len(pairs) > MOST_KEYWORDS:
        why = f"{len(pairs)} keywords; a request may have {MOST_KEYWORDS}."
        yield _error("keywords", why, "Keep those that are missed most.")
    yield from _repeated("keywords", tuple(word for word, _ in pairs))
    for word, boost in pairs:
        if way_of(model) == "keywords":
            yield from _boost(word, boost, family)
        yield from _as_keyword(word)


def _boost(word: str, boost: float, family: str) -> Iterator[Problem]:
    if boost == 0:
        yield _warning("keywords", f"{word!r} has boost 0: as if absent.", "Leave it out.")
    elif boost < 0 and family != "base":
        why = f"{word!r} has a negative boost, which only Base models understand."
        yield _warning("keywords", why, "Leave it out, or use replace.")
    elif boost > CAUTIOUS_BOOST and math.isfinite(boost):
        why = (
            f"{word!r} has the boost {boost:g}. Boosts are exponential, and a high one writes the "
            "word where nobody says it."
        )
        yield _warning("keywords", why, "Start at 1 and go up by tenths, listening for harm.")


def _as_keyword(word: str) -> Iterator[Problem]:
    weighted = _WEIGHTED.fullmatch(word)
    if weighted:
        why = f"{word!r} still has a weight in it: only the last one counts as the boost."
        yield _warning("keywords", why, f"Write {weighted[1]!r} with one boost.")
    if len(word.split()) > 1:
        why = f"{word!r} is a phrase; keywords are single words."
        yield _warning("keywords", why, "Give its unusual words one by one.")
    elif not weighted and any(sign.isdigit() for sign in word):
        why = f"{word!r} has figures, which keywords do not support."
        yield _warning("keywords", why, "Write what is said, or use replace.")
    else:
        yield from _sound("keywords", word)
    yield from _literally("keywords", word)
    yield from _capitals("keywords", word)


# --- both ------------------------------------------------------------------------------------


def _sound(option: str, term: str) -> Iterator[Problem]:
    """What cannot help, whatever is said."""
    if not any(sign.isalnum() for sign in term):
        yield _warning(option, f"{term!r} has no word in it.", "Leave it out.")
    elif len(term.strip(" .,'-")) == 1:
        why = f"{term!r} is a single letter or figure, and those are heard in every call."
        yield _warning(option, why, "Leave it out, or write the whole term.")
    elif is_common(term):
        why = f"{term!r} is a common word, hardly ever misheard: it can only displace others."
        yield _warning(option, why, "Leave it out, or write a phrase around it.")


def _literally(option: str, term: str) -> Iterator[Problem]:
    """Lists and encodings that nobody undoes: each is one long term for Deepgram."""
    if _LIST.search(term) or _BRACKETED.fullmatch(term.strip()):
        why = f"{term!r} looks like a list, and is taken as one term."
        yield _warning(option, why, f"Repeat {option}, once for each term.")
    elif _ENCODED.search(term):
        why = f"{term!r} looks encoded already: it is encoded again, and listened for as it stands."
        yield _warning(option, why, "Write it with plain spaces.")
    elif "_" in term:
        why = f"{term!r} has an underscore, which nobody says."
        yield _warning(option, why, f"Write {term.replace('_', ' ').strip()!r}.")


def _capitals(option: str, term: str) -> Iterator[Problem]:
    if _SHOUTED.search(term):
        why = (
            f"The capitals of {term!r} do not make it heard any better, and they show in the "
            "transcript."
        )
        yield _note(option, why, "Capitalise names, and write other words in lower case.")


def _repeated(option: str, terms: tuple[str, ...]) -> Iterator[Problem]:
    """Terms that differ in capitals at most: they sound the same, and each takes its room."""
    spellings: dict[str, Counter[str]] = {}
    for term in terms:
        if term.strip():
            spelling = " ".join(term.split())
            spellings.setdefault(spelling.casefold(), Counter())[spelling] += 1
    for counted in spellings.values():
        written = [repr(spelling) for spelling in counted]
        if len(written) > 1:
            why = f"{' and '.join(written)} sound the same: capitals only show in the transcript."
            yield _warning(option, why, "Keep the one that is to be read.")
        elif counted.total() > 1:
            why = f"{written[0]} is there {counted.total()} times."
            yield _warning(option, why, "Keep one of them.")


def _problem(severity: Severity, option: str, why: str, fix: str) -> Problem:
    return Problem(option, severity, why, fix)


def _error(option: str, why: str, fix: str) -> Problem:
    return _problem("error", option, why, fix)


def _warning(option: str, why: str, fix: str) -> Problem:
    return _problem("warning", option, why, fix)


def _note(option: str, why: str, fix: str) -> Problem:
    return _problem("note", option, why, fix)
