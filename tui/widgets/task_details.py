"""The side of a task: what the guide says, why it matters, what closes it, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tui.board import RunLine, TaskCard, effort_words
from tui.text import shortened
from tui.widgets.checklist import STATE_STYLES
from tui.widgets.rows import Rows


class TaskDetails(VerticalScroll):
    """Everything there is to say about one task; scrolls where it is long."""

    DEFAULT_CSS = """
    TaskDetails { height: 1fr; min-width: 8; padding: 0 1; scrollbar-size-vertical: 1; }
    TaskDetails > Static { width: 1fr; height: auto; }
    """

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, card: TaskCard | None) -> None:
        """Show a task; None where there is none."""
        words = Content("No task is selected.") if card is None else Content("\n").join(said(card))
        self.query_one(Static).update(words)
        self.scroll_home(animate=False)


def said(card: TaskCard) -> Iterator[Content]:
    """The lines of a task's details."""
    yield Content(card.title).stylize("bold")
    yield Content.assemble(
        (f"{card.glyph} {card.word}", STATE_STYLES[card.state]),
        (" · sandbox only: a rehearsal, closes nothing for a live plan" if card.rehearsed else ""),
    )
    if card.said_by_hand:
        yield Content(f"Ticked {card.said_by_hand}")
    for gap in card.gaps:
        yield Content(gap)
    if card.guide_words != card.title:
        yield from _section("The guide says", f"“{card.guide_words}”")
    yield from _section("Why it matters", card.why)
    yield from _section("What closes it", _sentence(card.closes))
    yield from _section("Effort", f"About {effort_words(card.effort)}.")


def _section(heading: str, text: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(heading, "$accent")
    yield Content(text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


class EvidenceList(Rows):
    """The runs behind a task, newest first; choosing one opens it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._runs: tuple[RunLine, ...] = ()

    def show(self, runs: Sequence[RunLine]) -> None:
        """Show these runs, or say that there are none."""
        self._runs = tuple(runs)
        self._fill()
        if runs:
            self.highlighted = 0

    def on_resize(self) -> None:
        """Lines are cut to the width there is."""
        here = self.highlighted
        self._fill()
        if self._runs:
            self.highlighted = here

    @property
    def newest(self) -> RunLine | None:
        """The newest run, if there is one."""
        return self._runs[0] if self._runs else None

    def _fill(self) -> None:
        width = max(8, self.scrollable_content_region.width)
        self.set_options(Option(_prompt(run, width), id=run.id) for run in self._runs)
        self.set_class(not self._runs, "-empty")
        if not self._runs:
            nothing = Content.styled(shortened("No runs recorded yet", width), "dim")
            self.add_option(Option(nothing, disabled=True))


def _prompt(run: RunLine, width: int) -> Content:
    room = max(4, width - len(run.origin) - 1)
    what = shortened(f"{run.what}", room)
    gap = " " * max(1, width - Content(what).cell_length - len(run.origin))
    under = f"{run.when}  {run.headline}" if run.headline else run.when
    return Content.assemble(
        what, gap, (run.origin, "dim" if run.origin == "sandbox" else "bold"),
        "\n", (shortened(under, width), "dim"),
    )  # fmt: skip
