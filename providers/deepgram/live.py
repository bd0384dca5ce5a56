"""Live audio to Deepgram over its WebSocket, events back as they arrive."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from providers.audio.pacing import Block, PcmFormat
from providers.credentials import DeepgramAccess
from providers.deepgram import configuring, failures, handshake
from providers.deepgram.client import grouped, keep_quiet, sdk_client
from providers.deepgram.conversation import Conversation, Patience, VanishedError
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.exchange import Exchange, Tap, Wire
from providers.speech import LiveEvent, Vendor

KEEP_ALIVE_SECONDS = 4.0
DRAIN_SECONDS = 30.0
_DOING = "the live stream"
# Seconds of audio after which Deepgram has shown what it heard: interims come about every second,
# while running speech without them is settled in longer pieces.
_HEARS_WITHIN, _HEARS_WITHIN_UNSHOWN = 5.0, 20.0


class DeepgramLive:
    """``LiveTranscriber`` over deepgram-sdk. One stream, and one connection, at a time.

    A KeepAlive goes out whenever nothing was sent for ``keep_alive`` seconds (Deepgram hangs up
    after about ten). After the last block the server has yet to settle and close: the stream is
    given up when it says nothing for ``drain`` seconds. Event times are those of the blocks.

    After a stream: ``request_id`` of its handshake; ``connect_seconds``; ``unknown_messages``,
    how many were of a type unknown here; ``unreadable_messages``, those of them that were no
    JSON and came while audio flowed; ``stream_started_at``, the monotonic time of the first
    audio, or None if there was none; ``exchanges``, its handshake as it was sent and answered,
    also where it was refused. ``tap`` hears of every message and may be set at any time.
    """

    vendor: Vendor = "deepgram"
    # No longest duration of a WebSocket is documented (Deepgram docs, read 2026-11).
    longest_session = math.inf

    def __init__(
        self,
        access: DeepgramAccess,
        options: DeepgramOptions | None = None,
        *,
        keep_alive: float = KEEP_ALIVE_SECONDS,
        drain: float = DRAIN_SECONDS,
        patience: Patience | None = None,
    ) -> None:
        self.options = options or DeepgramOptions(interim_results=True)
        self.sandbox = access.sandbox
        self._access = access
        self._patience = patience or Patience(keep_alive, drain)
        self._conversation: Conversation | None = None
        self._to_tell = ""
        self._mask = handshake.mask_for(access)
        self.exchanges: list[Exchange] = []
        self.tap: Tap | None = None
        self.request_id = ""
        self.connect_seconds = 0.0
        self.unknown_messages = 0
        self.unreadable_messages = 0
        self.stream_started_at: float | None = None

    async def stream(
        self, blocks: AsyncIterator[Block], form: PcmFormat
    ) -> AsyncIterator[LiveEvent]:
        """Send the blocks as they come and yield what Deepgram says of them.

        The last event is "closed", also before an exception. Raises BadInput or VendorTrouble,
        and whatever ``blocks`` raises.
        """
        self.request_id, self.stream_started_at, self.exchanges = "", None, []
        self.unknown_messages = self.unreadable_messages = 0
        async with contextlib.AsyncExitStack() as stack:
            connection = await self._connect(stack, form)
            wire = Wire(self._mask, lambda: self.tap)
            conversation = Conversation(connection, form, self._patience, wire)
            self._conversation = conversation
            stack.push_async_callback(self._hang_up, conversation)
            conversation.start(blocks)
            if self._to_tell:
                yield conversation.note(self._to_tell, "keyterm")
                self._to_tell = ""
            async for event in conversation.events():
                self._learn(conversation)
                yield event
            self._learn(conversation)
            trouble = self._trouble(conversation)
            yield _closed(conversation, trouble)
            if trouble is not None:
                raise trouble

    async def configure(self, keyterms: Sequence[str]) -> None:
        """Replace the keyterms from here on; an empty list clears them.

        In a stream Deepgram is asked, and its answer comes as a "warning" event whose ``native``
        says which of the three it is: "ConfigureSuccess", "ConfigureFailure" or "Configure
        unanswered". Only Nova-3 takes it; other models answer with a failure. Between streams
        the next one begins with the new terms. Raises BadInput for terms that cannot be sent, or
        while the last change is unanswered.
        """
        terms = configuring.checked(keyterms)
        if self._conversation is not None:
            await self._conversation.configure(terms)
        else:
            self.options = replace(self.options, keyterm=terms)
            self._to_tell = configuring.in_force(terms)

    @property
    def hears_within(self) -> float:
        """Seconds of audio after which what was heard has been shown."""
        return _HEARS_WITHIN if self.options.interim_results else _HEARS_WITHIN_UNSHOWN

    def worth_again(self, trouble: Trouble) -> bool:
        """Whether another connection may succeed where one ended with this."""
        return failures.worth_again(trouble)

    async def _connect(self, stack: contextlib.AsyncExitStack, form: PcmFormat) -> Any:
        """The SDK's connection, entered on ``stack``."""
        pairs = self.options.live_parameters(form)
        rest = tuple(pair for pair in pairs if pair[0] != "model")
        began = time.monotonic()
        client = sdk_client(self._access, http=await stack.enter_async_context(_no_http()))
        try:
            connection = await stack.enter_async_context(
                client.listen.v1.connect(
                    model=self.options.model or None,
                    request_options={"additional_query_parameters": grouped(rest)},
                )
            )
        except Exception as error:
            url = self.options.url(self._access.base_url.rstrip("/"), form=form)
            self.exchanges.append(handshake.not_accepted(error, url, self._mask, began))
            raise failures.trouble_from(error, self._access, doing=_DOING) from error
        self.connect_seconds = time.monotonic() - began
        # The SDK hands out no headers: they are on the socket that it keeps to itself.
        self.exchanges.append(handshake.accepted(connection._websocket, self._mask, began))
        self.request_id = self.exchanges[-1].request_id
        return connection

    async def _hang_up(self, conversation: Conversation) -> None:
        self._conversation = None
        await conversation.stop()

    def _learn(self, conversation: Conversation) -> None:
        """What the conversation knows by now. Keyterms in force are asked for again next time."""
        self.unknown_messages = conversation.unknown_messages
        self.unreadable_messages = conversation.unreadable_messages
        self.stream_started_at = conversation.started_at
        if conversation.keyterms is not None and self.options.keyterm != conversation.keyterms:
            self.options = replace(self.options, keyterm=conversation.keyterms)

    def _trouble(self, conversation: Conversation) -> Exception | None:
        """What went wrong, or None after an orderly end."""
        if conversation.sending_failed is not None:
            return conversation.sending_failed
        error = conversation.error
        if isinstance(error, TimeoutError):
            return failures.unsettled(self.request_id)
        if isinstance(error, VanishedError):
            return failures.vanished(self.request_id)
        if error is not None:
            return failures.trouble_from(
                error, self._access, doing=_DOING, request_id=self.request_id
            )
        code = conversation.close_code
        if not conversation.finished or code != 1000:
            reason = conversation.close_reason
            return failures.closed_early(
                code or 1006, reason, self._access, request_id=self.request_id
            )
        return None


def _closed(conversation: Conversation, trouble: Exception | None) -> LiveEvent:
    """The last event."""
    now, code = conversation.audio_time, conversation.close_code
    return LiveEvent(
        vendor="deepgram",
        event="closed",
        channel=0,
        text=str(trouble) if isinstance(trouble, Trouble) else "",
        start=now,
        end=now,
        audio_time=now,
        received_at=time.monotonic(),
        native=f"close {code}" if code else "no close frame",
    )


@contextlib.asynccontextmanager
async def _no_http() -> AsyncIterator[Any]:
    """An HTTP pool for the SDK's client, which makes one anyway and closes none itself."""
    import httpx

    keep_quiet()
    async with httpx.AsyncClient() as http:
        yield http
