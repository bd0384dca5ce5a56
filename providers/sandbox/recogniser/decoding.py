"""Words from sound: the large-vocabulary decoder.

A word's confidence is its posterior probability in the decoder's word lattice: the binding's
``Segment.prob``, which is 1.0 for every word while an utterance is still open (no lattice yet)
and a usable figure once it has ended. On synthesised and read speech, right words average
0.80 and wrong ones 0.53 (tests/bench/recogniser.py prints both).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from providers.sandbox.recogniser.sound import at, seconds
from providers.sandbox.recogniser.voice import stretches
from providers.sandbox.recognition import HeardWord

FRAME = 0.01
_NOT_WORDS = re.compile(r"^(<.*>|\[.*\]|\+\+.*\+\+)$")
_VARIANT = re.compile(r"\(\d+\)$")


def load_decoder() -> Any:
    """A PocketSphinx decoder with the English model of its wheel (0.3 to 0.5 s)."""
    import pocketsphinx

    return pocketsphinx.Decoder(loglevel="FATAL")


def decode(decoder: Any, pcm: bytes) -> Iterator[HeardWord]:
    """The words of a recording, stretch by stretch of voice.

    The state of earlier audio is dropped first: the same recording gives the same words whatever
    the process worked on before.
    """
    for start, end in stretches(pcm):
        if end - start < FRAME:
            continue
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm[at(start) : at(end)], full_utt=True)
        decoder.end_utt()
        yield from words(decoder.seg(), start, min(end, seconds(pcm)))


def words(segments: Iterable[Any] | None, offset: float, limit: float) -> Iterator[HeardWord]:
    """The decoder's segmentation as words, without its silences and noises.

    ``offset`` is where the decoder's frame 0 lies in the recording, in seconds; no word ends
    after ``limit``.
    """
    for segment in segments or ():
        if _NOT_WORDS.match(segment.word):
            continue
        yield HeardWord(
            text=_VARIANT.sub("", segment.word),
            start=round(offset + segment.start_frame * FRAME, 3),
            end=round(min(limit, offset + (segment.end_frame + 1) * FRAME), 3),
            confidence=min(1.0, max(0.0, segment.prob)),
        )
