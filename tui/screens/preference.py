"""Variants of a transcript chosen from by ear, blind, without a reference.

For the keyword bench: ``open_by_ear(program, run)`` takes a kept ladder run (kind "keywords"),
asks which of its sets are to be compared (none, all, the kept terms, one term alone) and opens
this screen over the bench with what is on record; nothing is sent. It raises BadInput, to be said
as any Trouble is, where the run's answers are not in this workspace.

``open_variants(program, variants)`` opens it for any two or three ``Variant``s: two vendors, two
runs (``checklists.before.preference.variants.variants_of_runs``), or what ``hear`` of that module
brought for clips without a reference (``plan_hearing`` gives its requests and cost beforehand).

Its actions stand in ``tui/action_lists/preference.py``, place "preference"; escape leads back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from checklists.before.preference.answers import Said
from checklists.before.preference.spans import Span, Variant, spans_of
from checklists.before.preference.trial import LETTERS, PreferenceTrial
from providers.errors import BadInput, Trouble
from tui.actions import Situation, bindings_for
from tui.preference_lines import (
    LEGEND,
    TABLE,
    answer_sentence,
    figures,
    place_lines,
    place_of,
    progress,
    question,
    question_title,
    whence,
)
from tui.screens.choose import ChooseWindow
from tui.screens.preference_result import ResultBench
from tui.text import one_line
from tui.widgets.fitted import Fitted
from tui.widgets.listening import Listening
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from checklists.records import ClipRecord, Run
    from tui.app import CrossfadeApp

_ANSWERS = ("a", "b", "all", "none", "skip")
_SOUND = ("hear", "around", "play", "back", "on", "side", "slower", "faster", "closer", "wider",
          "elsewhere", "device")  # fmt: skip


@dataclass
class Found(Message):
    """Where the variants disagree, or why that cannot be said."""

    spans: tuple[Span, ...] = ()
    trouble: str = ""


class PreferenceScreen(ResultBench):
    """One trial; lies over the keywords: ``open_variants`` makes it."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "preference.tcss"]
    BINDINGS = bindings_for("preference")
    AUTO_FOCUS = "TableRows"
    bench_id = "keywords"

    def __init__(self, variants: Sequence[Variant]) -> None:
        """``variants`` are two or three, the plainest (without terms) first."""
        self.variants = tuple(variants)
        self._trouble = ""
        self._shown = ""
        self._clips: Mapping[str, ClipRecord] = {}
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="preference", classes="place"):
            yield Static(id="question", classes="panel", markup=False)
            yield Listening(id="wave", classes="panel side -shown")
            yield Table(TABLE, id="places", classes="panel side")
            yield Static(id="figures", markup=False)

    def on_mount(self) -> None:
        """Find the disagreements beside the screen: long calls take a moment."""
        super().on_mount()
        self._find()

    @work(group="finding", exit_on_error=False)
    async def _find(self) -> None:
        try:
            spans = await asyncio.to_thread(spans_of, self.variants)
        except Trouble as trouble:
            self.post_message(Found(trouble=str(trouble)))
        else:
            self.post_message(Found(spans))

    @on(Found)
    def _found(self, message: Found) -> None:
        if message.trouble:
            self._trouble = message.trouble
        else:
            self.trial = PreferenceTrial(self.program.workspace, self.variants, message.spans)
        self.show_bench()
        self._begin()

    def situation(self) -> Situation:
        """As of the workbench below, with the keys of this screen."""
        return replace(super().situation(), place="preference")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        trial, span = self.trial, self.span
        found: dict[str, str] = {}
        if trial is None or span is None:
            none = "There is no place to judge: the variants do not disagree."
            names = (*_ANSWERS, "c", "next", "before", "result", "keep", "undo")
            return {f"preference-{name}": none for name in (*names, *_SOUND)}
        letters = len(trial.choices(span))
        if letters < len(LETTERS):
            found["preference-c"] = "There are only A and B here."
        if self.listening.clip is None:
            gone = "The clip of this place is not in the workspace: it cannot be played."
            found |= {f"preference-{name}": gone for name in _SOUND}
        elif self.listening.clip.channels < 2:
            found["preference-side"] = "The clip has one channel."
        if not trial.can_undo:
            found["preference-undo"] = "No answer was given here yet."
        if len(trial.open_spans) == len(trial.spans):
            key = self.program.key_of("preference-a")
            found["preference-keep"] = f"Nothing is answered yet: listen, then press {key} and so."
        return found

    # --- showing -----------------------------------------------------------------------------

    @property
    def span(self) -> Span | None:
        """The place under the cursor."""
        here = self.query_one(Table).rows.selected
        return next((one for one in self._spans if one.id == here), None)

    @property
    def _spans(self) -> tuple[Span, ...]:
        return self.trial.spans if self.trial else ()

    def show_bench(self) -> None:
        """What is on record now."""
        self._clips = {one.sha256: one for one in self.program.workspace.clips()}
        self._show()

    def _show(self) -> None:
        trial, table = self.trial, self.query_one(Table)
        lines = list(place_lines(trial, self._clips)) if trial else []
        table.show(lines, nothing=self._nothing())
        table.border_title = Content(progress(trial) if trial else "Places")
        table.border_subtitle = Content(whence(trial) if trial and trial.spans else "")
        self._show_question()
        self._show_figures()
        self.redraw_edges()

    def _nothing(self) -> str:
        key = self.program.key_of("preference-leave")
        if self._trouble:
            return one_line(self._trouble)
        if self.trial is None:
            return "Looking where the variants disagree."
        labels = " and ".join(one_line(one.label) for one in self.variants)
        return f"{labels} have the same words everywhere: nothing to choose. {key} leads back."

    def _show_question(self) -> None:
        trial, span, pane = self.trial, self.span, self.query_one("#question", Static)
        if trial is None or span is None:
            pane.border_title, pane.border_subtitle = Content("Which is said?"), Content("")
            pane.update(Content(self._nothing()))
            return
        pane.border_title = Content(question_title(trial, span, self._clips.get(span.clip)))
        pane.border_subtitle = Content(f"{LEGEND} · {answer_sentence(trial, span)}")
        pane.update(Fitted(partial(question, trial, span)))

    def _show_figures(self) -> None:
        """Where the list of places has no room: how much is answered, and where it comes from."""
        trial = self.trial
        line = Fitted(partial(figures, trial)) if trial and trial.spans else Content("")
        self.query_one("#figures", Static).update(line)

    def on_resize(self, event: events.Resize) -> None:
        """Another number of panes may fit."""
        super().on_resize(event)
        self.call_after_refresh(self.redraw_edges)

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        span = self.span
        if span is not None and span.id != self._shown:
            self._look_at(span)

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        self.do_preference_hear()

    def _look_at(self, span: Span) -> None:
        """A place into the question and the waveform, silent."""
        self._shown = span.id
        self.show_place(span, self._clips.get(span.clip))
        self._show_question()
        self.redraw_edges()

    # --- the walk ----------------------------------------------------------------------------

    def _begin(self) -> None:
        """With the first place that is open in view; silent, for it is not known yet whether
        there is a device."""
        if self._go_to_open() is not None:
            key = self.program.key_of("preference-hear")
            self.say(f"{key} plays the place; an answer plays the next one.")

    def _go_to_open(self) -> Span | None:
        """The cursor onto the next open place, from here on and then from the first; None where
        all are answered."""
        trial, span = self.trial, self.span
        if trial is None or not trial.spans:
            return None
        here = trial.spans.index(span) if span else 0
        order = (*trial.spans[here:], *trial.spans[:here])
        following = next((one for one in order if trial.answer_on(one) is None), None)
        if following is None:
            key_of = self.program.key_of
            self.say(
                f"Every place is answered: {key_of('preference-result')} shows who won, "
                f"{key_of('preference-keep')} keeps a variant."
            )
            return None
        self._go_to(following)
        return following

    def _go_to(self, span: Span) -> None:
        self.query_one(Table).rows.highlighted = self._spans.index(span)
        self._look_at(span)

    def _next(self) -> None:
        """To the next open place, and play it where there is a device."""
        following = self._go_to_open()
        if following is not None and not self.listening.state.no_sound:
            self.play_place(following)

    def _answered(self, span: Span) -> None:
        trial = self.trial
        assert trial is not None
        sentence = f"{place_of(span)}: {answer_sentence(trial, span)}."
        self._show()
        self.say(sentence)
        self._next()

    def _choose(self, letter: str) -> None:
        trial, span = self.trial, self.span
        if trial is not None and span is not None:
            trial.choose(span, letter, played=span.id in self.played)
            self._answered(span)

    def _say_of(self, said: Said) -> None:
        trial, span = self.trial, self.span
        if trial is not None and span is not None:
            trial.say(span, said, played=span.id in self.played)
            self._answered(span)

    def do_preference_a(self) -> None:
        """A is said."""
        self._choose("A")

    def do_preference_b(self) -> None:
        """B is said."""
        self._choose("B")

    def do_preference_c(self) -> None:
        """C is said."""
        self._choose("C")

    def do_preference_all(self) -> None:
        """It makes no difference."""
        self._say_of("all")

    def do_preference_none(self) -> None:
        """Something else is said."""
        self._say_of("none")

    def do_preference_skip(self) -> None:
        """Nobody can tell."""
        self._say_of("skipped")

    def do_preference_undo(self) -> None:
        """The last answer never happened."""
        if self.trial is not None:
            span = self.trial.undo()
            self._show()
            self._go_to(span)
            self.say(f"Taken back: {place_of(span)}, {answer_sentence(self.trial, span)} now.")

    def do_preference_next(self) -> None:
        """The next place, answered or not."""
        self._step(1)

    def do_preference_before(self) -> None:
        """The place before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        span = self.span
        if span is not None:
            self._go_to(self._spans[(self._spans.index(span) + by) % len(self._spans)])

    # --- around ------------------------------------------------------------------------------

    def do_preference_other(self) -> None:
        """The sound, or the places."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
        if self.query_one("#places").has_class("-shown"):
            # What is not in view yet does not take the focus.
            self.call_after_refresh(self.query_one(TableRows).focus)

    def do_preference_leave(self) -> None:
        """Back to the keywords; every answer is kept."""
        if self.app.screen is self:
            self.app.pop_screen()


