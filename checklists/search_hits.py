"""What searches found, as tables that can be asked: every place, joined from sound and text.

A run keeps its search whole, with the vendor's answer; thousands of them cannot be read to show
one list. So a search is also taken apart into rows in the moment it is recorded. The rows can be
made again from the runs; those of an older workspace are made when they are first asked for.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from checklists import rows
from checklists.before.search_moments import Moment, Searched, TermSearch, joined, searched
from checklists.records import Run, to_json
from checklists.schema import said_plainly, transaction
from checklists.search_query import (
    COLUMNS,
    COUNTED,
    JOINED,
    FoundMoment,
    HitQuery,
    MomentCounts,
    TermTotals,
    found_moment,
    heard_in,
    numbered,
    scope,
    written_in,
)
from checklists.store import Store

# A plan names this many runs behind a term; the workspace has them all.
NEWEST_RUNS = 20
_PAGE = 5000
_MOMENT = (
    "INSERT INTO search_moments (searched, channel, confidence, heard_start, heard_end, heard, "
    "score, how, written_start, written_end, written) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def asked(options: Mapping[str, object], sandbox: bool) -> str:
    """What was asked besides the terms, as a short text: equal for equal requests.

    ``options`` as ``Run.options`` gives them (model, language, channels, ...).
    """
    rest = {name: value for name, value in options.items() if name != "search"}
    text = to_json({"options": rest, "sandbox": sandbox})
    return hashlib.sha256(_sorted(text).encode()).hexdigest()[:16]


def _sorted(text: str) -> str:
    import json

    return json.dumps(json.loads(text), sort_keys=True)


class SearchHits(Store):
    """The moments of all searches of a workspace. Readers never read a run."""

    def insert(self, run: Run) -> None:
        """Take a search apart, inside the transaction that records it."""
        try:
            search = searched(run)
            moments = [(term, joined(term)) for term in search.terms] if search else []
        except (LookupError, TypeError, ValueError, AttributeError):
            # A run that somebody else wrote: it stays a run, and has no rows.
            search, moments = None, []
        at = rows.stored_time(run.started_at)
        self._run_sql(
            "INSERT OR REPLACE INTO searches VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                run.id, run.clip, run.model, int(run.sandbox), asked(run.options, run.sandbox),
                search.text_of if search else "", at,
            ),
        )  # fmt: skip
        if run.clip:
            for term, found in moments:
                self._insert_term(run, term, found, at)

    def _insert_term(self, run: Run, term: TermSearch, found: Sequence[Moment], at: str) -> None:
        key = (run.clip, term.term, at)
        for column, same in (("newest", ""), ("newest_there", f" AND sandbox = {run.sandbox:d}")):
            self._run_sql(
                f"UPDATE searched_terms SET {column} = 0 "
                f"WHERE clip = ? AND term = ? AND at <= ? AND {column} = 1{same}",
                key,
            )
        newer = "SELECT 1 FROM searched_terms WHERE clip = ?2 AND term = ?3 AND newest"
        best = max((hit.confidence for hit in term.acoustic), default=None)
        number = self._database.execute(
            "INSERT INTO searched_terms (run, clip, term, sandbox, at, acoustic, text, best, "
            f"newest, newest_there) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NOT EXISTS ({newer}), "
            f"NOT EXISTS ({newer}_there AND sandbox = ?4))",
            (
                run.id, run.clip, term.term, int(run.sandbox), at, len(term.acoustic),
                len(term.text), best,
            ),
        ).lastrowid  # fmt: skip
        self._database.executemany(_MOMENT, (_values(number, moment) for moment in found))

    # --- asking ------------------------------------------------------------------------------

    def table(
        self, query: HitQuery, *, limit: int = -1, offset: int = 0
    ) -> tuple[FoundMoment, ...]:
        """The moments of a query in its order: all, or ``limit`` of them from ``offset`` on."""
        return self.of_numbers(query, self.numbers(query, limit=limit, offset=offset))

    def numbers(self, query: HitQuery, *, limit: int = -1, offset: int = 0) -> tuple[int, ...]:
        """The same in the same order, as numbers for ``of_numbers``: for a list that reads on."""
        self._catch_up()
        wanted, values = self._wanted(query)
        if not wanted:
            return ()
        sql, more = numbered(query)
        found = self._all_named(
            f"{wanted} {sql}", {**values, **more, "limit": limit, "offset": offset}
        )
        return tuple(row["number"] for row in found)

    def of_numbers(self, query: HitQuery, numbers: Sequence[int]) -> tuple[FoundMoment, ...]:
        """The moments with these numbers, in this order, with the cuts of the query; those that
        are gone are left out."""
        wanted, values = self._wanted(query)
        if not wanted or not numbers:
            return ()
        found = self._all_named(
            f"{wanted} SELECT {COLUMNS} FROM json_each(:numbers) n CROSS JOIN search_moments m "
            "ON m.number = n.value JOIN searched_terms t ON t.number = m.searched "
            "JOIN wanted w ON w.term = t.term JOIN searches s ON s.run = t.run "
            "LEFT JOIN clips c ON c.sha256 = t.clip ORDER BY n.key",
            {**values, "numbers": to_json(list(numbers))},
        )
        return tuple(found_moment(row) for row in found)

    def every(self, query: HitQuery) -> Iterator[FoundMoment]:
        """The same one by one, a few thousand in memory at a time. For exports."""
        numbers = self.numbers(query)
        for first in range(0, len(numbers), _PAGE):
            yield from self.of_numbers(query, numbers[first : first + _PAGE])

    def count(self, query: HitQuery) -> MomentCounts:
        """How many moments a table of the query has, and in how many clips they were looked for.

        ``found_in`` and ``under`` are not asked for here.
        """
        self._catch_up()
        wanted, values = self._wanted(query)
        if not wanted:
            return MomentCounts()
        where, more = scope(query)
        (row,) = self._all_named(
            f"{wanted} SELECT {COUNTED} {JOINED} WHERE {where}", {**values, **more}
        )
        clips = "" if query.clips is None else "AND t.clip IN (SELECT value FROM json_each(:clips))"
        (there,) = self._all_named(
            f"{wanted} SELECT count(DISTINCT t.clip) AS clips FROM wanted w JOIN searched_terms t "
            f"ON t.term = w.term AND t.newest = 1 {clips}",
            {**values, **more},
        )
        return MomentCounts(row["both"], row["sound"], row["text"], row["weaker"], there["clips"])

    def terms(self) -> tuple[str, ...]:
        """Every term that was ever searched for, by the alphabet."""
        self._catch_up()
        found = self._all("SELECT DISTINCT term FROM searched_terms ORDER BY term COLLATE NOCASE")
        return tuple(row["term"] for row in found)

    def latest(self, terms: Sequence[str]) -> Mapping[str, tuple[str, bool]]:
        """By which model, and whether in the sandbox, each of these terms was searched for last."""
        self._catch_up()
        found: dict[str, tuple[str, bool]] = {}
        for term in terms:
            for row in self._all(
                "SELECT s.model, s.sandbox FROM searches s WHERE s.run = (SELECT run FROM "
                "searched_terms WHERE term = ? AND newest = 1 ORDER BY at DESC, number DESC LIMIT "
                "1)",
                (term,),
            ):
                found[term] = (row["model"], bool(row["sandbox"]))
        return found

    def clips(self) -> Mapping[str, str]:
        """The newest search of every clip that has one: hash to run."""
        self._catch_up()
        found = self._all(
            "SELECT clip, run, max(at) AS newest FROM searches WHERE clip <> '' GROUP BY clip"
        )
        return {row["clip"]: row["run"] for row in found}

    def of_term(self, term: str, clips: Sequence[str] | None = None) -> tuple[Searched, ...]:
        """The newest search for a term in each clip, or in these, with that term alone in it."""
        self._catch_up()
        found = self._all(
            "SELECT m.*, t.number AS place, t.term, t.run, t.clip, s.model, s.sandbox, s.at, "
            "s.text_of FROM searched_terms t JOIN searches s ON s.run = t.run "
            "LEFT JOIN search_moments m ON m.searched = t.number "
            "WHERE t.term = ?1 AND t.newest = 1 AND (?2 IS NULL OR t.clip IN "
            "(SELECT value FROM json_each(?2))) ORDER BY t.at, t.number, m.number",
            (term, None if clips is None else to_json(list(clips))),
        )
        groups = groupby(found, key=lambda row: row["place"])
        return tuple(_searched(list(group)) for _, group in groups)

    def totals(self) -> tuple[TermTotals, ...]:
        """What each term came to, live and in the sandbox apart, by term."""
        self._catch_up()
        found = self._all(
            "SELECT t.term, t.sandbox, count(*) AS clips, sum(t.acoustic) AS acoustic, "
            "sum(t.text) AS text, max(t.best) AS best FROM searched_terms t "
            "WHERE t.newest_there = 1 GROUP BY t.term, t.sandbox ORDER BY t.term, t.sandbox"
        )
        return tuple(self._totals(row) for row in found)

    def covered(self, asked_for: str, terms: Sequence[str]) -> Mapping[str, str]:
        """The clips that were asked for all these terms with these options: hash to newest run.

        ``asked_for`` is what ``asked`` gives for the options.
        """
        self._catch_up()
        wanted = list(dict.fromkeys(terms))
        found = self._all(
            "SELECT clip, run, max(at) AS newest FROM searches s WHERE asked = ?1 AND clip <> '' "
            "AND (SELECT count(DISTINCT term) FROM searched_terms t WHERE t.run = s.run "
            "AND t.term IN (SELECT value FROM json_each(?2))) = ?3 GROUP BY clip",
            (asked_for, to_json(wanted), len(wanted)),
        )
        return {row["clip"]: row["run"] for row in found}

    # --- inside ------------------------------------------------------------------------------

    def _totals(self, row: sqlite3.Row) -> TermTotals:
        newest = self._all(
            "SELECT t.run, s.model FROM searched_terms t JOIN searches s ON s.run = t.run "
            "WHERE t.term = ? AND t.sandbox = ? AND t.newest_there = 1 "
            "ORDER BY t.at DESC, t.number DESC LIMIT ?",
            (row["term"], row["sandbox"], NEWEST_RUNS),
        )
        return TermTotals(
            term=row["term"],
            sandbox=bool(row["sandbox"]),
            model=newest[0]["model"],
            clips=row["clips"],
            acoustic=row["acoustic"],
            text=row["text"],
            best=row["best"],
            runs=tuple(one["run"] for one in reversed(newest)),
        )

    def _wanted(self, query: HitQuery) -> tuple[str, dict[str, object]]:
        """The table of terms with their cuts; "" where there is none."""
        terms = self.terms() if query.terms is None else tuple(dict.fromkeys(query.terms))
        pairs = [
            [term, query.cuts.get(term, query.least), query.under_cuts.get(term, query.under)]
            for term in terms
        ]
        text = (
            "WITH wanted(term, least, under) AS MATERIALIZED (SELECT json_extract(value, '$[0]'), "
            "json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:wanted))"
        )
        return (text if pairs else ""), {"wanted": to_json(pairs)}

    def _all_named(self, statement: str, values: Mapping[str, object]) -> list[sqlite3.Row]:
        with said_plainly(self._path):
            return self._database.execute(statement, dict(values)).fetchall()

    def _catch_up(self) -> None:
        """Take apart what an older program recorded; once for each workspace."""
        while waiting := self._all("SELECT run FROM searches_to_read ORDER BY rowid LIMIT 100"):
            with said_plainly(self._path), transaction(self._database):
                for row in waiting:
                    found = self._all(
                        f"SELECT {rows.RUN_COLUMNS} FROM runs WHERE id = ?", (row["run"],)
                    )
                    for one in found:
                        self.insert(rows.run_from(one))
                    self._run_sql("DELETE FROM searches_to_read WHERE run = ?", (row["run"],))


def _values(number: int | None, moment: Moment) -> tuple[object, ...]:
    heard, written = moment.heard, moment.written
    sound = (heard.confidence, heard.start, heard.end, heard.snippet) if heard else (None,) * 4
    text = (
        (written.score, written.how, written.start, written.end, written.snippet)
        if written
        else (None,) * 5
    )
    return (number, moment.channel, *map(_storable, sound), *map(_storable, text))


def _storable(value: object) -> object:
    return rows.stored_text(value) if isinstance(value, str) else value


def _searched(found: Sequence[sqlite3.Row]) -> Searched:
    first = found[0]
    sound = (heard_in(row) for row in found if row["number"] is not None)
    text = (written_in(row) for row in found if row["number"] is not None)
    heard = tuple(hit for hit in sound if hit)
    written = sorted((hit for hit in text if hit), key=lambda hit: (hit.start, hit.channel))
    return Searched(
        run=first["run"],
        clip=first["clip"],
        model=first["model"],
        sandbox=bool(first["sandbox"]),
        at=datetime.fromisoformat(first["at"]),
        text_of=first["text_of"],
        terms=(TermSearch(first["term"], heard, tuple(written)),),
    )
