"""Create an API key: what was found here, what both sides say, and how to get a key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from checklists.before.key_steps import AMAZON_STEPS, DEEPGRAM_STEPS, TYPED_UNSEEN, Step
from tui import clipboard
from tui.actions import bindings_for
from tui.content import hanging
from tui.screens.bench import BenchScreen, Tell
from tui.screens.confirm import ConfirmWindow
from tui.screens.inventory import inventory_window
from tui.text import clean, counted, one_line
from tui.widgets.fitted import Fitted

if TYPE_CHECKING:
    from checklists.before.access_found import Finding
    from checklists.before.account_inventory import Inventory
    from checklists.before.checks import Check
    from checklists.vendors import Choice, Vendors

STATUS_WORDS = {"ok": "✓ ok", "warning": "! warning", "failed": "✗ failed", "skipped": "- skipped"}
STATUS_STYLES = {"ok": "$success", "warning": "$warning", "failed": "$error", "skipped": "dim"}
STANDING_GLYPHS = {"found": "✓", "missing": "-", "doubtful": "!"}
STANDING_STYLES = {"found": "$success", "missing": "dim", "doubtful": "$warning"}
TOPIC_WORDS = {"answers": "Who", "key": "Key", "endpoint": "Endpoint", "region": "Region"}
PANES = ("found", "answers", "steps")
LOOKING_SECONDS = 5.0
READING = (
    "Lists the jobs of the last 90 days, vocabularies, filters, models and categories; reads the "
    "settings of at most 300 jobs, the last 16 KB of at most 60 results, for their lengths, and "
    "who is told of results (EventBridge rules, notifications of the buckets).\n\n"
    "Nothing is changed or started, and no audio is read. Kept here are counts, settings and "
    "names. What may not be read is named and left out."
)

LaidOut = Callable[[int], Iterable[Content]]
"""The lines of a pane at a width."""


@dataclass
class Looked(Message):
    """What was found here, or the sentence why that could not be seen."""

    found: Sequence[Finding]
    trouble: str = ""


class AccountScreen(BenchScreen):
    """Three panes: side by side on a wide terminal, the later two by turns on a narrower one."""

    BINDINGS = bindings_for("account")
    CSS_PATH = ["bench.tcss", "account.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#found"
    bench_id = "account"

    def __init__(self) -> None:
        self.pane = "found"
        self._found: Sequence[Finding] = ()
        self._trouble = ""
        self._looked_for: Choice | None = None
        self._checks: Sequence[Mapping[str, Any]] = ()
        self._when = ""
        self._inventory = ""
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="account", classes="place"):
            with Vertical(id="left"):
                for pane in PANES[:2]:
                    with VerticalScroll(id=pane, classes="panel pane"):
                        yield Static(markup=False)
            with VerticalScroll(id="steps", classes="panel pane"):
                yield Static(markup=False)

    def on_mount(self) -> None:
        """Begin with what was found; the steps to a key come up where there is none."""
        super().on_mount()
        self._show_pane()

    def show_bench(self) -> None:
        """What is on record; what was found is looked up again where the choice changed."""
        choice = self.program.desk.choice
        if choice != self._looked_for:
            self._looked_for = choice
            self._look(choice)
        card = self.card
        if card and card.runs:
            run = self.program.workspace.run(card.runs[0].id)
            self._checks = (run.result or {}).get("checks", ())
            self._when = f"asked {card.runs[0].when}, {card.runs[0].origin}"
        self._inventory = self._inventory_line()
        self._lay_out()

    def _inventory_line(self) -> str:
        heads = self.program.workspace.run_heads("inventory")
        if not heads:
            return ""
        run = heads[-1]
        origin = "sandbox" if run.sandbox else "live"
        jobs = counted(int(run.numbers.get("jobs", 0)), "job")
        key = self.program.key_of("show-inventory")
        return (
            f"Account inventory: {jobs}, read {run.started_at:%Y-%m-%d}, {origin}; {key} shows it."
        )

    # --- what was found ----------------------------------------------------------------------

    @work(exclusive=True, group="found", exit_on_error=False)
    async def _look(self, choice: Choice) -> None:
        """In a thread: the files of Amazon's tools may lie on a slow disk."""
        from checklists.before.access_found import found_here

        environ = self.program.desk.environ
        try:
            async with asyncio.timeout(LOOKING_SECONDS):
                found = await asyncio.to_thread(found_here, environ, choice)
        except TimeoutError:
            trouble = f"The AWS files could not be read within {LOOKING_SECONDS:.0f} s."
            self.post_message(Looked((), trouble))
        else:
            self.post_message(Looked(found))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        self._found, self._trouble = message.found, message.trouble
        without = any(
            one.side == "deepgram" and one.topic == "key" and one.standing == "missing"
            for one in message.found
        )
        if not self.narrow():
            self.pane = "answers" if self._checks else "steps" if without else self.pane
        self._show_pane()
        self._lay_out()

    # --- showing -----------------------------------------------------------------------------

    def _show_pane(self) -> None:
        for pane in PANES:
            self.query_one("#account").set_class(pane == self.pane, f"-{pane}")

    def _lay_out(self) -> None:
        if not self.is_mounted:
            return
        self._fill("found", "Found here · nothing was sent", "", self._found_lines)
        self._fill(
            "answers", "What both sides answered", self._when or "never asked", self._answer_lines
        )
        self._fill("steps", "How to get a key", "", _step_lines)

    def _fill(self, pane: str, title: str, under: str, lines: LaidOut) -> None:
        panel = self.query_one(f"#{pane}")
        panel.border_title, panel.border_subtitle = Content(title), Content(under)
        panel.query_one(Static).update(Fitted(lambda width: Content("\n").join(lines(width))))

    def _found_lines(self, width: int) -> Iterator[Content]:
        if not self._found:
            yield Content(clean(self._trouble) or "Looking at the environment ...")
        for number, (side, findings) in enumerate(groupby(self._found, lambda one: one.side)):
            if number:
                yield Content("")
            yield Content.styled(side.capitalize(), "bold")
            for finding in findings:
                yield from _finding_lines(finding, width)

    def _answer_lines(self, width: int) -> Iterator[Content]:
        if not self._checks:
            key = self.program.key_of("check-access")
            words = (
                f"Press {key} to ask both sides whether their keys are good. It sends no audio and "
                "costs nothing; a side without a key is asked in the sandbox."
            )
            yield from hanging(Content(""), Content(words), 0, width)
        for check in self._checks:
            yield from _said(check, width)
        if self._inventory:
            yield from hanging(Content(""), Content(self._inventory), 0, width)

    # --- what the keys do --------------------------------------------------------------------

    def reasons(self) -> Mapping[str, str]:
        """There has to be an inventory before it can be shown."""
        if self._inventory:
            return {}
        key = self.program.key_of("read-account")
        return {"show-inventory": f"The account was never read: press {key}."}

    def do_next_pane(self) -> None:
        """The next pane: shown where it was not, and scrolled by the arrow keys from now on."""
        self.pane = PANES[(PANES.index(self.pane) + 1) % len(PANES)]
        self._show_pane()
        self.query_one(f"#{self.pane}").focus()

    def do_copy_key_command(self) -> None:
        """The command of the steps."""
        clipboard.copy(self.program, TYPED_UNSEEN, "command that takes a key")

    def do_read_account(self) -> None:
        """Ask first, then read what the account uses."""

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.run_work("Reading the account", self._read, self._keep_inventory)

        self.app.push_screen(ConfirmWindow("Read the account", READING, "Read"), answered)

    def do_show_inventory(self) -> None:
        """What the account used when it was read last."""
        from checklists.before import account_inventory

        kept = account_inventory.newest(self.program.workspace)
        if kept is not None:
            self.app.push_screen(inventory_window(kept[1], self.program.workspace.directory))

    async def _read(self, tell: Tell) -> tuple[Inventory, float]:
        from checklists.before import account_inventory
        from providers.amazon.inventory import read_account

        vendors = await self.program.desk.vendors()
        began = time.monotonic()
        reading = await read_account(vendors.amazon_access(), tell)
        return account_inventory.inventory_of(reading), time.monotonic() - began

    def _keep_inventory(self, read: tuple[Inventory, float]) -> str:
        from checklists.before import account_inventory

        found, seconds = read
        account_inventory.record(self.program.workspace, found, seconds=seconds)
        gaps = f", {counted(len(found.gaps), 'part')} not read" if found.gaps else ""
        key = self.program.key_of("show-inventory")
        whose = "the sandbox's" if found.sandbox else "the live"
        jobs = counted(found.total, "job")
        return f"Read and recorded, {whose} account: {jobs}{gaps}. {key} shows it."

    def do_check_access(self) -> None:
        """Ask both sides, and keep the answer as evidence."""
        self.run_work(
            "Asking both sides; the sandbox takes a moment to start", self._ask, self._keep
        )

    async def _ask(self, tell: Tell) -> tuple[Sequence[Check], Vendors, float]:
        from checklists.before import account

        vendors = await self.program.desk.vendors()
        which = "  ".join(self.program.desk.statuses[-1:])
        tell(f"Asking both sides. {which}", 0, 0)
        began = time.monotonic()
        checks = await account.check_access(vendors)
        return checks, vendors, time.monotonic() - began

    def _keep(self, asked: tuple[Sequence[Check], Vendors, float]) -> str:
        from checklists.before import account

        checks, vendors, seconds = asked
        sandbox = vendors.sandboxed("deepgram")
        account.record(self.program.workspace, checks, sandbox=sandbox, seconds=seconds)
        self.pane = "answers"
        self._show_pane()
        wrong = sum(check.status == "failed" for check in checks)
        return "Asked and recorded: " + (
            f"{wrong} failed." if wrong else "both sides are in order."
        )


