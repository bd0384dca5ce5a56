"""Amazon's handshake as it went over the wire, and what is hidden of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers.exchange import Exchange
from providers.masking import Mask, secrets_in

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.http11 import Response


class Attempts:
    """The connections that ``websockets`` made to open one stream: the last is the one that
    counts, those before it were sent elsewhere. ``refusal`` is the answer that was no stream."""

    def __init__(self) -> None:
        self.refusal: Response | None = None
        self._newest: ClientConnection | None = None

    def kind(self) -> type[ClientConnection]:
        """What ``connect`` takes as ``create_connection``."""
        from websockets.asyncio.client import ClientConnection

        attempts = self

        class Noted(ClientConnection):
            def __init__(self, *about: Any, **more: Any) -> None:
                super().__init__(*about, **more)
                attempts._newest = self

        return Noted

    def exchange(self, url: str, at: float) -> Exchange:
        """The handshake. ``url`` is the presigned one, where no connection got as far as to send.
        ``at`` is when connecting began."""
        mask = Mask(*secrets_in(url))
        made = self._newest
        request = made.request if made is not None else None
        response = self.refusal or (made.response if made is not None else None)
        if made is not None and request is not None:
            scheme = "wss" if made.protocol.uri.secure else "ws"
            url = f"{scheme}://{request.headers['Host']}{request.path}"
        told = mask.headers(response.headers.raw_items() if response is not None else ())
        return Exchange(
            url=mask.url(url),
            request_headers=mask.headers(request.headers.raw_items() if request else ()),
            status=response.status_code if response is not None else None,
            response_headers=told,
            request_id=_request_id(told),
            at=at,
        )


def _request_id(headers: Mapping[str, str]) -> str:
    """x-amzn-request-id of a stream that began, x-amzn-RequestId of a refusal."""
    plain = {name.lower().replace("-", ""): value for name, value in headers.items()}
    return plain.get("xamznrequestid", "")
