"""The guide's statements and the newer facts, side by side: what each vendor can do, and how much.

A guide's statement and a fact are about the same thing where vendor and topic are the same. Nothing
is dropped when it is out of date: both are shown, the newer one marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.facts.book import Fact, Standing, facts

Age = Literal["guide", "outdated", "newer", "beside", "fact", "superseded"]

GUIDE = "guide"
AGE_WORDS: dict[Age, str] = {
    "guide": "guide",
    "outdated": "guide, out of date",
    "newer": "newer than the guide",
    "beside": "beside the guide",
    "fact": "not in the guide",
    "superseded": "still told, no longer so",
}
STANDING_WORDS: Mapping[Standing, str] = {
    "documented": "documented by the vendor",
    "conflict": "its sources disagree",
    "third-party": "said by others, not by the vendor",
    "unverified": "not verified",
}
TITLES = {"capabilities": "Capabilities", "limits": "Limits", "prices": "Prices"}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One statement of one source about one vendor.

    ``age`` is "guide" (the guide's, and nothing newer says otherwise), "outdated" (the guide's,
    and something does), "newer" (what says otherwise), "beside" (on the guide's topic, without
    contradicting it), "fact" (the guide has nothing on it) or "superseded" (told by others still,
    and another fact holds instead).
    """

    fact: Fact
    chapter: str
    age: Age

    @property
    def value(self) -> str:
        """The value with its unit."""
        value = f"{self.fact.value:g}" if isinstance(self.fact.value, float) else self.fact.value
        return f"{value} {self.fact.unit}".strip()

    @property
    def standing(self) -> str:
        """How sure it is, in words."""
        return STANDING_WORDS[self.fact.standing]

    @property
    def dated(self) -> str:
        """When it was read, and of which date the copy was where that is older."""
        if self.fact.as_of and self.fact.as_of != self.fact.read_on:
            return f"{self.fact.read_on}, from a copy of {self.fact.as_of}"
        return f"{self.fact.read_on}"

    def holds(self, words: Sequence[str]) -> bool:
        """Whether every word stands somewhere in the row."""
        row = self.fact
        text = " ".join(
            (row.topic, row.subject, self.value, row.says, row.source, row.supersedes,
             self.chapter, AGE_WORDS[self.age], row.standing, str(row.dated))
        ).casefold()  # fmt: skip
        return all(word in text for word in words)


def fact_table(rows: Iterable[Fact] | None = None) -> tuple[FactRow, ...]:
    """Every statement, by chapter and topic; in a topic Deepgram first, the guide's before newer.

    ``rows`` are the facts of the book unless others are given.
    """
    book = tuple(facts().values() if rows is None else rows)
    topics = _topics(book)
    contradicted = {(row.subject, row.topic) for row in book if row.supersedes}
    guided = {(row.subject, row.topic) for row in book if row.chapter == GUIDE}
    table = [FactRow(row, topics[row.topic], _age(row, guided, contradicted)) for row in book]
    order = {topic: number for number, topic in enumerate(topics)}
    chapters = {chapter: number for number, chapter in enumerate(TITLES)}
    return tuple(
        sorted(
            table,
            key=lambda one: (
                chapters.get(one.chapter, len(chapters)),
                order[one.fact.topic],
                one.fact.subject != "deepgram",
                one.fact.chapter != GUIDE,
            ),
        )
    )


def matching(table: Iterable[FactRow], typed: str) -> tuple[FactRow, ...]:
    """The rows in which every typed word stands, in any order and case."""
    words = typed.casefold().split()
    return tuple(row for row in table if row.holds(words))


def counterparts(table: Iterable[FactRow], row: FactRow) -> tuple[FactRow, ...]:
    """The other statements on the same topic, of either vendor."""
    return tuple(
        other
        for other in table
        if other.fact.topic == row.fact.topic and other.fact.id != row.fact.id
    )


def _topics(book: Sequence[Fact]) -> dict[str, str]:
    """Each topic with the chapter it is shown in: that of the facts, capabilities if only the
    guide speaks of it. In the order of the guide, then of the other files."""
    chapters: dict[str, str] = {}
    for row in sorted(book, key=lambda row: row.chapter != GUIDE):
        if row.chapter != GUIDE or row.topic not in chapters:
            chapters[row.topic] = row.chapter
    return {
        topic: "capabilities" if chapter == GUIDE else chapter
        for topic, chapter in chapters.items()
    }


def _age(row: Fact, guided: set[tuple[str, str]], contradicted: set[tuple[str, str]]) -> Age:
    about = (row.subject, row.topic)
    if row.superseded_by:
        return "superseded"
    if row.chapter == GUIDE:
        return "outdated" if about in contradicted else "guide"
    if row.supersedes:
        return "newer"
    return "beside" if about in guided else "fact"
