"""The migration plan as a file in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import Trouble
from tui.text import shown_path

if TYPE_CHECKING:
    from checklists.workspace import Workspace
    from tui.app import CrossfadeApp

PLAN_FILE = "migration-plan.toml"


def plan_path(workspace: Workspace) -> Path:
    """Where the plan of a workspace is written."""
    return workspace.directory / PLAN_FILE


def export_plan(workspace: Workspace, *, overwrite: bool) -> Path:
    """Write the plan into its workspace; returns the path. Raises BadInput."""
    from checklists.plan import export

    path = plan_path(workspace)
    export(workspace, path, overwrite=overwrite)
    return path


def export_asking(program: CrossfadeApp) -> None:
    """Write the plan; an existing file is only replaced when that was confirmed."""
    path = plan_path(program.workspace)
    if not path.exists():
        _export(program, overwrite=False)
        return
    from tui.screens.confirm import ConfirmWindow

    def answered(agreed: bool | None) -> None:
        if agreed:
            _export(program, overwrite=True)

    program.push_screen(
        ConfirmWindow(
            "Export the migration plan",
            f"{shown_path(path.absolute())} exists already. Replace it?",
            "Replace",
        ),
        answered,
    )


def _export(program: CrossfadeApp, *, overwrite: bool) -> None:
    try:
        path = export_plan(program.workspace, overwrite=overwrite)
    except Trouble as trouble:
        program.say_trouble(trouble)
        return
    program.reload()
    program.notify(
        f"Written to {shown_path(path.absolute())}", title="Migration plan", markup=False
    )
