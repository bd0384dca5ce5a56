"""Recognising what a file holds, whatever it was kept in."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from providers.documents.reading import BadDocument, read_document, read_json
from providers.errors import BadInput
from tests.providers.documents import samples
from tests.providers.documents.samples import LOGS, SINGLE, as_lines

JSON = json.dumps(samples.batch_2018()).encode()


def refused(data: bytes, source: str = "a.json") -> str:
    with pytest.raises(BadInput) as bad:
        read_document(data, source=source)
    return str(bad.value)


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_single_documents_are_recognised(name: str) -> None:
    kind, make = SINGLE[name]
    document = read_document(json.dumps(make()).encode(), source="a.json")
    assert document.kind == kind
    assert dict(document.extras) == {}
    assert document.source == "a.json"


@pytest.mark.parametrize("name", sorted(LOGS))
def test_logs_are_recognised_as_lines_and_as_lists(name: str) -> None:
    kind, make = LOGS[name]
    lines = read_document(as_lines(make()), source="a.jsonl")
    listed = read_document(json.dumps(make(), indent=1).encode(), source="a.json")
    assert (lines.kind, listed.kind) == (kind, kind)
    assert [word.text for word in lines.words] == [word.text for word in listed.words]
    assert len(lines.messages) == len(make())


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(JSON, mtime=0),
        b"\xef\xbb\xbf" + JSON,
        JSON.decode().encode("utf-16"),
        JSON.decode().encode("utf-16-le"),
        JSON.decode().encode("utf-16-be"),
        JSON.decode().encode("utf-32"),
        json.dumps(samples.batch_2018(), indent=2).replace("\n", "\r\n").encode(),
        b"\n\n  " + JSON + b"\n",
        b"[" + JSON + b"]",
    ],
)
def test_packing_and_encodings(packed: bytes) -> None:
    document = read_document(packed, source="a")
    assert [word.punctuated for word in document.words] == ["Tide", "turns.", "Yes?"]


def test_bare_line_ends_and_empty_lines_in_logs() -> None:
    data = as_lines(samples.deepgram_messages()).replace(b"\n", b"\r\n\r\n")
    assert len(read_document(data, source="a").messages) == 10


def test_a_log_that_ends_in_the_middle_of_a_message_keeps_the_others() -> None:
    data = as_lines(samples.deepgram_messages())[:-9]
    document = read_document(data, source="a")
    assert len(document.messages) == 9
    assert document.losses[-1].path == "line 10"


def test_a_spoilt_line_inside_a_log_is_named() -> None:
    lines = as_lines(samples.deepgram_messages()).split(b"\n")
    lines[4] = lines[4][:-3]
    said = refused(b"\n".join(lines))
    assert "line 5 is not JSON (it ends too early)" in said


def test_subtitles() -> None:
    srt = read_document(samples.SRT.encode(), source="a.srt")
    assert [(one.text, str(one.start), str(one.end)) for one in srt.utterances] == [
        ("Low water by noon", "0.500", "1.250"),
        ("When?", "62.5", "63.000"),
    ]
    vtt = read_document(samples.VTT.encode(), source="a.vtt")
    assert [(one.text, str(one.start), one.speaker, one.identity) for one in vtt.utterances] == [
        ("Fish & chips", "0.500", 0, "first"),
        ("When?", "3600.000", None, None),
    ]
    assert [one.label for one in vtt.speakers] == ["Marlow"]
    assert (srt.kind, vtt.kind) == ("srt", "vtt")
    assert [loss.path for loss in srt.losses] == ["words"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (samples.SRT.replace("00:01:02,5", "soon"), "line 7"),
        (samples.SRT + "\n3\nno times\n", "line 10"),
    ],
)
def test_spoilt_subtitles_are_named_by_line(text: str, path: str) -> None:
    with pytest.raises(BadDocument) as bad:
        read_document(text.encode(), source="a.srt")
    assert bad.value.path == path


def test_own_transcripts_come_back() -> None:
    document = read_document(json.dumps(samples.own()).encode(), source="a")
    (word,) = document.words
    assert (word.punctuated, word.speaker, word.channel, str(word.start)) == ("Tide.", 1, 1, "0.5")
    assert (document.vendor, document.model, document.language) == ("amazon", "transcribe", "en-US")
    assert [loss.what for loss in document.losses] == ["other alternatives"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not text in UTF-8 (line 1)"),
        (b'{"a": "\xff"}', "is not text in UTF-8 (line 1)"),
        (b"a\0b", "binary"),
        (gzip.compress(JSON, mtime=0)[:40], "gzip"),
        (b"\x1f\x8bnothing", "gzip"),
        (b"hello there", "neither JSON nor subtitles"),
        (b"{}", "an empty object"),
        (b"[]", "an empty list"),
        (b"[1, 2]", "a list of other things"),
        (b'{"users": 1, "next": 2}', "its fields are users, next"),
        (b'{"a": NaN}', "no NaN"),
        (b'{\n"a": [1,\n', "line 3: it ends too early"),
        (b'{"a": 1} x', "trailing characters"),
        (b'{"a": ' + b"9" * 6000 + b"}", "a number is too large"),
        (b'{"a": 1e99999999999999999999}', "a number is too large"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"kept": {"one": ' + JSON + b"}}", "it holds one at kept.one"),
    ],
)
def test_what_is_none_of_it_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    sentence = refused(data)
    assert said in sentence
    assert sentence.startswith("'a.json'")
    assert sentence.isprintable()


def test_names_that_would_break_the_line_are_escaped() -> None:
    assert "\\x1b" in refused(b"{}", source="\x1b[2Jx")
    assert "\\u202e" in refused(b'{"\\u202ekey": 1}')


def test_values_with_floats_read_like_bytes() -> None:
    raw: Any = samples.deepgram_batch()
    from_floats = read_json(raw, source="a")
    from_bytes = read_document(json.dumps(raw).encode(), source="a")
    assert from_floats.words == from_bytes.words
    assert from_floats.utterances == from_bytes.utterances
