"""The latency of the panes: the table, its window, and the ribbon in a pane's foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from checklists.before.fairness import Circumstances, fairness_notes
from checklists.before.live.pane import LivePane, standard_options
from checklists.scoring.latency import Latency, Spread, spread
from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.live.latency_lines import PaneFigures, table_lines, table_text
from tui.screens.latency_table import LatencyTable
from tui.widgets.latency_ribbon import bars, laid_out

NONE = Spread(0, None, None, None)


def lags(n: int, first: float = 0.4, step: float = 0.01) -> Spread:
    return spread([first + step * number for number in range(n)])


def latency(words: int, slower: float, *, endpoint: bool = True) -> Latency:
    return Latency(
        basis="vendor",
        first_interim=0.31 + slower,
        emission=lags(words, 0.3 + slower, 0.004),
        emission_final=lags(words, 0.9 + slower, 0.01),
        finalization=lags(words // 8, 0.6 + slower, 0.02),
        endpoint=lags(words // 9, 0.35 + slower, 0.01) if endpoint else NONE,
        revision=0.041 + slower / 10,
        words_shown=round(words * 1.1),
        last_final=None,
    )


def pane(number: int, vendor: Vendor, **options: object) -> LivePane:
    standard = replace(standard_options(vendor, 1), **options)  # type: ignore[arg-type]
    return LivePane(str(number), vendor, standard)


PANES = (
    pane(1, "deepgram"),
    pane(2, "amazon"),
    pane(3, "deepgram", model="nova-2", endpointing=10),
    pane(4, "amazon", partial_results_stability="high"),
)
FIGURES = (
    PaneFigures("1", "Deepgram", "nova-3", "sandbox", latency(184, 0.0), 0.083,
                {"2": (9, 170), "3": (4, 176), "4": (9, 170)}),
    PaneFigures("2", "Amazon", "transcribe", "sandbox", latency(179, 0.35, endpoint=False), 0.214,
                {"1": (8, 169), "3": (10, 171), "4": (0, 179)}),
    PaneFigures("3", "Deepgram", "nova-2 endpointing 10", "sandbox", latency(90, 0.1), 0.079,
                {"1": (4, 176), "2": (9, 170)}),
    PaneFigures("4", "Amazon", "transcribe stability high", "live", latency(12, 0.2), None,
                {"1": (8, 169)}),
)  # fmt: skip
KNOWN = Circumstances(
    sandbox={"1": True, "2": True, "3": True, "4": False},
    pauses=1,
    upsets={"3": "reconnected once, 1.2 s of audio sent again"},
)


async def opened(app: object, panes: Sequence[PaneFigures], notes: Sequence[str]) -> LatencyTable:
    window = LatencyTable(lambda: (panes, notes))
    await app.push_screen(window)  # type: ignore[attr-defined]
    return window


# --- the table -------------------------------------------------------------------------------


def line_of(text: str, label: str) -> str:
    return next(line for line in text.split("\n") if line.startswith(label))


def test_percentiles_are_refused_where_there_are_too_few() -> None:
    text = table_text(FIGURES[:2], (), width=100)
    # 184 words: all three; 22 utterances: no P99; 20 marks; Amazon has no marks.
    assert line_of(text, "Emission ").count("--") == 0
    assert line_of(text, "Finalization").split()[1:6] == ["0.82", "/", "1.02", "/", "--"]
    assert line_of(text, "Endpoint").rstrip().endswith("none")
    few = PaneFigures("1", "Amazon", "transcribe", "live", latency(19, 0.0))
    assert "0.34 / -- / --" in table_text([few], (), width=100)
    assert "0.36 / -- " not in table_text([replace_words(few, 20)], (), width=100)


def replace_words(one: PaneFigures, words: int) -> PaneFigures:
    return replace(one, latency=latency(words, 0.0))


def test_who_differs_from_whom_stands_below_the_lags() -> None:
    text = table_text(FIGURES, (), width=100)
    assert line_of(text, "Differs from 1").split()[3:] == ["·", "8/169", "4/176", "8/169"]
    assert line_of(text, "Differs from 4").split()[3:] == ["9/170", "0/179", "none", "·"]
    assert "Differs" not in table_text(FIGURES[:1], (), width=100)


def test_no_pane_no_table() -> None:
    assert table_text((), ("note",)) == "Nothing was streamed yet."


@given(
    st.lists(st.text(max_size=30), min_size=1, max_size=4),
    st.lists(st.text(max_size=80), max_size=3),
    st.integers(30, 130),
)
def test_hostile_names_stay_in_their_columns(
    names: list[str], notes: list[str], width: int
) -> None:
    panes = [
        PaneFigures(str(number), name, name, name, latency(30, 0.0), 0.1)
        for number, name in enumerate(names, 1)
    ]
    for line in table_lines(panes, notes, width):
        assert line.cell_length <= width
        assert not set(line.plain) & set("\x1b\x07\x9b\u202e\n")


async def test_the_window_goes_on_counting(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        shown = [FIGURES[:1]]
        window = LatencyTable(lambda: (shown[0], ()))
        await app.push_screen(window)
        await wait_for_text(pilot, "n 184")
        shown[0] = (replace_words(FIGURES[0], 240),)
        await wait_for_text(pilot, "n 240")
        assert "n 184" not in frame_text(app)


async def test_copy_file_and_scrolling_by_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, FIGURES, fairness_notes(PANES, KNOWN))
        await wait_for_text(pilot, "Emission final")
        await pilot.press("y")
        await wait_for(pilot, lambda: app.copied is not None, "something copied")
        assert app.copied is not None and "Differs from 4" in app.copied.text
        await pilot.press("f")
        await wait_for(
            pilot, lambda: bool(list((app.workspace.directory / "exports").glob("*"))), "a file"
        )
        await pilot.press("end")
        await wait_for_text(pilot, "Words given" if "Words given" in app.copied.text else "stabil")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, LatencyTable), "closed")


async def test_hostile_text_is_shown_as_it_is(make_app: MakeApp) -> None:
    app = make_app()
    hostile = PaneFigures("1", "[b]x\x1b]0;P\x07", "[/]\u202e", "live", latency(25, 0.0), 0.1)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(app, [hostile], ["Pane 1: [link]\x9b2J"])
        await wait_for_text(pilot, "[b]x␛]0;P␇")
        assert "[link]\ufffd2J" in frame_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18), (160, 50)])
async def test_frames(make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(app, FIGURES, fairness_notes(PANES, KNOWN))
        await wait_for_text(pilot, "First interim")
        await pilot.pause()
        await check_frame(app, "latency-table")


async def test_the_notes_at_the_end(make_app: MakeApp, check_frame: CheckFrame) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, FIGURES[:2], fairness_notes(PANES[:2], KNOWN))
        await wait_for_text(pilot, "First interim")
        await pilot.press("end")
        await wait_for_text(pilot, "so no endpoint delay")
        await pilot.pause()
        await check_frame(app, "latency-notes")


# --- fairness --------------------------------------------------------------------------------


def notes(*panes: LivePane, known: Circumstances | None = None) -> str:
    return "\n".join(fairness_notes(panes, known or Circumstances()))


def test_sandbox_and_service_are_never_compared_silently() -> None:
    both = PANES[:2]
    assert "cannot be compared" in notes(*both, known=Circumstances({"1": True, "2": False}))
    played = notes(*both, known=Circumstances({"1": True, "2": True}))
    assert "one recogniser plays every vendor" in played and "cannot be compared" not in played
    live = notes(*both, known=Circumstances({"1": False, "2": False}))
    assert "sandbox" not in live


def test_what_is_asked_of_one_pane_only_is_said() -> None:
    off = pane(3, "deepgram", endpointing=False, interim_results=False, smart_format=True)
    words = notes(PANES[0], off)
    assert "pane 1 300 ms, pane 3 off" in words and "Amazon" not in words
    assert "Pane 3: no interim text" in words and "smart_format may hold text back" in words
    assert "pane 1 300 ms. Amazon has no such setting" in notes(PANES[0], PANES[1])
    assert "endpointing" not in notes(PANES[0], replace(PANES[0], id="2"))
    assert "stabilized (high)" in notes(PANES[3])


def test_words_and_languages_that_differ() -> None:
    terms = pane(2, "deepgram", keyterm=("Zyxel", "router"))
    assert "pane 1 nothing, pane 2 “Zyxel”, “router”" in notes(PANES[0], terms)
    spanish = LivePane("2", "amazon", AmazonOptions(language="es-ES", vocabulary_name="terms"))
    words = notes(PANES[0], spanish)
    assert "pane 1 en, pane 2 es-ES" in words and "pane 2 vocabulary terms" in words
    american = LivePane("1", "deepgram", DeepgramOptions(language="en-GB"))
    assert "Languages" not in notes(american, PANES[1])


def test_the_clock_and_the_record_are_named() -> None:
    truth = notes(PANES[0], known=Circumstances(basis="truth", stamp="RECORDED 2026-11-02"))
    assert "true times" in truth and truth.startswith("RECORDED 2026-11-02: replayed")
    assert "paused 3 times" in notes(PANES[0], known=Circumstances(pauses=3))
    assert "Connecting is in no lag" in notes(PANES[0])


# --- the ribbon ------------------------------------------------------------------------------


def test_bars_rise_with_the_lag_and_say_when_it_is_more() -> None:
    rising = [0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.7, 2.0, 2.01]
    assert bars(rising, 9, 2.0, "blocks") == "▁▂▃▄▅▇▇█↑"
    assert bars(rising, 9, 2.0, "ascii") == "_.:-=**#^"
    assert bars([-0.5], 3, 2.0, "ascii") == "  _" and bars(rising, 0, 2.0, "ascii") == ""
    assert bars(rising, 2, 2.0, "ascii") == "#^", "the newest are at the right"


def test_numbers_come_before_bars_and_the_scale_last() -> None:
    many, few = lags(134), lags(12)

    def line(given: Spread, width: int) -> str:
        parts = laid_out([0.5] * 200, given, width, 2.0, "ascii")
        return parts.scale + parts.bars + parts.numbers

    assert line(many, 76).startswith("lag to 2 s ::::")
    assert line(many, 76).endswith(": P50 1.06  P95 1.67 s  n 134")
    assert line(many, 40) == ":::::::::::: P50 1.06  P95 1.67 s  n 134"
    assert line(many, 30) == "::::::::: 1.06 / 1.67 s  n 134"
    assert line(few, 40).endswith(" P50 0.45  P95   -- s  n 12")
    assert line(many, 6) == "1.06 s"
    assert "no word settled yet" in line(NONE, 40) and line(NONE, 4).strip() == "--"


@given(
    st.lists(st.floats(-100, 100), max_size=300),
    st.integers(1, 120),
    st.sampled_from(["ascii", "blocks"]),
)
def test_the_line_is_never_wider_than_its_place(
    found: list[float], width: int, glyphs: object
) -> None:
    parts = laid_out(found, spread(found), width, 2.0, glyphs)  # type: ignore[arg-type]
    assert cell_len(parts.scale + parts.bars + parts.numbers) <= width