def _finding_lines(finding: Finding, width: int) -> Iterator[Content]:
    label = Content.assemble(
        (f"{STANDING_GLYPHS[finding.standing]} ", STANDING_STYLES[finding.standing]),
        TOPIC_WORDS[finding.topic],
    )
    words = one_line(finding.says)
    yield from hanging(label, Content(f"{words}."), 11, width)
    if finding.next:
        yield from hanging(Content(""), Content(f"Next: {one_line(finding.next)}."), 11, width)


def _said(check: Mapping[str, Any], width: int) -> Iterator[Content]:
    status = str(check.get("status", ""))
    word = Content.styled(one_line(STATUS_WORDS.get(status, status)), STATUS_STYLES.get(status, ""))
    name = Content.styled(one_line(str(check.get("name", ""))), "bold")
    yield Content.assemble(word, "  ", name)
    yield from hanging(Content(""), Content(clean(str(check.get("detail", "")))), 3, width)
    if check.get("next"):
        words = Content(f"Next: {clean(str(check['next']))}.")
        yield from hanging(Content(""), words, 3, width)


def _step_lines(width: int) -> Iterator[Content]:
    for heading, steps in (("For Deepgram", DEEPGRAM_STEPS), ("For Amazon", AMAZON_STEPS)):
        yield Content.styled(heading, "$accent")
        for number, step in enumerate(steps, 1):
            yield from _one_step(number, step, width)
        yield Content("")


def _one_step(number: int, step: Step, width: int) -> Iterator[Content]:
    yield from hanging(Content(f"{number:>2}"), Content.styled(step.title, "bold"), 3, width)
    yield from hanging(Content(""), Content(step.says), 3, width)
    if step.command:
        yield from hanging(Content("   $ "), Content.styled(step.command, "$accent"), 5, width)
