"""Rehearsals on record: evidence for the task, and back again with every path and response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checklists.during.rehearsal.asking import options_to_read
from checklists.during.rehearsal.differences import differences
from checklists.during.rehearsal.path_list import read_list
from checklists.during.rehearsal.recorded import kept_from, newest, record
from checklists.during.rehearsal.rehearsing import paired, rehearse
from checklists.during.rehearsal.sides import (
    ClipPair,
    Side,
    about,
    pairs_on_record,
    side_from,
    side_of_file,
)
from checklists.records import Run
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from tests.checklists.during.rehearsal.both import amazon, deepgram
from tests.checklists.furnished import clip_file, heard

PATHS = "results.items[].start_time\naccountId\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as opened:
        yield opened


def on_record(workspace: Workspace, folder: Path, *, sandbox: bool = True) -> Run:
    """A clip that both have heard; the run of Deepgram's."""
    clip = workspace.add_clip(clip_file(folder))
    for vendor, raw in (("amazon", amazon()), ("deepgram", deepgram())):
        transcript = heard("amazon" if vendor == "amazon" else "deepgram", "x", sandbox=sandbox)
        run = workspace.record_transcript(replace(transcript, raw=raw), clip.sha256)
    return run


def _sides(workspace: Workspace, pair: ClipPair) -> tuple[Side, Side]:
    amazon, deepgram = (workspace.run(run.id) for run in (pair.amazon, pair.deepgram))
    return side_from(amazon, pair.clip.name), side_from(deepgram, pair.clip.name)


def rehearsed(workspace: Workspace, sides: Any) -> Run:
    """A rehearsal of two paths, kept."""
    pair = paired(*(side.document for side in sides))
    reads = read_list(PATHS, "p.txt").reads
    rows, found = rehearse(pair, reads), differences(pair)
    return record(workspace, sides, reads, rows, found, workspace.known_differences.all())


def test_a_clip_that_both_have_heard_is_offered_and_rehearsed(
    workspace: Workspace, tmp_path: Path
) -> None:
    heard_by_deepgram = on_record(workspace, tmp_path)
    (pair,) = pairs_on_record(workspace)
    sides = _sides(workspace, pair)
    assert "sandbox" in about(sides) and "nova-3" in about(sides)
    run = rehearsed(workspace, sides)
    assert run.sandbox and run.clip == pair.clip.sha256 and run.kind == "responses"
    assert run.numbers["paths"] == 2 and run.numbers["lost"] == 1
    assert run.numbers["changed_type"] == 1
    # What is on record already is not kept twice.
    assert run.response == {"amazon": None, "deepgram": None}
    state = next(one for one in workspace.task_states() if one.id == "response-parsing")
    assert state.rehearsed and run.id in state.runs
    kept = kept_from(newest(workspace))
    assert kept is not None and kept.paths is not None
    assert [read.path for read in kept.paths.reads] == PATHS.split()
    assert kept.deepgram.run == heard_by_deepgram.id


def test_files_are_kept_with_the_rehearsal(workspace: Workspace, tmp_path: Path) -> None:
    for name, raw in (("a.json", amazon()), ("d.json", deepgram())):
        (tmp_path / name).write_text(json.dumps(raw))
    sides = side_of_file(tmp_path / "a.json"), side_of_file(tmp_path / "d.json")
    run = rehearsed(workspace, sides)
    assert not run.sandbox
    (tmp_path / "a.json").unlink()
    kept = kept_from(newest(workspace))
    assert kept is not None and kept.amazon.origin == "file" and kept.amazon.name == "a.json"
    assert kept.amazon.document.text == sides[0].document.text


def test_a_known_difference_does_not_count(workspace: Workspace, tmp_path: Path) -> None:
    on_record(workspace, tmp_path)
    sides = _sides(workspace, pairs_on_record(workspace)[0])
    before = rehearsed(workspace, sides).numbers
    workspace.known_differences.ignore([("missing", "accountId", "")], "nobody reads it")
    after = rehearsed(workspace, sides)
    assert after.numbers["differences"] == before["differences"] - 1
    assert after.numbers["differences_ignored"] == 1
    said = [one["ignored"] for one in after.result["differences"] if one["amazon"] == "accountId"]
    assert said == ["nobody reads it"]


def test_live_and_sandbox_are_never_a_pair(workspace: Workspace, tmp_path: Path) -> None:
    clip = workspace.add_clip(clip_file(tmp_path))
    for vendor, sandbox in (("amazon", True), ("deepgram", False)):
        transcript = heard("amazon" if vendor == "amazon" else "deepgram", "x", sandbox=sandbox)
        workspace.record_transcript(transcript, clip.sha256)
    assert pairs_on_record(workspace) == ()


def test_a_record_written_by_hand_is_passed_over(workspace: Workspace) -> None:
    workspace.record_run("responses", sandbox=True, request={"paths": 3})
    assert newest(workspace) == ()


@pytest.mark.parametrize("name", ["gone.json", "folder", "x\0y"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match=r"cannot be read|no path"):
        side_of_file(tmp_path / name)


def test_a_clip_is_sent_for_what_is_read(tmp_path: Path) -> None:
    clip = clip_file(tmp_path)
    reads = read_list(
        "results.items[].speaker_label\nresults.segments[].alternatives[1].transcript\n", "p"
    ).reads
    asked = options_to_read("deepgram", replace(clip, channels=1), reads)
    assert isinstance(asked, DeepgramOptions)
    assert asked.diarize_model == "latest" and asked.utterances and asked.punctuate
    theirs = options_to_read("amazon", replace(clip, channels=1), reads)
    assert isinstance(theirs, AmazonOptions)
    assert theirs.show_speaker_labels and theirs.max_alternatives == 2
    # Two channels are kept apart, and then nobody tells speakers apart.
    two = options_to_read("amazon", replace(clip, channels=2), reads)
    assert isinstance(two, AmazonOptions) and not two.show_speaker_labels
