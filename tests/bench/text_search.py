"""Search in 10,000 transcripts (5 million words): ``python -m tests.bench.text_search [COUNT]``.

The transcripts are made: common words as often as in speech, then words of the recogniser's
dictionary, rarer and rarer, and now and then a term or what a recogniser made of it. The runs are
put on record in one go, the index is filled from them (a recording fills it by itself), and then a
new process asks for 25 terms, and for 25 others. The exact hits are counted by ``grep`` as well.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checklists import rows
from checklists.recording import new_run
from checklists.records import transcript_result
from checklists.schema import DATABASE
from checklists.scoring.textsearch import folded
from checklists.text_index import StoredHit, TextIndex
from checklists.text_store import INDEX
from checklists.workspace import Workspace
from providers.speech import Transcript, Word

COUNT = 10_000
WORDS = 500
TYPES = 40_000
COMMON_WORDS = (
    "the i you and to a that it of is in my we so for on yeah have but this with be was not just "
    "can me what do like if your okay they no at all know are one or there now get will think "
    "right um oh uh well from then about would up out when time as see got been here let had how "
    "need call please could has good thanks them some go want because phone back order sure which "
    "account number help name address today address check two day say email minute moment hold"
)
FIRST = (
    *("Zyxel", "Northwind", "broadband", "invoice", "account number", "Deepgram", "dashwood"),
    *("cold hearted", "thermostat", "mortgage", "Heathrow", "ibuprofen", "insurance premium"),
    *("subscription", "warranty", "passport number", "dishwasher", "penicillin", "overdraft"),
    *("router password", "physiotherapy", "cancellation fee", "Barcelona", "metaphysics", "refund"),
)
SECOND = (
    *("Vodafone", "Kubernetes", "Lufthansa", "Mastercard", "social epistemology", "thank you"),
    *("engineer visit", "direct debit", "postcode", "delivery date", "gearbox", "appointment"),
    *("order number", "reference number", "fibre", "optical network", "landline", "contract"),
    *("supervisor", "complaint", "prescription", "wholesale", "Birmingham", "technician", "meter"),
)
# What recognisers make of some of them.
MISHEARD = (
    *("zicksel", "zy xel", "north wind", "broad band", "in voice", "a count number", "deep gram"),
    *("dash wood", "called hearted", "ware auntie", "dish washer", "voda phone", "gear box"),
)


def transcripts(count: int) -> Iterator[Transcript]:
    """The made transcripts, the same every time."""
    chance = random.Random(6)
    words = [*COMMON_WORDS.split(), *_dictionary(chance)][:TYPES]
    weights = list(itertools.accumulate(1 / (rank + 4) for rank in range(len(words))))
    planted = [*FIRST, *SECOND, *MISHEARD]
    for _ in range(count):
        spoken = chance.choices(words, cum_weights=weights, k=WORDS)
        for _ in range(3):
            at = chance.randrange(WORDS - 3)
            put = chance.choice(planted).split()
            spoken[at : at + len(put)] = put
        yield _transcript(spoken)


def _dictionary(chance: random.Random) -> list[str]:
    from pocketsphinx import get_model_path

    lines = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text().splitlines()
    entries = {line.split()[0] for line in lines}
    words = sorted(entry for entry in entries if entry.isalpha())
    chance.shuffle(words)
    return words


def _transcript(spoken: list[str]) -> Transcript:
    words = tuple(
        Word(word.lower(), at * 0.4, at * 0.4 + 0.37, 0.9, word) for at, word in enumerate(spoken)
    )
    duration = len(words) * 0.4
    text = " ".join(spoken)
    return Transcript("deepgram", "nova-3", "en", duration, text, words, sandbox=True)


def put_on_record(directory: Path, count: int) -> None:
    """The transcripts as runs, in one transaction, and as lines of folded words for grep."""
    Workspace.open(directory).close()
    began = datetime(2026, 1, 1, tzinfo=UTC)
    database = sqlite3.connect(directory / DATABASE)
    marks = ", ".join("?" * 15)
    with database, (directory / "lines.txt").open("w") as lines:
        for number, one in enumerate(transcripts(count)):
            run = new_run(
                "transcribe", sandbox=True, vendor=one.vendor, model=one.model,
                clip=f"{number:064x}", request={}, response={}, result={}, numbers={},
                started_at=began + timedelta(seconds=number), seconds=1.0,
            )  # fmt: skip
            values = list(rows.run_values(run))
            values[7] = json.dumps(transcript_result(one))
            database.execute(f"INSERT INTO runs ({rows.RUN_COLUMNS}) VALUES ({marks})", values)
            lines.write(f" {folded(one.text)} \n")
    database.close()


def ask(directory: Path) -> None:
    """What the new process does: both questions, with their times as JSON on stdout."""
    began, busy = time.perf_counter(), time.process_time()
    told: list[dict[str, object]] = []
    with TextIndex.open(directory) as index:
        for terms in (FIRST, SECOND, FIRST):
            hits = index.search(terms)
            told.append(
                {
                    "seconds": time.perf_counter() - began,
                    "processor": time.process_time() - busy,
                    "kinds": _kinds(hits),
                    "exact": _transcripts_with(hits),
                }
            )
            began, busy = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"questions": told, "megabytes": peak}))


def _kinds(hits: tuple[StoredHit, ...]) -> dict[str, int]:
    return {how: sum(one.hit.how == how for one in hits) for how in ("exact", "fuzzy", "sound")}


def _transcripts_with(hits: tuple[StoredHit, ...]) -> dict[str, int]:
    """In how many transcripts the very words of each term stand."""
    found: dict[str, set[str]] = {}
    for one in hits:
        if one.hit.how == "exact":
            found.setdefault(one.hit.term, set()).add(one.source.run)
    return {term: len(runs) for term, runs in found.items()}


def over(directory: Path, count: int) -> None:
    """Everything in an empty directory."""
    began = time.perf_counter()
    put_on_record(directory, count)
    print(f"{count:,} transcripts put on record: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    with TextIndex.open(directory) as index:
        index.catch_up()
    size = (directory / INDEX).stat().st_size / 1e6
    print(f"index filled from the runs: {time.perf_counter() - began:.1f} s, {size:.0f} MB")
    began = time.perf_counter()
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.text_search", "--ask", str(directory)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    whole = time.perf_counter() - began
    answer = json.loads(child.stdout)
    names = ("first 25 terms", "25 other terms", "the first again")
    for name, one in zip(names, answer["questions"], strict=True):
        kinds = ", ".join(f"{number} {how}" for how, number in one["kinds"].items())
        print(
            f"  {name:15}: {one['seconds']:.2f} s ({one['processor']:.2f} s of processor): {kinds}"
        )
    print(f"  the new process: {whole:.2f} s in all, {answer['megabytes']:.0f} MB at its peak")
    beside_grep(directory / "lines.txt", answer["questions"][:2])


def beside_grep(lines: Path, questions: list[dict[str, dict[str, int]]]) -> None:
    """In how many transcripts the very words stand: by grep, and by the index."""
    exact = {term: number for one in questions for term, number in one["exact"].items()}
    counted: dict[str, int] = {}
    began = time.perf_counter()
    for term in (*FIRST, *SECOND):
        done = subprocess.run(
            ["grep", "-c", "-F", f" {folded(term)} ", str(lines)], capture_output=True, text=True
        )
        counted[term] = int(done.stdout)
    seconds = time.perf_counter() - began
    other = {term: (counted[term], exact.get(term, 0)) for term in counted}
    unequal = {term: pair for term, pair in other.items() if pair[0] != pair[1]}
    print(
        f"  grep -c for the exact form of {len(counted)} terms: {seconds:.2f} s, "
        f"{sum(counted.values())} transcripts; by the index {sum(exact.values())}; "
        f"unequal: {unequal or 'none'}"
    )


def measure(count: int = COUNT) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        over(Path(folder), count)


def main() -> None:
    """The figures, or the questions of the new process."""
    parser = argparse.ArgumentParser(prog="tests.bench.text_search", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--ask", type=Path)
    given = parser.parse_args()
    if given.ask:
        ask(given.ask)
    else:
        measure(given.count)


if __name__ == "__main__":
    main()
