"""Trying terms: what it takes, the question before it, how far it is, and what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.errors import BadInput
from tui.screens.bench import Tell
from tui.screens.term_bench import TermBench
from tui.text import counted, one_line

if TYPE_CHECKING:
    from checklists.before.keywords import LadderPlan, LadderResult, LadderState, LadderStep
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.deepgram.options import DeepgramOptions

FIRST_MODEL = "nova-3"
# Under which name the workspace keeps the list that was tried last.
LISTED = "list of terms"


class KeywordTrying(TermBench):
    """``model`` decides the way; ``sweep`` tries boosts in the full form; ``rules`` are replace
    rules of a vocabulary, which are kept with the terms."""

    def __init__(self) -> None:
        self.model = FIRST_MODEL
        self.sweep = False
        self.rules: tuple[str, ...] = ()
        self._state: LadderState | None = None
        super().__init__()

    @property
    def way(self) -> str:
        """ "keyterm" or "keywords"."""
        from checklists.before.keywords import way_of

        return way_of(self.model)

    @property
    def base(self) -> DeepgramOptions:
        """The request without terms."""
        from providers.deepgram.options import DeepgramOptions

        return DeepgramOptions(model=self.model)

    @property
    def usable_clips(self) -> list[ClipRecord]:
        """The chosen clips on which terms can be judged."""
        return [record for record in self.chosen_clips if usable(record)]

    def plan(self, *, quick: bool, sandbox: bool) -> LadderPlan:
        """What it would take. Raises BadInput."""
        from checklists.before.keywords import plan_ladder

        return plan_ladder(
            self.usable_clips,
            self.terms,
            sandbox=sandbox,
            base=self.base,
            sweep=self.sweep and not quick,
            quick=quick,
            workspace=self.program.workspace,
        )

    def sandboxed(self) -> bool:
        """Whether Deepgram would be the sandbox, as far as can be known without opening it."""
        from providers.credentials import deepgram_from

        desk = self.program.desk
        if desk.choice != "auto":
            return desk.choice == "sandbox"
        try:
            access = deepgram_from(desk.environ)
        except BadInput:
            return False
        return access is None or access.sandbox

    # --- asking ------------------------------------------------------------------------------

    def try_terms(self, *, quick: bool) -> None:
        """Open the vendor, say what it takes, and climb when told to."""

        async def open_side(tell: Tell) -> Vendors:
            return await self.program.desk.vendors()

        def ask(vendors: Vendors) -> str:
            from tui.screens.keyword_send import TryWindow

            plan = self.plan(quick=quick, sandbox=vendors.sandboxed("deepgram"))
            if not plan.at_most:
                # Nothing leaves the machine, so nothing has to be asked.
                self.call_later(self._climb, vendors, plan)
                return "All of it is on record."

            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._climb(vendors, plan)
                else:
                    self.say("Nothing was sent.")

            self.app.push_screen(TryWindow(plan, vendors), answered)
            return ""

        self.run_work("Opening Deepgram; the sandbox takes a moment to start", open_side, ask)

    # --- climbing ----------------------------------------------------------------------------

    def _climb(self, vendors: Vendors, plan: LadderPlan) -> None:
        workspace = self.program.workspace

        async def carry_out(tell: Tell) -> LadderResult:
            from checklists.before.keywords import climb

            heard = ""

            def on_step(step: LadderStep) -> None:
                nonlocal heard
                heard = f"{'Failed' if step.trouble else 'Heard'}: {one_line(step.what)}"

            def on_state(state: LadderState) -> None:
                self._state = state
                left = f", {left_words(state.seconds_left)} left" if state.seconds_left else ""
                tell(f"{heard or 'Sending'}{left}", state.done, state.total)

            return await climb(vendors, plan, workspace, on_step=on_step, on_state=on_state)

        # Whatever ends this, the next start begins with the same list, and sends what is missing.
        workspace.habits.keep(LISTED, "\n".join(self.terms))
        self.show_side("results")
        self.run_work("Trying the terms", carry_out, self._climbed)
        self.to_results()

    def to_results(self) -> None:
        """The focus to what was found; the screen does."""

    def _climbed(self, result: LadderResult) -> str:
        self.tried(result)
        found = result.document
        kept = ", ".join(one_line(str(term)) for term in found["recommended"])
        if result.complete:
            return f"Tried and recorded. Worth keeping: {kept or 'none'}."
        failed = counted(len(found["failures"]), "request")
        why = found["stopped"] or next((one["why"] for one in found["failures"]), "")
        return f"{failed} failed, and will be sent the next time: {one_line(str(why))}"

    def tried(self, result: LadderResult) -> None:
        """There is a new experiment; the screen shows it."""


def usable(record: ClipRecord) -> bool:
    """Whether terms can be judged on it: a recogniser's own draft would judge in its favour."""
    return bool(record.references) and not record.unverified


def left_words(seconds: float) -> str:
    """About how long it takes still."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min"
