from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.schema import DATABASE, MIGRATIONS, open_database, said_plainly
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import Word
from tests.checklists.furnished import clip_file, furnish, heard


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def test_it_is_for_its_owner_only(workspace: Workspace) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    workspace.choose("deepgram", "nova-3")
    assert mode(workspace.directory) == mode(workspace.audio) == 0o700
    for path in workspace.directory.glob(f"{DATABASE}*"):
        assert mode(path) == 0o600


def test_a_clip_comes_back_as_it_went_in(workspace: Workspace, tmp_path: Path) -> None:
    clip = clip_file(tmp_path, "gespräch\udcff.wav")
    truth = (Word("zyxel", 1.0, 1.5, None, "Zyxel", "agent", 1),)
    workspace.add_clip(
        clip, tags=["sample", "8k"], references={0: "hello", 1: "hi\x00there"}, truth=truth
    )
    workspace.close()
    with Workspace.open(workspace.directory) as again:
        (record,) = again.clips()
        assert record.clip == clip
        assert record.references == {0: "hello", 1: "hi\x00there"}
        assert (record.tags, record.truth, record.synthetic) == (("sample", "8k"), truth, False)
        assert again.clip(clip.sha256) == record
        with pytest.raises(BadInput, match="no clip ffff"):
            again.clip("ffff")


def test_adding_a_clip_again_keeps_what_was_known(workspace: Workspace, tmp_path: Path) -> None:
    clip = clip_file(tmp_path)
    first = workspace.add_clip(clip, name="a", references={0: "x"}, tags=["t"])
    second = workspace.add_clip(clip)
    assert (second.name, second.references, second.tags) == ("a", {0: "x"}, ("t",))
    assert second.added_at == first.added_at and len(workspace.clips()) == 1


def test_a_kept_clip_is_a_copy_named_by_content(workspace: Workspace, tmp_path: Path) -> None:
    clip = clip_file(tmp_path, "Call One.WAV", b"RIFFabc")
    record = workspace.add_clip(clip, keep=True)
    clip.path.unlink()
    assert record.clip.path == (workspace.audio / f"{clip.sha256}.wav").absolute()
    assert record.clip.path.read_bytes() == b"RIFFabc"
    assert [path.name for path in workspace.audio.iterdir()] == [f"{clip.sha256}.wav"]
    with pytest.raises(BadInput, match="cannot be opened"):
        workspace.add_clip(clip_file_gone(tmp_path), keep=True)
    assert len(list(workspace.audio.iterdir())) == 1


def clip_file_gone(directory: Path):  # type: ignore[no-untyped-def]
    clip = clip_file(directory, "gone.wav", b"RIFFgone")
    clip.path.unlink()
    return clip


def test_a_run_comes_back_as_it_went_in(workspace: Workspace) -> None:
    started = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    run = workspace.record_run(
        "live",
        sandbox=True,
        vendor="amazon",
        model="standard",
        clip="abc",
        request={"path": Path("/x"), "word": Word("a", 0, 1), "when": started},
        response=[{"text": "\udcff\u202e\x00\x1b[2J"}],
        numbers={"wer": 0.25, "n": None},
        started_at=started,
        seconds=3.5,
    )
    assert workspace.run(run.id) == run
    assert run.request["path"] == "/x" and run.request["word"]["text"] == "a"
    assert run.response == [{"text": "\udcff\u202e\x00\x1b[2J"}]
    assert run.id.startswith("20261122T100000-live-") and run.sandbox and run.seconds == 3.5
    assert run.crossfade and "deepgram-sdk" in run.versions and run.normaliser


def test_runs_are_found_by_kind_vendor_and_clip(workspace: Workspace) -> None:
    a = workspace.record_run("search", sandbox=False, vendor="deepgram", clip="c1")
    b = workspace.record_run("live", sandbox=False, vendor="amazon", clip="c1")
    assert workspace.runs() == (a, b)
    assert workspace.runs("live") == workspace.runs(vendor="amazon") == (b,)
    assert workspace.runs("live", "deepgram") == ()
    assert workspace.runs(clip="c1") == (a, b) and workspace.runs(clip="c2") == ()
    with pytest.raises(BadInput, match="no run nix"):
        workspace.run("nix")


