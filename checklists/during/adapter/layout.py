"""Python laid out so that a formatter leaves it alone, whatever it quotes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

WIDTH = 88
# Joined, a text that is longer than this fits in no line of 100 columns.
_TOO_LONG = 91


def quoted(text: str) -> str:
    """A text as a literal in ASCII, whatever is in it; in the quotes that need less escaping."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    inside = text.encode("unicode_escape", "surrogatepass").decode("ascii")
    return quote + inside.replace(quote, f"\\{quote}") + quote


def said(text: str) -> str:
    """A text for a docstring or a comment: one line, printable ASCII, no quotes that end it."""
    line = " ".join(text.split()).replace("\\", "/").replace('"""', "'''")
    line = "".join(one if " " <= one <= "~" else "?" for one in line)
    return line[:-1] + "'" if line.endswith('"') else line


def wrapped(text: str, indent: str = "", later: str = "") -> list[str]:
    """A paragraph in lines; ``later`` is put before all but the first."""
    return _wrapped(said(text), indent, indent + later)


def _wrapped(text: str, first: str, later: str) -> list[str]:
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [""]


def docstring(paragraphs: Sequence[str | Sequence[str]], indent: str = "") -> str:
    """A docstring; a paragraph that is a sequence is lines to be kept as they are."""
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            lines.append("")
        if isinstance(paragraph, str):
            lines += _wrapped(("" if number else '"""') + said(paragraph), indent, indent)
        else:
            lines += [indent + line if line else "" for line in paragraph]
    if len(lines) == 1 and len(lines[0]) + 3 <= WIDTH:
        return f'{lines[0]}"""'
    return "\n".join([*lines, f'{indent}"""'])


def table(name: str, rows: Mapping[str, str]) -> str:
    """A dictionary of texts as a constant."""
    head = f"{name}: dict[str, str] ="
    if not rows:
        return f"{head} {{}}"
    return "\n".join([f"{head} {{", *(_row(key, value) for key, value in rows.items()), "}"])


def _row(key: str, value: str) -> str:
    whole = f"    {quoted(key)}: {quoted(value)},"
    if len(whole) <= WIDTH or len(value) < _TOO_LONG:
        return whole
    pieces = textwrap.wrap(value, 66, drop_whitespace=False, break_long_words=False)
    lines = [f"        {quoted(piece)}" for piece in pieces]
    return "\n".join([f"    {quoted(key)}: (", *lines, "    ),"])


def texts(name: str, values: Iterable[str]) -> str:
    """A list of texts as a constant. A list, for a formatter would take a tuple of one apart."""
    lines = [f"    {quoted(value)}," for value in values]
    head = f"{name}: list[str] ="
    return "\n".join([f"{head} [", *lines, "]"]) if lines else f"{head} []"


def table_of_lists(name: str, rows: Mapping[str, Sequence[str]]) -> str:
    """A dictionary of lists of texts as a constant."""
    head = f"{name}: dict[str, list[str]] ="
    if not rows:
        return f"{head} {{}}"
    lines = [f"{head} {{"]
    for key, values in rows.items():
        lines += [f"    {quoted(key)}: [", *(f"        {quoted(one)}," for one in values), "    ],"]
    return "\n".join([*lines, "}"])


def signature(name: str, parameters: Sequence[str], returns: str) -> str:
    """The first line or lines of a function."""
    line = f"def {name}({', '.join(parameters)}) -> {returns}:"
    if len(line) <= WIDTH:
        return line
    inner = [f"    {one}," for one in parameters]
    return "\n".join([f"def {name}(", *inner, f") -> {returns}:"])
