"""The lines around a place, as its file has them now."""

from __future__ import annotations

from dataclasses import dataclass

from checklists.before.dependency_places import Place
from checklists.keyguard import holds_key
from checklists.scan.second_look import read

HIDDEN = "(not shown: it holds what looks like a key)"
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Around:
    """(number, text) of each line, ``place``'s own among them.

    ``changed`` says that its line does not read as it did when it was scanned; ``trouble`` why
    there are no lines.
    """

    lines: tuple[tuple[int, str], ...] = ()
    changed: bool = False
    trouble: str = ""


def around(place: Place, reach: int) -> Around:
    """So many lines before and after a place, without those that hold a key. Reads the file."""
    try:
        file = read(place.file)
    except ValueError:
        # A name with a zero byte, from a record that was written by hand.
        file = None
    if file is None:
        return Around(trouble="The file cannot be read here: it is gone, or was scanned elsewhere.")
    at = place.finding.line
    numbers = range(max(1, at - reach), min(len(file.starts), at + reach) + 1)
    lines = tuple((number, _shown(file.line(number))) for number in numbers)
    return Around(lines, changed=_changed(place.finding.text, file.line(at).strip(), file.language))


def _changed(words: str, now: str, language: str) -> bool:
    """Whether the line reads otherwise than its words on record; a notebook's are in quotes."""
    if not words or language == "notebook" or holds_key(now):
        return False
    return words not in now and (not now or now not in words)


def _shown(line: str) -> str:
    return HIDDEN if holds_key(line) else line.expandtabs(4)[:_LONGEST_LINE]
