"""What is to be played: the blocks of a clip from the cursor on, with side, speed and loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.clips import Clip, blocks
from providers.audio.outputs import BLOCK_SECONDS
from providers.audio.pacing import Block, PcmFormat
from providers.audio.time_stretch import Stretcher
from providers.audio.transport import Side, Span

# A loop of at most so many bytes is kept: reading a file that is not WAV again starts ffmpeg.
KEPT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Passage:
    """From ``start`` to the end of ``span`` (seconds); with ``loop`` from its start again."""

    clip: Clip
    start: float
    span: Span
    loop: bool = False
    side: Side = "both"
    speed: float = 1.0


def played_format(clip: Clip) -> PcmFormat:
    """What a clip is played as: linear16, its own rate, at most two channels."""
    return PcmFormat("linear16", clip.rate, min(2, clip.channels))


def sounding(passage: Passage) -> Iterator[Block]:
    """The passage as blocks in ``played_format``; each block's times are those of the clip.

    Endless for a loop. Raises BadInput where the file cannot be read any more.
    """
    span = passage.span
    begin = passage.start if span.start <= passage.start < span.end else span.start
    kept: list[Block] = []
    while True:
        gathered: list[Block] | None = None
        source: Iterable[Block] = kept
        if not kept:
            gathered = [] if begin == span.start and _worth_keeping(passage) else None
            source = _gathering(_read(passage, begin), gathered)
        heard = False
        for block in _sided(passage, source):
            heard = True
            yield block
        if not passage.loop or not heard:
            return
        kept = gathered or kept
        begin = span.start


def _worth_keeping(passage: Passage) -> bool:
    clip = passage.clip
    return passage.loop and passage.span.seconds * clip.rate * clip.channels * 2 <= KEPT_BYTES


def _gathering(source: Iterable[Block], into: list[Block] | None) -> Iterator[Block]:
    for block in source:
        if into is not None:
            into.append(block)
        yield block


def _read(passage: Passage, start: float) -> Iterator[Block]:
    return blocks(passage.clip, BLOCK_SECONDS, start=start, end=passage.span.end)


def _sided(passage: Passage, source: Iterable[Block]) -> Iterator[Block]:
    channels = passage.clip.channels
    chosen = (Block(_on(passage.side, b.data, channels), b.start, b.end) for b in source)
    if passage.speed == 1.0:
        return chosen
    return _stretched(chosen, played_format(passage.clip), passage.speed)


def _on(side: Side, data: bytes, channels: int) -> bytes:
    """One channel on both ears, or the first two on theirs."""
    if channels == 1:
        return data
    left, right = split_channels(data, channels)[:2]
    if side == "both":
        if channels == 2:
            return data
        merged = audioop.add(audioop.tostereo(left, 2, 1, 0), audioop.tostereo(right, 2, 0, 1), 2)
        return bytes(merged)
    one = left if side == "left" else right
    return bytes(audioop.tostereo(one, 2, 1, 1))


def _stretched(source: Iterable[Block], form: PcmFormat, speed: float) -> Iterator[Block]:
    stretcher = Stretcher(form, speed)
    at: float | None = None
    end = 0.0
    for block in source:
        at, end = block.start if at is None else at, block.end
        data = stretcher.feed(block.data)
        if data:
            begun, at = at, min(end, at + speed * len(data) / form.byte_rate)
            yield Block(data, begun, at)
    if at is not None and (data := stretcher.flush()):
        yield Block(data, at, end)
