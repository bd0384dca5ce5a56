"""Patterns over the text of a file, for what is the same in every language: names and addresses.

What stands in a comment keeps its finding and loses its weight; so does what a page of
documentation says, which uses nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checklists.scan.becomes import becomes
from checklists.scan.comments import comments
from checklists.scan.finding import Confidence, Finding, Kind, Mode
from checklists.scan.source import SourceFile

DOCUMENTS = frozenset(("markdown", "text"))
# The ends of the service's name as a value.
QUOTED = (b'transcribe"', b"transcribe'")


@dataclass(frozen=True, slots=True)
class Mention:
    """A match, and whether it stands in a comment or in a document."""

    match: re.Match[bytes]
    line: int
    commented: bool
    document: bool

    @property
    def word(self) -> str:
        """The text of the last group that matched, or of the whole."""
        group = self.match.lastgroup or 0
        return (self.match[group] or b"").decode("utf-8", "replace")

    def weighed(self, confidence: Confidence) -> Confidence:
        """The confidence, low in a comment or a document."""
        return "low" if self.commented or self.document else confidence


def mentions(
    file: SourceFile, pattern: re.Pattern[bytes], held: tuple[bytes, ...] = ()
) -> Iterator[Mention]:
    """Every match in a file, in its order.

    ``held`` are texts of which at least one is part of every match. Looking for them first is many
    times faster than the pattern, and most files that hold the service's word hold none of them.
    """
    if held and not _holds(file.data, held):
        return
    for match in pattern.finditer(file.data):
        at = match.start(match.lastgroup or 0)
        yield Mention(match, file.line_at(at), comments(file).hold(at), file.language in DOCUMENTS)


def _holds(data: bytes, texts: tuple[bytes, ...]) -> bool:
    for text in texts:  # noqa: SIM110 - a generator would take longer than the search
        if text in data:
            return True
    return False


def mention_finding(
    file: SourceFile,
    mention: Mention,
    rule: str,
    kind: Kind,
    mode: Mode,
    what: str,
    confidence: Confidence,
) -> Finding:
    """A finding for a mention, weighed, with what its kind becomes."""
    return file.finding(
        mention.line,
        rule,
        kind,
        mode,
        what,
        becomes(kind, mode),
        mention.weighed(confidence),
        commented=mention.commented,
    )
