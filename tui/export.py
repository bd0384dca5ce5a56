"""The migration plan as a file in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.workspace import Workspace

PLAN_FILE = "migration-plan.toml"
TASK = "migration-plan"


def plan_path(workspace: Workspace) -> Path:
    """Where the plan of a workspace is written."""
    return workspace.directory / PLAN_FILE


def export_plan(workspace: Workspace, *, overwrite: bool) -> Path:
    """Write the plan and let it stand as evidence for "Create a migration plan".

    It is written twice: only a plan that could be written is recorded, and the file then counts
    itself, so that a second export says the same. Returns the path; raises BadInput, also where
    the file is there already and ``overwrite`` is false.
    """
    from checklists.plan import build_plan, mode_of, write

    path = plan_path(workspace)
    write(build_plan(workspace), path, overwrite=overwrite)
    run = workspace.record_run(
        "plan", sandbox=mode_of(workspace.runs()) == "sandbox", result={"path": PLAN_FILE}
    )
    workspace.attach_evidence(TASK, run.id)
    write(build_plan(workspace), path, overwrite=True)
    return path
