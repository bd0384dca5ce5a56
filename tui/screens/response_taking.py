"""What the responses bench holds against what: the paths, and the two responses, from wherever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message

from checklists.during.rehearsal.path_list import PathList, Read
from checklists.during.rehearsal.row import Row
from providers.errors import BadInput, Trouble
from tui.response_lines import bad_words
from tui.screens.clip_bench import ClipBench
from tui.text import clean, clock, counted, one_line, shortened, shown_path

if TYPE_CHECKING:
    from pathlib import Path

    from checklists.during.rehearsal.differences import Difference
    from checklists.during.rehearsal.from_scan import Collected
    from checklists.during.rehearsal.sides import Side
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.speech import Transcript
    from tui.screens.bench import Tell

OFFERED = 50


@dataclass
class Rehearsed(Message):
    """Everything that follows from two responses and a list of paths; ``trouble`` instead."""

    sides: tuple[Side, Side] | None = None
    paths: PathList | None = None
    reads: tuple[Read, ...] = ()
    rows: tuple[Row, ...] = ()
    found: tuple[Difference, ...] = ()
    trouble: str = ""


class ResponseTaking(ClipBench):
    """Gets two responses and the paths, and works out what follows; subclasses show it."""

    def __init__(self) -> None:
        self.now = Rehearsed()
        self.reading = False
        self._typed: dict[str, str] = {}
        super().__init__()

    def show_all(self) -> None:
        """Bring every view up to date; subclasses do."""

    def nothing_yet(self) -> str:
        """The sentence for where there is nothing to show; subclasses give it."""
        return ""

    def begin(self) -> None:
        """Begin with the newest rehearsal, else with the newest clip that both have heard."""
        from checklists.during.rehearsal.recorded import kept_from, newest
        from checklists.during.rehearsal.sides import pairs_on_record, side_from

        workspace = self.program.workspace
        runs = newest(workspace)
        pairs = pairs_on_record(workspace)[:1]
        heard = [workspace.run(run.id) for pair in pairs for run in (pair.amazon, pair.deepgram)]

        def make() -> Any:
            kept = kept_from(runs) if runs else None
            if kept is not None:
                return (kept.amazon, kept.deepgram), kept.paths
            if not heard:
                return None, None
            amazon, deepgram = (side_from(run, pairs[0].clip.name) for run in heard)
            return (amazon, deepgram), None

        if runs or heard:
            self._rehearse(make)

    @work(exclusive=True, group="rehearse", exit_on_error=False)
    async def _rehearse(self, make: Callable[[], Any]) -> None:
        self.reading = True
        self.show_all()
        try:
            found = await asyncio.to_thread(_rehearsed, make)
        except Trouble as trouble:
            found = Rehearsed(trouble=str(trouble))
        except Exception as error:
            self.program.note_fault(error)
            found = Rehearsed(trouble="This ended because of a fault of the program.")
        self.post_message(found)

    @on(Rehearsed)
    def _show_rehearsed(self, message: Rehearsed) -> None:
        self.reading = False
        if message.trouble:
            self.say(clean(message.trouble))
        else:
            self.now = message
            bad = message.paths.bad if message.paths else ()
            if bad:
                lines = counted(len(bad), "line is no path", "lines are no paths")
                self.say(f"{lines}: {shortened(bad_words(bad[:1]), 120)}")
        self.show_all()
        self.redraw_edges()

    def _take(self, sides: tuple[Side, Side] | None, paths: PathList | None) -> None:
        self._rehearse(lambda: (sides, paths))

    @property
    def reads(self) -> tuple[Read, ...]:
        """The paths that downstream is known to read; none where the sample's fields are shown."""
        return self.now.paths.reads if self.now.paths else ()

    # --- the adapter -------------------------------------------------------------------------

    def do_responses_export(self) -> None:
        """Ask where, and write the adapter for the paths in view."""
        from tui.screens.response_forms import adapter_window

        def answered(folder: Path | None) -> None:
            if folder is not None:
                self._typed["adapter"] = str(folder)
                self._export(folder)

        known = self._typed.get("adapter", "deepgram_adapter")
        self.app.push_screen(adapter_window(known), answered)

    def _export(self, folder: Path) -> None:
        now = self.now

        async def write(tell: Tell) -> tuple[str, ...]:
            from checklists.during.adapter.exporting import export

            if now.sides is None:
                return ()
            _refuse_what_is_there(folder)
            amazon, deepgram = (side.document for side in now.sides)
            return await asyncio.to_thread(export, now.rows, amazon, deepgram, folder)

        def written(names: tuple[str, ...]) -> str:
            return f"{counted(len(names), 'file')} in {shown_path(folder)}: {', '.join(names)}."

        self.run_work("Writing the adapter", write, written)

    # --- paths -------------------------------------------------------------------------------

    def do_responses_paths(self) -> None:
        """Ask where the paths are from."""
        from tui.screens.choose import ChooseWindow

        choices = [
            ("A file", "one path a line: JMESPath, JSONPath or jq"),
            ("The code that was scanned", "what the parsers of the newest scan read"),
            ("The sample itself", "every field of Amazon's response"),
        ]

        def chosen(at: int | None) -> None:
            if at is not None:
                (self._ask_for_list, self._collect, self._whole_sample)[at]()

        self.app.push_screen(ChooseWindow("What downstream reads", choices, 0), chosen)

    def _ask_for_list(self) -> None:
        from tui.screens.response_forms import list_window

        def answered(paths: PathList | None) -> None:
            if paths is not None:
                self._take(self.now.sides, paths)

        self.app.push_screen(list_window(self._typed.get("list", "")), answered)

    def _collect(self) -> None:
        from checklists.during.rehearsal.from_scan import collect, parser_files

        try:
            files = parser_files(self.program.workspace)
        except BadInput as trouble:
            self.say(str(trouble))
            return

        async def read(tell: Tell) -> Collected:
            return await asyncio.to_thread(collect, files)

        self.run_work("Reading the parsers", read, self._collected)

    def _collected(self, found: Collected) -> str:
        files = counted(len(found.files), "file")
        if not found.reads:
            return f"No path could be read out of {files}: name the paths in a file."
        self._take(self.now.sides, PathList(found.reads))
        silent = f", none in {one_line(', '.join(found.silent[:2]))}" if found.silent else ""
        return f"{counted(len(found.reads), 'path')} in {files}{silent}."

    def _whole_sample(self) -> None:
        if self.now.sides is None:
            self.say(self.nothing_yet().partition("\n")[0])
            return
        self._take(self.now.sides, None)

    # --- responses ---------------------------------------------------------------------------

    def do_responses_clip(self) -> None:
        """Choose among the clips that both have heard."""
        from checklists.during.rehearsal.sides import pairs_on_record, side_from
        from tui.screens.choose import ChooseWindow

        workspace = self.program.workspace
        pairs = pairs_on_record(workspace)[:OFFERED]
        if not pairs:
            key = self.program.key_of("responses-send")
            self.say(f"No clip was heard by both yet: {key} sends one.")
            return
        choices = [
            (
                one_line(pair.clip.name),
                f"{'sandbox' if pair.amazon.sandbox else 'live'} · {one_line(pair.deepgram.model)}"
                f" · {pair.at:%Y-%m-%d %H:%M}",
            )
            for pair in pairs
        ]

        def chosen(at: int | None) -> None:
            if at is None:
                return
            runs = [workspace.run(run.id) for run in (pairs[at].amazon, pairs[at].deepgram)]
            name, paths = pairs[at].clip.name, self.now.paths

            def make() -> Any:
                return (side_from(runs[0], name), side_from(runs[1], name)), paths

            self._rehearse(make)

        self.app.push_screen(ChooseWindow("A clip that both have heard", choices, 0), chosen)

    def do_responses_files(self) -> None:
        """Ask for the two files."""
        from tui.screens.response_forms import FilesWindow

        def answered(files: tuple[Path, Path] | None) -> None:
            if files is not None:
                self._typed |= {"amazon": str(files[0]), "deepgram": str(files[1])}
                self._rehearse(_of_files(files, self.now.paths))

        window = FilesWindow(self._typed.get("amazon", ""), self._typed.get("deepgram", ""))
        self.app.push_screen(window, answered)

    def do_responses_send(self) -> None:
        """Choose a clip, ask, and send it to both."""
        from tui.screens.choose import ChooseWindow

        clips = sorted(self.clips, key=lambda one: one.clip.duration)[:OFFERED]
        choices = [
            (one_line(one.name), f"{clock(one.clip.duration)} · {one.clip.channels} ch")
            for one in clips
        ]

        def chosen(at: int | None) -> None:
            if at is not None:
                clip = clips[at]
                self.send_after_asking(
                    lambda vendors: [("deepgram", clip.clip), ("amazon", clip.clip)],
                    lambda vendors, pairs: self._send(vendors, clip),
                )

        self.app.push_screen(ChooseWindow("Send a clip to both", choices, 0), chosen)

    def _send(self, vendors: Vendors, record: ClipRecord) -> None:
        reads = self.reads

        async def both(tell: Tell) -> list[Transcript]:
            from checklists.during.rehearsal.sending import transcribe_both

            return await transcribe_both(vendors, record.clip, reads, tell)

        def keep(heard: list[Transcript]) -> str:
            from checklists.during.rehearsal.sides import side_from

            workspace = self.program.workspace
            runs = [workspace.record_transcript(one, record.sha256) for one in heard]
            amazon, deepgram = runs
            name, paths = record.name, self.now.paths
            self._rehearse(lambda: ((side_from(amazon, name), side_from(deepgram, name)), paths))
            return f"Both have heard {one_line(record.name)}; their responses are on record."

        self.run_work("Sending to both", both, keep)


