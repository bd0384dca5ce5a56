"""The draft of a change: what it changes and what it leaves, and the patch into a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding

from providers.errors import Trouble
from tui.draft_lines import draft_sections, draft_sentence
from tui.screens.confirm import ConfirmWindow
from tui.screens.form import Field
from tui.screens.run import RunWindow
from tui.screens.sample_forms import PlaceWindow
from tui.text import shown_path
from tui.typed_path import typed_path
from tui.widgets.reading_pane import ReadingPane

if TYPE_CHECKING:
    from checklists.draft.drafting import Draft

PATCH = "migration.patch"


class DraftWindow(RunWindow):
    """To be read; ``w`` writes the patch where the user says. Nothing is ever applied."""

    BINDINGS = [  # noqa: RUF012
        Binding("w", "write_patch", "Patch", show=False),
    ]

    def __init__(self, done: Draft) -> None:
        super().__init__("Draft of the change", draft_sections(done))
        self._done = done

    def compose(self) -> ComposeResult:
        writes = "w write the patch · " if self._done.patch else ""
        keys = f"{writes}y copy · f file of this text · esc close"
        with self.box(draft_sentence(self._done).rstrip("."), keys):
            yield ReadingPane(draft_sections(self._done))

    def action_write_patch(self) -> None:
        """Ask where, and before anything is written over."""
        if self._done.patch:
            self.app.push_screen(patch_window(self._done), self._named)
        else:
            self.notify("There is no patch: nothing here is understood well enough.", markup=False)

    def _named(self, path: Path | None) -> None:
        if path is None:
            return
        if not path.exists():
            self._write(path, overwrite=False)
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._write(path, overwrite=True)

        question = f"{shown_path(path.absolute())} exists already. Replace it?"
        self.app.push_screen(ConfirmWindow("Write the patch", question, "Replace"), answered)

    def _write(self, path: Path, *, overwrite: bool) -> None:
        from checklists.new_file import write_new

        try:
            write_new(path, self._done.patch.encode("utf-8"), overwrite=overwrite)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        root = shown_path(Path(self._done.root).absolute())
        self.program.notify(
            f"Written to {shown_path(path.absolute())}. Read it, then in {root}: "
            "git apply --check, and git apply.",
            title="Draft of the change",
            markup=False,
        )


def patch_window(done: Draft) -> PlaceWindow[Path]:
    """Asks where the patch goes; dismissed with a path that is not the code's."""
    hint = (
        f"From {shown_path(Path.cwd())}; ~ is home. A file that is there is not replaced without "
        "asking, and nothing is applied."
    )

    def read(lines: Mapping[str, str]) -> Path:
        from checklists.draft.drafting import refuse_code

        path = typed_path(lines["place"])
        if path.is_dir():
            path /= PATCH
        refuse_code(path, done)
        return path

    return PlaceWindow("Write the patch", hint, [Field("place", "File", PATCH)], read)
