"""EventBridge's rules: ``POST /`` with ``X-Amz-Target: AWSEvents.<Operation>`` and JSON.

Nothing is delivered here, so no rule can be made: the list is empty, and that is the truth.
"""

from __future__ import annotations

from aiohttp import web

from providers.sandbox.amazon.json_service import Answer, answered, parsed
from providers.sandbox.amazon.refusals import Refusal
from providers.sandbox.amazon.signature import Credentials

_DEFAULT_BUS = "default"


class EventsApi:
    """Answers what reads; refuses, in so many words, what would make a rule."""

    target = "AWSEvents."

    def __init__(self, known: Credentials) -> None:
        self._known = known

    async def handle(self, request: web.Request) -> web.Response:
        """Verify, then answer; every refusal in the service's shape."""
        return await answered(request, "events", self._known, self._answer)

    def _answer(self, request: web.Request, body: bytes) -> Answer:
        operation = request.headers["X-Amz-Target"].removeprefix(self.target)
        return _told(operation, parsed(body))


def _told(operation: str, asked: Answer) -> Answer:
    if operation == "ListRules":
        bus = asked.get("EventBusName") or _DEFAULT_BUS
        if bus != _DEFAULT_BUS:
            said = f"Event bus {str(bus)[:80]} does not exist."
            raise Refusal("ResourceNotFoundException", said)
        return {"Rules": []}
    if operation in ("ListTargetsByRule", "DescribeRule"):
        said = f"Rule {str(asked.get('Rule') or asked.get('Name'))[:80]} does not exist."
        raise Refusal("ResourceNotFoundException", said)
    raise Refusal(
        "UnsupportedOperationException",
        f"The crossfade sandbox does not do {operation[:80]}: no event is delivered here. "
        "Nothing was done.",
    )
