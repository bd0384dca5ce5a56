"""Stream a clip, a microphone or raw audio in real time to 1 to 4 panes, or play a recorded one."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from checklists.before.live.panes import LivePane, numbered, pane_from_text, standard_panes
from checklists.before.live.replay import Replay, recorded_session
from checklists.before.live.sessions import LiveSession, Playing
from checklists.before.live.source_text import FORMS, STANDARD_INPUT, source_from_text
from checklists.before.live.sources import LiveSource
from checklists.before.live.watch import with_terms
from checklists.vendors import open_vendors
from checklists.workspace import Workspace
from providers.audio.limits import HIGHEST_RATE, LOWEST_RATE
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput, VendorTrouble
from providers.speech import VENDORS
from tui.cli import add_access, add_json
from tui.commands.live_lines import Printer
from tui.commands.output import Progress, announcer, run_to_end, say
from tui.text import counted

SETTLE_SECONDS = 20.0
_FASTEST = 100.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """AUDIO, the panes, the form of raw audio, what to keep, or what to play again."""
    parser.add_argument("audio", metavar="AUDIO|-", nargs="?", help=FORMS)
    parser.add_argument(
        "--with",
        dest="vendors",
        action="append",
        choices=VENDORS,
        help="which vendor, with the usual options; give it twice for both (default: both)",
    )
    parser.add_argument(
        "--pane",
        dest="panes",
        action="append",
        metavar="'VENDOR NAME=VALUE...'",
        help="a side with options of its own, such as 'deepgram model=nova-2 endpointing=false' or "
        "'amazon partial_results_stability=high'; up to four",
    )
    parser.add_argument(
        "--term",
        dest="terms",
        action="append",
        metavar="WORDS",
        help="a word or phrase to watch: by sound at Deepgram, in the settled text of the others; "
        "repeat it, up to 25 times",
    )
    parser.add_argument(
        "--seconds", type=float, metavar="S", help="stop after so much audio (default: its end)"
    )
    raw = parser.add_argument_group("raw audio and microphones")
    raw.add_argument("--encoding", choices=("linear16", "mulaw", "alaw"), default="linear16")
    raw.add_argument("--rate", type=int, default=16000, help="hertz (default: 16000)")
    raw.add_argument("--channels", type=int, choices=(1, 2), default=1)
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="keep the audio that has no file, and what was heard as evidence, in this workspace "
        "(default: keep nothing)",
    )
    again = parser.add_argument_group("a recorded session, without network")
    again.add_argument(
        "--replay",
        metavar="SESSION",
        help="play a session of the workspace on its own clock: its name, the beginning of it, or "
        "last",
    )
    again.add_argument(
        "--speed", type=float, default=1.0, help="how many times faster (default: 1)"
    )
    add_access(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Stream; 0 when every pane closed well, 3 when one did not."""
    return run_to_end(_replay(options) if options.replay is not None else _live(options))


async def _live(options: argparse.Namespace) -> int:
    if not options.audio:
        raise BadInput(f"What is to be heard? Name {FORMS}, or a session with --replay.")
    if options.speed != 1.0:
        raise BadInput("--speed is for --replay: what is live has the speed of life.")
    panes = _panes(options)
    progress = Progress()
    with contextlib.ExitStack() as stack:
        workspace = None
        if options.workspace:
            workspace = stack.enter_context(Workspace.open(options.workspace))
        source = await asyncio.to_thread(_source, options, workspace)
        async with open_vendors(
            options.access,
            os.environ,
            needed=[vendor for vendor in VENDORS if any(p.vendor == vendor for p in panes)],
            on_status=announcer(options.json, progress),
        ) as vendors:
            begun = asyncio.Event()
            session = LiveSession(vendors, source, panes, on_start=lambda moment: begun.set())
            printer = Printer(session, vendors.origin(), options.json, progress)
            printer.say_panes()
            async with _stopped_after(options.seconds, begun, session.stop):
                await _heard_out(session, printer, settle=workspace is not None)
        progress.done()
        if workspace is not None:
            _keep(session, workspace, options.json)
    return _code(session)


