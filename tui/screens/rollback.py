"""Create a rollback plan: the steps back, the triggers to take them on, and a rehearsal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklists.before import rollback
from checklists.before.way_back import (
    Step,
    Trigger,
    WayBack,
    inserted,
    moved,
    replaced,
)
from tui.actions import bindings_for
from tui.screens.bench import Tell
from tui.screens.clip_bench import ClipBench
from tui.screens.way_forms import way_form
from tui.text import clock, counted, one_line
from tui.widgets.fitted import Fitted
from tui.widgets.rows import Rows
from tui.widgets.way_rows import rehearsal_words, step_row, trigger_row

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from checklists.vendors import Options, Vendors
    from providers.audio.clips import Clip
    from providers.sandbox.samples import SampleCall

# For a rehearsal a short clip is as good as a long one; so many are offered.
OFFERED = 50
EDITS = ("edit", "add", "remove", "lower", "raise", "undo", "measure")


class RollbackScreen(ClipBench):
    """Two lists that are written by hand, and what the last rehearsal found."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "rollback.tcss"]
    BINDINGS = bindings_for("rollback")
    AUTO_FOCUS = "#steps"
    bench_id = "rollback"

    def __init__(self) -> None:
        self._kept: rollback.Kept | None = None
        self._undo: list[WayBack] = []
        self._sample = ""
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="way", classes="place"):
            yield Rows(id="steps", classes="panel side -shown", markup=False)
            yield Rows(id="triggers", classes="panel side", markup=False)
        with VerticalScroll(id="rehearsal", classes="panel"):
            yield Static(id="tried", markup=False)

    def on_mount(self) -> None:
        """This title stays."""
        self.query_one("#rehearsal").border_title = Content("Rehearsal")

    def on_resize(self, event: Resize) -> None:
        """Where one list fits, its title names the key that shows the other."""
        if self._kept is not None:
            self._show_titles(self._kept)

    def show_bench(self) -> None:
        """Read the way back and the clips."""
        self.read_clips()
        self._kept = kept = rollback.kept(self.program.workspace)
        way = kept.way
        steps = [partial(step_row, number, step) for number, step in enumerate(way.steps, 1)]
        self._fill("#steps", steps, "No step yet: press a to write one.")
        triggers = [partial(trigger_row, trigger) for trigger in way.triggers]
        self._fill("#triggers", triggers, "No trigger yet: press a to write one.")
        self._show_titles(kept)
        self._show_rehearsal()

    def _show_titles(self, kept: rollback.Kept) -> None:
        way, key = kept.way, self.program.key_of("rollback-other")
        steps, triggers = self.query_one("#steps"), self.query_one("#triggers")
        title = "Steps back, in order" if kept.saved else "Steps back, proposed"
        steps.border_title = Content(title + (f" · {key} triggers" if self.narrow() else ""))
        unowned = f", {way.unowned} without an owner" if way.unowned else ""
        steps.border_subtitle = Content(
            f"{counted(len(way.steps), 'step')}, {way.minutes} min{unowned}"
        )
        title = "Triggers: go back when one holds"
        triggers.border_title = Content(title + (f" · {key} steps" if self.narrow() else ""))
        unset = sum(trigger.threshold is None for trigger in way.triggers)
        triggers.border_subtitle = Content(
            f"{len(way.triggers)}, {unset} without a threshold (!)" if unset else ""
        )

    def _fill(self, name: str, rows: Sequence[partial[Content]], empty: str) -> None:
        panel = self.query_one(name, Rows)
        here = panel.highlighted or 0
        if not rows:
            panel.set_options([Option(Content.styled(empty, "dim"), disabled=True)])
            return
        panel.set_options(Option(Fitted(row)) for row in rows)
        panel.highlighted = min(here, len(rows) - 1)

    def _show_rehearsal(self) -> None:
        kept, sample = self._kept, self.sample
        assert kept is not None
        rehearse, choose = (
            self.program.key_of(f"rollback-{name}") for name in ("rehearse", "sample")
        )
        if kept.rehearsal is None:
            what = f"“{one_line(sample.name)}”" if sample else "a sample"
            words = Content(
                f"Never rehearsed. {rehearse} sends {what} to Deepgram, switches back and times "
                f"Amazon's first result; it asks before. {choose} takes another sample."
            )
        else:
            words = rehearsal_words(kept)
            if not kept.current:
                again = f"! The steps changed since: press {rehearse} to rehearse these."
                words = Content("\n").join([Content.styled(again, "$warning"), words])
        self.query_one("#tried", Static).update(words)
        with_what = f"with {one_line(sample.name)}, {clock(sample.clip.duration)}" if sample else ""
        self.query_one("#rehearsal").border_subtitle = Content(with_what)

    # --- what is under the cursor ------------------------------------------------------------

    @property
    def sample(self) -> ClipRecord | None:
        """The clip to rehearse with: the one chosen, or the shortest."""
        chosen = self.clip_of(self._sample)
        return chosen or min(self.clips, key=lambda one: one.clip.duration, default=None)

    @property
    def _in_triggers(self) -> bool:
        """Whether the keys mean the triggers: they have the focus, or are the only list shown."""
        triggers = self.query_one("#triggers")
        return triggers.has_class("-shown") if self.narrow() else triggers.has_focus

    def _place(self) -> tuple[Rows, int | None, int]:
        """The list in use, the row under its cursor, and how many there are."""
        panel = self.query_one("#triggers" if self._in_triggers else "#steps", Rows)
        way = self._way
        count = len(way.triggers if self._in_triggers else way.steps)
        here = panel.highlighted
        return panel, here if here is not None and here < count else None, count

    @property
    def _way(self) -> WayBack:
        return self._kept.way if self._kept else WayBack()

    def reasons(self) -> Mapping[str, str]:
        """What cannot be done now."""
        if self.working:
            key = self.program.key_of("stop-work")
            busy = f"A rehearsal is running: wait for it, or press {key}."
            return {f"rollback-{name}": busy for name in (*EDITS, "rehearse", "sample")}
        found: dict[str, str] = {}
        _, here, count = self._place()
        what = "trigger" if self._in_triggers else "step"
        if here is None:
            for name in ("edit", "remove", "lower", "raise"):
                found[f"rollback-{name}"] = f"There is no {what} under the cursor: a adds one."
        else:
            if here == 0:
                found["rollback-raise"] = f"It is the first {what} already."
            if here == count - 1:
                found["rollback-lower"] = f"It is the last {what} already."
        if not self._undo:
            found["rollback-undo"] = "Nothing was changed here since the program was opened."
        if self._way.gap:
            found["rollback-rehearse"] = self._way.gap
        elif self.sample is None:
            found["rollback-rehearse"] = "There is no clip to rehearse with: c takes a sample call."
        return found

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.redraw_edges()

    def on_descendant_focus(self) -> None:
        """The keys mean the list with the focus."""
        self.redraw_edges()

    @on(OptionList.OptionSelected)
    async def _selected(self) -> None:
        await self.program.action_act("rollback-edit")

    # --- changing the lists ------------------------------------------------------------------

    def _keep(self, way: WayBack, sentence: str) -> None:
        """Keep another way back; every change is on the disk before the next key."""
        self._undo.append(self._way)
        self._record(way, sentence)

    def _record(self, way: WayBack, sentence: str) -> None:
        rollback.keep(self.program.workspace, way)
        self.program.reload()
        self.say(sentence)

    def _with(self, rows: tuple[Any, ...]) -> WayBack:
        """The way back with other steps, or other triggers where they are in use."""
        if self._in_triggers:
            return replace(self._way, triggers=rows)
        return replace(self._way, steps=rows)

    @property
    def _rows(self) -> tuple[Any, ...]:
        return self._way.triggers if self._in_triggers else self._way.steps

    def do_rollback_edit(self) -> None:
        """Change the line under the cursor."""
        _, here, _ = self._place()
        if here is None:
            return
        rows = self._rows

        def answered(row: Any) -> None:
            if row is not None and row != rows[here]:
                self._keep(self._with(replaced(rows, here, row)), f"{_what(row)} changed; kept.")

        self.app.push_screen(way_form(rows[here], self._in_triggers), answered)

    def do_rollback_add(self) -> None:
        """Write a line below the cursor."""
        panel, here, _ = self._place()
        at = 0 if here is None else here + 1
        rows = self._rows

        def answered(row: Any) -> None:
            if row is not None:
                self._keep(self._with(inserted(rows, at, row)), f"{_what(row)} added; kept.")
                panel.highlighted = at

        self.app.push_screen(way_form(None, self._in_triggers), answered)

    def do_rollback_remove(self) -> None:
        """Take the line under the cursor out."""
        _, here, _ = self._place()
        if here is not None:
            key = self.program.key_of("rollback-undo")
            sentence = f"{_what(self._rows[here])} removed; {key} brings it back."
            self._keep(self._with(replaced(self._rows, here)), sentence)

    def do_rollback_lower(self) -> None:
        """One place down."""
        self._move(1)

    def do_rollback_raise(self) -> None:
        """One place up."""
        self._move(-1)

    def _move(self, by: int) -> None:
        panel, here, _ = self._place()
        if here is not None:
            self._keep(self._with(moved(self._rows, here, by)), "Moved; kept.")
            panel.highlighted = here + by

    def do_rollback_undo(self) -> None:
        """As it was before the last change."""
        if self._undo:
            self._record(self._undo.pop(), "The last change is undone; kept so.")

    def do_rollback_measure(self) -> None:
        """Thresholds out of what was measured since."""
        fresh = rollback.measured_again(self.program.workspace, self._way)
        if fresh == self._way:
            self.say("The triggers are what was measured here already.")
            return
        changed = sum(trigger not in self._way.triggers for trigger in fresh.triggers)
        self._keep(fresh, f"{counted(changed, 'trigger')} filled from the measurements; kept.")

    def do_rollback_other(self) -> None:
        """Where one list fits, show the other."""
        for name in ("#steps", "#triggers"):
            panel = self.query_one(name)
            panel.toggle_class("-shown")
            if panel.has_class("-shown"):
                # What is not in view yet does not take the focus.
                self.call_after_refresh(panel.focus)

    # --- the rehearsal -----------------------------------------------------------------------

    def do_rollback_sample(self) -> None:
        """Choose a clip of the workspace, or a sample call."""
        from providers.sandbox.samples import sample_calls
        from tui.screens.choose import ChooseWindow

        clips = sorted(self.clips, key=lambda one: one.clip.duration)[:OFFERED]
        known = {record.sha256 for record in self.clips}
        calls = [call for call in sample_calls() if call.sha256 not in known]
        choices = [(one_line(one.name), _about(one.clip)) for one in clips]
        choices += [
            (one_line(call.title), f"{clock(call.duration)} · a sample call, synthesised")
            for call in calls
        ]
        here = next((n for n, one in enumerate(clips) if one is self.sample), 0)

        def chosen(index: int | None) -> None:
            if index is None:
                return
            if index < len(clips):
                self._sample = clips[index].sha256
                self._show_rehearsal()
                self.redraw_edges()
            else:
                self._take(calls[index - len(clips)])

        self.app.push_screen(ChooseWindow("Rehearse with", choices, here), chosen)

    def _take(self, call: SampleCall) -> None:
        """Make a sample call a clip of the workspace."""

        async def look(tell: Tell) -> Clip:
            from providers.audio.clips import probe

            return await asyncio.to_thread(probe, call.path)

        def add(clip: Clip) -> str:
            from checklists.before.samples import add_sample_call

            self._sample = add_sample_call(self.program.workspace, call, clip).sha256
            return f"{one_line(call.title)} is now a sample of this workspace."

        self.run_work("Opening the sample call", look, add)

    def do_rollback_rehearse(self) -> None:
        """Say what would be sent where, then go there and back."""
        sample, way = self.sample, self._way
        if sample is None:
            return
        options = rollback.planned_deepgram(self.program.workspace)

        def send(vendors: Vendors, pairs: object) -> None:
            self._rehearse(vendors, sample, way, options)

        self.send_after_asking(
            lambda vendors: [("deepgram", sample.clip), ("amazon", sample.clip)], send
        )

    def _rehearse(
        self, vendors: Vendors, sample: ClipRecord, way: WayBack, options: Options
    ) -> None:
        async def there_and_back(tell: Tell) -> rollback.Tried:
            return await rollback.rehearse(vendors, sample, deepgram=options, on_step=tell)

        def keep(tried: rollback.Tried) -> str:
            rollback.record(self.program.workspace, way, sample, tried)
            found = tried.rehearsal
            origin = "sandbox" if found.sandbox else "live"
            if found.passed and found.back_seconds is not None:
                return f"Back at Amazon after {found.back_seconds:.1f} s ({origin}); recorded."
            return f"The old way did not answer ({origin}); recorded: {found.trouble}"

        self.run_work("Rehearsing", there_and_back, keep)


def _what(row: Step | Trigger) -> str:
    return "Trigger" if isinstance(row, Trigger) else "Step"


def _about(clip: Clip) -> str:
    channels = "2 channels" if clip.channels == 2 else f"{clip.channels} channel"
    return f"{clock(clip.duration)} · {clip.rate / 1000:g} kHz · {channels}"
