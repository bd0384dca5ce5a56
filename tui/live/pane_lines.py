"""What is said about a pane that is being edited, laid out for the width there is."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from checklists.before.live.panes import LivePane, label
from providers.deepgram.problem import Problem
from tui.content import hanging
from tui.live.pane_form import Checked
from tui.text import clean, one_line, shortened

_STYLES = {"error": "bold $error", "warning": "$warning", "note": "dim"}
_GLYPHS = {"error": "✗", "warning": "!", "note": "·"}
NAMES = {"deepgram": "Deepgram", "amazon": "Amazon"}


def pane_name(pane: LivePane) -> str:
    """A pane in a few words, "Deepgram · nova-3 endpointing 10"."""
    return one_line(f"{NAMES[pane.vendor]} · {label(pane)}")


def found_lines(found: Checked, width: int) -> list[Content]:
    """The problems, worst first, then the URL, then what is only worth knowing."""
    notes = [problem for problem in found.problems if problem.severity == "note"]
    lines = [*_problems(found, width), Content(""), *_url(found, width)]
    if notes:
        lines.append(Content(""))
    for problem in notes:
        lines += _said(problem, width)
    return lines


def _problems(found: Checked, width: int) -> Iterator[Content]:
    if found.trouble:
        yield from hanging(Content.styled("✗ ", "bold $error"), Content(found.trouble), 2, width)
        return
    problems = [problem for problem in found.problems if problem.severity != "note"]
    if not problems:
        nothing = Content("Nothing stands against it.")
        yield from hanging(Content.styled("✓ ", "$success"), nothing, 2, width)
    for problem in problems:
        yield from _said(problem, width)


def _said(problem: Problem, width: int) -> Iterator[Content]:
    glyph = Content.styled(f"{_GLYPHS[problem.severity]} ", _STYLES[problem.severity])
    name = one_line(problem.option) or problem.severity
    # A fix and a reason are sentences with one vendor, and parts of one with the other.
    why, fix = (_sentence(clean(words)) for words in (problem.why, problem.fix))
    words = Content.assemble((name, "bold"), f"  {why} ", (fix, "dim"))
    yield from hanging(glyph, words, 2, width)


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words[-1:] in (".", "!", "?") else ".")


def _url(found: Checked, width: int) -> Iterator[Content]:
    if not found.url:
        nothing = Content.styled("Nothing would be sent yet.", "dim")
        yield from hanging(Content(""), nothing, 0, width)
        return
    heading = Content.styled("Exactly this would be sent", "bold $accent")
    yield from hanging(Content(""), heading, 0, width)
    for line in url_lines(f"GET {found.url}", width):
        yield Content(line)
    if found.note:
        yield from hanging(Content(""), Content.styled(found.note, "dim"), 0, width)


def url_lines(url: str, width: int) -> Iterator[str]:
    """A URL folded before a parameter where it can be, else where the line ends."""
    width, line = max(8, width), ""
    for piece in one_line(url).replace("?", "\n?", 1).replace("&", "\n&").split("\n"):
        if line and len(line) + len(piece) > width:
            yield line
            line = ""
        line += piece
        while len(line) > width:
            yield line[:width]
            line = line[width:]
    if line:
        yield line


def pane_line(number: int, name: str, mark: str, room: int) -> Content:
    """A pane in the list: what the linter thinks of it, its number, what it is."""
    style = {"✗": "bold $error", "!": "$warning"}.get(mark, "$success")
    words = shortened(f"{number} {name}", max(4, room - 2))
    return Content.assemble((f"{mark} ", style), words)