def _refuse_what_is_there(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        why = (error.strerror or "unknown").lower()
        raise BadInput(f"{shown_path(folder)} cannot be looked into ({why}).") from None
    if taken:
        raise BadInput(f"{shown_path(folder)} is not empty: name a new directory.")


def _of_files(files: tuple[Path, Path], paths: PathList | None) -> Callable[[], Any]:
    from checklists.during.rehearsal.sides import side_of_file

    return lambda: ((side_of_file(files[0]), side_of_file(files[1])), paths)


def _rehearsed(make: Callable[[], Any]) -> Rehearsed:
    """Everything that follows from what ``make`` gives; blocks, for a thread of its own."""
    from checklists.during.rehearsal.differences import differences
    from checklists.during.rehearsal.leaves import leaf_reads
    from checklists.during.rehearsal.rehearsing import foreseen, paired, rehearse

    sides, paths = make()
    if sides is None:
        reads = paths.reads if paths else ()
        return Rehearsed(None, paths, reads, foreseen(reads))
    pair = paired(sides[0].document, sides[1].document)
    reads = paths.reads if paths else leaf_reads(pair.amazon.raw, streamed=pair.streamed)
    rows = rehearse(pair, reads)
    found = differences(pair) if paths else differences(pair, reads, rows)
    return Rehearsed(sides, paths, reads, rows, found)
