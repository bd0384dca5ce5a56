"""What the workbenches of "Test your audio" share: the clips, which are chosen, and the last look
before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.screens.bench import BenchScreen, Tell
from tui.text import counted

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.audio.clips import Clip
    from providers.sandbox.samples import SampleCall
    from providers.speech import Vendor

    Pairs = Sequence[tuple[Vendor, Clip]]

# A workspace may hold thousands of calls: beyond this nothing is chosen until somebody does.
CHOSEN_AT_FIRST = 12


class ClipBench(BenchScreen):
    """A workbench over the clips of the workspace."""

    def __init__(self) -> None:
        self.clips: tuple[ClipRecord, ...] = ()
        self.chosen: set[str] = set()
        self._seen: set[str] = set()
        super().__init__()

    def read_clips(self) -> None:
        """Read the clips; new ones are chosen where they are few."""
        self.clips = self.program.workspace.clips()
        hashes = {record.sha256 for record in self.clips}
        new = hashes - self._seen
        if len(new) <= CHOSEN_AT_FIRST:
            self.chosen |= new
        self._seen |= hashes
        self.chosen &= hashes

    @property
    def chosen_clips(self) -> list[ClipRecord]:
        """What is chosen, in the workspace's order."""
        return [record for record in self.clips if record.sha256 in self.chosen]

    def clip_of(self, sha256: str) -> ClipRecord | None:
        """A clip of the workspace by its hash."""
        return next((record for record in self.clips if record.sha256 == sha256), None)

    def toggle_clip(self, sha256: str) -> None:
        """Choose a clip, or leave it out."""
        self.chosen ^= {sha256}

    def toggle_all(self) -> None:
        """Choose every clip, or none where all are chosen."""
        hashes = {record.sha256 for record in self.clips}
        self.chosen = set() if self.chosen == hashes else hashes

    # --- the sample calls --------------------------------------------------------------------

    def all_samples_there(self) -> bool:
        """Whether every sample call is a clip of the workspace already."""
        from providers.sandbox.samples import sample_calls

        return {call.sha256 for call in sample_calls()} <= {one.sha256 for one in self.clips}

    def add_samples(self) -> None:
        """Look into the sample calls, then take them into the workspace."""
        self.run_work("Opening the sample calls", self._look_into_samples, self._keep_samples)

    @staticmethod
    async def _look_into_samples(tell: Tell) -> list[tuple[SampleCall, Clip]]:
        from providers.audio.clips import probe
        from providers.sandbox.samples import sample_calls

        calls = sample_calls()
        found = []
        for number, call in enumerate(calls):
            tell(call.title, number, len(calls))
            found.append((call, await asyncio.to_thread(probe, call.path)))
        return found

    def _keep_samples(self, found: list[tuple[SampleCall, Clip]]) -> str:
        from checklists.before.samples import add_sample_call

        for call, clip in found:
            add_sample_call(self.program.workspace, call, clip)
        return f"{counted(len(found), 'sample call')} added, with references. Synthesised speech."

    # --- before anything is sent -------------------------------------------------------------

    def send_after_asking(
        self,
        wanted: Callable[[Vendors], Pairs],
        send: Callable[[Vendors, Pairs], None],
        *,
        times: int = 1,
        nothing: str = "",
    ) -> None:
        """Find out which side is live, say what would be sent where, and send when told to.

        ``wanted`` gives what is to be sent; the sentence ``nothing`` is said where that is nothing.
        """

        async def open_sides(tell: Tell) -> Vendors:
            return await self.program.desk.vendors()

        def ask(vendors: Vendors) -> str:
            from checklists.before.sending import sendings
            from tui.screens.send import SendWindow

            pairs = wanted(vendors)
            if not pairs:
                return nothing

            def answered(agreed: bool | None) -> None:
                if agreed:
                    send(vendors, pairs)
                else:
                    self.say("Nothing was sent.")

            self.app.push_screen(SendWindow(sendings(vendors, pairs, times=times)), answered)
            return ""

        self.run_work("Opening both sides; the sandbox takes a moment to start", open_sides, ask)
