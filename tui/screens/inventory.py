"""The account inventory opened: what the jobs ask for, what they use, and what a month costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import BadInput
from tui.screens.run import RunWindow
from tui.text import clean

if TYPE_CHECKING:
    from checklists.before.account_inventory import Inventory


def inventory_window(found: Inventory, folder: Path) -> RunWindow:
    """The window; ``folder`` is where a price list of one's own would lie."""
    from checklists.before.account_usage import usage_of
    from checklists.before.cost import bills, price_book
    from tui.cost_lines import price_sections
    from tui.inventory_lines import inventory_sections

    try:
        costs = bills(usage_of(found.patterns), price_book(folder))
        sections = [*inventory_sections(found, costs), *price_sections(costs, folder)]
    except BadInput as trouble:
        sections = [*inventory_sections(found), ("Prices", clean(str(trouble)))]
    origin = "sandbox" if found.sandbox else "live"
    return RunWindow(f"Account inventory, {origin}, {found.until[:10]}", sections)
