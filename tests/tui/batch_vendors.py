"""Both vendors for whole clips, answering what a test says, when the test lets them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, cast

from checklists.records import plain
from checklists.vendors import Choice, Options, Vendors
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.speech import SearchHit, Transcript, Vendor, Word

Says = Callable[[Vendor, Clip, Options], Sequence[str]]
"""What a vendor hears on each channel of a clip; it may raise Trouble."""


@dataclass
class BatchVendors:
    """Stands where ``open_vendors`` stands, and where the vendors stand that it opens.

    ``held`` sides wait, before they answer, until the event is set. ``asked`` is every request,
    ``began`` is set with the first.
    """

    says: Says
    live_sides: Sequence[Vendor] = ()
    held: Sequence[Vendor] = ()
    release: asyncio.Event = field(default_factory=asyncio.Event)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    hits: Mapping[str, Sequence[SearchHit]] = field(default_factory=dict)
    asked: list[tuple[Vendor, str, Options]] = field(default_factory=list)
    failing: Trouble | None = None

    def __call__(
        self,
        choice: Choice,
        environ: Mapping[str, str],
        *,
        on_status: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Vendors]:
        return self._open()

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Vendors]:
        if self.failing is not None:
            raise self.failing
        yield cast(Vendors, self)

    def sandboxed(self, vendor: Vendor) -> bool:
        """All, but those a test calls live."""
        return vendor not in self.live_sides

    @contextlib.asynccontextmanager
    async def batch(self, vendor: Vendor, options: Options = None) -> AsyncIterator[_Side]:
        """A side of these vendors."""
        yield _Side(self, vendor, options)


@dataclass
class _Side:
    vendors: BatchVendors
    vendor: Vendor
    options: Options

    async def transcribe(self, clip: Clip) -> Transcript:
        """What the script says, once it may."""
        self.vendors.asked.append((self.vendor, clip.path.name, self.options))
        self.vendors.began.set()
        if self.vendor in self.vendors.held:
            await self.vendors.release.wait()
        said = self.vendors.says(self.vendor, clip, self.options)
        words = spoken(said)
        hits = self._hits()
        return Transcript(
            vendor=self.vendor,
            model="nova-3" if self.vendor == "deepgram" else "transcribe",
            language="en",
            duration=clip.duration,
            text=" ".join(said),
            words=words,
            channels=len(said),
            hits=hits,
            sandbox=self.vendors.sandboxed(self.vendor),
            elapsed=2.5 if self.vendor == "deepgram" else 7.25,
            request=self._request(clip),
            raw=answer(said, words),
        )

    def _hits(self) -> tuple[SearchHit, ...]:
        terms = self.options.search if isinstance(self.options, DeepgramOptions) else ()
        return tuple(hit for term in terms for hit in self.vendors.hits.get(term, ()))

    def _request(self, clip: Clip) -> dict[str, Any]:
        if isinstance(self.options, AmazonOptions):
            name = f"crossfade-{clip.sha256[:8]}"
            return {"TranscriptionJobName": name, **self.options.job_parameters()}
        assert isinstance(self.options, DeepgramOptions)
        return {"method": "POST", "parameters": plain(self.options.batch_parameters())}


def spoken(said: Sequence[str]) -> tuple[Word, ...]:
    """Two words a second on each channel."""
    words = [
        Word(text, at * 0.5, at * 0.5 + 0.4, 0.9, text, None, channel)
        for channel, text_of in enumerate(said)
        for at, text in enumerate(text_of.split())
    ]
    return tuple(sorted(words, key=lambda word: word.start))


def answer(said: Sequence[str], words: Sequence[Word]) -> dict[str, Any]:
    """The same in the shape of Deepgram's answer."""
    return {
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": text,
                            "words": [
                                {"word": word.text, "start": word.start, "end": word.end}
                                for word in words
                                if word.channel == channel
                            ],
                        }
                    ]
                }
                for channel, text in enumerate(said)
            ]
        }
    }
