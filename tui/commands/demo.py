"""Walk the whole migration in the sandbox on the sample calls; leave a plan and a report.

Needs no key, no account and no network. Both vendors' real wire protocols run on loopback; the
recogniser behind them is CMU PocketSphinx, so its accuracy says nothing about either vendor.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from checklists.plan import SANDBOX_NOTICE, Plan, export, write_new
from checklists.report import render_report
from checklists.walk import STEPS, Progress, Walk, walk
from checklists.workspace import Workspace
from providers.errors import BadInput
from tui.cli import add_json
from tui.commands import output
from tui.commands.output import print_json, run_to_end, say, say_wrapped

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
            say_wrapped("From Amazon Transcribe to Deepgram, on loopback, without a key.")
            say_wrapped(SANDBOX_NOTICE)
            say()
        teller = Teller(quiet=options.json)
        result = run_to_end(walk(workspace, os.environ, say=teller))
        with result.timed("plan"):
            teller(Progress("plan", 0.0, PLAN))
            plan = finish(workspace, folder)
        teller.end()
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
    """Write the plan and the report."""
    plan = export(workspace, folder / PLAN, overwrite=True)
    write_new(folder / REPORT, render_report(plan, workspace).encode(), overwrite=True)
    return plan


class Teller:
    """Says each step when it ends, and what happens meanwhile where a terminal shows it."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._progress = output.Progress()
        self._step = ""
        self._began = 0.0

    def __call__(self, progress: Progress) -> None:
        """The walk's own report of where it is."""
        if progress.step != self._step:
            self.end()
            self._step, self._began = progress.step, time.monotonic()
        filled = round(progress.done * 20)
        self._progress(
            f"  {self._number()}/{len(STEPS)} [{'#' * filled}{'.' * (20 - filled)}] {progress.text}"
        )

    def end(self) -> None:
        """The step that was under way is over."""
        self._progress.done()
        if self._step and not self._quiet:
            seconds = f"{time.monotonic() - self._began:.1f} s"
            print(
                f"  {self._number()}/{len(STEPS)}  {STEPS[self._step]:<60} {seconds:>7}", flush=True
            )
        self._step = ""

    def _number(self) -> int:
        return list(STEPS).index(self._step) + 1


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
        say_wrapped(sentence, "  - ", "    ")
    say(f"\nThe plan:    {folder / PLAN}")
    say(f"The report:  {folder / REPORT}")
    say(f"Open it all: {_command()} {folder}")


def _command() -> str:
    """How this program can be called here: by its name where that is on the path."""
    return "crossfade" if shutil.which("crossfade") else sys.argv[0]


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
    from tui.opening import run as open_program

    return open_program(folder, access="sandbox")