def test_a_transcript_comes_back_whole(workspace: Workspace) -> None:
    transcript = heard("deepgram", "hello there", "hi", sandbox=True)
    run = workspace.record_transcript(transcript, "sha", numbers={"wer": 0.0})
    assert workspace.transcript(run.id) == transcript
    assert (run.vendor, run.model, run.sandbox, run.clip) == ("deepgram", "nova-3", True, "sha")
    other = workspace.record_run("doctor", sandbox=True)
    with pytest.raises(BadInput, match="no transcript: it was a doctor run"):
        workspace.transcript(other.id)


@pytest.mark.parametrize("kind", ["", "Live", "a b", "x" * 41, "live\n", "1"])
def test_a_kind_is_a_short_word(workspace: Workspace, kind: str) -> None:
    with pytest.raises(BadInput, match="short lower-case word"):
        workspace.record_run(kind, sandbox=True)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1, 2}, object()])
def test_what_json_cannot_hold_is_refused(workspace: Workspace, value: object) -> None:
    with pytest.raises(BadInput, match="Not recorded"):
        workspace.record_run("live", sandbox=True, response={"deep": [value]})
    assert workspace.runs() == ()


def test_evidence_needs_a_task_a_run_and_a_fitting_kind(workspace: Workspace) -> None:
    run = workspace.record_run("doctor", sandbox=False)
    with pytest.raises(BadInput, match="no task 'nix'"):
        workspace.attach_evidence("nix", run.id)
    with pytest.raises(BadInput, match="no run nix"):
        workspace.attach_evidence("api-key", "nix")
    with pytest.raises(BadInput, match="A doctor run is no evidence for test-audio, which takes"):
        workspace.attach_evidence("test-audio", run.id)
    workspace.attach_evidence("api-key", run.id, "first try")
    workspace.attach_evidence("api-key", run.id, "second try")
    assert [one.note for one in workspace.evidence("api-key")] == ["second try"]


def test_the_trail_is_append_only(workspace: Workspace) -> None:
    run = workspace.record_run("doctor", sandbox=False, vendor="deepgram")
    workspace.attach_evidence("api-key", run.id)
    workspace.assert_task("monitor", "Ada", "a dashboard exists")
    workspace.not_needed("tune-downstream", "nothing reads confidences", "Ada")
    workspace.withdraw("monitor")
    trail = workspace.audit()
    assert [entry.what for entry in trail] == [
        "run recorded",
        "evidence attached",
        "asserted",
        "not-needed",
        "assertion withdrawn",
    ]
    assert trail[2].detail == "Ada: a dashboard exists" and trail[0].subject == run.id
    for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'x'"):
        with (
            sqlite3.connect(workspace.directory / DATABASE) as database,
            pytest.raises(sqlite3.IntegrityError, match="append only"),
        ):
            database.execute(statement)
    assert workspace.audit() == trail


@pytest.mark.parametrize(("name", "reason"), [("", "because"), ("Ada", " "), ("\n", "\t")])
def test_a_tick_needs_a_name_and_a_reason(workspace: Workspace, name: str, reason: str) -> None:
    with pytest.raises(BadInput, match="needs a name and a reason"):
        workspace.assert_task("monitor", name, reason)
    assert workspace.assertions() == ()


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(BadInput, match="is a file"):
        Workspace.open(path)
    with pytest.raises(BadInput, match="cannot be opened"):
        Workspace.open(path / "below")


def test_opening_without_creating_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no workspace in"):
        Workspace.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a directory nobody may write")
def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        Workspace.open(Path("/sys/kernel"))
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(BadInput, match="cannot be opened"):
        Workspace.open(tmp_path)


