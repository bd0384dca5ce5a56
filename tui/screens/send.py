"""The last look before something is sent: to whom, how much, sandbox or live, at what price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.widgets import Button

from tui.screens.confirm import ConfirmWindow
from tui.text import clock, counted

if TYPE_CHECKING:
    from checklists.before.sending import Cost, Sending

NAMES = {"deepgram": "Deepgram", "amazon": "Amazon"}


class SendWindow(ConfirmWindow):
    """Dismissed with True to send. Where it stays on this machine, sending has the focus."""

    def __init__(self, sendings: Sequence[Sending]) -> None:
        self._stays_here = all(one.sandbox for one in sendings)
        words = "\n".join(line for one in sendings for line in said(one))
        super().__init__("Before anything is sent", words, "Send")

    def on_mount(self) -> None:
        """The safe answer has the focus where it costs something or leaves the machine."""
        if self._stays_here:
            self.query_one("#yes", Button).focus()


def said(sending: Sending) -> Iterator[str]:
    """What one side would get, in lines."""
    files = counted(sending.files, "file") + (f" {sending.times} times" * (sending.times > 1))
    amount = f"{files}, {clock(sending.seconds)} of audio"
    name = NAMES[sending.vendor]
    if sending.sandbox:
        yield f"{name} · sandbox, on this machine"
        yield f"  {amount}; costs nothing"
        return
    yield f"{name} · LIVE"
    if sending.cost is None:
        yield f"  {amount}; no price is known"
        return
    yield f"  {amount}; about {dollars(sending.cost)}"
    for fact in sending.cost.facts:
        yield (
            f"  estimated at {float(fact.value):g} {fact.unit} ({fact.standing}, {fact.dated}: "
            f"{fact.source})"
        )


def dollars(cost: Cost) -> str:
    """An estimate in dollars: one figure, or an interval where there are two."""
    low, high = f"{cost.low:.3f}", f"{cost.high:.3f}"
    return f"${high}" if low == high else f"${low} to ${high}"
