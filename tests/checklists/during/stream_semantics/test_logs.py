"""Sequences out of files, whoever wrote them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from checklists.before.live.results import event_json
from checklists.during.stream_semantics.alignment import side_by_side
from checklists.during.stream_semantics.logs import logged_sequence, sequences_in
from providers.documents.reading import read_json
from providers.errors import BadInput
from providers.speech import LiveEvent, LiveKind, Vendor
from tests.checklists.during.stream_semantics.streams import Message, Said, segment, window

YES = Said("Yes", ",", Decimal("0.5"), Decimal("0.75"), Decimal("0.9"), "0")
SIR = Said("sir", ".", Decimal("1.0"), Decimal("1.5"), Decimal("0.9"), "0")


def told(vendor: Vendor, kind: LiveKind, text: str, at: float, pane: str) -> Message:
    """A line of ``live --json``."""
    event = LiveEvent(vendor, kind, 0, text, 0.5, 1.5, 1.6, 100.0 + at, native="said")
    return {**event_json(event, 100.0), "pane": pane, "sandbox": {vendor: vendor == "amazon"}}


OWN = [
    told("deepgram", "interim", "yes", 1.75, "1"),
    told("amazon", "interim", "Yes", 2.0, "2"),
    told("deepgram", "speech-final", "Yes, sir.", 2.5, "1"),
    told("amazon", "final", "Yes, sir.", 4.0, "2"),
]


def lines(messages: list[Any]) -> bytes:
    return "".join(f"{json.dumps(message, default=float)}\n" for message in messages).encode()


def test_what_live_printed_is_a_sequence_for_each_pane() -> None:
    left, right = sequences_in(lines(OWN), "live.jsonl")
    assert [(one.name, one.vendor, one.origin) for one in (left, right)] == [
        ("1 Deepgram", "deepgram", "live"),
        ("2 Amazon", "amazon", "sandbox"),
    ]
    (row,) = side_by_side(left, right)
    assert (row.left[0].partials, row.left[0].text) == (1, "Yes, sir.")
    assert (left.summary.final_after, right.summary.final_after) == (1.0, 2.5)


def test_a_line_that_was_cut_at_the_end_is_left_out() -> None:
    left, right = sequences_in(lines(OWN)[:-30], "live.jsonl")
    assert (left.segments[0].final, right.segments[0].final) == (True, False)


def test_a_log_of_a_vendor_is_one_sequence() -> None:
    log = [window([YES], final=False), window([YES, SIR], pause=True), window([], start=2)]
    (deepgram,) = sequences_in(lines(log), "d.jsonl")
    assert (deepgram.name, deepgram.vendor, deepgram.origin) == ("d.jsonl", "deepgram", "file")
    (one,) = deepgram.segments
    assert (one.start, one.end, one.steps[-1].says) == (0.5, 1.5, "speech_final")
    assert (deepgram.silences, deepgram.summary.final_after) == (1, None)
    partial = segment([YES], "a", partial=True)
    for place, item in enumerate(partial["Transcript"]["Results"][0]["Alternatives"][0]["Items"]):
        item["Stable"] = place == 0
    (amazon,) = sequences_in(lines([partial, segment([YES, SIR], "a")]), "a.jsonl")
    (other,) = amazon.segments
    assert other.steps[0].says == "IsPartial=true Stable=1/1"
    assert len(side_by_side(deepgram, amazon)) == 1


def test_a_logger_may_say_when_a_message_came() -> None:
    steps = ((1.25, window([YES], final=False)), (2.0, window([YES])))
    log = [{"at": at, "message": message} for at, message in steps]
    (found,) = sequences_in(lines(log), "d.jsonl")
    assert (found.summary.first_after, found.summary.final_after) == (0.75, 1.25)
    # By the calendar, nobody knows when the audio began.
    log = [{"at": 1_700_000_000 + at, "message": message} for at, message in steps]
    (found,) = sequences_in(lines(log), "d.jsonl")
    assert found.summary.final_after is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"vendor": "acme"}, "line 2: vendor is not one of deepgram, amazon"),
        ({"event": "noise"}, "line 2: event is not an event that is known here"),
        ({"start": "now"}, "line 2: start is "),
        ({"text": 3}, "line 2: text is "),
        ({"channel": None}, "line 2: channel is "),
    ],
)
def test_a_wrong_line_is_named(change: Message, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        sequences_in(lines([OWN[0], {**OWN[1], **change}, OWN[2]]), "live.jsonl")
    assert said in str(caught.value)


def test_a_broken_line_in_the_middle_is_named() -> None:
    first, second, *rest = lines(OWN).splitlines(keepends=True)
    with pytest.raises(BadInput, match="line 2 is not JSON"):
        sequences_in(first + second[:20] + b"\n" + b"".join(rest), "live.jsonl")


def test_other_documents_are_refused_in_a_sentence() -> None:
    batch = {"results": {"channels": [{"alternatives": [{"transcript": "a", "words": []}]}]}}
    with pytest.raises(BadInput, match="no log of stream results"):
        logged_sequence(read_json(batch, source="batch.json"))
