"""The side of a task: what the guide says, why it matters, what closes it, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.board import NoteLine, RunLine, TaskCard, effort_words
from tui.text import counted, shortened
from tui.widgets.checklist import STATE_STYLES
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows


class TaskDetails(VerticalScroll):
    """Everything there is to say about one task; scrolls where it is long."""

    DEFAULT_CSS = """
    TaskDetails { height: 1fr; min-width: 8; padding: 0 1; scrollbar-size-vertical: 1; }
    TaskDetails > Static { width: 1fr; height: auto; }
    """

    _shown: TaskCard | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, card: TaskCard | None) -> None:
        """Show a task; None where there is none."""
        if card is not None and card == self._shown:
            return
        self._shown = card
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
    if card.notes:
        yield Content("")
        yield Content.styled("Notes", "$accent")
        yield from note_lines(card.notes)


def note_lines(notes: Sequence[NoteLine]) -> Iterator[Content]:
    """Notes to be read: when and who above the words of each."""
    for note in notes:
        yield Content.styled(f"{note.when}  {note.who}", "dim")
        yield Content(note.text)


def _section(heading: str, text: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(heading, "$accent")
    yield Content(text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


class EvidenceList(Rows):
    """The runs behind a task, newest first; choosing one opens it."""

    @dataclass
    class Chosen(Message):
        """A run is to be opened, or all of the task's runs are to be listed (``run`` is "")."""

        run: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._runs: tuple[RunLine, ...] = ()
        self._older = 0

    def show(self, runs: Sequence[RunLine], older: int = 0) -> None:
        """Show these runs, or say that there are none; ``older`` counts those left out."""
        if (tuple(runs), older) == (self._runs, self._older) and self.option_count:
            return
        self._runs, self._older = tuple(runs), older
        self.set_class(not runs, "-empty")
        if not runs:
            self.set_options([Option(Fitted(_nothing), disabled=True)])
            return
        rows = [Option(Fitted(partial(_prompt, run)), id=run.id) for run in runs]
        if older:
            rows.append(Option(Fitted(partial(_others, older))))
        self.set_options(rows)
        self.highlighted = 0

    @on(OptionList.OptionSelected)
    def _row_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(event.option_id or ""))


def _nothing(width: int) -> Content:
    return Content.styled(shortened("No runs recorded yet", width), "dim")


def _others(older: int, width: int) -> Content:
    return Content(shortened(f"{counted(older, 'older run')}: enter lists them all", width))


def _prompt(run: RunLine, width: int) -> Content:
    room = max(4, width - len(run.origin) - 1)
    what = shortened(f"{run.what}", room)
    gap = " " * max(1, width - Content(what).cell_length - len(run.origin))
    under = f"{run.when}  {run.headline}" if run.headline else run.when
    return Content.assemble(
        what, gap, (run.origin, "dim" if run.origin == "sandbox" else "bold"),
        "\n", (shortened(under, width), "dim"),
    )  # fmt: skip
