"""crossfade scan: what it prints, its document, and bad input."""

from __future__ import annotations

import os
from pathlib import Path

from checklists.scan.finding import CONFIDENCES, KINDS, MODES
from tests.checklists.scan.trees import planted
from tests.tui.commands.conftest import Crossfade

CODE = """
    import boto3
    client = boto3.client("transcribe")
    client.start_transcription_job(
        TranscriptionJobName="x", Settings={"ShowSpeakerLabels": True})
    # client.delete_transcription_job(x)
    """


def test_for_people(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {"app/jobs.py": CODE, "node_modules/a.js": "", "old.zip": "PK"})
    ended = crossfade("scan", tmp_path)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == str(tmp_path / "app/jobs.py")
    assert lines[1].split() == ["2", "client", "batch", "high"]
    assert "sends TranscriptionJobName=x, Settings.ShowSpeakerLabels=true" in ended.out
    assert "low, in a comment" in ended.out
    assert "3 uses in 1 file (2 high, 1 low); 1 file looked at in" in ended.out
    assert "Not looked into (2; --skipped names all):" in ended.out


def test_the_document(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {"app/jobs.py": CODE, "vendor/a.go": "", "b.txt": ""})
    ended = crossfade("scan", tmp_path / "app", tmp_path, "--json")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert document["roots"] == [str(tmp_path / "app"), str(tmp_path)]
    for one in document["findings"]:
        assert {"path", "line", "kind", "mode", "what", "deepgram", "confidence"} <= set(one)
        assert one["kind"] in KINDS and one["mode"] in MODES and one["confidence"] in CONFIDENCES
    call = document["findings"][1]
    assert (call["line"], call["kind"]) == (3, "call")
    assert call["arguments"] == {
        "TranscriptionJobName": "x",
        "Settings.ShowSpeakerLabels": "true",
    }
    assert [one["path"] for one in document["skipped"]] == [str(tmp_path / "vendor")]
    totals = document["totals"]
    assert (totals["files"], totals["findings"], totals["skipped"]) == (2, 3, 1)
    assert totals["confidences"] == {"high": 2, "low": 1} and not document["stopped"]


def test_only_what_is_sure_enough(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {"jobs.py": CODE})
    document = crossfade("scan", tmp_path, "--confidence", "high", "--json").document
    assert [one["confidence"] for one in document["findings"]] == ["high", "high"]


def test_what_is_not_sure_enough_is_counted(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {"jobs.py": CODE})
    some = " ".join(crossfade("scan", tmp_path, "--confidence", "high").out.split())
    assert "2 uses in 1 file (2 high); 1 use less sure not shown; 1 file looked at" in some
    planted(tmp_path, {"jobs.py": "# client.delete_transcription_job(x)\n"})
    none = " ".join(crossfade("scan", tmp_path, "--confidence", "high").out.split())
    assert none.startswith("No use of Amazon Transcribe is that sure: 1 use less sure not shown;")


def test_nothing_found(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {"a.py": "import whisper\nwhisper.transcribe('x')"})
    ended = crossfade("scan", tmp_path)
    assert ended.code == 0 and "No use of Amazon Transcribe found: 1 file" in ended.out


def test_skipped_paths_by_name(crossfade: Crossfade, tmp_path: Path) -> None:
    planted(tmp_path, {f"p{number}/node_modules/a.js": "" for number in range(9)})
    assert "p0/node_modules and 8 more: dependencies" in " ".join(
        crossfade("scan", tmp_path).out.split()
    )
    assert crossfade("scan", tmp_path, "--skipped").out.count("node_modules: ") == 9


def test_a_path_that_is_not_there(crossfade: Crossfade, tmp_path: Path) -> None:
    ended = crossfade("scan", tmp_path / "gone")
    assert ended.code == 2 and ended.err.count("\n") == 1
    assert "gone': there is no such file or directory to scan" in ended.err


def test_hostile_names_and_lines(crossfade: Crossfade, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\x1b]0;owned\x07\xff\n.py")
    (tmp_path / name).write_text(
        "import boto3\nboto3.client('transcribe')."
        "start_transcription_job(TranscriptionJobName='\x1b[2J\u202e')\n"
    )
    for arguments in ((), ("--json",)):
        ended = crossfade("scan", tmp_path, *arguments)
        assert ended.code == 0
        assert "\x1b" not in ended.out and "\x07" not in ended.out and "\u202e" not in ended.out
