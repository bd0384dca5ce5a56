"""What a request to Amazon Transcribe becomes at Deepgram, member by member, and its exact URL."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import get_args

from checklists.before.differences import base_url_of
from checklists.before.parameter_map import (
    Back,
    Line,
    Mapped,
    as_json,
    map_request,
    way_back,
    way_back_json,
)
from checklists.before.request_file import LARGEST_REQUEST, read_request, request_from
from checklists.facts.parameter_book import OPERATIONS, VERDICT_WORDS, Shape
from providers.errors import BadInput
from tui.cli import add_json
from tui.commands.output import print_json, say, say_wrapped
from tui.commands.standard_input import standard_input
from tui.text import counted, one_line

LONGEST_VALUE = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """REQUEST, --as SHAPE, or --option NAME for the way back."""
    parser.add_argument(
        "request",
        nargs="?",
        type=Path,
        metavar="REQUEST.json",
        help="the members of one call as JSON: the API's, boto3's, a CLI skeleton, a stream's "
        "headers, a Step Functions task, a CloudTrail event; - reads standard input",
    )
    parser.add_argument(
        "--as",
        dest="shape",
        choices=get_args(Shape),
        help="what kind of request it is (default: what it looks like)",
    )
    parser.add_argument(
        "--option",
        dest="options",
        action="append",
        default=[],
        metavar="NAME",
        help="the way back: what a Deepgram option was at Amazon; repeatable",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Translate; 0 also where members have no counterpart, which the lines say."""
    if (options.request is None) == (not options.options):
        raise BadInput("Give a file with a request, or --option NAME for the way back.")
    if options.options:
        return _back([way_back(name) for name in options.options], options.json)
    mapped = map_request(
        _document(options.request), shape=options.shape, base_url=base_url_of(os.environ)
    )
    if options.json:
        print_json(as_json(mapped))
    else:
        _print(mapped)
    return 0


def _document(path: Path) -> object:
    if str(path) == "-":
        return request_from(standard_input(LARGEST_REQUEST + 1), "Standard input")
    return read_request(path)


def _print(mapped: Mapped) -> None:
    guessed = "" if mapped.named else " (by its members; --as says otherwise)"
    say_wrapped(f"{mapped.operation}{guessed}, {counted(len(mapped.lines), 'line')}")
    for verdict, words in VERDICT_WORDS.items():
        lines = [line for line in mapped.lines if line.verdict == verdict]
        if lines:
            say(f"\n{verdict}: {words}")
        for line in lines:
            _print_line(line)
    if mapped.beside:
        names = ", ".join(map(one_line, mapped.beside))
        say()
        say_wrapped(f"Beside the request, and not part of it: {names}")
    say(f"\n{'WebSocket' if mapped.live else 'POST'} {mapped.url}")
    if mapped.assumed:
        names = " and ".join(", ".join(mapped.assumed).rsplit(", ", 1))
        say_wrapped(f"({names}: as for a mono recording at 16 kHz, since the request has none.)")
    if mapped.unredacted:
        say_wrapped("and once more without redact, for the text as it was spoken.")
    for problem in mapped.problems:
        say_wrapped(f"{problem.severity}, {problem.option}: {problem.why} {problem.fix}", "", "  ")
    if mapped.unknown:
        say_wrapped(f"Not known: {', '.join(map(one_line, mapped.unknown))}")


def _print_line(line: Line) -> None:
    value = "" if line.value is None else f" = {_brief(line.value)}"
    becomes = f"  ->  {line.deepgram}" if line.deepgram else ""
    say_wrapped(one_line(f"{line.amazon}{value}{becomes}"), "  ", "      ")
    say_wrapped(line.why, "      ", "      ")


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _back(backs: list[Back], as_document: bool) -> int:
    if as_document:
        print_json(way_back_json(backs))
        return 0
    for back in backs:
        say(back.option)
        if back.only:
            say_wrapped(back.only.why, "  ", "  ")
        for row in back.members:
            names = ", ".join(OPERATIONS[shape] for shape in row.shapes)
            say_wrapped(f"{row.member}  ({names}; {row.verdict})", "  ", "      ")
    return 0
