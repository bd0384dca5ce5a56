"""A search as lines of a table: what was heard at the left, what the text has at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.compare_lines import NAMES, channel_name, origin
from tui.text import clock, one_line, shortened
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.before.search import FoundIn, Moment, Searched, TermSearch
    from checklists.records import ClipRecord, Run

TABLE = (
    Column("term", 11, grows=True),
    Column("place", 8, right=True),
    Column("heard", 5, right=True),
    Column("as", 8, grows=True, rank=2),
    Column("found in", 10),
    Column("text", 5, right=True, rank=1),
    Column("written", 8, grows=True, rank=3),
)
FOUND: Mapping[FoundIn, tuple[str, str]] = {
    "both": ("both", ""),
    "sound": ("only sound", "$text-success"),
    "text": ("only text", "$text-warning"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A search of one clip that is on record."""

    record: ClipRecord
    searched: Searched


@dataclass(slots=True)
class Counts:
    """How many moments were found in which, and how many hits are too weak to be shown."""

    both: int = 0
    sound: int = 0
    text: int = 0
    weaker: int = 0

    def __str__(self) -> str:
        return f"{self.both} both · {self.sound} only sound · {self.text} only text"


def lines_of(
    found: Found, terms: Sequence[str], least: float, places: dict[str, tuple[Found, Moment]]
) -> Iterator[Line]:
    """A heading for the clip and a line for each moment; ``places`` is filled by line id."""
    from checklists.before.search import moments

    yield Line("", (heading(found),))
    by_term = {search.term: search for search in found.searched.terms}
    neither = []
    for term in terms:
        search = by_term.get(term)
        shown = moments(search, least) if search else ()
        if search is not None and not shown:
            neither.append(term)
        for number, moment in enumerate(shown):
            key = f"{found.record.sha256}/{term}/{number}"
            places[key] = (found, moment)
            yield Line(key, _cells(moment))
    later = [term for term in terms if term not in by_term]
    for words, of in (("in neither", neither), ("not searched for yet", later)):
        if of:
            yield Line("", ((one_line(f"{words}: {', '.join(of)}"), "dim"),))


def count(search: TermSearch, least: float, counts: Counts) -> None:
    """Add one term's moments in one clip."""
    from checklists.before.search import moments

    for moment in moments(search, least):
        name = moment.found_in
        setattr(counts, name, getattr(counts, name) + 1)
    counts.weaker += sum(1 for hit in search.acoustic if hit.confidence < least)


def heading(found: Found) -> str:
    """The clip, who heard it, when, and whose text was searched."""
    one = found.searched
    text_of = NAMES.get(one.text_of, one.text_of) or "Deepgram"
    made = f"{origin(one.sandbox)}, {one_line(one.model)}, {one.at.astimezone():%Y-%m-%d}"
    return f"{shortened(found.record.name, 26)} · {made}, text of {text_of}"


def _cells(moment: Moment) -> tuple[str | tuple[str, str], ...]:
    heard, written = moment.heard, moment.written
    return (
        one_line(moment.term),
        f"{channel_name(moment.channel)} {clock(moment.start)}",
        f"{heard.confidence:.2f}" if heard else "-",
        one_line(heard.snippet) if heard else "",
        FOUND[moment.found_in],
        f"{written.score:.2f}" if written else "-",
        one_line(written.snippet) if written else "",
    )


def details(found: Found, moment: Moment, run: Run) -> list[tuple[str, str]]:
    """Everything about one moment, to be read: headings and their text, not yet cleaned."""
    from checklists.before.search import around

    one = found.searched
    text_of = NAMES.get(one.text_of, one.text_of) or "Deepgram"
    where = f"channel {channel_name(moment.channel)}"
    heard, written = moment.heard, moment.written
    parts = [
        (
            "Term",
            f"{moment.term}\n{found.record.name}, {where}\nFound in: {FOUND[moment.found_in][0]}",
        ),
        (
            "Heard in the sound (Deepgram)",
            f"{clock(heard.start)} to {clock(heard.end)}, confidence {heard.confidence:.3f}\n"
            f"Transcribed there as: {heard.snippet or '(nothing)'}"
            if heard
            else "Nothing, or under the confidence shown.",
        ),
        (
            f"Found in the text ({text_of})",
            f"{clock(written.start)} to {clock(written.end)}, score {written.score:.3f} "
            f"(1 is the very words)\nWritten as: {written.snippet}"
            if written
            else "Nothing: no word or phrase in the transcript is close enough.",
        ),
        ("Around it, in Deepgram's transcript of the same request", around(run, moment) or "-"),
        (
            "From",
            f"Deepgram {one.model}, {origin(one.sandbox)}, "
            f"{one.at.astimezone():%Y-%m-%d %H:%M}, run {one.run}",
        ),
    ]
    return parts
