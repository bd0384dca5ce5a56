"""Paths in three languages: what they lead to, and lines that are none."""

from __future__ import annotations

import json
from typing import Any

import jmespath
import jsonpath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.during.rehearsal import path_list
from checklists.during.rehearsal.path_list import read_list, read_path
from checklists.during.rehearsal.row import written
from checklists.during.rehearsal.steps import followed
from providers.errors import BadInput
from tests.checklists.during.rehearsal.both import amazon

DOCUMENT = amazon()


def led_to(path: str) -> list[Any]:
    """The values to which a path's first chain leads."""
    return [value for _, value in followed(DOCUMENT, read_path(path).chains[0])]


@pytest.mark.parametrize(
    "path",
    [
        "jobName",
        "results.transcripts[0].transcript",
        "results.items[].alternatives[0].content",
        "results.items[*].alternatives[].confidence",
        "results.items[?type=='pronunciation'].start_time",
        "results.items[?type=='pronunciation' && start_time > '1'].end_time",
        "results.items[-1].alternatives[0].content",
        "results.items[1:4].id",
        "results.items[*].start_time | [0]",
        "results.*[].transcript",
        'results."items"[2].type',
        "results.items[?speaker_label=='spk_1'].alternatives[0].content",
        "results.items[?not_there].id",
        "results.audio_segments[].items[]",
    ],
)
def test_jmespath_leads_where_the_library_leads(path: str) -> None:
    found = jmespath.search(path, DOCUMENT)
    assert led_to(path) == (found if isinstance(found, list) else [found])


@pytest.mark.parametrize(
    "path",
    [
        "$.jobName",
        "$..content",
        "$.results.items[*].start_time",
        "$.results.items[?@.type == 'punctuation'].alternatives[0].content",
        "$['results']['items'][-1]['id']",
        "$.results.items[1:5:2].id",
        "$.results.items[?@.speaker_label == 'spk_1' && @.start_time].end_time",
        "$..items[0].type",
    ],
)
def test_jsonpath_leads_where_the_library_leads(path: str) -> None:
    matches = list(jsonpath.finditer(path, DOCUMENT))
    chain = read_path(path).chains[0]
    found = list(followed(DOCUMENT, chain))
    assert [value for _, value in found] == [match.obj for match in matches]
    assert [place for place, _ in found] == [match.parts for match in matches]


def test_jq_paths() -> None:
    spoken = [one for one in DOCUMENT["results"]["items"] if one["type"] == "pronunciation"]
    starts = [one["start_time"] for one in spoken]
    assert led_to(".results.items[] | .start_time") == starts
    assert led_to('.results.items[] | select(.type == "pronunciation") | .start_time') == starts
    assert led_to('.["results"].items[1:3][].id') == [1, 2]
    assert led_to('.results."transcripts"[0].transcript') == ["Good morning, Ann speaking."]
    assert led_to(".results.items[] | select(.id >= 4) | .id | tostring") == [4, 5]
    assert led_to(".results?.items[]?.id") == [0, 1, 2, 3, 4, 5]
    assert led_to(".results.items[] | select(.start_time) | select(.id < 2) | .id") == [0, 1]


@pytest.mark.parametrize(
    "path",
    [
        "results.items[?type=='pronunciation'].start_time",
        "$.results.items[?@.type == 'pronunciation'].start_time",
        '.results.items[] | select(.type == "pronunciation") | .start_time',
    ],
)
def test_what_a_condition_reads_is_read_too(path: str) -> None:
    found = [
        {written(place).partition("]")[2] for place, _ in followed(DOCUMENT, chain)}
        for chain in read_path(path).chains
    ]
    assert found == [{".start_time"}, {".type"}]


def test_a_path_that_reads_several_fields() -> None:
    read = read_path("sort_by(results.items, &id)[*].{a: type, b: alternatives[0].content}")
    last = [{place[-1] for place, _ in followed(DOCUMENT, one)} for one in read.chains]
    assert last == [{"type"}, {"content"}, {"id"}]


def test_a_list_with_comments_and_bad_lines() -> None:
    text = (
        "\ufeff# what the report reads\n\njobName   # the name\n"
        "results.items[\n$.results[?\n.results.items[] | map(.x)\n"
        "jobName\n  $.results.items[?@.type == '#'].id\n.items | select(.a)\nresults.'x\n"
    )
    found = read_list(text, "paths.txt")
    assert [(read.path, read.line, read.language) for read in found.reads] == [
        ("jobName", "paths.txt:3", "JMESPath"),
        ("$.results.items[?@.type == '#'].id", "paths.txt:8", "JSONPath"),
    ]
    assert [bad.line for bad in found.bad] == [f"paths.txt:{number}" for number in (4, 5, 6, 9, 10)]
    assert "is no JMESPath" in found.bad[0].why and "is no JSONPath" in found.bad[1].why
    assert "put [] before the pipe" in found.bad[3].why


def test_more_lines_than_are_read_are_told_and_the_same_line_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(path_list, "MOST", 3)
    assert [read.path for read in read_list("a\na\na\na\nb\n", "p.txt").reads] == ["a", "b"]
    found = read_list("a\nb\nc\nd\ne\n", "p.txt")
    assert [read.path for read in found.reads] == ["a", "b", "c"]
    assert [(one.text, one.why) for one in found.bad] == [
        ("d", "is beyond the 3 lines that are read")
    ]


def test_a_condition_holds_as_jmespath_counts() -> None:
    texts = ("0", '""', "[]", "null", "1")
    kept = {"list": [{"x": json.loads(text), "n": at} for at, text in enumerate(texts)]}
    chain = read_path("list[?x].n").chains[0]
    assert [value for _, value in followed(kept, chain)] == [0, 4]


def test_a_language_can_be_named() -> None:
    assert (
        read_path("jq: .a").language == "jq" and read_path("JSONPath: $.a").language == "JSONPath"
    )
    assert read_path('["results"]["items"]').language == "JSONPath"


@pytest.mark.parametrize("text", ["", "# nothing\n", "[[[\n", "@\n", "$\n", ".\n"])
def test_a_list_without_a_path_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match=r"p\.txt holds no path that can be read"):
        read_list(text, "p.txt")


@given(st.text(alphabet="ab.[]()?@$*|'\"`&:{}=<>!-0 #\\{}select", max_size=60))
def test_any_line_is_a_path_or_is_refused(text: str) -> None:
    try:
        read = read_path(text)
    except BadInput as refused:
        assert str(refused) and "Traceback" not in str(refused)
        return
    for chain in read.chains:
        json.dumps([place for place, _ in followed({"a": [{"b": 1}]}, chain)])
