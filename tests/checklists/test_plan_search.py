"""The confidence from which on hits are to be believed, in the plan and in the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checklists.before.search_moments import TermSearch
from checklists.plan_building import build_plan
from checklists.plan_check import check_plan
from checklists.plan_model import Plan, SearchTerm
from checklists.plan_toml import from_toml, to_toml
from checklists.report import render_report
from checklists.report_search import MOST_ROWS
from checklists.search_hits import NEWEST_RUNS
from checklists.search_labels import SearchCut
from checklists.workspace import Workspace
from tests.checklists.test_search_hits import heard, kept, written

AT = datetime(2026, 11, 23, tzinfo=UTC)
CUT = SearchCut("Zyxel", "nova-3", True, 0.62, 0.5, 0.7, 12, 9, 1, "ear", "ana", AT)
CLIP = "a" * 64


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as made:
        yield made


def searched(workspace: Workspace, model: str = "nova-3", later: int = 0) -> None:
    zyxel = TermSearch("zyxel", (heard("zyxel", 1, 0.7), heard("zyxel", 5, 0.2)), ())
    card = TermSearch("card", (), (written("card", 3),))
    kept(workspace, CLIP, [zyxel, card], model=model, later=later)


def row(plan: Plan, term: str) -> SearchTerm:
    return next(one for one in plan.search if one.term == term)


def test_a_kept_cut_is_the_least_confidence_with_what_it_rests_on(workspace: Workspace) -> None:
    searched(workspace)
    workspace.search_labels.keep_cut(CUT)
    plan = build_plan(workspace)
    zyxel, card = row(plan, "zyxel"), row(plan, "card")
    assert (zyxel.min_confidence, zyxel.model, zyxel.acoustic, zyxel.text) == (0.62, "nova-3", 2, 0)
    assert zyxel.cut is not None
    assert (zyxel.cut.low, zyxel.cut.high, zyxel.cut.labels, zyxel.cut.right) == (0.5, 0.7, 12, 9)
    assert (zyxel.cut.set_by, zyxel.cut.set_on, zyxel.cut.stale) == ("ana", date(2026, 11, 23), "")
    assert (card.min_confidence, card.cut, card.best_confidence, card.text) == (None, None, None, 1)
    content = to_toml(plan)
    assert b"min_confidence = 0.62" in content and b"[search.cut]" in content
    assert from_toml(content) == plan and to_toml(from_toml(content)) == content
    # A hit over the cut that ears set is told, though it is under the usual 0.8.
    assert any("zyxel (0.70)" in finding for finding in plan.findings)
    page = render_report(plan, workspace)
    assert "from 0.62 [0.50, 0.70] on, 12 hits judged by ear, nova-3, 2026-11-23" in page
    assert "nobody has listened yet" in page and "only in the sound" in page


def test_a_stale_cut_is_named_and_not_used(workspace: Workspace) -> None:
    searched(workspace)
    workspace.search_labels.keep_cut(CUT)
    searched(workspace, model="nova-4", later=10)
    plan = build_plan(workspace)
    zyxel = row(plan, "zyxel")
    assert (zyxel.min_confidence, zyxel.model) == (None, "nova-4")
    assert zyxel.cut is not None and zyxel.cut.stale == "set for nova-3, this is nova-4"
    (said,) = [one for one in check_plan(plan) if one.where == "search"]
    assert "zyxel" in said.sentence and "nova-4" in said.sentence and said.severity == "remark"
    assert "stale" in render_report(plan, workspace)
    # One that holds comes before a newer one that does not.
    workspace.search_labels.keep_cut(replace(CUT, model="nova-4", cut=0.4))
    workspace.search_labels.keep_cut(replace(CUT, model="nova-5", at=datetime.now(UTC)))
    assert row(build_plan(workspace), "zyxel").min_confidence == 0.4


def test_a_cut_set_by_hand_has_no_interval(workspace: Workspace) -> None:
    searched(workspace)
    workspace.search_labels.keep_cut(replace(CUT, low=None, high=None, basis="hand"))
    plan = build_plan(workspace)
    assert b"low" not in to_toml(plan).partition(b"[search.cut]")[2].partition(b"[[")[0]
    assert "from 0.62 on, set by hand, nova-3" in render_report(plan, workspace)


def test_many_calls_make_no_long_plan(workspace: Workspace) -> None:
    calls = MOST_ROWS + 20
    for number in range(calls):
        term = TermSearch("zyxel", (heard("zyxel", 1, number / calls),), ())
        kept(workspace, f"{number:064d}", [term], later=number)
    plan = build_plan(workspace)
    (zyxel,) = plan.search
    assert (zyxel.clips, zyxel.acoustic, len(zyxel.runs)) == (calls, calls, NEWEST_RUNS)
    assert plan.samples == ()
    page = render_report(plan, workspace)
    assert f"The surest {MOST_ROWS} of {calls} clips and terms." in page
    assert len(page) < 400_000
