"""The audio of a stream as Amazon wants it: small messages, linear PCM, never quiet for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from providers.audio.arithmetic import audioop
from providers.audio.pacing import Block, PcmFormat

# A stream without new audio for 15 seconds ends with a BadRequestException (widely reported, not
# documented), so after a third of that silence is sent, long enough to settle what was said last.
QUIET_SECONDS = 5.0
SILENCE_SECONDS = 1.0
# One second of audio is the limit of a message and 32 KB that of older documentation.
LARGEST_CHUNK = 32_000


async def or_silence(
    blocks: AsyncIterator[Block], after: float
) -> AsyncGenerator[Block | None, None]:
    """The blocks as they come, and None whenever none has come for ``after`` seconds."""
    while True:
        coming = asyncio.ensure_future(anext(blocks))
        try:
            while not (await asyncio.wait({coming}, timeout=after))[0]:
                yield None
            block = coming.result()
        except StopAsyncIteration:
            return
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        yield block


def messages_of(data: bytes, form: PcmFormat) -> Iterator[bytes]:
    """A block as linear PCM in pieces that Amazon accepts, each of whole frames."""
    if form.encoding == "mulaw":
        data = audioop.ulaw2lin(data, 2)
    elif form.encoding == "alaw":
        data = audioop.alaw2lin(data, 2)
    frame = 2 * form.channels
    step = min(LARGEST_CHUNK, form.rate * frame) // frame * frame
    for at in range(0, len(data), step):
        yield data[at : at + step]


def silence(form: PcmFormat) -> tuple[tuple[bytes, ...], int]:
    """SILENCE_SECONDS as linear PCM in such pieces, and how many bytes of ``form`` that is."""
    frames = round(SILENCE_SECONDS * form.rate)
    linear = PcmFormat("linear16", form.rate, form.channels)
    pieces = tuple(messages_of(bytes(frames * linear.frame_bytes), linear))
    return pieces, frames * form.frame_bytes
