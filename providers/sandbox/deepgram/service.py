"""The stand-in as an aiohttp application: routes, request ids, refusals, faults."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import Any

from aiohttp import web

from providers.sandbox.deepgram import prerecorded
from providers.sandbox.deepgram.account import Account, Doorkeeper
from providers.sandbox.deepgram.faults import Faults
from providers.sandbox.deepgram.ledger import Ledger, new_request_id
from providers.sandbox.deepgram.live import Session
from providers.sandbox.deepgram.query import parse
from providers.sandbox.deepgram.refusals import NOT_FOUND, Refusal, Refused, bad_request
from providers.sandbox.deepgram.remote import call_back
from providers.sandbox.deepgram.rules import Plan, plan
from providers.sandbox.recognition import Recogniser

_LOG = logging.getLogger(__name__)
_REQUEST_ID = web.RequestKey("request_id", str)
_INTERNAL = Refusal(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")


def application(
    recogniser: Recogniser,
    *,
    key: str,
    faults: Faults | None = None,
    quotas: dict[str, int] | None = None,
    balance: float = 200.0,
    silence: float = 10.0,
    callback_attempts: int = 10,
    callback_pause: float = 30.0,
) -> web.Application:
    """A Deepgram that accepts ``key`` and listens with ``recogniser``.

    ``quotas`` and ``balance`` as in Ledger; ``silence`` is the seconds without audio or text that
    end a live session; a callback is tried ``callback_attempts`` times, ``callback_pause``
    seconds apart. The recogniser stays the caller's to close.
    """
    ledger = Ledger(quotas=quotas, balance=balance)
    doorkeeper = Doorkeeper(key)
    listen = _Listen(
        recogniser,
        doorkeeper,
        ledger,
        faults or Faults(),
        silence=silence,
        callback=(callback_attempts, callback_pause),
    )
    app = web.Application(middlewares=[_answers(ledger)])
    app.add_routes(Account(doorkeeper, ledger).routes())
    app.add_routes([web.post("/v1/listen", listen.whole), web.get("/v1/listen", listen.live)])
    app.on_response_prepare.append(_sign)
    app.on_shutdown.append(listen.hang_up)
    app.on_cleanup.append(listen.forget_callbacks)
    return app


async def _sign(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer carries its request id."""
    response.headers["dg-request-id"] = request.get(_REQUEST_ID) or new_request_id()


def _answers(ledger: Ledger) -> Any:
    """The middleware that numbers requests and words what went wrong as Deepgram would."""

    @web.middleware
    async def answers(request: web.Request, handler: Any) -> web.StreamResponse:
        request_id = request[_REQUEST_ID] = new_request_id()
        status = 500
        try:
            response: web.StreamResponse = await handler(request)
            status = response.status
        except Refused as refused:
            response = _refusal(refused.refusal, request_id)
            status = response.status
        except web.HTTPException as problem:
            response = _refusal(_in_deepgrams_words(problem), request_id)
            status = response.status
        except Exception:
            _LOG.exception("the stand-in failed to answer %s", request.path)
            response = _refusal(_INTERNAL, request_id)
        finally:
            if request.path == "/v1/listen":
                ledger.record(request_id, request.path, status)
        return response

    return answers


def _in_deepgrams_words(problem: web.HTTPException) -> Refusal:
    if problem.status == 404:
        return NOT_FOUND
    return Refusal(problem.status, problem.reason.upper().replace(" ", "_"), problem.reason)


def _refusal(refusal: Refusal, request_id: str) -> web.Response:
    """The JSON answer; ``dg-error`` repeats the text, for clients that cannot see the body."""
    text = "".join(letter if " " <= letter <= "~" else "?" for letter in refusal.message)
    return web.json_response(
        refusal.body(request_id), status=refusal.status, headers={"dg-error": text}
    )


