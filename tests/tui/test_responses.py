"""The responses workbench: paths, both responses, differences, events; by keys only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from checklists.before.samples import add_sample_call
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.errors import BadInput
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.during.rehearsal.both import (
    amazon,
    amazon_events,
    deepgram,
    deepgram_messages,
)
from tests.checklists.furnished import add_calls, clip_file, heard
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tui.app import CrossfadeApp
from tui.screens.form import FormWindow
from tui.screens.response_taking import _refuse_what_is_there
from tui.screens.responses import ResponsesScreen
from tui.screens.run import RunWindow
from tui.screens.send import SendWindow
from tui.vendor_desk import VendorDesk

SIZES = [(80, 24), (120, 35), (60, 18)]
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
PATHS = """
# what the report reads
results.transcripts[0].transcript
results.items[?type=='pronunciation'].start_time
$.results.items[*].alternatives[0].confidence
.results.items[].speaker_label
results.items[
accountId
"""


async def opened(pilot: Pilot[int], *keys: str) -> ResponsesScreen:
    """The workbench, at rest, after these keys."""
    await pilot.press("2", "enter")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ResponsesScreen), "it is open")
    screen = pilot.app.screen
    assert isinstance(screen, ResponsesScreen)
    await wait_for(pilot, lambda: not screen.reading, "the responses are read")
    await pilot.press(*keys)
    await pilot.pause()
    return screen


async def typed(pilot: Pilot[int], text: str) -> None:
    """A line of the form in front, and enter."""
    window = pilot.app.screen
    assert isinstance(window, FormWindow)
    focused = pilot.app.focused
    assert focused is not None
    focused.value = text  # type: ignore[attr-defined]
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


def on_record(workspace: Workspace, folder: Path, **more: Any) -> None:
    """A call that both have heard in the sandbox."""
    record = workspace.add_clip(clip_file(folder), name=more.pop("name", "support call"))
    documents: dict[Vendor, Any] = {"amazon": amazon(**more), "deepgram": deepgram()}
    for vendor, raw in documents.items():
        transcript = replace(heard(vendor, "x", sandbox=True), raw=raw)
        workspace.record_transcript(transcript, record.sha256, started_at=DAY)


@pytest.fixture
def both_heard(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with one such call."""
    on_record(workspace, tmp_path)
    return workspace


@pytest.fixture
def paths_file(tmp_path: Path) -> Path:
    """The list of paths."""
    path = tmp_path / "paths.txt"
    path.write_text(PATHS)
    return path


# --- paths -----------------------------------------------------------------------------------


async def test_without_anything_the_next_keys_are_named(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "No recording was heard by both vendors yet.")
        for words in ("s  sends a clip", "f  takes two responses", "p  says what downstream"):
            assert words in frame_text(app)
        await pilot.press("r")
        await wait_for(
            pilot,
            lambda: any("no two responses yet" in one.message for one in app._notifications),
            "it says why not",
        )


async def test_a_call_on_record_is_held_against_at_once(
    both_heard: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "Every field of the sample")
        shown = frame_text(app)
        assert "support call · sandbox · nova-3 · 2026-11-20 10:30" in shown
        assert "! other type  results.items[].start_time" in shown
        await pilot.press("n", "n", "n")
        await wait_for_text(pilot, "What it rests on")


async def test_a_list_of_paths_with_a_bad_line(
    both_heard: Workspace, make_app: MakeApp, paths_file: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "p", "enter")
        await typed(pilot, str(paths_file))
        await wait_for_text(pilot, "5 paths of paths.txt")
        await wait_for_text(pilot, "1 line is no path: paths.txt:7: results.items[ is no JMESPath")
        assert "1 lost, 3 other type, 1 derived, 1 renamed" in frame_text(app)
        await pilot.press("u")
        await wait_for(pilot, lambda: "→ renamed" not in frame_text(app), "only what needs work")
        await pilot.press("u", "j", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the window is open")
        await wait_for_text(pilot, 'results.items[0].start_time: "0.5" (text)')
        await wait_for_text(pilot, "words[0].start: 0.5 (number)")


async def test_the_map_alone_answers_without_a_response(
    make_app: MakeApp, paths_file: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "p", "enter")
        await typed(pilot, str(paths_file))
        await wait_for_text(pilot, "the map of fields, no response yet")
        assert "…words[].start" in frame_text(app)


async def test_the_scanned_code_gives_the_paths(
    both_heard: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    from checklists.before.dependencies import keep
    from checklists.scan.scanning import scan

    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "reader.py").write_text(
        'import boto3\nc = boto3.client("transcribe")\ndef f(d):\n'
        '    for i in d["results"]["items"]:\n        print(i["start_time"], i["speaker_label"])\n'
        '    return d["results"]["speaker_labels"]["speakers"]\n'
    )
    keep(both_heard, scan([tmp_path / "code"]))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "p", "down", "enter")
        await wait_for_text(pilot, "3 paths of reader.py")
        assert "- absent      results.speaker_labels.speakers" in frame_text(app)
        await wait_for_text(pilot, "(reader.py:5)")


async def test_without_a_scan_it_says_what_to_do(both_heard: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "p", "down", "enter")
        await wait_for_text(pilot, "Nothing was scanned yet: scan the code first")


# --- both responses --------------------------------------------------------------------------


async def test_jumping_from_value_to_value_in_both(
    both_heard: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, "v")
        await wait_for_text(pilot, '▸   "jobName": "call-4711"')
        for _ in range(20):
            await pilot.press("n")
            if "start_time" in screen.look.path:
                break
        await wait_for_text(pilot, '"start_time": "0.5"')
        lines = [line for line in frame_text(app).splitlines() if "▸" in line]
        assert len(lines) == 1 and '"start_time": "0.5"' in lines[0] and '"start": 0.5' in lines[0]
        await wait_for_text(pilot, "other type. A number of seconds instead of a text")
        before = screen.look.path
        await pilot.press("N", "n")
        assert screen.look.path == before


async def test_two_files(make_app: MakeApp, tmp_path: Path) -> None:
    for name, raw in (("old.json", amazon()), ("new.json", deepgram())):
        (tmp_path / name).write_text(json.dumps(raw))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "f")
        await typed(pilot, str(tmp_path / "old.json"))
        await typed(pilot, str(tmp_path / "gone.json"))
        await wait_for_text(pilot, "there is no such file")
        await typed(pilot, str(tmp_path / "new.json"))
        await wait_for_text(pilot, "old.json and new.json · files · nova-3")


