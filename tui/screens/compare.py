"""Test your audio: the same clips through both vendors, whole; the numbers, and word by word."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message

from tui.actions import bindings_for
from tui.compare_lines import (
    NAMES,
    NOTHING_YET,
    TABLE,
    about_totals,
    channel_name,
    clip_lines,
    heard_by,
    made_with,
    origin,
    total_lines,
)
from tui.messages import Transcribed
from tui.screens.bench import Tell
from tui.screens.clip_bench import ClipBench
from tui.text import clock, counted, one_line, shortened
from tui.widgets.aligned_text import LEGEND, AlignedText, Section
from tui.widgets.table import Table, TableRows

if TYPE_CHECKING:
    from checklists.before.audio_tests import Outcome
    from checklists.before.comparison import OnRecord, Totals
    from checklists.records import ClipRecord, Run
    from checklists.vendors import Vendors
    from providers.audio.clips import Clip
    from providers.speech import Transcript, Vendor
    from tui.screens.clip_bench import Pairs


@dataclass
class Began(Message):
    """A clip is being sent to a side."""

    clip: str
    vendor: Vendor


@dataclass
class Summed(Message):
    """The totals of the chosen clips are worked out."""

    totals: Totals


@dataclass
class Aligned(Message):
    """The texts under the cursor are aligned: for which runs, and how they stand together."""

    runs: tuple[str, ...]
    sections: tuple[Section, ...]


class CompareScreen(ClipBench):
    """Clips and both sides' results above, the texts of the clip under the cursor below."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "compare.tcss"]
    BINDINGS = bindings_for("compare")
    AUTO_FOCUS = "TableRows"
    bench_id = "compare"

    def __init__(self) -> None:
        self._runs: tuple[Run, ...] = ()
        self._results: Mapping[str, Sequence[OnRecord]] = {}
        self._states: dict[tuple[str, Vendor], str] = {}
        self._totals: Totals | None = None
        self._aligned: dict[tuple[str, ...], tuple[Section, ...]] = {}
        self._sent = self._kept = 0
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="split", classes="place"):
            with Vertical(id="numbers", classes="side -shown"):
                yield Table(TABLE, id="table", classes="panel")
            with Vertical(id="texts", classes="side"):
                yield AlignedText(id="aligned", classes="panel")

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        if self.working:
            busy = f"Clips are being sent: press {self.program.key_of('stop-work')} to stop first."
            found |= {"compare-send": busy, "compare-again": busy, "compare-samples": busy}
        elif not self.clips:
            key = self.program.key_of("compare-samples")
            none = f"There is no clip in this workspace: {key} adds the sample calls."
            found |= dict.fromkeys(
                ("compare-send", "compare-again", "compare-choose", "compare-all"), none
            )
        elif not self.chosen:
            none = f"No clip is chosen: {self.program.key_of('compare-all')} chooses all."
            found |= {"compare-send": none, "compare-again": none}
        if "compare-samples" not in found and self.all_samples_there():
            found["compare-samples"] = "The sample calls are clips of this workspace already."
        if not self.narrow():
            found["compare-other"] = "Both panes are in view: tab moves between them."
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """What is on record, without asking anybody."""
        from checklists.before import comparison

        self.read_clips()
        workspace = self.program.workspace
        self._runs = comparison.transcripts_on_record(workspace, self.clips)
        self._results = comparison.results(workspace, self.clips, self._runs)
        self._show_table()
        self._sum_up()

    def _show_table(self) -> None:
        lines = [
            *(total_lines(self._totals, len(self.chosen), self._results) if self._totals else ()),
            *(
                line
                for record in self.clips
                for line in clip_lines(
                    record,
                    record.sha256 in self.chosen,
                    self._results.get(record.sha256, ()),
                    self._states,
                )
            ),
        ]
        table = self.query_one(Table)
        first = f"{self.clips[0].sha256}/deepgram" if self.clips else ""
        start = next((line.id for line in lines if line.id.startswith(first)), "") if first else ""
        nothing = NOTHING_YET.format(key=self.program.key_of("compare-samples"))
        table.show(lines, start=start, nothing=nothing)
        seconds = sum(record.clip.duration for record in self.chosen_clips)
        amount = f"{len(self.chosen)} of {len(self.clips)} chosen, {clock(seconds)} of audio"
        table.border_title = Content(f"Clips · {amount}" if self.clips else "Clips")
        table.border_subtitle = Content(made_with(self._results))
        self._show_texts()

    @work(exclusive=True, group="sum", exit_on_error=False)
    async def _sum_up(self) -> None:
        from checklists.before import comparison

        chosen = self.chosen_clips
        totals = await asyncio.to_thread(comparison.totals, chosen, self._runs)
        self.post_message(Summed(totals))

    @on(Summed)
    def _summed(self, message: Summed) -> None:
        self._totals = message.totals
        self._show_table()

    # --- the texts ---------------------------------------------------------------------------

    @on(TableRows.OptionHighlighted)
    def _moved(self) -> None:
        self._show_texts()

    @on(TableRows.OptionSelected)
    def _opened(self) -> None:
        run = self._row_run()
        if run:
            self.program.open_run(run.run)

    def _selected(self) -> tuple[str, str, str]:
        """The clip's hash, vendor and origin of the line under the cursor; "" where none."""
        sha, vendor, where, *_ = (*self.query_one(Table).rows.selected.split("/"), "", "", "")
        return sha, vendor, where

    def _row_run(self) -> OnRecord | None:
        sha, vendor, where = self._selected()
        for one in self._results.get(sha, ()):
            if one.vendor == vendor and where in ("", origin(one.sandbox)):
                return one
        return None

    def _beside(self) -> list[OnRecord]:
        """Both sides' results of the clip under the cursor, of one origin."""
        sha, _, where = self._selected()
        rows = self._results.get(sha, ())
        wanted = [one for one in rows if origin(one.sandbox) == where]
        found = {one.vendor: one for one in (wanted or rows)}
        return [found[vendor] for vendor in sorted(found, reverse=True)]

    def _show_texts(self) -> None:
        pane = self.query_one(AlignedText)
        sha, vendor, _ = self._selected()
        record = self.clip_of(sha)
        if record is None:
            pane.border_subtitle = Content("")
            pane.border_title = Content("About these numbers" if self.clips else "Word by word")
            pane.show((), about_totals(self._totals) if self._totals and self.clips else "")
            return
        draft = " · the reference is only a draft" if record.unverified else ""
        pane.border_title = Content(f"Word by word · {one_line(record.name)}{draft}")
        pane.border_subtitle = Content("")
        beside = self._beside()
        runs = tuple(one.run for one in beside)
        state = self._states.get((sha, "deepgram" if vendor == "deepgram" else "amazon"), "")
        if not runs:
            key = self.program.key_of("compare-send")
            pane.show((), state or f"Not sent yet: {key} sends what is missing to both sides.")
            return
        pane.border_subtitle = Content(LEGEND)
        if runs in self._aligned:
            pane.show(self._aligned[runs], "\n".join(filter(None, (state, heard_by(beside)))))
        else:
            self._align(record, beside, runs)

    @work(exclusive=True, group="align", exit_on_error=False)
    async def _align(
        self, record: ClipRecord, beside: Sequence[OnRecord], runs: tuple[str, ...]
    ) -> None:
        heard = [self.program.workspace.transcript(run) for run in runs]
        names = tuple(NAMES[one.vendor] for one in beside)
        sections = await asyncio.to_thread(_sections, record, heard, names)
        self.post_message(Aligned(runs, sections))

    @on(Aligned)
    def _show_aligned(self, message: Aligned) -> None:
        if len(self._aligned) > 40:
            self._aligned.clear()
        self._aligned[message.runs] = message.sections
        if tuple(one.run for one in self._beside()) == message.runs:
            self._show_texts()

    # --- what the keys do --------------------------------------------------------------------

    def do_compare_choose(self) -> None:
        """The clip under the cursor in, or out."""
        sha, _, _ = self._selected()
        if self.clip_of(sha):
            self.toggle_clip(sha)
            self._chosen_changed()

    def do_compare_all(self) -> None:
        """All in, or all out."""
        self.toggle_all()
        self._chosen_changed()

    def _chosen_changed(self) -> None:
        self._show_table()
        self._sum_up()
        self.redraw_edges()

    def do_compare_samples(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    def do_compare_difference(self) -> None:
        """On to the next words that differ."""
        if not self.query_one(AlignedText).next_difference():
            self.say("The texts do not differ.")

    def do_compare_other(self) -> None:
        """Where one pane fits, show the other."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
            if side.has_class("-shown"):
                # What is not in view yet does not take the focus.
                self.call_after_refresh(side.query("TableRows, AlignedText").first().focus)

    def do_compare_send(self) -> None:
        """Ask, then send what has no result on record."""

        def wanted(vendors: Vendors) -> Pairs:
            from checklists.before.comparison import missing
            from providers.speech import VENDORS

            sandboxed = {vendor: vendors.sandboxed(vendor) for vendor in VENDORS}
            return missing(self._results, self.chosen_clips, sandboxed)

        again = self.program.key_of("compare-again")
        self.send_after_asking(
            wanted, self._send, nothing=f"All of it is on record already; {again} sends it again."
        )

    def do_compare_again(self) -> None:
        """Ask, then send every chosen clip to both sides."""

        def wanted(vendors: Vendors) -> Pairs:
            from providers.speech import VENDORS

            return [(vendor, one.clip) for one in self.chosen_clips for vendor in VENDORS]

        self.send_after_asking(wanted, self._send)

    # --- sending -----------------------------------------------------------------------------

    def _send(self, vendors: Vendors, pairs: Pairs) -> None:
        self._states = {(clip.sha256, vendor): "waiting" for vendor, clip in pairs}
        self._sent, self._kept = len(pairs), 0
        records = {one.sha256: one for one in self.clips}

        async def carry_out(tell: Tell) -> None:
            from checklists.before import audio_tests

            done = 0

            def name(vendor: Vendor, clip: Clip) -> str:
                side = "Deepgram" if vendor == "deepgram" else "Amazon"
                return f"{side}: {shortened(records[clip.sha256].name, 18)}"

            def on_start(vendor: Vendor, clip: Clip) -> None:
                self.post_message(Began(clip.sha256, vendor))
                tell(name(vendor, clip), done, len(pairs))

            def on_done(outcome: Outcome) -> None:
                nonlocal done
                done += 1
                self.post_message(Transcribed(records[outcome.clip.sha256], outcome))
                tell(name(outcome.vendor, outcome.clip), done, len(pairs))

            await audio_tests.transcribe_pairs(vendors, pairs, on_start=on_start, on_done=on_done)

        self.run_work("Sending", carry_out, self._all_sent)
        self._show_table()

    def _all_sent(self, _: None) -> str:
        failed = self._sent - self._kept
        sentence = f"{counted(self._kept, 'result')} recorded under Test audio"
        return f"{sentence}; {failed} failed: the rows say why." if failed else f"{sentence}."

    def do_stop_work(self) -> None:
        """Give up what is not done; what came back is recorded."""
        super().do_stop_work()
        self._states = {key: word for key, word in self._states.items() if ":" in word}
        self._show_table()

    @on(Transcribed)
    async def _transcribed(self, message: Transcribed) -> None:
        """One side has answered for one clip: score it beside the screen, and keep it."""
        from checklists.before import audio_tests
        from providers.errors import Trouble

        outcome, record = message.outcome, message.sample
        key = (record.sha256, outcome.vendor)
        self._states.pop(key, None)
        if outcome.transcript is None:
            self._states[key] = f"failed: {one_line(str(outcome.trouble))}"
        else:
            score = await asyncio.to_thread(audio_tests.scored, record, outcome.transcript)
            try:
                audio_tests.record(self.program.workspace, record, outcome.transcript, score)
                self._kept += 1
            except Trouble as trouble:
                self._states[key] = f"not recorded: {one_line(str(trouble))}"
        self.show_bench()

    @on(Began)
    def _began(self, message: Began) -> None:
        """A clip is on its way to a side."""
        self._states[(message.clip, message.vendor)] = "hearing"
        self._show_table()


def _sections(
    record: ClipRecord, heard: Sequence[Transcript], names: tuple[str, ...]
) -> tuple[Section, ...]:
    """The passages of one clip. Loads the normaliser and jiwer: not for the thread that draws."""
    from checklists.scoring.side_by_side import passages

    return tuple(
        Section(
            "" if one.channel is None else f"Channel {channel_name(one.channel)}",
            names,
            one.columns,
            bool(record.references),
        )
        for one in passages(record.references, heard)
    )
