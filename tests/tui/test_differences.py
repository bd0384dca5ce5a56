"""The workbench of the differences: facts, limits and one request, by keys only."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.before import dependencies
from checklists.before.account_inventory import record as record_inventory
from checklists.before.differences import lint, record
from checklists.scan.scanning import scan
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from tests.checklists.scan.trees import planted
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.test_inventory import used
from tui.app import CrossfadeApp
from tui.screens.differences import DifferencesScreen
from tui.screens.phase import PhaseScreen
from tui.screens.run import RunWindow
from tui.settings import Settings
from tui.widgets.fact_rows import FactRows
from tui.widgets.request_lens import RequestLens

SIZES = [(80, 24), (120, 35), (60, 18)]
OPEN = ("j", "j", "enter")


async def opened(pilot: Pilot[int], *keys: str) -> DifferencesScreen:
    """The workbench after these keys."""
    await pilot.press(*OPEN)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, DifferencesScreen), "it is open")
    await pilot.press(*keys)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, DifferencesScreen)
    return screen


def clip(folder: Path, name: str, **changes: object) -> Clip:
    """A file, and what is said to be in it."""
    path = folder / name
    path.write_bytes(name.encode())
    made = Clip(
        path=path, container="wav", codec="linear16", rate=8000, channels=2, duration=59.5,
        size=path.stat().st_size, sha256=name.encode().hex().ljust(64, "0")[:64],
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


async def typed(pilot: Pilot[int], text: str) -> None:
    """Every character as a key."""
    names = {" ": "space", "=": "equals_sign", "-": "minus", "_": "underscore", ":": "colon"}
    await pilot.press(*(names.get(character, character) for character in text))


# --- facts -----------------------------------------------------------------------------------


async def test_the_guide_and_the_newer_fact_are_shown_together(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "slash")
        await typed(pilot, "diarization")
        await wait_for_text(pilot, "up to 16")
        lines = [line for line in frame_text(app).splitlines() if "Deepgram" in line]
        old = next(at for at, line in enumerate(lines) if "up to 16" in line)
        assert "guide old" in lines[old] and "newer" in lines[old + 1]
        assert "no documented" in lines[old + 1]


async def test_typing_filters_and_does_not_press_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot, "slash")
        await typed(pilot, "keyterm v e r t 1 2 3 zq")
        assert screen.view == "facts" and app.current_mode == "before"
        await wait_for_text(pilot, "Nothing holds all these words")
        await pilot.press(*["backspace"] * len(" v e r t 1 2 3 zq"))
        await wait_for_text(pilot, "keyterm size")
        # The first escape leaves the field, the second the workbench.
        await pilot.press("escape")
        assert app.screen is screen and app.focused is screen.query_one("#fact-rows")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back in the list")
        await pilot.press("enter")
        await wait_for_text(pilot, "keyterm size")


async def test_enter_shows_source_and_date(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await opened(pilot, "slash")
        await typed(pilot, "99 language")
        await pilot.press("enter", "end", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the window is open")
        await wait_for_text(pilot, "says instead: Amazon streaming")
        await wait_for_text(pilot, "aws-sdk-transcribe-streaming 0.12.0")
        await pilot.press("pagedown")
        await wait_for_text(pilot, "2026-11-22")
        await pilot.press("escape")
        assert isinstance(app.screen, DifferencesScreen)


# --- limits ----------------------------------------------------------------------------------


async def test_limits_without_clips_name_the_next_step(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "v")
        await wait_for_text(pilot, "no clips yet")
        assert "task 2, Representative samples, adds them" in frame_text(app)


async def test_a_clip_that_breaks_a_limit_is_named_in_words(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    workspace.add_clip(clip(tmp_path, "short.wav"))
    workspace.add_clip(clip(tmp_path, "long.wav", duration=5 * 3600.0), name=f"long {MARKUP}")
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "v")
        await wait_for_text(pilot, "1 of 2 clips would be refused by a vendor.")
        assert "✗ 1 of 2 refused" in frame_text(app)
        await wait_for_text(pilot, "[inaudible]")
        await pilot.press("enter")
        await wait_for_text(pilot, "batch, 5.0 h, and 4 h is")


async def test_a_clip_added_meanwhile_counts(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "v")
        await pilot.press("escape")
        workspace.add_clip(clip(tmp_path, "late.wav"))
        await pilot.press("enter")
        await wait_for_text(pilot, "1 clip, and every limit is kept.")
        # As many as before, but another one.
        await pilot.press("escape")
        workspace.retire_clip(workspace.clips()[0].sha256)
        workspace.add_clip(clip(tmp_path, "long.wav", duration=5 * 3600.0))
        await pilot.press("enter")
        await wait_for_text(pilot, "✗ 1 of 1 refused")


# --- the request -----------------------------------------------------------------------------


async def test_problems_stand_while_the_request_is_written(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, "e")
        await wait_for_text(pilot, "Nothing stands against it.")
        await typed(pilot, "keywords=Zyxel")
        await wait_for_text(pilot, "✗ error keywords")
        await wait_for_text(pilot, "Fix: Use keyterm, without boosts.")
        assert "keywords=Zyxel&language=en&model=nova-3" in frame_text(app)
        # Keys of the workbench are text here.
        assert screen.view == "request" and not screen.query_one(RequestLens).live
        await pilot.press(*["backspace"] * len("keywords=Zyxel"))
        await typed(pilot, "keyterm")
        await wait_for_text(pilot, "Line 5: 'keyterm' is not an option")
        await wait_for_text(pilot, "Nothing, until the options can be read.")
        await typed(pilot, "=SIM card")
        await wait_for_text(pilot, "keyterm=SIM+card")
        await pilot.press("escape")
        assert app.focused is screen.query_one("#problems")


async def test_recording_is_evidence_and_comes_back(
    workspace: Workspace, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "e")
        await typed(pilot, "search=epistemology")
        await pilot.press("escape", "t", "r")
        await wait_for_text(pilot, "Recorded as evidence.")
        await wait_for_text(pilot, "● evidence")
    (run,) = workspace.runs("lint")
    assert run.request["method"] == "WebSocket" and run.model == "nova-3"
    assert ["search", "epistemology"] in run.request["asked"]
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "e", "escape")
        await wait_for_text(pilot, "search=epistemology")
        await wait_for_text(pilot, "Checked for a live stream")


async def test_a_request_that_would_be_refused_is_recorded_and_no_evidence(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "e")
        await typed(pilot, "keywords=a")
        await pilot.press("escape", "r")
        await wait_for_text(pilot, "Recorded, but no evidence yet. 1 error")
        assert "○ open" in frame_text(app)
    assert len(workspace.runs("lint")) == 1


async def test_what_cannot_be_read_cannot_be_recorded_and_says_why(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await opened(pilot, "r")
        await wait_for_text(pilot, "This is about the request: press e")
        await pilot.press("e")
        await typed(pilot, "nonsense")
        await pilot.press("enter", "escape", "r")
        await wait_for_text(pilot, "The options cannot be read yet: press e")
        await pilot.press("slash")
        await wait_for_text(pilot, "There is nothing to filter here")
        assert screen.view == "request"
    assert workspace.runs() == ()


async def test_a_key_among_the_options_is_refused_in_a_sentence(
    workspace: Workspace, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "0123456789abcdef0123456789abcdef")
    app = make_app()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await opened(pilot, "e")
        screen.query_one(RequestLens).begin_with(
            "model=nova-3\ntag=0123456789abcdef0123456789abcdef\n", live=False
        )
        await pilot.pause()
        await pilot.press("escape", "r")
        await wait_for(
            pilot,
            lambda: any("looks like a key" in one.message for one in app._notifications),
            "the sentence is told",
        )
    assert workspace.runs() == ()


async def test_the_url_is_copied(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "e", "escape", "y")
        await wait_for(pilot, lambda: app.copied is not None, "something is copied")
        assert app.copied is not None
        assert app.copied.text.startswith("https://api.deepgram.com/v1/listen?language=en&model=")
        assert app.clipboard == app.copied.text and base64.b64encode(app.clipboard.encode())


async def test_hostile_options_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    record(workspace, lint([("model", MARKUP), ("x", PAYLOAD)], live=False))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "e", "escape")
        await wait_for_text(pilot, "[inaudible]")
        shown = frame_text(app)
    assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


# --- sizes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "name"),
    [(("slash", *"keyw", "enter", "j"), "facts"), (("v",), "limits"), (("e", "escape"), "request")],
)
async def test_frames(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    tmp_path: Path,
    size: tuple[int, int],
    keys: tuple[str, ...],
    name: str,
) -> None:
    workspace.add_clip(clip(tmp_path, "support.wav"))
    workspace.add_clip(clip(tmp_path, "conference.wav", channels=4, duration=5 * 3600.0))
    workspace.add_clip(clip(tmp_path, "telephone.wav", codec="mulaw"))
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot, *keys)
        if name == "request":
            text = "model=nova-3\nlanguage=es-US\nkeywords=Zyxel:2\nsmart_format=true\n"
            screen.query_one(RequestLens).begin_with(text, live=False)
            await wait_for_text(pilot, "1 error, 1 warning ─╯")
        await pilot.pause()
        await check_frame(app, f"differences-{name}")


async def test_writing_on_a_narrow_terminal(make_app: MakeApp, check_frame: CheckFrame) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        await opened(pilot, "e")
        await check_frame(app, "differences-writing")
        await pilot.press("escape")
        await wait_for_text(pilot, "Exactly this would be sent")
        assert "Options" not in frame_text(app)


@pytest.mark.parametrize("keys", [(), ("slash",), ("v",), ("e",)])
async def test_no_size_ends_it(past: Workspace, make_app: MakeApp, keys: tuple[str, ...]) -> None:
    app: CrossfadeApp = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *keys)
        for columns, rows in ((1, 1), (3, 40), (39, 9), (200, 3), (13, 12), (120, 35), (60, 18)):
            await pilot.resize_terminal(columns, rows)
            await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "[Differences]")


# --- what is in use here ---------------------------------------------------------------------

CODE = """
    import boto3
    client = boto3.client("transcribe")
    client.start_transcription_job(
        TranscriptionJobName="x", LanguageCode="en-US",
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 4, "VocabularyName": "words"})
    """


def in_use_here(workspace: Workspace, folder: Path) -> dependencies.Dependencies:
    """A scan of a code base and an inventory of an account, at a known time."""
    record_inventory(workspace, used())
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    return dependencies.keep(workspace, scan([planted(folder, {"jobs.py": CODE})]), started_at=at)


async def test_only_what_is_in_use_until_all_is_asked_for(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    in_use_here(workspace, tmp_path / "src")
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "What concerns your use")
        await wait_for_text(pilot, "u: all")
        rows = screen.query_one(FactRows)
        few = {row.fact.topic for row in rows._rows}
        assert "diarization" in few and "stream length" not in few
        await pilot.press("u")
        await wait_for_text(pilot, "What each vendor can do")
        assert few < {row.fact.topic for row in rows._rows}


async def test_without_a_scan_all_is_shown_and_the_key_says_why(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "u")
        await wait_for_text(pilot, "Nothing is known to be in use")
        assert "What each vendor can do" in frame_text(app)


async def test_a_mark_made_meanwhile_counts(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    found = scan([planted(tmp_path / "src", {"jobs.py": CODE})])
    kept = dependencies.keep(workspace, found, started_at=at)
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "What concerns your use")
        await pilot.press("escape")
        workspace.dependency_marks.set_status(kept.places, "not-ours")
        await pilot.press("enter")
        await wait_for_text(pilot, "What each vendor can do")


async def test_the_map_goes_both_ways(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    in_use_here(workspace, tmp_path / "src")
    app = make_app(settings=Settings(keys={"used-only": "U"}))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "v", "v")
        await wait_for_text(pilot, "From Amazon to Deepgram")
        await pilot.press("slash")
        await typed(pilot, "speakerlabels")
        await wait_for_text(pilot, "ShowSpeakerLabels")
        await pilot.press("escape", "b")
        await wait_for_text(pilot, "From Deepgram back to Amazon")
        assert "diarize" in frame_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "why is told")
        await wait_for_text(pilot, "Verdict")
        await pilot.press("escape", "slash", "z", "q")
        await wait_for_text(pilot, "Nothing here: U shows the whole map, / filters by other words.")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "name"),
    [((), "used"), (("v", "v"), "map"), (("v", "v", "b"), "map-back"), (("v",) * 3, "use")],
)
async def test_frames_of_a_use(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    tmp_path: Path,
    size: tuple[int, int],
    keys: tuple[str, ...],
    name: str,
) -> None:
    in_use_here(workspace, tmp_path / "src")
    workspace.add_clip(clip(tmp_path, "support.wav"))
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, *keys)
        await check_frame(app, f"differences-{name}")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_no_use(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, "v", "v", "v")
        await check_frame(app, "differences-use-new")
