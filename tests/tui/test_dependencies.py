"""The dependencies workbench: scan, marks, what changed, features; on any terminal, by keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from checklists.before import dependencies, dependency_source
from checklists.beginning import Answers
from checklists.scan import scanning
from checklists.scan.finding import Finding, Skipped
from checklists.scan.scanning import Scan, scan
from checklists.workspace import Workspace
from tests.checklists.scan.trees import planted
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE
from tui.screens.dependencies import DependenciesScreen

SIZES = [(80, 24), (120, 35), (60, 18)]
FILES = {
    "jobs/night.py": """
        import boto3
        from botocore.config import Config

        client = boto3.client("transcribe", config=Config(retries={"max_attempts": 9}))


        def begin(name, uri):
            # one job a call
            return client.start_transcription_job(
                TranscriptionJobName=name,
                Media={"MediaFileUri": uri},
                LanguageCode="en-US",
                Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2},
            )
        """,
    "infra/main.tf": """
        resource "aws_transcribe_vocabulary" "words" {
          vocabulary_name = "acme-words"
          language_code   = "en-US"
        }
        """,
    "web/live.ts": """
        import { TranscribeStreamingClient } from "@aws-sdk/client-transcribe-streaming";

        export const client = new TranscribeStreamingClient({ region: "eu-west-1" });
        """,
    "node_modules/left-pad/index.js": "",
    "old.zip": "PK",
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A small code base that uses the service."""
    return planted(tmp_path / "src" / "acme", FILES)


def kept(workspace: Workspace, root: Path, found: Scan | None = None) -> dependencies.Dependencies:
    """It scanned, or what a scan of it found, and kept at a known time."""
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return dependencies.keep(workspace, found or scan([root]), started_at=at)


async def opened(pilot: Pilot[int], *keys: str) -> DependenciesScreen:
    """The workbench after these keys."""
    await pilot.press("enter")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, DependenciesScreen), "it is open")
    await pilot.press(*keys)
    await pilot.pause()
    screen = pilot.app.screen_stack[1]
    assert isinstance(screen, DependenciesScreen)
    return screen


async def read(pilot: Pilot[int], screen: DependenciesScreen) -> None:
    """Wait until the lines around the place under the cursor are there."""
    await wait_for(pilot, lambda: screen._source_of_place is not None, "the source is read")
    await pilot.pause()


