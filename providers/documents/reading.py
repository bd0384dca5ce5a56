"""Recognises which response a file holds, and reads it.

Whatever either vendor sends, in whatever it was kept: one JSON document, a log of stream messages
(a list, or one JSON a line), SubRip, WebVTT, this program's own transcript; gzip is unpacked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from providers.audio.naming import origin
from providers.documents.fields import FieldTrouble, found, one_line
from providers.documents.kinds import nested, reader_of, stream_reader_of
from providers.documents.lines import Log, log_of_lines, log_of_list
from providers.documents.model import Document
from providers.documents.streams import Entry
from providers.documents.text import NotJson, json_of, text_of
from providers.errors import BadInput

_WANTED = (
    "give a response of Amazon Transcribe or Deepgram, a log of their stream messages, SRT or "
    "WebVTT"
)


class BadDocument(BadInput):
    """A response that lacks a field or has one of the wrong kind. ``path`` names the field."""

    def __init__(self, sentence: str, *, path: str) -> None:
        super().__init__(sentence)
        self.path = path


def read_document(data: bytes, *, source: str) -> Document:
    """The response in these bytes.

    ``source`` names it in sentences ("response.json", "-"). An answer without a transcript inside
    is a Document with ``advice``. Raises BadInput in one sentence; BadDocument with the path
    inside the document where a field is missing or of the wrong kind.
    """
    with _no_collecting():
        return _read(data, source)


def _read(data: bytes, source: str) -> Document:
    text = text_of(data, source)
    if text.lstrip()[:1] not in (b"{", b"["):
        return _of_text(text.decode(), source)
    try:
        raw = json_of(text)
    except NotJson as trouble:
        not_json = trouble
    else:
        return read_json(raw, source=source)
    return _told(lambda: _of_lines(text, source, not_json), source)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Words hold no cycles: looking for some among 40,000 new ones takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_json(raw: Any, *, source: str) -> Document:
    """The response in this JSON value; fractions may be Decimals or floats. Raises BadInput."""
    return _told(lambda: _of_json(raw, source), source)


def _told(read: Callable[[], Document], source: str) -> Document:
    try:
        return read()
    except FieldTrouble as trouble:
        path, what = one_line(trouble.path), one_line(trouble.what)
        raise BadDocument(
            f"{origin(source)} cannot be read: {path} {what}; give the response as the vendor "
            "sent it.",
            path=trouble.path,
        ) from None
    except RecursionError:
        raise BadInput(f"{origin(source)} is nested too deeply; {_WANTED}.") from None


def _of_text(text: str, source: str) -> Document:
    from providers.documents.subtitles import is_subtitles, read_subtitles

    text = text.lstrip()
    if is_subtitles(text):
        return _told(lambda: read_subtitles(text, source), source)
    raise BadInput(f"{origin(source)} is neither JSON nor subtitles; {_WANTED}.")


def _of_lines(text: bytes, source: str, trouble: NotJson) -> Document:
    log = log_of_lines(text)
    if log is None:
        raise BadInput(
            f"{origin(source)} cannot be read as JSON (line {trouble.line}: {trouble.why}); give "
            "the response whole, as the vendor sent it."
        )
    return _of_log(log, source)


def _of_json(raw: Any, source: str) -> Document:
    if isinstance(raw, list):
        return _of_log(log_of_list(raw), source)
    if not isinstance(raw, Mapping):
        raise BadInput(f"{origin(source)} holds {found(raw)}, not a response; {_WANTED}.")
    read = reader_of(raw)
    if read is not None:
        return read(raw, source)
    stream = stream_reader_of([raw])
    if stream is not None:
        return stream([Entry(1, "", raw)], source, [raw])
    raise BadInput(_unknown(raw, source))


def _of_log(log: Log, source: str) -> Document:
    messages = [entry.message for entry in log.entries]
    stream = stream_reader_of(messages)
    if stream is not None:
        document = stream(log.entries, source, messages)
        return replace(document, losses=(*document.losses, *log.losses))
    if len(messages) == 1 and isinstance(messages[0], Mapping):
        return _of_json(messages[0], source)
    raise BadInput(_unknown(messages, source))


def _unknown(raw: Any, source: str) -> str:
    """A sentence for JSON that is no response; it may hold one further inside."""
    place, spoken = nested(raw)
    path = one_line(place)
    if place and spoken:
        return (
            f"{origin(source)} is no response by itself, but it holds one at {path}; give that "
            "part alone."
        )
    if place:
        return (
            f"{origin(source)} holds an answer of a vendor's API (at {path}) and no transcript; "
            "convert the file that the finished job or the callback gave."
        )
    if isinstance(raw, Mapping):
        names = ", ".join(one_line(str(key), 40) for key in list(raw)[:4])
        seen = f"its fields are {names}" if names else "it is an empty object"
    else:
        seen = "it is a list of other things" if raw else "it is an empty list"
    return f"{origin(source)} is no response that is known here ({seen}); {_WANTED}."
