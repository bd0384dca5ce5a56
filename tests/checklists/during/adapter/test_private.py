"""Nothing that was said, and no name of anything, is in what is written."""

from __future__ import annotations

import ast
import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.during.adapter import sample
from providers.documents.text import json_of
from tests.checklists.during.adapter.calls import (
    CALLS,
    PAIRS,
    adapter_for,
    answer,
    everything,
    job,
    loaded,
    pair,
    reads,
    utterance,
    word,
)
from tests.checklists.during.rehearsal import both
from tests.checklists.during.responses.shapes import deepgram as recordings
from tests.checklists.during.responses.shapes import written

# Texts that are no words of a recording: types, labels, and what the map of fields knows.
ALL: dict[str, tuple[Any, Any]] = {
    **PAIRS, **CALLS, "stream": (both.amazon_events(), both.deepgram_messages()),
}  # fmt: skip
FIXED = frozenset(
    ("results", "pronunciation", "punctuation", "completed", "pii", "name", "voice", "agent",
     "customer", "neutral")
)  # fmt: skip


def texts(value: Any, key: str = "") -> set[str]:
    """Every text of a response that somebody said, or that names something."""
    if isinstance(value, str):
        if re.fullmatch(r"(spk|ch)_\d+", value):
            return set()
        return set() if key in ("type", "code", "language_code", "language", "status") else {value}
    if isinstance(value, dict):
        return set().union(*(texts(inner, name) for name, inner in value.items()), set())
    if isinstance(value, list):
        return set().union(*(texts(inner, key) for inner in value), set())
    return set()


def said(value: Any) -> set[str]:
    """Words of four letters and more in those texts."""
    words = {one.strip(".,?![]").lower() for text in texts(value) for one in text.split()}
    return {one for one in words if len(one) > 3 and not one[0].isdigit()} - FIXED


@pytest.mark.parametrize("kind", ALL)
def test_no_word_of_the_recording_is_in_the_output(kind: str) -> None:
    responses = ALL[kind]
    files = adapter_for(pair(*responses)).files
    whole = b"\n".join(files.values()).decode().lower()
    # The account's number and the one in the job's name.
    assert "123456789012" not in whole and "4711" not in whole
    for one in said(responses[1]) | said(responses[0]):
        # "here" may be English of ours: it is looked for in the samples.
        inside = whole if one != "here" else _samples(files)
        assert f'"{one}' not in inside and f" {one}" not in inside, one


def _samples(files: Any) -> str:
    return b"\n".join(data for name, data in files.items() if ".json" in name).decode().lower()


