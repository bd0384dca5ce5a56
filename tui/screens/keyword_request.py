"""The exact request that the list of terms comes to, with what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import TextArea

from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from tui import clipboard
from tui.screens.window import Window
from tui.text import one_line
from tui.widgets.request_lens import RequestLens

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from tui.app import CrossfadeApp


class RequestWindow(Window[None]):
    """What is changed in it stays in it: the list of terms is as it was."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "keyword_request.tcss"]
    AUTO_FOCUS = "#problems"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("e", "write", "Change", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    def __init__(self, options: str, base_url: str) -> None:
        """``options`` one to a line, as ``crossfade lint`` reads them."""
        super().__init__()
        self._options, self._base_url = options, base_url

    def compose(self) -> ComposeResult:
        with self.box("The exact request", "e try a change · y copy the URL · esc close"):
            yield RequestLens(self._base_url, id="request")

    def on_mount(self) -> None:
        """The options of the list, checked."""
        self.query_one(RequestLens).begin_with(self._options, live=False)

    def action_write(self) -> None:
        """Into the options, to see what a change would do."""
        self.query_one(RequestLens).write()

    def action_copy(self) -> None:
        """The URL to the clipboard."""
        checked = self.query_one(RequestLens).checked
        if checked is not None and not isinstance(self.focused, TextArea):
            clipboard.copy(self.program, checked.url, "deepgram request url")


def open_request(
    program: CrossfadeApp,
    base: DeepgramOptions,
    terms: Sequence[str],
    rules: Sequence[str],
    clip: Clip | None,
) -> None:
    """The request with these terms and replace rules, in the way of its model, for a clip."""
    from checklists.before.audio_tests import options_for
    from checklists.before.differences import base_url_of
    from checklists.before.keywords.way import NEUTRAL, with_terms
    from providers.credentials import DEEPGRAM_BASE_URL

    try:
        url = base_url_of(program.desk.environ)
    except BadInput:
        url = DEEPGRAM_BASE_URL
    asked = replace(
        with_terms(base, tuple((term, NEUTRAL) for term in terms)), replace=tuple(rules)
    )
    if clip is not None:
        sent = options_for("deepgram", clip, asked)
        assert isinstance(sent, DeepgramOptions)
        asked = sent
    lines = (f"{name}={one_line(value)}\n" for name, value in asked.batch_parameters())
    program.push_screen(RequestWindow("".join(lines), url))
