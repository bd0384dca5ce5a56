"""Search for moments: heard in the sound by Deepgram, found in the text of a transcript.

The list holds what the workspace has on record; what it leaves out is said above it and in its
borders, and the hit under the cursor can be read, seen and heard below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from providers.errors import Trouble
from tui import clipboard
from tui.actions import bindings_for
from tui.screens.search_sending import SearchSending
from tui.search_lines import TABLE, cells, details, made_by, notes, said, title
from tui.search_view import ORDERS, SIDES, Cuts, SearchView, counted_words
from tui.text import clean, counted, one_line, shown_path
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.hit_rows import HitRows, HitTable
from tui.widgets.hit_sound import HitSound
from tui.widgets.term_panel import TermPanel
from tui.widgets.wave_view import Mark

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from checklists.search_query import FoundMoment, HitQuery, MomentCounts
    from tui.widgets.hit_rows import Row

# Under it most hits are noise; where to cut is for ears to decide, so the keys move it.
FIRST_CUT = 0.5
_STEP = 0.1
# More marks than this on one waveform are a fence.
_MARKS = 400
_ONE_SIDE_BELOW = 120
_NEED_A_HIT = ("hear", "listen", "elsewhere", "closer", "wider", "whole")


class SearchScreen(SearchSending):
    """Terms and clips, both sides' hits joined by time, and the sound of one of them."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "term_bench.tcss", "search.tcss"]
    BINDINGS = bindings_for("search")
    AUTO_FOCUS = "HitRows"
    bench_id = "search"
    most_terms = 50

    def __init__(self) -> None:
        self.view = SearchView()
        self.cuts = Cuts(FIRST_CUT)
        self._query: HitQuery | None = None
        self._hit: FoundMoment | None = None
        self._searched: frozenset[str] = frozenset()
        self._asked: Sequence[str] | None = ()
        self._counts: dict[str, MomentCounts] = {}
        self._begun = False
        super().__init__()

    def compose_results(self) -> Iterator[Widget]:
        yield HitTable(TABLE, id="table", classes="panel")
        yield HitSound(id="sound", classes="panel")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        key_of = self.program.key_of
        found = self.term_reasons()
        if self.clips and not self.chosen:
            none = f"No clip is chosen: {key_of('search-all')} chooses all."
            found |= {"search-run": none, "search-again": none, "search-fill": none}
        if self._hit is None:
            none = "There is no hit under the cursor."
            found |= {f"search-{name}": none for name in _NEED_A_HIT}
            found["search-export"] = "No hit is shown, so there is nothing to write."
        elif self.clip_of(self._hit.clip) is None:
            none = "The recording of this hit is no sample, so that bench does not have it."
            found["search-listen"] = none
        if not self._shown_counts().clips:
            none = f"Nothing was searched yet: {key_of('search-run')} searches."
            names = ("order", "found", "lower", "raise", "calibrate")
            found |= {f"search-{name}": none for name in names}
        return found

    def one_side(self) -> bool:
        """Terms and clips stand beside the hits only where it is wide."""
        return self.app.size.width < _ONE_SIDE_BELOW and not self.has_class("-new")

    def results_empty(self) -> bool:
        """Whether there is no list to have the focus."""
        return self.query_one(HitTable).has_class("-empty")

    def on_screen_suspend(self) -> None:
        """What plays stops with the screen, but not under a window."""
        if not isinstance(self.app.screen, ModalScreen):
            self.query_one(HitSound).listening.pause()

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """What is on record of these clips, without asking anybody."""
        self.read_clips()
        if not self._begun:
            self._begun = True
            self._take_last_terms()
            if self.terms:
                self.show_side("results")
            else:
                self.show_side("inputs")
        chosen = f"Clips · {len(self.chosen)} of {len(self.clips)} chosen"
        self.query_one(ClipPicker).show(self.clips, self.chosen, chosen)
        self.show_hits()

    def _take_last_terms(self) -> None:
        """The terms of the newest search."""
        from checklists.before.search import searched

        workspace = self.program.workspace
        for head in reversed(workspace.run_heads("search")):
            # A pass over a directory is a run as well, without a clip; its searches come before.
            if head.clip and (found := searched(workspace.run(head.id))):
                self.query_one(TermPanel).show([term.term for term in found.terms])
                return

    def terms_changed(self) -> None:
        """Only the terms of the list are shown; too many for one of the vendor's pages are said."""
        from checklists.before.search import terms_note

        if note := terms_note(self.terms):
            self.notify(note, severity="warning", timeout=12, markup=False)
        if self.view.term not in self.terms:
            self.view = replace(self.view, term="")
        self.show_hits()

    def show_hits(self) -> None:
        """Read what is on record of these terms and clips, and show it."""
        hits = self.program.workspace.search_hits
        found = frozenset(hits.clips())
        self._searched = found if self.view.everywhere else found & self.chosen
        # Without their names the question is shorter: a directory has thousands.
        self._asked = None if found == self._searched else sorted(self._searched)
        self._read_cuts()
        self._counts = {term: self._count(term) for term in self.terms}
        self._show_table()

    def _read_cuts(self) -> None:
        from checklists.before.search_cuts import cuts_in_force

        kept = cuts_in_force(self.program.workspace, self.terms)
        self.cuts = replace(
            self.cuts,
            own={one.term: one.cut.cut for one in kept if not one.why_stale},
            stale={one.term: (one.cut.cut, one.why_stale) for one in kept if one.why_stale},
        )
        self.query_one(TermPanel).show_notes(self.cuts.notes)

    def _count(self, term: str) -> MomentCounts:
        from checklists.search_query import MomentCounts

        everything = replace(self.view, term="", side=None, strength="kept")
        query = everything.query([term], self._asked, self.cuts)
        return self.program.workspace.search_hits.count(query) if query else MomentCounts()

    def _shown_counts(self) -> MomentCounts:
        """All terms together, or the one that is looked at."""
        from checklists.search_query import MomentCounts

        some = [self._counts[term] for term in self._counts if self.view.term in ("", term)]
        return MomentCounts(
            both=sum(one.both for one in some),
            sound=sum(one.sound for one in some),
            text=sum(one.text for one in some),
            weaker=sum(one.weaker for one in some),
            clips=max((one.clips for one in some), default=0),
        )

    def _show_table(self) -> None:
        hits = self.program.workspace.search_hits
        query = self.view.query(self.terms, self._asked, self.cuts)
        self._query = query
        numbers = hits.numbers(query) if query else ()

        def read(wanted: Sequence[int]) -> Sequence[Row]:
            return [cells(one) for one in hits.of_numbers(query, wanted)] if query else ()

        table = self.query_one(HitTable)
        said_above = tuple(self._notes()) if self.terms and (self.chosen or numbers) else ()
        table.show(said_above, numbers, read, self._nothing())
        self.set_class(self.results_empty(), "-new")
        self._show_edges()
        self._show_hit()
        if self.focused is None:
            # The list came into view, or what had the focus went out of it.
            self.to_hits()

    def to_hits(self) -> None:
        """The focus to the hits, unless somebody is typing."""
        if not self.results_empty() and not isinstance(self.focused, Input):
            self.call_after_refresh(self.query_one(HitRows).focus)

    def _notes(self) -> Iterator[Any]:
        waiting = [
            one.name
            for one in self.chosen_clips
            if one.sha256 not in self._searched and one.sha256 not in self.failed
        ]
        failed = {
            one.name: self.failed[one.sha256]
            for one in self.chosen_clips
            if one.sha256 in self.failed
        }
        return notes(failed, waiting, self._counts, len(self._searched))

    def _show_edges(self) -> None:
        table = self.query_one(HitTable)
        clips = counted(len(self._searched), "recording" if self.view.everywhere else "clip")
        shown = bool(self.terms and self._searched)
        table.border_title = Content(
            f"Sound against text · {clips}" + (f" · {one_line(self.view.words)}" if shown else "")
        )
        words = counted_words(self._shown_counts(), self.cuts)
        table.border_subtitle = Content(words if shown else "")

    def _nothing(self) -> str:
        key_of = self.program.key_of
        if not self.clips:
            return (
                f"There is no clip in this workspace yet. {key_of('search-samples')} adds the "
                "five sample calls: synthesised speech with domain terms worth searching for."
            )
        if not self.terms:
            return (
                f"{key_of('search-term')} types the first term: a word or phrase that matters, the "
                f"longer the better. {key_of('search-fill')} takes the domain terms of the chosen "
                "sample calls."
            )
        if not self.chosen:
            return (
                f"No clip is chosen: {key_of('search-all')} chooses all; {key_of('search-filter')} "
                "shows every recording that was searched."
            )
        return f"Nothing of it is shown: {key_of('search-filter')} changes what is."

    # --- the hit under the cursor ------------------------------------------------------------

    @on(HitRows.Moved)
    def _moved(self) -> None:
        self._show_hit()
        self.redraw_edges()

    def _show_hit(self) -> None:
        number, hits = self.query_one(HitRows).selected, self.program.workspace.search_hits
        found = hits.of_numbers(self._query, [number]) if self._query and number else ()
        self._hit = hit = next(iter(found), None)
        pane = self.query_one(HitSound)
        if hit is None:
            words = "Here a hit can be read, seen and heard." if self.terms else ""
            pane.show("No hit", "", (words,), None, 0.0, 0.0)
            return
        record, moment = self._record_of(hit.clip), hit.moment
        cut = self._query.cuts.get(moment.term, self._query.least) if self._query else 0.0
        pane.show(
            title(hit),
            made_by(hit),
            said(hit, cut),
            record.clip if record else None,
            moment.start,
            moment.end,
        )

    def _record_of(self, sha256: str) -> ClipRecord | None:
        """A recording of the workspace, be it a sample or one of a directory that was searched."""
        known = self.clip_of(sha256)
        return known or next(iter(self.program.workspace.clips_of([sha256])), None)

    @on(HitSound.Settled)
    def _settled(self) -> None:
        """The clip's other hits onto its waveform."""
        if self._hit is not None and self._query is not None:
            there = replace(self._query, clips=(self._hit.clip,), order="time", backwards=False)
            found = self.program.workspace.search_hits.table(there, limit=_MARKS)
            marks = [
                Mark("hit", one.moment.start, one.moment.end, one.moment.term) for one in found
            ]
            self.query_one(HitSound).show_marks(marks)

    @on(HitRows.Opened)
    def _opened(self) -> None:
        from tui.screens.run import RunWindow

        if (hit := self._hit) is None:
            return
        try:
            run = self.program.workspace.run(hit.run)
            sections = [(heading, clean(text)) for heading, text in details(hit, run, self.cuts)]
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self.app.push_screen(RunWindow(one_line(f"Hit · {hit.moment.term}"), sections))

    def do_search_hear(self) -> None:
        """The hit, with a little before and after."""
        self.query_one(HitSound).play()

    async def do_search_listen(self) -> None:
        """The same place where all of a clip can be heard."""
        from tui.screens.listen import open_listening

        if (hit := self._hit) is not None:
            screen = await open_listening(self.program, hit.clip)
            if screen is not None:
                screen.play_part(hit.clip, hit.moment.start, hit.moment.end)

    def do_search_elsewhere(self) -> None:
        """Show the commands that play the hit, and copy the likeliest."""
        from tui.screens.run import RunWindow

        commands = self.query_one(HitSound).commands()
        if commands:
            clipboard.copy(self.program, commands[0], "command that plays it")
            heads = ["Copied: the likeliest", *["Or, where the file lies"] * len(commands)]
            sections = list(zip(heads, commands, strict=False))
            self.app.push_screen(RunWindow("Play it elsewhere", sections))

    def do_search_closer(self) -> None:
        """Half as much of the waveform."""
        self.query_one(HitSound).listening.wave.zoom_in()

    def do_search_wider(self) -> None:
        """Twice as much."""
        self.query_one(HitSound).listening.wave.zoom_out()

    def do_search_whole(self) -> None:
        """All of it."""
        self.query_one(HitSound).listening.wave.zoom_all()

    # --- terms and clips ---------------------------------------------------------------------

    def do_search_term(self) -> None:
        """The cursor into the line."""
        self.type_term()

    def do_search_remove(self) -> None:
        """One term less."""
        self.query_one(TermPanel).drop_term()

    def do_search_fill(self) -> None:
        """The domain terms of the chosen sample calls."""
        from checklists.before.search import SAFE_TERMS, domain_terms, usable_terms

        terms = domain_terms(self.chosen_clips)
        if not terms:
            self.say("None of the chosen clips is a sample call.")
            return
        wanted = dict.fromkeys((*self.terms, *terms))
        most = max(SAFE_TERMS, len(self.terms))
        self.query_one(TermPanel).show(usable_terms(tuple(wanted)[:most]))
        if len(wanted) > most:
            self.say(f"{len(wanted) - most} of them are left out: {most} terms are enough.")
        self.terms_changed()
        self.redraw_edges()

    def do_search_choose(self) -> None:
        """The clip under the cursor in, or out."""
        self.choose_clip()

    def do_search_all(self) -> None:
        """All clips, or none."""
        self.toggle_all()
        self.show_bench()
        self.redraw_edges()

    def do_search_samples(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    def do_search_other(self) -> None:
        """The next pane, where one fits."""
        self.next_side()

    # --- which hits --------------------------------------------------------------------------

    def do_search_lower(self) -> None:
        """Show weaker hits too."""
        self._cut(-_STEP)

    def do_search_raise(self) -> None:
        """Only surer hits."""
        self._cut(_STEP)

    def _cut(self, step: float) -> None:
        least = min(1.0, max(0.0, round(self.cuts.least + step, 1)))
        self.cuts = replace(self.cuts, least=least)
        if self.terms and all(term in self.cuts.own for term in self.terms):
            self.say("Every term here has a cut of its own, which goes before this one.")
        self.show_hits()

    def do_search_filter(self) -> None:
        """All choices in a window."""
        from tui.screens.search_filter import FilterWindow

        def answered(view: SearchView | None) -> None:
            if view is not None:
                self._look_at(view)

        # Recordings that are no samples may have two.
        channels = max((2, *(one.clip.channels for one in self.chosen_clips)))
        self.app.push_screen(FilterWindow(self.view, self.terms, channels), answered)

    def do_search_order(self) -> None:
        """The next order."""
        self._look_at(replace(self.view, order=(self.view.order + 1) % len(ORDERS)))

    def do_search_found(self) -> None:
        """Found by either, by both, by one side only."""
        sides = [side for side, _ in SIDES]
        following = sides[(sides.index(self.view.side) + 1) % len(sides)]
        self._look_at(replace(self.view, side=following))

    def _look_at(self, view: SearchView) -> None:
        self.view = view
        self.show_hits()
        self.query_one(HitRows).first()
        self.redraw_edges()

    # --- what comes of them ------------------------------------------------------------------

    @property
    def term_here(self) -> str:
        """The term under the cursor: of the list that has the focus, else of the hit."""
        panel = self.query_one(TermPanel)
        if self._hit is not None and not panel.has_focus_within:
            return self._hit.moment.term
        return panel.selected or next(iter(self.terms), "")

    def do_search_calibrate(self) -> None:
        """Decide by ear where to cut the term under the cursor."""
        from tui.screens.calibrate import CalibrateScreen

        term = self.term_here
        counts = self._counts.get(term)
        if counts is None or not counts.clips:
            key = self.program.key_of("search-run")
            self.say(f"{one_line(term)} was not searched for yet: {key} searches.")
            return
        self.app.push_screen(CalibrateScreen(term))

    def do_search_export(self) -> None:
        """What is shown into a file, in its order."""
        from tui.screens.search_export import export_window

        query, many = self._query, len(self.query_one(HitRows).numbers)
        if query is None:
            return

        def answered(path: Path | None) -> None:
            if path is not None:
                self.say(f"{counted(many, 'hit')} written to {shown_path(path)}.")

        self.app.push_screen(export_window(self.program.workspace, query, many), answered)
