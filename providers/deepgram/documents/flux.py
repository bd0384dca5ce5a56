"""Logs of /v2/listen streams (Flux): turns that grow until ``EndOfTurn`` (asyncapi.yml, 2026-07).

Its words may come without times. Such a turn's words are laid evenly over its audio window, and
that is said in the losses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from providers.deepgram.documents.complaints import take_complaint
from providers.documents.fields import (
    join,
    mapping,
    number_in,
    objects,
    soft_label,
    soft_list,
    soft_number,
    soft_text,
    soft_texts,
    text_in,
    whole_in,
)
from providers.documents.model import (
    Document,
    DocumentWord,
    Loss,
    MessageKind,
    StreamMessage,
)
from providers.documents.streams import Entry, Gathered, document_of

Raw = Mapping[str, Any]
# Types that only Flux has; the others stand in both protocols.
TYPES = frozenset(("Connected", "TurnInfo"))
_ENDS = "EndOfTurn"
_COMPLAINTS = ("Error", "FatalError", "Warning", "ConfigureFailure")
_TURN = frozenset(
    (
        "type",
        "request_id",
        "sequence_id",
        "event",
        "turn_index",
        "audio_window_start",
        "audio_window_end",
        "transcript",
        "words",
        "end_of_turn_confidence",
        "trigger",
        "languages",
        "languages_hinted",
    )
)
_OTHERS: dict[str, MessageKind] = {"Connected": "connected", "ConfigureSuccess": "configured"}
_THOUSANDTH = Decimal("0.001")


def read_flux(entries: Sequence[Entry], source: str, raw: Any) -> Document:
    """The messages of a log in order. Raises FieldTrouble."""
    gathered = Gathered()
    for entry in entries:
        message = mapping(entry.message, entry.where)
        kind = soft_text(message, "type", entry.where)
        request = soft_label(message, "request_id", entry.where)
        if request:
            gathered.about["request_id"] = request
        if kind == "TurnInfo":
            _turn(gathered, entry, message, entry.where)
        elif kind in _COMPLAINTS:
            take_complaint(gathered, entry, message, entry.where)
        else:
            event = _OTHERS.get(kind, "unknown")
            gathered.messages.append(
                StreamMessage(event, kind, entry.line, path=entry.where, raw=message)
            )
    return document_of(
        gathered, entries, vendor="deepgram", kind="deepgram-flux", source=source, raw=raw
    )


def _turn(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    gathered.extras.take(message, _TURN, "TurnInfo")
    event = text_in(message, "event", where)
    turn = whole_in(message, "turn_index", where)
    start = soft_number(message, "audio_window_start", where) or Decimal(0)
    end = soft_number(message, "audio_window_end", where)
    end = start if end is None else end
    words, laid = _words(message, where, start, end)
    if event == _ENDS and laid:
        why = "the message gives no times for them; they are laid evenly over its audio window"
        gathered.losses.append(Loss(join(where, "words"), f"the times of {laid} words", why))
    for code in soft_texts(message, "languages", where):
        gathered.spoken(code)
    gathered.messages.append(
        StreamMessage(
            "speech-final" if event == _ENDS else "interim",
            f"TurnInfo/{event}"[:60],
            entry.line,
            soft_text(message, "transcript", where),
            start,
            end,
            segment=str(turn),
            words=words,
            path=where,
            raw=message,
        )
    )


def _words(
    message: Raw, where: str, start: Decimal, end: Decimal
) -> tuple[tuple[DocumentWord, ...], int]:
    """The words of a turn, and how many had no times of their own."""
    listed = soft_list(message, "words", where)
    words, laid = [], 0
    step = (end - start) / len(listed) if listed else Decimal(0)
    for place, (one, path) in enumerate(objects(listed, join(where, "words"))):
        text = text_in(one, "word", path)
        if one.get("start") is None:
            begins = (start + step * place).quantize(_THOUSANDTH)
            ends = (start + step * (place + 1)).quantize(_THOUSANDTH)
            laid += 1
        else:
            begins, ends = number_in(one, "start", path), number_in(one, "end", path)
        confidence = soft_number(one, "confidence", path)
        words.append(DocumentWord(text, begins, ends, confidence, text, path=path))
    return tuple(words), laid
