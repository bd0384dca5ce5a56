"""References of samples: typed, attached from files, drafted from transcripts, confirmed by ear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import Trouble
from tui.sample_lines import length
from tui.screens.bench import Tell
from tui.screens.choose import ChooseWindow
from tui.screens.confirm import ConfirmWindow
from tui.screens.sample_forms import name_window, reference_window
from tui.screens.sample_intake import SampleIntake
from tui.screens.sample_list import Stop
from tui.text import clean, counted, one_line, shown_path

if TYPE_CHECKING:
    from checklists.before.references import Reference
    from checklists.records import ClipRecord, Run


class SampleReferences(SampleIntake):
    """What can be done about what is said in the clip under the cursor."""

    def __init__(self) -> None:
        self._who = ""
        super().__init__()

    def do_samples_edit(self) -> None:
        """Write what is said in the clip."""
        from checklists.before import references
        from tui.screens.reference_editor import ReferenceEditor
        from tui.widgets.listening import Listening

        record = self.current
        if record is None:
            return
        workspace, sha256 = self.program.workspace, record.sha256

        def keep(texts: Mapping[int, str]) -> ClipRecord:
            return references.edited(workspace, sha256, texts)

        def closed(kept: bool | None) -> None:
            if kept:
                self.program.reload()
                self.say(f"Kept, as typed: what is said in {record.name}.")

        window = ReferenceEditor(record, keep, Listening(slim=True))
        self.app.push_screen(window, closed)

    def do_samples_attach(self) -> None:
        """Look beside the audio, then ask which file."""
        record = self.current
        if record is None:
            return
        without = [one for one in self.clips if not one.references]

        async def carry_out(tell: Tell) -> tuple[tuple[Path, ...], dict[str, Path]]:
            return await self.blocking(lambda stop: _texts_beside(record, without, stop))

        def ask(found: tuple[tuple[Path, ...], dict[str, Path]]) -> str:
            self.when_seen(lambda: self._ask_which(record, *found))
            return ""

        self.run_work("Looking beside the audio", carry_out, ask)

    def _ask_which(
        self, record: ClipRecord, beside: tuple[Path, ...], others: Mapping[str, Path]
    ) -> None:
        folder = shown_path(record.clip.path.parent)
        choices = [(one_line(path.name), f"beside the audio, in {folder}") for path in beside]
        choices.append(("Another file", "type where it is"))
        if others.keys() - {record.sha256}:
            words = "attach to each what lies beside it; none that is there is replaced"
            choices.append((f"All {len(others)} clips without a reference", words))

        def answered(index: int | None) -> None:
            if index is None:
                return
            if index < len(beside):
                self._attach_file(record, beside[index])
            elif index == len(beside):
                self.app.push_screen(reference_window(""), typed)
            else:
                self._attach_all(others)

        def typed(path: Path | None) -> None:
            if path is not None:
                self._attach_file(record, path)

        if len(choices) == 1:
            self.app.push_screen(reference_window(""), typed)
        else:
            self.app.push_screen(ChooseWindow("Attach a reference", choices, 0), answered)

    def _attach_file(self, record: ClipRecord, path: Path) -> None:
        from checklists.before import references

        async def carry_out(tell: Tell) -> Reference:
            return await self.blocking(lambda _: references.read_reference(path, record))

        def read(reference: Reference) -> str:
            return self._replace(record, reference)

        self.run_work(f"Reading {shown_path(path)}", carry_out, read)

    def _replace(self, record: ClipRecord, reference: Reference) -> str:
        """Attach a reference, and say so; where the clip has one, ask before it is lost."""
        if not record.references:
            return self._attach_now(record, reference)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.say(self._attach_now(record, reference))
            else:
                self.say("The reference stays as it was.")

        words = sum(len(text.split()) for text in record.references.values())
        question = (
            f"“{one_line(record.name)}” has a reference of {counted(words, 'word')} "
            f"({self._standing(record)}). Replace it with {one_line(reference.origin.source)}?"
        )
        self.app.push_screen(ConfirmWindow("Replace the reference", question, "Replace"), answered)
        return ""

    def _attach_now(self, record: ClipRecord, reference: Reference) -> str:
        from checklists.before import references

        try:
            references.attach(self.program.workspace, record.sha256, reference)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return "Nothing was attached."
        self.program.reload()
        for note in reference.notes if not reference.origin.draft else ():
            self.notify(clean(note), title="Reference", markup=False)
        return self._attached_words(reference)

    def _attached_words(self, reference: Reference) -> str:
        if not reference.origin.draft:
            return f"Attached: {reference.origin.source}."
        edit, confirm = (self.program.key_of(f"samples-{name}") for name in ("edit", "confirm"))
        return f"Attached, unverified: {edit} corrects it, {confirm} confirms it by ear."

    @staticmethod
    def _standing(record: ClipRecord) -> str:
        from checklists.before.references import standing_in_words

        return one_line(standing_in_words(record))

    def _attach_all(self, others: Mapping[str, Path]) -> None:
        self._referenced = 0
        self.left_out = []

        async def carry_out(tell: Tell) -> None:
            for number, (sha256, path) in enumerate(others.items()):
                tell("Reading references", number, len(others))
                await self._attach_beside(sha256, path)

        def done(_: None) -> str:
            words = f"{counted(self._referenced, 'reference')} attached."
            return f"{words} {self._left_out_words()}".strip()

        self.run_work("Reading references", carry_out, done)

    def do_samples_draft(self) -> None:
        """Ask which transcript to start from."""
        record = self.current
        if record is None:
            return
        runs = list(reversed(self.program.workspace.run_heads("transcribe", record.sha256)))
        if not runs:
            self.notify(
                "No transcript of this clip is on record: “Compare” of the task Test audio sends "
                "it to both sides.",
                severity="warning",
                markup=False,
            )
            return
        choices = [_run_words(run) for run in runs]

        def answered(index: int | None) -> None:
            if index is not None:
                self._start_from(record, runs[index].id)

        self.app.push_screen(ChooseWindow("Draft from a transcript", choices, 0), answered)

    def _start_from(self, record: ClipRecord, run_id: str) -> None:
        from checklists.before import references

        try:
            reference = references.draft_of(self.program.workspace.run(run_id))
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self.say(self._replace(record, reference))

    def do_samples_confirm(self) -> None:
        """Somebody says that they have listened; the name is asked for once."""
        from checklists.store import user

        record = self.current
        if record is None:
            return
        says = (
            f"That you listened to all of “{one_line(record.name)}” "
            f"({length(record.clip.duration)}) and that its reference is what is said."
        )
        if self._who:
            question = f"Confirm as {one_line(self._who)}: {says[0].lower()}{says[1:]}"
            window = ConfirmWindow("Confirm by ear", question, "Confirm")

            def agreed(yes: bool | None) -> None:
                if yes:
                    self._confirm(record, self._who)

            self.app.push_screen(window, agreed)
            return

        def named(name: str | None) -> None:
            if name:
                self._who = name
                self._confirm(record, name)

        self.app.push_screen(
            name_window(f"Your name says: {says[0].lower()}{says[1:]}", user()), named
        )

    def _confirm(self, record: ClipRecord, who: str) -> None:
        from checklists.before import references

        def confirm() -> None:
            references.confirm(self.program.workspace, record.sha256, who)
            self.say(f"Confirmed by {who}.")

        self.program.change(confirm)


def _texts_beside(
    record: ClipRecord, without: Sequence[ClipRecord], stop: Stop
) -> tuple[tuple[Path, ...], dict[str, Path]]:
    """The texts beside a clip, and the first beside each clip that has no reference."""
    from checklists.before.references import beside

    others: dict[str, Path] = {}
    for one in without:
        if stop():
            break
        found = beside(one.clip.path)
        if found:
            others[one.sha256] = found[0]
    return beside(record.clip.path), others


def _run_words(run: Run) -> tuple[str, str]:
    from tui.board_reading import run_line

    line = run_line(run)
    about = ", ".join(part for part in (line.origin, line.when, line.headline) if part)
    return f"{run.vendor.capitalize()} {one_line(run.model)}".strip(), about
