"""Where to cut a term's confidences, decided by ear: hits to judge, what follows, the sound."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from checklists.before.search_calibration import Calibration
from checklists.before.search_truth import ELSEWHERE_SECONDS, JudgedHit
from checklists.before.search_walk import Walk
from checklists.scoring.cut import Recommendation, Refusal
from checklists.search_labels import Said
from providers.audio.transport import MARGIN_SECONDS
from providers.errors import BadInput
from tui.actions import Situation, bindings_for
from tui.calibrate_lines import (
    TABLE,
    figures,
    hit_lines,
    key_of,
    mark_of,
    picture,
    title,
    too_little,
    whence,
)
from tui.compare_lines import channel_name
from tui.sample_lines import length
from tui.screens.calibrate_sound import MarkedBench
from tui.screens.choose import ChooseWindow
from tui.text import clock, one_line, shortened
from tui.widgets.cut_curve import CutCurve
from tui.widgets.fitted import Fitted
from tui.widgets.listening import Listening
from tui.widgets.table import Table, TableRows
from tui.widgets.wave_view import Mark

if TYPE_CHECKING:
    from checklists.records import ClipRecord

# What is played before and after a hit, in seconds: enough to know the sentence.
HIT_MARGIN = 1.0
CUT_STEP, CUT_MORE = 0.01, 0.1
JUDGING = ("yes", "no", "unsure", "elsewhere", "hear", "around")
SOUND = ("play", "back", "on", "back-more", "on-more", "side", "slower", "faster", "closer",
         "wider", "device", "clip", "mark")  # fmt: skip
CUTTING = ("lower", "raise", "lower-more", "raise-more", "advised", "keep")
_SAID: Mapping[Said, str] = {
    "yes": "said here", "no": "not said", "unsure": "unsure", "elsewhere": "said elsewhere",
    "unfound": "marked",
}  # fmt: skip


class CalibrateScreen(MarkedBench):
    """One term; lies over the search: ``app.push_screen(CalibrateScreen(term))``."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "calibrate.tcss"]
    BINDINGS = bindings_for("calibrate")
    AUTO_FOCUS = "TableRows"
    bench_id = "search"

    def __init__(self, term: str) -> None:
        """``term`` as it was searched for."""
        self.term = term
        self._walk: Walk | None = None
        self._hits: dict[str, JudgedHit] = {}
        # The line the cursor was seen on last, and the one whose hit is in the waveform.
        self._selected = self._shown = ""
        self._reckoning = False
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="calibrate", classes="place"):
            with Horizontal(id="above"):
                yield Table(TABLE, id="hits", classes="panel side -shown")
                yield CutCurve(self.program.sound.glyphs, id="curve", classes="panel side")
            yield Listening(id="wave", classes="panel side -shown")
            yield Static(id="figures", markup=False)

    def on_mount(self) -> None:
        """Begin with the hit about which there is most doubt."""
        super().on_mount()
        self.call_after_refresh(self._begin)

    @property
    def walk(self) -> Walk:
        """What is known of the term; read when it is asked for first."""
        if self._walk is None:
            self._walk = Walk(self.program.workspace, self.term)
        return self._walk

    def situation(self) -> Situation:
        """As of the workbench below, with the keys of this screen."""
        return replace(super().situation(), place="calibrate")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        walk = self.walk
        found: dict[str, str] = {}
        if self._here is None:
            none = "There is no hit to judge: nothing on record heard this term."
            found |= {f"calibrate-{name}": none for name in JUDGING}
        if self.listening.clip is None:
            found |= {f"calibrate-{name}": "There is no clip to listen to." for name in SOUND}
        elif self.listening.clip.channels < 2:
            found["calibrate-side"] = "The clip has one channel."
        if walk.now is None:
            none = "Nothing on record asked for this term: search for it first."
            found |= {f"calibrate-{name}": none for name in CUTTING}
        elif walk.by_hand is None:
            found["calibrate-advised"] = "The cut is not set by hand."
            if walk.why_refused:
                found["calibrate-keep"] = walk.why_refused
        if not walk.can_undo:
            found["calibrate-undo"] = "No answer was given here yet."
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """What is on record now."""
        self.walk.read()
        self._show()

    def _show(self) -> None:
        """The hits, the curve and the figures as the answers are."""
        walk, table = self.walk, self.query_one(Table)
        lines = list(hit_lines(walk))
        self._hits = {line.id: one for line, one in lines}
        table.show([line for line, _ in lines], nothing=self._nothing())
        self.query_one(CutCurve).show(picture(walk))
        self._show_titles()
        self.query_one("#figures", Static).update(Fitted(partial(figures, walk)))
        self._show_marks()
        self.redraw_edges()
        if walk.waiting and not self._reckoning:
            self._reckon()

    def _show_titles(self) -> None:
        """What the panes are; where only one fits, each names the key that leads to the other."""
        walk, table, curve = self.walk, self.query_one(Table), self.query_one(CutCurve)
        other = f"{self.program.key_of('calibrate-other')} " if self.narrow() else ""
        table.border_title = Content(title(walk) + (f" · {other}curve" if other else ""))
        table.border_subtitle = Content(whence(walk))
        notes = (too_little(walk), f"{other}hits" if other else "")
        curve.border_subtitle = Content(" · ".join(note for note in notes if note))

    def on_resize(self, event: events.Resize) -> None:
        """Another number of panes may fit."""
        super().on_resize(event)
        self._show_titles()

    @work(group="reckoning")
    async def _reckon(self) -> None:
        """Work the recommended cut out beside the screen, again where answers came meanwhile."""
        self._reckoning = True
        try:
            while self.walk.waiting and (now := self.walk.now) is not None:
                advice = await asyncio.to_thread(_advice, now)
                self.walk.take(now, advice)
        finally:
            self._reckoning = False
        self._show()

    def _nothing(self) -> str:
        if self.walk.now is None:
            return "Nothing on record asked for this term: search for it first."
        return "The search heard this term nowhere. Play the clips and mark where it is said."

    @property
    def _here(self) -> JudgedHit | None:
        """The hit under the cursor."""
        return self._hits.get(self.query_one(Table).rows.selected)

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        # A list that is laid out anew tells so too, and takes nobody away from what is played.
        if self.query_one(Table).rows.selected != self._selected:
            self._look_at_hit()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        self.do_calibrate_hear()

    def _look_at_hit(self) -> None:
        """The hit under the cursor into the waveform, where another one is."""
        one = self._here
        record = self.walk.clips.get(one.clip) if one else None
        if one is None or record is None:
            return
        self._selected = key_of(one)
        if self._selected == self._shown:
            return
        self._shown = self._selected
        self._open_clip(record, one.hit.start)
        around = ELSEWHERE_SECONDS + HIT_MARGIN
        self.listening.wave.zoom_to(one.hit.start - around, one.hit.end + around)
        where = f"{channel_name(one.hit.channel)} {clock(one.hit.start)}, {one.hit.confidence:.2f}"
        self.listening.border_title = Content(f"{one_line(record.name)} · {where}")

    def _open_clip(self, record: ClipRecord, at: float) -> None:
        """A clip into the waveform, silent, with the cursor at ``at`` seconds."""
        pane = self.listening
        if pane.clip != record.clip:
            pane.show(record.clip, at)
            pane.find_device()
        pane.pause()
        pane.forget_span()
        pane.seek(at)
        self._show_marks()
        self.redraw_edges()

    def _open_whole(self, record: ClipRecord) -> None:
        """A clip from its beginning, to be listened to for what no hit claims."""
        self._shown = ""
        self._open_clip(record, 0.0)
        self.listening.wave.zoom_all()
        self.listening.border_title = Content(f"{one_line(record.name)} · all of it")

    def _show_marks(self) -> None:
        """Every hit of the clip, with its answer, and what was marked."""
        pane, now = self.listening, self.walk.now
        if pane.clip is None or now is None:
            return
        marks = [
            Mark("hit", one.hit.start, one.hit.end, mark_of(one))
            for one in now.hits
            if one.clip == pane.clip.sha256
        ]
        marks += [
            Mark("hit", place.start, place.end, "not found")
            for place in now.unfound
            if place.clip == pane.clip.sha256
        ]
        pane.show_words((), marks)

    def _begin(self) -> None:
        """With the first hit in view, or where there is none with the first clip; silent, for it
        is not known yet whether there is a device."""
        if not self._hits and (records := self.walk.searched_clips):
            self._open_whole(records[0])
        elif self._go_to_open() is not None:
            key = self.program.key_of("calibrate-hear")
            self.say(f"{key} plays the hit; an answer plays the next one.")

    def _next(self) -> None:
        """To the hit that is least decided, and play it where there is a device."""
        first = self._go_to_open()
        if first is not None and not self.listening.state.no_sound:
            self._play(first, HIT_MARGIN)

    def _go_to_open(self) -> JudgedHit | None:
        """The cursor onto the hit that is least decided; None where all are judged."""
        first = next(iter(self._hits.values()), None)
        if first is None:
            return None
        if first.said:
            self._look_at_hit()
            self.say(self._all_judged())
            return None
        self.query_one(Table).rows.highlighted = 0
        self._look_at_hit()
        return first

    def _all_judged(self) -> str:
        if self.walk.now is not None and self.walk.now.basis == "reference":
            return "A reference judges every hit: nothing needs to be listened to."
        return f"Every hit is judged: {self.program.key_of('calibrate-keep')} keeps the cut."

    def _play(self, one: JudgedHit, margin: float) -> None:
        wider = margin - MARGIN_SECONDS
        self.listening.play_around(one.hit.start - wider, one.hit.end + wider)

    # --- judging -----------------------------------------------------------------------------

    def _answer(self, said: Said) -> None:
        one = self._here
        if one is None:
            return
        self.walk.answer(one, said)
        self._show()
        self.say(f"{one.hit.confidence:.2f} at {clock(one.hit.start)}: {_SAID[said]}.")
        self._next()

    def do_calibrate_yes(self) -> None:
        """It is said here."""
        self._answer("yes")

    def do_calibrate_no(self) -> None:
        """Something else is said here."""
        self._answer("no")

    def do_calibrate_unsure(self) -> None:
        """Nobody can tell."""
        self._answer("unsure")

    def do_calibrate_elsewhere(self) -> None:
        """It is said near, but not here."""
        self._answer("elsewhere")

    def do_calibrate_mark(self) -> None:
        """An occurrence at the playback cursor that no hit claims."""
        pane = self.listening
        if pane.clip is None:
            return
        place = self.place_at_cursor(self.walk.usual_seconds)
        found = self.walk.hit_at(place)
        if found is not None:
            self._go_to(found)
            raise BadInput("A hit claims this place already: it is under the cursor now, judge it.")
        self.walk.mark(place)
        self._show()
        self.say(
            f"Marked at {channel_name(place.channel)} {clock(place.start)}: said, and found by no "
            "hit."
        )

    def _go_to(self, one: JudgedHit) -> None:
        """The cursor onto a hit, where its line is in the list."""
        keys = list(self._hits)
        if key_of(one) in keys:
            self.query_one(Table).rows.highlighted = keys.index(key_of(one))

    def do_calibrate_undo(self) -> None:
        """The last answer never happened."""
        label = self.walk.undo()
        self._show()
        for one in self._hits.values():
            if (one.clip, one.hit.channel, one.hit.start, one.hit.end) == label.place:
                self._go_to(one)
                break
        self.say(f"Taken back: {_SAID[label.said]} at {clock(label.start)}.")

    # --- the cut -----------------------------------------------------------------------------

    def _move_cut(self, step: float) -> None:
        self.walk.move_cut(step)
        self._show()

    def do_calibrate_lower(self) -> None:
        """A hundredth lower."""
        self._move_cut(-CUT_STEP)

    def do_calibrate_raise(self) -> None:
        """A hundredth higher."""
        self._move_cut(CUT_STEP)

    def do_calibrate_lower_more(self) -> None:
        """A tenth lower."""
        self._move_cut(-CUT_MORE)

    def do_calibrate_raise_more(self) -> None:
        """A tenth higher."""
        self._move_cut(CUT_MORE)

    def do_calibrate_advised(self) -> None:
        """No cut of one's own."""
        self.walk.by_hand = None
        self._show()

    def do_calibrate_keep(self) -> None:
        """For this term and model."""
        cut = self.walk.keep()
        self._show()
        self.say(f"Kept {cut.cut:.2f} for {shortened(cut.term, 30)} with {one_line(cut.model)}.")

    # --- hearing -----------------------------------------------------------------------------

    def do_calibrate_hear(self) -> None:
        """The hit with a little around it, or silence."""
        one = self._here
        if self.listening.state.playing:
            self.listening.pause()
        elif one is not None:
            self._look_at_hit()
            self._play(one, HIT_MARGIN)

    def do_calibrate_around(self) -> None:
        """The hit with as much around it as "elsewhere" may mean."""
        if (one := self._here) is not None:
            self._look_at_hit()
            self._play(one, ELSEWHERE_SECONDS)

    def do_calibrate_clip(self) -> None:
        """Any clip that was searched, whole."""
        records = self.walk.searched_clips
        choices = [(one_line(one.name), length(one.clip.duration)) for one in records]
        clips = [one.clip for one in records]
        here = self.listening.clip

        def answered(index: int | None) -> None:
            if index is not None:
                self._open_whole(records[index])

        window = ChooseWindow("Listen to", choices, clips.index(here) if here in clips else 0)
        self.app.push_screen(window, answered)

    # --- around ------------------------------------------------------------------------------

    def do_calibrate_other(self) -> None:
        """The hits and the sound, or the curve."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
        if self.query_one("#hits").has_class("-shown"):
            # What is not in view yet does not take the focus.
            self.call_after_refresh(self.query_one(TableRows).focus)

    def do_calibrate_leave(self) -> None:
        """Back to the search; every answer is kept."""
        if self.app.screen is self:
            self.app.pop_screen()


def _advice(now: Calibration) -> Recommendation | Refusal:
    return now.recommended
