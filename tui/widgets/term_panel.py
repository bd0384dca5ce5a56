"""The terms of an experiment: one line to type them into, and the list that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input
from textual.widgets.option_list import Option

from checklists.before.search import usable_terms
from providers.errors import BadInput
from tui.text import shortened
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows

Usable = Callable[[Sequence[str]], tuple[str, ...]]


class TermLine(Input):
    """One line; escape leads back to the list instead of out of the workbench."""

    BINDINGS = [Binding("escape", "leave", "Back to the list", show=False)]  # noqa: RUF012

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True, max_length=400)
        # A blinking cursor writes to the terminal for as long as the screen is open.
        self.cursor_blink = False

    def action_leave(self) -> None:
        """What was typed stays; the keys of the workbench work again."""
        panel = self.parent
        if isinstance(panel, TermPanel):
            panel.query_one(TermRows).focus()


class TermRows(Rows):
    """The terms themselves."""

    DEFAULT_CSS = """
    TermRows, TermRows:focus { border: none; padding: 0; background: $background;
                               background-tint: $foreground 0%; }
    TermRows { height: 1fr; }
    """


class TermPanel(Vertical):
    """Keeps terms, each once, in the order in which they were typed.

    Up to ``safe`` of them are sure to be taken, more than ``most`` are refused. ``usable`` makes a
    list of what was typed, and raises BadInput for what cannot be one.
    """

    DEFAULT_CSS = """
    TermPanel TermLine, TermPanel TermLine:focus { background: $surface;
                                                   background-tint: $foreground 0%; }
    """

    @dataclass
    class Changed(Message):
        """The list is another one now."""

        terms: tuple[str, ...]

    @dataclass
    class Refused(Message):
        """What was typed cannot be used; the sentence says why."""

        why: str

    def __init__(
        self,
        key: str,
        safe: int,
        most: int | None = None,
        *,
        usable: Usable = usable_terms,
        classes: str | None = None,
    ) -> None:
        super().__init__(id="terms", classes=classes)
        self._key, self._safe, self._most = key, safe, most or safe
        self._usable = usable
        self._foot = ""
        self.terms: tuple[str, ...] = ()
        self._notes: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        yield TermLine(f"{self._key} types a term, enter adds it")
        yield TermRows(markup=False)

    def on_mount(self) -> None:
        """An empty list says so in its border."""
        self._show()

    def show(self, terms: Sequence[str]) -> None:
        """Take these terms for the list."""
        if tuple(terms) != self.terms:
            self.terms = tuple(terms)
            self._show()

    def show_notes(self, notes: Mapping[str, str]) -> None:
        """A word on some of the terms, at the end of their lines."""
        if notes != self._notes:
            self._notes = dict(notes)
            self._show()

    def show_foot(self, words: str) -> None:
        """What stands in the lower border, where the list is not too long."""
        if words != self._foot:
            self._foot = words
            self._show()

    @property
    def selected(self) -> str:
        """The term under the cursor, or ""."""
        here = self.query_one(TermRows).highlighted
        return self.terms[here] if here is not None and here < len(self.terms) else ""

    def type_term(self) -> None:
        """The cursor into the line."""
        self.query_one(TermLine).focus()

    def drop_term(self) -> None:
        """Take the term under the cursor off the list."""
        rows = self.query_one(TermRows)
        here = rows.highlighted
        if here is not None and here < len(self.terms):
            self._take((*self.terms[:here], *self.terms[here + 1 :]))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.replace(";", ",").split(",")
        try:
            terms = self._usable((*self.terms, *typed))
            if len(terms) > self._most:
                raise BadInput(f"{len(terms)} terms are too many: up to {self._most} are tried.")
        except BadInput as trouble:
            self.post_message(self.Refused(str(trouble)))
            return
        event.input.value = ""
        self._take(terms)
        self.query_one(TermRows).highlighted = len(terms) - 1 if terms else None

    def _take(self, terms: tuple[str, ...]) -> None:
        self.terms = terms
        self._show()
        self.post_message(self.Changed(terms))

    def _show(self) -> None:
        most = self._safe if len(self.terms) <= self._safe else self._most
        self.border_title = Content(f"Terms · {len(self.terms)} of {most}")
        over = len(self.terms) > self._safe
        self.border_subtitle = Content(f"over {self._safe}: may be refused" if over else self._foot)
        rows = self.query_one(TermRows)
        here = rows.highlighted or 0
        rows.set_options(Option(_row(term, self._notes.get(term, ""))) for term in self.terms)
        if self.terms:
            rows.highlighted = min(here, len(self.terms) - 1)


def _row(term: str, note: str) -> Fitted:
    def lay_out(room: int) -> Content:
        if not note:
            return Content(shortened(term, room))
        words = Content(shortened(term, max(4, room - len(note) - 1)))
        gap = " " * max(1, room - words.cell_length - len(note))
        return Content.assemble(words, gap, (note, "dim"))

    return Fitted(lay_out)
