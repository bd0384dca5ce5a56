"""Writing the hits that are shown into a file; never over another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import BadInput
from tui import clipboard
from tui.screens.form import Field, FormWindow
from tui.text import counted, shown_path
from tui.typed_path import typed_path

if TYPE_CHECKING:
    from checklists.search_query import HitQuery
    from checklists.workspace import Workspace


def export_window(workspace: Workspace, query: HitQuery, hits: int) -> FormWindow[Path]:
    """Asks for the name of the file, which says what form it has; dismissed with its path."""
    folder = workspace.directory / clipboard.FOLDER
    hint = (
        f"{counted(hits, 'hit')} as shown, in this order. A name with .csv is for a spreadsheet, "
        f"one with .json for a program; it goes to {shown_path(folder)}, and over no other file."
    )
    return FormWindow(
        "Export the hits", hint, [Field("path", "File", "search.csv")], _write(workspace, query)
    )


def _write(workspace: Workspace, query: HitQuery) -> Callable[[Mapping[str, str]], Path]:
    folder = workspace.directory / clipboard.FOLDER

    def write(lines: Mapping[str, str]) -> Path:
        from checklists.before.search_export import export, form_of

        path = folder / typed_path(lines["path"])
        form = form_of(path)
        try:
            if path.parent == folder:
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise BadInput(
                f"{shown_path(folder)} could not be made: name another place."
            ) from error
        if path.exists():
            raise BadInput(f"{path.name} is already there: name another file.")
        export(workspace.search_hits.every(query), form, path)
        return path

    return write
