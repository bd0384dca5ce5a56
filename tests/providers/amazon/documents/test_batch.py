"""Every generation of Amazon's batch transcripts as Documents."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.documents.model import Document, DocumentWord
from providers.documents.reading import BadDocument, read_document, read_json
from tests.providers.documents import samples
from tests.providers.documents.samples import item, job, mark, turn


def read(raw: Any) -> Document:
    return read_document(json.dumps(raw).encode(), source="a.json")


def shown(words: tuple[DocumentWord, ...]) -> list[tuple[Any, ...]]:
    return [(word.punctuated, str(word.start), word.speaker, word.channel) for word in words]


def test_2018_speakers_are_joined_by_times_and_digits_stay() -> None:
    document = read(samples.batch_2018())
    assert (document.kind, document.name, document.status) == (
        "amazon-batch",
        "harbour",
        "COMPLETED",
    )
    assert shown(document.words) == [
        ("Tide", "0.54", 0, 0),
        ("turns.", "0.80", 0, 0),
        ("Yes?", "1.50", 1, 0),
    ]
    last = document.words[-1]
    assert (str(last.confidence), str(last.end)) == ("1.0000", "1.90")
    assert [(one.text, one.confidence) for one in last.marks] == [("?", None)]
    assert [(one.index, one.label) for one in document.speakers] == [(0, "spk_0"), (1, "spk_1")]
    assert [(one.text, one.speaker, len(one.words)) for one in document.turns] == [
        ("Tide turns.", 0, 2),
        ("Yes?", 1, 1),
    ]
    assert document.utterances == ()
    assert document.losses == ()


def test_2022_channels_hold_the_words_and_the_merge_is_not_read_twice() -> None:
    document = read(samples.batch_2022())
    assert shown(document.words) == [
        ("Hello.", "0.10", None, 0),
        ("Who", "0.30", None, 1),
        ("there?", "0.90", None, 1),
    ]
    assert [(one.index, one.label) for one in document.channels] == [(0, "ch_0"), (1, "ch_1")]
    assert document.words[1].path == "results.channel_labels.channels[1].items[0]"
    assert document.losses == ()


def test_channels_that_hold_another_number_of_items_than_the_merge_are_told() -> None:
    raw = samples.batch_2022()
    del raw["results"]["items"][0]
    (loss,) = read(raw).losses
    assert (loss.path, loss.what) == ("results.items", "4 items, not 5")


def test_channels_labelled_on_items_only() -> None:
    raw = job([item("a", "0.1", "0.2", channel_label="ch_1"), item("b", "0.3", "0.4")], "a b")
    document = read(raw)
    assert [word.channel for word in document.words] == [1, 0]
    assert len(document.channels) == 2


def test_2024_segments_name_their_words_by_item_id() -> None:
    document = read(samples.batch_2024())
    assert shown(document.words) == [
        ("Low,", "0.119", 0, 0),
        ("water.", "0.479", 0, 0),
        ("When?", "1.559", 1, 0),
    ]
    first, second = document.utterances
    assert (first.text, first.identity, str(first.start), first.speaker) == (
        "Low, water.",
        0,
        "0.0",
        0,
    )
    assert first.words == document.words[:2]
    assert second.words == document.words[2:]
    assert document.ended == Decimal("1.759")


def test_item_numbers_that_start_anew_in_each_channel() -> None:
    raw = samples.batch_2022()
    for channel in raw["results"]["channel_labels"]["channels"]:
        for number, one in enumerate(channel["items"]):
            one["id"] = number
    raw["results"]["audio_segments"] = [
        {"id": 0, "transcript": "Hello.", "items": [0, 1], "channel_label": "ch_0"},
        {"id": 1, "transcript": "Who there?", "items": [0, 1, 2], "channel_label": "ch_1"},
    ]
    document = read(raw)
    assert [[word.text for word in one.words] for one in document.utterances] == [
        ["Hello"],
        ["Who", "there"],
    ]
    assert [one.channel for one in document.utterances] == [0, 1]


def test_a_segment_that_names_an_item_that_is_not_there() -> None:
    raw = samples.batch_2024()
    raw["results"]["audio_segments"][1]["items"].append(99)
    (loss,) = read(raw).losses
    assert loss.path == "results.audio_segments[1].items[2]"
    assert "99" in loss.what


def test_segments_without_times_have_those_of_their_words() -> None:
    raw = samples.batch_2024()
    for segment in raw["results"]["audio_segments"]:
        del segment["start_time"], segment["end_time"]
    assert [(str(one.start), str(one.end)) for one in read(raw).utterances] == [
        ("0.119", "0.68"),
        ("1.559", "1.759"),
    ]


def test_alternatives_languages_redaction_filter_and_toxicity() -> None:
    document = read(samples.batch_rich())
    hidden, tagged = document.words
    assert (hidden.text, hidden.confidence) == ("[PII]", None)
    assert [(one.category, one.kind, str(one.confidence)) for one in hidden.redactions] == [
        ("PII", "NAME", "0.9999")
    ]
    assert (tagged.filtered, tagged.language) == (True, "en-US")
    assert [(one.text, one.rank, len(one.words)) for one in document.hypotheses] == [
        ("bilge.", 0, 1),
        ("beige", 1, 1),
    ]
    assert document.hypotheses[0].words[0].punctuated == "bilge."
    assert document.redacted is True
    assert document.language == "en-US"
    assert [(one.code, str(one.score), str(one.seconds)) for one in document.languages] == [
        ("en-US", "0.4633", "None"),
        ("en-IE", "0.0662", "None"),
        ("en-US", "None", "2.45"),
    ]
    assert [(one.about, one.label, str(one.score)) for one in document.passages] == [
        ("toxicity", "", "0.21"),
        ("toxicity", "profanity", "0.2"),
        ("toxicity", "insult", "0.01"),
    ]


def test_alternatives_whose_words_have_no_times_have_those_of_their_segment() -> None:
    raw = samples.batch_rich()
    (segment,) = raw["results"]["segments"]
    del segment["alternatives"][1]["items"][0]["start_time"]
    assert str(read(raw).hypotheses[1].words[0].start) == "0.70"
    del segment["start_time"]
    with pytest.raises(BadDocument, match=r"alternatives\[1\].items\[0\].start_time is missing"):
        read(raw)


def test_flags_as_texts() -> None:
    raw = samples.batch_rich()
    raw["isRedacted"] = "false"
    assert read(raw).redacted is False


def test_the_first_of_several_languages_is_the_language() -> None:
    codes = [
        {"language_code": "cy-GB", "duration_in_seconds": 3},
        {"language_code": "en-GB", "duration_in_seconds": 2.5},
    ]
    assert read(job([], "", language_codes=codes)).language == "cy-GB"


def test_other_alternatives_of_one_word() -> None:
    one = item("sea", "0.1", "0.2")
    one["alternatives"].append({"content": "see", "confidence": "0.2"})
    (word,) = read(job([one], "sea")).words
    assert word.alternatives == (("see", Decimal("0.2")),)


def test_silence_with_null_speaker_labels() -> None:
    document = read(samples.batch_silent())
    assert (document.text, document.ended) == ("", Decimal(0))
    assert document.words == ()
    assert (document.speakers, document.utterances, document.losses) == ((), (), ())


def test_nulls_stand_for_nothing() -> None:
    names = ("channel_labels", "segments", "audio_segments", "language_code", "entities")
    raw = job([item("a", "0.1", "0.2", confidence=None)], "a", **dict.fromkeys(names))
    document = read(raw)
    assert document.words[0].confidence is None
    raw["results"]["items"] = None
    assert read(raw).words == ()


def test_medical_facts() -> None:
    document = read(samples.medical())
    assert document.kind == "amazon-medical"
    (fact,) = document.entities
    assert (fact.text, fact.category, str(fact.start), str(fact.confidence)) == (
        "Marlow",
        "PHI*-Personal*",
        "0.92",
        "0.9989",
    )


def test_a_mark_before_the_first_word_stands_before_it() -> None:
    (word,) = read(job([mark("¿"), item("Qué", "0.1", "0.4"), mark("?")], "¿Qué?")).words
    assert word.punctuated == "¿Qué?"
    assert [(one.text, one.before) for one in word.marks] == [("¿", True), ("?", False)]


def test_a_mark_without_any_word_is_lost_by_name() -> None:
    (loss,) = read(job([mark(".")], ".")).losses
    assert (loss.path, loss.what) == ("results.items[0]", "the mark '.'")


def test_unknown_fields_are_kept_by_path() -> None:
    raw = samples.batch_2024()
    raw["region"] = "eu-west-1"
    raw["results"]["items"][2]["mood"] = "calm"
    raw["results"]["items"][4]["mood"] = "wild"
    raw["results"]["items"][0]["alternatives"][0]["rank"] = 1
    assert dict(read(raw).extras) == {
        "region": "eu-west-1",
        "results.items[].mood": "calm",
        "results.items[].alternatives[].rank": 1,
    }


def test_text_from_words_where_there_is_none() -> None:
    raw = job([item("a", "0.1", "0.2"), mark("."), item("b", "0.3", "0.4")], "")
    raw["results"]["transcripts"] = []
    assert read(raw).text == "a. b"
    raw["results"]["language_code"] = "ja-JP"
    assert read(raw).text == "a.b"


def test_labels_without_a_number_and_labels_that_share_one() -> None:
    turns = [turn("agent", ("0.1", "0.2")), turn("spk_0", ("0.3", "0.4"))]
    items = [
        item("a", "0.1", "0.2"),
        item("b", "0.3", "0.4"),
        item("c", "0.5", "0.6", speaker_label="spk_00"),
    ]
    document = read(job(items, "a b c", speaker_labels={"speakers": 2, "segments": turns}))
    assert [(one.index, one.label) for one in document.speakers] == [
        (0, "agent"),
        (1, "spk_0"),
        (2, "spk_00"),
    ]
    assert [word.speaker for word in document.words] == [0, 1, 2]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("results", None, "results is null, not an object"),
        ("results.items", "gone", "results.items is missing"),
        ("results.items", {}, "results.items is an object, not a list"),
        ("results.items[0]", [], "results.items[0] is a list, not an object"),
        ("results.items[0].start_time", "gone", "results.items[0].start_time is missing"),
        ("results.items[0].end_time", "soon", 'end_time is the text "soon", not a number'),
        ("results.items[0].end_time", "1e99", "not a number that a recording can have"),
        ("results.items[0].alternatives", [], "results.items[0].alternatives[0] is missing"),
        ("results.items[0].speaker_label", 1.5, "speaker_label is the number 1.5, not a text"),
        ("results.transcripts", "gone", "results.transcripts is missing"),
        ("results.speaker_labels", [], "results.speaker_labels is a list, not an object"),
        ("results.audio_segments[0].items[1]", {}, "items[1] is an object, not the number of"),
        ("isRedacted", "yes", 'isRedacted is the text "yes", not true or false'),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_path(path: str, value: Any, said: str) -> None:
    raw = samples.batch_2024()
    _set(raw, path, value)
    with pytest.raises(BadDocument) as bad:
        read(raw)
    assert said in str(bad.value)
    assert bad.value.path.startswith(path)


def _set(raw: Any, path: str, value: Any) -> None:
    names = [int(name) if name.isdigit() else name for name in _steps(path)]
    for name in names[:-1]:
        raw = raw[name]
    if value == "gone":
        del raw[names[-1]]
    else:
        raw[names[-1]] = value


def _steps(path: str) -> list[str]:
    return [name for name in path.replace("[", ".").replace("]", "").split(".") if name]


_TIMES = st.decimals("0.000", "9999.999", places=3).map(str)
_CONTENTS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)


@given(st.lists(st.tuples(_CONTENTS, _TIMES, st.sampled_from(("", ",", ".")))))
def test_no_word_and_no_digit_is_lost(spoken: list[tuple[str, str, str]]) -> None:
    items: list[Any] = []
    for content, start, after in spoken:
        items.append(item(content, start, start))
        items += [mark(after)] if after else []
    document = read_json(job(items, "t"), source="a")
    found = sorted((word.text, str(word.start), word.punctuated) for word in document.words)
    assert found == sorted((content, start, content + after) for content, start, after in spoken)


def test_turns_of_a_language_without_spaces_stand_together() -> None:
    times = (("0.5", "0.9"), ("0.9", "1.2"))
    items = [item(text, *span) for text, span in zip("你好", times, strict=True)]
    labels = {"speakers": 1, "segments": [turn("spk_0", *times)]}
    document = read(job(items, "你好", speaker_labels=labels, language_code="zh-CN"))
    assert [one.text for one in document.turns] == ["你好"]
