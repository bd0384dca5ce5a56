"""What becomes of an Amazon custom vocabulary at Deepgram: keyterms to try, rules, or nothing."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checklists.before.vocabulary import Candidate, Vocabulary, candidates
from checklists.before.vocabulary.document import as_json
from checklists.before.vocabulary.from_account import (
    DEFAULT_LANGUAGE,
    FromAccount,
    account_filter,
    account_lists,
    account_vocabulary,
)
from checklists.before.vocabulary.from_file import filter_file, vocabulary_file
from checklists.before.vocabulary.keeping import keep_vocabulary
from checklists.before.vocabulary.limits import DEFAULT_MODEL, load_of
from checklists.vendors import Vendors, open_vendors
from checklists.workspace import Workspace
from providers.amazon.vocabularies import WordListHead
from providers.errors import BadInput
from providers.speech import Vendor
from tui.cli import add_access, add_json
from tui.commands.output import Progress, announcer, print_json, run_to_end, say, say_wrapped

METHODS = ("mask", "remove", "tag")
ONLY_AMAZON: tuple[Vendor, ...] = ("amazon",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE or --account [NAME], --filter with its --method, --model M."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="list, table or CSV")
    parser.add_argument(
        "--account",
        nargs="?",
        const="",
        metavar="NAME",
        help="read it from the AWS account instead; without NAME, list what is there",
    )
    parser.add_argument(
        "--filter", action="store_true", help="it is a vocabulary filter: words to mask or remove"
    )
    parser.add_argument(
        "--method",
        choices=METHODS,
        help="what the job does with a filter's words (default: mask)",
    )
    parser.add_argument(
        "--language",
        default=DEFAULT_LANGUAGE,
        metavar="CODE",
        help=f"of the file, for its characters (default: {DEFAULT_LANGUAGE}; an account says it)",
    )
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="M",
        help=f"whose limits the terms are held against (default: {DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="keep what was read in this workspace (default: keep nothing)",
    )
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Read it and say what becomes of it; 0 also with faults, as long as an entry can be used."""
    if (options.file is None) == (options.account is None):
        raise BadInput("Name one of the two: a FILE, or --account with the name it has there.")
    if options.method and not options.filter:
        raise BadInput("--method is for a vocabulary filter: add --filter, or leave it out.")
    if options.account is not None:
        return run_to_end(_from_account(options))
    read = (
        filter_file(options.file, method=options.method or "mask", language=options.language)
        if options.filter
        else vocabulary_file(options.file, language=options.language)
    )
    _told(options, read, f"file {options.file.name}", {})
    return 0


async def _from_account(options: argparse.Namespace) -> int:
    progress = Progress()
    async with open_vendors(
        options.access,
        os.environ,
        needed=ONLY_AMAZON,
        on_status=announcer(options.json, progress),
    ) as vendors:
        if options.account:
            got = await _fetched(vendors, options)
        else:
            heads = await account_lists(vendors.amazon_access())
        progress.done()
        origin = {"amazon": vendors.sandboxed("amazon")}
    if options.account:
        about = {"state": got.state or None, "region": got.region, "sandbox": origin}
        if got.remark and not options.json:
            say(got.remark)
        _told(options, got.vocabulary, got.source, about)
    else:
        _list(options, heads, origin)
    return 0


async def _fetched(vendors: Vendors, options: argparse.Namespace) -> FromAccount:
    access = vendors.amazon_access()
    if options.filter:
        return await account_filter(access, options.account, method=options.method or "mask")
    return await account_vocabulary(access, options.account)


def _told(
    options: argparse.Namespace, read: Vocabulary, source: str, about: dict[str, Any]
) -> None:
    """Keep it where that was asked for, and print it. Raises BadInput where no entry is left."""
    if not read.entries:
        first = next((fault for fault in read.faults if fault.entry is not None), None)
        why = f" {first.place.capitalize()}: {first.why} {first.fix}" if first else ""
        raise BadInput(f"{source}: it has no entry that can be used.{why}")
    found = candidates(read)
    if options.workspace:
        with Workspace.open(options.workspace) as workspace:
            sandbox = bool(about.get("sandbox", {}).get("amazon"))
            keep_vocabulary(workspace, read, source=source, sandbox=sandbox)
    if options.json:
        print_json({**as_json(read, found, model=options.model), "source": source, **about})
    else:
        _print(read, found, options.model)


