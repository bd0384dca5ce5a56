"""A request being written: its options, what the linter says about them, and how it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from checklists.before.differences import Lint, lint, pairs_of
from providers.errors import BadInput
from tui.content import hanging
from tui.text import clean, one_line
from tui.widgets.fitted import Fitted

if TYPE_CHECKING:
    from providers.deepgram.problem import Problem

BEGINNING = "model=nova-3\nlanguage=en\npunctuate=true\nsmart_format=true\n"
_STYLES = {"error": "bold $error", "warning": "$warning", "note": "dim"}
_GLYPHS = {"error": "✗", "warning": "!", "note": "·"}


class Options(TextArea):
    """The options, one to a line; escape leaves the field."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]  # noqa: RUF012

    def action_leave(self) -> None:
        """Back to the problems."""
        self.screen.query_one("#problems").focus()

    def on_blur(self) -> None:
        """Where only one pane fits, the options are in view only while they are written."""
        self.screen.query_one(RequestLens).remove_class("-writing")


class RequestLens(Vertical):
    """Checks its text at every change; ``checked`` is None where the text is no request."""

    class Changed(Message):
        """The text, or the way of sending, changed."""

    def __init__(self, base_url: str, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._base_url = base_url
        self.live = False
        self.checked: Lint | None = None
        self.trouble = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="lens"):
            options = Options(
                BEGINNING, id="options", classes="panel", soft_wrap=True, show_line_numbers=False
            )
            options.cursor_blink = False
            yield options
            with VerticalScroll(id="problems", classes="panel"):
                yield Static(markup=False)
        with VerticalScroll(id="sent", classes="panel"):
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Check what stands there."""
        self.query_one("#options").border_title = Content("Options")
        self.query_one("#sent").border_title = Content("Exactly this would be sent")
        self.check()

    def begin_with(self, text: str, *, live: bool) -> None:
        """Start from another text."""
        self.live = live
        self.query_one(Options).text = text

    def write(self) -> None:
        """Into the options, where the next one is written."""
        self.add_class("-writing")
        options = self.query_one(Options)
        options.move_cursor(options.document.end)
        options.focus()

    def switch(self) -> None:
        """From a whole recording to a live stream, and back."""
        self.live = not self.live
        self.check()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.check()

    def check(self) -> None:
        """Lint the text and show what was found."""
        try:
            pairs = pairs_of(self.query_one(Options).text)
            self.checked = lint(pairs, live=self.live, base_url=self._base_url)
            self.trouble = ""
        except BadInput as trouble:
            self.checked, self.trouble = None, clean(str(trouble))
        self._draw()
        self.post_message(self.Changed())

    def _draw(self) -> None:
        way = "a live stream" if self.live else "a whole recording"
        panel = self.query_one("#problems")
        panel.border_title = Content(f"Checked for {way}")
        panel.border_subtitle = Content(self._counts())
        panel.query_one(Static).update(Fitted(lambda width: Content("\n").join(self._found(width))))
        self.query_one("#sent").query_one(Static).update(
            Fitted(lambda width: Content("\n").join(self._sent(width)))
        )

    def _counts(self) -> str:
        if self.checked is None:
            return "cannot be read"
        counts = self.checked.counts
        found = [
            f"{count} {name if count > 1 else name.removesuffix('s')}"
            for name, count in counts.items()
            if count
        ]
        return ", ".join(found) or "nothing found"

    def _found(self, width: int) -> Iterator[Content]:
        if self.checked is None:
            yield from hanging(
                Content(
                    "✗ ",
                ),
                Content(self.trouble),
                2,
                width,
            )
            return
        yield from hanging(Content(""), Content.styled(self.checked.verdict, "bold"), 0, width)
        for problem in self.checked.problems:
            yield from _said(problem, width)

    def _sent(self, width: int) -> Iterator[Content]:
        if self.checked is None:
            yield Content("Nothing, until the options can be read.")
            return
        verb = "WebSocket" if self.checked.live else "POST"
        # A URL has no blanks to fold at: it is broken wherever the line ends.
        url = f"{verb} {one_line(self.checked.url)}"
        for at in range(0, len(url), max(8, width)):
            piece = Content(url[at : at + max(8, width)])
            yield piece.stylize("bold", 0, len(verb)) if at == 0 else piece
        under = ["Authorization: Token (from DEEPGRAM_API_KEY, never shown)"]
        if not self.checked.live:
            under.append('Body: the audio, or {"url": ...} as JSON')
        elif self.checked.assumed:
            names = ", ".join(self.checked.assumed)
            under.append(f"As for a mono recording at 16 kHz: {names}")
        for line in under:
            yield from hanging(Content(""), Content.styled(line, "dim"), 0, width)


def _said(problem: Problem, width: int) -> Iterator[Content]:
    label = f"{_GLYPHS[problem.severity]} {problem.severity} "
    yield Content("")
    yield Content.assemble((label, _STYLES[problem.severity]), (one_line(problem.option), "bold"))
    yield from hanging(Content(""), Content(one_line(problem.why)), 2, width)
    yield from hanging(Content("  Fix: "), Content(one_line(problem.fix)), 7, width)
