"""The search of sound and text, by keys only."""

from __future__ import annotations

import csv
import json
import math
from array import array
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from checklists.before import audio_tests
from checklists.before.samples import add_sample_call
from checklists.search_hits import SearchHits
from checklists.search_labels import SearchCut
from checklists.search_query import HitQuery
from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip, probe
from providers.audio.pacing import PcmFormat
from providers.audio.transport import Span
from providers.audio.wav import header
from providers.errors import VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit, Vendor
from tests.checklists.furnished import heard
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.scripted_sound import Stage
from tui.app import CrossfadeApp
from tui.screens.calibrate import CalibrateScreen
from tui.screens.listen import ListenScreen
from tui.screens.phase import PhaseScreen
from tui.screens.run import RunWindow
from tui.screens.search import SearchScreen
from tui.screens.send import SendWindow
from tui.search_lines import TABLE
from tui.vendor_desk import VendorDesk
from tui.widgets.hit_rows import HitRows, HitTable
from tui.widgets.listening import Listening
from tui.widgets.table import widths
from tui.widgets.term_panel import TermLine, TermPanel

SIZES = [(80, 24), (120, 35), (60, 18), (160, 50)]
OPEN = ("j", "j", "j", "j", "enter", "w")
DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
HITS = {
    "zyxel": [
        SearchHit("zyxel", 1.0, 1.6, 0.94, "my cycle", 1),
        SearchHit("zyxel", 2.0, 2.6, 0.71, "zyxel support", 0),
        SearchHit("zyxel", 4.0, 4.4, 0.22, "the card", 1),
    ],
}


RATE = 8000
SECONDS = 12.5
FORM = PcmFormat("linear16", RATE, 2)


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """The same for every clip."""
    return ("thank you for calling zyxel support", "my cycle router drops the card")


def sounding(directory: Path, number: int) -> Clip:
    """A call of two channels that speak in turns, another one for each number."""
    samples = array("h")
    for frame in range(round(SECONDS * RATE)):
        second = frame / RATE
        loud = round(9000 * abs(math.sin(second * 2.1))) + number
        left = loud if int(second / 2) % 2 == 0 else 40
        right = 40 if int(second / 2) % 2 == 0 else loud
        sign = 1 if frame // 20 % 2 else -1
        samples.extend((sign * left, sign * right))
    data = samples.tobytes()
    directory.mkdir(exist_ok=True)
    path = directory / f"call{number}.wav"
    path.write_bytes(header(len(data), FORM) + data)
    return probe(path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clip, ...]:
    """Three calls as files, made once."""
    return tuple(sounding(tmp_path_factory.mktemp("calls"), number) for number in range(3))


@pytest.fixture
def calls(workspace: Workspace, sound: Sequence[Clip]) -> Workspace:
    """A workspace with three calls."""
    for number, clip in enumerate(sound):
        workspace.add_clip(clip, name=f"call {number}")
    return workspace


@pytest.fixture
def stage() -> Stage:
    """A loudspeaker."""
    return Stage()


