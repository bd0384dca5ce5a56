"""A handshake and its answer as lines to read, the URL folded at its parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from providers.exchange import Exchange
from tui.live.wire_log import Entry
from tui.text import clean, one_line

INDENT = "    "


def request_lines(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """What was sent to open each connection, the first one first."""
    if not exchanges:
        return ("No connection was asked for yet.",)
    lines: list[str] = []
    for number, exchange in enumerate(exchanges, 1):
        lines += _heading(number, len(exchanges))
        lines += _url(exchange)
        lines += ["", *_headers(exchange.request_headers)]
    return (*lines, "", "Keys, signatures and tokens are masked; nothing else is changed.")


def answer_lines(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """What came back for each connection."""
    if not exchanges:
        return ("No connection was asked for yet, so nothing was answered.",)
    lines: list[str] = []
    for number, exchange in enumerate(exchanges, 1):
        lines += _heading(number, len(exchanges))
        if exchange.status is None:
            lines.append("Not answered: no status came back.")
        else:
            lines.append(f"{exchange.status} {_phrase(exchange.status)}".rstrip())
        if exchange.request_id:
            lines.append(f"request id  {one_line(exchange.request_id)}")
        lines += ["", *_headers(exchange.response_headers)]
    return tuple(lines)


def copied_request(exchange: Exchange) -> str:
    """The request as text for elsewhere: the URL in one line, then the headers."""
    headers = [f"{name}: {value}" for name, value in exchange.request_headers.items()]
    return "\n".join([f"{exchange.method} {exchange.url}", *headers])


def copied_answer(exchange: Exchange) -> str:
    """The answer as text for elsewhere."""
    headers = [f"{name}: {value}" for name, value in exchange.response_headers.items()]
    status = "" if exchange.status is None else f"{exchange.status} {_phrase(exchange.status)}"
    return "\n".join([status or "not answered", *headers])


def whole_lines(entry: Entry, *, indented: bool) -> tuple[str, ...]:
    """One message as it came or went, or its JSON with a line for every member."""
    if not entry.text:
        many = f" in {entry.count:,} messages" if entry.count > 1 else ""
        return (f"{one_line(entry.kind)}: {entry.size:,} bytes{many}. Audio is not kept here.",)
    text = entry.text
    if indented:
        try:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            return ("(no JSON: as it came)", *clean(text).expandtabs(4).split("\n"))
    return tuple(clean(text).expandtabs(4).split("\n"))


def _heading(number: int, of: int) -> Iterator[str]:
    if of > 1:
        if number > 1:
            yield ""
        yield f"── Connection {number} of {of}"


def _url(exchange: Exchange) -> Iterator[str]:
    """The method and the place, then every parameter on a line of its own."""
    place, mark, query = one_line(exchange.url).partition("?")
    yield f"{one_line(exchange.method)} {place}"
    if mark:
        for number, pair in enumerate(query.split("&")):
            yield f"{INDENT}{'&' if number else '?'}{pair}"


def _headers(headers: Mapping[str, str]) -> Iterator[str]:
    if not headers:
        yield "(no headers)"
    for name, value in headers.items():
        yield f"{one_line(name)}: {one_line(value)}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
