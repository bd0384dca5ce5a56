from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from checklists.facts.book import fact, facts, newer_than_the_guide, read_chapter
from checklists.guide import task, tasks
from providers.errors import BadInput

IDS = [
    "upstream-dependencies",
    "representative-samples",
    "differences",
    "api-key",
    "test-audio",
    "migration-plan",
    "rollback-plan",
    "response-parsing",
    "swap-traffic",
    "monitor",
    "testing",
    "tune-downstream",
]


def test_the_twelve_tasks_in_the_guides_order() -> None:
    assert [one.id for one in tasks()] == IDS
    assert [one.number for one in tasks()] == list(range(1, 13))
    assert Counter(one.phase for one in tasks()) == {"before": 7, "during": 3, "after": 2}
    assert task("swap-traffic").title == "Swap over traffic to the Deepgram API"


def test_every_task_can_be_closed_by_what_it_accepts() -> None:
    for one in tasks():
        assert one.needs and one.effort > 0 and one.why and one.closes and one.guide_words
        for need in one.needs:
            assert {kind for kind, _ in need.options} <= set(one.accepts), one.id
        for name in one.facts:
            fact(name)


def test_an_unknown_task_is_told_with_the_ids_there_are() -> None:
    with pytest.raises(BadInput, match=r"no task 'test'.*test-audio"):
        task("test")


def test_every_fact_has_its_source_and_date() -> None:
    assert len(facts()) > 30
    for row in facts().values():
        assert row.source and row.says and row.read_on <= date(2026, 12, 31)
        assert row.as_of is None or row.as_of <= row.read_on


def test_the_search_limit_is_shown_as_the_conflict_it_is() -> None:
    row = fact("deepgram-search-terms")
    assert (row.value, row.standing) == (50, "conflict")
    assert "25" in row.supersedes and "25" in row.says
    assert row in newer_than_the_guide()


GOOD = """
[[fact]]
id = "x"
subject = "deepgram"
topic = "t"
value = 1
says = "s"
source = "a page"
read_on = 2026-01-02
standing = "documented"
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('source = "a page"', ""), "x: 'source' is missing"),
        (('source = "a page"', 'source = " "'), "x: 'source' is missing"),
        (("read_on = 2026-01-02", ""), "x: 'read_on' has to be a date"),
        (("read_on = 2026-01-02", 'read_on = "2026-01-02"'), "'read_on' has to be a date"),
        (("read_on = 2026-01-02", "read_on = 2026-01-02T00:00:00Z"), "'read_on' has to be a date"),
        (("value = 1", "value = true"), "'value' has to be"),
        (("value = 1", ""), "'value' has to be"),
        (('"documented"', '"sure"'), "'standing' has to be one of documented"),
        (('topic = "t"', 'topic = "t"\nextra = 1'), "'extra' is not a column"),
        (('topic = "t"', 'topic = "t"\nchapter = "l"'), "'chapter' is not a column"),
        (('id = "x"', ""), "row 1: 'id' is missing"),
        (("[[fact]]", "[[fact"), "not TOML"),
    ],
)
def test_a_row_without_source_or_date_is_refused(change: tuple[str, str], sentence: str) -> None:
    assert read_chapter(GOOD, "limits")[0].id == "x"
    with pytest.raises(BadInput, match=r"facts/limits\.toml") as caught:
        read_chapter(GOOD.replace(*change), "limits")
    assert sentence in str(caught.value)


def test_a_fact_read_again_is_the_same_fact_but_a_new_value_is_not() -> None:
    first = read_chapter(GOOD, "limits")[0]
    again = read_chapter(GOOD.replace("2026-01-02", "2026-06-01"), "limits")[0]
    other = read_chapter(GOOD.replace("value = 1", "value = 2"), "limits")[0]
    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert first.wants_checking(date(2026, 12, 1)) and not first.wants_checking(date(2026, 2, 1))


MODULES = (
    "workspace plan plan_toml report evidence guide scoring.words scoring.normalisation "
    "scoring.latency scoring.textsearch scoring.intervals scoring.keywords facts.book text_index"
)


def test_importing_costs_no_heavy_library() -> None:
    names = ", ".join(f"checklists.{name}" for name in MODULES.split())
    heavy = (
        "textual rich boto3 botocore deepgram rapidfuzz jellyfish jiwer whisper_normalizer "
        "tomli_w pyaudio pocketsphinx aiohttp"
    )
    program = (
        f"import sys, {names}\n"
        f"print(sorted(set('{heavy}'.split()) & {{name.split('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
