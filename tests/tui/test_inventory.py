"""The account inventory on the screen: asked for first, read, kept, shown; by keys only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from checklists.before.account_inventory import Gap, Inventory, inventory_of, newest, record
from checklists.workspace import Workspace
from providers.amazon.inventory import JobRecord
from providers.amazon.result_watchers import Watcher
from providers.sandbox.process import SandboxUrls
from tests.checklists.before.test_account_inventory import NOW, job, reading
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.test_account import app_with, opened, opening
from tui.app import CrossfadeApp
from tui.screens.confirm import ConfirmWindow
from tui.screens.run import RunWindow
from tui.vendor_desk import VendorDesk

SIZES = [(80, 24), (120, 35), (60, 18)]


def used(**changes: object) -> Inventory:
    """An account with calls, a meeting, a vocabulary, who is told, and a gap."""
    calls = [JobRecord("jobs", job(n, 88 - n), 600.0 if n % 2 else None) for n in range(60)]
    meeting = job(
        900, 3, LanguageCode="de-DE", MediaFormat="mp4",
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 5, "VocabularyName": "products"},
        ContentRedaction={"RedactionType": "PII", "RedactionOutput": "redacted"},
    )  # fmt: skip
    call = job(1, 5, CallAnalyticsJobName="survey-1", CallAnalyticsJobStatus="COMPLETED")
    for name in ("TranscriptionJobName", "TranscriptionJobStatus", "Settings"):
        del call[name]
    vocabulary = {
        "VocabularyName": "products", "LanguageCode": "de-DE", "VocabularyState": "READY",
    }  # fmt: skip
    found = inventory_of(
        replace(
            reading(
                *calls,
                JobRecord("jobs", meeting, 3600.0),
                JobRecord("call-analytics-jobs", call, 120.0),
                vocabularies=[vocabulary],
                categories=[{"CategoryName": "angry", "InputType": "POST_CALL"}],
            ),
            watchers=(
                Watcher("rule", "call-done", "Transcribe Job State Change: COMPLETED",
                        ("lambda on-call-done", "sqs results")),
                Watcher("bucket", "acme-recordings", "s3:ObjectCreated:*", ("lambda begin-job",)),
            ),
            gaps=(
                ("custom language models",
                 "The AWS credentials may not do this while listing custom language models "
                 "(AccessDeniedException): ask for the permission that the request needs. It needs "
                 "transcribe:ListLanguageModels."),
            ),
            until=NOW + timedelta(0),
        )
    )  # fmt: skip
    return replace(found, **changes)  # type: ignore[arg-type]


async def shown(pilot: Pilot[int]) -> str:
    """The whole of the window that ``i`` opens."""
    await pilot.press("i")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, RunWindow), "the window is open")
    screen = pilot.app.screen
    assert isinstance(screen, RunWindow)
    return screen._text


async def test_nothing_is_read_without_a_yes(workspace: Workspace, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "i")
        await wait_for_text(pilot, "The account was never read: press r.")
        await pilot.press("r")
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmWindow), "it asks")
        words = " ".join(frame_text(app).split())
        assert "Nothing is changed" in words
        await pilot.press("n")
        await pilot.pause()
    assert workspace.runs("inventory") == ()


async def test_the_sandboxs_account_is_read_and_shown(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    from checklists.vendors import Vendors

    vendors = Vendors(sandbox.deepgram_access(), sandbox.amazon_access())
    desk = VendorDesk("sandbox", {}, opening(vendors))
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "r", "y")
        await wait_for_text(pilot, "Read and recorded, the sandbox's account:")
        kept = newest(workspace)
        assert kept is not None and kept[0].sandbox and kept[1].gaps == ()
        text = await shown(pilot)
        assert "sandbox, region us-east-1" in text and "sample-calls" in text
    assert len(workspace.evidence("upstream-dependencies")) == 1


async def test_no_credentials_are_one_sentence(workspace: Workspace) -> None:
    environ = {"AWS_EC2_METADATA_DISABLED": "true"}
    app = app_with(workspace, "live", environ)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot, "r", "y")
        await wait_for(pilot, lambda: bool(app._notifications), "it is told")
    assert workspace.runs("inventory") == ()


async def test_what_is_shown_is_everything_with_what_it_costs(
    workspace: Workspace, make_app: MakeApp
) -> None:
    record(workspace, used())
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        text = await shown(pilot)
    for words in (
        "LIVE, region eu-west-1", "transcribe:ListLanguageModels", "61 jobs; 61 looked at",
        "by month: 2026-08", "formats: wav 8000 Hz (60), mp4 8000 Hz (1)", "channels: 2 (60)",
        "ContentRedaction.RedactionType = PII: 1 of 61",
        "custom vocabularies: products (de-DE, READY; used by 1 job looked at)",
        "Call Analytics categories: angry (POST_CALL)",
        "acme-recordings: read by 62 jobs", "acme-texts: written by 62 jobs",
        "rule call-done: Transcribe Job State Change: COMPLETED; tells lambda on-call-done, sqs",
        "bucket acme-recordings: s3:ObjectCreated:*; tells lambda begin-job",
        "Streams leave no record", "Deepgram, a month", "Amazon, a month",
        "amazon-price-batch: ", "2026-09-23", "acme-calls/prices.toml",
    ):  # fmt: skip
        assert words in text, words


async def test_a_price_list_that_cannot_be_read_is_said(
    workspace: Workspace, make_app: MakeApp
) -> None:
    record(workspace, used())
    (workspace.directory / "prices.toml").write_text("[[fact", encoding="utf-8")
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        assert "prices.toml" in await shown(pilot)


async def test_hostile_names_are_shown_and_harmless(
    workspace: Workspace, make_app: MakeApp
) -> None:
    record(
        workspace,
        used(
            gaps=(Gap(f"what {MARKUP}", PAYLOAD),),
            watchers=(Watcher("rule", MARKUP, PAYLOAD, (MARKUP,)),),
        ),
    )
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await wait_for_text(pilot, "[inaudible]")
        text = frame_text(app)
    assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("keys", "name"), [((), "top"), (("end",), "end")])
async def test_frames(
    workspace: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
    keys: tuple[str, ...],
    name: str,
) -> None:
    record(workspace, used())
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("i")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the window is open")
        await pilot.press(*keys)
        await check_frame(app, f"inventory-{name}")
