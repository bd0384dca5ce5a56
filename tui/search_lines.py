"""A search as lines of a table: what was heard at the left, what the text has at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.compare_lines import NAMES, channel_name, origin
from tui.text import clock, counted, one_line
from tui.widgets.table import Column

if TYPE_CHECKING:
    from checklists.before.search import FoundIn
    from checklists.records import Run
    from checklists.scoring.term_likeness import How
    from checklists.scoring.textsearch import TextHit
    from checklists.search_query import FoundMoment, MomentCounts
    from providers.speech import SearchHit
    from tui.search_view import Cuts
    from tui.widgets.hit_rows import Row
    from tui.widgets.table import Cell

TABLE = (
    Column("term", 9, grows=True),
    Column("clip", 8, grows=True, rank=2),
    Column("place", 9, right=True),
    Column("heard", 5, right=True),
    Column("as", 8, grows=True, rank=1),
    Column("found in", 10),
    Column("in the text", 11),
    Column("written", 8, grows=True, rank=3),
)
FOUND: Mapping[FoundIn, tuple[str, str]] = {
    "both": ("both", ""),
    "sound": ("only sound", "$text-success"),
    "text": ("only text", "$text-warning"),
}
# "sound" is what the other side hears; here a word of the text sounds like the term.
HOW: Mapping[How, str] = {"exact": "exact", "fuzzy": "fuzzy", "sound": "alike"}
_KIND: Mapping[How, str] = {
    "exact": "the very words",
    "fuzzy": "spelt nearly so",
    "sound": "sounds alike",
}
_NAMED = 3


def cells(found: FoundMoment) -> Row:
    """One hit as a line of ``TABLE``."""
    moment = found.moment
    heard, written = moment.heard, moment.written
    return (
        one_line(moment.term),
        one_line(found.name),
        f"{channel_name(moment.channel)} {clock(moment.start)}",
        f"{heard.confidence:.2f}" if heard else "-",
        one_line(heard.snippet) if heard else "",
        FOUND[moment.found_in],
        f"{HOW[written.how]} {written.score:.2f}" if written else "-",
        one_line(written.snippet) if written else "",
    )


def title(found: FoundMoment) -> str:
    """Which place of which clip."""
    moment = found.moment
    place = f"{channel_name(moment.channel)} {clock(moment.start)} to {clock(moment.end)}"
    return f"{one_line(moment.term)} · {place} · {one_line(found.name)}"


def made_by(found: FoundMoment) -> str:
    """Who heard it, where, and when."""
    return f"{one_line(found.model)} · {origin(found.sandbox)} · {_day(found)}"


def said(found: FoundMoment, cut: float) -> tuple[str, str]:
    """What each side has there: a line for the sound, a line for the text."""
    return (
        f"Sound: {_heard(found.moment.heard, cut)}",
        f"{text_of(found)}'s text: {_written(found.moment.written)}",
    )


def text_of(found: FoundMoment) -> str:
    """Whose transcript was searched."""
    return NAMES.get(found.text_of, one_line(found.text_of)) or "Deepgram"


def _heard(heard: SearchHit | None, cut: float) -> str:
    if heard is None:
        return f"nothing from {cut:.2f} up"
    return f"{heard.confidence:.2f} {_quoted(heard.snippet)}"


def _written(written: TextHit | None) -> str:
    if written is None:
        return "nothing alike"
    return f"{_KIND[written.how]}, {written.score:.2f} {_quoted(written.snippet)}"


def _quoted(snippet: str) -> str:
    return f"“{one_line(snippet)}”" if snippet else "(no word)"


def _day(found: FoundMoment) -> str:
    return f"{found.at.astimezone():%Y-%m-%d}"


def notes(
    failed: Mapping[str, str],
    waiting: Sequence[str],
    terms: Mapping[str, MomentCounts],
    searched: int,
) -> Iterator[Cell]:
    """What the hits alone do not say, a line each.

    ``failed`` are clips with the sentence why, ``waiting`` the names of clips not searched yet,
    ``terms`` what each came to; ``searched`` of the chosen clips are on record.
    """
    for name, why in list(failed.items())[:_NAMED]:
        yield f"{one_line(name)} · {one_line(why)}", "$text-warning"
    if len(failed) > _NAMED:
        yield f"and {counted(len(failed) - _NAMED, 'more clip')} failed", "$text-warning"
    if waiting:
        yield f"not searched yet: {_few(waiting)}", "dim"
    if searched:
        later = [term for term, counts in terms.items() if not counts.clips]
        some = [term for term, counts in terms.items() if 0 < counts.clips < searched]
        nowhere = [term for term, counts in terms.items() if counts.clips and not counts.shown]
        for words, of in (
            ("not searched for yet", later),
            ("not yet searched for in every clip", some),
            ("in neither", nowhere),
        ):
            if of:
                yield f"{words}: {', '.join(map(one_line, of))}", "dim"


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"


def details(found: FoundMoment, run: Run, cuts: Cuts) -> list[tuple[str, str]]:
    """Everything about one hit, to be read: headings and their text, not yet cleaned."""
    from checklists.before.search import around

    moment = found.moment
    heard, written = moment.heard, moment.written
    term, cut = moment.term, cuts.of(moment.term)
    whose = "kept for this term" if term in cuts.own else "for terms without a cut of their own"
    return [
        (
            "Term",
            f"{term}\n{found.name}, channel {channel_name(moment.channel)}\n"
            f"Found in: {FOUND[moment.found_in][0]}",
        ),
        (
            "Heard in the sound (Deepgram)",
            f"{clock(heard.start)} to {clock(heard.end)}, confidence {heard.confidence:.3f}\n"
            f"Transcribed there as: {heard.snippet or '(nothing)'}"
            if heard
            else "Nothing, or under the confidence shown.",
        ),
        (
            f"Found in the text ({text_of(found)})",
            f"{clock(written.start)} to {clock(written.end)}, {_KIND[written.how]}, score "
            f"{written.score:.3f} (1 is the very words)\nWritten as: {written.snippet}"
            if written
            else "Nothing: no word or phrase in the transcript is close enough.",
        ),
        ("Around it, in Deepgram's transcript of the same request", around(run, moment) or "-"),
        ("Cut", f"{cut:.2f}, {whose}\n{cuts.reason(term)}".rstrip()),
        (
            "From",
            f"Deepgram {found.model}, {origin(found.sandbox)}, "
            f"{found.at.astimezone():%Y-%m-%d %H:%M}, run {found.run}",
        ),
    ]
