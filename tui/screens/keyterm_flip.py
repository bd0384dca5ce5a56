"""Changing the keyterms of a pane while it is streaming, and what Deepgram answers."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static, TextArea

from checklists.before.live.panes import LivePane
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.speech import LiveEvent
from tui.content import hanging
from tui.live.flips import GLYPHS, Flip, doubts, flips_from, in_force, terms_from, why_never
from tui.live.pane_lines import pane_name
from tui.screens.window import Window
from tui.text import clean, clock, counted, one_line
from tui.widgets.fitted import Fitted

Apply = Callable[[Sequence[str]], Awaitable[object]]
_LOOK = 0.2


class FlipWindow(Window[None]):
    """Stays open for the answer. ``apply`` sends a change (``LiveSession.configure`` of the pane),
    and raises Trouble; ``told`` gives the pane's events so far, the answers among them."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "#terms"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+s", "apply", "Apply", show=False, priority=True),
        # Before the text area's own, which would leave it for the next widget.
        Binding("escape", "leave", "Close", show=False, priority=True),
    ]

    def __init__(
        self, pane: LivePane, apply: Apply, told: Callable[[], Sequence[LiveEvent]]
    ) -> None:
        super().__init__()
        self._pane, self._apply, self._told = pane, apply, told
        options = pane.options
        self._begun = options.keyterm if isinstance(options, DeepgramOptions) else ()
        self._flips: tuple[Flip, ...] = ()
        self._heard = 0
        # What was asked for, when, and how many answers there were before it.
        self._asked: tuple[tuple[str, ...], float, int] | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        title = f"Keyterms of {self._pane.id} {pane_name(self._pane)}"
        never = why_never(self._pane)
        with self.box(title, "esc close" if never else "^s apply from here on · esc close") as box:
            if never:
                box.add_class("-small")
                yield Static(never, markup=False, id="cannot")
                return
            yield Static(id="now", markup=False)
            yield Static("From here on, one a line", markup=False, classes="label")
            terms = TextArea("\n".join(map(one_line, self._now)), id="terms", tab_behavior="focus")
            terms.cursor_blink = False
            yield terms
            yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        """Look for answers while the window is open."""
        if why_never(self._pane):
            return
        self._look()
        terms = self.query_one("#terms", TextArea)
        terms.text = "\n".join(map(one_line, self._now))
        terms.move_cursor(terms.document.end)
        self._draw()
        self.set_interval(_LOOK, self._look)

    @property
    def _now(self) -> tuple[str, ...]:
        return in_force(self._begun, self._flips)

    @property
    def _terms(self) -> tuple[str, ...]:
        return terms_from(self.query_one("#terms", TextArea).text)

    @property
    def waiting(self) -> bool:
        """Whether something was asked that has no outcome yet."""
        return self._asked is not None and len(self._flips) == self._asked[2]

    def _look(self) -> None:
        """Take in the answers that came since the last time."""
        events = self._told()
        if len(events) < self._heard:  # another stream has begun
            self._heard, self._flips = 0, ()
        found = flips_from(events[self._heard :])
        self._heard = len(events)
        self._flips += found
        if found or self.waiting:
            self._draw()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._trouble = ""
        self._draw()

    # --- drawing -----------------------------------------------------------------------------

    def _draw(self) -> None:
        now = ", ".join(map(one_line, self._now)) or "none"
        words = Content.assemble((f"In force ({len(self._now)})  ", "$text-muted"), now)
        self.query_one("#now", Static).update(words)
        told = self.query_one("#told", Static)
        told.update(Fitted(lambda width: Content("\n").join(list(self._lines(max(12, width))))))

    def _lines(self, width: int) -> Iterator[Content]:
        doubt = doubts(self._pane, self._terms)
        if self._trouble:
            yield from hanging(
                Content.styled("✗ ", "bold $error"), Content(self._trouble), 2, width
            )
        elif doubt:
            yield from hanging(Content.styled("! ", "bold $warning"), Content(doubt), 2, width)
        if self.waiting and self._asked is not None:
            terms, since, _ = self._asked
            many = counted(len(terms), "keyterm") if terms else "no keyterms"
            words = f"waiting   asked for {many} {time.monotonic() - since:.0f} s ago"
            yield from hanging(Content("… "), Content(words), 2, width)
        for flip in reversed(self._flips[-4:]):
            head = Content.styled(f"{GLYPHS[flip.state]} ", "bold")
            said = Content.assemble(
                (flip.state, "bold"), f" at {clock(flip.at)}   {one_line(flip.words)}"
            )
            yield from hanging(head, said, 2, width)
        if not (self._flips or self._asked or doubt or self._trouble):
            yield Content.styled("Nothing was changed yet in this stream.", "dim")

    # --- the keys ----------------------------------------------------------------------------

    def action_apply(self) -> None:
        """Ask for what is typed; an empty text takes all keyterms away."""
        if not why_never(self._pane):
            # A key with priority overtakes the letters that were typed just before it.
            self.query_one("#terms").call_later(self._apply_typed)

    def _apply_typed(self) -> None:
        if self.waiting:
            self._trouble = "The last change has no answer yet: wait for it."
        elif self._terms == self._now:
            self._trouble = "These are in force already: change them first."
        else:
            self._trouble = ""
            self._asked = (self._terms, time.monotonic(), len(self._flips))
            self._send(self._terms)
        self._draw()

    @work(exclusive=True, group="flip", exit_on_error=False)
    async def _send(self, terms: tuple[str, ...]) -> None:
        try:
            await self._apply(terms)
        except Trouble as trouble:
            self._asked, self._trouble = None, clean(str(trouble))
            self._draw()
