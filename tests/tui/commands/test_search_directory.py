"""search over directories: what it says before it sends, what it writes, and what it keeps."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checklists.workspace import Workspace
from providers.audio.clips import probe, slice_pcm, write_wav
from providers.sandbox.samples import SampleCall
from tests.tui.commands.conftest import Crossfade


@pytest.fixture
def calls(tmp_path: Path, lecture: SampleCall) -> Path:
    """Two pieces of the lecture, "epistemology" in the first, and the first once more."""
    folder = tmp_path / "calls"
    (folder / "june").mkdir(parents=True)
    clip = probe(lecture.path)
    for number, start in enumerate((3.5, 8.0)):
        data, form = slice_pcm(clip, start, start + 2.5)
        write_wav(folder / f"{number}.wav", data, form)
    (folder / "june" / "again.wav").write_bytes((folder / "0.wav").read_bytes())
    (folder / "notes.txt").write_text("nothing to hear")
    return folder


def test_a_directory_is_searched_once(
    crossfade: Crossfade, pointed_at_sandbox: object, calls: Path, tmp_path: Path
) -> None:
    folder, table = tmp_path / "ws", tmp_path / "hits.csv"
    first = crossfade(
        "search", calls, "--term", "epistemology", "--workspace", folder, "--json", "--csv", table
    )
    assert first.code == 0, first.err
    document = first.document
    assert [Path(clip["path"]).name for clip in document["clips"]] == ["0.wav", "1.wav"]
    assert document["clips"][0]["copies"] == [str(calls / "june" / "again.wav")]
    assert (document["requests"], document["failures"], document["stopped"]) == (2, [], "")
    assert document["sandbox"]["deepgram"] is True
    assert [Path(one["path"]).name for one in document["skipped"]] == ["notes.txt"]
    sure = document["clips"][0]["terms"][0]["acoustic"][0]
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    confidences = [float(row["confidence"]) for row in rows if row["confidence"]]
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] == pytest.approx(sure["confidence"], abs=1e-3)
    assert (rows[0]["clip"], rows[0]["origin"]) == ("0.wav", "sandbox")
    # The second time everything is on record; the file that is there is not written over.
    refused = crossfade("search", calls, "--term", "epistemology", "--csv", table)
    assert refused.code == 2 and "there already" in refused.err
    second = crossfade("search", calls, "--term", "epistemology", "--workspace", folder, "--json")
    assert second.document["requests"] == 0
    assert all(clip.pop("on_record") for clip in second.document["clips"])
    assert [clip["terms"] for clip in second.document["clips"]] == [
        clip["terms"] for clip in document["clips"]
    ]
    with Workspace.open(folder, create=False) as workspace:
        assert workspace.clips() == () and len(workspace.search_hits.clips()) == 2
        # Each pass is one piece of evidence, not one for each call.
        assert len(workspace.evidence()) == 2


def test_it_says_what_it_would_send_and_sends_nothing(crossfade: Crossfade, calls: Path) -> None:
    terms = [f"--term=account number {'n' * n}" for n in range(26)]
    ended = crossfade("search", calls, "--sandbox", "--dry-run", "--term", "yes", *terms[1:])
    assert ended.code == 0, ended.err
    out = " ".join(ended.out.split())
    assert "To send: 5 s of audio in 2 requests" in out
    assert "1 with the same content as another file" in out and "1 skipped" in out
    assert "26 terms" in out and "read 2026-11" in out
    assert "'yes' is a common short word" in out
    assert "heard" not in out.replace("it will be heard", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--term", "a b", "--at-once", "0"], "between 1 and 100"),
        (["--term", "epistemology", "--model", "flux-general-en"], "Flux"),
        ([f"--term=term number {n}" for n in range(51)], "51 terms are too many"),
        (["--term", "epistemology", "--language", "en-AB"], "en-GB"),
    ],
)
def test_what_would_be_refused_is_not_sent(
    crossfade: Crossfade, calls: Path, arguments: list[str], words: str
) -> None:
    ended = crossfade("search", calls, "--sandbox", *arguments)
    assert (ended.code, ended.out) == (2, "") and words in ended.err


def test_lines_for_people(
    crossfade: Crossfade, pointed_at_sandbox: object, calls: Path, tmp_path: Path
) -> None:
    ended = crossfade("search", calls, "--term", "epistemology")
    assert ended.code == 0, ended.err
    assert "The surest of" in ended.out and ended.out.rstrip().endswith("2 recordings searched.")
    assert str(calls / "0.wav") in ended.out and "epistemology: 1 heard" in ended.out


def test_a_directory_without_audio(crossfade: Crossfade, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    ended = crossfade("search", tmp_path, "--sandbox", "--term", "epistemology")
    assert ended.code == 2 and "No audio was found" in ended.err and "notes.txt" in ended.err
