"""What this use means: models to try, and what a month of it costs at each vendor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from checklists.before.in_use import InUse
from checklists.before.models_to_try import models_to_try
from checklists.records import ClipRecord
from providers.errors import BadInput
from tui.content import hanging
from tui.cost_lines import bill_sections, price_sections
from tui.inventory_lines import hours_words
from tui.model_lines import model_sections
from tui.text import clean
from tui.widgets.fitted import Fitted

Sections = list[tuple[str, str]]


class UsePanes(Container):
    """Two panels: the models, and the cost."""

    def compose(self) -> ComposeResult:
        for name in ("models", "cost"):
            with VerticalScroll(id=name, classes="panel"):
                yield Static(markup=False)

    def show(
        self,
        used: InUse,
        clips: Sequence[ClipRecord],
        folder: Path,
    ) -> None:
        """Show what follows from what is in use."""
        models = models_to_try(used, clips)
        if models:
            self._fill("models", "Models to try", used.source, model_sections(models, used))
        else:
            words = (
                "Nothing is known of your use yet. Task 1, Upstream dependencies, scans the code; "
                "task 2, Representative samples, adds clips."
            )
            self._fill("models", "Models to try", "", [("", words)])
        self._fill("cost", "A month's cost", *_cost(used, folder))

    def _fill(self, name: str, title: str, under: str, sections: Sections) -> None:
        panel = self.query_one(f"#{name}")
        panel.border_title, panel.border_subtitle = Content(title), Content(clean(under))
        panel.query_one(Static).update(Fitted(lambda width: _laid_out(sections, width)))


def _cost(used: InUse, folder: Path) -> tuple[str, Sections]:
    """Where the hours come from, and the sections."""
    from checklists.before.account_usage import usage_of
    from checklists.before.cost import bills, price_book

    found = used.inventory
    if found is None:
        words = (
            "The hours come from the account: task 4, Create an API key, reads it, and changes "
            "nothing in it."
        )
        return "", [("", words)]
    origin = "sandbox" if found.sandbox else "live"
    under = f"{found.total:,} jobs, account of {found.until[:10]}, {origin}"
    sections = [("Hours a month", hours_words(found))]
    try:
        costs = bills(usage_of(found.patterns), price_book(folder))
        sections += [*bill_sections(costs), *price_sections(costs, folder)]
    except BadInput as trouble:
        sections.append(("Prices", clean(str(trouble))))
    return under, sections


def _laid_out(sections: Sections, width: int) -> Content:
    lines: list[Content] = []
    for heading, text in sections:
        if heading:
            lines.append(Content.styled(heading, "$accent"))
        indent = 2 if heading else 0
        for line in text.split("\n"):
            lines += hanging(Content(""), Content(line), indent, width)
    return Content("\n").join(lines)
