"""Other ways to look at terms: live beside each other, blind by ear, spoken by a local voice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tui.keyword_lines import rate, rows_of, term_row
from tui.screens.bench import Tell
from tui.screens.keyword_trying import KeywordTrying, left_words, usable
from tui.text import counted, one_line
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.table import Table
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from checklists.before.keywords import LadderPlan, LadderState
    from checklists.before.preference.spans import Variant
    from checklists.before.spoken_probe import SpokenClip
    from checklists.records import ClipRecord, Run
    from checklists.vendors import Vendors
    from providers.audio.speaking import Voice

# Two voices tell what is the voice's doing; more only take longer.
_VOICES = 2


@dataclass
class Spoken:
    """Clips that lie in a folder of their own until they are in the workspace."""

    clips: tuple[SpokenClip, ...]
    folder: TemporaryDirectory[str]


class KeywordWays(KeywordTrying):
    """``run`` and ``result`` are the experiment that is shown."""

    def __init__(self) -> None:
        self.run: Run | None = None
        self.result: Mapping[str, Any] = {}
        super().__init__()

    @property
    def line(self) -> str:
        """The id of the line under the cursor of the verdicts."""
        return self.query_one(Table).rows.selected

    @property
    def term_here(self) -> str:
        """The term under the cursor: of the list that has the focus, else of the verdicts."""
        panel = self.query_one(TermPanel)
        row = term_row(self.result, self.line)
        if row is not None and not panel.has_focus_within:
            return str(row.get("term", ""))
        return panel.selected or next(iter(self.terms), "")

    def clip_here(self) -> ClipRecord | None:
        """The clip to show a term on: the one under the cursor of the clips where that has the
        focus, else the first of the experiment in which the term changed something."""
        picker = self.query_one(ClipPicker)
        if picker.has_focus:
            return self.clip_of(picker.selected)
        row = term_row(self.result, self.line) or {}
        changed = [
            str(one.get("clip")) for kind in ("gained", "harmed") for one in rows_of(row, kind)
        ]
        tried = [str(one.get("sha256")) for one in rows_of(self.result, "clips")]
        found = (self.clip_of(sha) for sha in (*changed, *tried))
        return next((one for one in found if one), None) or self.clip_of(picker.selected)

    def way_reasons(self) -> dict[str, str]:
        """Why these ways cannot be gone now."""
        key_of = self.program.key_of
        found: dict[str, str] = {}
        if not self.terms:
            none = f"There is no term in the list: {key_of('keywords-term')} types one."
            found |= {f"keywords-{name}": none for name in ("live", "unheard", "speak")}
        elif not self.clips:
            none = f"There is no clip: {key_of('keywords-samples')} adds the sample calls."
            found |= {"keywords-live": none, "keywords-unheard": none}
        if self.run is None:
            found["keywords-ear"] = (
                f"No experiment is recorded yet: {key_of('keywords-run')} tries terms; "
                f"{key_of('keywords-unheard')} does without a reference."
            )
        if self.working:
            busy = f"Something runs here: press {key_of('stop-work')} to stop it first."
            found |= {"keywords-unheard": busy, "keywords-speak": busy}
        return found

    # --- live --------------------------------------------------------------------------------

    async def do_keywords_live(self) -> None:
        """Without terms, with this one, with all of them, on the live screen."""
        from tui.screens.live_terms import open_keyterm_panes

        clip, term = self.clip_here(), self.term_here
        if clip is None:
            return
        rows = rows_of(self.result, "terms")
        boosts = {str(row.get("term")): rate(row.get("boost")) or 1.0 for row in rows}
        await open_keyterm_panes(
            self.program,
            clip,
            term,
            self.terms,
            model=self.model,
            boosts=boosts if self.way == "keywords" else None,
        )

    # --- by ear ------------------------------------------------------------------------------

    def do_keywords_ear(self) -> None:
        """What was heard in this experiment, chosen from blind."""
        from tui.screens.preference import open_by_ear

        if self.run is not None:
            open_by_ear(self.program, self.run)

    def do_keywords_unheard(self) -> None:
        """The clip under the cursor without terms and with all, then chosen from blind."""
        clip = self.clip_of(self.query_one(ClipPicker).selected)
        if clip is None:
            return

        async def open_side(tell: Tell) -> Vendors:
            return await self.program.desk.vendors()

        def ask(vendors: Vendors) -> str:
            from checklists.before.preference.variants import plan_hearing
            from tui.screens.keyword_send import TryWindow

            plan = plan_hearing(
                [clip],
                self.terms,
                sandbox=vendors.sandboxed("deepgram"),
                base=self.base,
                workspace=self.program.workspace,
            )
            if not plan.at_most:
                self.call_later(self._hear_both, vendors, plan)
                return "All of it is on record."

            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._hear_both(vendors, plan)
                else:
                    self.say("Nothing was sent.")

            title = f"By ear: {one_line(clip.name)}"
            self.app.push_screen(TryWindow(plan, vendors, title), answered)
            return ""

        self.run_work("Opening Deepgram; the sandbox takes a moment to start", open_side, ask)

    def _hear_both(self, vendors: Vendors, plan: LadderPlan) -> None:
        async def carry_out(tell: Tell) -> tuple[Variant, Variant]:
            from checklists.before.preference.variants import hear

            def on_state(state: LadderState) -> None:
                left = f", {left_words(state.seconds_left)} left" if state.seconds_left else ""
                tell(f"Hearing it twice{left}", state.done, state.total)

            return await hear(
                vendors,
                plan.clips,
                plan.terms,
                sandbox=plan.sandbox,
                base=plan.base,
                workspace=self.program.workspace,
                on_state=on_state,
            )

        def done(variants: tuple[Variant, Variant]) -> str:
            from tui.screens.preference import open_variants

            open_variants(self.program, variants)
            return "Heard without terms and with all of them."

        self.run_work("Hearing it twice", carry_out, done)

    # --- spoken ------------------------------------------------------------------------------

    def do_keywords_speak(self) -> None:
        """Ask, then have the terms of the list spoken by a local voice."""

        async def find(tell: Tell) -> tuple[Voice, ...]:
            from providers.audio.speaking import voices

            return await asyncio.to_thread(voices)

        self.run_work("Looking for a local voice", find, self._ask_to_speak)

    def _ask_to_speak(self, found: tuple[Voice, ...]) -> str:
        from checklists.before.spoken_probe import NOTE
        from providers.audio.speaking import NO_VOICE
        from tui.screens.keyword_send import ScrolledConfirm

        if not found:
            return NO_VOICE
        voices = found[:_VOICES]
        names = " and ".join(voice.id for voice in voices)
        words = (
            f"{counted(len(self.terms), 'term')} in sentences, spoken by {one_line(names)} on this "
            "machine; nothing is sent. The clips go into this workspace, stamped synthetic, and "
            f"are chosen instead of the others.\n{NOTE}"
        )

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._speak(voices)
            else:
                self.say("Nothing was spoken.")

        self.app.push_screen(ScrolledConfirm("Speak the terms", words, "Speak"), answered)
        return ""

    def _speak(self, voices: tuple[Voice, ...]) -> None:
        terms = self.terms

        async def carry_out(tell: Tell) -> Spoken:
            from checklists.before.spoken_probe import speak_terms

            folder = TemporaryDirectory(prefix="crossfade-")

            def on_sentence(done: int, total: int) -> None:
                tell("Speaking", done, total)

            clips = await asyncio.to_thread(
                speak_terms, terms, voices, Path(folder.name), on_sentence=on_sentence
            )
            return Spoken(clips, folder)

        self.run_work("Speaking", carry_out, self._spoken)

    def _spoken(self, spoken: Spoken) -> str:
        from checklists.before.spoken_probe import keep

        with spoken.folder:
            kept = {keep(self.program.workspace, clip).sha256 for clip in spoken.clips}
        self.read_clips()
        self.chosen = kept
        self.show_bench()
        key = self.program.key_of("keywords-full")
        return f"{counted(len(kept), 'clip')} spoken and chosen: synthetic. {key} tries the terms."

    def usable_count(self) -> int:
        """How many clips of the workspace have a reference."""
        return sum(1 for one in self.clips if usable(one))
