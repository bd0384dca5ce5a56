"""Keyterms changed in the middle of a stream, by keys only, with each way of answering."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import TextArea

from checklists.before.live.panes import LivePane, pane_from_text
from providers.errors import BadInput
from providers.speech import LiveEvent
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.windows import SIZES, open_window, resized, typed
from tui.app import CrossfadeApp
from tui.live.flips import doubts, flips_from, in_force, terms_from
from tui.screens.keyterm_flip import FlipWindow


def told(native: str, text: str, at: float = 12.0, **raw: object) -> LiveEvent:
    """An answer as the stream tells it."""
    return LiveEvent(
        "deepgram", "warning", 0, text, at, at, at, 0.0, native=native, raw={"type": native, **raw}
    )


@dataclass
class Stream:
    """A stream that notes what it is asked, and says what a test lets it say."""

    events: list[LiveEvent] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    trouble: BadInput | None = None

    async def configure(self, terms: Sequence[str]) -> None:
        """Stands where ``LiveSession.configure`` stands."""
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(tuple(terms))

    def window(self, pane: str = "deepgram keyterm=refund") -> FlipWindow:
        """A window for a pane of this stream."""
        return FlipWindow(pane_from_text(pane, "2"), self.configure, lambda: self.events)


async def asked(pilot: Pilot[int], app: CrossfadeApp, stream: Stream, *lines: str) -> list[Any]:
    """Open the window, type these lines below what is there, and apply them."""
    answers = await open_window(pilot, app, stream.window())
    for line in lines:
        await pilot.press("enter")
        await typed(pilot, line)
    await pilot.press("ctrl+s")
    await wait_for(pilot, lambda: bool(stream.asked), "the stream is asked")
    return answers


async def test_a_change_is_acknowledged(make_app: MakeApp) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await asked(pilot, app, stream, "card number", "", "refund")
        assert stream.asked == [("refund", "card number")]
        await wait_for_text(pilot, "waiting   asked for 2 keyterms")
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "The last change has no answer yet: wait for it.")
        success = told("ConfigureSuccess", "Keyterms from here on.", keyterms=["refund", "x y"])
        stream.events.append(success)
        await wait_for_text(pilot, "✓ acknowledged at 0:12.0")
        # What is in force is what Deepgram says, not what was asked for.
        await wait_for_text(pilot, "In force (2)  refund, x y")
        assert "waiting" not in frame_text(app)
        await pilot.press("escape")
    assert answers == [None]


@pytest.mark.parametrize(
    ("native", "words", "shown"),
    [
        ("ConfigureFailure", "CONFIGURE_INTERNAL_ERROR: no", "✗ refused at 0:12.0   CONFIGURE_"),
        ("Configure unanswered", "Deepgram has not answered", "! unanswered at 0:12.0   Deepgram"),
    ],
)
async def test_a_change_is_refused_or_never_answered(
    make_app: MakeApp, native: str, words: str, shown: str
) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await asked(pilot, app, stream, "card number")
        stream.events.append(told(native, words))
        await wait_for_text(pilot, shown)
        await wait_for_text(pilot, "In force (1)  refund")
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: len(stream.asked) == 2, "it can be asked again")


async def test_what_the_stream_cannot_take_is_said_and_stays_to_be_corrected(
    make_app: MakeApp,
) -> None:
    stream, app = Stream(trouble=BadInput("The stream is over: start it again.")), make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        window = stream.window()
        await open_window(pilot, app, window)
        await pilot.press("ctrl+s")
        await wait_for_text(pilot, "These are in force already: change them first.")
        await pilot.press("enter", "x", "ctrl+s")
        await wait_for_text(pilot, "✗ The stream is over: start it again.")
        assert not window.waiting
        assert window.query_one("#terms", TextArea).text == "refund\nx"


async def test_models_that_do_not_take_it_say_so(make_app: MakeApp) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_window(pilot, app, stream.window("deepgram model=nova-2"))
        await wait_for_text(pilot, "! Only Nova-3 takes Configure: nova-2 will refuse it")
        await pilot.press("x", "ctrl+s")
        # People may want to see what Deepgram answers.
        await wait_for(pilot, lambda: stream.asked == [("x",)], "it is sent all the same")
        await pilot.press("escape")
        await open_window(pilot, app, stream.window("amazon"))
        await wait_for_text(pilot, "Amazon cannot change its vocabulary in the middle")
        await pilot.press("ctrl+s", "escape")
    assert len(stream.asked) == 1


def test_another_stream_begins_anew_and_unreadable_answers_change_nothing() -> None:
    events = [
        told("ConfigureSuccess", "", keyterms=["a", 3, "b"]),
        told("ConfigureFailure", "no", keyterms=["c"]),
        told("ConfigureSuccess", "", keyterms="d"),
        told("Results", ""),
    ]
    flips = flips_from(events)
    assert [one.state for one in flips] == ["acknowledged", "refused", "acknowledged"]
    assert in_force(["begun"], flips) == ("a", "b") and in_force(["begun"], ()) == ("begun",)
    cleared = flips_from([told("ConfigureSuccess", "", keyterms=[])])
    assert in_force(["begun"], cleared) == ()


def test_too_many_tokens_are_doubted() -> None:
    pane: Callable[[str], LivePane] = pane_from_text
    assert doubts(pane("deepgram"), ["card number"]) == ""
    assert "the limit is 500" in doubts(pane("deepgram"), ["extraordinarily"] * 200)
    assert terms_from(" a \n\nb c\r\na\n") == ("a", "b c")


async def test_hostile_terms_and_every_size(make_app: MakeApp) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, stream.window())
        for native in ("ConfigureSuccess", "ConfigureFailure", "Configure unanswered"):
            stream.events.append(told(native, f"{MARKUP} {PAYLOAD}", keyterms=[PAYLOAD, MARKUP]))
        await wait_for_text(pilot, "unanswered at")
        shown = frame_text(app)
        assert "[inaudible]" in shown and "␛]0;PWNED" in shown
        assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown
        await resized(pilot)
        await wait_for_text(pilot, "In force (2)")


@pytest.mark.parametrize("size", SIZES)
async def test_frame(make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await asked(pilot, app, stream, "card number")
        stream.events += [
            told("ConfigureFailure", "CONFIGURE_ALREADY_PENDING: wait", 8.0),
            told(
                "ConfigureSuccess",
                "Keyterms from here on: refund, card number.",
                keyterms=["refund", "card number"],
            ),
        ]
        await wait_for_text(pilot, "acknowledged")
        await check_frame(app, "window-keyterms")


async def test_letters_typed_just_before_are_applied_too(make_app: MakeApp) -> None:
    stream, app = Stream(), make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_window(pilot, app, stream.window("deepgram"))
        # All at once, as a terminal gives what was pasted or typed while it was busy.
        for key in (*"abc", "ctrl+s"):
            character = key if len(key) == 1 else None
            app.post_message(Key(key, character))
        await wait_for(pilot, lambda: stream.asked == [("abc",)], "all of it is asked for")
