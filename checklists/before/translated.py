"""What a value of an Amazon request becomes, as every rule of the parameter map says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checklists.before.amazon_request import AmazonRequest
from checklists.facts.parameter_book import Verdict
from providers.audio.naming import shown
from providers.deepgram.options import Pairs


@dataclass(frozen=True, slots=True)
class Translated:
    """What a value becomes: ``pairs`` of the request, and what differs from the map's row.

    ``verdict`` None and ``why`` "" leave what the row says; ``also`` is added to it.
    """

    pairs: Pairs = ()
    verdict: Verdict | None = None
    why: str = ""
    also: str = ""


Rule = Callable[[Any, AmazonRequest], Translated]


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list, or of a header with commas between them."""
    found = value.split(",") if isinstance(value, str) else value
    if not isinstance(found, list):
        return ()
    return tuple(one.strip() for one in found if isinstance(one, str) and one.strip())


def not_as_expected(value: Any, wanted: str) -> Translated:
    """A value that has no meaning where it stands: for somebody to look at."""
    return Translated(
        verdict="manual", why=f"{_brief(value)} is not {wanted}: look at it yourself."
    )


def _brief(value: Any) -> str:
    text = shown(str(value))
    return text if len(text) <= 40 else f"{text[:36]}...'"
