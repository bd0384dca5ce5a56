"""What Deepgram would refuse or silently ignore of a request, and the exact URL it would have."""

from __future__ import annotations

import argparse
import os

from checklists.before.differences import Lint, as_json, base_url_of, lint, pair_of, record
from checklists.workspace import Workspace
from tui.cli import add_json, add_keeping
from tui.commands.output import print_json, say, say_wrapped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--model M, --live, --option K=V for each option."""
    parser.add_argument("--model", required=True, metavar="M", help="for example nova-3")
    parser.add_argument(
        "--live", action="store_true", help="the request of a live stream (default: a recording)"
    )
    parser.add_argument(
        "--option",
        dest="options",
        action="append",
        default=[],
        metavar="K=V",
        help="an option as it would stand in the URL; repeatable",
    )
    add_keeping(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Check; 1 when something in the request would be refused."""
    pairs = [pair_of(f"model={options.model}", "--model"), *map(pair_of, options.options)]
    checked = lint(pairs, live=options.live, base_url=base_url_of(os.environ))
    if options.workspace:
        with Workspace.open(options.workspace) as workspace:
            record(workspace, checked)
    if options.json:
        print_json(as_json(checked))
    else:
        _print(checked)
    return 1 if checked.refused else 0


def _print(checked: Lint) -> None:
    for problem in checked.problems:
        say(f"{problem.severity:<8} {problem.option:<18} {problem.why}")
        say(f"{'':<27} fix: {problem.fix}")
    say(f"{'WebSocket' if checked.live else 'POST'} {checked.url}")
    if checked.assumed:
        names = " and ".join(", ".join(checked.assumed).rsplit(", ", 1))
        say_wrapped(
            f"({names}: as for a mono recording at 16 kHz, since they come from the audio.)"
        )
    say(checked.verdict)
