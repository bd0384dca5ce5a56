"""The draft of the change from the dependencies workbench: read, written, never applied."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.before import dependencies
from checklists.draft.drafting import draft
from checklists.scan.scanning import scan
from checklists.workspace import Workspace
from tests.checklists.draft.test_pairs import pair
from tests.checklists.scan.trees import planted
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.test_dependencies import SIZES, opened
from tests.tui.windows import open_window, resized, typed
from tui.screens.draft import PATCH, DraftWindow

_START = """
import boto3


def start(uri):
    return boto3.client("transcribe").start_transcription_job(
        TranscriptionJobName="x", Media={"MediaFileUri": uri}, LanguageCode="en-US"
    )
"""
_NIGHT = """
aws transcribe start-transcription-job --language-code en-GB \\
  --settings ShowSpeakerLabels=true,MaxSpeakerLabels=2 --media MediaFileUri=s3://a/b
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """One job that is understood, one that is not, and a shell script."""
    files = {"jobs/calls.py": pair("polled")[0], "jobs/split.py": _START, "night.sh": _NIGHT}
    return planted(tmp_path / "src" / "acme", files)


def before(code: Path) -> dict[Path, bytes]:
    """Every file of the code."""
    return {path: path.read_bytes() for path in code.rglob("*") if path.is_file()}


async def drafted(pilot: Pilot[int]) -> DraftWindow:
    """The window with the draft."""
    await opened(pilot, "p")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, DraftWindow), "it is drafted")
    await pilot.pause()
    window = pilot.app.screen
    assert isinstance(window, DraftWindow)
    return window


async def test_nothing_is_drafted_before_a_scan(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "p")
        await wait_for_text(pilot, "There is no scan yet: s makes one.")


async def test_the_patch_is_written_where_the_user_says(
    workspace: Workspace,
    make_app: MakeApp,
    code: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    dependencies.keep(workspace, scan([code]))
    files = before(code)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await drafted(pilot)
        shown = frame_text(app)
        for words in (
            "jobs/calls.py:19",
            "by hand, line",
            "handed on at once",
            "Left as it is (1)",
            "Without a diff, in other languages (1)",
        ):
            assert words in shown
        await pilot.press("w")
        await wait_for_text(pilot, "Write the patch")
        await pilot.press("enter")
        await wait_for_text(pilot, "Read it, then in")
    assert (tmp_path / PATCH).read_text(encoding="utf-8") == draft(code).patch != ""
    assert before(code) == files


async def test_a_file_is_replaced_only_when_that_was_said(
    workspace: Workspace,
    make_app: MakeApp,
    code: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / PATCH
    out.write_text("mine", encoding="utf-8")
    dependencies.keep(workspace, scan([code]))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await drafted(pilot)
        for answer in ("n", "y"):
            await pilot.press("w")
            await wait_for_text(pilot, "From ")
            await pilot.press("enter")
            await wait_for_text(pilot, "exists already. Replace it?")
            assert out.read_text(encoding="utf-8") == "mine"
            await pilot.press(answer)
            await wait_for(pilot, lambda: isinstance(app.screen, DraftWindow), "it is answered")
        await wait_for_text(pilot, "Read it, then in")
    assert out.read_text(encoding="utf-8").startswith("--- a/jobs/calls.py")


async def test_the_code_itself_and_what_is_no_path_are_refused(
    workspace: Workspace, make_app: MakeApp, code: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(code)
    files = before(code)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_window(pilot, app, DraftWindow(draft(code)))
        for place, words in (
            ("night.sh", "is the code itself"),
            ("", "Nothing is typed yet"),
            ("no/such/place.patch", "could not be written"),
        ):
            await pilot.press("w")
            await wait_for_text(pilot, "From ")
            await pilot.press("ctrl+u")
            await typed(pilot, place)
            await pilot.press("enter")
            await wait_for_text(pilot, words)
            if not isinstance(app.screen, DraftWindow):
                await pilot.press("escape")
                await wait_for(pilot, lambda: isinstance(app.screen, DraftWindow), "left")
    assert before(code) == files


async def test_code_that_starts_nothing_is_said(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    code = planted(tmp_path / "src", {"a.py": 'import boto3\nx = boto3.client("transcribe")\n'})
    dependencies.keep(workspace, scan([code]))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "p")
        await wait_for_text(pilot, "nothing to draft")


async def test_two_directories_give_one_patch(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    one = planted(tmp_path / "src" / "one", {"a.py": pair("polled")[0]})
    two = planted(tmp_path / "src" / "two", {"b.py": pair("owner")[0]})
    done = draft(one, two)
    assert Path(done.root) == tmp_path / "src"
    assert done.files == ("one/a.py", "two/b.py")


async def test_a_draft_without_a_patch_and_hostile_code(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    name = f"{PAYLOAD} {MARKUP}".replace("/", "")
    split = _START.replace('"x"', f'"{PAYLOAD} {MARKUP}"')
    code = planted(tmp_path / "src", {f"{name}.py": split})
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, DraftWindow(draft(code)))
        shown = frame_text(app)
        assert "none of them drafted" in shown and "[inaudible]" in shown
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(shown)
        await pilot.press("w")
        await wait_for_text(pilot, "There is no patch")
        await resized(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_the_draft(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    code: Path,
    size: tuple[int, int],
) -> None:
    dependencies.keep(workspace, scan([code]))
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await drafted(pilot)
        await check_frame(app, "dependencies-draft")
