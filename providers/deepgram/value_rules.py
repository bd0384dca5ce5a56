"""Rules about plain values: numbers, options given twice, and the audio of a stream."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from providers.audio.pacing import PcmFormat
from providers.deepgram.problem import Problem

if TYPE_CHECKING:
    from providers.deepgram.options import DeepgramOptions

MOST_CHANNELS = 20
# The API specification of streams (read 2026-11).
STREAMED_ENCODINGS = (
    "linear16", "linear32", "flac", "alaw", "mulaw", "amr-nb", "amr-wb", "opus", "ogg-opus",
    "speex", "g729",
)  # fmt: skip


def number_problems(options: DeepgramOptions) -> Iterator[Problem]:
    """Numbers that mean nothing."""
    split, pause = options.utt_split, options.endpointing
    if split is not None and not (math.isfinite(split) and split > 0):
        why = f"{split:g} is no length of a pause in seconds."
        yield Problem("utt_split", "error", why, "Write seconds above 0; Deepgram's own is 0.8.")
    if pause is not None and pause is not False and pause < 0:
        why = f"{pause} is no length of a silence in milliseconds."
        yield Problem("endpointing", "error", why, "Write 300, or false to switch it off.")
    for word, boost in options.keywords:
        if not math.isfinite(boost):
            yield Problem("keywords", "error", f"{word!r} has no usable boost.", "Write word:1.5.")


def repeated(options: type[DeepgramOptions], names: Iterable[str]) -> Iterator[Problem]:
    """Options of one value that were given several times."""
    single = {
        field.name for field in dataclasses.fields(options) if "tuple" not in str(field.type)
    } - {"extra"}
    for name, times in Counter(names).items():
        if times > 1 and name in single:
            why = f"{name} is given {times} times and takes one value: only the last is sent."
            yield Problem(name, "warning", why, "Keep one of them.")


def audio_problems(options: DeepgramOptions, form: PcmFormat | None) -> Iterator[Problem]:
    """What does not go with the audio of a stream."""
    if form is None:
        return
    if form.encoding not in STREAMED_ENCODINGS:
        why = f"{form.encoding!r} is no encoding that Deepgram takes in a stream."
        yield Problem("encoding", "error", why, f"One of {', '.join(STREAMED_ENCODINGS)}.")
    if form.channels > MOST_CHANNELS:
        why = f"{form.channels} channels, and {MOST_CHANNELS} are the most."
        yield Problem("channels", "error", why, "Mix some of them, or use several streams.")
    if form.channels > 1 and not options.multichannel:
        why = f"Without multichannel the {form.channels} channels are heard as one."
        yield Problem("channels", "warning", why, "Add multichannel=true.")
    if form.channels == 1 and options.multichannel:
        why = "The stream has one channel, so multichannel changes nothing."
        yield Problem("multichannel", "note", why, "Leave it out, or say channels=2.")
