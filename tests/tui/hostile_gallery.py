"""Hostile text in every kind of widget, with nothing but the line filter in between.

Run as a program on a pty by ``test_terminal.py``. Each widget shows "<two digits>" and the payload.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.filter import LineFilter
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Footer,
    Header,
    Input,
    Label,
    ListItem,
    ListView,
    Log,
    Markdown,
    OptionList,
    RadioButton,
    RichLog,
    SelectionList,
    Static,
    Tab,
    Tabs,
    TextArea,
    Tree,
)

from tests.tui.hostile import PAYLOAD
from tui.line_filter import VisibleControls

WAYS = 26


def marked(way: int) -> str:
    """The text of one way of showing it."""
    return f"w{way:02d}{PAYLOAD}"


class Gallery(App[None]):
    """26 ways of showing a string in Textual."""

    CSS = """
    VerticalScroll > * { height: auto; }
    RichLog, Log, DataTable, Tree, TextArea, ListView, SelectionList { height: 3; }
    """
    BINDINGS = [Binding("x", "nothing", marked(26))]  # noqa: RUF012
    TITLE = marked(25)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Only the net: nothing here was cleaned."""
        return [*super().get_line_filters(), VisibleControls()]

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll():
            framed = Static("framed", id="framed")
            framed.styles.border = ("round", "white")
            framed.styles.height = 3
            framed.border_title = Content(marked(21))
            framed.border_subtitle = Content(marked(22))
            yield framed
            yield Static(marked(1), markup=False)
            yield Static(Content(marked(2)))
            yield Static(Content.from_markup("[b]$text[/b]", text=marked(3)))
            yield Static(Text(marked(4)))
            yield Label(marked(5), markup=False)
            yield Button(Content(marked(6)))
            yield Checkbox(Content(marked(7)))
            yield RadioButton(Content(marked(8)))
            yield Input(marked(9))
            yield Input(placeholder=marked(10))
            yield TextArea(marked(11))
            yield OptionList(Content(marked(12)))
            yield SelectionList((Content(marked(13)), 1))
            yield ListView(ListItem(Label(marked(14), markup=False)))
            yield Markdown(marked(15))
            yield Collapsible(title="c", id="collapsible", collapsed=False)
            yield RichLog(id="rich")
            yield Log(id="log")
            yield DataTable[Text](id="table")
            yield Tree[None](Text(marked(19)), id="tree")
            yield Tabs(Tab(Content(marked(20))))
        yield Footer()

    def on_mount(self) -> None:
        """What can only be filled afterwards."""
        self.query_one("#rich", RichLog).write(marked(16))
        self.query_one("#log", Log).write_line(marked(17))
        table = self.query_one("#table", DataTable)
        table.add_column(Text(marked(18)))
        table.add_row(Text(marked(23)))
        self.notify(marked(24), timeout=60, markup=False)


if __name__ == "__main__":
    Gallery().run()