@pytest.fixture
async def make(make_app: MakeApp, stage: Stage) -> AsyncIterator[MakeApp]:
    """The program on the stage."""
    made: list[CrossfadeApp] = []

    def on_stage(vendors: BatchVendors) -> CrossfadeApp:
        app = make_app(vendors)
        stage.into(app)
        made.append(app)
        return app

    yield on_stage
    for app in made:
        await app.sound.close()


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is recorded at the same moment."""
    record_run = Workspace.record_run

    def dated(self: Workspace, kind: str, **rest: Any) -> Any:
        return record_run(self, kind, **{**rest, "started_at": DAY})

    monkeypatch.setattr(Workspace, "record_run", dated)


def terms_of(app: CrossfadeApp) -> tuple[str, ...]:
    assert isinstance(app.screen, SearchScreen)
    return app.screen.query_one(TermPanel).terms


def search_run(
    workspace: Workspace, sha256: str, heard: Mapping[str, Sequence[tuple[float, float]]]
) -> None:
    """A search on record: by term, where each hit begins and how sure it is."""
    terms = [
        {
            "term": term,
            "acoustic": [
                {"start": at, "end": at + 0.5, "confidence": sure, "snippet": "words", "channel": 0}
                for at, sure in hits
            ],
            "text": [],
        }
        for term, hits in heard.items()
    ]
    workspace.record_run(
        "search",
        sandbox=True,
        vendor="deepgram",
        model="nova-3",
        clip=sha256,
        request={"parameters": [["model", "nova-3"]]},
        result={"clips": [{"path": "", "text_of": "deepgram", "terms": terms}]},
        started_at=datetime.now(UTC),
    )


def cut_of(term: str, model: str, cut: float) -> SearchCut:
    """A cut as it is kept by hand."""
    return SearchCut(term, model, True, cut, None, None, 0, 0, 0, "hand", "ada", DAY)


async def stands(pilot: Pilot[int], heading: str, wanted: Sequence[str]) -> None:
    """Wait until a column of the hits begins like this."""

    def so() -> bool:
        app = pilot.app
        assert isinstance(app, CrossfadeApp)
        shown = isinstance(app.screen, SearchScreen)
        return shown and column(app, heading)[: len(wanted)] == list(wanted)

    await wait_for(pilot, so, f"{heading}: {wanted}")


def column(app: CrossfadeApp, heading: str) -> list[str]:
    """A column of the hits as they stand on the screen."""
    table = app.screen.query_one(HitTable)
    lines = frame_text(app).splitlines()
    region = table.rows.region
    room = table.rows.scrollable_content_region.width
    first = next(i for i, column in enumerate(TABLE) if column.heading == heading)
    shown = widths(TABLE, room)
    gap = 2 if room >= 66 else 1
    left = region.x + sum(width + gap for width in shown[:first] if width)
    found = (line[left : left + shown[first]].strip() for line in lines[region.y : region.bottom])
    return [cell for cell in found if cell]


async def searched_for(pilot: Pilot[int], terms: str) -> SearchScreen:
    """Go to the workbench, and search all clips for these terms."""
    app = pilot.app
    await pilot.press(*OPEN, "t", *terms, "enter", "escape", "s")
    await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
    await pilot.press("y")
    await wait_for_text(pilot, "recorded under Test audio")
    assert isinstance(app.screen, SearchScreen)
    await wait_for(pilot, lambda: isinstance(app.focused, HitRows), "the hits have the focus")
    return app.screen


async def picture_is_there(pilot: Pilot[int]) -> Listening:
    """Wait until the clip of the hit is read and its hits are marked."""
    pane = pilot.app.screen.query_one(Listening)
    await wait_for(
        pilot,
        lambda: (
            pane.clip is not None
            and pane.wave._scan is not None
            and pane.wave._scan.done
            and bool(pane.wave._marks.get("hit"))
        ),
        "the waveform of the hit's clip",
    )
    return pane


async def test_terms_are_typed_kept_and_taken_away(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "Terms · 0 of 25")
        assert not isinstance(app.focused, Input)
        await pilot.press("t", *"zyxel")
        # Keys that mean something in the workbench are only letters while a term is typed.
        await pilot.press("comma", *" swap, card")
        assert isinstance(app.focused, TermLine)
        assert isinstance(app.screen, SearchScreen)
        await pilot.press("enter")
        await wait_for_text(pilot, "Terms · 3 of 25")
        assert terms_of(app) == ("zyxel", "swap", "card")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.focused, Input), "the line is left")
        assert isinstance(app.screen, SearchScreen)
        await pilot.press("k", "r")
        await wait_for(pilot, lambda: terms_of(app) == ("zyxel", "card"), "one term less")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, PhaseScreen), "back at the tasks")
        # The workbench is as it was left.
        await pilot.press("enter", "w")
        await wait_for_text(pilot, "Terms · 2 of 25")


async def test_26_to_50_terms_are_warned_of_and_more_are_refused(
    calls: Workspace, make: MakeApp
) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t")
        await wait_for(pilot, lambda: isinstance(app.focused, TermLine), "the line is open")
        line = app.screen.query_one(TermLine)
        line.value = ",".join(f"term {n}" for n in range(51))
        await pilot.press("enter")
        await wait_for_text(pilot, "51 terms are too many")
        assert terms_of(app) == ()
        line.value = ",".join(f"term {n}" for n in range(26))
        await pilot.press("enter")
        await wait_for_text(pilot, "Terms · 26 of 50")
        await wait_for_text(pilot, "over 25: may be refused")
        await wait_for(
            pilot,
            lambda: any("so it may be refused" in toast.message for toast in app._notifications),
            "the sentence with the dates",
        )


async def test_both_sides_are_joined_by_time_and_recorded(calls: Workspace, make: MakeApp) -> None:
    vendors = BatchVendors(says, hits=HITS)
    app = make(vendors)
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "s")
        await wait_for(
            pilot,
            lambda: any("t types one" in toast.message for toast in app._notifications),
            "it says that a term is needed",
        )
        await pilot.press("t", *"zyxel, card", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await wait_for_text(pilot, "3 files, 0:37.5 of audio; costs nothing")
        assert "Amazon" not in frame_text(app).split("Before anything")[1][:500]
        assert vendors.asked == []
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded under Test audio.")
        for words in ("0.94", "only sound", "0.71", "both", "only text", "my cycle"):
            await wait_for_text(pilot, words)
        await wait_for_text(pilot, "3 both · 3 only sound · 3 only text · 3 under 0.5 hidden")
        runs = calls.runs("search")
        assert len(runs) == 3 and all(run.sandbox for run in runs)
        assert [term["term"] for term in runs[0].result["clips"][0]["terms"]] == ["zyxel", "card"]
        # Nothing is asked twice; what is weaker shows when it may.
        await pilot.press("s")
        await wait_for_text(pilot, "All of it is on record; A searches again.")
        assert len(vendors.asked) == 3
        await pilot.press("comma", "comma", "comma")
        await wait_for_text(pilot, "0 under 0.2 hidden")
        await wait_for_text(pilot, "3 both · 6 only sound · 3 only text")


async def test_enter_on_a_hit_shows_everything_about_it(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for(pilot, lambda: isinstance(app.focused, HitRows), "the hits have the focus")
        await pilot.press("home", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the details are open")
        for words in (
            "Found in: only sound",
            "0:01.0 to 0:01.6, confidence 0.940",
            "Transcribed there as: my cycle",
            "my cycle router drops",
            "Deepgram nova-3, sandbox",
        ):
            await wait_for_text(pilot, words)


async def test_amazons_own_transcript_is_searched_where_it_is_on_record(
    calls: Workspace, make: MakeApp
) -> None:
    record = calls.clips()[0]
    said = heard("amazon", "nothing of the kind", "no", sandbox=True, model="transcribe")
    options = audio_tests.options_for("amazon", record.clip)
    assert isinstance(options, AmazonOptions)
    request = {"TranscriptionJobName": "one", **options.job_parameters()}
    audio_tests.record(calls, record, replace(said, request=request))
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(100, 34), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "Amazon's text: nothing alike")
        await pilot.press("j")
        await wait_for_text(pilot, "Deepgram's text: nothing alike")
        # Amazon wrote it nowhere, so in that clip both hits are only in the sound.
        await wait_for_text(pilot, "2 both · 4 only sound · 0 only text")


async def test_a_clip_that_fails_and_one_that_is_stopped(calls: Workspace, make: MakeApp) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if clip.path.name == "call0.wav":
            raise VendorTrouble("Refused [/] \x1b[2J.", vendor="deepgram")
        vendors.held = ("deepgram",)
        return says(vendor, clip, options)

    vendors = BatchVendors(refusing, hits=HITS)
    app = make(vendors)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "call 0 · failed: Refused [/] ␛[2J.")
        await wait_for_text(pilot, "2 of 3")
        await pilot.press("x")
        await wait_for_text(pilot, "Stopped.")
        assert len(calls.runs("search")) == 1
        await wait_for_text(pilot, "not searched yet: call 2")


async def test_what_is_on_record_is_shown_without_asking(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
    again = BatchVendors(says)
    app = make(again)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "my cycle")
        await wait_for(pilot, lambda: terms_of(app) == ("zyxel",), "the terms of the last search")
        # A term that was not part of it says so.
        await pilot.press("t", *"card", "enter", "escape", "v")
        await wait_for_text(pilot, "not searched for yet: card")
        assert again.asked == []


async def test_a_hit_is_seen_and_heard_with_a_margin(
    calls: Workspace, make: MakeApp, stage: Stage
) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await searched_for(pilot, "zyxel, card")
        pane = await picture_is_there(pilot)
        # Both of the clip's hits that are shown, and what only the text has.
        assert [mark.start for mark in pane.wave._marks["hit"]] == [1.0, 2.0, 2.5]
        assert pane.wave.cursor == pytest.approx(1.0)
        await pilot.press("h")
        await wait_for(pilot, lambda: pane.state.playing, "it plays")
        assert pane.wave.span == Span(pytest.approx(0.6), pytest.approx(2.0))  # type: ignore[arg-type]
        for _ in range(30):
            stage.now += 0.1
            await pilot.pause()
            if pane.wave.cursor >= 1.9:
                break
        await wait_for(pilot, lambda: pane.wave.cursor >= 0.6, "it begins before the hit")
        # Another hit: what plays ends, and the cursor is there.
        await pilot.press("j", "j", "j")
        await wait_for_text(pilot, "zyxel · L 0:02.0 to 0:02.6 · call 0")
        await wait_for(pilot, lambda: abs(pane.wave.cursor - 2.0) < 0.011, "the cursor follows")
        assert not pane.state.playing


async def test_a_hit_can_be_heard_elsewhere_and_in_its_clip(
    calls: Workspace, make: MakeApp
) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await searched_for(pilot, "zyxel")
        await pilot.press("y")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the commands are shown")
        assert app.copied is not None and "0.6" in app.copied.text
        await pilot.press("escape", "H")
        await wait_for(pilot, lambda: isinstance(app.screen, ListenScreen), "the clip is opened")
        pane = app.screen.query_one(Listening)
        await wait_for(pilot, lambda: pane.state.playing, "it plays there")


async def test_hits_are_put_in_order_and_filtered(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await searched_for(pilot, "zyxel, card")
        rows = screen.query_one(HitRows)
        assert len(rows.numbers) == 9
        await pilot.press("i", "i")
        await wait_for_text(pilot, "only in the sound")
        assert len(rows.numbers) == 3
        await stands(pilot, "found in", ["only sound"] * 3)
        await pilot.press("i")
        await wait_for_text(pilot, "only in the text")
        await stands(pilot, "term", ["card"] * 3)
        await pilot.press("i", "S", "S")
        await wait_for_text(pilot, "by time")
        await stands(pilot, "place", ["R 0:01.0"] * 3 + ["L 0:02.0"])
        # Term, under the cut, channel: in the window. Enter shows, escape leaves all as it was.
        await pilot.press("slash", "down", "right", "down", "down", "right", "enter")
        await wait_for_text(pilot, "by time · zyxel · under the cut")
        await stands(pilot, "heard", ["0.22"] * 3)
        await pilot.press("slash", "right", "escape")
        await wait_for(pilot, lambda: app.screen is screen, "the window is closed")
        assert screen.view.order == 2
        await pilot.press("slash", "delete", "enter")
        await wait_for(pilot, lambda: len(rows.numbers) == 9, "everything again")


async def test_recordings_that_are_no_samples_are_shown_when_asked_for(
    calls: Workspace, sound: Sequence[Clip], make: MakeApp, tmp_path: Path
) -> None:
    elsewhere = sounding(tmp_path / "archive", 7)
    calls.know_clip(elsewhere)
    search_run(calls, elsewhere.sha256, {"zyxel": [(3.0, 0.88)]})
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await searched_for(pilot, "zyxel")
        rows = screen.query_one(HitRows)
        await wait_for(pilot, lambda: len(rows.numbers) == 6, "those of the samples")
        await pilot.press("slash", "up", "right", "enter")
        await wait_for_text(pilot, "4 recordings")
        await wait_for(pilot, lambda: len(rows.numbers) == 7, "the other one too")
        await pilot.press("home", "j", "j", "j")
        await wait_for_text(pilot, "zyxel · L 0:03.0 to 0:03.5 · call7.wav")
        pane = screen.query_one(Listening)
        await wait_for(
            pilot, lambda: pane.clip is not None and pane.clip.path == elsewhere.path, "its sound"
        )


async def test_a_kept_cut_goes_before_the_common_one_and_a_stale_one_is_said(
    calls: Workspace, make: MakeApp
) -> None:
    calls.search_labels.keep_cut(cut_of("Zyxel", "nova-3", 0.2))
    calls.search_labels.keep_cut(cut_of("card", "nova-2", 0.75))
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await searched_for(pilot, "zyxel, card")
        await wait_for_text(pilot, "cut 0.20")
        await wait_for_text(pilot, "cut 0.75 stale")
        await wait_for_text(pilot, "0 under 0.5 or own cut hidden")
        rows = screen.query_one(HitRows)
        assert len(rows.numbers) == 12
        # The common cut means nothing to a term with its own.
        await pilot.press("full_stop", "full_stop", "full_stop", "full_stop", "full_stop")
        assert len(rows.numbers) == 12
        await pilot.press("end", "enter")
        await wait_for_text(pilot, "The cut 0.75 kept for it is stale: set for nova-2, this is")
        await pilot.press("escape")
        # What a term's own cut hides can be looked at.
        calls.search_labels.keep_cut(cut_of("Zyxel", "nova-3", 0.8))
        await pilot.press("slash", *["down"] * 3, "right", "enter")
        await wait_for_text(pilot, "under the cut")
        await stands(pilot, "heard", ["0.71"] * 3 + ["0.22"] * 3)


async def test_the_term_under_the_cursor_is_calibrated(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await searched_for(pilot, "card, zyxel")
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, CalibrateScreen), "it is opened")
        assert app.screen.term == "zyxel"  # type: ignore[attr-defined]
        labels = calls.search_labels
        labels.keep_cut(cut_of("zyxel", "nova-3", 0.9))
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, SearchScreen), "back at the search")
        # What was decided there holds here.
        await wait_for_text(pilot, "cut 0.90")
        # In the list of terms the cursor says which.
        screen.query_one(TermPanel).query_one("TermRows").focus()
        await pilot.press("home", "c")
        await wait_for(pilot, lambda: isinstance(app.screen, CalibrateScreen), "it is opened")
        assert app.screen.term == "card"  # type: ignore[attr-defined]


async def test_the_hits_shown_are_written_into_files(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await searched_for(pilot, "zyxel, card")
        await pilot.press("i", "i", "e")
        await wait_for_text(pilot, "3 hits as shown")
        await pilot.press("enter")
        await wait_for_text(pilot, "3 hits written to ~/acme-calls/exports/search.csv")
        written = calls.directory / "exports" / "search.csv"
        with written.open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        assert [line["confidence"] for line in lines] == ["0.94"] * 3
        assert {line["found_in"] for line in lines} == {"sound"}
        # Never over another file, and only what can be told from its name.
        await pilot.press("e", "enter")
        await wait_for_text(pilot, "is already there")
        line = app.screen.query_one("#path", Input)
        line.value = "hits.txt"
        await pilot.press("enter")
        await wait_for_text(pilot, "neither .csv nor .json")
        line.value = "hits.json"
        await pilot.press("enter")
        await wait_for_text(pilot, "exports/hits.json")
        document = json.loads((calls.directory / "exports" / "hits.json").read_text())
        assert [hit["clip"] for hit in document["hits"]] == ["call 0", "call 1", "call 2"]


async def test_of_thousands_of_hits_only_those_in_view_are_read(
    calls: Workspace, make: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = [(second / 100, (second % 97) / 97) for second in range(1000)]
    terms = ("invoice", "broadband")
    for record in calls.clips():
        search_run(calls, record.sha256, dict.fromkeys(terms, each))
    read: list[int] = []
    of_numbers = SearchHits.of_numbers

    def counted(self: SearchHits, query: HitQuery, numbers: Sequence[int]) -> Any:
        read.append(len(numbers))
        return of_numbers(self, query, numbers)

    monkeypatch.setattr(SearchHits, "of_numbers", counted)
    app = make(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for(pilot, lambda: isinstance(app.focused, HitRows), "the hits have the focus")
        rows = app.screen.query_one(HitRows)
        strong = sum(confidence >= 0.5 for _, confidence in each)
        assert len(rows.numbers) == 3 * 2 * strong
        await wait_for_text(pilot, f"{3 * 2 * strong:,} only sound")
        await pilot.press("end")
        await wait_for(pilot, lambda: rows.place == len(rows.numbers), "the last one")
        await wait_for_text(pilot, "0.51")
        assert sum(read) < 1000
        # The cursor stays on its hit when the list grows.
        await pilot.press("k", "k")
        here = rows.selected
        await pilot.press("comma")
        await wait_for(pilot, lambda: len(rows.numbers) > 3 * 2 * strong, "more of them")
        assert rows.selected == here


async def test_hostile_words_are_shown_and_harmless(
    workspace: Workspace, sound: Sequence[Clip], make: MakeApp
) -> None:
    for number, clip in enumerate(sound):
        workspace.add_clip(clip, name=f"{MARKUP} {PAYLOAD} {number}")
    hits = {"zyxel": [SearchHit("zyxel", 1.0, 1.6, 0.94, f"{PAYLOAD} [/]", 1)]}
    app = make(BatchVendors(says, hits=hits))
    async with app.run_test(size=(160, 50), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "␛]0;PWNED")
        await wait_for_text(pilot, "[/] [inaudible]")
        shown = frame_text(app)
        assert "\x1b" not in shown and "\u202e" not in shown
        await wait_for(pilot, lambda: isinstance(app.focused, HitRows), "the hits have the focus")
        await pilot.press("home", "enter")
        await wait_for_text(pilot, "Transcribed there as: ␛]0;PWNED")


async def test_the_sample_calls_bring_their_terms(workspace: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "p adds")
        await pilot.press("p")
        await wait_for_text(pilot, "Clips · 5 of 5 chosen")
        await pilot.press("f")
        spoken = {term.text for call in sample_calls() for term in call.terms}
        await wait_for(pilot, lambda: set(terms_of(app)) == spoken, "the terms are in the list")


async def test_no_size_ends_the_program(calls: Workspace, make: MakeApp) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press(*OPEN, "t", *"zyxel", "enter", "escape")
        for columns in (1, 2, 5, 13, 39, 41, 200):
            for rows in (1, 11, 60):
                await pilot.resize_terminal(columns, rows)
        await pilot.resize_terminal(60, 18)
        await wait_for_text(pilot, "Terms · 1 of 25")
        for _ in range(4):
            await pilot.press("v")
            # The keys go to what is in view.
            await wait_for(pilot, lambda: _in_the_shown_side(app), "what is shown has the focus")
        await pilot.press("v")
        await wait_for_text(pilot, "Sound against text")


def _in_the_shown_side(app: CrossfadeApp) -> bool:
    return app.focused is not None and app.focused in app.screen.query(".side.-shown *")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    calls: Workspace,
    make: MakeApp,
    check_frame: CheckFrame,
    one_day: None,
    size: tuple[int, int],
) -> None:
    app = make(BatchVendors(says, hits=HITS))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press(*OPEN)
        await wait_for_text(pilot, "t types the first term")
        await pilot.pause()
        await check_frame(app, "search-new")
        calls.search_labels.keep_cut(cut_of("zyxel", "nova-3", 0.6))
        calls.search_labels.keep_cut(cut_of("card", "nova-2", 0.75))
        await pilot.press("t", *"zyxel, card, routers, broadband", "enter", "escape", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks")
        await pilot.press("y")
        await wait_for_text(pilot, "3 searches recorded")
        await wait_for_text(pilot, "only sound")
        if size[0] >= 120:
            await wait_for_text(pilot, "cut 0.75 stale")
        await picture_is_there(pilot)
        await check_frame(app, "search")
        await pilot.press("slash")
        await wait_for_text(pilot, "all channels")
        await check_frame(app, "search-filter")


async def test_through_the_real_sandbox(
    workspace: Workspace, sandbox: SandboxUrls, make: MakeApp
) -> None:
    lecture = next(call for call in sample_calls() if call.channels == 1)
    add_sample_call(workspace, lecture, probe(lecture.path))
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press(*OPEN, "f", "s")
        await wait_for(pilot, lambda: isinstance(app.screen, SendWindow), "it asks", 30)
        await pilot.press("y")
        await wait_for_text(pilot, "1 search recorded under Test audio.", 60)
        # The recogniser wrote something else, and the sound has it nevertheless.
        await wait_for_text(pilot, "only sound")
    await desk.close()