def _panes(options: argparse.Namespace) -> tuple[LivePane, ...]:
    if options.panes and options.vendors:
        raise BadInput("--with and --pane say the same thing: use one of them.")
    if options.panes:
        panes = numbered([pane_from_text(text) for text in options.panes])
    else:
        panes = standard_panes(list(dict.fromkeys(options.vendors or VENDORS)))
    return with_terms(panes, options.terms) if options.terms else panes


def _source(options: argparse.Namespace, workspace: Workspace | None) -> LiveSource:
    """What is to be heard. Raises BadInput where that is plain beforehand."""
    if not LOWEST_RATE <= options.rate <= HIGHEST_RATE:
        raise BadInput(
            f"--rate {options.rate} is not between {LOWEST_RATE} and {HIGHEST_RATE} Hz, which is "
            "what Amazon Transcribe takes: let the recorder write another rate."
        )
    if options.seconds is not None and not options.seconds > 0:
        raise BadInput(f"--seconds {options.seconds:g} leaves nothing to hear: name more than 0.")
    if options.audio == STANDARD_INPUT and sys.stdin is not None and sys.stdin.isatty():
        raise BadInput(
            "Raw audio is expected from a pipe or a file, and standard input is a terminal: write "
            "for example 'ffmpeg ... | crossfade live -', or 'crossfade live - < FILE'."
        )
    return source_from_text(
        options.audio,
        PcmFormat(options.encoding, options.rate, options.channels),
        audio=workspace.directory / "audio" if workspace is not None else None,
        stdin=sys.stdin.buffer if sys.stdin is not None else None,
    )


@contextlib.asynccontextmanager
async def _stopped_after(
    seconds: float | None, begun: asyncio.Event, stop: Callable[[], None]
) -> AsyncIterator[None]:
    """Let the audio end by itself, or so many seconds after it began."""

    async def wait() -> None:
        await begun.wait()
        await asyncio.sleep(seconds or 0.0)
        stop()

    waiting = asyncio.create_task(wait()) if seconds is not None else None
    try:
        yield
    finally:
        if waiting is not None:
            waiting.cancel()


async def _heard_out(session: Playing, printer: Printer, *, settle: bool) -> None:
    """Print the events to the end. Interrupted, with ``settle``, the audio is ended, and what was
    heard of it is settled before the interruption goes on."""

    async def listen() -> None:
        async for event in session.events():
            printer.show(event)

    if not settle:
        await listen()
        return
    listening = asyncio.create_task(listen())
    try:
        await asyncio.shield(listening)
    except asyncio.CancelledError as interrupted:
        if (task := asyncio.current_task()) is not None:
            task.uncancel()
        session.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await listening
                return
        raise interrupted
    finally:
        listening.cancel()


def _keep(session: LiveSession, workspace: Workspace, as_json: bool) -> None:
    """The audio as a sample, and a run for every pane that said anything."""
    sample = session.sample(workspace)
    runs = session.keep(workspace, sample, session.results(sample)) if sample is not None else []
    if not as_json:
        say(
            f"Kept as session {session.id}: {counted(len(runs), 'run')} of {session.title}."
            if runs
            else "Nothing was heard, so nothing was kept."
        )


def _code(session: LiveSession) -> int:
    """The worst that a pane ended with."""
    ends = {event.native for pane in session.panes for event in session.heard(pane.id)}
    if VendorTrouble.__name__ in ends:
        return VendorTrouble.exit_code
    return BadInput.exit_code if BadInput.__name__ in ends else 0


async def _replay(options: argparse.Namespace) -> int:
    if any((options.audio, options.panes, options.vendors, options.terms, options.seconds)):
        raise BadInput("--replay plays what was recorded: give only --workspace, --speed, --json.")
    if not 0.1 <= options.speed <= _FASTEST:
        raise BadInput(f"--speed {options.speed:g} is not between 0.1 and {_FASTEST:g}.")
    progress = Progress()
    with Workspace.open(options.workspace or Path(), create=False) as workspace:
        session = recorded_session(workspace, options.replay)
        replay = Replay(workspace, session, speed=options.speed)
    printer = Printer(replay, replay.origin(), options.json, progress)
    if not options.json:
        say(f"{replay.stamp}: {session.title}. Nothing is sent, and nothing of this is live.")
    printer.say_panes()
    await _heard_out(replay, printer, settle=False)
    progress.done()
    return 0
