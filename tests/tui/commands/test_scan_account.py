"""crossfade scan --account: what an account uses, with and without paths, kept and not."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.before import account_inventory, cost
from checklists.workspace import Workspace
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import SampleCall
from tests.checklists.scan.trees import planted
from tests.tui.commands.conftest import Crossfade

CODE = """
    import boto3
    client = boto3.client("transcribe")
    client.delete_transcription_job(TranscriptionJobName="x")
    """


@pytest.fixture
def account(
    crossfade: Crossfade, pointed_at_sandbox: SandboxUrls, lecture: SampleCall
) -> SandboxUrls:
    """The shared sandbox; jobs of this program are removed when they are over, so it has none of
    them, and the vocabularies of the sample calls."""
    return pointed_at_sandbox


def test_the_document(crossfade: Crossfade, account: SandboxUrls, tmp_path: Path) -> None:
    ended = crossfade("scan", "--account", "--json", "--workspace", tmp_path / "ws")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert document["sandbox"] == {"amazon": True} and "findings" not in document
    found = document["account"]
    assert found["region"] == "us-east-1" and found["gaps"] == [] and found["watchers"] == []
    names = {one["name"] for one in found["resources"]}
    assert {"sample-calls", "sample-filter"} <= names
    with Workspace.open(tmp_path / "ws", create=False) as workspace:
        kept = account_inventory.newest(workspace)
        assert kept is not None and kept[0].id == document["inventory_run"] and kept[0].sandbox
        (evidence,) = workspace.evidence(account_inventory.TASK)
        assert evidence.run == kept[0].id


def test_for_people(crossfade: Crossfade, account: SandboxUrls, tmp_path: Path) -> None:
    ended = crossfade("scan", "--account", "--workspace", tmp_path / "ws")
    assert ended.code == 0
    words = " ".join(ended.out.split())
    assert "sandbox, region us-east-1" in words and "custom vocabularies: sample-calls" in words
    assert "Streams leave no record" in words and "Kept: run " in words


def test_beside_paths(crossfade: Crossfade, account: SandboxUrls, tmp_path: Path) -> None:
    root = planted(tmp_path / "src", {"jobs.py": CODE})
    both = crossfade("scan", root, "--account", "--json", "--workspace", tmp_path / "ws").document
    assert both["totals"]["findings"] == 2 and both["account"]["region"] == "us-east-1"
    assert both["run"] != both["inventory_run"]
    ended = crossfade("scan", root, "--account")
    assert ended.code == 0
    assert ended.out.index("jobs.py") < ended.out.index("Streams")


def test_neither_is_bad_input(crossfade: Crossfade) -> None:
    ended = crossfade("scan")
    assert ended.code == 2 and "--account" in ended.err and ended.err.count("\n") == 1


def test_a_wrong_key_is_vendor_trouble_and_the_scan_is_not_lost(
    crossfade: Crossfade,
    account: SandboxUrls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    root = planted(tmp_path / "src", {"jobs.py": CODE})
    ended = crossfade("scan", root, "--account", "--json")
    assert ended.code == 3 and "did not accept the AWS credentials" in ended.err
    assert ended.document["totals"]["findings"] == 2 and ended.document["account"] is None
    alone = crossfade("scan", "--account", "--json")
    assert alone.code == 3 and alone.out == ""


def test_a_price_list_that_cannot_be_read_costs_no_reading(
    crossfade: Crossfade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ws"
    with Workspace.open(folder):
        pass
    (folder / cost.PRICES).write_text("[[fact", encoding="utf-8")
    # Nobody listens there.
    for name in ("AWS_ENDPOINT_URL_TRANSCRIBE", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    ended = crossfade("scan", "--account", "--workspace", folder)
    assert ended.code == 2 and cost.PRICES in ended.err
