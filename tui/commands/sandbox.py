"""Run the sandbox: both vendors' wire protocols on loopback, for any client."""

from __future__ import annotations

import argparse
import asyncio
import shlex

from providers.errors import BadInput
from tui.cli import add_json
from tui.commands.output import print_json, run_to_end, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--port N."""
    parser.add_argument(
        "--port",
        type=int,
        default=0,
        metavar="N",
        help="Deepgram's port; Amazon's is the next one (default: any free ports)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    if not 0 <= options.port <= 65534:
        raise BadInput(f"--port is {options.port}: choose one from 1024 to 65534.")
    return run_to_end(_serve(options))


async def _serve(options: argparse.Namespace) -> int:
    from providers.sandbox.process import running_sandbox

    async with running_sandbox(options.port) as urls:
        environment = urls.environment()
        if options.json:
            print_json(
                {"environment": environment, "sandbox": {"deepgram": True, "amazon": True}},
                line=True,
            )
        else:
            say("# The sandbox is running: a real recogniser (CMU PocketSphinx) behind both")
            say("# vendors' protocols. Its accuracy says nothing about either vendor.")
            say("# Point a program at it with:")
            for name, value in environment.items():
                print(f"export {name}={shlex.quote(value)}", flush=True)
            print("# Ctrl+C ends it.", flush=True)
        await asyncio.Event().wait()
    return 0
