"""The answer to a recording: ``metadata`` and ``results`` of /v1/listen (openapi.yml, 2026-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from providers.deepgram.documents.analyses import passages_of, summary_of
from providers.deepgram.documents.passages import (
    entities_of,
    hits_of,
    hypotheses_of,
    paragraphs_of,
    utterances_of,
)
from providers.deepgram.documents.turns import text_of_turns
from providers.deepgram.documents.words import words_of
from providers.documents.extras import Extras
from providers.documents.fields import (
    join,
    list_in,
    mapping,
    object_in,
    objects,
    soft_list,
    soft_number,
    soft_object,
    soft_text,
    soft_texts,
    wrong,
)
from providers.documents.labels import Speakers
from providers.documents.model import Channel, Document, DocumentWord, Language

Raw = Mapping[str, Any]
_TOP = frozenset(("metadata", "results"))
_RESULTS = frozenset(
    ("channels", "utterances", "summary", "sentiments", "topics", "intents", "entities")
)
_CHANNEL = frozenset(("search", "alternatives", "detected_language", "language_confidence"))
_ALTERNATIVE = frozenset(
    (
        "transcript",
        "confidence",
        "words",
        "paragraphs",
        "entities",
        "summaries",
        "topics",
        "languages",
    )
)
_METADATA = frozenset(
    (
        "transaction_key",
        "request_id",
        "sha256",
        "created",
        "duration",
        "channels",
        "models",
        "model_info",
        "summary_info",
        "sentiment_info",
        "topics_info",
        "intents_info",
        "diarize_info",
        "warnings",
        "tags",
        "extra",
    )
)


def read_batch(raw: Raw, source: str) -> Document:
    """An answer of /v1/listen, also as it came to a callback. Raises FieldTrouble."""
    speakers, extras = Speakers(), Extras()
    metadata = soft_object(raw, "metadata", "")
    results = object_in(raw, "results", "")
    extras.take(raw, _TOP, "")
    extras.take(metadata, _METADATA, "metadata")
    extras.take(results, _RESULTS, "results")
    listed = list(objects(list_in(results, "channels", "results"), "results.channels"))
    channels = [_channel(one, where, at, extras) for at, (one, where) in enumerate(listed)]
    spoken = [_words(one, where, at, speakers, extras) for at, (one, where) in enumerate(listed)]
    words = tuple(sorted((one for each in spoken for one in each), key=lambda word: word.start))
    return Document(
        vendor="deepgram",
        kind="deepgram-batch",
        source=source,
        text=_text(channels, spoken),
        words=words,
        channels=tuple(channels) or (Channel(0),),
        utterances=utterances_of(results, words, speakers, extras),
        paragraphs=paragraphs_of(listed, speakers),
        hypotheses=hypotheses_of(listed, speakers, extras),
        hits=hits_of(listed),
        entities=entities_of(listed, results),
        passages=passages_of(results, listed),
        summary=summary_of(results),
        language=next(filter(None, (language_of(*one) for one in listed)), ""),
        languages=_languages(channels, listed),
        model=model_of(metadata),
        duration=soft_number(metadata, "duration", "metadata"),
        request_id=soft_text(metadata, "request_id", "metadata"),
        created=soft_text(metadata, "created", "metadata"),
        warnings=warnings_of(metadata),
        speakers=speakers.all(),
        extras=extras.found,
        raw=raw,
    )


def model_of(metadata: Raw, path: str = "metadata") -> str:
    """The architecture that answered ("nova-3"), or "" where it does not say.

    Raises FieldTrouble.
    """
    infos, inside = soft_object(metadata, "model_info", path), join(path, "model_info")
    for name, info in infos.items():
        if isinstance(info, str):
            # A stream has one model, told without the level of its id.
            return soft_text(infos, "arch", inside) or soft_text(infos, "name", inside)
        where = f"{inside}.{name}"
        inner = mapping(info, where)
        return soft_text(inner, "arch", where) or soft_text(inner, "name", where)
    return ""


def warnings_of(metadata: Raw, path: str = "metadata") -> tuple[str, ...]:
    """What Deepgram complained of, a sentence each. Raises FieldTrouble."""
    inside = join(path, "warnings")
    listed = soft_list(metadata, "warnings", path)
    return tuple(warning_of(one, f"{inside}[{place}]") for place, one in enumerate(listed))


def warning_of(one: Any, where: str) -> str:
    """One complaint, with the parameter that it is about. Raises FieldTrouble."""
    if isinstance(one, str):
        return one
    if not isinstance(one, Mapping):
        raise wrong(where, one, "a warning")
    message = soft_text(one, "message", where) or "no reason"
    parameter = soft_text(one, "parameter", where)
    return f"{parameter}: {message}" if parameter else message


def _channel(channel: Raw, where: str, index: int, extras: Extras) -> Channel:
    extras.take(channel, _CHANNEL, "results.channels[]")
    alternatives = list_in(channel, "alternatives", where)
    for one, _ in objects(alternatives, f"{where}.alternatives"):
        extras.take(one, _ALTERNATIVE, "results.channels[].alternatives[]")
    best = alternatives[0] if alternatives else {}
    path = f"{where}.alternatives[0]"
    return Channel(
        index,
        "",
        soft_text(best, "transcript", path),
        soft_number(best, "confidence", path),
        soft_text(channel, "detected_language", where),
        soft_number(channel, "language_confidence", where),
    )


def _words(
    channel: Raw, where: str, index: int, speakers: Speakers, extras: Extras
) -> tuple[DocumentWord, ...]:
    alternatives = channel["alternatives"]
    if not alternatives:
        return ()
    path = f"{where}.alternatives[0]"
    listed = soft_list(alternatives[0], "words", path)
    return words_of(listed, f"{path}.words", index, speakers, extras)


def _text(channels: Sequence[Channel], spoken: Sequence[Sequence[DocumentWord]]) -> str:
    """One channel's transcript as it came; several as turns in order of time, a line each."""
    return channels[0].text if len(channels) == 1 else text_of_turns(spoken)


def language_of(channel: Raw, where: str) -> str:
    """What was detected: on the channel, or on its alternative where several are spoken; "" where
    it was not looked for. Raises FieldTrouble."""
    return soft_text(channel, "detected_language", where) or ",".join(_spoken(channel, where))


def _spoken(channel: Raw, where: str) -> list[str]:
    alternatives = channel["alternatives"]
    best = alternatives[0] if alternatives else {}
    return soft_texts(best, "languages", f"{where}.alternatives[0]")


def _languages(
    channels: Sequence[Channel], listed: Sequence[tuple[Raw, str]]
) -> tuple[Language, ...]:
    several = len(channels) > 1
    told = []
    for channel, (raw, where) in zip(channels, listed, strict=True):
        of = channel.index if several else None
        if channel.language:
            told.append(Language(channel.language, channel.language_confidence, channel=of))
        codes = _spoken(raw, where)
        told += [Language(code, channel=of) for code in codes if code != channel.language]
    return tuple(told)
