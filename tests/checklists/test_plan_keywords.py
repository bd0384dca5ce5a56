"""The terms of a plan: from ladders as they are climbed, each with what it rests on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.keywords import LadderResult
from checklists.before.vocabulary import read_vocabulary
from checklists.before.vocabulary.keeping import keep_vocabulary
from checklists.plan_building import build_plan
from checklists.plan_check import check_plan
from checklists.plan_keywords import keyterm_in_words
from checklists.plan_model import Keyterm
from checklists.plan_toml import from_toml, to_toml
from checklists.records import ClipRecord
from checklists.report import render_report
from checklists.workspace import Workspace
from tests.checklists.before.keywords.worlds import TERMS, climbed, plan_of, records, says
from tests.tui.batch_vendors import BatchVendors

TABLE = b"Phrase\tSoundsLike\tIPA\tDisplayAs\nzyxel\t\t\tZyxel\nC.plus-plus\t\t\tC++\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "calls")


@pytest.fixture
def clips(workspace: Workspace, tmp_path: Path) -> list[ClipRecord]:
    return records(workspace, tmp_path)


async def tried(
    workspace: Workspace, clips: list[ClipRecord], *, model: str = "nova-3", sweep: bool = False
) -> LadderResult:
    plan = plan_of(clips, TERMS, workspace=workspace, model=model, sweep=sweep)
    return await climbed(plan, BatchVendors(says), workspace)


async def test_a_kept_term_has_its_evidence(workspace: Workspace, clips: list[ClipRecord]) -> None:
    result = await tried(workspace, clips)
    plan = build_plan(workspace)
    zyxel, router, suppose, reader = plan.keyterms
    assert (zyxel.term, zyxel.verdict, zyxel.kept, zyxel.clips) == ("zyxel", "keep", True, 2)
    assert (zyxel.run, zyxel.model, zyxel.boost) == (result.run, "nova-3", None)
    assert zyxel.tried_on == datetime.now(UTC).date()
    assert zyxel.wer_change == pytest.approx(-3 / 21, abs=1e-4)
    low, change, high = zyxel.wer_change_low, zyxel.wer_change, zyxel.wer_change_high
    assert low is not None and change is not None and high is not None
    assert low <= change <= high < 0
    assert [row.kept for row in (router, suppose, reader)] == [False] * 3
    assert suppose.invented == 2
    assert from_toml(to_toml(plan)) == plan and to_toml(from_toml(to_toml(plan))) == to_toml(plan)
    words = keyterm_in_words(zyxel)
    assert words.startswith("word errors -14.3% [") and "2 clips, nova-3" in words
    report = render_report(plan, workspace)
    assert "word errors -14.3% [" in report and ">yes<" in report


async def test_more_clips_count_more_and_then_the_newest(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    both = await tried(workspace, clips)
    await tried(workspace, clips[:1])
    assert {row.run for row in build_plan(workspace).keyterms} == {both.run}
    again = await tried(workspace, clips)
    rows = build_plan(workspace).keyterms
    assert {row.run for row in rows} == {again.run} and len(rows) == len(TERMS)


async def test_another_model_makes_them_stale(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    await tried(workspace, clips)
    workspace.choose("deepgram", "nova-2")
    plan = build_plan(workspace)
    assert {row.stale for row in plan.keyterms} == {"tried with nova-3, the plan now says nova-2"}
    (remark,) = [one for one in check_plan(plan) if one.where == "keyterms"]
    assert remark.sentence.startswith("zyxel: tried with nova-3") and remark.severity == "remark"
    swept = await tried(workspace, clips, model="nova-2", sweep=True)
    rows = [row for row in build_plan(workspace).keyterms if row.model == "nova-2"]
    assert {row.run for row in rows} == {swept.run} and not any(row.stale for row in rows)
    assert rows[0].boost == 1.0 and rows[0].kept


async def test_rules_of_the_old_vocabulary_come_untested(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    assert build_plan(workspace).replacements is None
    keep_vocabulary(workspace, read_vocabulary(TABLE, "words.txt"), source="file words.txt")
    await tried(workspace, clips)
    plan = build_plan(workspace)
    assert plan.replacements is not None
    (rule,) = plan.replacements
    assert rule.rule.endswith(":C++") and rule.verdict == "untested"
    assert (rule.phrase, rule.source) == ("C.plus-plus", "file words.txt")
    assert from_toml(to_toml(plan)) == plan
    assert "Nobody has tried them" in render_report(plan, workspace)


def test_what_a_row_of_an_older_plan_rests_on_is_not_made_up() -> None:
    row = Keyterm("a", "keep", 1, 0, 0, True, "r")
    assert keyterm_in_words(row) == ""
