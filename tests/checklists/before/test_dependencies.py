"""A scan kept: the run, what changed since the one before, and the marks that outlive it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before import dependencies
from checklists.before.dependencies import Dependencies, changes_json, features_in_use
from checklists.before.dependency_changes import changes_between
from checklists.before.dependency_places import Place, Root, places_of
from checklists.before.dependency_source import HIDDEN, around
from checklists.dependency_marks import OPEN, Status
from checklists.scan.finding import Finding
from checklists.scan.scanning import scan
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.scan.trees import planted

JOBS = """
    import boto3
    client = boto3.client("transcribe")
    client.start_transcription_job(
        TranscriptionJobName="x", Settings={"ShowSpeakerLabels": True})
    client.get_transcription_job(TranscriptionJobName="x")
    """
CLIENT = 'import boto3\nb = boto3.client("transcribe")\n'
KEY = "AKIAIOSFODNN7EXAMPLE"


@pytest.fixture
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that does not lie in what is scanned."""
    with Workspace.open(tmp_path_factory.mktemp("kept")) as opened:
        yield opened


def kept(workspace: Workspace, *roots: Path) -> Dependencies:
    """These directories scanned and kept."""
    return dependencies.keep(workspace, scan(roots))


def one(found: Dependencies, words: str) -> Place:
    """The place in whose line these words stand."""
    (place,) = [place for place in found.places if words in place.finding.text]
    return place


def test_a_scan_is_evidence_and_comes_back_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    root = planted(tmp_path / "app", {"src/jobs.py": JOBS, "node_modules/a.js": ""})
    found = kept(workspace, root)
    (state,) = [one for one in workspace.task_states() if one.id == dependencies.TASK]
    assert state.state == "evidence" and not state.sandbox
    assert dependencies.newest(workspace) == found
    assert found.scan == scan([root])
    assert {place.path for place in found.places} == {"src/jobs.py"}
    assert {place.file for place in found.places} == {str(root / "src/jobs.py")}
    run = workspace.run(found.run)
    assert run.numbers == {"uses": 3, "files": 1, "files_skipped": 1}
    assert (run.vendor, run.sandbox) == ("", False)


