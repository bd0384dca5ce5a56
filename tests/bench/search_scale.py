"""Searches of thousands of calls: the table of all hits, the plan, and starting again.

Answers are made up here: what is measured is this program, neither a vendor nor a recogniser.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from checklists import rows
from checklists.before.corpus_files import look_over
from checklists.before.search_corpus import plan_search
from checklists.plan_building import build_plan
from checklists.records import Run
from checklists.search_query import HitQuery, Order
from checklists.workspace import Workspace
from tests.checklists.before.calls import sound

CALLS, TERMS, HITS, FILES = 1000, 25, 10, 3000
PAGE = 200
Answer = TypeVar("Answer")


def measure() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="crossfade-bench-") as name:
        with Workspace.open(Path(name) / "ws") as workspace:
            began = time.perf_counter()
            _fill(workspace)
            per_call = (time.perf_counter() - began) / CALLS
            size = (Path(name) / "ws" / "crossfade.db").stat().st_size / 1e6
            print(
                f"search at scale: {CALLS:,} calls, {TERMS} terms, {HITS} hits each, "
                f"{CALLS * TERMS * HITS:,} in all; {per_call * 1000:.0f} ms to take one apart, "
                f"{size:.0f} MB"
            )
            _tables(workspace)
        asyncio.run(_again(Path(name)))


def _tables(workspace: Workspace) -> None:
    hits = workspace.search_hits
    orders: tuple[Order, ...] = ("confidence", "time", "clip", "term")
    for order in orders:
        query = HitQuery(least=0.5, order=order)
        numbers = _timed(f"all hits over 0.5 by {order}", lambda: hits.numbers(query))  # noqa: B023
    _timed(f"a page of {PAGE} of these {len(numbers):,}",
           lambda: hits.of_numbers(query, numbers[:PAGE]))  # fmt: skip
    _timed("how many of each kind", lambda: hits.count(HitQuery(least=0.5)))
    _timed("one term's hits, to be calibrated", lambda: hits.of_term("term number 3"))
    _timed("the plan of it all", lambda: build_plan(workspace))


async def _again(directory: Path) -> None:
    folder = directory / "calls"
    folder.mkdir()
    data = sound(0.5)
    for number in range(FILES):
        (folder / f"{number}.wav").write_bytes(data + number.to_bytes(4, "little"))
    with Workspace.open(directory / "again") as workspace:
        for when in ("first time", "second time"):
            began = time.perf_counter()
            corpus = await look_over([str(folder)], workspace)
            plan = plan_search(corpus, ["zyxel"], sandbox=True, workspace=workspace)
            took = time.perf_counter() - began
            print(f"  {took:6.2f} s  {len(plan.to_send):,} files looked over, the {when}")


def _timed(what: str, ask: Callable[[], Answer]) -> Answer:
    began = time.perf_counter()
    answer = ask()
    print(f"  {time.perf_counter() - began:6.3f} s  {what}")
    return answer


def _fill(workspace: Workspace) -> None:
    """Runs straight into the tables, a hundred at a time: the disk is not what is measured."""
    chance = random.Random(1)
    # The tables are written as a search is recorded, which waits for the disk each time.
    database = workspace._database
    marks = ", ".join("?" * len(rows.RUN_COLUMNS.split(", ")))
    database.execute("BEGIN")
    for number in range(CALLS):
        run = _run(number, chance)
        values = rows.run_values(replace(run, result=None))
        database.execute(f"INSERT INTO runs ({rows.RUN_COLUMNS}) VALUES ({marks})", values)
        workspace.search_hits.insert(run)
        if number % 100 == 99:
            database.execute("COMMIT")
            database.execute("BEGIN")
    database.execute("COMMIT")


def _run(number: int, chance: random.Random) -> Run:
    terms = [_term(f"term number {term}", chance) for term in range(TERMS)]
    return Run(
        id=f"run-{number}",
        kind="search",
        vendor="deepgram",
        model="nova-3",
        clip=hashlib.sha256(str(number).encode()).hexdigest(),
        request={"parameters": [["model", "nova-3"]]},
        response=None,
        result={"clips": [{"text_of": "deepgram", "terms": terms}]},
        numbers={},
        sandbox=True,
        crossfade="",
        versions={},
        normaliser="",
        started_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        seconds=1.0,
    )


def _term(name: str, chance: random.Random) -> Mapping[str, Any]:
    acoustic = []
    for _ in range(HITS):
        start = chance.random() * 300
        acoustic.append(
            {"start": start, "end": start + 0.5, "confidence": chance.random() ** 3,
             "snippet": "is a", "channel": chance.randrange(2)}
        )  # fmt: skip
    written = [
        {"start": hit["start"], "end": hit["end"], "score": 1.0, "snippet": name,
         "channel": hit["channel"], "how": "exact"}
        for hit in acoustic[:1] if chance.random() < 0.3
    ]  # fmt: skip
    return {"term": name, "acoustic": acoustic, "text": written}


if __name__ == "__main__":
    measure()