def open_by_ear(program: CrossfadeApp, run: Run) -> None:
    """Ask which sets of a kept keyword experiment are compared, and open the choice by ear.

    Raises BadInput where the experiment has nothing on record to choose from.
    """
    from checklists.before.preference.variants import pairings, variants_of

    found = pairings(run.result if isinstance(run.result, Mapping) else {})
    if not found:
        raise BadInput(
            "Nothing of this experiment can be compared by ear: it kept no answers. Run it again."
        )

    def answered(index: int | None) -> None:
        if index is None:
            return
        try:
            open_variants(program, variants_of(program.workspace, found[index]))
        except Trouble as trouble:
            program.say_trouble(trouble)

    choices = [(one_line(one.name), _about(one.keys)) for one in found]
    program.push_screen(ChooseWindow("Compare by ear, without a reference", choices, 0), answered)


def _about(keys: Sequence[tuple[str, tuple[str, ...], Mapping[str, str]]]) -> str:
    clips = min(len(found) for _, _, found in keys)
    return f"{len(keys)} variants of {clips} clip{'' if clips == 1 else 's'}, on record"


def open_variants(program: CrossfadeApp, variants: Sequence[Variant]) -> PreferenceScreen:
    """Open the choice by ear between two or three variants."""
    screen = PreferenceScreen(variants)
    program.push_screen(screen)
    return screen
