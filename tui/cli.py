"""The command line: names and options only. What a command does is in ``tui/commands``."""

from __future__ import annotations

import argparse
import gc
import importlib
from collections.abc import Sequence
from pathlib import Path

from tui import __version__

# In the order in which a migration meets them. Each is a module of ``tui.commands``.
COMMANDS = {
    "demo": "the whole walk in the sandbox on the sample calls: a plan and a report",
    "doctor": "keys, endpoints, audio devices, versions, terminal: each with the next step",
    "transcribe": "whole clips, by one vendor or both",
    "live": "stream in real time to one vendor or both, events as they come",
    "search": "acoustic search against text search",
    "keywords": "try keyterms on clips with a reference: what each gains, loses and harms",
    "vocabulary": "an Amazon custom vocabulary as keyterms to try, replace rules, or neither",
    "scan": "where a code base uses Amazon Transcribe, and what each place becomes",
    "draft": "a proposed change to Deepgram for what a code base calls, as a patch to review",
    "map": "what an Amazon request becomes at Deepgram, member by member",
    "lint": "what Deepgram would refuse or ignore of a request, and its exact URL",
    "convert": "responses from one vendor's shape to the other's, saying what was lost",
    "adapter": "a Python module that gives old parsers Amazon's fields out of Deepgram's responses",
    "plan": "export, import, check or show the migration plan",
    "sandbox": "run both stand-ins for any client",
}


# Names that are kept for commands to come: a word of this list is
# never taken for the name of a new workspace.
RESERVED = (
    "compare",
    "monitor",
    "verify",
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options with ``run``, the function that takes them and returns an exit code.

    Ends the process with code 2 and one sentence on unusable arguments, as argparse does.
    """
    if arguments and arguments[0] in COMMANDS:
        return _command_parser(arguments[0]).parse_args(arguments[1:])
    parser = _program_parser()
    if arguments and not arguments[0].startswith("-"):
        _refuse_slips(parser, arguments[0], len(arguments) > 1 and arguments[1][:1] != "-")
    return parser.parse_args(arguments)


def _refuse_slips(parser: argparse.ArgumentParser, word: str, more: bool) -> None:
    """End with a sentence where a mistyped command would become a new workspace."""
    if not word.isidentifier() or Path(word).exists():
        return
    if word in RESERVED:
        parser.error(f"this version has no command '{word}'; see crossfade --help for what it has")
    import difflib

    meant = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.75)
    if meant:
        parser.error(f"there is no command '{word}': did you mean '{meant[0]}'?")
    if more:
        parser.error(f"there is no command '{word}': see crossfade --help for those there are")


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``: one document on standard output instead of text for people."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add_access(parser: argparse.ArgumentParser) -> None:
    """``--sandbox`` and ``--live``: which side may be what."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--sandbox",
        dest="access",
        action="store_const",
        const="sandbox",
        default="auto",
        help="use the sandbox for both vendors, whatever keys there are",
    )
    group.add_argument(
        "--live",
        dest="access",
        action="store_const",
        const="live",
        help="use the real services only; fail where a key is missing",
    )


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """``--workspace DIR``: the migration on disk."""
    parser.add_argument(
        "--workspace",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the workspace directory (default: the current directory)",
    )


def add_keeping(parser: argparse.ArgumentParser) -> None:
    """``--workspace DIR`` for commands that keep their runs only where they are told to."""
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="keep what was found as evidence in this workspace (default: keep nothing)",
    )


def _command_parser(name: str) -> argparse.ArgumentParser:
    module = importlib.import_module(f"tui.commands.{name}")
    parser = argparse.ArgumentParser(
        prog=f"crossfade {name}", description=module.__doc__, allow_abbrev=False
    )
    module.add_arguments(parser)
    parser.set_defaults(run=module.run)
    return parser


def _program_parser() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<11} {what}" for name, what in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="crossfade",
        description="Takes a team from Amazon Transcribe to Deepgram, "
        "closing every step with something measured.",
        epilog=f"commands (each has its own --help):\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"crossfade {__version__}")
    parser.add_argument(
        "workspace",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="WORKSPACE",
        help="open the terminal program on this directory (default: the current one)",
    )
    add_access(parser)
    parser.set_defaults(run=_open_program)
    return parser


def _open_program(options: argparse.Namespace) -> int:
    # Nothing that is made before the first frame is rubbish: looking for some takes a fifth of
    # the time to it. The program turns the collector on again once it is drawn.
    gc.disable()
    from tui.opening import run

    return run(options.workspace, access=options.access)