def _other(value: Any, key: str = "") -> Any:
    """The same response with other texts in it, of the same shape."""
    if isinstance(value, dict):
        return {name: _other(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_other(inner, key) for inner in value]
    if isinstance(value, str) and key in (
        "word",
        "punctuated_word",
        "transcript",
        "content",
        "Content",
        "Transcript",
    ):
        return "".join(_shifted(one) for one in value)
    if isinstance(value, str) and key in ("request_id", "id", "created", "jobName", "sha256"):
        return f"{value}-other"
    return value


def _shifted(one: str) -> str:
    if "a" <= one <= "z":
        return chr((ord(one) - 97 + 7) % 26 + 97)
    return chr((ord(one) - 65 + 7) % 26 + 65) if "A" <= one <= "Z" else one


@pytest.mark.parametrize("kind", [one for one in ALL if one != "redaction"])
def test_another_recording_of_the_same_shape_has_the_same_adapter(kind: str) -> None:
    amazon, deepgram = ALL[kind]
    first = adapter_for(pair(amazon, deepgram))
    second = adapter_for(pair(_other(amazon), _other(deepgram)))
    assert dict(first.files) == dict(second.files)


def test_everything_else_that_deepgram_says_is_left_out() -> None:
    amazon, deepgram = copy.deepcopy(PAIRS["speakers"])
    best = deepgram["results"]["channels"][0]["alternatives"][0]
    best |= {"paragraphs": {"transcript": "Zugzwang"}, "summaries": [{"summary": "Zugzwang"}]}
    best["words"][0]["note"] = "Zugzwang"
    deepgram["results"]["channels"][0]["search"] = [{"query": "Zugzwang", "hits": []}]
    deepgram["results"]["summary"] = {"short": "Zugzwang", "result": "success"}
    extra = {"jobName": "Zugzwang", "k": "Zugzwang"}
    deepgram["metadata"] |= {"tags": ["Zugzwang"], "extra": extra, "models": ["Zugzwang"]}
    amazon["results"]["Zugzwang note"] = "Zugzwang"
    files = adapter_for(pair(amazon, deepgram)).files
    assert b"zugzwang" not in b"".join(files.values()).lower()


@pytest.mark.parametrize(
    "path",
    [
        "results.items[?alternatives[0].content=='Zugzwang'].start_time",
        "results.items[?content=='it\\'s Zugzwang'].foo",
        "accountId[?@=='Zugzwang']",
        'foo."Zugzwang"',
        'foo."a\\"Zugzwang"',
        "$['results']['Zugzwang']",
        "$.foo[?@.content =~ /Zugzwang/]",
        r'foo[?content=="\"Zugzwang\""]',
        r'.foo[] | select(.content == "a\"Zugzwang") | .bar',
        ".foo[] | select(.id == 4111222233334444)",
        "foo[?id==`4111222233334444`]",
        "$.foo[?@.id == 4111222233334444]",
    ],
)
def test_what_conditions_compare_with_is_left_out(path: str) -> None:
    files = adapter_for(pair(*PAIRS["speakers"]), reads(path, "results.items[].type")).files
    whole = b"".join(files.values()).lower()
    assert b"zugzwang" not in whole and b"4111222233334444" not in whole


def test_a_path_that_is_left_out_is_said_as_far_as_it_is_no_text() -> None:
    paths = reads(".foo[] | select(.id == 4711) | .bar", 'foo."Zugzwang"[3]', "results.items")
    source = adapter_for(pair(*PAIRS["speakers"]), paths).files["deepgram_as_amazon.py"].decode()
    assert "\n- foo[].bar\n- foo....[]\n" in source


def _named_everywhere(value: Any) -> Any:
    """A key that is somebody's name, and one that begins as Amazon's do, in every object."""
    if isinstance(value, list):
        return [_named_everywhere(one) for one in value]
    if not isinstance(value, dict):
        return value
    added = {"Zugzwang": {"Items": [{"Zugzwang": 4}]}, "items[Zugzwang]": {}, "id.Zugzwang": {}}
    return {key: _named_everywhere(inner) for key, inner in value.items()} | added


@pytest.mark.parametrize("of_sample", [True, False])
@pytest.mark.parametrize("kind", ALL)
def test_keys_that_are_names_are_left_out(kind: str, of_sample: bool) -> None:
    responses = pair(*map(_named_everywhere, ALL[kind]))
    paths = None if of_sample else reads("$..*", "*", "results", "Transcript", "*.*.Items")
    adapter = adapter_for(responses, paths)
    assert b"zugzwang" not in b"".join(adapter.files.values()).lower()
    # People are told what is not written down.
    if of_sample:
        assert any("Zugzwang" in path for path in adapter.wanted.left_out)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (("Categories", "MatchedDetails"), "Categories.MatchedDetails.*.PointsOfInterest"),
        (("ConversationCharacteristics", "TalkSpeed", "DetailsByParticipant"),
         "ConversationCharacteristics.TalkSpeed.DetailsByParticipant.*.PointsOfInterest"),
    ],
)  # fmt: skip
def test_names_as_keys_where_amazon_has_them(place: tuple[str, ...], path: str) -> None:
    amazon, deepgram = copy.deepcopy(CALLS["call"])
    holder: Any = amazon
    for part in place:
        holder = holder[part]
    holder["Zugzwang"] = {"PointsOfInterest": [{"BeginOffsetMillis": 1}]}
    for paths in (None, reads(path, "JobName")):
        adapter = adapter_for(pair(amazon, deepgram), paths)
        assert b"zugzwang" not in b"".join(adapter.files.values()).lower()
        assert any(field.startswith(place[0]) for field in adapter.wanted.lost)


def test_a_key_that_downstream_names_is_kept() -> None:
    amazon, deepgram = copy.deepcopy(PAIRS["speakers"])
    amazon["results"]["ticket"] = "x"
    lost = adapter_for(pair(amazon, deepgram), reads("results.ticket")).wanted.lost
    assert list(lost) == ["results.ticket"]


def test_numbers_are_kept_and_a_long_recording_is_cut() -> None:
    words = [word(f"Talk{at}", at * 0.5, speaker=int(at > 90)) for at in range(1500)]
    given = answer(
        [words], utterances=[utterance(words[at : at + 10]) for at in range(0, 1500, 10)]
    )
    files = adapter_for(pair(job([]), given), everything()).files
    sample = json.loads(files["deepgram_sample.json"])
    kept = sample["results"]["channels"][0]["alternatives"][0]["words"]
    assert len(kept) == 92 and {one["speaker"] for one in kept} == {0, 1}
    numbers = ("start", "end", "confidence", "speaker")
    assert [[one[name] for name in numbers] for one in kept] == [
        [one[name] for name in numbers] for one in words[:92]
    ]
    assert len(sample["results"]["utterances"]) == 9
    assert len({one["word"] for one in kept}) == 92
    assert kept[0]["punctuated_word"][0].isupper()
    assert len(json_of(files["amazon_expected.json"])["results"]["items"]) == 92


