"""How samples come into the workspace: looked for, asked about, measured, and noted one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from textual import on

from providers.errors import Trouble
from tui.sample_lines import Heard, amount, left_out_sections
from tui.screens.bench import Tell
from tui.screens.choose import ChooseWindow
from tui.screens.run import RunWindow
from tui.screens.sample_forms import Wish, add_window, survey_window
from tui.screens.sample_list import SampleList, Stop
from tui.screens.sample_threads import (
    SampleTaken,
    Surveyed,
    found_under,
    measured_each,
    surveyed_under,
)
from tui.text import counted, one_line, shortened, shown_path

if TYPE_CHECKING:
    from checklists.before.representative import Item, Proposal
    from checklists.before.sample_sources import Candidate, Found
    from providers.credentials import AmazonAccess

# More than so many are rather proposed from than added.
MANY = 20

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Lookout:
    """What lies under a place, not opened; ``access`` where it lies in S3."""

    place: str
    found: tuple[Found, ...]
    access: AmazonAccess | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A proposal that was accepted, and the features of the files in it."""

    proposal: Proposal
    items: tuple[Item, ...]


class SampleIntake(SampleList):
    """Adding and proposing."""

    def __init__(self) -> None:
        self.left_out: list[tuple[str, str]] = []
        self._accepted: Accepted | None = None
        self._proposed: dict[str, str] = {}
        self._wish: Wish | None = None
        self._added: list[str] = []
        self._referenced = 0
        super().__init__()

    @property
    def proposal(self) -> Proposal | None:
        """What was proposed and accepted, without what is not in the set (any more)."""
        from checklists.before.representative import without

        if self._accepted is None:
            return None
        here = {record.sha256 for record in self.clips}
        accepted = self._accepted.proposal
        gone = {one.name for one in accepted.chosen if self._proposed.get(one.name) not in here}
        now = without(accepted, self._accepted.items, gone)
        return now if now.chosen else None

    async def blocking(self, function: Callable[[Stop], Outcome]) -> Outcome:
        """Run something that blocks in a thread, which is told to stop when this is cancelled."""
        stop = Event()
        try:
            return await asyncio.to_thread(function, stop.is_set)
        finally:
            stop.set()

    async def _access(self, place: str) -> AmazonAccess | None:
        if not place.startswith("s3://"):
            return None
        return (await self.program.desk.vendors()).amazon_access()

    # --- adding ------------------------------------------------------------------------------

    def do_samples_add(self) -> None:
        """Ask where the audio is, and look what there is."""
        place = self._wish.place if self._wish else self.said_place
        self.app.push_screen(add_window(place), self._look_for)

    def _look_for(self, place: str | None) -> None:
        if place is None:
            return

        async def carry_out(tell: Tell) -> Lookout:
            access = await self._access(place)
            return Lookout(
                place,
                await self.blocking(lambda stop: found_under(place, access, tell, stop)),
                access,
            )

        self.run_work(f"Looking under {shortened(place, 40)}", carry_out, self._ask_how)

    def _ask_how(self, lookout: Lookout) -> str:
        from checklists.before.sample_sources import Candidate, Skipped

        found = lookout.found
        live = [one for one in found if isinstance(one, Candidate) and one.live]
        self.left_out = [(one.name, one.why) for one in found if isinstance(one, Skipped)]
        self.left_out += _still_coming(live)
        usable = [one for one in found if isinstance(one, Candidate) and not one.live]
        if not usable:
            return f"Nothing to add there: {self._left_out_words() or 'it is empty.'}"
        self.when_seen(lambda: self._ask_where_to_keep(usable, lookout.place, lookout.access))
        return ""

    def _ask_where_to_keep(
        self,
        usable: Sequence[Candidate],
        place: str,
        access: AmazonAccess | None,
        accepted: Accepted | None = None,
    ) -> None:
        """The last question before files are opened: where they are to lie, or a few of them."""
        size = amount(sum(one.size for one in usable))
        files = counted(len(usable), "file")
        audio = shown_path(self.program.workspace.audio.absolute())
        there = any(one.path is None for one in usable)
        origin = "the sandbox's S3" if access and access.sandbox else "S3, live: AWS may charge"
        copies = (
            ("Download them into the workspace", f"{files}, {size}, from {origin}; to {audio}.")
            if there
            else ("Copy them into the workspace", f"{size} to {audio}; the originals stay.")
        )
        beside = "A text of the same name beside one becomes its reference."
        stay = ("Leave them where they are", f"{files}, {size}: each is read once. {beside}")
        few = (
            "Propose a small set of them",
            "Glimpse at each, and choose a few that stand for all.",
        )
        ways = [
            *(() if there else ((stay, False),)),
            (copies, True),
            *(((few, None),) if len(usable) > MANY and accepted is None else ()),
        ]

        def answered(index: int | None) -> None:
            if index is None:
                self.say("Nothing was added.")
            elif ways[index][1] is None:
                self._ask_what_to_propose(place)
            else:
                self._take(usable, bool(ways[index][1]), access, accepted)

        choices = [(name, one_line(words)) for (name, words), _ in ways]
        start = len(choices) - 1 if len(usable) > MANY and accepted is None else 0
        self.app.push_screen(ChooseWindow(f"{files} to add", choices, start), answered)

    def _take(
        self,
        usable: Sequence[Candidate],
        keep: bool,
        access: AmazonAccess | None,
        accepted: Accepted | None,
    ) -> None:
        """Measure each, and note it as soon as it is measured."""
        self._added, self._referenced = [], 0
        if accepted is not None:
            self._accepted, self._proposed = accepted, {}
        workspace = self.program.workspace
        directory, audio = workspace.directory, workspace.audio if keep else None

        def work(tell: Tell, stop: Stop) -> None:
            for taken in measured_each(usable, directory, audio, access, tell, stop):
                self.post_message(taken)

        async def carry_out(tell: Tell) -> None:
            await self.blocking(lambda stop: work(tell, stop))

        self.run_work("Measuring", carry_out, lambda _: self._all_taken())

    @on(SampleTaken)
    async def _sample_taken(self, message: SampleTaken) -> None:
        """One more is measured: note it, with the text beside it."""
        from checklists.before import samples
        from checklists.before.sample_facts import duplicates

        facts = message.facts
        if facts is None:
            self.left_out.append((message.name, message.trouble))
            return
        self._proposed[message.name] = facts.clip.sha256
        known = self.clip_of(facts.clip.sha256)
        if known is not None and known.clip.path.exists():
            same = duplicates([facts], {known.sha256: known.name})
            self.left_out += [(message.name, sentence) for sentence in same.values()]
            return
        name = PurePosixPath(message.name).name
        try:
            record = samples.add(
                self.program.workspace, facts, name="" if name == facts.path.name else name
            )
        except Trouble as trouble:
            self.left_out.append((message.name, str(trouble)))
            return
        self.clips = (*(one for one in self.clips if one is not known), record)
        self.heard[record.sha256] = Heard(facts)
        self._added.append(record.sha256)
        if message.beside and not record.references:
            await self._attach_beside(record.sha256, message.beside[0])

    async def _attach_beside(self, sha256: str, path: Path) -> None:
        """What lies beside a clip as its reference; why not is listed with what was left out."""
        from checklists.before import references

        workspace = self.program.workspace
        try:
            record = workspace.clip(sha256)
            read = await asyncio.to_thread(references.read_reference, path, record)
            references.attach(workspace, sha256, read)
        except Trouble as trouble:
            self.left_out.append((str(path), str(trouble)))
            return
        self._referenced += 1
        self.left_out = [one for one in self.left_out if one[0] != str(path)]
        self.left_out += [(str(path), note) for note in read.notes]

    def _all_taken(self) -> str:
        """To the first of those that are new, and what came of it in words."""
        if self._added:
            self.read_clips()
            self.show_clips()
            self.go_to(self._added[0])
        texts = f", {self._referenced} with the text beside it" if self._referenced else ""
        return (
            f"{counted(len(self._added), 'sample')} added{texts}. {self._left_out_words()}".strip()
        )

    def _left_out_words(self) -> str:
        if not self.left_out:
            return ""
        key = self.program.key_of("samples-left-out")
        many = "it" if len(self.left_out) == 1 else "them"
        return f"{counted(len(self.left_out), 'remark')}: {key} shows {many}."

    def do_samples_left_out(self) -> None:
        """What was left out, by reason."""
        self.app.push_screen(
            RunWindow("Left out or worth a remark", left_out_sections(self.left_out))
        )

    # --- proposing ---------------------------------------------------------------------------

    def do_samples_survey(self) -> None:
        """Ask what to look over, and how many to propose."""
        self._ask_what_to_propose(self._wish.place if self._wish else self.said_place)

    def _ask_what_to_propose(self, place: str) -> None:
        known = self._wish or Wish(place)
        wish = Wish(place or known.place, known.wanted, known.seed)
        self.app.push_screen(survey_window(wish), self._look_over)

    def _look_over(self, wish: Wish | None) -> None:
        if wish is None:
            return
        self._wish = wish
        directory = self.program.workspace.directory

        async def carry_out(tell: Tell) -> Surveyed:
            access = await self._access(wish.place)
            return await self.blocking(
                lambda stop: surveyed_under(wish, directory, access, tell, stop)
            )

        self.run_work(f"Looking over {shortened(wish.place, 40)}", carry_out, self._show_proposal)

    def _show_proposal(self, surveyed: Surveyed) -> str:
        from tui.screens.proposal import ProposalWindow

        found = surveyed.survey
        self.left_out = [(one.name, one.why) for one in found.skipped]
        self.left_out += _still_coming(found.live)
        if surveyed.proposal is None:
            return f"No audio was found there. {self._left_out_words()}".strip()
        by_name = {look.candidate.name: look.candidate for look in found.looks}

        def answered(accepted: Proposal | None) -> None:
            if accepted is None:
                self.say("Nothing was added.")
                return
            names = {one.name for one in accepted.chosen}
            items = tuple(item for item in surveyed.items if item.name in names)
            chosen = [by_name[one.name] for one in accepted.chosen]
            self._ask_where_to_keep(
                chosen, surveyed.wish.place, surveyed.access, Accepted(accepted, items)
            )

        window = ProposalWindow(found, surveyed.items, surveyed.proposal)
        self.when_seen(lambda: self.app.push_screen(window, answered))
        looked = counted(len(found.looks), "file")
        return f"Glimpsed at {looked} on this machine. {self._left_out_words()}".strip()


def _still_coming(live: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Live sources are nothing to measure, yet worth knowing of."""
    words = {
        "fifo": "a FIFO, heard as it comes: 'crossfade live - < FIFO' streams it",
        "growing": "still being written: add it when the recording has ended",
    }
    return [(one.name, words.get(one.kind, one.kind)) for one in live]