def test_a_read_only_database(tmp_path: Path) -> None:
    Workspace.open(tmp_path).close()
    path = tmp_path / DATABASE
    # Opened read-only by SQLite itself, because root may write to any file.
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(BadInput, match="is read-only"), said_plainly(path):
        database.execute("DELETE FROM runs")
    database.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not SQLite at all " * 100)
    with pytest.raises(BadInput, match="is not a crossfade database"):
        Workspace.open(tmp_path)


def test_a_damaged_database(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        for _ in range(50):
            workspace.record_run("live", sandbox=True, response="x" * 5000)
    path = tmp_path / DATABASE
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(BadInput, match=r"damaged|could not be used|not a crossfade"):
        Workspace.open(tmp_path).runs()


def test_a_database_of_a_newer_program(tmp_path: Path) -> None:
    Workspace.open(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("UPDATE schema_version SET version = 99")
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(BadInput, match="newer crossfade"):
        Workspace.open(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_migrations_go_forward_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    Workspace.open(tmp_path).close()
    broken = (*MIGRATIONS, "CREATE TABLE extra (x);\nCREATE TABLE runs (x);\n")
    with pytest.raises(BadInput, match="already exists"):
        open_database(tmp_path, broken)
    good = (*MIGRATIONS, "CREATE TABLE extra (x);\nINSERT INTO extra VALUES (7);\n")
    database = open_database(tmp_path, good)
    assert database.execute("SELECT x FROM extra").fetchone()[0] == 7
    assert database.execute("SELECT version FROM schema_version").fetchall()[0][0] == len(good)
    database.close()
    with pytest.raises(BadInput, match="newer crossfade"):
        Workspace.open(tmp_path)


def test_a_full_disk_loses_nothing_that_was_there(workspace: Workspace) -> None:
    kept = workspace.record_run("live", sandbox=True, response="small")
    trail = workspace.audit()
    # The database's own limit raises the very error that a full disk does.
    workspace._database.execute("PRAGMA max_page_count = 40")
    with pytest.raises(BadInput, match=r"disk that holds .* is full"):
        workspace.record_run("live", sandbox=True, response="x" * 1_000_000)
    assert workspace.runs() == (kept,) and workspace.audit() == trail
    workspace._database.execute("PRAGMA max_page_count = 100000")
    workspace.record_run("live", sandbox=True, response="x" * 1_000_000)
    assert len(workspace.runs()) == 2


def test_another_writer_is_named(workspace: Workspace) -> None:
    workspace._database.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(workspace.directory / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BadInput, match="Another crossfade is writing"):
        workspace.record_run("live", sandbox=True)
    other.execute("ROLLBACK")
    workspace.record_run("live", sandbox=True)
    other.close()


def test_what_was_recorded_survives_being_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom checklists.workspace import Workspace\n"
        "w = Workspace.open(Path(sys.argv[1]))\n"
        "print(w.record_run('live', sandbox=True, vendor='amazon').id, flush=True)\n"
        "w._database.execute('BEGIN IMMEDIATE')\n"
        'w._database.execute("DELETE FROM runs")\n'
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == -9
    with Workspace.open(tmp_path) as workspace:
        assert [run.id for run in workspace.runs()] == [done.stdout.strip()]


def test_two_thousand_runs_are_still_quick_to_judge(workspace: Workspace) -> None:
    """Counted, not timed: the states read no response."""
    furnish(workspace)
    seen: list[str] = []
    workspace._database.set_trace_callback(seen.append)
    workspace.task_states()
    workspace._database.set_trace_callback(None)
    assert not [statement for statement in seen if "SELECT * FROM runs" in statement]


def test_the_database_is_json_throughout(workspace: Workspace) -> None:
    furnish(workspace)
    for row in workspace._all("SELECT request, response, result, numbers FROM runs"):
        for value in row:
            json.loads(value)
