"""The migration plan: made from a workspace, written, read back, checked.

The parts are in ``plan_model`` (what a plan is), ``plan_building`` (out of a workspace),
``plan_toml`` (as TOML) and ``plan_check`` (what speaks against acting on it).
"""

from __future__ import annotations

from pathlib import Path

from checklists.new_file import write_new
from checklists.plan_building import build_plan, mode_of
from checklists.plan_check import Finding, check_plan
from checklists.plan_model import SANDBOX_NOTICE, Plan
from checklists.plan_toml import from_toml, to_toml
from checklists.records import Run
from checklists.workspace import Workspace
from providers.errors import BadInput

__all__ = [
    "SANDBOX_NOTICE",
    "Finding",
    "Plan",
    "build_plan",
    "check_plan",
    "current_plan",
    "export",
    "from_toml",
    "mode_of",
    "read_plan",
    "take_in",
    "to_toml",
    "write",
    "write_new",
]

# The kind of run that a plan from elsewhere becomes.
IMPORT = "plan-import"
# A plan of thousands of clips stays far below; anything larger is some other file.
_LARGEST = 50_000_000


def write(plan: Plan, path: Path, *, overwrite: bool = False) -> None:
    """Write the plan as TOML, as a whole or not at all. Raises BadInput where the file exists."""
    write_new(path, to_toml(plan), overwrite=overwrite)


def current_plan(workspace: Workspace) -> Plan:
    """The plan of a workspace as it stands.

    That is the plan that was taken in last, until something new is recorded; then it is built from
    what was recorded here.
    """
    newest = workspace.newest_run()
    if newest is not None and newest.kind == IMPORT:
        return from_toml(str(newest.result["toml"]).encode())
    return build_plan(workspace)


def take_in(workspace: Workspace, path: Path) -> Run:
    """Keep a plan from elsewhere as a run. It can be opened again; it closes no task here.

    Raises BadInput for a file that is no plan.
    """
    plan = read_plan(path)
    return workspace.record_run(
        IMPORT,
        sandbox=plan.mode == "sandbox",
        request={"file": str(path)},
        result={"toml": to_toml(plan).decode()},
    )


def export(workspace: Workspace, path: Path, *, overwrite: bool = False) -> Plan:
    """Write the plan of a workspace and let that stand as evidence for "Create a migration plan".

    It is written twice: only a plan that could be written is recorded, and the file then counts
    itself. A plan that was taken in and not worked on goes out as it came, byte for byte. Raises
    BadInput, also where the file is there already and ``overwrite`` is false.
    """
    plan = current_plan(workspace)
    write(plan, path, overwrite=overwrite)
    newest = workspace.newest_run()
    if newest is not None and newest.kind == IMPORT:
        return plan
    run = workspace.record_run("plan", sandbox=plan.mode == "sandbox", result={"path": path.name})
    workspace.attach_evidence("migration-plan", run.id)
    plan = build_plan(workspace)
    write(plan, path, overwrite=True)
    return plan


def read_plan(path: Path) -> Plan:
    """Read a plan from a TOML file. Raises BadInput: not there, not a plan, a wrong key."""
    try:
        if not path.is_file():
            raise BadInput(f"{path} is not a file: name an exported plan.")
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path} is too large to be a plan.")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} could not be read ({error.strerror or error}).") from error
    try:
        return from_toml(content)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
