"""A module of Python that gives downstream Amazon's fields out of Deepgram's responses, with tests.

The paths are what downstream reads (JMESPath, JSONPath or jq, one a line); the two responses are to
one recording, or the logs of one stream. Every word is replaced before anything is written.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from providers.audio.naming import printable
from tui.cli import add_json
from tui.commands.output import print_json, say, say_wrapped
from tui.text import counted, one_line

if TYPE_CHECKING:
    from checklists.during.adapter.exporting import Adapter
    from checklists.during.rehearsal.path_list import BadLine

# As checklists.during.adapter.writing.WhenLost, which is not needed before a command runs.
_WHEN_LOST = ("raise", "none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--paths, --amazon, --deepgram, --out DIR, and what happens to what is lost."""
    parser.add_argument(
        "--paths",
        type=Path,
        metavar="FILE",
        help="what downstream reads, one path a line (default: every field of Amazon's response)",
    )
    parser.add_argument(
        "--amazon", type=Path, required=True, metavar="FILE", help="a response of Amazon's"
    )
    parser.add_argument(
        "--deepgram", type=Path, required=True, metavar="FILE", help="Deepgram's to the same sound"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the directory of the files"
    )
    parser.add_argument(
        "--lost",
        choices=_WHEN_LOST,
        default="raise",
        help="what the adapter does, unless it is told otherwise, with a field that Deepgram has "
        "nothing for: raise an exception that names it, or give None (default: raise)",
    )
    parser.add_argument("--force", action="store_true", help="write over files that are there")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write the adapter; 2 where some lines of the paths are none, the others are used."""
    from checklists.during.adapter.exporting import prepared, write
    from checklists.during.rehearsal.leaves import leaf_reads
    from checklists.during.rehearsal.path_list import list_in_file
    from checklists.during.rehearsal.rehearsing import paired, rehearse
    from checklists.during.rehearsal.sides import side_of_file

    listed = list_in_file(options.paths) if options.paths else None
    amazon, deepgram = side_of_file(options.amazon), side_of_file(options.deepgram)
    pair = paired(amazon.document, deepgram.document)
    reads = listed.reads if listed else leaf_reads(pair.amazon.raw, streamed=pair.streamed)
    rows = rehearse(pair, reads)
    adapter = prepared(rows, pair.amazon, pair.deepgram, options.lost)
    names = write(adapter, options.out, overwrite=options.force)
    bad = listed.bad if listed else ()
    if options.json:
        print_json(_report(adapter, options.out, bad))
    else:
        _print(adapter, options.out, names, bad)
    return 2 if bad else 0


def _report(adapter: Adapter, out: Path, bad: tuple[BadLine, ...]) -> dict[str, Any]:
    what = adapter.wanted
    return {
        "out": printable(out),
        "files": list(adapter.files),
        "fields": list(what.fields),
        "lost": [{"path": path, "why": why} for path, why in what.lost.items()],
        "left_out": list(what.left_out),
        "other_types": list(adapter.other_types),
        "ask": list(dict.fromkeys(one for path in what.fields for one in what.ask.get(path, ()))),
        "bad_lines": [{"line": one.line, "text": one.text, "why": one.why} for one in bad],
    }


def _print(adapter: Adapter, out: Path, names: tuple[str, ...], bad: tuple[BadLine, ...]) -> None:
    what = adapter.wanted
    for name in names:
        # Not wrapped: a path that is broken at a hyphen is no path.
        say(one_line(str(out / name)))
    given = counted(len(what.fields), "field")
    lost = f", {counted(len(what.lost), 'field')} lost" if what.lost else ""
    say_wrapped(f"{given} of Amazon's out of Deepgram's responses{lost}. Every word was replaced.")
    for path, why in what.lost.items():
        say_wrapped(one_line(f"lost: {path}: {why}"), "  ", "    ")
    for path in what.left_out:
        say_wrapped(one_line(f"left out: {path}: no known field of Amazon's"), "  ", "    ")
    for path in adapter.other_types:
        text = f"{path}: of another type in this file of Amazon's than in the adapter"
        say_wrapped(one_line(text), "  ", "    ")
    for one in bad:
        say_wrapped(one_line(f"{one.line} is no path: {one.text!r} {one.why}"), "  ", "    ")
    say_wrapped(one_line(f"Run the tests there with python -m unittest: cd {out}"))
