"""Search clips for terms: in the sound (Deepgram), and in the text of the transcript."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from checklists.before.search import SAFE_TERMS, ClipSearch, as_json, record, search_clip
from checklists.vendors import ONLY_DEEPGRAM, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.errors import BadInput
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, announcer, print_json, run_to_end, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO..., --term T for each term."""
    parser.add_argument("audio", nargs="+", type=Path, metavar="AUDIO")
    parser.add_argument(
        "--term", dest="terms", action="append", required=True, metavar="T", help="repeatable"
    )
    parser.add_argument(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="C",
        help="leave out weaker acoustic hits (default: 0, show all)",
    )
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Search; 0 when every clip was searched, hits or not."""
    terms = [term.strip() for term in options.terms]
    if not all(terms):
        raise BadInput("--term is empty: give a word or a phrase to search for.")
    if not 0.0 <= options.min_confidence <= 1.0:
        raise BadInput(f"--min-confidence is {options.min_confidence}: it lies between 0 and 1.")
    return run_to_end(_search(options, list(dict.fromkeys(terms))))


async def _search(options: argparse.Namespace, terms: list[str]) -> int:
    clips = [await asyncio.to_thread(probe, path) for path in options.audio]
    progress = Progress()
    searches: list[ClipSearch] = []
    async with open_vendors(
        options.access,
        os.environ,
        needed=ONLY_DEEPGRAM,
        on_status=announcer(options.json, progress),
    ) as vendors:
        for number, clip in enumerate(clips, 1):
            progress(f"searching {number} of {len(clips)}: {clip.path.name}")
            searches.append(await search_clip(vendors, clip, terms))
        label, origin = vendors.label("deepgram"), vendors.origin()
    progress.done()
    if options.workspace:
        with Workspace.open(options.workspace) as workspace:
            for search in searches:
                workspace.add_clip(search.clip)
                record(workspace, search)
    if options.json:
        document: dict[str, Any] = {
            "clips": [as_json(search, options.min_confidence) for search in searches],
            "sandbox": origin,
        }
        print_json(document)
        return 0
    for search in searches:
        _print(search, options.min_confidence, label)
    if len(terms) > SAFE_TERMS:
        say(
            f"Note: {len(terms)} terms; Deepgram's pages disagree whether a request may have "
            "25 or 50 (read 2026-11)."
        )
    return 0


def _print(search: ClipSearch, least: float, label: str) -> None:
    say(f"{search.clip.path}  deepgram ({label})  model {search.transcript.model}")
    for term in search.terms:
        strong = [hit for hit in term.acoustic if hit.confidence >= least]
        say(f"  {term.term}: {len(strong)} heard, {len(term.text)} in the text")
        for hit in strong:
            say(
                f"    heard  {hit.start:7.2f}-{hit.end:.2f} s  ch {hit.channel}  "
                f"confidence {hit.confidence:.2f}  '{hit.snippet}'"
            )
        for found in term.text:
            say(
                f"    text   {found.start:7.2f}-{found.end:.2f} s  ch {found.channel}  "
                f"score {found.score:.2f}       '{found.snippet}'"
            )
