"""Whole recordings to Deepgram: upload, wait, read the answer."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from providers.audio.clips import Clip
from providers.audio.naming import shown
from providers.credentials import DeepgramAccess
from providers.deepgram.client import grouped, sdk_client
from providers.deepgram.failures import not_json, trouble_from
from providers.deepgram.options import DeepgramOptions
from providers.deepgram.parsing import transcript_from_answer
from providers.errors import BadInput
from providers.speech import Transcript, Vendor

if TYPE_CHECKING:
    import httpx
    from deepgram import AsyncDeepgramClient

MOST_IN_MEMORY = 100 * 1024**2
LARGEST_FILE = 2 * 1024**3
_PIECE = 1 << 18
_RETRIED = frozenset((408, 429))
_Send = Callable[["AsyncDeepgramClient", int], Awaitable[None]]
_answers: ContextVar[list[httpx.Response]] = ContextVar("answers")


class DeepgramBatch:
    """``BatchTranscriber`` over deepgram-sdk.

    Inside ``async with`` all requests share one connection pool; otherwise each has its own.
    Files up to ``most_in_memory`` bytes are sent whole, so that the SDK may try again by itself;
    larger ones are streamed from disk and retried here, because the SDK would send an empty body
    the second time (measured with 7.17). ``attempts`` counts the first one; ``pause`` is the
    seconds before the second, doubled each time.
    """

    vendor: Vendor = "deepgram"

    def __init__(
        self,
        access: DeepgramAccess,
        options: DeepgramOptions | None = None,
        *,
        most_in_memory: int = MOST_IN_MEMORY,
        attempts: int = 3,
        pause: float = 1.0,
    ) -> None:
        self.options = options or DeepgramOptions()
        self.sandbox = access.sandbox
        self._access = access
        self._most_in_memory = most_in_memory
        self._attempts = attempts
        self._pause = pause
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self._http = _http_client()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def transcribe(self, clip: Clip) -> Transcript:
        """Send a file and read what was heard. Raises BadInput or VendorTrouble."""
        if clip.size > LARGEST_FILE:
            raise BadInput(
                f"{shown(clip.path)} has {clip.size / 1024**3:.1f} GB and Deepgram takes 2 GB: "
                "take the sound out of the video, or split the recording."
            )
        audio = {"sha256": clip.sha256, "bytes": clip.size, "content_type": clip.media_type}
        seconds = answer_seconds(clip.size, clip.duration * clip.channels)
        headers = {"content-type": clip.media_type}
        doing = f"the transcription of {shown(clip.path.name)}"
        streamed = clip.size > self._most_in_memory

        async def send(client: AsyncDeepgramClient, retries: int) -> None:
            body = _pieces(clip.path) if streamed else await asyncio.to_thread(_whole, clip.path)
            await client.listen.v1.media.transcribe_file(
                request=body,
                request_options={
                    "timeout": seconds,
                    "max_retries": retries,
                    "additional_headers": headers,
                    "additional_query_parameters": grouped(self.options.batch_parameters()),
                },
            )

        return await self._request(send, doing=doing, audio=audio, streamed=streamed)

    async def transcribe_url(self, url: str) -> Transcript:
        """Let Deepgram fetch the audio itself. Raises BadInput or VendorTrouble."""
        check_media_url(url)

        async def send(client: AsyncDeepgramClient, retries: int) -> None:
            await client.listen.v1.media.transcribe_url(
                url=url,
                request_options={
                    "timeout": 1200,
                    "max_retries": retries,
                    "additional_query_parameters": grouped(self.options.batch_parameters()),
                },
            )

        parts = urlsplit(url)
        # A presigned URL's query is a credential: it is sent, and nowhere kept.
        audio = {"url": f"{parts.scheme}://{parts.hostname}{parts.path}"}
        doing = f"the transcription of {shown(f'{parts.hostname}{parts.path}')}"
        return await self._request(send, doing=doing, audio=audio, streamed=False)

    async def _request(
        self, send: _Send, *, doing: str, audio: Mapping[str, Any], streamed: bool
    ) -> Transcript:
        received: list[httpx.Response] = []
        token = _answers.set(received)
        try:
            async with self._pool() as http:
                client = sdk_client(self._access, http=http)
                began = time.monotonic()
                if streamed:
                    await self._persist(send, client, received)
                else:
                    await send(client, self._attempts - 1)
                elapsed = time.monotonic() - began
        except Exception as error:
            raise trouble_from(error, self._access, doing=doing) from error
        finally:
            _answers.reset(token)
        answer = received[-1]
        request_id = answer.headers.get("dg-request-id", "")
        return transcript_from_answer(
            self._json(answer, doing, request_id),
            sandbox=self.sandbox,
            elapsed=elapsed,
            request=self._record(audio),
            request_id=request_id,
            language=self.options.language,
        )

    async def _persist(
        self, send: _Send, client: AsyncDeepgramClient, received: list[httpx.Response]
    ) -> None:
        """Send a streamed body until it is taken, opening the file anew each time."""
        import httpx

        for attempt in range(self._attempts):
            last = attempt == self._attempts - 1
            received.clear()
            try:
                await send(client, 0)
                return
            except (httpx.ConnectError, httpx.RemoteProtocolError):
                if last:
                    raise
            except Exception:
                status = received[-1].status_code if received else 0
                if last or not (status in _RETRIED or status >= 500):
                    raise
            wait = _asked_to_wait(received) or self._pause * 2**attempt
            await asyncio.sleep(wait * random.uniform(0.9, 1.1))

    @asynccontextmanager
    async def _pool(self) -> AsyncIterator[httpx.AsyncClient]:
        if self._http is not None:
            yield self._http
            return
        async with _http_client() as http:
            yield http

    def _json(self, answer: httpx.Response, doing: str, request_id: str) -> Mapping[str, Any]:
        """The answer as it came over the wire, before the SDK's models touched it."""
        try:
            raw = json.loads(answer.content)
        except ValueError:
            raw = None
        if not isinstance(raw, dict):
            raise not_json(self._access, doing=doing, request_id=request_id)
        return raw

    def _record(self, audio: Mapping[str, Any]) -> dict[str, Any]:
        """What was asked, to be kept with the answer: no key in it."""
        return {
            "method": "POST",
            "url": self.options.url(self._access.base_url),
            "parameters": [list(pair) for pair in self.options.batch_parameters()],
            "audio": dict(audio),
        }


