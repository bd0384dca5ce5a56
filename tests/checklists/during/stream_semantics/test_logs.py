"""Sequences out of logs of either vendor."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from checklists.during.stream_semantics.alignment import side_by_side
from checklists.during.stream_semantics.logs import logged_sequence
from checklists.during.stream_semantics.sequence import EventSequence
from providers.documents.reading import read_document, read_json
from providers.errors import BadInput
from tests.checklists.during.stream_semantics.streams import Said, segment, window

YES = Said("Yes", ",", Decimal("0.5"), Decimal("0.75"), Decimal("0.9"), "0")
SIR = Said("sir", ".", Decimal("1.0"), Decimal("1.5"), Decimal("0.9"), "0")


def told_in(messages: list[Any], source: str) -> EventSequence:
    """The sequence of these messages, one on a line of a file."""
    data = "".join(f"{json.dumps(message, default=float)}\n" for message in messages).encode()
    return logged_sequence(read_document(data, source=source))


def test_a_log_of_a_vendor_is_one_sequence() -> None:
    log = [window([YES], final=False), window([YES, SIR], pause=True), window([], start=2)]
    deepgram = told_in(log, "d.jsonl")
    assert (deepgram.name, deepgram.vendor, deepgram.origin) == ("d.jsonl", "deepgram", "file")
    (one,) = deepgram.segments
    assert (one.start, one.end, one.steps[-1].says) == (0.5, 1.5, "speech_final")
    assert (deepgram.silences, deepgram.summary.final_after) == (1, None)
    partial = segment([YES], "a", partial=True)
    for place, item in enumerate(partial["Transcript"]["Results"][0]["Alternatives"][0]["Items"]):
        item["Stable"] = place == 0
    amazon = told_in([partial, segment([YES, SIR], "a")], "a.jsonl")
    (other,) = amazon.segments
    assert other.steps[0].says == "IsPartial=true Stable=1/1"
    assert len(side_by_side(deepgram, amazon)) == 1


def test_a_logger_may_say_when_a_message_came() -> None:
    steps = ((1.25, window([YES], final=False)), (2.0, window([YES])))
    log = [{"at": at, "message": message} for at, message in steps]
    found = told_in(log, "d.jsonl")
    assert (found.summary.first_after, found.summary.final_after) == (0.75, 1.25)
    # By the calendar, nobody knows when the audio began.
    log = [{"at": 1_700_000_000 + at, "message": message} for at, message in steps]
    found = told_in(log, "d.jsonl")
    assert found.summary.final_after is None


def test_other_documents_are_refused_in_a_sentence() -> None:
    batch = {"results": {"channels": [{"alternatives": [{"transcript": "a", "words": []}]}]}}
    with pytest.raises(BadInput, match="no log of stream results"):
        logged_sequence(read_json(batch, source="batch.json"))
