"""``keywords --speak``: the terms in sentences by a local voice, where no recording has them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from checklists.before.spoken_probe import SpokenClip, keep, speak_terms
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.audio.speaking import NO_VOICE, voice_named, voices
from providers.errors import BadInput

# Two voices say what is the voice's doing, and make an interval over clips.
_VOICES = 2


def add_speaking(parser: argparse.ArgumentParser) -> None:
    """--speak and --voice NAME."""
    parser.add_argument(
        "--speak",
        action="store_true",
        help="in place of AUDIO: have a local voice (flite, espeak-ng) say each term in sentences; "
        "synthetic, and no evidence about recordings",
    )
    parser.add_argument(
        "--voice",
        dest="voices",
        action="append",
        default=[],
        metavar="NAME",
        help="with --speak; repeatable (default: the first two that are installed)",
    )


def check_speaking(options: argparse.Namespace) -> None:
    """Refuse what does not go together. Raises BadInput."""
    if options.speak and (options.audio or options.references):
        raise BadInput(
            f"--speak makes its own audio with its own reference: leave out "
            f"{shown(options.audio[0]) if options.audio else '--reference'}."
        )
    if options.voices and not options.speak:
        raise BadInput("--voice is for --speak: add it, or leave --voice out.")
    if not options.speak and not options.audio:
        raise BadInput("There is no AUDIO to try the terms on: name files, or give --speak.")


async def spoken(
    terms: Sequence[str],
    names: Sequence[str],
    folder: Path,
    on_sentence: Callable[[int, int], None],
) -> tuple[SpokenClip, ...]:
    """A clip in ``folder`` by each of the voices named. Raises BadInput."""
    here = await asyncio.to_thread(voices)
    if not here:
        raise BadInput(NO_VOICE)
    picked = [voice_named(name, here) for name in dict.fromkeys(names)] or here[:_VOICES]
    return await asyncio.to_thread(speak_terms, terms, picked, folder, on_sentence=on_sentence)


def kept(clips: Sequence[SpokenClip], workspace: Workspace | None) -> list[ClipRecord]:
    """The clips as samples: of the workspace, where there is one."""
    if workspace is None:
        return [clip.record() for clip in clips]
    return [keep(workspace, clip) for clip in clips]