class _Listen:
    """Both halves of /v1/listen."""

    def __init__(
        self,
        recogniser: Recogniser,
        doorkeeper: Doorkeeper,
        ledger: Ledger,
        faults: Faults,
        *,
        silence: float,
        callback: tuple[int, float],
    ) -> None:
        self._recogniser = recogniser
        self._doorkeeper = doorkeeper
        self._ledger = ledger
        self._faults = faults
        self._silence = silence
        self._callback = callback
        self._sockets: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()
        self._callbacks: set[asyncio.Task[None]] = set()

    async def whole(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/listen."""
        self._doorkeeper.check(request)
        fault = await self._fault()
        if fault is not None:
            return fault
        asked = plan(parse(request.query.items()), live=False)
        url = prerecorded.check_callback(asked.query)
        request_id = request[_REQUEST_ID]
        if not url:
            with self._ledger.place(_kind(asked, "batch")):
                audio = await prerecorded.media_of(request)
                answer = await prerecorded.transcribe(self._recogniser, asked, audio, request_id)
            return await self._whole_or_cut(request, answer)
        audio = await prerecorded.media_of(request)
        task = asyncio.create_task(self._answer_later(asked, audio, request_id, url))
        self._callbacks.add(task)
        task.add_done_callback(self._callbacks.discard)
        return web.json_response({"request_id": request_id})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """GET /v1/listen with an upgrade to WebSocket."""
        self._doorkeeper.check(request)
        if self._faults.handshake_status:
            text = self._faults.handshake_error
            raise Refused(Refusal(self._faults.handshake_status, "FAULT", text))
        asked = plan(parse(request.query.items()), live=True)
        socket = web.WebSocketResponse(
            protocols=("token", "bearer"), compress=False, max_msg_size=1 << 24
        )
        if not socket.can_prepare(request):
            raise Refused(bad_request("Expected a WebSocket handshake."))
        with self._ledger.place(_kind(asked, "streaming")):
            await socket.prepare(request)
            self._sockets.add(socket)
            session = Session(
                socket,
                self._recogniser,
                asked,
                request[_REQUEST_ID],
                faults=self._faults,
                silence=self._silence,
                cut_off=lambda: _abort(request),
            )
            await session.run()
        return socket

    async def hang_up(self, app: web.Application) -> None:
        """Close every live session, because the server stops."""
        await asyncio.gather(
            *(socket.close(code=1001, message=b"the sandbox stops") for socket in self._sockets),
            return_exceptions=True,
        )

    async def forget_callbacks(self, app: web.Application) -> None:
        """Give up on callbacks that are still to be made."""
        for task in self._callbacks:
            task.cancel()
        await asyncio.gather(*self._callbacks, return_exceptions=True)

    async def _answer_later(self, asked: Plan, audio: bytes, request_id: str, url: str) -> None:
        try:
            with self._ledger.place(_kind(asked, "batch")):
                answer = await prerecorded.transcribe(self._recogniser, asked, audio, request_id)
        except Refused as refused:
            answer = refused.refusal.body(request_id)
        attempts, pause = self._callback
        method = asked.query.text("callback_method") or "POST"
        await call_back(url, method, answer, attempts=attempts, pause=pause)

    async def _fault(self) -> web.Response | None:
        faults = self._faults
        if faults.stall:
            await asyncio.sleep(faults.stall)
        if faults.fail_next <= 0:
            return None
        faults.fail_next -= 1
        if isinstance(faults.body, dict):
            return web.json_response(faults.body, status=faults.status, headers=faults.headers)
        return web.Response(text=faults.body, status=faults.status, headers=faults.headers)

    async def _whole_or_cut(
        self, request: web.Request, answer: dict[str, Any]
    ) -> web.StreamResponse:
        whole = web.json_response(answer)
        if not self._faults.cut_body or not isinstance(whole.body, bytes):
            return whole
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = len(whole.body)
        await response.prepare(request)
        await response.write(whole.body[: len(whole.body) // 2])
        _abort(request)
        return response


def _abort(request: web.Request) -> None:
    """Break the connection as a lost network would."""
    if request.transport is not None:
        request.transport.abort()


def _kind(asked: Plan, otherwise: str) -> str:
    """Whisper has a quota of its own."""
    return "whisper" if asked.model.arch == "whisper" else otherwise
