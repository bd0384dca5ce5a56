"""The migration plan as a file in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.workspace import Workspace

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
