"""Terms watched in the live workbench: hits pop up in the panes, by sound and in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from checklists.before.live.panes import LivePane, standard_panes
from checklists.before.live.watch import with_terms
from checklists.search_labels import SearchCut
from checklists.store import now
from checklists.workspace import Workspace
from providers.speech import LiveEvent, LiveKind, SearchHit
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for_text
from tests.tui.hostile import PAYLOAD
from tests.tui.scripted import ScriptedOpener, event, spoken
from tests.tui.test_live import live_screen, pretend_streaming
from tests.tui.test_live_frames import told
from tui.live.model import Comparison
from tui.messages import Heard
from tui.watch_lines import watched

TERMS = ("Zyxel", "serial number", "broadband")
PANES = with_terms(standard_panes(("deepgram", "amazon"), 2), TERMS)
SIZES = [(160, 50), (120, 35), (80, 24), (60, 18)]


def found(
    kind: LiveKind, *hits: SearchHit, start: float = 0.0, end: float = 5.0, text: str = ""
) -> LiveEvent:
    said = event("deepgram", kind, text, start=start, end=end, side="1", received_at=1000.0 + end)
    return replace(said, hits=hits)


def hit(term: str, start: float, sure: float, snippet: str, channel: int = 0) -> SearchHit:
    return SearchHit(term, start, start + 0.6, sure, snippet, channel)


def test_a_place_is_one_line_that_changes() -> None:
    comparison = Comparison.of(PANES, 60.0, 1)
    side = comparison.sides["1"]
    comparison.hear(found("interim", hit("Zyxel", 1.0, 0.7, "axle"), text="my axle"))
    (line,) = side.lines
    assert (line.kind, line.start, line.channel) == ("hit", 1.0, 0)
    assert line.text == 'hit: "Zyxel" 0.70 in the sound, not settled yet'
    comparison.hear(found("final", hit("Zyxel", 1.1, 0.81, "axle"), text="My axle drops."))
    assert [one.text for one in side.lines] == [
        'hit: "Zyxel" 0.81 in the sound, written "axle"', "My axle drops.",
    ]  # fmt: skip
    assert side.changed == {0} and watched(side.watch) == "1 hit in sound"
    # Neither what is copied nor what is counted as settled has it.
    assert side.text() == "My axle drops." and side.finals == 1


def test_what_is_withdrawn_stays_as_a_line_and_is_not_counted() -> None:
    comparison = Comparison.of(PANES, 60.0, 1)
    side = comparison.sides["1"]
    comparison.hear(found("interim", hit("Zyxel", 1.0, 0.7, "")))
    comparison.hear(found("final", text="My router drops."))
    assert side.lines[0].text == 'hit: "Zyxel" 0.70 in the sound, withdrawn'
    assert watched(side.watch) == "0 hits in sound"


def test_the_text_of_the_other_pane_is_searched_beside_it() -> None:
    comparison = Comparison.of(PANES, 60.0, 1)
    text = "The serial numbre of my Zyxel."
    said = event("amazon", "final", text, end=4.0, side="2", words=spoken(text, 0.0, 4.0))
    comparison.hear(said)
    side = comparison.sides["2"]
    assert [line.text for line in side.lines[1:]] == [
        'hit: "Zyxel" in the text',
        'hit: "serial number" in the text as "serial numbre", nearly so 0.92',
    ]
    assert watched(side.watch) == "2 hits in text"
    plain = Comparison.of(standard_panes(("deepgram", "amazon")), 60.0, 1)
    assert plain.sides["1"].watch is None and watched(None) == ""


def watched_call(pane: LivePane) -> Iterator[LiveEvent]:
    """The conversation of the frames, with what a search in the sound makes of it."""
    hits = {
        0: (hit("broadband", 1.9, 0.86, "broadband"),),
        2: (hit("Zyxel", 7.4, 0.97, "axle", 1), hit("Zyxel", 10.0, 0.11, "every", 1)),
        4: (hit("serial number", 16.2, 0.74, "serial number"),),
    }
    finals = 0
    for one in told(pane, 0.4):
        if one.event in ("final", "speech-final"):
            if pane.vendor == "deepgram":
                one = replace(
                    one, hits=hits.get(finals, ()), text=one.text.replace("Zyxel", "axle")
                )
            finals += 1
        yield one
    if pane.vendor == "deepgram":
        fresh = hit("serial number", 20.4, 0.61, "on the front", 1)
        yield replace(one, hits=(fresh,))


@pytest.mark.usefixtures("fixed_samples")
@pytest.mark.parametrize("size", SIZES)
async def test_the_workbench_with_terms(
    make_app: MakeApp,
    check_frame: CheckFrame,
    frozen_clock: SimpleNamespace,
    size: tuple[int, int],
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen, PANES)
        frozen_clock.now = 1022.4
        for pane in PANES:
            for one in watched_call(pane):
                screen.post_message(Heard(one))
        await wait_for_text(pilot, "0.61")
        await wait_for_text(pilot, "0:22.4")
        await wait_for_text(pilot, "P50")
        await check_frame(app, "live-search")


async def test_cuts_that_were_kept_decide_what_is_shown(
    workspace: Workspace, make_app: MakeApp
) -> None:
    cut = SearchCut("zyxel", "nova-3", True, 0.2, None, None, 9, 9, 0, "hand", "me", now())
    workspace.search_labels.keep_cut(cut)
    weak = hit("Zyxel", 0.2, 0.3, "axle"), hit("broadband", 0.2, 0.3, "axle")
    script = [replace(found("final", *weak, text="My axle."), side="")]
    app = make_app(ScriptedOpener({"deepgram": script}))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await pilot.press("l")
        live_screen(app).panes = PANES
        await pilot.press("s")
        await wait_for_text(pilot, 'hit: "Zyxel" 0.30 in the sound')
        assert "broadband" not in frame_text(app).split("hit:", 1)[1]
        await wait_for_text(pilot, "1 hit in sound")
        await pilot.press("x")
        await wait_for_text(pilot, "1 run recorded")
    await app.desk.close()
    run = next(run for run in workspace.runs(kind="live") if run.vendor == "deepgram")
    assert any(len(one.get("hits", ())) == 2 for one in run.result["events"])


def test_hostile_words_are_only_words() -> None:
    comparison = Comparison.of(with_terms(PANES, (PAYLOAD,)), 60.0, 1)
    term = comparison.sides["1"].pane.options.search[0]  # type: ignore[union-attr]
    comparison.hear(found("final", hit(term, 1.0, 0.9, PAYLOAD + " \x1b[2J")))
    (line,) = comparison.sides["1"].lines
    assert "\x1b" not in line.text and "\n" not in line.text
