"""Search in every transcript of a workspace, without reading every transcript.

A term's neighbours (the same, close, of the same sound) are looked for in the vocabulary of all
transcripts; FTS5 tells where the rarest of them stand; what stands there is compared with the
term; words and times are read where it matches. What is found is what ``text_search`` would find.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from checklists.schema import said_plainly
from checklists.scoring.term_likeness import How, TermLikeness
from checklists.scoring.textsearch import DEFAULT_CUT, Span, TextHit, apart, folded
from checklists.text_passages import PASSAGE_FIELDS, PassageWords
from checklists.text_store import Source, TextStore, Told, is_damage
from checklists.text_vocabulary import Anchor, Vocabulary, anchors
from providers.errors import BadInput

Found = dict[int, list[tuple[int, str, list[Span]]]]
"""By passage: the number of a term, the term, and where it stands in folded words."""


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A term in a transcript on record."""

    source: Source
    hit: TextHit


class TextIndex(TextStore):
    """The index of one workspace. Make it with ``open``; use it from one thread.

    Keep it open for the next question: it remembers the vocabulary.
    """

    def __init__(self, directory: Path, database: sqlite3.Connection) -> None:
        super().__init__(directory, database)
        self._version: tuple[object, ...] = ()
        self._vocabulary: Vocabulary | None = None
        self._sources: dict[int, Source] = {}
        self._of_passage: dict[int, int] = {}
        self._pieces: dict[int, array[int]] = {}
        self._asked: dict[int, list[tuple[int, int]]] = {}

    def newest(self) -> frozenset[str]:
        """The run of the newest transcript of each clip, by vendor and origin."""
        found = self._database.execute(
            "SELECT run, max(at || run) FROM transcripts GROUP BY clip, vendor, sandbox"
        )
        return frozenset(run for run, _ in found)

    def search(
        self,
        terms: Sequence[str],
        *,
        fuzzy: bool = True,
        cut: float = DEFAULT_CUT,
        runs: Collection[str] | None = None,
        told: Told | None = None,
    ) -> tuple[StoredHit, ...]:
        """Where the terms stand in the transcripts on record, or in those of ``runs`` alone.

        By transcript in the order of their recording, then by term as given, then by time. The
        index is caught up first (``told`` as there). Raises BadInput.
        """
        try:
            self.catch_up(told)
            return self._search(terms, fuzzy, cut, runs)
        except BadInput as error:
            if not is_damage(error.__cause__):
                raise
            self.remake()
            self.catch_up(told)
            return self._search(terms, fuzzy, cut, runs)

    def _search(
        self,
        terms: Sequence[str],
        fuzzy: bool,
        cut: float,
        runs: Collection[str] | None,
    ) -> tuple[StoredHit, ...]:
        with said_plainly(self._path), _many_objects():
            self._read()
            wanted = None if runs is None else set(runs)
            found: Found = {}
            for order, term in enumerate(dict.fromkeys(terms)):
                for passage, spans in self._spans(term, fuzzy, cut).items():
                    source = self._sources[self._of_passage[passage]]
                    if wanted is None or source.run in wanted:
                        found.setdefault(passage, []).append((order, term, spans))
            return self._hits(found)

    def _read(self) -> None:
        """Read the vocabulary and the list of transcripts, unless nothing was written since."""
        (outside,) = self._database.execute("PRAGMA data_version").fetchone()
        version = (self._database, outside, self._database.total_changes)
        if version == self._version:
            return
        self._vocabulary = Vocabulary(self._database.execute("SELECT id, word, times FROM words"))
        self._sources = {
            number: Source(run, clip, vendor, model, bool(sandbox), datetime.fromisoformat(at))
            for number, run, clip, vendor, model, sandbox, at in self._database.execute(
                "SELECT id, run, clip, vendor, model, sandbox, at FROM transcripts"
            )
        }
        self._of_passage = dict(
            self._database.execute("SELECT id, transcript FROM passages").fetchall()
        )
        self._pieces = {}
        self._version = version

    def _spans(self, term: str, fuzzy: bool, cut: float) -> dict[int, list[Span]]:
        """By passage, the runs of folded words that match a term; some of them twice."""
        wanted = folded(term).split()
        if not wanted or self._vocabulary is None:
            return {}
        likeness = TermLikeness(wanted, close=fuzzy)
        spelt = self._vocabulary.word
        known: dict[tuple[int, ...], tuple[How, float] | None] = {}
        found: dict[int, list[Span]] = {}
        self._asked.clear()
        for anchor in anchors(likeness, self._vocabulary, cut):
            for passage, first, window in self._candidates(anchor):
                if window not in known:
                    known[window] = likeness.match(tuple(spelt[one] for one in window), cut)
                match = known[window]
                if match is not None:
                    span = Span(first, first + len(window) - 1, *match)
                    found.setdefault(passage, []).append(span)
        return found

    def _candidates(self, anchor: Anchor) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Passage, first word and all words of each place that may match."""
        size, at = len(anchor.slots), anchor.at
        others = [
            (number - at, slot)
            for number, slot in enumerate(anchor.slots)
            if slot is not None and number != at
        ]
        pieces = self._pieces
        for number in anchor.words:
            if size == 1:
                alone = (number,)
                yield from ((passage, offset, alone) for passage, offset in self._places(number))
                continue
            for passage, offset in self._places(number):
                words = pieces.get(passage) or self._words(passage)
                first = offset - at
                if first < 0 or first + size > len(words):
                    continue
                for step, slot in others:
                    if words[offset + step] not in slot:
                        break
                else:
                    yield passage, first, tuple(words[first : first + size])

    def _places(self, number: int) -> list[tuple[int, int]]:
        """Where a word of the vocabulary stands: passage, and number among its folded words."""
        assert self._vocabulary is not None
        if number not in self._asked:
            self._asked[number] = self._database.execute(
                "SELECT doc, offset FROM places WHERE term = ?", (self._vocabulary.word[number],)
            ).fetchall()
        return self._asked[number]

    def _words(self, passage: int) -> array[int]:
        """The folded words of a passage by number, kept for the next question."""
        (blob,) = self._database.execute(
            "SELECT words FROM pieces WHERE passage = ?", (passage,)
        ).fetchone()
        self._pieces[passage] = array("I", blob)
        return self._pieces[passage]

    def _hits(self, found: Found) -> tuple[StoredHit, ...]:
        """Hits with times and words, read of the passages that have any."""
        hits: list[tuple[tuple[int, int, float, int], StoredHit]] = []
        rows = self._database.execute(
            f"SELECT id, transcript, {PASSAGE_FIELDS} FROM passages "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(found)),),
        )
        for passage, transcript, *fields in rows:
            words, source = PassageWords(*fields), self._sources[transcript]
            for order, term, spans in found[passage]:
                for span in apart([words.owned(span) for span in spans]):
                    hit = TextHit(
                        term, words.starts[span.first], words.ends[span.last], span.score,
                        words.shown(span.first, span.last), words.channel, span.how,
                    )  # fmt: skip
                    key = (transcript, order, hit.start, words.channel)
                    hits.append((key, StoredHit(source, hit)))
        hits.sort(key=itemgetter(0))
        return tuple(hit for _, hit in hits)


@contextmanager
def _many_objects() -> Iterator[None]:
    """While tens of thousands of small objects are made, none of which points back to another.

    Python's collector would walk through all of them again and again and find nothing, which
    takes a quarter of a search.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
