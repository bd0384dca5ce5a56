from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.plan import build_plan, current_plan, export, take_in, to_toml
from checklists.plan_changes import Line, changed_since, differences, earlier_plan
from checklists.workspace import Workspace
from tests.checklists.furnished import HOSTILE, furnish


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


@pytest.fixture
def exported(workspace: Workspace) -> Path:
    return workspace.directory / "migration-plan.toml"


def text_now(workspace: Workspace) -> str:
    return to_toml(current_plan(workspace)).decode()


def test_a_plan_that_never_went_out(workspace: Workspace, exported: Path) -> None:
    assert earlier_plan(workspace, exported) is None


def test_nothing_changes_by_exporting_it(workspace: Workspace, exported: Path) -> None:
    furnish(workspace)
    export(workspace, exported)
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None and earlier.what == "exported to migration-plan.toml"
    assert changed_since(earlier, text_now(workspace)) == ()
    # When it was made is no change.
    later = replace(build_plan(workspace), created=datetime(2040, 1, 1, tzinfo=UTC))
    assert changed_since(earlier, to_toml(later).decode()) == ()


def test_what_changed_is_told_by_table(workspace: Workspace, exported: Path) -> None:
    furnish(workspace)
    export(workspace, exported)
    workspace.assert_task("monitor", "Ann", "the old dashboards")
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None
    changes = changed_since(earlier, text_now(workspace))
    assert Line("tasks monitor", "-", 'state = "open"') in changes
    assert Line("tasks monitor", "+", 'state = "asserted"') in changes
    assert Line("tasks monitor", "+", 'by = "Ann"') in changes
    assert {change.table for change in changes} == {"plan", "tasks monitor"}


def test_one_clip_more_touches_no_other_table(workspace: Workspace, exported: Path) -> None:
    records = furnish(workspace)
    export(workspace, exported)
    first = records[0]
    path = workspace.directory.parent / "another.wav"
    path.write_bytes(b"RIFFanother")
    workspace.add_clip(replace(first.clip, path=path, sha256="0" * 64), name="another")
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None
    changes = changed_since(earlier, text_now(workspace))
    assert {change.table for change in changes} == {"samples another"}
    assert {change.sign for change in changes} == {"+"}


def test_the_newer_of_export_and_import_counts(
    workspace: Workspace, exported: Path, tmp_path: Path
) -> None:
    export(workspace, exported)
    other = tmp_path / "theirs.toml"
    other.write_bytes(to_toml(replace(build_plan(workspace), readiness="theirs")))
    take_in(workspace, other)
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None and earlier.what == "taken in from theirs.toml"
    assert changed_since(earlier, text_now(workspace)) == ()
    later = (datetime.now() + timedelta(hours=1)).timestamp()
    os.utime(exported, (later, later))
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None and earlier.what.startswith("exported")
    changes = changed_since(earlier, text_now(workspace))
    assert Line("plan", "+", 'readiness = "theirs"') in changes


def test_a_file_that_somebody_spoilt_is_compared_all_the_same(
    workspace: Workspace, exported: Path
) -> None:
    exported.write_bytes(b"\xff\xfe mine\n[[tasks]]\nid = \n" + HOSTILE.encode())
    earlier = earlier_plan(workspace, exported)
    assert earlier is not None
    changes = changed_since(earlier, text_now(workspace))
    assert Line("plan", "+", "crossfade_plan = 1") in changes
    assert any(change.sign == "-" and "mine" in change.text for change in changes)


def test_tables_of_one_name_are_told_apart() -> None:
    row = '[[results]]\nvendor = "amazon"\nmodel = "m"\nsandbox = {}\nclips = {}\n'
    before = row.format("true", 1) + row.format("false", 2)
    after = row.format("true", 1) + row.format("false", 3)
    assert differences(before, after) == (
        Line("results amazon m live", "-", "clips = 2"),
        Line("results amazon m live", "+", "clips = 3"),
    )
    alone = "[a.b]\nsandbox = true\n"
    assert [line.table for line in differences("", alone)] == ["a.b"]
    twice = '[[x]]\nid = "a"\nn = 1\n[[x]]\nid = "a"\nn = 2\n'
    assert [line.table for line in differences("", twice)] == ["x a"] * 2 + ["x a (2)"] * 2


LINES = st.lists(
    st.sampled_from(['id = "a"', 'id = "b"', "[[tasks]]", "[rollback]", "n = 1", "n = 2", "]", ""])
)


@given(LINES, LINES)
def test_a_difference_is_complete(before: list[str], after: list[str]) -> None:
    found = differences("\n".join(before), "\n".join(after))
    assert not differences("\n".join(before), "\n".join(before))

    def content(lines: list[str]) -> list[str]:
        return sorted(line for line in lines if line and not line.startswith("["))

    removed = [line.text for line in found if line.sign == "-"]
    added = [line.text for line in found if line.sign == "+"]
    assert sorted([*content(before), *added]) == sorted([*content(after), *removed])


def test_ten_thousand_tables_are_compared_at_once() -> None:
    rows = [f'[[samples]]\nsha256 = "{n}"\nname = "{n}"\nrate = 8000\n' for n in range(10_000)]
    changed = [*rows[:5000], rows[5000].replace("8000", "16000"), *rows[5001:]]
    assert differences("".join(rows), "".join(changed)) == (
        Line("samples 5000", "-", "rate = 8000"),
        Line("samples 5000", "+", "rate = 16000"),
    )
