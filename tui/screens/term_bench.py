"""What search and keywords share: terms and clips above (or at the left), what was found below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.screens.clip_bench import ClipBench
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.table import Table
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

# What every page of the vendor agrees on; a bench may take more terms, and says so.
SAFE_TERMS = 25


class TermBench(ClipBench):
    """Subclasses give the results, and what the marks before the clips look like."""

    most_terms: ClassVar[int] = SAFE_TERMS
    clip_marks: ClassVar[tuple[str, str]] = ("[x]", "[ ]")

    def compose_body(self) -> ComposeResult:
        with Container(id="split", classes="place"):
            with Container(id="inputs", classes="side"):
                key = self.program.key_of(f"{self.bench_id}-term")
                yield self.term_panel(key)
                yield ClipPicker(self.clip_marks, classes="panel")
            with Vertical(id="results", classes="side -shown"):
                yield from self.compose_results()

    def term_panel(self, key: str) -> TermPanel:
        """The list of terms; ``key`` leads into its line."""
        return TermPanel(key, SAFE_TERMS, self.most_terms, classes="panel")

    def on_mount(self) -> None:
        """Where nothing was found yet, there is no list of findings to have the focus."""
        super().on_mount()
        self.call_after_refresh(self._focus_something)

    def _focus_something(self) -> None:
        if self.results_empty():
            self.query_one(ClipPicker).focus()

    def results_empty(self) -> bool:
        """Whether there is no list of findings to have the focus."""
        return self.query_one(Table).has_class("-empty")

    def one_side(self) -> bool:
        """Whether only one side fits."""
        return self.narrow()

    def compose_results(self) -> Iterable[Widget]:
        """The widgets of the larger part."""
        return ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms in the list."""
        return self.query_one(TermPanel).terms

    def terms_changed(self) -> None:
        """The list of terms is another one; subclasses show what that means."""

    @on(TermPanel.Changed)
    def _terms_changed(self) -> None:
        self.terms_changed()
        self.redraw_edges()

    @on(TermPanel.Refused)
    def _term_refused(self, message: TermPanel.Refused) -> None:
        self.notify(message.why, severity="warning", markup=False)

    @on(ClipPicker.OptionSelected, "#clips")
    def _clip_selected(self) -> None:
        self.choose_clip()

    def choose_clip(self) -> None:
        """The clip under the cursor in, or out."""
        sha = self.query_one(ClipPicker).selected
        if sha:
            self.toggle_clip(sha)
            self.show_bench()
            self.redraw_edges()

    def type_term(self) -> None:
        """The cursor into the line, which is shown first where only one pane is."""
        self.show_side("inputs")
        self.query_one(TermPanel).type_term()

    def show_side(self, wanted: str) -> None:
        """Where one pane fits, show this one."""
        for side in self.query(".side"):
            side.set_class(side.id == wanted, "-shown")

    def next_side(self) -> None:
        """Where one pane fits, show the next, with the focus in it."""
        sides = list(self.query(".side"))
        shown = next((i for i, side in enumerate(sides) if side.has_class("-shown")), 0)
        following = sides[(shown + 1) % len(sides)]
        self.show_side(following.id or "")
        for widget in following.query("TableRows, HitRows, AlignedText, TermRows"):
            # What is not in view yet does not take the focus.
            self.call_after_refresh(widget.focus)
            break

    def term_reasons(self) -> dict[str, str]:
        """Why the actions that search and keywords share cannot be used now."""
        bench, key_of = self.bench_id, self.program.key_of
        found: dict[str, str] = {}
        if not self.terms:
            none = f"There is no term in the list: {key_of(f'{bench}-term')} types one."
            found |= {f"{bench}-remove": none, f"{bench}-run": none, f"{bench}-again": none}
        if not self.clips:
            key = key_of(f"{bench}-samples")
            none = f"There is no clip in this workspace: {key} adds the sample calls."
            names = ("choose", "all", "run", "again", "fill")
            found |= {f"{bench}-{name}": none for name in names}
        if self.all_samples_there():
            there = "The sample calls are clips of this workspace already."
            found[f"{bench}-samples"] = there
        if not self.one_side():
            found[f"{bench}-other"] = "Everything is in view: tab moves between the panes."
        if self.working:
            busy = f"Something runs here: press {key_of('stop-work')} to stop it first."
            found |= {f"{bench}-{name}": busy for name in ("run", "again", "samples")}
        return found
