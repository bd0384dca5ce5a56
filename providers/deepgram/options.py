"""What can be asked of Deepgram, and exactly how it is asked on the wire.

Names, meanings and limits as Deepgram's feature pages give them (read 2025-07 and 2026-11); what
would be refused or silently ignored is found by ``problems`` before anything is sent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from providers.audio.pacing import PcmFormat
from providers.credentials import DEEPGRAM_BASE_URL
from providers.deepgram.linting import Problem, problems
from providers.errors import BadInput

__all__ = ["DeepgramOptions", "Pairs", "Problem", "options_from", "problems"]

Pairs = tuple[tuple[str, str], ...]
_BATCH_ONLY = frozenset(
    ("utterances", "utt_split", "paragraphs", "detect_language", "measurements", "summarize")
) | {"sentiment", "topics", "intents"}
_LIVE_ONLY = frozenset(
    ("interim_results", "endpointing", "utterance_end_ms", "vad_events", "no_delay")
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The order in which deepgram-sdk 7 writes the parameters that it knows.
_BATCH_ORDER = _names(
    "callback callback_method extra sentiment summarize tag topics custom_topic custom_topic_mode "
    "intents custom_intent custom_intent_mode detect_entities detect_language diarize "
    "diarize_model dictation encoding filler_words keyterm keywords language language_hint "
    "measurements model multichannel numerals paragraphs profanity_filter punctuate redact "
    "replace search smart_format utterances utt_split version mip_opt_out"
)
_LIVE_ORDER = _names(
    "callback callback_method channels detect_entities diarize diarize_model dictation encoding "
    "endpointing extra interim_results keyterm keywords language language_hint mip_opt_out model "
    "multichannel numerals profanity_filter punctuate redact replace sample_rate search "
    "smart_format tag utterance_end_ms vad_events version"
)


@dataclass(frozen=True, slots=True)
class DeepgramOptions:
    """One request's options. What is empty, False or None is left out of the request.

    ``model`` "" leaves the choice to Deepgram, which takes base-general; ``keywords`` are (word,
    boost) pairs for models before Nova-3, ``keyterm`` plain words and phrases from Nova-3 on;
    ``replace`` "find:replacement" rules; ``detect_language`` the codes to choose from, or
    ("true",) for any; ``utt_split`` seconds; ``endpointing`` milliseconds of silence, False to
    switch it off, None for Deepgram's own 10 ms; ``utterance_end_ms`` milliseconds. Encoding,
    sample rate and channels come from the audio. ``extra`` holds any other (name, value) pairs,
    sent as they are.
    """

    model: str = "nova-3"
    language: str = "en"
    version: str = ""
    detect_language: tuple[str, ...] = ()
    language_hint: tuple[str, ...] = ()
    punctuate: bool = True
    smart_format: bool = False
    numerals: bool = False
    paragraphs: bool = False
    utterances: bool = False
    utt_split: float | None = None
    multichannel: bool = False
    diarize_model: str = ""
    filler_words: bool = False
    profanity_filter: bool = False
    dictation: bool = False
    measurements: bool = False
    detect_entities: bool = False
    summarize: str = ""
    sentiment: bool = False
    topics: bool = False
    intents: bool = False
    search: tuple[str, ...] = ()
    keyterm: tuple[str, ...] = ()
    keywords: tuple[tuple[str, float], ...] = ()
    replace: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    mip_opt_out: bool = False
    interim_results: bool = False
    endpointing: int | Literal[False] | None = None
    utterance_end_ms: int | None = None
    vad_events: bool = False
    no_delay: bool = False
    extra: Pairs = ()

    def batch_parameters(self) -> Pairs:
        """The (name, value) pairs of a request for a whole recording, in wire order.

        Options that only a live stream has are left out (and the other way round below).
        """
        return _as_sent((*self._pairs(leaving_out=_LIVE_ONLY), *self.extra), _BATCH_ORDER)

    def live_parameters(self, form: PcmFormat) -> Pairs:
        """The (name, value) pairs of a live request for audio of this form, in wire order."""
        audio = (
            ("encoding", form.encoding),
            ("sample_rate", str(form.rate)),
            ("channels", str(form.channels)),
        )
        pairs = (*self._pairs(leaving_out=_BATCH_ONLY), *audio, *self.extra)
        return _as_sent(pairs, _LIVE_ORDER)

    def url(self, base_url: str = DEEPGRAM_BASE_URL, *, form: PcmFormat | None = None) -> str:
        """The exact URL that is sent: a whole recording's, or with ``form`` a live stream's."""
        if form is None:
            return f"{base_url}/v1/listen?{urlencode(self.batch_parameters())}"
        socket = "ws" + base_url.removeprefix("http")
        return f"{socket}/v1/listen?{urlencode(self.live_parameters(form))}"

    def _pairs(self, *, leaving_out: frozenset[str]) -> Iterator[tuple[str, str]]:
        for field in dataclasses.fields(self):
            if field.name != "extra" and field.name not in leaving_out:
                for value in _wire_values(field.name, getattr(self, field.name)):
                    yield field.name, value


def _as_sent(pairs: Pairs, order: tuple[str, ...]) -> Pairs:
    """The same pairs in the SDK's order: the names it knows, then the rest as they were given,
    the values of a repeated name together."""
    rest = tuple(dict.fromkeys(name for name, _ in pairs if name not in order))
    return tuple(pair for name in (*order, *rest) for pair in pairs if pair[0] == name)


def _wire_values(name: str, value: Any) -> list[str]:
    """How one option looks on the wire: nothing, one value, or one for each in a list."""
    if name == "keywords":
        return [word if boost == 1 else f"{word}:{boost:g}" for word, boost in value]
    if name == "endpointing" and value is not None:
        return ["false" if value is False else str(value)]
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, bool):
        return ["true"] if value else []
    if value is None or value == "":
        return []
    return [f"{value:g}" if isinstance(value, float) else str(value)]


def options_from(pairs: Iterable[tuple[str, str]]) -> DeepgramOptions:
    """Options from (name, value) pairs as they would stand in a URL.

    Names that are no option of ours go to ``extra``, unjudged. Raises BadInput for a value that
    its option cannot have.
    """
    kinds = {field.name: str(field.type) for field in dataclasses.fields(DeepgramOptions)}
    chosen: dict[str, Any] = {}
    extra: list[tuple[str, str]] = []
    for name, value in pairs:
        kind = "" if name == "extra" else kinds.get(name, "")
        if not kind:
            extra.append((name, value))
        elif kind.startswith("tuple"):
            one = _keyword(value) if name == "keywords" else value
            chosen[name] = (*chosen.get(name, ()), one)
        else:
            chosen[name] = _read(name, kind, value)
    return DeepgramOptions(**chosen, extra=tuple(extra))


def _read(name: str, kind: str, value: str) -> Any:
    if kind == "str":
        return value
    try:
        if kind == "bool":
            return {"true": True, "false": False}[value.lower()]
        if name == "endpointing" and value.lower() == "false":
            return False
        return float(value) if "float" in kind else int(value)
    except (KeyError, ValueError):
        wanted = "true or false" if kind == "bool" else "a number"
        raise BadInput(
            f"The option {name} is {value!r}: it takes {wanted}, so write {name}=VALUE."
        ) from None


def _keyword(value: str) -> tuple[str, float]:
    word, colon, boost = value.rpartition(":")
    if not colon:
        return value, 1.0
    try:
        return word, float(boost)
    except ValueError:
        raise BadInput(
            f"The keyword {value!r} has the boost {boost!r}: write it as word or word:number."
        ) from None
