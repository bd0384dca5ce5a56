"""Transcribe whole clips by one vendor or both."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from checklists.before.audio_tests import Outcome, record, transcribe_all
from checklists.vendors import open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.documents.labels import Speakers
from providers.speech import VENDORS, Transcript
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, announcer, print_json, run_to_end, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO..., --with VENDOR, --sandbox or --live, --json."""
    parser.add_argument("audio", nargs="+", type=Path, metavar="AUDIO")
    parser.add_argument(
        "--with",
        dest="vendors",
        action="append",
        choices=VENDORS,
        help="which vendor; give it twice for both (default: both)",
    )
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Transcribe; 0 when every clip was, else the exit code of the first failure."""
    return run_to_end(_transcribe(options))


async def _transcribe(options: argparse.Namespace) -> int:
    clips = [await asyncio.to_thread(probe, path) for path in options.audio]
    chosen = list(dict.fromkeys(options.vendors or VENDORS))
    progress = Progress()
    done = 0

    def on_done(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        progress(f"{done} of {len(clips) * len(chosen)} transcribed: {outcome.clip.path.name}")

    async with open_vendors(
        options.access, os.environ, needed=chosen, on_status=announcer(options.json, progress)
    ) as vendors:
        outcomes = await transcribe_all(vendors, chosen, clips, on_done=on_done)
        origin = vendors.origin()
    progress.done()
    if options.workspace:
        _keep(options.workspace, outcomes)
    if options.json:
        print_json(
            {
                "transcripts": [
                    as_json(o.clip.path, o.transcript) for o in outcomes if o.transcript
                ],
                "failures": [
                    {"path": str(o.clip.path), "vendor": o.vendor, "why": str(o.trouble)}
                    for o in outcomes
                    if o.trouble
                ],
                "sandbox": origin,
            }
        )
    else:
        _print(outcomes, origin)
    return next((o.trouble.exit_code for o in outcomes if o.trouble), 0)


def _keep(folder: Path, outcomes: list[Outcome]) -> None:
    with Workspace.open(folder) as workspace:
        for outcome in outcomes:
            if outcome.transcript is not None:
                record(workspace, workspace.add_clip(outcome.clip), outcome.transcript)


def as_json(path: Path, transcript: Transcript) -> dict[str, Any]:
    """A transcript as the command prints it (``transcripts[]``): speakers count from 0."""
    speakers = Speakers()
    return {
        "path": str(path),
        "vendor": transcript.vendor,
        "model": transcript.model,
        "language": transcript.language,
        "duration": transcript.duration,
        "channels": transcript.channels,
        "text": transcript.text,
        "words": [
            {
                "text": word.text,
                "punctuated": word.punctuated or word.text,
                "start": word.start,
                "end": word.end,
                "confidence": word.confidence,
                "speaker": speakers.index(word.speaker or ""),
                "channel": word.channel,
            }
            for word in transcript.words
        ],
        "warnings": list(transcript.warnings),
        "losses": list(transcript.losses),
        "sandbox": transcript.sandbox,
        "request_id": transcript.request_id,
        "seconds": transcript.elapsed,
    }


def _print(outcomes: list[Outcome], origin: dict[str, bool]) -> None:
    for outcome in outcomes:
        label = "sandbox" if origin[outcome.vendor] else "live"
        if outcome.transcript is None:
            say(f"{outcome.clip.path}  {outcome.vendor} ({label})  failed: {outcome.trouble}")
            continue
        heard = outcome.transcript
        say(
            f"{outcome.clip.path}  {heard.vendor} ({label})  model {heard.model}  "
            f"{heard.duration:.1f} s of audio in {heard.elapsed:.1f} s"
        )
        say(f"  {heard.text or '(no words)'}")
        for warning in heard.warnings:
            say(f"  warning: {warning}")
