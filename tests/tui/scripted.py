"""Vendors that say what a test tells them to, behind the seams of the real ones."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from checklists.beginning import Answers
from checklists.vendors import Choice, Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.audio.pacing import Block, PcmFormat
from providers.errors import Trouble
from providers.exchange import Exchange, Tap
from providers.speech import LiveEvent, LiveKind, LiveTranscriber, Transcript, Vendor, Word


def event(
    vendor: Vendor,
    kind: LiveKind,
    text: str = "",
    *,
    start: float = 0.0,
    end: float = 1.0,
    channel: int = 0,
    received_at: float = 0.0,
    native: str = "",
    side: str = "",
    words: Sequence[Word] = (),
    segment: str = "",
) -> LiveEvent:
    """An event with the fields a test cares about."""
    return LiveEvent(
        vendor=vendor,
        event=kind,
        channel=channel,
        text=text,
        start=start,
        end=end,
        audio_time=end,
        received_at=received_at,
        native=native,
        raw={"text": text},
        side=side,
        words=tuple(words),
        segment=segment,
    )


def spoken(
    text: str, start: float, end: float, channel: int = 0, sure: Sequence[float] = ()
) -> tuple[Word, ...]:
    """The words of a text, sharing its seconds equally; ``sure`` are their confidences."""
    shown = text.split()
    each = (end - start) / max(1, len(shown))
    return tuple(
        Word(
            word.strip(".,?!").lower(),
            start + number * each,
            start + (number + 1) * each,
            sure[number] if number < len(sure) else 0.97,
            word,
            channel=channel,
        )
        for number, word in enumerate(shown)
    )


@dataclass
class ScriptedLive:
    """Yields its script after the first block, then hears the audio out and closes.

    With ``trouble`` it fails instead; ``heard`` counts the blocks it was given.
    """

    vendor: Vendor
    script: Sequence[LiveEvent] = ()
    trouble: Trouble | None = None
    sandbox: bool = True
    heard: int = 0
    asked: bool = False
    given_up: bool = False
    taken: bool = False
    connect_seconds: float = 0.25
    configured: list[Sequence[str]] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    tap: Tap | None = None

    async def configure(self, keyterms: Sequence[str]) -> None:
        """Remember what was asked for."""
        self.configured.append(keyterms)

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """The script, then silence, then "closed"."""
        async for _ in blocks:
            self.heard += 1
            if self.heard == 1:
                if self.trouble is not None:
                    raise self.trouble
                for scripted in self.script:
                    yield replace(scripted, received_at=time.monotonic())
        yield event(self.vendor, "closed", received_at=time.monotonic())


@dataclass
class ScriptedVendors:
    """Stands where ``checklists.vendors.Vendors`` stands."""

    sides: Mapping[Vendor, ScriptedLive]
    live_sides: Sequence[Vendor] = ()

    def sandboxed(self, vendor: Vendor) -> bool:
        """All, but those a test calls live."""
        return vendor not in self.live_sides

    def label(self, vendor: Vendor) -> str:
        """As the real ones say it."""
        return "sandbox" if self.sandboxed(vendor) else "live"

    def live(self, vendor: Vendor, options: Options = None) -> LiveTranscriber:
        """The scripted side; for a further pane of the same vendor another one like it."""
        side = self.sides[vendor]
        if side.taken:
            side = ScriptedLive(vendor, side.script, side.trouble)
        side.taken = True
        return side

    @contextlib.asynccontextmanager
    async def batch(self, vendor: Vendor, options: Options = None) -> AsyncIterator[SlowBatch]:
        """A side that takes for ever over a whole file."""
        side = self.sides[vendor]
        try:
            yield SlowBatch(side)
        finally:
            side.given_up = True


@dataclass
class SlowBatch:
    """Never answers; the side remembers that it was asked."""

    side: ScriptedLive

    async def transcribe(self, clip: Clip) -> Transcript:
        """Wait to be cancelled."""
        self.side.asked = True
        await asyncio.Event().wait()
        raise AssertionError("nobody sets the event")


@dataclass
class ScriptedOpener:
    """Stands where ``open_vendors`` stands; remembers how often it was opened and closed."""

    scripts: Mapping[Vendor, Sequence[LiveEvent]] = field(default_factory=dict)
    troubles: Mapping[Vendor, Trouble] = field(default_factory=dict)
    failing: Trouble | None = None
    live_sides: Sequence[Vendor] = ()
    opened: int = 0
    closed: int = 0
    sides: dict[Vendor, ScriptedLive] = field(default_factory=dict)

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
        self.opened += 1
        await asyncio.sleep(0)
        if self.failing is not None:
            raise self.failing
        both: tuple[Vendor, Vendor] = ("deepgram", "amazon")
        for vendor in both:
            self.sides[vendor] = ScriptedLive(
                vendor, self.scripts.get(vendor, ()), self.troubles.get(vendor)
            )
        try:
            yield cast(Vendors, ScriptedVendors(self.sides, self.live_sides))
        finally:
            self.closed += 1


def answered(directory: Path) -> Path:
    """A workspace whose questions were left for later, so that nothing is asked at its start."""
    with Workspace.open(directory) as workspace:
        workspace.beginning.keep(Answers())
    return directory


def recorded_past(workspace: Workspace) -> None:
    """A key check, a live comparison and a task ticked by hand, with fixed dates."""
    check = workspace.record_run(
        "doctor",
        sandbox=True,
        vendor="deepgram",
        result={"checks": [{"name": "deepgram key", "status": "ok"}]},
        numbers={"failed": 0},
        started_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    )
    workspace.attach_evidence("api-key", check.id)
    for minute, vendor, model, wer in ((1, "deepgram", "nova-3", 0.24), (2, "amazon", "", 0.31)):
        run = workspace.record_run(
            "live",
            sandbox=True,
            vendor=vendor,
            model=model,
            request={"options": {"model": model or None, "interim_results": True}},
            response=[{"type": "Results", "is_final": True}],
            result={"text": "my router a Zyxel [inaudible] drops out"},
            numbers={"wer": wer, "finalization": {"n": 9, "p50": 0.62, "p95": None, "p99": None}},
            started_at=datetime(2026, 11, 20, 10, minute, tzinfo=UTC),
            seconds=59.5,
        )
        workspace.attach_evidence("test-audio", run.id)
    workspace.assert_task("upstream-dependencies", "Ann Example", "two services, both ours")
    workspace.not_needed("rollback-plan", "greenfield product", "Ann Example")
