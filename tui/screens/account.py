"""Create an API key: what was found here, and whether each side accepts it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings_for
from tui.content import hanging
from tui.screens.bench import BenchScreen, Tell
from tui.text import clean

if TYPE_CHECKING:
    from checklists.before.account import Check
    from checklists.vendors import Vendors

STATUS_WORDS = {"ok": "✓ ok", "warning": "! warning", "failed": "✗ failed", "skipped": "- skipped"}
STATUS_STYLES = {"ok": "$success", "warning": "$warning", "failed": "$error", "skipped": "dim"}


class AccountScreen(BenchScreen):
    """One line a check, with the next step under what is not in order."""

    BINDINGS = bindings_for("account")
    AUTO_FOCUS = "#checks"
    bench_id = "account"

    def __init__(self) -> None:
        self._checks: Sequence[Mapping[str, Any]] = ()
        self._when = ""
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="checks", classes="panel place"):
            yield Static(id="lines", markup=False)

    def show_bench(self) -> None:
        """The newest check that is on record, or how to make one."""
        card = self.card
        if card and card.runs:
            run = self.program.workspace.run(card.runs[0].id)
            self._checks = (run.result or {}).get("checks", ())
            self._when = f"asked {card.runs[0].when}, {card.runs[0].origin}"
        self.query_one("#checks").border_title = Content("Keys and endpoints")
        self.query_one("#checks").border_subtitle = Content(self._when or "never asked")
        self.query_one("#lines", Static).update(self._lines())

    def on_resize(self, event: object) -> None:
        """Wrap again at the new width."""
        self.call_after_refresh(self.show_bench)

    def _lines(self) -> Content:
        width = max(20, self.query_one("#lines").size.width)
        if not self._checks:
            key = self.program.key_of("check-access")
            words = (
                f"Press {key} to ask both sides whether their keys are good. It sends no audio and "
                "costs nothing; a side without a key is asked in the sandbox."
            )
            return Content("\n").join(hanging(Content(""), Content(words), 0, width))
        return Content("\n").join([line for check in self._checks for line in _said(check, width)])

    def do_check_access(self) -> None:
        """Ask both sides, and keep the answer as evidence."""
        self.run_work(
            "Asking both sides; the sandbox takes a moment to start", self._ask, self._keep
        )

    async def _ask(self, tell: Tell) -> tuple[Sequence[Check], Vendors, float]:
        from checklists.before import account

        vendors = await self.program.desk.vendors()
        began = time.monotonic()
        checks = await account.check_access(vendors)
        return checks, vendors, time.monotonic() - began

    def _keep(self, asked: tuple[Sequence[Check], Vendors, float]) -> str:
        from checklists.before import account

        checks, vendors, seconds = asked
        sandbox = vendors.sandboxed("deepgram")
        account.record(self.program.workspace, checks, sandbox=sandbox, seconds=seconds)
        wrong = sum(check.status == "failed" for check in checks)
        return "Asked and recorded: " + (
            f"{wrong} failed." if wrong else "both sides are in order."
        )


def _said(check: Mapping[str, Any], width: int) -> list[Content]:
    status = str(check.get("status", ""))
    word = Content.styled(STATUS_WORDS.get(status, status), STATUS_STYLES.get(status, ""))
    name = Content.styled(clean(str(check.get("name", ""))), "bold")
    lines = [Content.assemble(word, "  ", name)]
    lines += hanging(Content(""), Content(clean(str(check.get("detail", "")))), 3, width)
    if check.get("next"):
        words = Content(f"Next: {clean(str(check['next']))}.")
        lines += hanging(Content(""), words, 3, width)
    return [*lines, Content("")]
