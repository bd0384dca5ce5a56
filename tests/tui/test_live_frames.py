"""What the live workbench looks like with several panes, as text; --update-frames accepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from checklists.before.live.panes import PRESETS, LivePane
from checklists.before.live.replay import Replay, sessions
from checklists.workspace import Workspace
from providers.speech import LiveEvent
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import wait_for_text
from tests.tui.scripted import event, spoken
from tests.tui.test_live import live_screen, pretend_streaming
from tui.messages import Connected, Heard
from tui.screens.live_stage import day

pytestmark = pytest.mark.usefixtures("fixed_samples")
SIZES = [(160, 50), (120, 35), (80, 24), (60, 18)]
SAID = (
    ("Good morning, this is broadband support.", 0, 0.3, 3.1),
    ("How can I help you?", 0, 4.9, 6.0),
    ("My Zyxel drops out every few minutes and there is a red light on the side.", 1, 7.0, 12.0),
    ("I am sorry to hear that.", 0, 13.5, 15.0),
    ("Is there a serial number on the back of the router?", 0, 15.5, 18.4),
)


def told(pane: LivePane, lag: float) -> Iterator[LiveEvent]:
    """The conversation as one pane heard it, so many seconds late."""
    amazon = pane.vendor == "amazon"
    for number, (said, channel, start, end) in enumerate(SAID):
        text = said.replace("Zyxel", "axle") if pane.id in ("2", "4") else said
        ends = bool(number % 2)
        heard = event(
            pane.vendor,
            "speech-final" if ends and not amazon else "final",
            text,
            start=start,
            end=end,
            channel=channel,
            side=pane.id,
            words=spoken(text, start, end, channel, (0.99, 0.62, 0.81)),
            received_at=1000.0 + end + lag,
            native="IsPartial=false" if amazon else "speech_final" if ends else "is_final",
            segment=f"{number}a3f-{pane.id}" if amazon else f"{channel}:{start:.3f}",
        )
        if not amazon:
            yield replace(heard, event="speech-started", text="", words=(), native="SpeechStarted")
        yield heard
        if ends and not amazon:
            yield replace(heard, event="utterance-end", text="", words=(), native="UtteranceEnd")
    yield event(
        pane.vendor,
        "interim",
        "yes it says n b g on the front of it and there is a light that blinks now and then",
        start=19.0,
        end=22.0,
        channel=1,
        received_at=1022.3,
        side=pane.id,
        native="IsPartial=true Stable=9/18" if amazon else "is_final=false",
        segment="77aa-01" if amazon else "1:19.000",
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("preset", "name"), [(1, "live-three"), (2, "live-four")])
async def test_several_panes(
    make_app: MakeApp,
    check_frame: CheckFrame,
    frozen_clock: SimpleNamespace,
    size: tuple[int, int],
    preset: int,
    name: str,
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        pretend_streaming(screen, PRESETS[preset].panes)
        frozen_clock.now = 1022.4
        for number, pane in enumerate(screen.panes):
            for one in told(pane, 0.3 + 0.2 * number):
                screen.post_message(Heard(one))
        await wait_for_text(pilot, "blinks now and then")
        await wait_for_text(pilot, "0:22.4")
        await wait_for_text(pilot, "P50")
        await check_frame(app, name)


@pytest.mark.parametrize("size", SIZES)
async def test_a_recorded_session(
    past: Workspace,
    make_app: MakeApp,
    check_frame: CheckFrame,
    frozen_clock: SimpleNamespace,
    size: tuple[int, int],
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("l")
        screen = live_screen(app)
        screen.playing = Replay(past, sessions(past)[0])
        pretend_streaming(screen)
        recorded = day(screen.playing.stamp)
        screen.post_message(Connected(dict.fromkeys(("1", "2"), f"sandbox · {recorded}"), 2))
        for pane in screen.panes:
            for number, one in enumerate(told(pane, 0.4)):
                if number == 3:
                    why = "3.1 s to 4.9 s: words may be missing."
                    screen.post_message(Heard(replace(one, event="gap", text=why)))
                screen.post_message(Heard(one))
        screen.do_live_numbers()
        await wait_for_text(pilot, "blinks now and then")
        await wait_for_text(pilot, "P50")
        await check_frame(app, "live-recorded")
