"""Deepgram's JSON into transcripts: what must be there, what may be missing, what gets lost."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.deepgram.parsing import transcript_from_answer, transcript_from_document
from providers.errors import BadInput, VendorTrouble
from providers.speech import SearchHit, Word

ANSWER: dict[str, Any] = {
    "metadata": {
        "request_id": "a847f427",
        "duration": 25.933313,
        "channels": 1,
        "models": ["30089e05"],
        "model_info": {"30089e05": {"name": "2-general-nova", "version": "x", "arch": "nova-2"}},
        "warnings": [
            {"parameter": "redact", "type": "unsupported_language", "message": "Not in Welsh."}
        ],
    },
    "results": {
        "channels": [
            {
                "search": [
                    {
                        "query": "epistemology",
                        "hits": [
                            {"confidence": 0.93, "start": 10.7, "end": 11.4, "snippet": "is a"},
                            {"confidence": 0, "start": 1, "end": 2, "snippet": "yeah"},
                        ],
                    }
                ],
                "alternatives": [
                    {
                        "transcript": "Yeah. As much",
                        "confidence": 0.99,
                        "words": [
                            {
                                "word": "yeah",
                                "start": 0.08,
                                "end": 0.32,
                                "confidence": 0.997,
                                "punctuated_word": "Yeah.",
                                "speaker": 0,
                            },
                            {"word": "as", "start": 0.4, "end": 0.5, "confidence": 0.9},
                            {"word": "much", "start": 0.5, "end": 0.9, "confidence": 0.8},
                        ],
                    }
                ],
            }
        ]
    },
}


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """The answer with one thing different; ``to`` Ellipsis removes it."""
    answer = copy.deepcopy(ANSWER)
    place: Any = answer
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return answer


def test_a_whole_answer() -> None:
    transcript = transcript_from_answer(ANSWER, elapsed=1.5, sandbox=True, language="en")
    assert transcript.text == "Yeah. As much"
    assert transcript.words[0] == Word("yeah", 0.08, 0.32, 0.997, "Yeah.", "0", 0)
    assert transcript.words[1] == Word("as", 0.4, 0.5, 0.9)
    assert transcript.hits == (
        SearchHit("epistemology", 10.7, 11.4, 0.93, "is a"),
        SearchHit("epistemology", 1.0, 2.0, 0.0, "yeah"),
    )
    assert transcript.model == "nova-2"
    assert transcript.duration == 25.933313
    assert transcript.request_id == "a847f427"
    assert transcript.warnings == ("redact: Not in Welsh.",)
    assert (transcript.language, transcript.elapsed, transcript.sandbox) == ("en", 1.5, True)
    assert transcript.losses == ()
    assert transcript.raw == ANSWER


WORD = ("results", "channels", 0, "alternatives", 0, "words", 1)


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        (changed("results", to=...), "results"),
        (changed("results", "channels", to=None), "results.channels"),
        (changed("results", "channels", 0, to=3), "results.channels[0]"),
        (
            changed("results", "channels", 0, "alternatives", to=...),
            "results.channels[0].alternatives",
        ),
        (changed(*WORD, "word", to=...), "alternatives[0].words[1].word"),
        (changed(*WORD, "start", to="0.4"), "alternatives[0].words[1].start"),
        (changed(*WORD, "end", to=float("nan")), "alternatives[0].words[1].end"),
        (changed(*WORD, "end", to=10**400), "alternatives[0].words[1].end"),
        (
            changed("results", "channels", 0, "search", 0, "hits", 0, "confidence", to=...),
            "search[0].hits[0].confidence",
        ),
    ],
)
def test_a_missing_field_is_named(answer: Any, path: str) -> None:
    with pytest.raises(VendorTrouble) as trouble:
        transcript_from_answer(answer, request_id="r1")
    assert path in str(trouble.value) and trouble.value.request_id == "r1"
    with pytest.raises(BadInput) as bad:
        transcript_from_document(answer, source="kept.json")
    assert path in str(bad.value) and "kept.json" in str(bad.value)


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_a_document_that_is_no_answer(document: Any) -> None:
    with pytest.raises(BadInput, match=r"kept\.json"):
        transcript_from_document(document, source="kept.json")


def test_what_may_be_missing() -> None:
    bare: dict[str, Any] = {"results": {"channels": [{"alternatives": []}]}}
    transcript = transcript_from_answer(bare, language="fr")
    assert (transcript.text, transcript.words, transcript.duration) == ("", (), 0.0)
    assert (transcript.model, transcript.language) == ("", "fr")
    odd = changed(*WORD, "confidence", to=7)
    assert transcript_from_answer(odd).words[1].confidence is None
    without = changed("metadata", to=...)
    assert transcript_from_answer(without).duration == 0.9


def test_channels_become_turns_in_order_of_time() -> None:
    def channel(*words: tuple[str, float]) -> dict[str, Any]:
        found = [{"word": text, "start": at, "end": at + 0.3} for text, at in words]
        return {"alternatives": [{"transcript": "x", "words": found}]}

    answer = {
        "results": {
            "channels": [
                channel(("hello", 0.0), ("there", 0.4), ("goodbye", 5.0)),
                channel(("yes", 2.0), ("please", 2.4)),
            ]
        }
    }
    transcript = transcript_from_answer(answer)
    assert transcript.text == "hello there\nyes please\ngoodbye"
    assert [word.channel for word in transcript.words] == [0, 0, 1, 1, 0]
    assert transcript.channels == 2


def test_languages() -> None:
    detected = changed("results", "channels", 0, "detected_language", to="es")
    assert transcript_from_answer(detected, language="en").language == "es"
    several = changed("results", "channels", 0, "alternatives", 0, "languages", to=["en", "es"])
    assert transcript_from_answer(several).language == "en,es"


@pytest.mark.parametrize(
    ("answer", "loss"),
    [
        (
            changed("results", "topics", to={"results": {"topics": {"segments": [1]}}}),
            "results.topics",
        ),
        (changed("results", "topics", to={"segments": [1]}), "results.topics"),
        (changed("results", "utterances", to=[{}]), "results.utterances"),
        (
            changed("results", "channels", 0, "alternatives", 0, "paragraphs", to={"a": 1}),
            "results.channels[].alternatives[].paragraphs",
        ),
        (changed(*WORD, "speaker_confidence", to=0.5), "speaker_confidence"),
        (changed("metadata", "tags", to=["a"]), "metadata.tags"),
        (
            changed("results", "channels", 0, "alternatives", 0, "words", to=[]),
            "the times of the words of channel 0",
        ),
    ],
)
def test_losses_are_named(answer: Any, loss: str) -> None:
    (found,) = transcript_from_answer(answer).losses
    assert loss in found


FIELDS = [
    *("results", "channels", "alternatives", "words", "word", "start", "end", "search", "hits"),
    *("query", "metadata", "model_info", "warnings", "languages"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused_in_a_sentence(document: Any) -> None:
    try:
        transcript = transcript_from_document(document, source="it")
    except BadInput as bad:
        assert str(bad).startswith("'it' is not a Deepgram response: ")
    else:
        assert transcript.duration >= 0 or transcript.words is not None


@given(st.data())
def test_any_damage_to_an_answer_is_read_or_named(data: st.DataObject) -> None:
    answer = copy.deepcopy(ANSWER)
    place: Any = answer
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    try:
        transcript_from_answer(answer)
    except VendorTrouble as trouble:
        assert "results" in str(trouble)


@given(
    st.lists(
        st.tuples(st.text(min_size=1), st.floats(0, 1e5), st.floats(0, 1), st.integers(0, 1)),
        max_size=20,
    )
)
def test_every_word_comes_through_in_order_of_time(
    spoken: list[tuple[str, float, float, int]],
) -> None:
    channels: list[Any] = [{"alternatives": [{"words": [], "transcript": ""}]} for _ in range(2)]
    for text, start, confidence, channel in spoken:
        channels[channel]["alternatives"][0]["words"].append(
            {"word": text, "start": start, "end": start + 0.1, "confidence": confidence}
        )
    raw = json.loads(json.dumps({"results": {"channels": channels}}))
    transcript = transcript_from_answer(raw)
    assert [word.start for word in transcript.words] == sorted(one[1] for one in spoken)
    found = sorted((w.text, w.start, w.confidence or 0.0, w.channel) for w in transcript.words)
    assert found == sorted(spoken)
