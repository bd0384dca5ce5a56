"""Look at keys, endpoints, audio devices, versions and the terminal; each line with a next step."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Mapping

from checklists.before.account import (
    Check,
    check_programs,
    check_vendors,
    check_versions,
    record,
)
from checklists.workspace import Workspace
from providers.audio.devices import NoSound, devices
from providers.credentials import deepgram_from
from tui.cli import add_json, add_keeping
from tui.commands.output import print_json, run_to_end, say

MARKS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED ", "skipped": "skipped"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--workspace and --json."""
    add_keeping(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Check everything; 1 when something failed."""
    began = time.monotonic()
    checks = [
        check_versions(),
        *run_to_end(check_vendors(os.environ)),
        *check_programs(),
        check_sound(),
        check_terminal(os.environ),
    ]
    if options.workspace:
        with Workspace.open(options.workspace) as workspace:
            access = deepgram_from(os.environ)
            record(
                workspace,
                checks,
                sandbox=access is not None and access.sandbox,
                seconds=time.monotonic() - began,
            )
    if options.json:
        print_json(
            {
                "checks": [
                    {"name": c.name, "status": c.status, "detail": c.detail, "next": c.next}
                    for c in checks
                ]
            }
        )
    else:
        for check in checks:
            say(f"{MARKS[check.status]}  {check.name:<18}  {check.detail}")
            if check.next:
                say(f"{'':<29}next: {check.next}")
    return 1 if any(check.status == "failed" for check in checks) else 0


def check_sound() -> Check:
    """Microphones, or why there is none. A server without a sound card is no failure."""
    try:
        found = devices()
    except NoSound as why:
        return Check("microphone", "warning", str(why), why.next_step)
    inputs = [device.name for device in found if device.inputs]
    if not inputs:
        return Check(
            "microphone",
            "warning",
            "PortAudio lists no input device",
            "none is needed for files, pipes and the sample calls; over SSH, record elsewhere",
        )
    return Check("microphone", "ok", f"{len(inputs)} inputs: {', '.join(inputs[:4])}")


def check_terminal(environ: Mapping[str, str]) -> Check:
    """Size and colours, as the program would find them."""
    size = shutil.get_terminal_size()
    term = environ.get("TERM", "")
    colours = environ.get("COLORTERM", "") or ("256" if "256" in term else "16")
    remote = ", over SSH" if environ.get("SSH_TTY") else ""
    if not sys.stdout.isatty():
        return Check("terminal", "skipped", "standard output is not a terminal")
    detail = f"{size.columns}x{size.lines}, TERM={term or 'unset'}, colours {colours}{remote}"
    if term in ("", "dumb"):
        return Check("terminal", "warning", detail, "set TERM, for example xterm-256color")
    if size.columns < 60 or size.lines < 18:
        return Check("terminal", "warning", detail, "make the window at least 60x18")
    return Check("terminal", "ok", detail)
