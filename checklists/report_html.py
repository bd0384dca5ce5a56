"""Small pieces of HTML whose text cannot become markup.

``Html`` marks what is already safe; everything else goes through ``text``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import NewType

Html = NewType("Html", str)

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"

# Controls would be dropped or garble the page; direction marks would let a transcript or a file
# name turn the rest of the line around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def text(value: object) -> Html:
    """Any value as text: escaped, controls shown as U+FFFD."""
    clean = _SURROGATES.sub("\ufffd", _UNSEEN.sub("\ufffd", str(value)))
    return Html(html.escape(clean))


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Pieces one after another; ``between`` is markup of ours."""
    return Html(between.join(parts))


def tag(name: str, *inner: Html, kind: str = "") -> Html:
    """An element with a class. Both names are ours, never data."""
    attribute = f' class="{kind}"' if kind else ""
    return Html(f"<{name}{attribute}>{''.join(inner)}</{name}>")


def paragraph(sentence: str, kind: str = "") -> Html:
    """A paragraph of plain text."""
    return tag("p", text(sentence), kind=kind)


def section(title: str, *inner: Html) -> Html:
    """A section with its heading."""
    return tag("section", tag("h2", text(title)), *inner)


def bullets(sentences: Iterable[str], kind: str = "") -> Html:
    """A list of plain sentences."""
    return tag("ul", *(tag("li", text(sentence)) for sentence in sentences), kind=kind)


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[Html]],
    *,
    numeric: Sequence[int] = (),
    tight: Sequence[int] = (),
) -> Html:
    """A table. ``numeric`` columns are set right, ``tight`` columns never wrap."""

    def kind(column: int) -> str:
        return "n" if column in numeric else "k" if column in tight else ""

    head = tag("tr", *(tag("th", text(h), kind=kind(i)) for i, h in enumerate(headings)))
    body = [tag("tr", *(tag("td", c, kind=kind(i)) for i, c in enumerate(row))) for row in rows]
    whole = tag("table", tag("thead", head), tag("tbody", *body))
    return tag("div", whole, kind="scroll")


def chip(symbol: str, word: str, kind: str = "") -> Html:
    """A state: a symbol and a word, so that colour is never the only sign."""
    return tag("span", text(f"{symbol} {word}".strip()), kind=f"tag {kind}".strip())


def mono(value: object) -> Html:
    """Something to be copied: an id, a hash."""
    return tag("span", text(value), kind="mono")


def origin(sandbox: bool) -> Html:
    """Where a number comes from. Stands beside every one."""
    return chip("▲", "sandbox", "warn") if sandbox else chip("●", "live", "good")


def vendor(name: str) -> Html:
    """A vendor's name in its colour."""
    known = {"deepgram": "Deepgram", "amazon": "Amazon"}
    return tag("span", text(known.get(name, name)), kind=name if name in known else "")
