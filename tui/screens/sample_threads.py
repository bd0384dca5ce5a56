"""What the samples workbench does in threads: looking for files, glimpsing, measuring.

Nothing here touches a widget or the workspace; ``stop`` ends it early.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from textual.message import Message

from providers.errors import Trouble
from tui.screens.bench import Tell
from tui.screens.sample_forms import Wish
from tui.screens.sample_list import Stop
from tui.text import counted, shortened

if TYPE_CHECKING:
    from checklists.before.representative import Item, Proposal
    from checklists.before.sample_facts import SampleFacts
    from checklists.before.sample_sources import Candidate, Found
    from checklists.before.sample_survey import Survey, SurveyProgress
    from providers.credentials import AmazonAccess

_TELL_EVERY = 25


@dataclass
class SampleTaken(Message):
    """A file was measured, or ``trouble`` says why it was not."""

    name: str
    facts: SampleFacts | None
    beside: tuple[Path, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A survey, what there is to choose from in it, and what is proposed."""

    wish: Wish
    survey: Survey
    items: tuple[Item, ...]
    proposal: Proposal | None
    access: AmazonAccess | None


def found_under(
    place: str, access: AmazonAccess | None, tell: Tell, stop: Stop
) -> tuple[Found, ...]:
    """What lies under a place, not opened."""
    from checklists.before.sample_sources import find

    found: list[Found] = []
    for one in find([place], access=access, stop=stop):
        found.append(one)
        if len(found) % _TELL_EVERY == 0:
            tell(f"Looking: {counted(len(found), 'file')}", 0, 0)
    return tuple(found)


def surveyed_under(
    wish: Wish, directory: Path, access: AmazonAccess | None, tell: Tell, stop: Stop
) -> Surveyed:
    """Glimpse at everything under a place, and propose a few; None where there is no audio."""
    from checklists.before.sample_cache import FactsCache
    from checklists.before.sample_survey import population, propose_samples, survey

    def on_progress(now: SurveyProgress) -> None:
        if not stop():
            known = f", {now.cached:,} known" if now.cached else ""
            tell(f"{now.found:,} found: {now.opened:,} opened{known}", 0, 0)

    with FactsCache(directory) as cache:
        found = survey([wish.place], cache=cache, access=access, on_progress=on_progress, stop=stop)
    proposal = propose_samples(found, wish.wanted, wish.seed) if found.looks else None
    return Surveyed(wish, found, population(found), proposal, access)


def measured_each(
    usable: Sequence[Candidate],
    directory: Path,
    audio: Path | None,
    access: AmazonAccess | None,
    tell: Tell,
    stop: Stop,
) -> Iterator[SampleTaken]:
    """Each file as it is measured; ends early after ``stop``."""
    from checklists.before.references import beside
    from checklists.before.sample_cache import FactsCache
    from checklists.before.sample_facts import Stopped
    from checklists.before.samples import taken
    from providers.amazon.listing import DownloadStopped

    with FactsCache(directory) as cache:
        for number, one in enumerate(usable):
            telling = Telling(
                tell, shortened(PurePosixPath(one.name).name, 30), number, len(usable)
            )
            telling(0.0)
            try:
                facts = taken(one, cache, audio=audio, access=access, on_share=telling, stop=stop)
                texts = beside(one.path) if one.path else ()
                found = SampleTaken(one.name, facts, texts)
            except (Stopped, DownloadStopped):
                return
            except Trouble as trouble:
                found = SampleTaken(one.name, None, trouble=str(trouble))
            if stop():
                return
            yield found


class Telling:
    """Tells how far one file is, in steps that can be seen."""

    def __init__(self, tell: Tell, name: str, number: int, total: int) -> None:
        self._tell, self._name, self._number, self._total = tell, name, number, total
        self._percent = -1

    def __call__(self, share: float) -> None:
        """The share of the file that is done, 0..1."""
        percent = int(share * 20) * 5
        if percent != self._percent:
            self._percent = percent
            part = f" {percent} %" if 0 < percent < 100 else ""
            self._tell(f"Measuring {self._name}{part}", self._number, self._total)
