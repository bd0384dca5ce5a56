"""Writing what a live comparison heard into a file; never over another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from providers.errors import Trouble
from tui.clipboard import FOLDER
from tui.screens.form import Field, field_row
from tui.screens.window import Window
from tui.text import clean, one_line, shown_path
from tui.widgets.switch_line import SwitchLine

Format = Literal["txt", "srt", "jsonl"]
FORMATS: tuple[tuple[Format, str], ...] = (
    ("txt", "txt: the settled text"),
    ("srt", "srt: subtitles with times"),
    ("jsonl", "jsonl: every event"),
)
_MOST = 1000


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What to write where. ``pane`` is "1" to "4", or "" for all of them."""

    format: Format
    pane: str
    path: Path


class ExportWindow(Window[Path]):
    """Dismissed with the path that was written. ``write`` raises Trouble to refuse."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "#format"
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+s", "write", "Write", show=False, priority=True),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(
        self,
        panes: Sequence[tuple[str, str]],
        title: str,
        workspace: Path,
        write: Callable[[ExportWish], object],
        *,
        pane: str = "",
    ) -> None:
        """``panes`` are ids and names; ``title`` is what was heard, which names the file; ``pane``
        the one to begin with."""
        super().__init__()
        self._panes = [*panes] if len(panes) == 1 else [("", "all panes"), *panes]
        self._title, self._folder, self._write = title, workspace / FOLDER, write
        self._first = next((i for i, one in enumerate(self._panes) if one[0] == pane), 0)
        self._suggested = ""

    def compose(self) -> ComposeResult:
        with self.box("Export", "← → change · ↑ ↓ move · ^s write · esc cancel") as box:
            box.add_class("-small")
            yield SwitchLine("Format", [words for _, words in FORMATS], id="format")
            names = [f"{id} {one_line(name)}".strip() for id, name in self._panes]
            yield SwitchLine("Panes", names, self._first, id="pane")
            yield from field_row(Field("path", "File"))
            yield Static("", id="missing", markup=False, classes="field-answer")

    def on_mount(self) -> None:
        """Begin with a name that is free."""
        self.query_one("#path", Input).select_on_focus = False
        self._suggest()
        folder = shown_path(self._folder)
        self._say(f"In {folder}; a path of your own is taken too. Nothing is written over.")

    @property
    def wish(self) -> ExportWish:
        """What is chosen now."""
        form = FORMATS[self.query_one("#format", SwitchLine).chosen][0]
        pane = self._panes[self.query_one("#pane", SwitchLine).chosen][0]
        typed = self.query_one("#path", Input).value.strip()
        try:
            path = self._folder / Path(typed).expanduser() if typed else Path()
        except (ValueError, RuntimeError):
            path = Path()
        return ExportWish(form, pane, path)

    @on(SwitchLine.Changed)
    def _suggest(self) -> None:
        """Another name, unless somebody typed one."""
        line = self.query_one("#path", Input)
        if line.value == self._suggested:
            now = self.wish
            self._suggested = free_name(self._folder, self._title, now.pane, now.format).name
            line.value = self._suggested
            line.action_end()

    def action_write(self) -> None:
        """Write it; what cannot be written is said, and can be corrected here."""
        # A key with priority overtakes the letters that were typed just before it.
        self.query_one("#path").call_later(self._write_wish)

    @on(Input.Submitted)
    def _write_wish(self) -> None:
        wish = self.wish
        if wish.path == Path():
            self._say("No usable path is typed: name a file, or press esc.")
            return
        try:
            if os.path.lexists(wish.path):
                self._say(f"{shown_path(wish.path)} is there already and is left: name another.")
                return
            if wish.path.parent == self._folder:
                wish.path.parent.mkdir(mode=0o700, exist_ok=True)
            self._write(wish)
        except Trouble as trouble:
            self._say(clean(str(trouble)))
        except (OSError, ValueError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or "it is no path"
            self._say(f"It could not be written ({clean(str(why))}): name another file.")
        else:
            self.dismiss(wish.path)

    def _say(self, words: str) -> None:
        self.query_one("#missing", Static).update(Content(words))


def free_name(folder: Path, title: str, pane: str, form: Format) -> Path:
    """A name in ``folder`` made of the title that no file has yet."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48].strip("-") or "live"
    stem = f"{stem}-pane-{pane}" if pane else stem
    for number in range(1, _MOST):
        path = folder / (f"{stem}.{form}" if number == 1 else f"{stem}-{number}.{form}")
        if not path.exists():
            return path
    return folder / f"{stem}-{_MOST}.{form}"
