"""A proposed change to Deepgram for the places that start a transcription: a patch to review.

Nothing is applied: git apply FILE (or patch -p1 < FILE) in the scanned directory does that.
"""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path

from checklists.draft.drafting import Draft, Site, as_json, draft, refuse_code
from checklists.new_file import write_new
from checklists.scan.scanning import Progress as Course
from providers.errors import BadInput
from tui.cli import add_json
from tui.commands.output import Progress, print_json, say, say_wrapped
from tui.text import clean, counted, one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH, --out FILE, --force."""
    parser.add_argument(
        "path", type=Path, metavar="PATH", help="the directory or file to draft the change of"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the patch there (default: show it); it is never applied",
    )
    parser.add_argument("--force", action="store_true", help="write over FILE where it is there")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Draft; 0 whether anything could be drafted or not."""
    if options.out is None and options.force:
        raise BadInput("--force is about the file of --out: name one.")
    progress = Progress()

    def tell(course: Course) -> None:
        progress(f"{counted(course.files, 'file')}: {course.path}")

    try:
        done = draft(options.path, on_progress=tell)
    finally:
        progress.done()
    if options.out is not None and done.patch:
        refuse_code(options.out, done)
        write_new(options.out, done.patch.encode("utf-8"), overwrite=options.force)
    if options.json:
        print_json(as_json(done))
    else:
        _print(done, options.path, options.out)
    return 0


def _print(done: Draft, path: Path, out: Path | None) -> None:
    for name, sites in groupby(done.sites, key=lambda site: site.path):
        say(one_line(name))
        for site in sites:
            _print_site(site)
        say()
    if out is None and done.patch:
        for line in done.patch.splitlines():
            say(clean(line))
        say()
    _print_end(done, path, out)
    if done.skipped:
        skipped = counted(len(done.skipped), "path was", "paths were")
        say(f"{skipped} not looked into: crossfade scan names them, with the reasons.")


def _print_site(site: Site) -> None:
    state = "drafted" if site.drafted else "left as it is"
    say_wrapped(
        one_line(f"{site.line:>5}  {site.equivalent.operation}: {state}"), "  ", "         "
    )
    if site.why:
        say_wrapped(one_line(site.why), " " * 9, " " * 9)
    for left in site.left:
        say_wrapped(one_line(f"by hand, {left}"), " " * 9, " " * 11)
    if site.drafted:
        return
    whole = (site.equivalent.call, site.equivalent.address)
    for note in (*site.notes, f"see {site.equivalent.sdk.page}"):
        if note in whole:
            # To be copied, so in one piece.
            say(one_line(f"{' ' * 9}#   {note}"))
        else:
            say_wrapped(one_line(f"# {note}"), " " * 9, " " * 9 + "#   ")


def _print_end(done: Draft, path: Path, out: Path | None) -> None:
    if not done.sites:
        say_wrapped(one_line(f"Nothing in {path} starts a transcription."))
        return
    places = counted(len(done.sites), "start of a transcription", "starts of a transcription")
    say_wrapped(one_line(f"{places} in {path}, {done.drafted} of them drafted."))
    if not done.patch:
        say("There is no patch: read the equivalents above.")
    elif out is None:
        say("Shown only: --out FILE writes the patch.")
    else:
        files = counted(len(done.files), "file")
        say_wrapped(
            one_line(
                f"{out} changes {files}. It is a draft: read it, then in {done.root} "
                "git apply --check, and git apply."
            )
        )
