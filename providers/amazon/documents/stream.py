"""Logs of Amazon's streams: standard, medical, Call Analytics and HealthScribe events.

An event is ``{"Transcript": {"Results": [...]}}`` as it comes over the wire, or stands under its
name as the SDKs give it (``TranscriptEvent``, ``UtteranceEvent``, ``CategoryEvent``, or the name
of an exception). Times are numbers of seconds, of Call Analytics milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from providers.amazon.documents.findings import named_entities
from providers.amazon.documents.items import STREAMED
from providers.amazon.documents.stream_calls import read_category, read_segment, read_utterance
from providers.amazon.documents.stream_items import live_words
from providers.documents.fields import (
    FieldTrouble,
    flag_in,
    join,
    mapping,
    nullable_list_in,
    object_in,
    objects,
    soft_list,
    soft_number,
    soft_text,
)
from providers.documents.labels import channel_number
from providers.documents.model import (
    Document,
    Language,
    StreamMessage,
)
from providers.documents.streams import Entry, Gathered, document_of

Raw = Mapping[str, Any]
_RESULT = frozenset(
    (
        "ResultId",
        "StartTime",
        "EndTime",
        "IsPartial",
        "Alternatives",
        "ChannelId",
        "LanguageCode",
        "LanguageIdentification",
    )
)
# A union of events as documents show it: what is set in it is the event.
_UNIONS = (
    "TranscriptResultStream",
    "CallAnalyticsTranscriptResultStream",
    "MedicalTranscriptResultStream",
    "MedicalScribeResultStream",
)
_EXCEPTION = "Exception"


def is_event(message: Any) -> bool:
    """Whether this looks like an event of an Amazon stream."""
    if not isinstance(message, Mapping):
        return False
    told = message.get("Transcript")
    if isinstance(told, Mapping) and "Results" in told:
        return True
    if "UtteranceId" in message and "BeginOffsetMillis" in message:
        return True
    named = ("TranscriptEvent", "UtteranceEvent", "CategoryEvent", "TranscriptSegment", *_UNIONS)
    return any(isinstance(message.get(name), Mapping) for name in named)


def is_exception(message: Any) -> bool:
    """Whether this is an exception that a stream ended with, under its name."""
    return isinstance(message, Mapping) and any(
        key.endswith(_EXCEPTION) and isinstance(value, Mapping) for key, value in message.items()
    )


def read_stream(entries: Sequence[Entry], source: str, raw: Any) -> Document:
    """The events of a log in order. Raises FieldTrouble."""
    gathered = Gathered()
    for entry in entries:
        _take(gathered, entry, mapping(entry.message, entry.where), entry.where)
    return document_of(
        gathered, entries, vendor="amazon", kind="amazon-stream", source=source, raw=raw
    )


def _take(gathered: Gathered, entry: Entry, event: Raw, where: str) -> None:
    """The event itself, or those that stand in it under their names."""
    readers: dict[str, Callable[[Gathered, Entry, Raw, str], None]] = {
        "UtteranceEvent": read_utterance,
        "CategoryEvent": read_category,
        "TranscriptSegment": read_segment,
        **dict.fromkeys(("TranscriptEvent", *_UNIONS), _take),
    }
    if "Transcript" in event and "Results" in _soft_or_empty(event, "Transcript"):
        _results(gathered, entry, event, where)
    elif "UtteranceId" in event:
        read_utterance(gathered, entry, event, where)
    elif "MatchedCategories" in event:
        read_category(gathered, entry, event, where)
    else:
        named = [name for name in event if name in readers or name.endswith(_EXCEPTION)]
        for name in named:
            inner, path = object_in(event, name, where), join(where, name)
            if name in readers:
                readers[name](gathered, entry, inner, path)
            elif inner:
                _exception(gathered, entry, name, inner, path)
        if not named:
            gathered.messages.append(
                StreamMessage("unknown", _named(event), entry.line, path=where, raw=event)
            )


def _soft_or_empty(event: Raw, key: str) -> Raw:
    """An object, empty where it is anything else."""
    value = event.get(key)
    return value if isinstance(value, Mapping) else {}


def _named(event: Raw) -> str:
    return next(iter(event), "")[:40]


def _exception(gathered: Gathered, entry: Entry, name: str, told: Raw, path: str) -> None:
    text = soft_text(told, "Message", path) or soft_text(told, "message", path)
    gathered.warnings.append(f"{name}: {text}" if text else name)
    gathered.messages.append(StreamMessage("error", name, entry.line, text, path=path, raw=told))


def _results(gathered: Gathered, entry: Entry, event: Raw, where: str) -> None:
    path = join(where, "Transcript")
    results = nullable_list_in(object_in(event, "Transcript", where), "Results", path)
    if not results:
        gathered.messages.append(
            StreamMessage("keep-alive", "TranscriptEvent", entry.line, path=path, raw=event)
        )
    for result, place in objects(results, f"{path}.Results"):
        _result(gathered, entry, result, place)


def _result(gathered: Gathered, entry: Entry, result: Raw, where: str) -> None:
    gathered.extras.take(result, _RESULT, "Transcript.Results[]")
    partial = flag_in(result, "IsPartial", where)
    start, end = STREAMED.words(result, where)
    channel = channel_number(soft_text(result, "ChannelId", where), 0)
    alternatives = nullable_list_in(result, "Alternatives", where)
    texts, spoken = [], []
    for one, place in objects(alternatives, f"{where}.Alternatives"):
        texts.append(soft_text(one, "Transcript", place))
        spoken.append(live_words(gathered, one, place, channel))
    if not partial:
        # Those of interims come again.
        for one, place in objects(alternatives, f"{where}.Alternatives"):
            gathered.entities += named_entities(one, place, STREAMED, channel)
        gathered.ranked(texts, spoken, (start, end), channel, f"{where}.Alternatives")
    language = soft_text(result, "LanguageCode", where)
    _languages(gathered, result, where, language)
    gathered.messages.append(
        StreamMessage(
            "interim" if partial else "final",
            "TranscriptEvent",
            entry.line,
            texts[0] if texts else "",
            start,
            end,
            channel,
            None,
            soft_text(result, "ResultId", where),
            spoken[0] if spoken else (),
            language,
            path=where,
            raw=result,
        )
    )


def _languages(gathered: Gathered, result: Raw, where: str, language: str) -> None:
    gathered.spoken(language)
    listed = soft_list(result, "LanguageIdentification", where)
    for one, place in objects(listed, f"{where}.LanguageIdentification"):
        code = soft_text(one, "LanguageCode", place)
        if not code:
            raise FieldTrouble(f"{place}.LanguageCode", "is missing")
        gathered.languages[code] = Language(code, soft_number(one, "Score", place))
