"""The dependencies in words: the lines of the list, and what a scan found as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from checklists.dependency_marks import STATUS_WORDS
from tui.board_reading import moment
from tui.dependency_view import Group, Marked, marked
from tui.text import counted, ending, one_line, shown_path
from tui.widgets.table import Cell, Column, widths

if TYPE_CHECKING:
    from checklists.before.dependencies import Dependencies
    from checklists.before.dependency_places import Place
    from checklists.dependency_marks import Standing

BY_FILE = (
    Column("line", 5, right=True),
    Column("kind", 14),
    Column("what", 16, grows=True),
    Column("mode", 14, rank=2),
    Column("sure", 6, rank=1),
    Column("mark", 8),
)
BY_KIND = (
    Column("where", 16, grows=True),
    Column("what", 12, grows=True, rank=3),
    Column("mode", 14, rank=2),
    Column("sure", 6, rank=1),
    Column("mark", 8),
)
_DEALT_WITH: tuple[tuple[Marked, str], ...] = (
    ("handled", "handled"),
    ("not-ours", "not ours"),
    ("check", "to check"),
)


def mark_cell(place: Place, standing: Standing, found: Dependencies) -> Cell:
    """One word about a place: its mark, whose it is, or that it is new."""
    if standing.doubt:
        return "check !", "$warning"
    if standing.mark.status:
        return STATUS_WORDS[standing.mark.status], "$success"
    if standing.mark.owner:
        return one_line(standing.mark.owner), ""
    return ("new", "$accent") if place.key in found.changes.new else ("", "")


def place_cells(
    place: Place, standing: Standing, found: Dependencies, *, by_kind: bool, width: int
) -> tuple[Cell, ...]:
    """A place as a line of ``BY_FILE`` or ``BY_KIND``, ``width`` cells wide."""
    one = place.finding
    style = "dim" if one.commented or standing.mark.status else ""
    where: tuple[Cell, ...]
    if by_kind:
        room = widths(BY_KIND, width)[0]
        where = ((ending(f"{place.path}:{one.line}", room), style),)
    else:
        where = ((str(one.line), style), (one.kind, style))
    told = not one.commented or "comment" in one.what
    what = one.what if told else f"(comment) {one.what}"
    return (
        *where,
        (what, style),
        (one.mode, style),
        (one.confidence, style),
        mark_cell(place, standing, found),
    )


def group_line(
    group: Group, standings: Mapping[str, Standing], width: int, *, folded: bool
) -> Content:
    """The heading of a group: its name, how many places, how many of them are marked."""
    done = sum(bool(standings[place.key].mark.status) for place in group.places)
    count = f"{len(group.places)}" + (f", {done} marked" if done else "")
    sign = "▸ " if folded else "▾ "
    # The end of a path says more than its beginning.
    name = ending(group.title, max(1, width - len(count) - 4))
    words = Content.styled(sign + name, "$accent")
    gap = max(1, width - words.cell_length - len(count))
    return Content.assemble(words, " " * gap, (count, "dim"))


# --- the whole -------------------------------------------------------------------------------


def summary(found: Dependencies, standings: Mapping[str, Standing]) -> str:
    """How many places, and how many of them are dealt with."""
    ways = [marked(standing) for standing in standings.values()]
    done = [f"{ways.count(way)} {words}" for way, words in _DEALT_WITH if way in ways]
    files = len({place.finding.path for place in found.places})
    where = f"{counted(len(ways), 'use')} in {counted(files, 'file')}"
    return ", ".join([where, *done])


def scanned(found: Dependencies) -> str:
    """What was scanned, where and when."""
    where = ", ".join(shown_path(Path(one)) for one in found.directories)
    return f"scanned here {moment(found.at)} · {where}"


def in_a_sentence(found: Dependencies) -> str:
    """What a scan that has just ended found, and what changed."""
    files = counted(found.scan.files, "file")
    words = f"{counted(len(found.places), 'use')} in {files} looked at"
    if found.since is None:
        return f"{words}; recorded as evidence." if found.scan.files else f"{words}."
    changes = found.changes
    if not (changes.new or changes.gone):
        return f"{words}; nothing new and nothing gone since {moment(found.since)}."
    return f"{words}; {len(changes.new)} new, {len(changes.gone)} gone since {moment(found.since)}."


def change_sections(found: Dependencies) -> list[tuple[str, str]]:
    """What changed since the scan before: headings, and a line each."""
    now = {place.key: place for place in found.places}
    new = [_where(now[key]) for key in now if key in found.changes.new]
    gone = [_where(place) for place in found.changes.gone]
    moved = [
        f"{_where(now[key])}\n    was {one_line(place.path)}:{place.finding.line}"
        for key, place in found.changes.moved.items()
    ]
    parts = (("New", new), ("Gone", gone), ("On another line or in another file", moved))
    return [
        (f"{heading} ({len(lines):,})", "\n".join(lines) if lines else "(none)")
        for heading, lines in parts
    ]


def _where(place: Place) -> str:
    one = place.finding
    return one_line(f"{place.path}:{one.line}  {one.kind}  {one.what}")


def skipped_sections(found: Dependencies) -> list[tuple[str, str]]:
    """What was not looked into by reason, the commonest first."""
    by_reason: dict[str, list[str]] = {}
    for one in found.scan.skipped:
        by_reason.setdefault(one.why, []).append(one_line(one.path))
    ranked = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return [
        (one_line(f"{_sentence(why)} ({len(paths):,})"), "\n".join(paths)) for why, paths in ranked
    ]


def nothing_yet(key: str, code: str) -> str:
    """The bench before the first scan. ``code`` is where the code was said to be, or ""."""
    words = [
        "No scan yet.",
        "",
        f"{key}  scans a directory for every place that uses",
        "   Amazon Transcribe: code, notebooks, manifests,",
        "   infrastructure, permissions, readers of results.",
        "",
        "Nothing is sent: files are read on this machine",
        "and stay as they are.",
    ]
    if code:
        words += ["", f"You said the code is in {one_line(code)}: the scan begins there."]
    return "\n".join(words)


def nothing_found(found: Dependencies, filters: str, key: str, skipped: str) -> str:
    """Why the list is empty though there was a scan; ``skipped`` is the key for skipped files."""
    if found.places:
        return f"Nothing fits the filter ({filters}): {key} changes it."
    return (
        f"No use of Amazon Transcribe was found in {counted(found.scan.files, 'file')}.\n\n"
        f"{skipped} says what was not looked into."
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def named(places: Sequence[Place]) -> str:
    """Places in a few words, for a window's title."""
    if len(places) == 1:
        return ending(f"{places[0].path}:{places[0].finding.line}", 44)
    return counted(len(places), "place")