async def test_two_files_of_one_vendor_are_refused(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(amazon()))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "f")
        await typed(pilot, str(tmp_path / "old.json"))
        await typed(pilot, str(tmp_path / "old.json"))
        await wait_for_text(pilot, "old.json is Amazon Transcribe's response: give one of Deepgram")


# --- differences -----------------------------------------------------------------------------


async def test_a_difference_is_known_for_a_reason(both_heard: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, "v", "v")
        await wait_for_text(pilot, "✗ missing     accountId")
        count = len(screen.now.found)
        await pilot.press("n", "i")
        await typed(pilot, "nobody reads it")
        await wait_for_text(pilot, f"{count - 1} differences, 1 known")
        await wait_for_text(pilot, "── Known, and why: 1")
        await wait_for_text(pilot, "nobody reads it")
        await pilot.press("end", "i")
        await typed(pilot, "")
        await wait_for_text(pilot, f"{count} differences")
    assert both_heard.known_differences.all() == {}


async def test_recording_is_evidence_and_comes_back(
    both_heard: Workspace, make_app: MakeApp, paths_file: Path
) -> None:
    async with make_app().run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "p", "enter")
        await typed(pilot, str(paths_file))
        await wait_for_text(pilot, "5 paths of paths.txt")
        await pilot.press("r")
        await wait_for_text(pilot, "Recorded as evidence: 1 lost")
        await wait_for_text(pilot, "● evidence")
    (run,) = both_heard.runs("responses")
    assert run.sandbox and run.numbers["paths"] == 5
    async with make_app().run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "5 paths of paths.txt")


async def test_an_adapter_is_written_and_nothing_is_written_over(
    both_heard: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "e")
        await typed(pilot, str(tmp_path / "adapter"))
        await wait_for_text(pilot, "4 files in ~/adapter: deepgram_as_amazon.py")
        await pilot.press("e")
        await typed(pilot, str(tmp_path / "adapter"))
        await wait_for_text(pilot, "~/adapter is not empty: name a new directory.")
    compile((tmp_path / "adapter" / "deepgram_as_amazon.py").read_text(), "adapter", "exec")


