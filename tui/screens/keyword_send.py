"""The last look before terms are tried: which, on what, how many requests, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from tui.screens.confirm import ConfirmWindow
from tui.screens.send import said
from tui.text import clock, counted, one_line

if TYPE_CHECKING:
    from checklists.before.keywords import LadderPlan
    from checklists.vendors import Vendors


class ScrolledConfirm(ConfirmWindow):
    """A question of many lines, of which the arrows show the rest."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "keyword_windows.tcss"]

    def compose(self) -> ComposeResult:
        with self.box(self._title, "y / n · ↑ ↓ scroll · esc cancel") as box:
            box.add_class("-small")
            with VerticalScroll(can_focus=False):
                yield Static(self._question, markup=False, classes="question")
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True)

    def key_down(self) -> None:
        """The rest of the words."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def key_up(self) -> None:
        """Back to the beginning of the words."""
        self.query_one(VerticalScroll).scroll_up(animate=False)


class TryWindow(ScrolledConfirm):
    """Dismissed with True to send. Where it stays on this machine, sending has the focus."""

    def __init__(self, plan: LadderPlan, vendors: Vendors, title: str = "") -> None:
        self._stays_here = plan.sandbox
        form = "Quick: three terms, one clip" if plan.quick else "The full form"
        super().__init__(title or form, "\n".join(words_of(plan, vendors)), "Send")

    def on_mount(self) -> None:
        """The safe answer has the focus where it costs something or leaves the machine."""
        if self._stays_here:
            self.query_one("#yes", Button).focus()


def words_of(plan: LadderPlan, vendors: Vendors) -> Iterator[str]:
    """What would be tried, in lines."""
    sending = plan.sending(vendors)
    if sending is not None:
        yield from said(sending)
    yield _requests(plan)
    if plan.quick is not None:
        clip = plan.quick.clip
        yield f"On {one_line(clip.name)}: {plan.quick.why_clip}."
        for term, why in zip(plan.quick.terms, plan.quick.why, strict=True):
            yield f"  {one_line(term)}: {why}"
    if plan.further:
        what = "the smallest set that keeps the gains"
        what = f"boosts and {what}" if plan.sweep else what
        yield f"Then at most {counted(plan.further, 'request')} more for {what}."
        yield from _at_most(plan, vendors)
    if plan.full is not None:
        yield from _full(plan.full, vendors)
    yield from (f"! {one_line(note)}" for note in plan.notes)


def _requests(plan: LadderPlan) -> str:
    known = f", {len(plan.known)} on record" if plan.known else ""
    needed = counted(len(plan.questions), "request")
    return f"{needed} on {counted(len(plan.clips), 'clip')}{known}: {len(plan.to_send)} to send."


def _at_most(plan: LadderPlan, vendors: Vendors) -> Iterator[str]:
    most = plan.sending(vendors, at_most=True)
    if most is not None and most.cost is not None:
        yield f"At most {clock(most.seconds)} of audio, {price(plan, vendors, at_most=True)}."


def _full(plan: LadderPlan, vendors: Vendors) -> Iterator[str]:
    known = f", {len(plan.known)} on record" if plan.known else ""
    yield (
        f"The full form: {counted(len(plan.terms), 'term')} on {counted(len(plan.clips), 'clip')}, "
        f"{counted(len(plan.questions), 'request')}{known}, up to {plan.at_most} to send; "
        f"{price(plan, vendors, at_most=True)}."
    )


def price(plan: LadderPlan, vendors: Vendors, *, at_most: bool = False) -> str:
    """What it costs, in a few words."""
    from tui.screens.send import dollars

    sending = plan.sending(vendors, at_most=at_most)
    if sending is None or sending.sandbox:
        return "costs nothing"
    return "no price is known" if sending.cost is None else f"about {dollars(sending.cost)}"
