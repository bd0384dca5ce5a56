"""The migration plan: export it as TOML, take one in, check it, show it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tomllib
from pathlib import Path

from checklists.plan import (
    Plan,
    check_plan,
    current_plan,
    export,
    read_plan,
    take_in,
    to_toml,
)
from checklists.workspace import Workspace
from tui.cli import add_json, add_workspace
from tui.commands.output import print_json, say, say_wrapped

PLAN = "migration-plan.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """export, import, check, show."""
    actions = parser.add_subparsers(dest="action", required=True)
    written = actions.add_parser("export", help="write the plan as TOML")
    written.add_argument(
        "--out", type=Path, metavar="FILE", help=f"default: {PLAN} in the workspace; - prints it"
    )
    written.add_argument("--force", action="store_true", help="replace a file that is there")
    taken = actions.add_parser("import", help="read a plan, keep it in the workspace")
    taken.add_argument("file", type=Path, metavar="FILE")
    check = actions.add_parser("check", help="exit 1 when something stands against the plan")
    check.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: the workspace")
    actions.add_parser("show", help="the plan for people")
    for action in actions.choices.values():
        add_workspace(action)
        add_json(action)


def run(options: argparse.Namespace) -> int:
    """One action; 1 when a check says no."""
    doing = {"export": _export, "import": _import, "check": _check, "show": _show}
    return doing[options.action](options)


def _of_workspace(folder: Path) -> Plan:
    with Workspace.open(folder, create=False) as workspace:
        return current_plan(workspace)


def _export(options: argparse.Namespace) -> int:
    if options.out == Path("-"):
        sys.stdout.write(to_toml(_of_workspace(options.workspace)).decode())
        return 0
    target = options.out or options.workspace / PLAN
    with Workspace.open(options.workspace, create=False) as workspace:
        plan = export(workspace, target, overwrite=options.force)
    if options.json:
        print_json({"plan": str(target), "tasks": _tasks(plan)})
    else:
        say(f"Wrote {target}")
    return 0


def _import(options: argparse.Namespace) -> int:
    with Workspace.open(options.workspace) as workspace:
        run = take_in(workspace, options.file)
        plan = current_plan(workspace)
    if options.json:
        print_json({"plan": str(options.file), "run": run.id, "tasks": _tasks(plan)})
    else:
        say(f"Read {options.file} ({plan.mode}, {plan.created:%Y-%m-%d}); kept as run {run.id}.")
        say_wrapped(
            "It is the plan of this workspace until something is recorded here; it closes no task, "
            "because evidence comes from runs of this workspace only."
        )
    return 0


def _check(options: argparse.Namespace) -> int:
    plan = read_plan(options.file) if options.file else _of_workspace(options.workspace)
    found = check_plan(plan)
    against = [finding for finding in found if finding.severity == "problem"]
    if options.json:
        print_json({"ok": not against, "findings": [dataclasses.asdict(one) for one in found]})
    else:
        for finding in found:
            say(f"{finding.severity:<8} {finding.where:<24} {finding.sentence}")
            say(f"{'':<33} next: {finding.next}")
        say(f"{len(against)} problems: the plan is not ready." if against else "The plan is ready.")
    return 1 if against else 0


def _show(options: argparse.Namespace) -> int:
    plan = _of_workspace(options.workspace)
    if options.json:
        # The TOML and this document hold the same keys.
        print_json(json.loads(json.dumps(tomllib.loads(to_toml(plan).decode()), default=str)))
        return 0
    say_wrapped(f"Migration plan ({plan.mode}), {plan.created:%Y-%m-%d %H:%M} UTC. {plan.notice}")
    say_wrapped(plan.readiness)
    say()
    for task in plan.tasks:
        origin = " (sandbox only)" if task.sandbox else ""
        say(f"  {task.number:>2}  {task.state + origin:<24} {task.title}")
    if plan.findings:
        say("\nFindings")
        for sentence in plan.findings:
            say_wrapped(sentence, "  - ", "    ")
    return 0


def _tasks(plan: Plan) -> list[dict[str, object]]:
    return [{"id": task.id, "state": task.state, "sandbox": task.sandbox} for task in plan.tasks]