def answer_seconds(size: int, duration: float) -> float:
    """How long to wait for an answer: an upload at 1 MB/s and half of real time, at least a
    minute, at most the twenty minutes after which Deepgram itself has long given up.

    ``size`` in bytes, ``duration`` in seconds over all channels.
    """
    return min(1200.0, 60.0 + size / 1e6 + duration / 2)


def check_media_url(url: str) -> None:
    """Raises BadInput for what Deepgram could never fetch."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        raise BadInput(
            f"Deepgram cannot read {shown(url)}: presign it with 'aws s3 presign', or download "
            "the file."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(
            f"{shown(url)} is not an http or https URL: give one, or transcribe the file."
        )


def _http_client() -> httpx.AsyncClient:
    """A pool that keeps every answer as it came, for the task that asked."""
    import httpx

    async def keep(response: httpx.Response) -> None:
        await response.aread()
        _answers.get().append(response)

    return httpx.AsyncClient(follow_redirects=True, event_hooks={"response": [keep]}, timeout=60)


def _whole(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        f"{shown(path)} cannot be read ({error.strerror}): check the path and its permissions."
    )


def _asked_to_wait(received: list[httpx.Response]) -> float:
    """The seconds of a Retry-After header, at most a minute; 0 without one."""
    asked = received[-1].headers.get("retry-after", "") if received else ""
    return min(60.0, float(asked)) if asked.isdigit() else 0.0
