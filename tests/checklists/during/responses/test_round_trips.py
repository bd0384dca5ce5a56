"""There and back: words, marks, times with their digits, speakers, channels, confidences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.during.responses.converting import Manner, convert_bytes
from checklists.during.responses.fields import Target
from checklists.during.responses.generations import GENERATIONS
from providers.documents.model import Document, Utterance
from providers.documents.reading import read_document
from tests.checklists.during.responses.shapes import amazon, deepgram, written

Words = list[tuple[Any, ...]]


def words_of(document: Document) -> Words:
    """All that a round trip keeps of each word, numbers as their digits."""
    return [
        (
            word.punctuated or word.text,
            str(word.start),
            str(word.end),
            None if word.confidence is None else str(word.confidence),
            word.speaker,
            word.channel,
        )
        for word in document.words
    ]


def over(data: bytes, *ways: Target, generation: Any = "2024") -> Document:
    """The response after a walk through these shapes."""
    for way in ways:
        manner = Manner(generation=generation if way == "amazon" else None)
        data = convert_bytes(data, way, "walk", manner).content()
    return read_document(data, source="walk")


@settings(max_examples=60)
@given(amazon(), st.sampled_from(GENERATIONS))
def test_amazon_to_deepgram_and_back(document: dict[str, Any], generation: str) -> None:
    data = written(document)
    source = read_document(data, source="a")
    there = over(data, "deepgram")
    back = over(data, "deepgram", "amazon", generation=generation)
    assert there.vendor == "deepgram" and back.vendor == "amazon"
    assert words_of(there) == words_of(source)
    assert words_of(back) == words_of(source)
    assert [word.text for word in back.words] == [word.text for word in source.words]
    assert (back.name, back.account) == (source.name, source.account)
    assert len(back.channels) == len(source.channels)
    if len(source.channels) == 1:
        assert back.text == source.text
    else:
        told = convert_bytes(data, "deepgram", "a").losses
        assert "results.transcripts[].transcript" in {one.path for one in told}


@settings(max_examples=40)
@given(amazon())
def test_segments_and_turns_are_utterances_there_and_back(document: dict[str, Any]) -> None:
    data = written(document)
    source = read_document(data, source="a")
    spoken = [_stretch(one) for one in source.utterances or source.turns]
    if spoken:
        assert [_stretch(one) for one in over(data, "deepgram").utterances] == spoken
        assert [_stretch(one) for one in over(data, "deepgram", "amazon").utterances] == spoken


def _stretch(one: Utterance) -> tuple[Any, ...]:
    said = tuple(word.punctuated for word in one.words)
    return str(one.start), str(one.end), one.speaker, said


@settings(max_examples=60)
@given(deepgram(), st.sampled_from(GENERATIONS))
def test_deepgram_to_amazon_and_back(document: dict[str, Any], generation: str) -> None:
    data = written(document)
    source = read_document(data, source="d")
    there = over(data, "amazon", generation=generation)
    back = over(data, "amazon", "deepgram", generation=generation)
    assert words_of(there) == words_of(source)
    assert words_of(back) == words_of(source)
    assert len(back.channels) == len(source.channels)


@settings(max_examples=40)
@given(st.one_of(amazon(), deepgram()))
def test_over_a_transcript(document: dict[str, Any]) -> None:
    data = written(document)
    source = read_document(data, source="s")
    for ways in (("transcript",), ("transcript", "deepgram"), ("transcript", "amazon")):
        assert words_of(over(data, *ways)) == words_of(source)


@settings(max_examples=40)
@given(amazon())
def test_every_generation_says_the_same_words(document: dict[str, Any]) -> None:
    data = written(document)
    source = words_of(read_document(data, source="s"))
    for generation in GENERATIONS:
        assert words_of(over(data, "amazon", generation=generation)) == source


def test_the_same_digits() -> None:
    """What a test of equal numbers would not see: 1.0000 is 1.0000 there, and "1.0000" back."""
    item = {"type": "pronunciation", "start_time": "12.050", "end_time": "13.0",
            "alternatives": [{"confidence": "1.0000", "content": "Yes"}]}  # fmt: skip
    data = written({"results": {"transcripts": [{"transcript": "Yes"}], "items": [item]}})
    there = convert_bytes(data, "deepgram", "a").content()
    for part in (b'"start": 12.050', b'"end": 13.0,', b'"confidence": 1.0000'):
        assert part in there
    back = convert_bytes(there, "amazon", "d").made["results"]["items"][0]
    assert (back["start_time"], back["end_time"]) == ("12.050", "13.0")
    assert back["alternatives"] == [{"confidence": "1.0000", "content": "Yes"}]


def test_a_response_of_the_same_vendor_stays_as_it_is() -> None:
    data = b'{"results": {"transcripts": [], "items": [], "new": {"x": [1.50, null]}}}'
    done = convert_bytes(data, "amazon", "a")
    assert b"".join(done.content().split()) == b"".join(data.split())
    assert not done.losses and not done.derived


@pytest.mark.parametrize(("word", "shown", "content", "marks"), [
    ("p.m.", "p.m.", "p.m.", []),
    ("p.m.", "p.m..", "p.m.", ["."]),
    ("twenty", "20.", "20", ["."]),
    ("well", "Well,", "Well", [","]),
    ("wait", "Wait...", "Wait", ["..."]),
    ("said", 'said."', "said", [".", '"']),
    ("...", "...", "...", []),
    ("straße", "Straße!", "Straße", ["!"]),
    ("hello", "hello", "hello", []),
])  # fmt: skip
def test_how_amazon_spells_a_word(word: str, shown: str, content: str, marks: list[str]) -> None:
    from decimal import Decimal

    from checklists.during.responses.spelling import parted
    from providers.documents.model import DocumentWord

    spoken = DocumentWord(word, Decimal(0), Decimal(1), punctuated=shown)
    assert parted(spoken) == (content, marks)