def test_what_should_be_a_number_or_a_language_is_no_text() -> None:
    strange = {"start": "Zugzwang", "end": [1, "Zugzwang"], "confidence": {"Zugzwang": 1}}
    said = {"word": "x", "language": "Zugzwang", "speaker": "Zugzwang", **strange}
    best = {"words": [said], "languages": ["en", "Zugzwang"], "transcript": "Zugzwang"}
    channel = {"alternatives": [best], "detected_language": "Zugzwang", "language_confidence": "Z"}
    results = {"channels": [channel], "utterances": [{"words": [said], **strange}]}
    raw = {"metadata": {"duration": "Zugzwang", "channels": "Zugzwang"}, "results": results}
    message = {"type": "Results", "channel": channel, "start": "Zugzwang", "metadata": {
        "request_id": "Zugzwang", "extra": {"jobName": "Zugzwang"}}}  # fmt: skip
    ended = {"type": "UtteranceEnd", "last_word_end": "Zugzwang", "channel": ["Zugzwang"]}
    streamed = sample.messages([message, ended], [])
    assert "zugzwang" not in json.dumps([sample.recording(raw, []), streamed]).lower()
    assert streamed[0]["channel"]["alternatives"][0]["languages"] == ["en"]


def test_a_long_stream_is_cut_at_the_end_of_a_result() -> None:
    log = [{"type": "Results", "is_final": number % 4 == 0} for number in range(500)]
    made = sample.messages(log, [])
    assert len(made) == 61 and made[-1]["is_final"]


def test_words_that_are_made_up_are_none_of_the_recording() -> None:
    taken = [next_word["word"] for next_word in _words_of([word("so", at) for at in range(3)])]
    again = _words_of([word(text, at) for at, text in enumerate(taken)])
    assert not {one["word"] for one in again} & set(taken)


def test_of_what_is_hidden_only_a_known_kind_is_kept() -> None:
    hidden = ("[NAME_7]", "[QUILL_2]", "[tollgarve_4711]", "[Jane Doe]", "***")
    made = _words_of([{**word("x", at), "word": text} for at, text in enumerate(hidden)])
    assert [one["word"] for one in made[:3]] == ["[NAME_1]", "[PII_1]", "[PII_1]"]
    assert made[3]["word"].isalpha() and made[4]["word"] == "***"


def _words_of(words: list[Any]) -> list[Any]:
    made = sample.recording(answer([words]), [])["results"]["channels"][0]
    listed: list[Any] = made["alternatives"][0]["words"]
    return listed


@settings(max_examples=60, deadline=None)
@given(response=recordings())
def test_no_word_of_any_recording_is_in_its_sample(response: Any) -> None:
    raw = json_of(written(response))
    made = sample.recording(raw, [])
    words = [
        [one["word"] for channel in document["results"]["channels"]
         for one in channel["alternatives"][0]["words"]]
        for document in (raw, made)
    ]  # fmt: skip
    assert len(words[0]) == len(words[1])
    assert not {one for one in words[0] if one.isalnum()} & set(words[1])
    spoken = {one.lower() for one in words[1] if one.isalnum()}
    assert len(spoken) == sum(one.isalnum() for one in words[1])


@settings(max_examples=60, deadline=None)
@given(path=st.text(max_size=60), line=st.text(max_size=20))
def test_no_path_breaks_out_of_its_place(tmp_path_factory: Any, path: str, line: str) -> None:
    hostile = f"results.items[?type=='{path}'].id"
    listed = []
    for text in (hostile, f'foo."{path}"', f"$['results']['{path}']", path):
        try:
            listed += reads(text)
        except Exception:
            continue
    paths = [type(one)(one.path, line, one.language, one.chains) for one in listed]
    adapter = adapter_for(pair(*PAIRS["plain"]), [*paths, *reads("jobName")])
    for name, content in adapter.files.items():
        if name.endswith(".py"):
            text = content.decode("ascii")
            kinds = {type(node).__name__ for node in ast.parse(text).body[1:]}
            assert kinds <= {"Import", "ImportFrom", "Assign", "AnnAssign", "FunctionDef",
                             "ClassDef", "If"}  # fmt: skip


def test_quotes_and_backslashes(tmp_path: Path) -> None:
    paths = reads('results.items[?type==`"\\"\\"\\""`].id', "jobName")
    hostile = [type(one)(one.path, '"""\n\\', one.language, one.chains) for one in paths]
    module = loaded(adapter_for(pair(*PAIRS["plain"]), hostile).files, tmp_path)
    assert module.items_id(PAIRS["plain"][1]) == [0, 1]
