"""Sequences out of files: a vendor's own messages, or what ``live --json`` printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from checklists.during.stream_semantics.event import StreamEvent, from_log
from checklists.during.stream_semantics.sequence import EventSequence, SequenceReader, sequence_of
from providers.audio.naming import shown
from providers.documents.fields import (
    FieldTrouble,
    mapping,
    number_in,
    soft_label,
    soft_text,
    text_in,
)
from providers.documents.model import STREAMS, Document
from providers.documents.reading import read_document
from providers.documents.text import NotJson, json_of, text_of
from providers.errors import BadInput
from providers.speech import VENDORS, LiveKind

# Fields that a line of this program's own has and no vendor's message.
_OWN = frozenset(("vendor", "event", "audio_time", "received_at"))


def sequences_in(data: bytes, source: str) -> tuple[EventSequence, ...]:
    """The sequences in a file: one of a vendor's log, one for each pane of ``live --json``.

    Raises BadInput in one sentence, with the line and the field where one is wrong.
    """
    text = text_of(data, source)
    if not _is_own(text):
        return (logged_sequence(read_document(data, source=source)),)
    try:
        return _panes(text, source)
    except FieldTrouble as trouble:
        raise BadInput(
            f"{shown(source)} cannot be read: {trouble}; give the lines as live --json wrote them."
        ) from None


def logged_sequence(document: Document, name: str = "") -> EventSequence:
    """The sequence of a log of one vendor's stream. Raises BadInput where it is something else."""
    if document.vendor is None or document.kind not in STREAMS:
        raise BadInput(
            f"{shown(document.source)} is {document.kind} and no log of stream results: give one "
            "with Deepgram's Results messages or Amazon's TranscriptEvents, one on a line."
        )
    return sequence_of(
        from_log(document), name=name or document.source, vendor=document.vendor, origin="file"
    )


def _is_own(text: bytes) -> bool:
    """Whether the first line is one that this program printed."""
    try:
        first = json_of(text.lstrip().split(b"\n", 1)[0])
    except NotJson:
        return False
    return isinstance(first, Mapping) and first.keys() >= _OWN


def _panes(text: bytes, source: str) -> tuple[EventSequence, ...]:
    """The panes in the order in which they first spoke. A last line that is cut is left out."""
    lines = text.split(b"\n")
    readers: dict[tuple[str, str], SequenceReader] = {}
    origins: dict[tuple[str, str], str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = mapping(json_of(line), f"line {number}")
        except NotJson as trouble:
            if number == len(lines):
                break
            raise FieldTrouble(f"line {number}", f"is not JSON ({trouble.why})") from None
        where = f"line {number}: "
        event = _event(told, where)
        side = soft_label(told, "pane", where), event.vendor
        readers.setdefault(side, SequenceReader()).take(event)
        origins.setdefault(side, _origin(told, event.vendor))
    return tuple(
        reader.sequence(f"{side[0]} {side[1].capitalize()}".strip(), side[1], origins[side])
        for side, reader in readers.items()
    )


def _event(told: Mapping[str, Any], where: str) -> StreamEvent:
    vendor, kind = text_in(told, "vendor", where), text_in(told, "event", where)
    if vendor not in VENDORS:
        raise FieldTrouble(f"{where}vendor", f"is not one of {', '.join(VENDORS)}")
    if kind not in get_args(LiveKind):
        raise FieldTrouble(f"{where}event", "is not an event that is known here")
    return StreamEvent(
        vendor=vendor,
        kind=kind,
        channel=int(number_in(told, "channel", where)),
        text=soft_text(told, "text", where),
        start=float(number_in(told, "start", where)),
        end=float(number_in(told, "end", where)),
        says=soft_text(told, "native", where) or kind,
        at=float(number_in(told, "received_at", where)),
    )


def _origin(told: Mapping[str, Any], vendor: str) -> str:
    sandbox = told.get("sandbox")
    if not isinstance(sandbox, Mapping) or not isinstance(sandbox.get(vendor), bool):
        return "file"
    return "sandbox" if sandbox[vendor] else "live"