def test_a_directory_that_cannot_be_looked_into_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(BadInput, match=r"cannot be looked into \(permission denied\)"):
        _refuse_what_is_there(tmp_path)


# --- sending ---------------------------------------------------------------------------------


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """The same of both."""
    return ["good morning"]


async def test_nothing_is_sent_before_it_was_confirmed(
    workspace: Workspace, make_app: MakeApp
) -> None:
    add_calls(workspace)
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "s", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("n")
        await wait_for_text(pilot, "Nothing was sent.")
        assert vendors.asked == [] and workspace.runs() == ()


async def test_a_sample_call_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    call = min(sample_calls(), key=lambda one: one.duration)
    add_sample_call(workspace, call, probe(call.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot, "s", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("enter")
        await wait_for_text(pilot, "their responses are on record")
        await wait_for(pilot, lambda: bool(screen.now.rows), "the rows are there")
        await wait_for_text(pilot, "! other type  results.items[].start_time")
        await pilot.press("v", "v")
        await wait_for_text(pilot, "Field by field")
    await desk.close()
    assert len(workspace.runs("transcribe")) == 2


# --- events ----------------------------------------------------------------------------------


async def test_two_logs_of_streams(make_app: MakeApp, tmp_path: Path) -> None:
    for name, messages in (("a.jsonl", amazon_events()), ("d.jsonl", deepgram_messages())):
        (tmp_path / name).write_text("\n".join(map(json.dumps, messages)))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "f")
        await typed(pilot, str(tmp_path / "a.jsonl"))
        await typed(pilot, str(tmp_path / "d.jsonl"))
        await wait_for_text(pilot, "Transcript.Results[].IsPartial")
        await pilot.press("v", "v", "v")
        await wait_for_text(pilot, "What each said, and when")
        await wait_for_text(pilot, "Hello")
        await pilot.press("v", "v", "v", "v")


async def test_without_a_stream_the_events_name_the_next_key(
    both_heard: Workspace, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "v", "v", "v")
        await wait_for_text(pilot, "No stream of both vendors is on record.")
        await wait_for_text(pilot, "l  streams a call to both sides at once")


# --- hostile text, sizes ---------------------------------------------------------------------


async def test_hostile_responses_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp, tmp_path: Path
) -> None:
    on_record(workspace, tmp_path, name=f"call {MARKUP}", **{MARKUP: PAYLOAD})
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        shown = ""
        await opened(pilot)
        for keys in (("G", "enter"), ("escape", "v"), ("v", "G"), ("v",)):
            await pilot.press(*keys)
            await pilot.pause()
            shown += frame_text(app)
        assert "[inaudible]" in shown
    assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (("n", "n"), "paths"),
        (("n",) * 6 + ("v",), "beside"),
        (("v", "v", "n", "n", "n"), "differences"),
    ],
)
async def test_frames(
    both_heard: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
    keys: tuple[str, ...],
    name: str,
) -> None:
    known = both_heard.known_differences
    known.ignore([("missing", "accountId", "")], "the account is known from the bucket")
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, *keys)
        await check_frame(app, f"responses-{name}")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_a_list_and_of_nothing(
    both_heard: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    paths_file: Path,
    size: tuple[int, int],
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, "p", "enter")
        await typed(pilot, str(paths_file))
        await wait_for_text(pilot, "paths of paths.txt")
        await check_frame(app, "responses-list")


@pytest.mark.parametrize("size", SIZES)
async def test_frames_of_an_empty_workspace(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "responses-empty")


@pytest.mark.parametrize("keys", [(), ("v",), ("v", "v"), ("v", "v", "v"), ("p",), ("f",)])
async def test_no_size_ends_it(
    both_heard: Workspace, make_app: MakeApp, keys: tuple[str, ...]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *keys)
        for columns, rows in ((1, 1), (3, 40), (39, 9), (200, 3), (13, 12), (120, 35), (60, 18)):
            await pilot.resize_terminal(columns, rows)
            await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "Responses")
