"""The model and options that the plan means to use of one side, and what that does to evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from checklists.option_text import options_from_text, options_text
from checklists.plan_choices import Consequence, advice, choose, consequences
from checklists.workspace import Workspace
from providers.errors import Trouble
from providers.speech import VENDORS, Vendor
from tui.board import STATE_WORDS, short_name
from tui.screens.form import Field, field_row
from tui.screens.window import Window
from tui.text import clean, counted, one_line
from tui.widgets.transcript_pane import NAMES


@dataclass(frozen=True, slots=True)
class Side:
    """One vendor: what is chosen of it now, and a line that says so."""

    vendor: Vendor
    model: str
    options: str
    about: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was made, in a sentence."""

    sentence: str


def about_choices(workspace: Workspace) -> tuple[Side, ...]:
    """Both sides as they are chosen; where nothing is, the models that evidence was made with."""
    choices = workspace.choices()
    runs = workspace.evidence_runs().values()
    found: list[Side] = []
    for vendor in VENDORS:
        choice = choices.get(vendor)
        if choice is not None:
            options = options_text(choice.options)
            about = " ".join(part for part in ("chosen:", choice.model, options) if part)
            found.append(Side(vendor, choice.model, options, one_line(about)))
            continue
        used = sorted({run.model for run in runs if run.vendor == vendor and run.model})
        about = f"nothing chosen; evidence so far: {', '.join(used)}" if used else "nothing chosen"
        found.append(Side(vendor, used[0] if len(used) == 1 else "", "", one_line(about)))
    return tuple(found)


HINT = (
    "Evidence that was made otherwise is stale. Leave a line empty where it does not matter; "
    "options as name=value, apart by blanks."
)


class ModelWindow(Window[Chosen]):
    """Dismissed with what was chosen. The first enter shows what it does, the second does it."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss"]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    AUTO_FOCUS = "#model"

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side
        self._seen: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        name = NAMES[self._side.vendor]
        with self.box(f"What is meant to be used of {name}", "enter next · esc cancel") as box:
            box.add_class("-small")
            yield Static(HINT, markup=False, classes="question")
            yield from field_row(Field("model", "Model", self._side.model))
            yield from field_row(Field("options", "Options", self._side.options))
            with VerticalScroll(id="effect", classes="field-answer"):
                yield Static("", id="missing", markup=False)

    @on(Input.Submitted, "#model")
    def _model_given(self) -> None:
        self.query_one("#options", Input).focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        """Whatever was said of the choice before is of another one now."""
        if self._seen is not None and self._typed() != self._seen:
            self._seen = None
            self._say("")

    @on(Input.Submitted, "#options")
    def _options_given(self) -> None:
        if self.answered:
            return
        typed = self._typed()
        try:
            if self._seen == typed:
                self._choose(*typed)
            else:
                self._say("\n".join(self._effect(*typed)))
                self._seen = typed
        except Trouble as trouble:
            self._say(str(trouble))

    def _typed(self) -> tuple[str, str]:
        model, options = self.query_one("#model", Input), self.query_one("#options", Input)
        return model.value.strip(), options.value.strip()

    def _effect(self, model: str, options: str) -> Sequence[str]:
        """What the choice would do, before it is made."""
        vendor, chosen = self._side.vendor, options_from_text(options)
        lines = ["Enter again chooses it, esc leaves it as it is. What it does:"]
        touched = consequences(self.program.workspace, vendor, model, chosen)
        for one in touched:
            lines += _said(one)
        if not touched:
            lines.append("No evidence becomes stale by this.")
        return lines + [f"! {sentence}" for sentence in advice(vendor, model, chosen)]

    def _choose(self, model: str, options: str) -> None:
        vendor, chosen = self._side.vendor, options_from_text(options)
        choose(self.program.workspace, vendor, model, chosen)
        what = " ".join(part for part in (model, options) if part) or "any model and options"
        self.dismiss(Chosen(f"{NAMES[vendor]}: the plan means to use {what}."))

    def _say(self, text: str) -> None:
        self.query_one("#missing", Static).update(clean(text))
        self.query_one("#effect").scroll_home(animate=False)


def _said(one: Consequence) -> Sequence[str]:
    """What a choice does to one task, in a sentence or two."""
    name = short_name(one.task.id)
    lines = []
    if one.stale:
        lines.append(
            f"{name}: {counted(len(one.stale), 'run')} would be stale ({'; '.join(one.why)})."
        )
    if one.again:
        lines.append(f"{name}: {counted(len(one.again), 'run')} would hold again.")
    if one.before != one.after:
        lines.append(f"{name}: from {STATE_WORDS[one.before]} to {STATE_WORDS[one.after]}.")
    return lines
