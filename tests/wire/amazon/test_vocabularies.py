"""Custom vocabularies and filters: their records, their files, and that they really act."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.amazon.vocabularies import (
    BadVocabulary,
    displayed,
    filter_words,
    from_file,
    from_phrases,
)
from providers.sandbox.recognition import HeardWord
from tests.wire.amazon.serving import Served, serving
from tests.wire.amazon.test_jobs import document_of, told
from tests.wire.deepgram.tones import tones, wav

TABLE = (
    "Phrase\tSoundsLike\tIPA\tDisplayAs\nZyxel\t\t\tZyXEL™\nLos-Angeles\t\t\t\nA.B.C.-s\t\t\tABCs\n"
)


def test_phrases_and_tables_are_understood() -> None:
    entries = from_file(TABLE.encode())
    assert [(entry.spoken, entry.shown) for entry in entries] == [
        ("Zyxel", "ZyXEL™"),
        ("Los Angeles", "Los-Angeles"),
        ("A B C s", "ABCs"),
    ]
    shuffled = "DisplayAs\tPhrase\tIPA\tSoundsLike\nC++\tsee-plus-plus\t\t\n"
    assert from_file(shuffled.encode())[0].shown == "C++"
    assert [e.spoken for e in from_file(b"Los-Angeles,Zyxel\nAndorra-la-Vella\n")] == [
        "Los Angeles",
        "Zyxel",
        "Andorra la Vella",
    ]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"one\r\ntwo\r\n", "CRLF"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * 51 * 1024, "50 KB"),
        (b"Phrase\tDisplayAs\nx\ty\n", "must have the columns"),
        (b"Phrase\tSoundsLike\tIPA\tDisplayAs\nx\ty\n", "Line 2"),
        (b"Phrase\tSoundsLike\tIPA\tDisplayAs\nx\ty\tz\t\n", "both SoundsLike and IPA"),
        (b"VX02Q\n", "spell digits out"),
        (b"two words\n", "hyphens"),
    ],
)
def test_files_that_are_refused(data: bytes, part: str) -> None:
    with pytest.raises(BadVocabulary, match=part):
        from_file(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_vocabulary_or_refused(data: bytes) -> None:
    try:
        entries = from_file(data)
    except BadVocabulary as bad:
        assert str(bad).endswith(".")
    else:
        assert all(entry.spoken and entry.shown for entry in entries)


def test_phrases_are_written_as_they_are_to_be_shown() -> None:
    words = [
        HeardWord(word, float(n), n + 0.5, 0.8)
        for n, word in enumerate(["in", "Los", "angeles", "we", "like", "los"])
    ]
    shown = displayed(words, from_phrases(["Los-Angeles", "los"]))
    assert [word.text for word in shown] == ["in", "Los-Angeles", "we", "like", "los"]
    assert (shown[1].start, shown[1].end) == (1.0, 2.5)


def test_filters_take_one_word_a_line() -> None:
    assert filter_words(b"darn\nHeck\n\n") == ("darn", "Heck")
    for bad in ([], ["two words"], [" "]):
        with pytest.raises(BadVocabulary):
            filter_words(bad)


def test_a_vocabulary_changes_what_is_heard_and_shown(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha mumble")))
    before = document_of(served, "before", Media={"MediaFileUri": uri})
    assert before["results"]["transcripts"][0]["transcript"] == "Alpha mumble."
    served.s3().put_object(Bucket="calls", Key="words.txt", Body=TABLE.encode())
    made: Any = served.transcribe().create_vocabulary(
        VocabularyName="terms", LanguageCode="en-US", VocabularyFileUri="s3://calls/words.txt"
    )
    assert made["VocabularyState"] == "READY"
    settings = {"VocabularyName": "terms"}
    after = document_of(served, "after", Media={"MediaFileUri": uri}, Settings=settings)
    assert after["results"]["transcripts"][0]["transcript"] == "Alpha ZyXEL™."


@pytest.mark.parametrize(
    ("method", "text", "contents"),
    [
        ("mask", "Alpha *** charlie.", ["Alpha", "***", "charlie", "."]),
        ("remove", "Alpha charlie.", ["Alpha", "charlie", "."]),
        ("tag", "Alpha bravo charlie.", ["Alpha", "bravo", "charlie", "."]),
    ],
)
def test_a_filter_acts(served: Served, method: str, text: str, contents: list[str]) -> None:
    uri = served.uploaded(wav(tones("alpha bravo charlie")))
    served.transcribe().create_vocabulary_filter(
        VocabularyFilterName="rude", LanguageCode="en-US", Words=["BRAVO", "alp"]
    )
    settings = {"VocabularyFilterName": "rude", "VocabularyFilterMethod": method}
    results = document_of(served, "filtered", Media={"MediaFileUri": uri}, Settings=settings)[
        "results"
    ]
    assert results["transcripts"][0]["transcript"] == text
    assert [item["alternatives"][0]["content"] for item in results["items"]] == contents
    marks = [item.get("vocabularyFilterMatch") for item in results["items"][:3]]
    assert marks == ([False, True, False] if method == "tag" else [None] * 3)


def test_the_life_of_a_vocabulary() -> None:
    with serving(vocabulary_seconds=60) as served:
        transcribe = served.transcribe()
        transcribe.create_vocabulary(
            VocabularyName="v", LanguageCode="en-US", Phrases=["Los-Angeles"]
        )
        got: Any = transcribe.get_vocabulary(VocabularyName="v")
        assert got["VocabularyState"] == "PENDING"
        assert httpx.get(got["DownloadUri"]).text == "Los-Angeles"
        served.uploaded(wav(tones("alpha")))
        with pytest.raises(ClientError) as caught:
            transcribe.start_transcription_job(
                TranscriptionJobName="j",
                LanguageCode="en-US",
                Media={"MediaFileUri": "s3://calls/call.wav"},
                Settings={"VocabularyName": "v"},
            )
        assert "PENDING" in told(caught)[1]


def test_vocabularies_are_updated_listed_and_deleted(served: Served) -> None:
    transcribe = served.transcribe()
    for name in ("first", "second"):
        transcribe.create_vocabulary(VocabularyName=name, LanguageCode="en-US", Phrases=["one"])
    with pytest.raises(ClientError) as caught:
        transcribe.create_vocabulary(VocabularyName="first", LanguageCode="en-US", Phrases=["x"])
    assert told(caught)[0] == "ConflictException"
    transcribe.update_vocabulary(VocabularyName="first", LanguageCode="en-US", Phrases=["two"])
    updated = transcribe.get_vocabulary(VocabularyName="first")
    assert httpx.get(updated["DownloadUri"]).text == "two"
    listed: Any = transcribe.list_vocabularies(StateEquals="READY", NameContains="FIR")
    assert [v["VocabularyName"] for v in listed["Vocabularies"]] == ["first"]
    transcribe.delete_vocabulary(VocabularyName="first")
    for call in (transcribe.get_vocabulary, transcribe.delete_vocabulary):
        with pytest.raises(ClientError) as caught:
            call(VocabularyName="first")
        assert told(caught)[0] == "NotFoundException"
    with pytest.raises(ClientError) as caught:
        transcribe.create_vocabulary(VocabularyName="none", LanguageCode="en-US")
    assert told(caught)[0] == "BadRequestException"


def test_a_bad_vocabulary_file_ends_failed(served: Served) -> None:
    served.uploaded(b"bad\r\n", key="bad.txt")
    transcribe = served.transcribe()
    transcribe.create_vocabulary(
        VocabularyName="v", LanguageCode="en-US", VocabularyFileUri="s3://calls/bad.txt"
    )
    got: Any = transcribe.get_vocabulary(VocabularyName="v")
    assert got["VocabularyState"] == "FAILED" and "CRLF" in got["FailureReason"]


def test_filters_are_updated_listed_and_deleted(served: Served) -> None:
    transcribe = served.transcribe()
    transcribe.create_vocabulary_filter(
        VocabularyFilterName="f", LanguageCode="en-US", Words=["darn"]
    )
    transcribe.update_vocabulary_filter(VocabularyFilterName="f", Words=["heck"])
    got: Any = transcribe.get_vocabulary_filter(VocabularyFilterName="f")
    assert (got["LanguageCode"], httpx.get(got["DownloadUri"]).text) == ("en-US", "heck")
    listed: Any = transcribe.list_vocabulary_filters()
    assert [f["VocabularyFilterName"] for f in listed["VocabularyFilters"]] == ["f"]
    transcribe.delete_vocabulary_filter(VocabularyFilterName="f")
    with pytest.raises(ClientError) as caught:
        transcribe.get_vocabulary_filter(VocabularyFilterName="f")
    assert told(caught)[0] == "NotFoundException"


def test_an_account_may_have_lists_from_the_beginning() -> None:
    lists: Any = {"vocabularies": {"terms": TABLE.encode()}, "filters": {"rude": b"alpha"}}
    with serving(vocabulary_seconds=60, **lists) as served:
        got: Any = served.transcribe().get_vocabulary(VocabularyName="terms")
        assert got["VocabularyState"] == "READY"
        assert httpx.get(got["DownloadUri"]).text == TABLE
        words: Any = served.transcribe().get_vocabulary_filter(VocabularyFilterName="rude")
        assert httpx.get(words["DownloadUri"]).text == "alpha"
        uri = served.uploaded(wav(tones("alpha mumble")))
        settings = {
            "VocabularyName": "terms",
            "VocabularyFilterName": "rude",
            "VocabularyFilterMethod": "mask",
        }
        document = document_of(served, "job", Media={"MediaFileUri": uri}, Settings=settings)
        assert document["results"]["transcripts"][0]["transcript"] == "*** ZyXEL™."
