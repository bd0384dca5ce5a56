"""Forced alignment with PocketSphinx: where each word of a known text begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.clips import probe, slice_pcm
from providers.sandbox.recogniser.pronunciation import pronunciations
from providers.sandbox.samples import SampleCall
from providers.speech import Word

MARGIN = 0.2
PAUSE = 0.3


def aligned_starts(call: SampleCall) -> list[tuple[Word, float]]:
    """Each word with the start, in seconds of the clip, that the alignment gives it."""
    import pocketsphinx

    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    return [pair for group in stretches(call) for pair in aligned(decoder, call, group)]


def stretches(call: SampleCall) -> Iterator[list[Word]]:
    """The words of each channel, cut at its pauses."""
    for channel in range(call.channels):
        group: list[Word] = []
        for word in call.words:
            if word.channel != channel:
                continue
            if group and word.start - group[-1].end > PAUSE:
                yield group
                group = []
            group.append(word)
        yield group


def aligned(decoder: Any, call: SampleCall, group: list[Word]) -> Iterator[tuple[Word, float]]:
    begin = max(0.0, group[0].start - MARGIN)
    pcm, form = slice_pcm(probe(call.path), begin, group[-1].end + MARGIN)
    mono = split_channels(pcm, form.channels)[group[0].channel]
    wide = audioop.ratecv(mono, 2, 1, form.rate, 16000, None)[0]
    for word in group:
        if decoder.lookup_word(word.text) is None:
            decoder.add_word(word.text, " ".join(pronunciations(word.text)[0]), True)
    decoder.set_align_text(" ".join(word.text for word in group))
    decoder.start_utt()
    decoder.process_raw(wide, full_utt=True)
    decoder.end_utt()
    found = [item for item in decoder.seg() or () if re.match(r"[a-z']", item.word)]
    for word, item in zip(group, found, strict=True):
        yield word, begin + item.start_frame / 100
