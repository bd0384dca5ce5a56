"""Field by field: in what the two differ, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.during.rehearsal.differences import differences
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.during.rehearsal.both import both, deepgram, streams

START = "results.items[].start_time"
WORD_START = "results.channels[].alternatives[0].words[].start"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as opened:
        yield opened


def test_names_types_values_and_what_is_missing() -> None:
    found = {one.key: one for one in differences(both())}
    assert ("missing", "accountId", "") in found
    assert found[("type", START, WORD_START)].says.startswith("Text at Amazon, number at Deepgram.")
    content = "results.items[].alternatives[].content"
    shown = "results.channels[].alternatives[0].words[].punctuated_word"
    heard = found[("value", content, shown)]
    # "Ann" was heard as "an": an n that is missing; marks are not compared.
    assert (heard.differ, heard.compared) == (1, 4)
    assert (heard.here.value, heard.beside.value) == ("Ann", "an")
    assert ("value", START, WORD_START) not in found
    assert ("more", "", "metadata.request_id") in found
    assert all(one.says for one in found.values())


def test_a_name_of_one_response_only_is_any_name() -> None:
    named = deepgram()
    named["metadata"]["model_info"] = {"11111111-2222-4333-8444-555555555555": {"arch": "nova-3"}}
    keys = {one.key for one in differences(both(of_deepgram=named))}
    assert ("more", "", "metadata.model_info.{}.arch") in keys


def test_times_that_are_far_apart_are_another_value() -> None:
    late = deepgram()
    late["results"]["channels"][0]["alternatives"][0]["words"][2]["start"] = 1.55
    found = {one.key: one for one in differences(both(of_deepgram=late))}
    start = found[("value", START, WORD_START)]
    assert (start.differ, start.compared) == (1, 4)
    assert str(start.beside.value) == "1.55"


def test_streams_have_differences_too() -> None:
    keys = {one.key for one in differences(streams())}
    assert ("missing", "Transcript.Results[].Alternatives[].Items[].Stable", "") in keys
    assert ("made", "Transcript.Results[].IsPartial", "is_final") in keys


def test_a_difference_is_known_for_a_reason_until_it_counts_again(workspace: Workspace) -> None:
    key = ("type", START, WORD_START)
    known = workspace.known_differences
    known.ignore([key, ("missing", "accountId", "")], "  we call float() on it  ")
    with Workspace.open(workspace.directory) as again:
        kept = again.known_differences.all()
    assert kept[key].reason == "we call float() on it" and kept[key].who
    assert ("missing", "accountId", "") in kept
    known.watch([key])
    assert list(known.all()) == [("missing", "accountId", "")]
    said = [(line.what, line.subject) for line in workspace.audit()]
    assert said == [
        ("difference ignored", f"type: {START} and 1 more"),
        ("difference counts again", f"type: {START}"),
    ]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("  ", "for a reason"), ("x" * 501, "500 are kept"), ("AKIAABCDEFGHIJKLMNOP", "like a key")],
)
def test_without_a_reason_nothing_is_ignored(workspace: Workspace, reason: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        workspace.known_differences.ignore([("type", "a", "b")], reason)
    assert "AKIA" not in str(caught.value)
    assert workspace.known_differences.all() == {} and workspace.audit() == ()