def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Scans stand still in the middle until the event is set, or they are stopped."""
    go_on, real = threading.Event(), scanning.scan

    def slow(
        paths: Sequence[Path],
        *,
        on_progress: Callable[[Any], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Scan:
        on_progress(scanning.Progress(412, 7, f"app/{MARKUP}.py"))
        while not go_on.wait(0.01) and not stop():
            pass
        return real(paths, stop=stop)

    monkeypatch.setattr(scanning, "scan", slow)
    return go_on


# --- scanning --------------------------------------------------------------------------------


async def test_the_first_scan_begins_where_the_code_was_said_to_be(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    workspace.beginning.keep(Answers(code=str(code)))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        shown = frame_text(app)
        assert "No scan yet" in shown and "You said the code is in" in shown
        await pilot.press("space", "v", "c")
        await wait_for_text(pilot, "There is no scan yet: s makes one.")
        await pilot.press("s")
        await wait_for_text(pilot, "Scan for uses")
        await pilot.press("enter")
        await wait_for_text(pilot, "3 files looked at; recorded as evidence.")
        await wait_for_text(pilot, "● evidence")
        for words in ("jobs/night.py", "infra/main.tf", "web/live.ts"):
            assert words in frame_text(app)
        assert app.focused is app.screen.query_one("PlaceRows")
    (run,) = workspace.runs("scan")
    assert run.request["directories"] == [str(code)] and not run.sandbox


async def test_a_long_scan_says_how_far_it_is_and_is_stopped(
    workspace: Workspace, make_app: MakeApp, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(workspace, code)
    gate(monkeypatch)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, "s", "enter")
        await wait_for_text(pilot, "412 files, 7 signs: app/[/]")
        # The list answers while the scan stands still.
        await pilot.press("j", "v")
        await wait_for_text(pilot, "What this code needs from Deepgram")
        await pilot.press("s")
        await wait_for_text(pilot, "A scan runs already: x stops it.")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
        assert not screen.working
    assert len(workspace.runs("scan")) == 1


async def test_what_cannot_be_scanned_is_said_in_the_window(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "s", "enter")
        await wait_for_text(pilot, "Nothing is typed yet")
        await pilot.press(*"/no-such", "enter")
        await wait_for_text(pilot, "there is no such file")
        await pilot.press("space", "'", "enter")
        await wait_for_text(pilot, "A quote is not closed")
        await pilot.press("escape")
        await wait_for_text(pilot, "No scan yet")
    assert workspace.runs("scan") == ()


async def test_a_rescan_says_what_changed_and_keeps_the_marks(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "space", "c")
        await wait_for_text(pilot, "This is the first scan of this code")
        await wait_for_text(pilot, "1 handled")
        planted(code, {"new.py": 'import boto3\nx = boto3.client("transcribe")\n'})
        (code / "web/live.ts").unlink()
        await pilot.press("s", "enter")
        await wait_for_text(pilot, "new, 2 gone since 2026-11-20 09:30")
        shown = frame_text(app)
        assert "handled" in shown and "1 handled" in shown
        assert any("new.py" not in line and " new " in line for line in shown.splitlines())
        await pilot.press("c")
        await wait_for_text(pilot, "Gone (2)")
        shown = frame_text(app)
        assert "web/live.ts:1" in shown and "new.py:2" in shown


async def test_the_command_keeps_a_scan_while_the_bench_is_open(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        with Workspace.open(workspace.directory) as other:
            dependencies.keep(other, scan([code]))
        app.reload()
        await wait_for_text(pilot, "infra/main.tf")


# --- marks -----------------------------------------------------------------------------------


async def test_marks_on_a_place_and_on_a_heading(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    found = kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        assert screen.rows.place == found.places[0]
        await pilot.press("n")
        await wait_for_text(pilot, "1 not ours")
        await pilot.press("n")
        await wait_for(pilot, lambda: "not ours" not in frame_text(app).split("About")[0], "open")
        # On the heading of a file, everything in it.
        await pilot.press("G", "left", "space")
        count = len(screen.rows.places)
        assert count > 1
        await wait_for_text(pilot, f"{count} handled")
        await pilot.press("right", "j", "e")
        await wait_for_text(pilot, "Owner")
        await pilot.press(*"ann", "enter", *"soon", "enter")
        await wait_for_text(pilot, "Note     soon")
        (place,) = screen.rows.places
    standing = workspace.dependency_marks.of(found.places)[place.key]
    assert (standing.mark.status, standing.mark.owner) == ("handled", "ann")


async def test_what_is_not_ours_leaves_the_features(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "v")
        await wait_for_text(pilot, "speakers told apart")
        shown = frame_text(app)
        for words in ("── Batch jobs", "custom vocabulary", "diarize", "of medium or large effort"):
            assert words in shown
        await pilot.press("f")
        await wait_for_text(pilot, "This is about the places: v shows them.")
        await pilot.press("v", "z", "down", "n", "v")
        await wait_for(pilot, lambda: "speakers told apart" not in frame_text(app), "left out")


# --- what is seen ----------------------------------------------------------------------------


async def test_by_kind_folded_and_filtered(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        here = screen.rows.place
        await pilot.press("b")
        await wait_for_text(pilot, "▾ infrastructure")
        assert screen.rows.place == here
        assert "infra/main.tf:1" in frame_text(app)
        await pilot.press("z")
        await wait_for(pilot, lambda: "▾" not in frame_text(app), "all is folded")
        await pilot.press("enter")
        await wait_for_text(pilot, "▾")
        await pilot.press("z", "z", "f")
        await wait_for_text(pilot, "Which uses")
        await pilot.press("right", "right", "enter")
        await wait_for_text(pilot, "of 5 uses")
        kinds = {place.finding.kind for place in screen.rows._groups[0].places}
        assert len(screen.rows._groups) == 1 and len(kinds) == 1
        await pilot.press("f", "down", "down", "down", "right", "right", "enter")
        await wait_for_text(pilot, "Nothing fits the filter")
        await pilot.press("f", "delete", "enter")
        await wait_for_text(pilot, "By kind")


async def test_a_place_is_read_in_a_window_and_copied(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        screen = await opened(pilot, "j", "j")
        await read(pilot, screen)
        assert screen.rows.place is not None
        await pilot.press("enter")
        await wait_for_text(pilot, f"{screen.rows.place.path}:{screen.rows.place.finding.line}")
        await pilot.press("escape")
        await pilot.press("y")
        await wait_for(pilot, lambda: app.copied is not None, "something is copied")
        assert app.copied is not None
        place = screen.rows.place
        assert app.copied.text == f"{place.file}:{place.finding.line}"


async def test_what_was_passed_over_has_a_window(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "u")
        await wait_for_text(pilot, "Dependencies, not this project's own code (1)")
        assert "An archive: cannot see into it (1)" in frame_text(app)


async def test_a_slow_disk_keeps_nobody_waiting(
    workspace: Workspace, make_app: MakeApp, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(workspace, code)
    go_on, real = threading.Event(), dependency_source.around

    def slow(place: Any, reach: int) -> Any:
        go_on.wait(60)
        return real(place, reach)

    monkeypatch.setattr(dependency_source, "around", slow)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        try:
            screen = await opened(pilot, "j", "j")
            assert "being read" in frame_text(app)
        finally:
            go_on.set()
        await read(pilot, screen)
        assert "being read" not in frame_text(app)


async def test_code_that_changed_or_went_is_said(
    workspace: Workspace, make_app: MakeApp, code: Path
) -> None:
    kept(workspace, code)
    (code / "infra/main.tf").write_text("# nothing\n# here\n", encoding="utf-8")
    (code / "web/live.ts").unlink()
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "The line reads otherwise now")
        await pilot.press("G")
        await wait_for_text(pilot, "The file cannot be read here")


def fixed_scan(root: Path) -> Scan:
    """What a scan of ``FILES`` may find, in words that no rule can change."""
    night, live, words = f"{root}/jobs/night.py", f"{root}/web/live.ts", f"{root}/infra/main.tf"
    sent = {
        "LanguageCode": "en-US",
        "Settings.ShowSpeakerLabels": "true",
        "Settings.MaxSpeakerLabels": "2",
        "Settings.ShowAlternatives": "true",
    }
    listen = "POST /v1/listen: the answer is the transcript"
    findings = (
        Finding(words, 1, "infrastructure", "batch", "Terraform aws_transcribe_vocabulary",
                "keyterm on the request", "high", "terraform",
                'resource "aws_transcribe_vocabulary" "words" {'),
        Finding(night, 4, "client", "batch", 'boto3.client("transcribe")',
                "a Deepgram client with an API key", "high", "python-client",
                'client = boto3.client("transcribe", config=Config('),
        Finding(night, 8, "call", "batch", "StartTranscriptionJob", listen, "low",
                "python-call", "# one job a call", {}, commented=True),
        Finding(night, 9, "call", "batch", "StartTranscriptionJob", listen, "high",
                "python-call", "return client.start_transcription_job(", sent),
        Finding(live, 1, "import", "streaming", "imports the streaming client",
                "the deepgram SDK of this language", "high", "javascript-import",
                'import { TranscribeStreamingClient } from'),
        Finding(live, 3, "client", "streaming", "makes a client",
                "a Deepgram client with an API key", "medium", "javascript-client",
                "export const client = new TranscribeStreamingClient("),
    )  # fmt: skip
    skipped = (Skipped(f"{root}/node_modules", "dependencies, not this project's own code"),)
    return Scan((str(root),), findings, skipped, 3, 812, 0, False)


def hostile_scan(root: Path) -> Scan:
    """A scan in which every text is as bad as a file name and a line can be."""
    name = f"{root}/{PAYLOAD} {MARKUP}.py"
    texts = [f"{word} {MARKUP} {PAYLOAD}" for word in ("calls", "becomes", "sends", "line")]
    what, deepgram, value, line = texts
    found = Finding(name, 3, "call", "batch", what, deepgram, "high", "rule", line, {"A": value})
    skipped = Skipped(f"{name}.zip", f"an archive {PAYLOAD}")
    return Scan((str(root),), (found,), (skipped,), 1, 10, 0, False)


async def test_what_stands_in_code_is_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    found = dependencies.keep(workspace, hostile_scan(tmp_path))
    workspace.dependency_marks.describe(found.places, f"{MARKUP}{PAYLOAD}", MARKUP)
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await opened(pilot)
        shown = [frame_text(app)]
        for keys, words in (("enter", "Found by"), ("u", "an archive"), ("e", "Owner")):
            await pilot.press(keys)
            await wait_for_text(pilot, words.capitalize() if keys == "u" else words)
            shown.append(frame_text(app))
            await pilot.press("escape")
    everything = "".join(shown)
    assert VISIBLE[:9] in everything and "[inaudible]" in everything
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(everything)


# --- frames and sizes ------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_a_newcomer(
    workspace: Workspace, make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    workspace.beginning.keep(Answers(code="~/src/acme"))
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "dependencies-new")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_uses(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    code: Path,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known_time(monkeypatch)
    found = kept(workspace, code, fixed_scan(code))
    marks = workspace.dependency_marks
    marks.set_status(found.places[:2], "handled")
    marks.describe(found.places[3:4], "team calls", "After the release.")
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot, "down", "down", "down", "down")
        await read(pilot, screen)
        await check_frame(app, "dependencies")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("keys", "name"), [(("v", "down"), "features"), (("f",), "filter")])
async def test_frames_beside_the_uses(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    code: Path,
    size: tuple[int, int],
    keys: tuple[str, ...],
    name: str,
) -> None:
    kept(workspace, code, fixed_scan(code))
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot)
        await read(pilot, screen)
        await pilot.press(*keys)
        await check_frame(app, f"dependencies-{name}")


def known_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks are made at a known moment by a known user."""
    at = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    monkeypatch.setattr("checklists.dependency_marks.now", lambda: at)
    monkeypatch.setattr("checklists.dependency_marks.user", lambda: "ann")


async def test_no_size_ends_it(workspace: Workspace, make_app: MakeApp, code: Path) -> None:
    kept(workspace, code)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        for columns, rows in ((1, 1), (3, 40), (39, 9), (200, 3), (13, 12), (120, 35), (60, 18)):
            await pilot.resize_terminal(columns, rows)
            await pilot.press("v", "b", "j")
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "[Dependencies]")


async def test_thousands_of_places_begin_folded(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    findings = tuple(
        Finding(
            f"{tmp_path}/f{n // 10}.py", n % 10 + 1, "call", "batch", "x", "y", "high", "r", f"c{n}"
        )
        for n in range(3000)
    )
    dependencies.keep(workspace, Scan((str(tmp_path),), findings, (), 300, 9, 0, False))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        assert screen.rows.option_count == 300
        await pilot.press("z")
        await wait_for(pilot, lambda: screen.rows.option_count == 3300, "all is unfolded")
        await pilot.press("G", "space")
        await wait_for_text(pilot, "1 handled")
