"""``scan --account``: what an AWS account uses of Amazon Transcribe, without a screen."""

from __future__ import annotations

import argparse
import os
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from checklists.before.account_inventory import Inventory, as_json, inventory_of, record
from checklists.before.account_usage import usage_of
from checklists.before.cost import Bill, bills, price_book
from checklists.before.cost import as_json as bills_json
from checklists.vendors import open_vendors
from checklists.workspace import Workspace
from providers.amazon.inventory import read_account
from providers.speech import Vendor
from tui.commands.output import Progress, announcer, print_json, run_to_end, say, say_wrapped
from tui.inventory_lines import inventory_sections

_ONLY_AMAZON: tuple[Vendor, ...] = ("amazon",)


def run_account(options: argparse.Namespace) -> int:
    """Read the account, print what it uses and what a month would cost. Nothing is changed in it.

    Raises BadInput or VendorTrouble where nothing can be read.
    """
    found, costs, run = _looked_at(options)
    if options.json:
        print_json(_document(found, costs, run))
        return 0
    _print(found, costs, options.workspace)
    if run:
        say_wrapped(f"Kept: run {run}.")
    return 0


def account_document(options: argparse.Namespace) -> dict[str, Any]:
    """What ``--account --json`` says. Raises as run_account does."""
    return _document(*_looked_at(options))


def _looked_at(options: argparse.Namespace) -> tuple[Inventory, tuple[Bill, ...], str]:
    """What was found, what it costs, and the run under which it was kept, "" where nowhere."""
    with ExitStack() as stack:
        # Opened first: an unusable place or price list costs no reading of the account.
        workspace = (
            stack.enter_context(Workspace.open(options.workspace)) if options.workspace else None
        )
        prices = price_book(options.workspace)
        began = time.monotonic()
        found = run_to_end(_read(options))
        seconds = time.monotonic() - began
        run = record(workspace, found, seconds=seconds).id if workspace else ""
    return found, bills(usage_of(found.patterns), prices), run


def _document(found: Inventory, costs: tuple[Bill, ...], run: str) -> dict[str, Any]:
    kept = {"inventory_run": run} if run else {}
    return {
        "sandbox": {"amazon": found.sandbox},
        "account": as_json(found),
        "cost": bills_json(costs) if costs else None,
    } | kept


async def _read(options: argparse.Namespace) -> Inventory:
    progress = Progress()

    def tell(what: str, done: int, total: int) -> None:
        progress(f"{what} ({done + 1} of {total})" if total else what)

    status = announcer(options.json, progress)
    try:
        async with open_vendors(
            options.access, os.environ, needed=_ONLY_AMAZON, on_status=status
        ) as vendors:
            return inventory_of(await read_account(vendors.amazon_access(), tell))
    finally:
        progress.done()


def _print(found: Inventory, costs: tuple[Bill, ...], folder: Path | None) -> None:
    from tui.cost_lines import price_sections

    for heading, text in [*inventory_sections(found, costs), *price_sections(costs, folder)]:
        say(heading)
        for line in text.splitlines():
            say_wrapped(line, "  ", "    ")
        say()
