"""The account behind the stand-in: requests made, places taken, money left."""

from __future__ import annotations

import contextlib
import datetime
import uuid
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from providers.sandbox.deepgram.refusals import NO_CREDITS, TOO_MANY, Refused

PROJECT_ID = "c0ffee00-0000-4000-8000-00000000cafe"
KEY_ID = "c0ffee00-0000-4000-8000-00000000beef"
_KEPT_REQUESTS = 1000


class Ledger:
    """Keeps the books of one running stand-in.

    ``quotas`` is how many requests of a kind ("batch", "streaming", "whisper") may run at once
    (defaults: rate-limits page, 2025/26: 100, 50 and 5).
    """

    def __init__(self, *, quotas: dict[str, int] | None = None, balance: float = 200.0) -> None:
        self.quotas = {"batch": 100, "streaming": 50, "whisper": 5} | (quotas or {})
        self.balance = balance
        self.running: Counter[str] = Counter()
        self._requests: deque[dict[str, Any]] = deque(maxlen=_KEPT_REQUESTS)

    @contextlib.contextmanager
    def place(self, kind: str) -> Iterator[None]:
        """Take one of the places of a kind. Raises Refused: no credits, or all places taken."""
        if self.balance <= 0:
            raise Refused(NO_CREDITS)
        if self.running[kind] >= self.quotas[kind]:
            raise Refused(TOO_MANY)
        self.running[kind] += 1
        try:
            yield
        finally:
            self.running[kind] -= 1

    def record(self, request_id: str, path: str, code: int) -> None:
        """Write down a request that has been answered."""
        self._requests.appendleft(
            {
                "request_id": request_id,
                "project_uuid": PROJECT_ID,
                "created": now(),
                "path": path,
                "api_key_id": KEY_ID,
                "response": None,
                "code": code,
                "deployment": "hosted",
            }
        )

    def requests(self) -> list[dict[str, Any]]:
        """The newest first."""
        return list(self._requests)


def now() -> str:
    """The moment, in the form of ``metadata.created``."""
    moment = datetime.datetime.now(datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_request_id() -> str:
    """A fresh request id."""
    return str(uuid.uuid4())
