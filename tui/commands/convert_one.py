"""crossfade convert for one response: to standard output, or to a file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path, PurePath
from typing import Any

from checklists.during.responses.converting import Converted, Manner, convert_bytes, told
from checklists.during.responses.digits import json_bytes
from checklists.during.responses.folders import Naming, Source, is_folder
from checklists.during.responses.origin import NO_VENDOR, from_sandbox
from checklists.new_file import write_new
from providers.audio.naming import printable
from providers.documents.text import LARGEST
from providers.errors import BadInput
from tui.commands.output import say
from tui.commands.standard_input import standard_input
from tui.text import clean, counted, one_line

# Beyond ASCII, and DEL: what could reach a terminal as a control is written as an escape.
_BEYOND = re.compile("[\x7f-\U0010ffff]")


def run_one(options: argparse.Namespace, manner: Manner) -> int:
    """Convert one file. Raises BadInput with the path inside it."""
    source = Source(options.files[0], PurePath(options.files[0].name))
    given = str(source.path)
    data = _standard_input() if given == "-" else source.read()
    converted = convert_bytes(data, options.target, given, manner)
    del data
    written = _written(converted, options, source)
    if options.workspace is not None:
        _keep(options.workspace, converted)
    if options.json:
        print_document(_report(converted, written))
        return 0
    if written is None:
        _print(converted.content(), plain=isinstance(converted.made, str))
    else:
        # Not wrapped: a path that is broken at a hyphen is no path.
        say(one_line(_line(converted, written)))
    if from_sandbox(converted.source):
        print(NO_VENDOR, file=sys.stderr)
    for line in told(converted.losses, "lost:") + told(converted.derived, "made:"):
        print(one_line(line), file=sys.stderr)
    return 0


def _standard_input() -> bytes:
    data = standard_input(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput("Standard input is larger than 1 GiB: give one response at a time.")
    return data


def _written(converted: Converted, options: argparse.Namespace, source: Source) -> Path | None:
    """Where the result was written; None where it goes to standard output."""
    if options.out is None:
        return None
    path: Path = options.out
    if is_folder(path):
        path = Naming(path, [source]).path(source, converted.ending)
    write_new(path, converted.content(), overwrite=options.force)
    return path


def _keep(folder: Path, converted: Converted) -> None:
    from checklists.during.responses.keeping import record
    from checklists.workspace import Workspace

    with Workspace.open(folder) as workspace:
        record(workspace, converted)


def _report(converted: Converted, written: Path | None) -> dict[str, Any]:
    """One document: the response in its new shape, with what was lost beside it."""
    if written is not None:
        return {**converted.report(), "out": printable(written)}
    if isinstance(converted.made, str):
        return {**converted.report(), "text": converted.made}
    if isinstance(converted.made, list):
        return {**converted.report(), "messages": converted.made}
    report = converted.report()
    return {**converted.made, **{name: report[name] for name in ("sandbox", "losses", "derived")}}


def _line(converted: Converted, written: Path) -> str:
    given = converted.source.source
    name = "standard input" if given == "-" else given
    heads = [
        f"{name} -> {written}: {converted.source.kind} to {converted.target}",
        counted(len(converted.source.words), "word"),
        counted(len(converted.losses), "loss", "losses"),
    ]
    return ", ".join(heads)


def print_document(document: Any) -> None:
    """One JSON document on standard output, its numbers with their digits."""
    _print(json_bytes(document))


def _print(content: bytes, *, plain: bool = False) -> None:
    """To standard output: JSON in ASCII, which no terminal can take for a control; subtitles as
    they are, but for controls where a terminal reads them."""
    text = content.decode()
    if plain:
        shown = clean(text) if sys.stdout.isatty() else text
        _raw(shown)
    else:
        sys.stdout.write(text if text.isascii() else _BEYOND.sub(_escape, text))


def _raw(text: str) -> None:
    """In UTF-8, whatever the terminal's language is set to."""
    out = getattr(sys.stdout, "buffer", None)
    if out is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        out.write(text.encode("utf-8", "replace"))
        out.flush()


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
