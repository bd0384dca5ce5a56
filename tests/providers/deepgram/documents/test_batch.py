"""Deepgram's answers to recordings as Documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.deepgram.parsing import transcript_from_answer
from providers.documents.model import Document
from providers.documents.reading import BadDocument, read_document
from tests.providers.documents import samples
from tests.providers.documents.samples import deepgram_word


def read(raw: Any) -> Document:
    return read_document(json.dumps(raw).encode(), source="a.json")


def best(raw: Any) -> Any:
    return raw["results"]["channels"][0]["alternatives"][0]


def test_metadata() -> None:
    document = read(samples.deepgram_batch())
    assert (document.vendor, document.kind, document.model) == (
        "deepgram",
        "deepgram-batch",
        "nova-3",
    )
    assert (document.request_id, document.created) == ("a847", "2026-05-12T18:57:13Z")
    assert str(document.duration) == "25.933313"
    assert document.warnings == ("redact: ignored",)
    assert dict(document.extras) == {}


def test_words_speakers_and_languages() -> None:
    document = read(samples.deepgram_batch())
    assert [
        (word.text, word.punctuated, str(word.start), word.speaker) for word in document.words
    ] == [("low", "Low", "0.12", 0), ("water", "water.", "0.48", 0), ("when", "When?", "1.56", 1)]
    first = document.words[0]
    assert (first.language, str(first.speaker_confidence)) == ("en", "0.57")
    assert [(one.index, one.label) for one in document.speakers] == [(0, "0"), (1, "1")]
    assert (document.language, [str(one.score) for one in document.languages]) == ("en", ["0.97"])
    assert str(document.channels[0].confidence) == "0.9941406"


def test_digits_stay_as_they_were_written() -> None:
    text = json.dumps(samples.deepgram_batch()).replace("0.12,", "0.1200,")
    document = read_document(text.encode(), source="a.json")
    assert str(document.words[0].start) == "0.1200"


def test_utterances_have_the_words_of_the_document() -> None:
    document = read(samples.deepgram_batch())
    assert [(one.text, one.identity, one.speaker) for one in document.utterances] == [
        ("Low water.", "u-1", 0),
        ("When?", "u-2", 1),
    ]
    assert document.utterances[0].words[0] is document.words[0]


def test_utterances_with_words_that_the_channels_lack() -> None:
    raw = samples.deepgram_batch()
    raw["results"]["utterances"][1]["words"] = [deepgram_word("who", 1.5, 1.7)]
    assert [word.text for word in read(raw).utterances[1].words] == ["who"]


def test_paragraphs_hits_entities_and_alternatives() -> None:
    document = read(samples.deepgram_batch())
    assert [(one.speaker, one.words, one.sentences[0].text) for one in document.paragraphs] == [
        (0, 2, "Low water."),
        (1, 1, "When?"),
    ]
    assert [(one.term, str(one.confidence)) for one in document.hits] == [
        ("water", "0.93"),
        ("water", "0"),
    ]
    (entity,) = document.entities
    assert (entity.label, entity.text, entity.first_word, entity.last_word) == ("NAME", "Low", 0, 1)
    assert [(one.rank, one.text) for one in document.hypotheses] == [
        (0, "Low water. When?"),
        (1, "Slow water"),
    ]


def test_analyses_in_both_nestings_and_of_old() -> None:
    document = read(samples.deepgram_batch())
    assert document.summary == "Of the tide."
    assert [(one.about, one.label) for one in document.passages] == [
        ("sentiment", "positive"),
        ("sentiment-average", "neutral"),
        ("topic", "Tides"),
        ("intent", "Ask"),
        ("summary", "Tides."),
        ("topic", "Sea"),
    ]
    topic, intent = document.passages[2:4]
    assert (str(topic.score), topic.first_word, topic.last_word) == ("0.91581345", 0, 2)
    assert topic.path == "results.topics.segments[0].topics[0]"
    assert intent.path == "results.intents.results.intents.segments[0].intents[0]"
    raw = samples.deepgram_batch()
    flat = raw["results"]["topics"]
    raw["results"]["topics"] = {"results": {"topics": flat}}
    assert [one.label for one in read(raw).passages if one.about == "topic"] == ["Tides", "Sea"]


def test_channels_one_of_which_is_silent() -> None:
    document = read(samples.deepgram_channels())
    assert [(one.index, one.text) for one in document.channels] == [(0, "hello"), (1, "")]
    assert document.text == "hello"


def test_several_channels_are_told_turn_by_turn() -> None:
    raw = samples.deepgram_channels()
    words = [deepgram_word("hi", 0.6, 0.7), deepgram_word("bye", 2.0, 2.2)]
    raw["results"]["channels"][1]["alternatives"][0]["words"] = words
    document = read(raw)
    assert document.text == "hello\nhi\nbye"
    assert [(word.text, word.channel) for word in document.words] == [
        ("hello", 0),
        ("hi", 1),
        ("bye", 1),
    ]


def test_nothing_but_what_must_be_there() -> None:
    raw = {
        "results": {"channels": [{"alternatives": [{"transcript": "yes"}]}, {"alternatives": []}]}
    }
    document = read(raw)
    assert (document.words, document.duration, document.request_id) == ((), None, "")
    assert document.channels[0].text == "yes"


def test_unknown_fields_are_kept_by_path() -> None:
    raw = samples.deepgram_batch()
    best(raw)["words"][1]["sentiment"] = "calm"
    raw["results"]["weather"] = 1
    raw["metadata"]["region"] = "eu"
    raw["results"]["utterances"][0]["mood"] = "x"
    assert dict(read(raw).extras) == {
        "metadata.region": "eu",
        "results.weather": 1,
        "results.channels[].alternatives[].words[].sentiment": "calm",
        "results.utterances[].mood": "x",
    }


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda raw: raw["results"].update(channels={}), "results.channels"),
        (
            lambda raw: raw["results"]["channels"][0].pop("alternatives"),
            "results.channels[0].alternatives",
        ),
        (
            lambda raw: best(raw)["words"][2].pop("start"),
            "results.channels[0].alternatives[0].words[2].start",
        ),
        (
            lambda raw: raw["results"]["channels"][0]["alternatives"][0]["words"][2].update(
                end="1"
            ),
            "results.channels[0].alternatives[0].words[2].end",
        ),
        (
            lambda raw: raw["results"]["utterances"][0].pop("end"),
            "results.utterances[0].end",
        ),
        (
            lambda raw: raw["results"]["channels"][0]["search"][0]["hits"][1].pop("start"),
            "results.channels[0].search[0].hits[1].start",
        ),
        (lambda raw: raw["metadata"].update(duration="long"), "metadata.duration"),
        (lambda raw: raw["metadata"].update(model_info=[]), "metadata.model_info"),
        (
            lambda raw: raw["results"]["topics"]["segments"][0].update(topics=[1]),
            "results.topics.segments[0].topics[0]",
        ),
    ],
)
def test_what_is_wrong_is_named(change: Any, path: str) -> None:
    raw = samples.deepgram_batch()
    change(raw)
    with pytest.raises(BadDocument) as bad:
        read(raw)
    assert bad.value.path == path
    assert path in str(bad.value)


_TIMES = st.decimals("0", "9999", places=4)


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), _TIMES, _TIMES)))
def test_every_word_and_digit_is_there(spoken: list[tuple[str, Decimal, Decimal]]) -> None:
    words = ",".join(
        f'{{"word":"{text}","start":{start:f},"end":{end:f},"confidence":0.50}}'
        for text, start, end in spoken
    )
    data = f'{{"results":{{"channels":[{{"alternatives":[{{"words":[{words}]}}]}}]}}}}'
    document = read_document(data.encode(), source="a")
    found = sorted((word.text, str(word.start), str(word.end)) for word in document.words)
    assert found == sorted((text, f"{start:f}", f"{end:f}") for text, start, end in spoken)
    assert {str(word.confidence) for word in document.words} <= {"0.50"}


def _with_odd_beside() -> Any:
    """Two channels, a pause of 0.8 s that floats make shorter, and warnings of several shapes."""
    raw = samples.deepgram_channels()
    listed = raw["results"]["channels"]
    times = ((0.5, 0.9), (1.7, 2.0))
    listed[0]["alternatives"][0]["words"] = [
        deepgram_word(f"word{start}", start, end) for start, end in times
    ]
    listed[1]["alternatives"][0]["words"] = [deepgram_word("between", 1.0, 1.2)]
    listed[1]["alternatives"][0]["languages"] = ["en", "es"]
    raw["metadata"]["warnings"] = ["old", {"message": "new"}, {"parameter": "redact"}]
    return raw


@pytest.mark.parametrize("make", [samples.deepgram_batch, _with_odd_beside])
def test_transcribe_reads_the_same_answer_alike(make: Callable[[], Any]) -> None:
    raw = make()
    document = read(raw)
    transcript = transcript_from_answer(raw)
    assert transcript.text == document.text
    assert transcript.model == document.model
    assert transcript.language == document.language
    assert transcript.warnings == document.warnings
    assert transcript.channels == len(document.channels)
    assert [(w.text, w.start, w.end, w.channel) for w in transcript.words] == [
        (w.text, float(w.start), float(w.end), w.channel) for w in document.words
    ]


def test_warnings_of_every_shape() -> None:
    document = read(_with_odd_beside())
    assert document.warnings == ("old", "new", "redact: no reason")
