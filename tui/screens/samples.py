"""Find representative samples: the clips of the workspace, and the record of why these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work

from tui.actions import bindings_for
from tui.sample_lines import will_record
from tui.screens.confirm import ConfirmWindow
from tui.screens.sample_references import SampleReferences
from tui.text import clean

if TYPE_CHECKING:
    from checklists.before.representative import Proposal

NEEDS_A_CLIP = ("edit", "attach", "draft", "confirm", "remove", "record", "listen")
NEEDS_REST = ("add", "survey", "calls", "attach")


class SamplesScreen(SampleReferences):
    """The list, its details, and everything that comes into the list or goes out of it."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "samples.tcss"]
    BINDINGS = bindings_for("samples")
    AUTO_FOCUS = "TableRows"
    bench_id = "samples"

    def on_mount(self) -> None:
        """The clips, and what was recorded and is none of them yet."""
        super().on_mount()
        self._look_for_recordings()

    @work(exclusive=True, group="recordings", exit_on_error=False)
    async def _look_for_recordings(self) -> None:
        from checklists.before.recordings import unnamed
        from tui.recovered import recordings_left, said_of

        found = await recordings_left(self.program)
        left = unnamed(self.program.workspace, found.clips)
        way = f"{self.program.key_of('next-bench')} goes to Record"
        if words := said_of(found.repaired, left, way):
            self.say(words)

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        record = self.current
        if self.working:
            busy = f"Something runs here: press {self.program.key_of('stop-work')} to stop it."
            found |= {f"samples-{name}": busy for name in NEEDS_REST}
        if record is None:
            none = f"There is no sample yet: {self.program.key_of('samples-add')} adds audio."
            found |= {f"samples-{name}": none for name in NEEDS_A_CLIP}
        elif not record.references:
            key = self.program.key_of("samples-edit")
            found["samples-confirm"] = f"It has no reference to confirm yet: {key} types one."
        if "samples-calls" not in found and self.all_samples_there():
            found["samples-calls"] = "The sample calls are clips of this workspace already."
        if not self.left_out:
            found["samples-left-out"] = "Nothing was left out since the program began."
        return found

    def do_samples_calls(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    async def do_samples_listen(self) -> None:
        """Hear and see the clip under the cursor."""
        from tui.screens.listen import open_listening

        record = self.current
        if record is not None:
            await open_listening(self.program, record.sha256)

    def do_samples_remove(self) -> None:
        """Ask, then take the clip out of the set."""
        record = self.current
        if record is None:
            return
        question = (
            f"Take “{clean(record.name)}” out of the set? The file stays where it is, and so do "
            "the runs and evidence made with it. Added again, the clip is what it was."
        )

        def take_out() -> None:
            self.program.workspace.retire_clip(record.sha256)
            self.say(f"Taken out: {record.name}.")

        def agreed(yes: bool | None) -> None:
            if yes:
                self.program.change(take_out)

        self.app.push_screen(ConfirmWindow("Take out of the set", question, "Take out"), agreed)

    def do_samples_record(self) -> None:
        """Say what would be recorded, then record it."""
        proposal = self.proposal
        unheard = sum(record.sha256 not in self.heard for record in self.clips)
        words = "\n".join(will_record(self.clips, proposal, unheard))

        def agreed(yes: bool | None) -> None:
            if yes:
                self.program.change(lambda: self._keep_choice(proposal))

        self.app.push_screen(ConfirmWindow("Record the choice", words, "Record"), agreed)

    def _keep_choice(self, proposal: Proposal | None) -> None:
        from checklists.before import samples

        facts = {
            sha: heard.facts
            for sha, heard in self.heard.items()
            # What is there now may not be what was added.
            if heard.facts and heard.facts.clip.sha256 == sha
        }
        run = samples.record(self.program.workspace, self.clips, facts=facts, proposal=proposal)
        key = self.program.key_of("bench-run")
        self.say(f"Recorded as evidence, {run.id}: {key} opens it.")
