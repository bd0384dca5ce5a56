"""What went over a wire: bounded, counted, and told from the first audio on."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from providers.exchange import Exchange, WireMessage
from tests.tui.hostile import MARKUP, PAYLOAD
from tui.live.wire_lines import answer_lines, copied_request, request_lines, whole_lines
from tui.live.wire_log import MOST_CHARACTERS, MOST_MESSAGES, Entry, WireLog, moment
from tui.text import UNSAFE_IN_A_LINE
from tui.widgets.wire_rows import entry_line

_MESSAGES = st.lists(
    st.builds(
        WireMessage,
        at=st.floats(0, 100),
        direction=st.sampled_from(["sent", "received"]),
        kind=st.sampled_from(["audio", "Results", "KeepAlive"]),
        text=st.sampled_from(["", "{}", '{"a":1}']),
        size=st.integers(0, 9),
    ),
    max_size=60,
)


@given(_MESSAGES)
def test_every_message_is_counted_once(messages: list[WireMessage]) -> None:
    log = WireLog()
    for message in messages:
        log.take(message)
    entries = log.entries()
    assert log.total == log.kept == len(messages) == sum(log.kinds.values())
    assert sum(one.size for one in entries) == sum(one.size for one in messages)
    assert [one.text for one in entries if one.text] == [one.text for one in messages if one.text]
    # Only audio after audio of the same way is joined.
    for before, after in itertools.pairwise(entries):
        joined = before.text == after.text == "" and before.kind == after.kind
        assert not (joined and before.direction == after.direction)
    for way in ("sent", "received"):
        assert all(one.direction == way for one in log.entries("", way))


def test_only_the_newest_are_kept_and_the_total_is_known() -> None:
    log = WireLog()
    for number in range(MOST_MESSAGES + 500):
        log.take(WireMessage(float(number), "received", "Results", str(number), 4))
    entries = log.entries()
    assert (log.total, log.kept, len(entries)) == (2500, 2000, 2000)
    assert (entries[0].text, entries[-1].text) == ("500", "2499")


def test_long_messages_do_not_fill_the_memory() -> None:
    log = WireLog()
    for _ in range(50):
        log.take(WireMessage(0.0, "received", "Results", "x" * 1_000_000, 1_000_000))
    assert sum(len(one.text) for one in log.entries()) <= MOST_CHARACTERS
    log.take(WireMessage(0.0, "received", "Results", "x" * (2 * MOST_CHARACTERS), 1))
    # The newest is always there, however long it is.
    assert len(log.entries()) == 1


def test_times_are_told_from_the_first_audio() -> None:
    began: list[float] = []
    log = WireLog(began=lambda: began[0] if began else None)
    assert log.start == 0.0
    log.take(WireMessage(7.0, "received", "Open", "{}", 2))
    assert log.start == 7.0
    began.append(8.5)
    assert moment(log.entries()[0].at - log.start) == "-0:01.500"
    assert [moment(s) for s in (0, 0.0004, -0.0004, 59.9996, 3725.25)] == [
        "0:00.000", "0:00.000", "0:00.000", "1:00.000", "62:05.250",
    ]  # fmt: skip


def test_the_url_is_folded_at_its_parameters_and_copied_whole() -> None:
    url = "wss://x/v1/listen?model=nova-3&keyterm=a%26b&keyterm=c"
    exchange = Exchange(url, request_headers={"Authorization": "Token ****"})
    lines = request_lines([exchange])
    assert lines[:4] == (
        "GET wss://x/v1/listen", "    ?model=nova-3", "    &keyterm=a%26b", "    &keyterm=c",
    )  # fmt: skip
    assert "Authorization: Token ****" in lines
    assert copied_request(exchange) == f"GET {url}\nAuthorization: Token ****"
    assert "Not answered: no status came back." in answer_lines([exchange])


def test_every_connection_has_its_own_part() -> None:
    first = Exchange("wss://x/a", status=101, request_id="one")
    second = Exchange("wss://x/b", status=429, response_headers={"dg-error": "slow down"})
    lines = answer_lines([first, second])
    assert lines.index("── Connection 1 of 2") < lines.index("── Connection 2 of 2")
    assert "101 Switching Protocols" in lines and "429 Too Many Requests" in lines
    assert "request id  one" in lines and "dg-error: slow down" in lines
    assert "── Connection 1 of 1" not in request_lines([first])
    assert len(request_lines([])) == len(answer_lines([])) == 1
    assert answer_lines([Exchange("x", status=999)])[0] == "999"


def test_json_is_shown_as_it_came_or_indented() -> None:
    entry = Entry(1, 0.0, "received", "Results", '{"a":[1,"é"]}', 13)
    assert whole_lines(entry, indented=False) == ('{"a":[1,"é"]}',)
    assert whole_lines(entry, indented=True)[1] == '  "a": ['
    broken = Entry(1, 0.0, "received", "Results", '{"a":', 5)
    assert whole_lines(broken, indented=True) == ("(no JSON: as it came)", '{"a":')
    deep = Entry(1, 0.0, "received", "Results", "[" * 100_000, 1)
    assert whole_lines(deep, indented=True)[0] == "(no JSON: as it came)"
    audio = Entry(1, 0.0, "sent", "audio", "", 12_800, 4)
    assert whole_lines(audio, indented=True)[0].startswith("audio: 12,800 bytes in 4 messages")


@given(width=st.integers(1, 130), text=st.sampled_from(["", PAYLOAD, MARKUP, "漢字" * 900]))
def test_a_line_fits_and_holds_no_controls(width: int, text: str) -> None:
    entry = Entry(1, 5.0, "received", text[:40] or "Results", text, 3, 2)
    line = entry_line(entry, 0.0, width)
    assert line.cell_length <= width and not UNSAFE_IN_A_LINE.search(line.plain)


def test_nothing_hostile_is_left_in_what_is_read() -> None:
    exchange = Exchange(
        f"wss://x/{PAYLOAD}?a={PAYLOAD}&b={MARKUP}", PAYLOAD, {PAYLOAD: PAYLOAD}, 101,
        {f"{PAYLOAD}\n": f"{PAYLOAD}\nx: y"}, PAYLOAD,
    )  # fmt: skip
    entry = Entry(1, 0.0, "sent", PAYLOAD, f'{{"a":"{PAYLOAD}"}}\r\n\x1b[2J', 3)
    bare = Entry(1, 0.0, "sent", PAYLOAD, "", 3)
    lines = [
        *request_lines([exchange]), *answer_lines([exchange, exchange]),
        *whole_lines(entry, indented=False), *whole_lines(entry, indented=True),
        *whole_lines(bare, indented=True),
    ]  # fmt: skip
    assert not any(UNSAFE_IN_A_LINE.search(line) for line in lines)
