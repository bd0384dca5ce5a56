"""The exact-request lens, by keys only, over a log that goes on growing."""

from __future__ import annotations

import json

import pytest

from providers.exchange import Exchange, WireMessage
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.windows import SIZES, open_window, resized
from tui.live.wire_log import WireLog
from tui.screens.lens import LensWindow
from tui.widgets.wire_rows import WireRows

EXCHANGE = Exchange(
    "wss://api.deepgram.com/v1/listen?channels=1&encoding=linear16&interim_results=true"
    "&keyterm=card+number&language=en&model=nova-3&sample_rate=16000",
    "GET",
    {"Authorization": "Token ****", "User-Agent": "deepgram-sdk/7.17.0"},
    101,
    {"dg-request-id": "0c1e3f5a-request", "Date": "Fri, 20 Nov 2026 10:00:00 GMT"},
    "0c1e3f5a-request",
)


def result(number: int, text: str = "the line drops out") -> WireMessage:
    """One message as Deepgram sends it, a tenth of a second after the one before."""
    said = {"transcript": f"{text} {number}", "confidence": 0.98}
    message = {"type": "Results", "channel": {"alternatives": [said]}, "is_final": False}
    return WireMessage(100.05 + number / 10, "received", "Results", json.dumps(message), 90)


def filled(messages: int = 12) -> WireLog:
    """A log of one connection: audio, results, a KeepAlive."""
    log = WireLog(lambda: [EXCHANGE], lambda: 100.0)
    for number in range(messages):
        log.take(WireMessage(100 + number / 10, "sent", "audio", "", 3200))
        if number % 3 == 0:
            log.take(result(number))
    log.take(WireMessage(104.0, "sent", "KeepAlive", '{"type": "KeepAlive"}', 21))
    return log


def body(text: str) -> str:
    """What stands in the window."""
    return text.split("Wire of", 1)[1]


async def test_three_views_by_one_key_or_by_number(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        answers = await open_window(pilot, app, LensWindow("1 Deepgram", filled()))
        await wait_for_text(pilot, "&keyterm=card+number")
        await wait_for_text(pilot, "Authorization: Token ****")
        await pilot.press("v")
        await wait_for_text(pilot, "101 Switching Protocols")
        await wait_for_text(pilot, "request id  0c1e3f5a-request")
        await pilot.press("v")
        await wait_for_text(pilot, "0:04.000 → KeepAlive")
        await pilot.press("1")
        await wait_for_text(pilot, "[Request]")
        await pilot.press("escape")
    assert answers == [None]


async def test_new_messages_are_followed_until_somebody_looks_back(make_app: MakeApp) -> None:
    log = filled()
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        window = LensWindow("1 Deepgram", log, view="messages")
        await open_window(pilot, app, window)
        for number in range(40, 80):
            log.take(result(number))
        await wait_for_text(pilot, "drops out 79")
        await pilot.press("k", "k")
        await wait_for_text(pilot, "drops out 77")
        for number in range(80, 2200):
            log.take(result(number))
        await wait_for_text(pilot, "the newest 2,000 of 2,177 messages")
        rows = window.query_one(WireRows)
        # What was looked at has gone: the oldest that is there took its place.
        assert rows.selected == log.entries()[0]
        await pilot.press("G")
        log.take(result(2200))
        await wait_for_text(pilot, "drops out 2200")


async def test_only_one_kind_or_one_way(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, LensWindow("1 Deepgram", filled(), view="messages"))
        await pilot.press("f")
        await wait_for_text(pilot, "KeepAlive · both ways")
        assert "← Results" not in body(frame_text(app))
        await pilot.press("f", "f")
        await wait_for_text(pilot, "audio · both ways")
        assert "4 messages" not in body(frame_text(app))
        await pilot.press("F", "w", "w")
        await wait_for_text(pilot, "Results · → sent · 17 messages · none of these yet")
        await pilot.press("w", "f", "f", "w")
        await wait_for_text(pilot, "all kinds · ← received")
        assert "→" not in body(frame_text(app)).split("received", 1)[1]


async def test_one_message_as_a_whole_indented_and_copied(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        answers = await open_window(pilot, app, LensWindow("1 Deepgram", filled(), view="messages"))
        await pilot.press("home", "j", "enter", "i")
        await wait_for_text(pilot, '"type": "Results",')
        await pilot.press("G")
        await wait_for_text(pilot, '"is_final": false')
        await pilot.press("y")
        await wait_for(pilot, lambda: app.copied is not None, "it is copied")
        assert app.copied is not None and app.copied.text == result(0).text
        await pilot.press("escape")
        await wait_for_text(pilot, "all kinds")
        await pilot.press("1", "y")
        await wait_for(pilot, lambda: "wss://" in app.clipboard, "the request is copied")
        assert app.clipboard.startswith(f"GET {EXCHANGE.url}\nAuthorization: Token ****")
        assert answers == []


async def test_before_anything_was_sent(make_app: MakeApp) -> None:
    exchanges: list[Exchange] = []
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_window(pilot, app, LensWindow("2 Amazon", WireLog(lambda: exchanges)))
        await wait_for_text(pilot, "No connection was asked for yet.")
        await pilot.press("y")
        await wait_for_text(pilot, "There is nothing to copy here yet.")
        await pilot.press("3")
        await wait_for_text(pilot, "0 messages · none of these yet")
        await pilot.press("j", "k", "g", "G", "pageup", "enter", "i", "y", "escape", "1")
        # A connection that comes while somebody looks is shown without a key.
        exchanges.append(EXCHANGE)
        await wait_for_text(pilot, "?channels=1")


async def test_hostile_messages_and_every_size(make_app: MakeApp) -> None:
    exchange = Exchange(f"wss://x?{PAYLOAD}&{MARKUP}", PAYLOAD, {MARKUP: PAYLOAD}, 400, {"a": "b"})
    log = WireLog(lambda: [exchange])
    log.take(WireMessage(0.0, "received", f"{MARKUP}{PAYLOAD}", f"{MARKUP}{PAYLOAD}", 9))
    app = make_app()
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await open_window(pilot, app, LensWindow(f"{MARKUP}{PAYLOAD}", log))
        for key in ("1", "2", "3", "f", "enter", "i"):
            await pilot.press(key)
            await pilot.pause()
            shown = frame_text(app)
            assert "\x1b" not in shown and "\u202e" not in shown and "\x07" not in shown
        await resized(pilot)
        await pilot.press("escape")
        await resized(pilot)
        await wait_for_text(pilot, "[Messages]")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", ["request", "answer", "messages"])
async def test_frames(
    make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int], view: str
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_window(pilot, app, LensWindow("1 Deepgram · nova-3", filled(), view=view))
        if view == "messages":
            await pilot.press("k", "k")
        await check_frame(app, f"window-lens-{view}")
