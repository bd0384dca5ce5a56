"""A finished recording gets its name, its tags, and what is said in it: then it is a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tui.screens.form import Field, field_row
from tui.screens.window import Window
from tui.text import clean


@dataclass(frozen=True, slots=True)
class Naming:
    """What was typed; ``texts`` by channel."""

    name: str
    tags: tuple[str, ...] = ()
    texts: Mapping[int, str] = field(default_factory=dict)


class KeepRecording(Window[Naming]):
    """Dismissed with what was typed; with None the recording stays without a name."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss", "keep_recording.tcss"]
    AUTO_FOCUS = "#name"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+s", "keep", "Keep", show=False, priority=True),
        # Before the text area's own, which would only leave it for the next widget.
        Binding("escape", "leave", "Later", show=False, priority=True),
    ]

    def __init__(self, name: str, about: str, channels: int) -> None:
        super().__init__()
        self._suggested, self._about, self._channels = name, about, channels
        self._warned = False

    def compose(self) -> ComposeResult:
        with self.box("Keep the recording", "^s keep · tab next · esc later"):
            yield Static(clean(self._about), markup=False, id="about")
            yield from field_row(Field("name", "Name", self._suggested))
            yield from field_row(Field("tags", "Tags", ""))
            with VerticalScroll(id="texts", can_focus=False):
                for channel in range(self._channels):
                    which = f" on channel {channel + 1}" if self._channels > 1 else ""
                    yield Static(
                        f"What is said{which}, typed or pasted; it may stay empty",
                        markup=False,
                        classes="label",
                    )
                    area = TextArea(id=f"text-{channel}", soft_wrap=True, tab_behavior="focus")
                    area.cursor_blink = False
                    yield area
            yield Static("", id="missing", markup=False)

    def on_input_submitted(self) -> None:
        """Enter goes on to the next line."""
        self.focus_next()

    def _line(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def _texts(self) -> dict[int, str]:
        found = {
            channel: self.query_one(f"#text-{channel}", TextArea).text
            for channel in range(self._channels)
        }
        return {channel: text for channel, text in found.items() if text.strip()}

    def action_keep(self) -> None:
        """Keep it under its name."""
        tags = tuple(part.strip() for part in self._line("tags").split(",") if part.strip())
        self.dismiss(Naming(self._line("name").strip() or self._suggested, tags, self._texts()))

    def action_leave(self) -> None:
        """Close; what is typed is thrown away only at the second time."""
        typed = self._texts() or self._line("tags").strip()
        if typed and not self._warned:
            self._warned = True
            words = "Not kept yet: ^s keeps it. Esc again forgets what is typed, not the sound."
            self.query_one("#missing", Static).update(Content(words))
            return
        self.dismiss(None)