def test_nothing_looked_at_is_no_evidence(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    kept(workspace, tmp_path / "empty")
    assert workspace.evidence(dependencies.TASK) == ()
    assert dependencies.newest(workspace) is not None


def test_a_scan_that_was_stopped_is_not_kept(workspace: Workspace, tmp_path: Path) -> None:
    stopped = scan([planted(tmp_path, {"jobs.py": JOBS})], stop=lambda: True)
    with pytest.raises(BadInput, match="stopped before its end"):
        dependencies.keep(workspace, stopped)
    assert dependencies.newest(workspace) is None


def test_what_is_new_gone_and_moved(workspace: Workspace, tmp_path: Path) -> None:
    root = planted(tmp_path / "app", {"jobs.py": JOBS, "old.py": CLIENT})
    first = kept(workspace, root)
    assert first.since is None and changes_json(first) is None
    other = "# a line above\n" + JOBS.replace("get_transcription_job", "list_transcription_jobs")
    planted(root, {"jobs.py": other, "new/deep.py": CLIENT})
    (root / "old.py").unlink()
    second = kept(workspace, root)
    assert second.since == first.at
    assert second.changes.new == {one(second, "list_transcription_jobs").key}
    assert second.changes.gone == (one(first, "get_transcription_job"),)
    moved = one(second, "b = boto3")
    before = second.changes.other_file(moved)
    assert before is not None and (before.path, moved.path) == ("old.py", "new/deep.py")
    lower = one(second, "client.start_transcription_job")
    assert lower.key in second.changes.moved and second.changes.other_file(lower) is None
    document = changes_json(second)
    assert document is not None
    assert [(one["kind"], one["line"]) for one in document["gone"]] == [("call", 5)]
    assert document["moved"][0]["before"]["line"] != document["moved"][0]["line"]
    assert dependencies.newest(workspace) == second
    third = kept(workspace, root)
    assert not (third.changes.new or third.changes.gone or third.changes.moved)


def test_a_place_that_went_to_two_files_is_in_neither_for_certain(
    workspace: Workspace, tmp_path: Path
) -> None:
    root = planted(tmp_path / "app", {"old.py": CLIENT})
    kept(workspace, root)
    (root / "old.py").unlink()
    changes = kept(workspace, planted(root, {"a.py": CLIENT, "b.py": CLIENT})).changes
    assert not changes.moved
    assert {place.path for place in changes.gone} == {"old.py"}
    assert len(changes.new) == 2 * len(changes.gone)


def test_other_directories_are_not_compared(workspace: Workspace, tmp_path: Path) -> None:
    a, b = planted(tmp_path / "a", {"x.py": JOBS}), planted(tmp_path / "b", {"y.py": JOBS})
    kept(workspace, a)
    assert kept(workspace, b).since is None
    both = kept(workspace, a, b)
    assert both.since is None and {place.path for place in both.places} == {"x.py", "y.py"}
    assert kept(workspace, b, a).since == both.at


def test_the_same_place_whatever_the_scan_began_at(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = planted(tmp_path / "app", {"src/jobs.py": JOBS})
    names = [place.key for place in kept(workspace, root).places]
    monkeypatch.chdir(root)
    here = kept(workspace, Path())
    assert [place.key for place in here.places] == names
    assert here.since is not None and here.places[0].file == str(root / "src/jobs.py")
    monkeypatch.chdir(tmp_path)
    assert [place.key for place in kept(workspace, Path("app")).places] == names


# --- marks -----------------------------------------------------------------------------------


def status(workspace: Workspace, place: Place) -> Status:
    """What was said of a place."""
    return workspace.dependency_marks.of([place])[place.key].mark.status


def test_a_mark_outlives_what_happens_around_its_line(workspace: Workspace, tmp_path: Path) -> None:
    root = planted(tmp_path / "app", {"jobs.py": JOBS})
    first = kept(workspace, root)
    marks = workspace.dependency_marks
    marks.set_status([one(first, "get_transcription_job")], "handled")
    marks.describe([one(first, "get_transcription_job")], "team calls", "after\nthe release")
    indented = "if True:\n" + "".join(f"      {line.strip()}\n" for line in JOBS.splitlines())
    (root / "jobs.py").write_text("\n\n# more\n" + indented, encoding="utf-8")
    second = kept(workspace, root)
    place = one(second, "get_transcription_job")
    mark = marks.of(second.places)[place.key].mark
    assert (mark.status, mark.owner, mark.note) == ("handled", "team calls", "after\nthe release")
    assert status(workspace, one(second, "client.start")) == ""
    assert workspace.audit()[-2].what != "dependency marked"
    marks.set_status([place], "")
    assert status(workspace, place) == "" and marks.of([place])[place.key].mark.owner


def test_a_mark_goes_with_its_place_to_another_file(workspace: Workspace, tmp_path: Path) -> None:
    root = planted(tmp_path / "app", {"jobs.py": JOBS})
    first = kept(workspace, root)
    workspace.dependency_marks.set_status(first.places[:1], "not-ours")
    (root / "jobs.py").rename(root / "night.py")
    second = kept(workspace, root)
    assert not second.changes.new
    assert [status(workspace, place) for place in second.places] == ["not-ours", "", ""]


def twins(number: int) -> tuple[Place, ...]:
    """So many equal lines in one file."""
    found = [
        Finding("app/a.py", 10 * n, "call", "batch", "x", "y", "high", "rule", "c.start(x)")
        for n in range(1, number + 1)
    ]
    return places_of(found, [Root("app", "/src/app")])


def test_equal_lines_are_told_apart_until_their_number_changes(workspace: Workspace) -> None:
    marks = workspace.dependency_marks
    a, b = twins(2)
    assert a.fingerprint == b.fingerprint and a.key != b.key
    marks.set_status([b], "handled")
    assert (status(workspace, a), status(workspace, b)) == ("", "handled")
    (alone,) = twins(1)
    standing = marks.of([alone])[alone.key]
    assert standing.mark.status == "" and "2 such lines were here, now it is 1" in standing.doubt
    marks.set_status([alone], "")
    assert marks.of([alone])[alone.key].doubt == ""
    three = marks.of(twins(3))
    assert all(one.doubt and not one.mark.status for one in three.values())


def test_equal_lines_that_were_marked_alike_stay_so(workspace: Workspace) -> None:
    marks = workspace.dependency_marks
    marks.set_status(twins(3), "handled")
    assert [status(workspace, place) for place in twins(2)] == ["handled", "handled"]
    # One more is one that nobody has looked at.
    assert all(one.doubt for one in marks.of(twins(4)).values())
    assert marks.of(()) == {}


def test_what_may_not_be_said(workspace: Workspace) -> None:
    places = twins(1)
    for owner, note in (("x" * 201, ""), ("", "y" * 2001), ("", f"key {KEY}")):
        with pytest.raises(BadInput):
            workspace.dependency_marks.describe(places, owner, note)
    assert workspace.dependency_marks.of(places)[places[0].key] == OPEN


def test_what_is_not_ours_needs_no_feature(workspace: Workspace, tmp_path: Path) -> None:
    found = kept(workspace, planted(tmp_path, {"jobs.py": JOBS}))
    assert "speakers" in {one.id for one in features_in_use(found.places, frozenset())}
    call = one(found, "start_transcription_job").key
    assert features_in_use(found.places, frozenset([call])) == ()


# --- keys and sources ------------------------------------------------------------------------


def test_a_key_in_a_line_is_not_kept_and_not_shown(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "dg-2f1a9c-not-a-real-key-1234"
    monkeypatch.setenv("DEEPGRAM_API_KEY", secret)
    code = (
        "import boto3\n"
        f'a = boto3.client("transcribe", aws_access_key_id="{KEY}")\n'
        f'a.start_transcription_job(TranscriptionJobName="{secret}")\n'
    )
    found = kept(workspace, planted(tmp_path, {"jobs.py": code}))
    assert len(found.places) == 2
    held = (workspace.directory / "crossfade.db").read_bytes()
    held += b"".join(one.read_bytes() for one in workspace.directory.glob("crossfade.db-*"))
    assert KEY.encode() not in held and secret.encode() not in held
    near = around(found.places[0], 3)
    assert near.lines == ((1, "import boto3"), (2, HIDDEN), (3, HIDDEN))
    assert not near.changed


def test_the_lines_around_a_place(workspace: Workspace, tmp_path: Path) -> None:
    root = planted(tmp_path, {"jobs.py": JOBS})
    place = one(kept(workspace, root), "get_transcription_job")
    near = around(place, 1)
    assert [number for number, _ in near.lines] == [4, 5] and not near.changed
    (root / "jobs.py").write_text("one line now\n", encoding="utf-8")
    assert around(place, 1).changed
    (root / "jobs.py").unlink()
    gone = around(place, 1)
    assert gone.lines == () and "cannot be read here" in gone.trouble


# --- any two scans ---------------------------------------------------------------------------

NAMES = st.sampled_from(["app/a.py", "app/b.py", "app/c/d.py"])
WORDS = st.sampled_from(["x = 1", "y()", ""])
FINDINGS = st.lists(
    st.builds(
        lambda path, line, words: Finding(
            path, line, "call", "batch", "what", "becomes", "high", "rule", words
        ),
        NAMES, st.integers(1, 9), WORDS,
    ),
    max_size=8,
)  # fmt: skip


@given(FINDINGS, FINDINGS)
def test_every_place_is_accounted_for_once(before: list[Finding], now: list[Finding]) -> None:
    roots = [Root("app", "/src/app")]
    past, places = places_of(before, roots), places_of(now, roots)
    assert len({place.key for place in places}) == len(places)
    changes = changes_between(past, places)
    # What is not new was there before, and what is not gone is still there.
    assert len(places) - len(changes.new) == len(past) - len(changes.gone)
    assert changes.new <= {place.key for place in places}
    assert changes.moved.keys() <= {place.key for place in places} - changes.new
    assert not {place.key for place in changes.moved.values()} & {one.key for one in changes.gone}