def _list(
    options: argparse.Namespace, heads: Sequence[WordListHead], origin: dict[str, bool]
) -> None:
    if options.json:
        rows = {kind: [_row(one) for one in heads if one.kind == kind] for kind in _KINDS}
        print_json(
            {"vocabularies": rows["vocabulary"], "filters": rows["filter"], "sandbox": origin}
        )
        return
    for kind, (one_of, several, option) in _KINDS.items():
        here = [one for one in heads if one.kind == kind]
        say(f"{_count(len(here), one_of, several)}{':' if here else '.'}")
        for one in here:
            when = f"{one.modified:%Y-%m-%d}" if one.modified else "date unknown"
            say(f"  {one.name:<28} {one.language:<6} {one.state:<8} {when}")
        if here:
            say(f"  read one with: crossfade vocabulary --account NAME{option}")


_KINDS = {
    "vocabulary": ("custom vocabulary", "custom vocabularies", ""),
    "filter": ("vocabulary filter", "vocabulary filters", " --filter"),
}


def _row(one: WordListHead) -> dict[str, Any]:
    return {
        "name": one.name,
        "language": one.language,
        "state": one.state or None,
        "modified": one.modified.isoformat() if one.modified else None,
    }


_NOTHING = "no counterpart"
_NEXT = "All of it is untested: start without, and try them one by one with 'keywords'."
_NEXT_OF_A_FILTER = "All of it is untested: the rules change the text after it was recognised."


def _print(read: Vocabulary, found: Sequence[Candidate], model: str) -> None:
    what = f"{read.form}, method {read.method}" if read.method else read.form
    say(f"{read.name}: {what}, {read.language}, {_count(len(read.entries), 'entry', 'entries')}")
    if not read.checked:
        say_wrapped(
            f"The characters that Amazon takes for {read.language} are not known here, so they are "
            "not checked."
        )
    width = min(30, max(len(one.phrase) for one in found))
    for one in found:
        becomes = one.keyterm or one.replace or _NOTHING
        kind = f"{one.becomes:<7}  " if becomes != _NOTHING else ""
        say(f"  {one.entry.line:>4}  {one.phrase:<{width}}  {kind}{becomes}")
        if one.keyterm and one.replace:
            say(f"  {'':>4}  {'':<{width}}  replace  {one.replace}")
        for folded in one.folded:
            say(f"  {folded.entry.line:>4}  {folded.entry.phrase:<{width}}  folded   {folded.why}")
    _print_notes(found)
    _print_faults(read)
    load = load_of(found, model)
    say(load.sentence)
    for problem in load.problems:
        say_wrapped(f"{problem.severity}: {problem.why} {problem.fix}", "  ", "  ")
    say_wrapped(_NEXT_OF_A_FILTER if read.form == "filter" else _NEXT)


def _print_notes(found: Sequence[Candidate]) -> None:
    """Each note once, with the lines that it is about; the reason too of what is no keyterm."""
    lines: dict[str, list[int]] = {}
    for one in found:
        for note in one.notes if one.keyterm else (one.why, *one.notes):
            lines.setdefault(note, []).append(one.entry.line)
    for note, numbers in lines.items():
        where = ", ".join(map(str, dict.fromkeys(numbers)))
        say_wrapped(f"{note} ({'line' if len(numbers) == 1 else 'lines'} {where})", "  ", "  ")


def _print_faults(read: Vocabulary) -> None:
    if read.faults:
        say(f"{_count(len(read.faults), 'thing', 'things')} that Amazon does not take:")
    for fault in read.faults:
        left = " Left out." if fault.entry is not None else ""
        text = f" '{fault.text}':" if fault.text else ""
        say_wrapped(f"{fault.place}:{text} {fault.why} {fault.fix}{left}", "  ", "    ")


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
