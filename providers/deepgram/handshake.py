"""Deepgram's handshake as it went over the wire, and the messages that follow it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from providers.credentials import DeepgramAccess
from providers.exchange import AUDIO, UNREADABLE, Exchange, Wire
from providers.masking import Mask, secrets_in

_SWITCHING_PROTOCOLS = 101


class ToldSocket:
    """The SDK's socket, with every message that goes out told to a ``Wire``."""

    def __init__(self, socket: Any, wire: Wire) -> None:
        self._socket = socket
        self._wire = wire

    async def send(self, message: str | bytes) -> None:
        """Send; told once the socket has taken it."""
        await self._socket.send(message)
        if isinstance(message, bytes):
            self._wire.sent(AUDIO, size=len(message))
        elif self._wire.tapped:
            self._wire.sent(kind_of(_read(message)), message)

    def __aiter__(self) -> AsyncIterator[str | bytes]:
        messages: AsyncIterator[str | bytes] = aiter(self._socket)
        return messages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


def mask_for(access: DeepgramAccess) -> Mask:
    """Hides this access's key, and the password that its URL may have."""
    return Mask(access.key.reveal(), *secrets_in(access.base_url))


def accepted(socket: Any, mask: Mask, at: float) -> Exchange:
    """The handshake of an open socket of the SDK's (``websockets.legacy``)."""
    asked, told = socket.request_headers, socket.response_headers
    scheme = "wss" if socket.transport.get_extra_info("sslcontext") else "ws"
    return Exchange(
        url=mask.url(f"{scheme}://{asked['Host']}{socket.path}"),
        request_headers=mask.headers(asked.raw_items()),
        status=_SWITCHING_PROTOCOLS,
        response_headers=mask.headers(told.raw_items()),
        request_id=mask.text(told.get("dg-request-id", "")),
        at=at,
    )


def not_accepted(error: BaseException, url: str, mask: Mask, at: float) -> Exchange:
    """A handshake that was refused or never answered.

    Its socket is gone: ``url`` is what the SDK was asked for, and the request's headers are those
    that it hands out with a refusal, which lack the socket's own.
    """
    cause = error.__context__
    answer = getattr(cause, "headers", None)
    if answer is None:
        answer = getattr(getattr(cause, "response", None), "headers", None)
    told = dict(mask.headers(_pairs(answer)))
    request_id = {name.lower(): value for name, value in told.items()}.get("dg-request-id", "")
    return Exchange(
        url=mask.url(url),
        request_headers=mask.headers(_pairs(getattr(error, "headers", None))),
        status=getattr(error, "status_code", None),
        response_headers=told,
        request_id=request_id,
        at=at,
    )


def kind_of(message: object) -> str:
    """The type that a message gives itself."""
    kind = message.get("type") if isinstance(message, Mapping) else None
    return kind if isinstance(kind, str) else UNREADABLE


def _read(message: str) -> object:
    try:
        return json.loads(message)
    except ValueError:
        return None


def _pairs(headers: Any) -> Iterable[tuple[str, str]]:
    if headers is None:
        return ()
    raw = getattr(headers, "raw_items", headers.items)
    return [(str(name), str(value)) for name, value in raw()]
