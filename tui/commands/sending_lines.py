"""What is about to be sent, in the words of every command that asks before it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.before.sending import Sending


def audio_length(seconds: float) -> str:
    """ "1.5 h", "12.0 min", "40 s"."""
    if seconds >= 3600:
        return f"{seconds / 3600:,.1f} h"
    return f"{seconds / 60:.1f} min" if seconds >= 60 else f"{seconds:.0f} s"


def price_lines(sending: Sending | None, low: float | None = None) -> list[str]:
    """What it costs by list prices; nothing in the sandbox. ``low`` where less is certain."""
    if sending is None or (sending.cost is None and sending.sandbox):
        return []
    if sending.cost is None:
        return ["What it costs is not known here: look at Deepgram's price page."]
    price = f"${sending.cost.low if low is None else low:,.2f}"
    most = f"${sending.cost.high:,.2f}"
    rests = "; ".join(f"{fact.source}, {fact.dated}" for fact in sending.cost.facts)
    return [f"About {price if price == most else f'{price} to {most}'} by list prices ({rests})."]
