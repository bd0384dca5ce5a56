"""The lines of one pane, filled in: every change is told at once."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from providers.deepgram.catalogue import MODELS
from providers.speech import VENDORS
from tui.live.pane_form import LINES, Draft, Line
from tui.live.pane_lines import NAMES
from tui.widgets.switch_line import SwitchLine


class PaneEditor(VerticalScroll, can_focus=False):
    """Shows one ``Draft``; ``Changed`` has the one that it has become."""

    DEFAULT_CSS = """
    PaneEditor { height: auto; width: 1fr; scrollbar-size-vertical: 1; }
    """

    @dataclass
    class Changed(Message):
        """Something was typed or switched."""

        draft: Draft

    def __init__(self, draft: Draft, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.draft = draft

    def compose(self) -> ComposeResult:
        vendors = [NAMES[vendor] for vendor in VENDORS]
        yield SwitchLine("Vendor", vendors, VENDORS.index(self.draft.vendor), id="line-vendor")
        for line in LINES[self.draft.vendor]:
            yield from _row(line, self.draft)

    async def show(self, draft: Draft) -> None:
        """Show another pane."""
        if draft != self.draft:
            self.draft = draft
            await self.recompose()

    def begin(self) -> None:
        """Into the first line."""
        self.query_one("#line-vendor").focus()

    def read(self) -> Draft:
        """What stands in the lines at this moment, told already or not."""
        draft = self.draft
        for line in LINES[draft.vendor]:
            widget = self.query_one(f"#line-{line.name}")
            if isinstance(widget, SwitchLine):
                value = line.choices[widget.chosen][0]
            else:
                value = self.query_one(f"#line-{line.name}", Input).value
            if value != draft.value(line.name):
                draft = draft.with_value(line.name, value)
        return draft

    @property
    def about(self) -> str:
        """What to know about the line that has the focus, or ""."""
        for line in LINES[self.draft.vendor]:
            if self.query_one(f"#line-{line.name}").has_focus:
                return line.about
        return ""

    def fill(self, name: str, value: str) -> None:
        """Put a value into a line, as if it had been typed."""
        self.query_one(f"#line-{name}", Input).value = value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._change((event.input.id or "").removeprefix("line-"), event.value)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next(".pane-line")

    @on(SwitchLine.Changed)
    async def _switched(self, event: SwitchLine.Changed) -> None:
        event.stop()
        name = (event.line.id or "").removeprefix("line-")
        if name == "vendor":
            await self.show(Draft(VENDORS[event.line.chosen], self.draft.typed))
            self.begin()
            self.post_message(self.Changed(self.draft))
            return
        line = next(one for one in LINES[self.draft.vendor] if one.name == name)
        self._change(name, line.choices[event.line.chosen][0])

    def _change(self, name: str, value: str) -> None:
        if self.draft.value(name) != value:
            self.draft = self.draft.with_value(name, value)
            self.post_message(self.Changed(self.draft))


def _row(line: Line, draft: Draft) -> ComposeResult:
    value = draft.value(line.name)
    if line.choices:
        values = [choice for choice, _ in line.choices]
        words = [said for _, said in line.choices]
        at = values.index(value) if value in values else 0
        yield SwitchLine(line.label, words, at, id=f"line-{line.name}", classes="pane-line")
        return
    with Horizontal(classes="field"):
        yield Static(line.label, markup=False, classes="label")
        typed = Input(
            value,
            placeholder=line.usual,
            id=f"line-{line.name}",
            classes="pane-line",
            compact=True,
            select_on_focus=False,
        )
        typed.cursor_blink = False
        if line.name == "model":
            typed.suggester = SuggestFromList(MODELS)
        yield typed
