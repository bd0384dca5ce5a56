"""The account workbench: what was found without asking, the answers, and the way to a key."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from checklists.before import access_found
from checklists.vendors import Choice, Vendors
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.sandbox.process import SandboxUrls
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD, VISIBLE
from tests.tui.scripted import ScriptedOpener
from tui.app import CrossfadeApp
from tui.screens.account import AccountScreen
from tui.vendor_desk import VendorDesk

KEY = "dg-5f3c0de-not-a-real-key-4711"
OPEN = ("j", "j", "j", "enter")


def app_with(workspace: Workspace, choice: Choice, environ: Mapping[str, str]) -> CrossfadeApp:
    """The program with these variables and scripted vendors."""
    desk = VendorDesk(choice, environ, ScriptedOpener())
    return CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})


async def opened(pilot: Pilot[int], *keys: str) -> AccountScreen:
    """The workbench, once it has looked around, after these keys."""
    await pilot.press(*OPEN)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, AccountScreen), "it is open")
    await wait_for(pilot, lambda: "Looking at" not in frame_text(pilot.app), "it has looked")
    await pilot.press(*keys)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, AccountScreen)
    return screen


def answered(workspace: Workspace) -> None:
    """An answer on record, with what a vendor might say."""
    checks = [
        {"name": "deepgram key", "status": "ok", "next": "",
         "detail": "Deepgram accepts the key. (live, https://api.deepgram.com)"},
        {"name": "deepgram project", "status": "ok", "detail": "Acme calls", "next": ""},
        {"name": "deepgram balance", "status": "warning", "next": "add credit in the console",
         "detail": "0.00 USD left in Acme calls: requests are refused with 402"},
        {"name": "amazon credentials", "status": "failed", "next": "check the profile",
         "detail": f"AccessDenied: {MARKUP} {PAYLOAD}"},
    ]  # fmt: skip
    run = workspace.record_run(
        "doctor",
        sandbox=False,
        vendor="deepgram",
        result={"checks": checks},
        started_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    )
    workspace.attach_evidence("api-key", run.id)


async def test_what_is_found_is_shown_before_anything_is_asked(workspace: Workspace) -> None:
    environ = {"DEEPGRAM_API_KEY": KEY, "DEEPGRAM_BASE_URL": "https://api.eu.deepgram.com"}
    app = app_with(workspace, "auto", environ)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        shown = frame_text(app)
        for words in ("Deepgram itself, live", "from the variable DEEPGRAM_API_KEY", "api.eu."):
            assert words in shown
        assert KEY not in shown and KEY[:6] not in shown and KEY[-4:] not in shown
        opener = app.desk._opener
        assert isinstance(opener, ScriptedOpener) and opener.opened == 0


async def test_without_a_key_the_steps_to_one_are_there(workspace: Workspace) -> None:
    app = app_with(workspace, "auto", {})
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "How to get a key")
        assert "DEEPGRAM_API_KEY is not set" in frame_text(app)
        await pilot.press("v", "v", "v")
        assert screen.pane == "steps" and app.focused is screen.query_one("#steps")
        await pilot.press(*["down"] * 40)
        await wait_for_text(pilot, "transcribe:StartTranscriptionJob")
        await pilot.press("y")
        await wait_for(pilot, lambda: app.copied is not None, "something is copied")
        assert app.copied is not None and app.copied.text.startswith("read -rs DEEPGRAM_API_KEY")


async def test_opening_does_not_wait_for_the_files(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bench is there and answers to keys while its look-up still hangs."""
    go_on = threading.Event()

    def slow(environ: Mapping[str, str], choice: Choice) -> tuple[access_found.Finding, ...]:
        go_on.wait(60)
        return (access_found.Finding("deepgram", "key", "found", f"at last {MARKUP}"),)

    monkeypatch.setattr(access_found, "found_here", slow)
    app = app_with(workspace, "auto", {})
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        try:
            await pilot.press(*OPEN)
            await wait_for_text(pilot, "Looking at the environment")
            await pilot.press("v")
            await wait_for_text(pilot, "Press c to ask both sides")
        finally:
            go_on.set()
        await wait_for_text(pilot, "at last [/] [inaudible]")


async def test_files_that_cannot_be_read_in_time_are_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(environ: Mapping[str, str], choice: Choice) -> tuple[access_found.Finding, ...]:
        go_on.wait(60)
        return ()

    monkeypatch.setattr(access_found, "found_here", slow)
    monkeypatch.setattr("tui.screens.account.LOOKING_SECONDS", 0.05)
    app = app_with(workspace, "auto", {})
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        try:
            await pilot.press(*OPEN)
            await wait_for_text(pilot, "could not be read within")
        finally:
            go_on.set()


def opening(vendors: Vendors) -> Callable[..., AbstractAsyncContextManager[Vendors]]:
    """An opener that gives these vendors."""

    @contextlib.asynccontextmanager
    async def give(*arguments: object, **named: object) -> AsyncIterator[Vendors]:
        yield vendors

    return give


async def test_both_sides_are_asked_and_the_answer_is_evidence(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    vendors = Vendors(sandbox.deepgram_access(), sandbox.amazon_access())
    desk = VendorDesk("sandbox", {}, opening(vendors))
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(120, 50), notifications=True) as pilot:
        screen = await opened(pilot, "c")
        await wait_for_text(pilot, "Asked and recorded: both sides are in order.")
        await wait_for_text(pilot, "● evidence")
        assert screen.pane == "answers"
        await pilot.press(*["down"] * 3)
        shown = frame_text(app)
        for words in ("crossfade sandbox", "speech-to-text models", "sandbox ─╯"):
            assert words in shown
    (run,) = workspace.runs("doctor")
    assert run.sandbox and {check["name"] for check in run.result["checks"]} >= {
        "deepgram key", "deepgram models", "amazon permission",
    }  # fmt: skip


async def test_trouble_with_opening_is_one_sentence(
    workspace: Workspace, make_app: MakeApp
) -> None:
    app = make_app(ScriptedOpener(failing=BadInput(f"There is no key {MARKUP}.")))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "c")
        await wait_for_text(pilot, "There is no key [/] [inaudible]")
    assert workspace.runs() == ()


async def test_what_vendors_say_is_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    answered(workspace)
    app = make_app()
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await opened(pilot)
        await wait_for_text(pilot, "[inaudible]")
        shown = frame_text(app)
    assert VISIBLE[:9] in shown
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18)])
async def test_frames_of_a_newcomer(
    workspace: Workspace, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    app = app_with(workspace, "auto", {"AWS_EC2_METADATA_DISABLED": "true"})
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "account-new")


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18)])
async def test_frames_of_an_answer(
    workspace: Workspace, check_frame: CheckFrame, size: tuple[int, int]
) -> None:
    answered(workspace)
    environ = {
        "DEEPGRAM_API_KEY": KEY,
        "AWS_ACCESS_KEY_ID": "A",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL_S3": "http://s3.example.com",
    }
    app = app_with(workspace, "auto", environ)
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot, *(["v"] if size[0] < 80 else []))
        await check_frame(app, "account")


async def test_no_size_ends_it(workspace: Workspace, make_app: MakeApp) -> None:
    answered(workspace)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        for columns, rows in ((1, 1), (3, 40), (39, 9), (200, 3), (13, 12), (120, 35), (60, 18)):
            await pilot.resize_terminal(columns, rows)
            await pilot.press("v")
        await pilot.resize_terminal(80, 24)
        await wait_for_text(pilot, "[Account]")
