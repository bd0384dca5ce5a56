"""Logs of Deepgram's streams, each type of message; answers without a transcript."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.documents.model import Document
from providers.documents.reading import BadDocument, read_document, read_json
from tests.providers.documents import samples
from tests.providers.documents.samples import as_lines, deepgram_word, results


def read(messages: list[Any]) -> Document:
    return read_document(as_lines(messages), source="log.jsonl")


def test_each_type_of_message() -> None:
    document = read(samples.deepgram_messages())
    assert [(one.event, one.native) for one in document.messages] == [
        ("speech-started", "SpeechStarted"),
        ("interim", "Results"),
        ("final", "Results"),
        ("speech-final", "Results"),
        ("utterance-end", "UtteranceEnd"),
        ("configured", "ConfigureSuccess"),
        ("warning", "ConfigureFailure"),
        ("error", "Error"),
        ("metadata", "Metadata"),
        ("unknown", "Surprise"),
    ]
    assert [one.line for one in document.messages] == list(range(1, 11))
    assert [one.from_finalize for one in document.messages].count(True) == 1
    assert [str(document.messages[place].start) for place in (0, 4)] == ["0.1", "1.9"]
    assert document.messages[2].segment == document.messages[1].segment
    assert (document.messages[2].channel, document.messages[2].channels) == (0, 1)


def test_finals_are_what_was_said() -> None:
    document = read(samples.deepgram_messages())
    assert [word.punctuated for word in document.words] == ["Low", "tide.", "Aye."]
    assert document.text == "Low tide. Aye."
    (utterance,) = document.utterances
    assert (utterance.text, str(utterance.start), str(utterance.end)) == (
        "Low tide. Aye.",
        "0.1",
        "1.9",
    )
    assert (document.model, document.request_id) == ("nova-3", "fbbe")
    assert (str(document.duration), document.created) == ("2.0", "2026-05-07T18:42:11.487Z")
    assert [(one.term, str(one.start)) for one in document.hits] == [("tide", "0.5")]
    assert document.warnings == (
        "CONFIGURE_ALREADY_PENDING: wait",
        "NET-0001: no audio",
    )


def test_a_stream_that_never_ends_an_utterance_has_one_for_each_final() -> None:
    first = results(0, 1, "a", [deepgram_word("a", 0.1, 0.2)])
    second = results(1, 1, "b", [deepgram_word("b", 1.1, 1.2)])
    assert [one.text for one in read([first, second]).utterances] == ["a", "b"]


def test_channels_of_a_stream() -> None:
    left = results(0, 1, "a", [deepgram_word("a", 0.1, 0.2)], channel_index=[0, 2])
    right = results(0, 1, "b", [deepgram_word("b", 0.05, 0.2)], channel_index=[1, 2])
    document = read([left, right])
    assert [(word.text, word.channel) for word in document.words] == [("b", 1), ("a", 0)]
    assert [one.text for one in document.channels] == ["a", "b"]


def test_entities_and_languages_of_finals() -> None:
    final = results(0, 1, "ann", [deepgram_word("ann", 0.1, 0.2)])
    final["entities"] = [{"label": "NAME", "value": "Ann", "confidence": 0.9}]
    final["channel"]["alternatives"][0]["languages"] = ["en", "es"]
    document = read([final, {"type": "SpeechStarted", "channel": [0], "timestamp": 2}])
    assert [(one.label, one.text) for one in document.entities] == [("NAME", "Ann")]
    assert [one.code for one in document.languages] == ["en", "es"]


def test_interims_that_a_longer_final_takes_up_are_not_lost() -> None:
    words = [deepgram_word("a", 0.1, 0.2), deepgram_word("b", 0.6, 0.8)]
    interim = results(0.5, 0.4, "b", words[1:], is_final=False)
    assert read([interim, results(0, 1, "a b", words)]).losses == ()
    (loss,) = read([results(0, 0.4, "a", words[:1]), interim]).losses
    assert loss.path == "line 2: "


def test_a_null_in_a_list_is_one_that_an_sdk_did_not_know() -> None:
    messages = [None, *samples.deepgram_messages()]
    document = read_json(messages, source="a")
    assert [loss.path for loss in document.losses] == ["[0]"]
    assert document.words[0].path.startswith("[3].channel.alternatives[0].words[0]")


@pytest.mark.parametrize(
    ("number", "change", "path"),
    [
        (1, lambda one: one.pop("timestamp"), "line 1: timestamp"),
        (3, lambda one: one.pop("start"), "line 3: start"),
        (3, lambda one: one.update(duration="1"), "line 3: duration"),
        (3, lambda one: one.update(channel=[]), "line 3: channel"),
        (3, lambda one: one["channel"].pop("alternatives"), "line 3: channel.alternatives"),
        (3, lambda one: one.update(channel_index=["0"]), "line 3: channel_index[0]"),
        (3, lambda one: one.update(is_final="yes"), "line 3: is_final"),
        (5, lambda one: one.pop("last_word_end"), "line 5: last_word_end"),
        (9, lambda one: one.update(duration=[]), "line 9: duration"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(number: int, change: Any, path: str) -> None:
    messages = samples.deepgram_messages()
    change(messages[number - 1])
    with pytest.raises(BadDocument) as bad:
        read(messages)
    assert bad.value.path == path


def test_flux_turns() -> None:
    document = read(samples.flux_messages())
    assert document.kind == "deepgram-flux"
    assert [(one.event, one.native) for one in document.messages] == [
        ("connected", "Connected"),
        ("interim", "TurnInfo/StartOfTurn"),
        ("speech-final", "TurnInfo/EndOfTurn"),
        ("warning", "Warning"),
    ]
    assert [(word.text, str(word.start), str(word.end)) for word in document.words] == [
        ("Hello", "0.000", "0.600"),
        ("there.", "0.600", "1.200"),
    ]
    assert document.warnings == ("SLOW: late audio",)
    assert document.request_id == "f"
    (loss,) = document.losses
    assert (loss.path, loss.what) == ("line 3: words", "the times of 2 words")


def test_flux_words_with_times_of_their_own() -> None:
    messages = samples.flux_messages()[:3]
    messages[2]["words"] = [deepgram_word("Hello", 0.25, 0.5)]
    document = read(messages)
    assert [str(word.start) for word in document.words] == ["0.25"]
    assert document.losses == ()


def test_flux_errors_and_missing_fields() -> None:
    messages = samples.flux_messages()
    messages.append({"type": "Error", "code": "INTERNAL", "description": "gone"})
    assert read(messages).warnings[-1] == "INTERNAL: gone"
    del messages[1]["turn_index"]
    with pytest.raises(BadDocument, match="line 2: turn_index is missing"):
        read(messages)


def test_a_callback_was_accepted() -> None:
    document = read_json({"request_id": "9f2"}, source="a")
    assert (document.kind, document.request_id) == ("deepgram-callback", "9f2")
    assert "'9f2'" in document.advice


@pytest.mark.parametrize(
    "raw",
    [
        {"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials.", "request_id": "r"},
        {"category": "INVALID_AUTH", "message": "Invalid credentials.", "request_id": "r"},
    ],
)
def test_errors_in_both_shapes(raw: dict[str, str]) -> None:
    document = read_document(json.dumps(raw).encode(), source="a")
    assert (document.kind, document.request_id) == ("deepgram-error", "r")
    assert "(INVALID_AUTH: Invalid credentials)" in document.advice


_SPOKEN = st.lists(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3))


@given(_SPOKEN)
def test_interims_add_no_words_and_finals_lose_none(segments: list[list[str]]) -> None:
    messages: list[Any] = [{"type": "SpeechStarted", "channel": [0], "timestamp": 0}]
    at = 0
    for texts in segments:
        words = [deepgram_word(text, at + n, at + n + 0.5) for n, text in enumerate(texts)]
        for count in range(1, len(words)):
            text = " ".join(texts[:count])
            messages.append(results(at, count, text, words[:count], is_final=False))
        messages.append(results(at, len(words), " ".join(texts), words))
        at += len(words)
    document = read_json(messages, source="a")
    assert [word.text for word in document.words] == [text for texts in segments for text in texts]
    assert document.losses == ()
