"""A live stream that outlives its connections, the same for both vendors.

When a connection is lost, audio goes on being taken and is kept; a new connection is tried with
growing pauses; the audio whose words had not settled is sent again, at no more than 1.25 times
real time, and what is heard twice is told once (Deepgram docs, page on recovering from connection
errors when live streaming, read 2025-07; Amazon documents no limit of its own). A session that may
not last for ever is handed over to the next before its end. What is lost all the same is a "gap".
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import cast

from providers.audio.arithmetic import audioop
from providers.audio.backlog import Backlog, CatchUp, Span, fill
from providers.audio.levels import FULL_SCALE, SILENCE_DBFS
from providers.audio.pacing import Block, PcmFormat
from providers.audio.wav import to_linear16
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.exchange import Exchange, Tap
from providers.heard import RUN_UP, Heard
from providers.persistence import Persistence, Reconfigurable, Resumable, Tally
from providers.speech import LiveEvent, LiveKind, Vendor

_QUIET = FULL_SCALE * 10 ** (SILENCE_DBFS / 20)
_OVERRUN = "more audio had come than can be kept while it could not be sent."
_UNSETTLED = "words were shown there, and the vendor never settled them."
_GIVEN_UP = "the stream was given up before this was settled."


class ResumingLive:
    """``LiveTranscriber`` over a ``Resumable`` one.

    Besides what the vendor says there are "warning" (a connection was lost; its text says what
    is done about it), "reconnected" (``start`` to ``end`` is the audio that is sent again) and
    "gap" (from ``start`` to ``end`` of the clip words may be missing); their ``native`` is
    "crossfade". The first connection is tried once: what refuses it is told at once.

    ``tally`` counts, during and after the stream; ``connect_seconds`` is that of the first
    connection, ``request_id`` that of the newest, ``request_ids`` all of them. ``exchanges`` are
    the handshakes of all connections in order, those that failed among them; ``tap`` hears of
    every message of every connection, and may be set at any time.
    """

    def __init__(
        self,
        transcriber: Resumable,
        persistence: Persistence | None = None,
        *,
        chance: random.Random | None = None,
    ) -> None:
        self.vendor: Vendor = transcriber.vendor
        self.sandbox = transcriber.sandbox
        self.transcriber = transcriber
        self.persistence = persistence or Persistence()
        self.chance = chance or random.Random()
        self.tally = Tally()
        self.connect_seconds = 0.0
        self.stream_started_at: float | None = None
        self.request_ids: list[str] = []
        self.exchanges: list[Exchange] = []

    @property
    def tap(self) -> Tap | None:
        """Who hears of every message."""
        return self.transcriber.tap

    @tap.setter
    def tap(self, tap: Tap | None) -> None:
        self.transcriber.tap = tap

    @property
    def request_id(self) -> str:
        """Of the newest connection, what the vendor's support asks for."""
        return self.request_ids[-1] if self.request_ids else ""

    @property
    def unknown_messages(self) -> int:
        """How many messages of all connections had no meaning here."""
        return self.tally.unknown_messages

    async def configure(self, keyterms: Sequence[str]) -> None:
        """Replace the keyterms from here on; see ``DeepgramLive.configure``. Raises BadInput."""
        if not isinstance(self.transcriber, Reconfigurable):
            raise BadInput(
                f"{self.vendor.capitalize()} cannot change its vocabulary in the middle of a "
                "stream: stop, choose another vocabulary, and start again."
            )
        await self.transcriber.configure(keyterms)

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """Stream over as many connections as it takes.

        The last event is "closed", also before an exception once it has begun. Raises BadInput
        or VendorTrouble where it cannot begin or go on, and whatever ``blocks`` raises.
        """
        self.tally, self.connect_seconds, self.stream_started_at = Tally(), 0.0, None
        self.request_ids, self.exchanges = [], []
        run = _Run(self, blocks, form)
        working = asyncio.create_task(run.work())
        try:
            while (event := await run.told.get()) is not None:
                yield event
            await working
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)


