"""Responses from one shape to another (Amazon, Deepgram, transcript, SRT, VTT): what was lost.

A response goes to standard output, or with --out to a file; a directory, or several files, to the
directory of --out. What was lost and what was made up is told on standard error, with --json in the
document. A log of stream events becomes the other vendor's events, or with --whole one transcript.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import get_args

from checklists.during.responses.converting import Manner
from checklists.during.responses.fields import TARGETS
from checklists.during.responses.folders import is_folder
from checklists.during.responses.generations import GENERATIONS
from checklists.during.responses.subtitles import SpeakerStyle, Style
from providers.errors import BadInput
from tui.cli import add_json, add_keeping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --to SHAPE, --out, and how the shape is to be."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a response, a log of stream events (one JSON a line), or a directory of them; - "
        "reads standard input",
    )
    parser.add_argument("--to", dest="target", required=True, choices=TARGETS)
    parser.add_argument(
        "--out", type=Path, metavar="PATH", help="a file, or for several the directory"
    )
    parser.add_argument("--force", action="store_true", help="write over files that are there")
    parser.add_argument(
        "--generation",
        choices=GENERATIONS,
        help="with --to amazon, which of its shapes: 2018 without ids and labels on items, 2022 "
        "with labels, 2024 with ids and audio_segments (default: 2024, and files of Amazon's as "
        "they are)",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="one whole response of a log of stream events, instead of the other vendor's events",
    )
    group = parser.add_argument_group("subtitles")
    group.add_argument(
        "--speakers",
        choices=get_args(SpeakerStyle),
        default="names",
        help="who speaks: by name, by a dash where it changes, or not (default: names)",
    )
    group.add_argument(
        "--width", type=_whole(8, 200), default=42, help="characters of a line (default: 42)"
    )
    group.add_argument(
        "--seconds", type=_whole(1, 60), default=7, help="the longest one is shown (default: 7)"
    )
    group.add_argument(
        "--first", type=_whole(0, 1), default=1, help="the number of the first in SRT (default: 1)"
    )
    add_keeping(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Convert; 2 where a file of several could not be, the others are converted all the same."""
    if options.generation and options.target != "amazon":
        raise BadInput("--generation is about Amazon's shape: say --to amazon.")
    if options.force and options.out is None:
        raise BadInput("--force is about the files of --out: name where they go.")
    manner = Manner(options.generation, options.whole, _style(options))
    several = len(options.files) > 1 or is_folder(options.files[0])
    # A response is a million objects and no cycle among them: looking for some doubles the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        if several:
            from tui.commands.convert_many import run_many

            return run_many(options, manner)
        from tui.commands.convert_one import run_one

        return run_one(options, manner)
    finally:
        if collecting:
            gc.enable()


def _style(options: argparse.Namespace) -> Style:
    return Style(
        width=options.width,
        seconds=Decimal(options.seconds),
        speakers=options.speakers,
        first=options.first,
    )


def _whole(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number in a range, as argparse wants it."""

    def number(text: str) -> int:
        # int() refuses thousands of digits with a sentence of its own.
        if text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"give a number from {least} to {most}")

    return number
