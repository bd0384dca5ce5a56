"""Stream a clip, or raw audio from standard input, in real time; events as they come."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from checklists.before.live_results import event_json, kept_up, measured, record
from checklists.before.live_streams import live_options, stream_blocks
from checklists.vendors import Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip, blocks, pcm_format, probe
from providers.audio.limits import HIGHEST_RATE, LOWEST_RATE
from providers.audio.pacing import Block, PcmFormat, paced
from providers.audio.raw import arriving_blocks, raw_format
from providers.errors import BadInput, VendorTrouble
from providers.speech import VENDORS, LiveEvent, Vendor
from tui.cli import add_access, add_json, add_keeping
from tui.commands.output import Progress, announcer, print_json, run_to_end, say
from tui.text import counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO or -, --with VENDOR, and the form of raw audio."""
    parser.add_argument("audio", metavar="AUDIO|-", help="an audio file, or - for raw audio")
    parser.add_argument(
        "--with",
        dest="vendors",
        action="append",
        choices=VENDORS,
        help="which vendor; give it twice for both (default: both)",
    )
    raw = parser.add_argument_group("raw audio on standard input")
    raw.add_argument("--encoding", choices=("linear16", "mulaw", "alaw"), default="linear16")
    raw.add_argument("--rate", type=int, default=16000, help="hertz (default: 16000)")
    raw.add_argument("--channels", type=int, choices=(1, 2), default=1)
    add_keeping(parser)
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Stream; 0 when every vendor closed well, 3 when one did not."""
    return run_to_end(_live(options))


async def _live(options: argparse.Namespace) -> int:
    chosen: list[Vendor] = list(dict.fromkeys(options.vendors or VENDORS))
    clip: Clip | None = None
    if options.audio == "-":
        if options.workspace:
            raise BadInput("--workspace keeps runs on files: save the audio, then name the file.")
        source, form = _standard_input(PcmFormat(options.encoding, options.rate, options.channels))
    else:
        clip = await asyncio.to_thread(probe, Path(options.audio))
        source, form = paced(blocks(clip)), pcm_format(clip)
    progress = Progress()
    events: dict[Vendor, list[LiveEvent]] = {vendor: [] for vendor in chosen}
    async with open_vendors(
        options.access, os.environ, needed=chosen, on_status=announcer(options.json, progress)
    ) as vendors:
        sides = [vendors.live(vendor, live_options(vendor, form.channels)) for vendor in chosen]
        printer = _Printer(vendors, options.json, progress)
        async for event in stream_blocks(source, form, sides, on_start=printer.start):
            events[event.vendor].append(event)
            if event.event == "closed":
                (side,) = (side for side in sides if side.vendor == event.vendor)
                printer.show(event, kept_up(side, events[event.vendor]))
            else:
                printer.show(event)
    progress.done()
    if clip is not None and options.workspace:
        with Workspace.open(options.workspace) as workspace:
            sample = workspace.add_clip(clip)
            for result in measured(sample, sides, events, printer.started_at):
                record(workspace, sample, result)
    failed = any(e.native == VendorTrouble.__name__ for side in events.values() for e in side)
    return VendorTrouble.exit_code if failed else 0


def _standard_input(form: PcmFormat) -> tuple[AsyncIterator[Block], PcmFormat]:
    """Raw audio in ``form`` as blocks, and the form of these. Raises BadInput."""
    if not LOWEST_RATE <= form.rate <= HIGHEST_RATE:
        raise BadInput(
            f"--rate {form.rate} is not between {LOWEST_RATE} and {HIGHEST_RATE} Hz, which is what "
            "Amazon Transcribe takes: let the recorder write another rate."
        )
    if sys.stdin is None:
        raise BadInput("Standard input is closed: pipe raw audio into it, or name an audio file.")
    return arriving_blocks(sys.stdin.buffer, form), raw_format(form)


# Events of which a lag would say nothing.
_ABOUT_THE_STREAM = ("gap", "reconnected", "warning", "closed")


class _Printer:
    """One line an event: JSON for programs, columns for people (interims only in place)."""

    def __init__(self, vendors: Vendors, as_json: bool, progress: Progress) -> None:
        self._vendors = vendors
        self._json = as_json
        self._progress = progress
        self.started_at = 0.0

    def start(self, moment: float) -> None:
        """Audio second 0, on the monotonic clock."""
        self.started_at = moment

    def show(self, event: LiveEvent, kept_up: Mapping[str, float] | None = None) -> None:
        """One event; with the last one of a side, what it took to keep that stream up."""
        if self._json:
            document = event_json(event, self.started_at)
            if kept_up is not None:
                document["stream"] = dict(kept_up)
            print_json({**document, "sandbox": self._vendors.origin()}, line=True)
            return
        side = f"{event.vendor} ({self._vendors.label(event.vendor)})"
        if event.event == "interim":
            self._progress(f"{event.audio_time:6.1f} s  {side}  ...{event.text[-70:]}")
            return
        self._progress.done()
        head = f"{event.end:7.2f} s  {side:<19} ch {event.channel}  {event.event:<14} "
        if event.event in _ABOUT_THE_STREAM:
            say(f"{head}{event.text}")
        else:
            lag = event.received_at - self.started_at - event.end
            say(f"{head}+{max(lag, 0.0):.2f} s  {event.text}")
        if kept_up and (told := _in_words(kept_up)):
            say(f"{'':9}  {side:<19} {told}")


def _in_words(kept_up: Mapping[str, float]) -> str:
    """What was out of the ordinary about a stream; "" for nothing."""
    again, gaps, unknown = (
        int(kept_up.get(name, 0)) for name in ("connections", "gaps", "unknown_messages")
    )
    found = []
    if again > 1:
        sent = kept_up.get("sent_again_seconds", 0.0)
        found.append(f"connected {counted(again, 'time')}, {sent:.1f} s of audio sent again")
    if gaps:
        found.append(f"{counted(gaps, 'gap')} of {kept_up.get('gap_seconds', 0.0):.1f} s together")
    if unknown:
        found.append(f"{counted(unknown, 'message')} of an unknown kind")
    return "; ".join(found)
