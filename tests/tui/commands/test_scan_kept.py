"""crossfade scan --workspace: the run, what changed since the one before, and what is not kept."""

from __future__ import annotations

from pathlib import Path

from checklists.before import dependencies
from checklists.workspace import Workspace
from tests.checklists.scan.trees import planted
from tests.tui.commands.conftest import Crossfade

CODE = """
    import boto3
    client = boto3.client("transcribe")
    client.delete_transcription_job(TranscriptionJobName="x")
    """


def test_a_scan_is_kept_whole_whatever_is_shown(crossfade: Crossfade, tmp_path: Path) -> None:
    files = {"jobs.py": CODE, "run.sh": "# aws transcribe list-transcription-jobs\n"}
    root, folder = planted(tmp_path / "src", files), tmp_path / "ws"
    ended = crossfade("scan", root, "--workspace", folder, "--confidence", "high")
    assert (ended.code, ended.err) == (0, "")
    assert "Kept as evidence: run " in ended.out and "Since" not in ended.out
    with Workspace.open(folder, create=False) as workspace:
        found = dependencies.newest(workspace)
        assert found is not None and f"run {found.run}." in " ".join(ended.out.split())
        assert len(workspace.evidence(dependencies.TASK)) == 1
        whole = crossfade("scan", root, "--json").document
        assert len(found.places) == len(whole["findings"])
        assert "run" not in whole and "changes" not in whole


def test_the_next_scan_says_what_changed(crossfade: Crossfade, tmp_path: Path) -> None:
    root, folder = planted(tmp_path / "src", {"jobs.py": CODE}), tmp_path / "ws"
    first = crossfade("scan", root, "--workspace", folder, "--json").document
    assert first["changes"] is None and first["run"]
    changed = CODE.replace("delete_transcription_job", "get_transcription_job")
    planted(root, {"jobs.py": "# above\n" + changed})
    people = crossfade("scan", root, "--workspace", folder)
    words = " ".join(people.out.split())
    assert "1 new, 1 gone, 1 on another line or in another file." in words
    assert f"gone: {root}/jobs.py:3" in words
    (root / "jobs.py").unlink()
    changes = crossfade("scan", root, "--workspace", folder, "--json").document["changes"]
    assert len(changes["gone"]) == 2 and changes["new"] == [] == changes["moved"]


def test_nothing_to_look_at_is_kept_but_no_evidence(crossfade: Crossfade, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    ended = crossfade("scan", tmp_path / "src", "--workspace", tmp_path / "ws")
    assert ended.code == 0 and "no evidence: no file was looked at" in " ".join(ended.out.split())
    with Workspace.open(tmp_path / "ws") as workspace:
        assert workspace.evidence(dependencies.TASK) == ()


def test_a_place_that_is_no_workspace_costs_no_scan(crossfade: Crossfade, tmp_path: Path) -> None:
    root = planted(tmp_path / "src", {"jobs.py": CODE})
    (tmp_path / "ws").write_text("a file", encoding="utf-8")
    ended = crossfade("scan", root, "--workspace", tmp_path / "ws")
    assert ended.code == 2 and ended.out == "" and "is a file" in ended.err


def test_no_key_of_the_code_is_printed(crossfade: Crossfade, tmp_path: Path) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    code = f'import boto3\nc = boto3.client("transcribe", aws_access_key_id="{key}")\n'
    planted(tmp_path, {"jobs.py": code})
    for form in ([], ["--json"]):
        ended = crossfade("scan", tmp_path, *form)
        assert ended.code == 0 and "jobs.py" in ended.out and key not in ended.out
