"""All about one place where Amazon Transcribe is used, or about a heading of several, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from checklists.dependency_marks import STATUS_WORDS
from tui.board_reading import moment
from tui.content import hanging
from tui.dependency_view import MARKED, Group, marked
from tui.text import clean, counted, ending, one_line, shortened, shown_path

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.before.dependency_places import Place
    from checklists.before.dependency_source import Around
    from checklists.dependency_marks import Standing

LABEL = 9


def about(
    place: Place, standing: Standing, found: Dependencies, source: Around | None, width: int
) -> Iterator[Content]:
    """Everything that is known of a place, ``width`` cells wide."""
    one = place.finding
    yield from hanging(Content(""), Content.styled(one_line(one.what), "bold"), 0, width)
    becomes, *facts = _facts(place)
    yield from _labelled([becomes], width)
    if standing.doubt:
        yield from hanging(Content("!"), Content.styled(standing.doubt, "$warning"), 2, width)
    yield from source_lines(place, source, width)
    yield from _labelled([*facts, *_standing(standing), *_since(place, found)], width)


def about_group(
    group: Group, standings: Mapping[str, Standing], keys: Sequence[str], width: int
) -> Iterator[Content]:
    """What a heading stands for, and the keys that fold it, unfold it, and mark all under it."""
    yield from hanging(Content(""), Content.styled(one_line(group.title), "bold"), 0, width)
    ways = [marked(standings[place.key]) for place in group.places]
    counts = [f"{ways.count(way)} {words}" for way, words in MARKED[1:] if way in ways]
    words = f"{counted(len(ways), 'use')}: {', '.join(counts)}."
    yield from hanging(Content(""), Content(words), 0, width)
    fold, unfold, mark = keys
    words = f"{fold} folds it, {unfold} unfolds it; {mark} marks all of its uses as handled."
    yield from hanging(Content(""), Content.styled(words, "$text-muted"), 0, width)


def _labelled(rows: Iterable[tuple[str, str]], width: int) -> Iterator[Content]:
    for label, words in rows:
        yield from hanging(Content.styled(label, "$text-muted"), Content(words), LABEL, width)


def _facts(place: Place) -> Iterator[tuple[str, str]]:
    one = place.finding
    yield "Becomes", clean(one.deepgram)
    comment = ", in a comment" if one.commented else ""
    yield "Is", one_line(f"{one.kind}, {one.mode}, confidence {one.confidence}{comment}")
    if one.arguments:
        sent = [f"{name}={value}" if value else name for name, value in one.arguments.items()]
        yield "Sends", one_line(", ".join(sent))


def source_lines(place: Place, source: Around | None, width: int) -> Iterator[Content]:
    """The lines around a place; its own is marked at the edge."""
    yield Content.styled(ending(f"{place.path}:{place.finding.line}", width), "$accent")
    if source is None:
        yield Content.styled("being read …", "dim")
        return
    if source.trouble:
        yield from hanging(
            Content("!"), Content.styled(clean(source.trouble), "$warning"), 2, width
        )
        return
    digits = len(str(source.lines[-1][0])) if source.lines else 1
    indent = min((_indent(text) for _, text in source.lines if text.strip()), default=0)
    for number, text in source.lines:
        here = number == place.finding.line
        edge = f"{'▶' if here else ' '}{number:>{digits}} "
        words = shortened(text[indent:], max(1, width - len(edge)))
        yield Content.assemble(
            (edge, "$accent" if here else "dim"), (words, "bold" if here else "")
        )
    if source.changed:
        words = "The line reads otherwise now: scan again."
        yield from hanging(Content("!"), Content.styled(words, "$warning"), 2, width)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _standing(standing: Standing) -> Iterator[tuple[str, str]]:
    mark = standing.mark
    if mark.at is None:
        return
    yield "Mark", one_line(f"{STATUS_WORDS[mark.status]}, by {mark.who}, {moment(mark.at)}")
    if mark.owner:
        yield "Owner", one_line(mark.owner)
    if mark.note:
        yield "Note", clean(mark.note)


def _since(place: Place, found: Dependencies) -> Iterator[tuple[str, str]]:
    if found.since is None:
        return
    if place.key in found.changes.new:
        yield "Since", f"new since {moment(found.since)}"
    elif (before := found.changes.moved.get(place.key)) is not None:
        where = f"{before.path}, " if before.path != place.path else ""
        yield "Since", one_line(f"moved from {where}line {before.finding.line}")


def place_sections(
    place: Place, standing: Standing, found: Dependencies, source: Around | None
) -> list[tuple[str, str]]:
    """Everything about a place, to be read in a window."""
    rows = [
        ("Where", shown_path(Path(place.file)) + f":{place.finding.line}"),
        *_facts(place),
        *_standing(standing),
        *_since(place, found),
    ]
    told = "\n".join(f"{label:<{LABEL}}{words}" for label, words in rows)
    if standing.doubt:
        told += f"\n! {standing.doubt}"
    sections = [(one_line(place.finding.what), told)]
    if source is None or source.trouble:
        sections.append(("Source", clean(source.trouble if source else "It is being read.")))
    else:
        sections.append(("Source", "\n".join(_numbered(place, source))))
    sections.append(("Found by", f"rule {one_line(place.finding.id)}, on this machine"))
    return sections


def _numbered(place: Place, source: Around) -> Iterator[str]:
    for number, text in source.lines:
        yield f"{'▶' if number == place.finding.line else ' '}{number:>5}  {one_line(text)}"
    if source.changed:
        yield "! The line reads otherwise now than when it was scanned."
