"""Walk the whole migration in the sandbox on the sample calls; leave a plan and a report.

Needs no key, no account and no network. Both vendors' real wire protocols run on loopback; the
recogniser behind them is CMU PocketSphinx, so its accuracy says nothing about either vendor.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
import time
from pathlib import Path

from checklists.plan import SANDBOX_NOTICE, Plan, build_plan, write, write_new
from checklists.report import render_report
from checklists.walk import STEPS, Progress, Walk, walk
from checklists.workspace import Workspace
from providers.errors import BadInput
from tui.cli import add_json
from tui.commands import output
from tui.commands.output import print_json, run_to_end, say

PLAN, REPORT, MARKER = "migration-plan.toml", "report.html", ".crossfade-demo"
TOLD = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--out DIR."""
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("crossfade-demo"),
        metavar="DIR",
        help="where the demo's workspace, plan and report go (default: crossfade-demo)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Walk; 0 when the plan and the report are written."""
    folder: Path = options.out
    claim(folder)
    began = time.monotonic()
    with Workspace.open(folder) as workspace:
        if not options.json:
            say("crossfade demo: from Amazon Transcribe to Deepgram, on loopback, without a key.")
            say(f"{SANDBOX_NOTICE}\n")
        teller = Teller(quiet=options.json)
        result = run_to_end(walk(workspace, os.environ, say=teller))
        teller.end(result)
        written = time.monotonic()
        plan = finish(workspace, folder)
        result.timings["plan"] = time.monotonic() - written
        teller.end(result)
        result.timings["total"] = time.monotonic() - began
        if options.json:
            print_json(_document(plan, folder, result))
            return 0
        _tell(plan, folder, result)
    return _offer_to_open(folder)


def claim(folder: Path) -> None:
    """Make the demo's directory, or take one that an earlier demo made. Raises BadInput."""
    marker = folder / MARKER
    try:
        if folder.is_dir() and not marker.exists() and any(folder.iterdir()):
            raise BadInput(
                f"{folder} holds files that no demo made: choose an empty directory with --out."
            )
        folder.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be used ({error.strerror or error}): choose another with --out."
        ) from error


def finish(workspace: Workspace, folder: Path) -> Plan:
    """Write the plan and the report, with the plan itself as evidence for "Create a plan"."""
    before = build_plan(workspace)
    run = workspace.record_run(
        "plan", sandbox=before.mode == "sandbox", result={"findings": list(before.findings)}
    )
    workspace.attach_evidence("migration-plan", run.id)
    plan = build_plan(workspace)
    write(plan, folder / PLAN, overwrite=True)
    write_new(folder / REPORT, render_report(plan, workspace).encode(), overwrite=True)
    return plan


class Teller:
    """Says each step when it ends, and what happens meanwhile where a terminal shows it."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._progress = output.Progress()
        self._told = 0

    def __call__(self, progress: Progress) -> None:
        self._tell_until(progress.step)
        bar = round(progress.done * 20)
        self._progress(
            f"  {list(STEPS).index(progress.step) + 1}/{len(STEPS)} "
            f"[{'#' * bar}{'.' * (20 - bar)}] {progress.text}"
        )

    def end(self, result: Walk) -> None:
        """All steps that have a time so far are over."""
        self._progress.done()
        names = list(STEPS)
        while self._told < len(names) and names[self._told] in result.timings:
            self._line(names[self._told], f"{result.timings[names[self._told]]:.1f} s")

    def _tell_until(self, step: str) -> None:
        names = list(STEPS)
        while names[self._told] != step:
            self._progress.done()
            self._line(names[self._told], "done")

    def _line(self, step: str, note: str) -> None:
        self._told += 1
        if not self._quiet:
            print(f"  {self._told}/{len(STEPS)}  {STEPS[step]:<62} {note:>7}", flush=True)


def _document(plan: Plan, folder: Path, result: Walk) -> dict[str, object]:
    return {
        "plan": str(folder / PLAN),
        "report": str(folder / REPORT),
        "tasks": [
            {"id": task.id, "state": task.state, "sandbox": task.sandbox} for task in plan.tasks
        ],
        "timings": {step: round(seconds, 3) for step, seconds in result.timings.items()},
        "findings": list(plan.findings),
        "sandbox": dict(result.origin),
    }


def _tell(plan: Plan, folder: Path, result: Walk) -> None:
    say(f"\nWhat it found, in {result.timings['total']:.0f} s:")
    for sentence in plan.findings[:TOLD]:
        say(textwrap.fill(sentence, 96, initial_indent="  - ", subsequent_indent="    "))
    say(f"\nThe plan:    {folder / PLAN}")
    say(f"The report:  {folder / REPORT}")
    say(f"Open it all: crossfade {folder}")


def _offer_to_open(folder: Path) -> int:
    """Ask whether to open the program on the demo's workspace, where somebody can answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("CI"):
        return 0
    try:
        answer = input("\nOpen the terminal program on it now? [Y/n] ").strip().lower()
    except EOFError:
        return 0
    if answer not in ("", "y", "yes"):
        return 0
    from tui.app import run as open_program

    return open_program(folder, access="sandbox")
