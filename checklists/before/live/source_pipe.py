"""Raw samples from a pipe as the source of a live comparison: a FIFO, or standard input."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO, cast

from checklists.before.live.source_kept import KeptSource
from providers.audio.following import opened_fifo
from providers.audio.limits import HIGHEST_RATE, LOWEST_RATE, MOST_CHANNELS
from providers.audio.pacing import Block, PcmFormat
from providers.audio.raw import arriving_blocks, raw_format
from providers.errors import BadInput


class PipeSource(KeptSource):
    """Samples in ``form`` without a header, from a stream that is open or a FIFO to be opened.

    A FIFO is read as soon as somebody writes into it, and ends with its writer. A stream stays
    open; one that is a file gives its samples at the speed of life.
    """

    def __init__(
        self, come_from: BinaryIO | Path, form: PcmFormat, *, audio: Path | None = None
    ) -> None:
        self._fifo: Path | None = None
        self._stream: BinaryIO | None = None
        if isinstance(come_from, Path):
            self._fifo = come_from
        else:
            self._stream = come_from
        super().__init__(self._fifo.name if self._fifo else "Standard input", audio)
        self._raw = form

    async def _inlet_form(self) -> PcmFormat:
        form = self._raw
        if not LOWEST_RATE <= form.rate <= HIGHEST_RATE:
            raise BadInput(
                f"A rate of {form.rate} Hz is not between {LOWEST_RATE} and {HIGHEST_RATE} Hz, "
                "which is what Amazon Transcribe takes: let the recorder write another rate."
            )
        if not 1 <= form.channels <= MOST_CHANNELS:
            raise BadInput(
                f"{form.channels} channels are not 1 or 2, which is what Amazon Transcribe takes: "
                "let the recorder write fewer."
            )
        if self._fifo is not None:
            self._stream = opened_fifo(self._fifo)
        return raw_format(form)

    def _inlet(self) -> AsyncGenerator[Block, None]:
        assert self._stream is not None
        return cast(AsyncGenerator[Block, None], arriving_blocks(self._stream, self._raw))

    def _close_inlet(self) -> None:
        if self._fifo is not None and self._stream is not None:
            self._stream.close()
