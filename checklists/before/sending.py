"""What would be sent to whom, said before anything is: files, minutes, sandbox or live, the price.

A price is an estimate from the book of facts, with the source and date of the row it rests on; an
interval where rows, or the ways of counting channels, disagree. The sandbox costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checklists.facts.book import Fact, facts
from checklists.vendors import Vendors
from providers.audio.clips import Clip
from providers.speech import VENDORS, Vendor

# List prices of a whole recording in one language, in dollars a minute.
_BATCH_PRICES: Mapping[Vendor, tuple[str, ...]] = {
    "deepgram": ("deepgram-price-batch",),
    "amazon": ("amazon-price-batch",),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """An estimate in US dollars, between ``low`` and ``high``, and the facts it rests on."""

    low: float
    high: float
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """What one side would get: ``files``, each ``times`` over, with ``seconds`` of audio in all.

    ``cost`` is None for the sandbox, and where no price is known.
    """

    vendor: Vendor
    sandbox: bool
    files: int
    times: int
    seconds: float
    cost: Cost | None


def sendings(
    vendors: Vendors, pairs: Sequence[tuple[Vendor, Clip]], *, times: int = 1
) -> tuple[Sending, ...]:
    """What these clips would mean for each side that takes part, each sent ``times`` over."""
    found: list[Sending] = []
    for vendor in VENDORS:
        clips = [clip for side, clip in pairs if side == vendor]
        if clips:
            sandbox = vendors.sandboxed(vendor)
            cost = None if sandbox else batch_cost(vendor, clips, times=times)
            seconds = times * sum(clip.duration for clip in clips)
            found.append(Sending(vendor, sandbox, len(clips), times, seconds, cost))
    return tuple(found)


def batch_cost(vendor: Vendor, clips: Sequence[Clip], *, times: int = 1) -> Cost | None:
    """The list price of whole recordings, or None where the book has none.

    Deepgram bills every channel (its price page as quoted, see the fact). Amazon's rows do not
    say whether it does, so there the interval reaches from once to once a channel.
    """
    rows = tuple(fact for name in _BATCH_PRICES[vendor] if (fact := facts().get(name)))
    rates = [float(row.value) for row in rows if not isinstance(row.value, str)]
    if not rates:
        return None
    most = times * sum(clip.duration * clip.channels for clip in clips) / 60
    least = times * sum(clip.duration for clip in clips) / 60 if vendor == "amazon" else most
    return Cost(least * min(rates), most * max(rates), rows)