class _Run:
    """One stream from its first block to its end. ``told`` holds its events, then None."""

    def __init__(self, live: ResumingLive, blocks: AsyncIterator[Block], form: PcmFormat) -> None:
        plan = live.persistence
        self.told: asyncio.Queue[LiveEvent | None] = asyncio.Queue()
        self._live = live
        self._inner = live.transcriber
        self._plan = plan
        self._source = blocks
        self._form = form
        self._tally = live.tally
        self._backlog = Backlog(
            most_seconds=plan.most_seconds, most_bytes=plan.most_bytes, quiet=self._quiet
        )
        self._heard = Heard(form.channels)
        self._patience = _Patience(plan, live.chance)
        self._filling: asyncio.Task[None] | None = None
        self._audio_time = 0.0
        self._session_began = self._session_audio = self._down_since = 0.0
        self._handing_over = self._connected = False
        self._again: Span = (0.0, 0.0)
        self._native = ""

    async def work(self) -> None:
        """The whole stream. Raises what ended it early."""
        try:
            trouble = await self._all_sessions()
            if self._tally.connections:
                self._last_words(trouble)
            if trouble is not None:
                raise trouble
        finally:
            if self._filling is not None:
                self._filling.cancel()
                await asyncio.gather(self._filling, return_exceptions=True)
            self.told.put_nowait(None)

    async def _all_sessions(self) -> Trouble | None:
        """Connection after connection; what ended the last one."""
        while True:
            trouble = await self._session()
            self._down_since = time.monotonic()
            if trouble is None and not self._handing_over:
                return None
            if trouble is None:
                self._tally.handovers += 1
                self._settle_all()
            else:
                self._handing_over = False
                pause = self._next_pause(trouble)
                if pause is None:
                    return trouble
                self._tell("warning", self._audio_time, self._audio_time, _tries(trouble, pause))
                await asyncio.sleep(pause)
            self._rewind()
            # A connection without audio is closed again by either vendor: wait for some.
            await self._backlog.something()

    async def _session(self) -> Trouble | None:
        """One connection from its handshake to its end; what went wrong with it."""
        self._handing_over = self._connected = False
        self._native = "no close frame"
        try:
            stream = self._inner.stream(self._blocks(), self._form)
            # Closed at once, not when it is collected: a connection hangs on it.
            async with contextlib.aclosing(cast(AsyncGenerator[LiveEvent, None], stream)) as events:
                async for event in events:
                    if self._inner.unreadable_messages:
                        return self._came_broken()
                    self._take(event)
        except Trouble as trouble:
            if not self._connected:
                self._live.exchanges.extend(self._inner.exchanges)
            return trouble
        finally:
            self._count_unknown()
        return self._came_broken() if self._inner.unreadable_messages else None

    # --- audio ---------------------------------------------------------------------------------

    async def _blocks(self) -> AsyncIterator[Block]:
        """What the session sends. It asks for the first block once it is connected."""
        self._begin_session()
        pace = CatchUp(self._plan.replay)
        while (block := await self._backlog.take()) is not None:
            if self._must_hand_over(block):
                self._handing_over = True
                return
            await asyncio.sleep(pace.wait(block, self._backlog.waiting_seconds))
            if self._live.stream_started_at is None:
                self._live.stream_started_at = time.monotonic()
            yield block
            self._session_audio += block.end - block.start
            self._audio_time = max(self._audio_time, block.end)
            self._lose(self._backlog.take_lost(), _OVERRUN)

    def _begin_session(self) -> None:
        self._connected = True
        self._session_began, self._session_audio = time.monotonic(), 0.0
        self._tally.connections += 1
        self._live.request_ids.append(self._inner.request_id)
        self._live.exchanges.extend(self._inner.exchanges)
        self._heard.begin_session()
        if self._filling is None:
            # Not before: whoever gives audio may wait until every side is connected.
            self._filling = asyncio.create_task(fill(self._backlog, self._source))
            self._live.connect_seconds = self._inner.connect_seconds
            return
        start, end = self._again
        self._tally.sent_again += end - start
        away = self._session_began - self._down_since
        self._tell(
            "reconnected",
            start,
            end,
            f"Connected again after {away:.1f} s; {end - start:.1f} s of audio are sent again, "
            f"{self._backlog.waiting_seconds:.1f} s are waiting.",
        )
        self._lose(self._backlog.take_lost(), _OVERRUN)

    def _must_hand_over(self, block: Block) -> bool:
        longest, margin = self._inner.longest_session, self._plan.hand_over
        lasted = max(self._session_audio, time.monotonic() - self._session_began)
        if lasted < longest - margin:
            return False
        pause = self._heard.nothing_pending and self._quiet(block)
        return pause or lasted >= longest - margin / 4

    def _rewind(self) -> None:
        """Back to the first audio whose words are not settled; silence is not sent again."""
        sent = self._audio_time
        # After a handover everything is settled; the run-up lets a word at the seam be heard whole.
        settled = sent if self._handing_over else min(sent, self._unsettled)
        start = self._backlog.rewind(settled, run_up=RUN_UP)
        self._again = (min(start, sent), sent)

    def _quiet(self, block: Block) -> bool:
        return audioop.rms(to_linear16(self._form.encoding, block.data), 2) < _QUIET

    @property
    def _unsettled(self) -> float:
        return self._heard.unsettled_from(self._inner.hears_within)

    # --- what is heard -------------------------------------------------------------------------

    def _take(self, event: LiveEvent) -> None:
        if event.event == "closed":
            self._native = event.native
            return
        new = self._heard.take(event)
        self._tell_unsettled()
        if new is not None:
            self.told.put_nowait(new)
        self._tally.words_heard_again = self._heard.words_heard_again
        from_here = self._unsettled - RUN_UP
        self._backlog.release(from_here)
        self._heard.forget(from_here)

    def _settle_all(self) -> None:
        """The vendor has said all it will say of what it was sent."""
        self._heard.finish()
        self._tell_unsettled()

    def _tell_unsettled(self) -> None:
        for pending in self._heard.take_unsettled():
            self._lose([(pending.start, pending.end)], _UNSETTLED, pending.channel)

    def _lose(self, spans: Sequence[Span], why: str, channel: int = 0) -> None:
        for start, end in spans:
            self._tally.gaps += 1
            self._tally.lost += end - start
            self._tell("gap", start, end, f"{start:.1f} s to {end:.1f} s: {why}", channel)

    # --- ends ----------------------------------------------------------------------------------

    def _next_pause(self, trouble: Trouble) -> float | None:
        """Seconds before the next connection, or None where there is none to be."""
        if not self._tally.connections or trouble is self._backlog.error:
            return None
        if not self._inner.worth_again(trouble):
            return None
        lasted = self._down_since - self._session_began if self._connected else 0.0
        at_the_end = self._backlog.ended and not self._backlog.waiting_seconds
        return self._patience.next_pause(
            self._down_since, self._heard.settled, lasted, at_the_end=at_the_end
        )

    def _last_words(self, trouble: Trouble | None) -> None:
        """Gaps for what was not settled, and "closed"."""
        if trouble is None:
            self._settle_all()
        elif trouble is not self._backlog.error:
            start, end = self._unsettled, self._backlog.end_time
            self._lose([(start, end)] if start < end else [], _GIVEN_UP)
        now, text = self._audio_time, str(trouble) if trouble is not None else ""
        self.told.put_nowait(replace(self._event("closed", now, now, text), native=self._native))

    def _came_broken(self) -> Trouble:
        return VendorTrouble(
            f"A message of {self._live.vendor.capitalize()} came broken after "
            f"{self._audio_time:.1f} s of audio: check what stands between here and there.",
            vendor=self._live.vendor,
            code="BrokenMessage",
            request_id=self._inner.request_id,
        )

    def _count_unknown(self) -> None:
        unknown = getattr(self._inner, "unknown_messages", 0)
        count = sum(unknown.values()) if isinstance(unknown, dict) else int(unknown)
        self._tally.unknown_messages += count

    def _tell(self, kind: LiveKind, start: float, end: float, text: str, channel: int = 0) -> None:
        event = self._event(kind, start, end, text)
        self.told.put_nowait(replace(event, channel=channel))

    def _event(self, kind: LiveKind, start: float, end: float, text: str) -> LiveEvent:
        return LiveEvent(
            vendor=self._live.vendor,
            event=kind,
            channel=0,
            text=text,
            start=start,
            end=end,
            audio_time=self._audio_time,
            received_at=time.monotonic(),
            native="crossfade",
        )


class _Patience:
    """When to try again, and when no more."""

    def __init__(self, plan: Persistence, chance: random.Random) -> None:
        self._plan = plan
        self._chance = chance
        self._attempts = self._tail_attempts = 0
        self._since: float | None = None
        self._settled = 0.0

    def next_pause(
        self, now: float, settled: float, lasted: float, *, at_the_end: bool
    ) -> float | None:
        """Seconds to wait after a loss at ``now``, or None to give up. ``settled`` up to that
        second of the clip; ``lasted``: seconds that the newest connection held."""
        plan = self._plan
        held = lasted >= plan.proof and not at_the_end
        if self._since is None or settled > self._settled or held:
            self._since, self._settled = now, settled
            self._attempts = self._tail_attempts = 0
        self._attempts += 1
        self._tail_attempts += at_the_end
        if now - self._since >= plan.give_up_after or self._tail_attempts >= plan.tail_attempts:
            return None
        whole = min(plan.longest_pause, plan.first_pause * 2.0 ** min(self._attempts - 1, 30))
        return whole * (1 - self._chance.random() / 2)


def _tries(trouble: Trouble, pause: float) -> str:
    return f"{trouble} The audio is kept meanwhile; trying again in {pause:.1f} s."
