"""The SDK's client, pointed at the host the access says, and kept quiet."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING

from providers.credentials import DeepgramAccess

if TYPE_CHECKING:
    import httpx
    from deepgram import AsyncDeepgramClient

_DEPRECATIONS = (
    r"websockets\.legacy is deprecated",
    r"websockets\.(client|exceptions|legacy).* is deprecated",
    r"(websockets\.)?InvalidStatusCode is deprecated",
)


def keep_quiet() -> None:
    """Keep the libraries from writing to the terminal.

    The SDK's async client still uses ``websockets.legacy``, which warns of its end; and a logger
    without a handler prints errors to standard error. Both would be painted over a screen.
    """
    for message in _DEPRECATIONS:
        warnings.filterwarnings("ignore", message=message, category=DeprecationWarning)
    for name in ("websockets", "deepgram"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def sdk_client(
    access: DeepgramAccess, *, http: httpx.AsyncClient | None = None, max_retries: int = 2
) -> AsyncDeepgramClient:
    """An SDK client for this access; ``http`` stays the caller's to close."""
    keep_quiet()
    from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment

    # The SDK joins URLs by concatenation: a trailing slash would give //v1/listen.
    base, socket = access.base_url.rstrip("/"), access.websocket_url.rstrip("/")
    environment = DeepgramClientEnvironment(
        base=base, production=socket, agent=socket, agent_rest=base
    )
    return AsyncDeepgramClient(
        api_key=access.key.reveal(),
        environment=environment,
        httpx_client=http,
        max_retries=max_retries,
    )


def grouped(pairs: tuple[tuple[str, str], ...]) -> dict[str, str | list[str]]:
    """Pairs in the form the SDK takes: a list for a name that is repeated."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}
