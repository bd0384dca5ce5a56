"""What Deepgram would refuse or silently ignore, found before anything is sent.

Every rule states its reason; the facts are those of Deepgram's feature pages and changelog (read
2025-07 and 2026-11) and of threads where users met the refusal.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.audio.pacing import PcmFormat
from providers.deepgram.catalogue import family_of
from providers.deepgram.catalogue_rules import language_doubts, model_doubts
from providers.deepgram.problem import Problem
from providers.deepgram.search_rules import search_problems
from providers.deepgram.term_rules import (
    ADVISED_KEYTERMS,
    MOST_KEYTERM_TOKENS,
    MOST_KEYWORDS,
    Way,
    estimated_tokens,
    is_term_name,
    misnamed_term,
    term_problems,
    way_of,
)
from providers.deepgram.value_rules import audio_problems, number_problems

if TYPE_CHECKING:
    from providers.deepgram.options import DeepgramOptions

__all__ = [
    "ADVISED_KEYTERMS",
    "MOST_KEYTERM_TOKENS",
    "MOST_KEYWORDS",
    "Problem",
    "Way",
    "estimated_tokens",
    "problems",
    "way_of",
]

LEAST_UTTERANCE_END_MS = 1000
ADVISED_REPLACEMENTS = 200
LONGEST_TAG, LONGEST_URL = 128, 8000
_LANGUAGE = re.compile(r"multi|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ENGLISH_ONLY = ("summarize", "sentiment", "topics", "intents", "detect_entities", "dictation")
_RAW_NAMES = ("encoding", "sample_rate", "channels")
_OTHER_NAMES = (
    "alternatives callback callback_method custom_intent custom_intent_mode custom_topic "
    "custom_topic_mode diarize extra encoding sample_rate channels"
)


def problems(
    options: DeepgramOptions, *, live: bool, form: PcmFormat | None = None
) -> tuple[Problem, ...]:
    """All that is wrong with the options for a live stream or for a whole recording.

    ``form`` is the audio of the stream, where it is known.
    """
    found = [
        *_model(options, live),
        *model_doubts(options.model),
        *_language(options),
        *term_problems(options),
        *search_problems(options, flux=family_of(options.model) == "flux"),
        *_wording(options),
        *(_live(options) if live else _batch(options)),
        *_speakers(options, live),
        *_extra(options, live),
        *number_problems(options),
        *audio_problems(options, form),
        *_size(options, form),
    ]
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda problem: order[problem.severity]))


def _error(option: str, why: str, fix: str) -> Problem:
    return Problem(option, "error", why, fix)


def _warning(option: str, why: str, fix: str) -> Problem:
    return Problem(option, "warning", why, fix)


def _note(option: str, why: str, fix: str) -> Problem:
    return Problem(option, "note", why, fix)


def _model(options: DeepgramOptions, live: bool) -> Iterator[Problem]:
    family = family_of(options.model)
    if not options.model:
        yield _warning("model", "Without a model Deepgram uses base-general.", "Set model=nova-3.")
    if family == "flux":
        why = "Flux is for voice agents: it streams on /v2/listen only, which is not used here."
        yield _error("model", why, "Use nova-3.")
    if family == "whisper" and live:
        why = "Whisper takes whole recordings only: a live stream is refused with HTTP 405."
        yield _error("model", why, "Use nova-3.")


def _language(options: DeepgramOptions) -> Iterator[Problem]:
    language, family = options.language, family_of(options.model)
    if language and not _LANGUAGE.fullmatch(language):
        why = f"{language!r} is not a BCP-47 code: it is refused with HTTP 400."
        yield _error("language", why, "Write a code such as en, en-GB or es-419.")
        return
    yield from language_doubts(options.model, language)
    english = language in ("", "en") or language.startswith("en-")
    if language == "multi" and family not in ("nova-3", "nova-2", ""):
        why = "language=multi exists for Nova-3 and Nova-2 only."
        yield _error("language", why, "Use model=nova-3.")
    if family == "nova-2" and options.model not in ("nova-2", "nova-2-general") and not english:
        why = f"{options.model} knows English only."
        yield _error("model", why, "Use nova-2-general or nova-3.")
    if not english and options.summarize:
        why = "Summaries are refused with HTTP 400 for languages other than English."
        yield _error("summarize", why, "Leave it out.")
    if not english:
        names = [name for name in _ENGLISH_ONLY[1:] if getattr(options, name)]
        names += ["filler_words"] if options.filler_words else []
        for name in names:
            yield _warning(name, "It works for English only.", "Leave it out.")
    if options.language_hint and language != "multi":
        why = "language_hint is ignored unless language=multi."
        yield _warning("language_hint", why, "Set language=multi, or leave the hint out.")
    if options.detect_language and language:
        why = "detect_language overrides language."
        yield _note("detect_language", why, "Leave one of the two out.")


def _joined(option: str, value: str) -> Iterator[Problem]:
    """A list joined into one value, which Deepgram takes as one long term."""
    if re.search(r"[,;\n]", value):
        why = f"{value!r} looks like a list, and is taken as one term."
        yield _warning(option, why, f"Repeat {option}, once for each term.")


def _wording(options: DeepgramOptions) -> Iterator[Problem]:
    if len(options.replace) > ADVISED_REPLACEMENTS:
        why = f"{len(options.replace)} rules; Deepgram advises up to {ADVISED_REPLACEMENTS}."
        yield _warning("replace", why, "Do the rest on your side.")
    for rule in options.replace:
        find = rule.partition(":")[0]
        if not find.strip():
            why = f"{rule!r} says nothing to look for."
            yield _warning("replace", why, "Write find:replacement; without the latter it deletes.")
        if find != find.lower():
            why = f"{find!r} has capitals: what is looked for should be lower case."
            yield _warning("replace", why, f"Write {find.lower()!r}.")
    for entity in options.redact:
        if entity in ("cardinal", "ordinal", "percent"):
            yield _error("redact", f"{entity} cannot be redacted: HTTP 400.", "Use numbers.")
        yield from _joined("redact", entity)
    if options.dictation and not (options.punctuate or options.smart_format):
        yield _warning("dictation", "It needs punctuate.", "Add punctuate=true.")
    if options.summarize and options.summarize != "v2":
        why = f"summarize={options.summarize} is the old kind or none."
        yield _warning("summarize", why, "Write summarize=v2.")
    for tag in options.tag:
        if len(tag) > LONGEST_TAG:
            yield _error("tag", f"A tag may have {LONGEST_TAG} characters.", "Shorten it.")


def _live(options: DeepgramOptions) -> Iterator[Problem]:
    for name in ("utterances", "paragraphs", "measurements", "detect_language", "summarize"):
        if getattr(options, name):
            yield _warning(name, "It is for whole recordings only.", "It is not sent live.")
    for name in ("sentiment", "topics", "intents"):
        if getattr(options, name):
            yield _warning(name, "It is for whole recordings only.", "It is not sent live.")
    if options.filler_words:
        why = "Deepgram documents filler words for whole recordings only."
        yield _warning("filler_words", why, "Leave it out of live streams.")
    wait = options.utterance_end_ms
    if wait is not None and wait < LEAST_UTTERANCE_END_MS:
        why = f"{wait} is refused with HTTP 400: the least is {LEAST_UTTERANCE_END_MS}."
        yield _error("utterance_end_ms", why, f"Write {LEAST_UTTERANCE_END_MS} or more.")
    if wait is not None and not options.interim_results:
        why = "UtteranceEnd needs interim_results."
        yield _error("utterance_end_ms", why, "Add interim_results=true.")
    if options.smart_format and not options.no_delay:
        why = "It may hold a final back for up to 3 s, until a number or a date is complete."
        yield _note("smart_format", why, "Add no_delay=true where that is too long.")
    if options.endpointing is None:
        why = "Without it, 10 ms of silence end an utterance."
        yield _note("endpointing", why, "About 300 suits conversation.")


def _batch(options: DeepgramOptions) -> Iterator[Problem]:
    for name in ("interim_results", "vad_events", "no_delay", "utterance_end_ms"):
        if getattr(options, name):
            yield _warning(name, "It is for live streams only.", "It is not sent here.")
    if options.endpointing is not None:
        yield _warning("endpointing", "It is for live streams only.", "It is not sent here.")
    if options.utt_split is not None and not options.utterances:
        yield _warning("utt_split", "It only acts on utterances.", "Add utterances=true.")


def _speakers(options: DeepgramOptions, live: bool) -> Iterator[Problem]:
    if options.diarize_model == "v2" and live:
        why = "The v2 diarizer is for whole recordings: a live stream refuses it."
        yield _error("diarize_model", why, "Write latest.")
    elif options.diarize_model not in ("", "latest", "v1", "v2"):
        why = f"{options.diarize_model!r} is not a diarizer."
        yield _error("diarize_model", why, "Write latest, v1 or v2.")
    if options.multichannel:
        why = "Every channel is billed as its own audio."
        yield _note("multichannel", why, "Expect the price times the number of channels.")
    if options.multichannel and options.diarize_model:
        why = "With a speaker on each channel, the channel already says who speaks."
        yield _note("diarize_model", why, "Leave it out unless a channel has several speakers.")


def _extra(options: DeepgramOptions, live: bool) -> Iterator[Problem]:
    """Pairs that are no option of ours: known to Deepgram, misspelt, or from another world."""
    ours = [name for name in type(options).__slots__ if name != "extra"]
    known = [*ours, *_OTHER_NAMES.split()]
    for name, value in options.extra:
        if name in _RAW_NAMES and live:
            why = "It is taken from the audio that is streamed, and would be sent twice."
            yield _error(name, why, "Leave it out.")
        elif name in _RAW_NAMES:
            why = "It is for headerless audio; a WAV, FLAC or MP3 says so itself."
            yield _warning(name, why, "Leave it out for files with a header.")
        elif name == "diarize":
            why = "diarize is deprecated, and means the v1 diarizer."
            yield _warning(name, why, "Write diarize_model=latest.")
        elif name == "keepalive":
            why = "It was a client option of an old SDK; on the wire it means nothing."
            yield _warning(name, why, "KeepAlive messages are sent here without being asked for.")
        elif name == "tier":
            yield _warning(name, "Tiers are gone.", "Name the model: model=nova-3.")
        elif name == "keyword_boost":
            why = "It chose between two old ways of boosting; today's pages do not name it."
            yield _warning(name, why, "Leave it out: a boost is written as keywords=word:1.5.")
        elif is_term_name(name):
            yield misnamed_term(name, options.model)
        elif name not in known:
            close = difflib.get_close_matches(name, known, 1)
            fix = f"Did you mean {close[0]}?" if close else "Leave it out."
            yield _warning(name, "Deepgram does not know it and ignores it.", fix)
        if name == "extra" and len(value) > 2048:
            yield _error(name, "It may have 2048 characters.", "Shorten it.")


def _size(options: DeepgramOptions, form: PcmFormat | None) -> Iterator[Problem]:
    length = len(options.url(form=form))
    if length > LONGEST_URL:
        why = f"The request's URL has {length} characters: HTTP 414 is possible."
        longest = max(("keyterm", "keywords", "search"), key=lambda name: _length(options, name))
        yield _warning(longest, why, "Send fewer terms.")


def _length(options: DeepgramOptions, name: str) -> int:
    return sum(len(value) for given, value in options.batch_parameters() if given == name)
