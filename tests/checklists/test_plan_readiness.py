from __future__ import annotations

from pathlib import Path

from checklists.evidence import readiness
from checklists.plan_readiness import summands
from checklists.workspace import Workspace
from tests.checklists.furnished import furnish


def test_the_sum_is_that_of_its_tasks(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        furnish(workspace)
        workspace.assert_task("monitor", "Ann", "old dashboards")
        workspace.not_needed("rollback-plan", "greenfield", "Ann")
        run = workspace.record_run("scan", sandbox=False)
        workspace.attach_evidence("upstream-dependencies", run.id)
        found = workspace.task_states()
    for mode in ("live", "sandbox"):
        rows = summands(found, mode)
        figure = readiness(found, mode)
        assert len(rows) == 12
        assert sum(row.counting == "counts" for row in rows) == figure.done
        assert sum(row.counting != "not needed" for row in rows) == figure.total
    live = {row.task.id: row for row in summands(found, "live")}
    assert live["upstream-dependencies"].why == "evidence, 1 run"
    assert live["test-audio"].counting == "does not count"
    assert "closes nothing for a live plan" in live["test-audio"].why
    assert live["monitor"].why == "asserted by Ann: old dashboards"
    assert live["rollback-plan"].why == "left out of the sum by Ann: greenfield"
    assert live["differences"].why == "still wanted: map or lint"
    rehearsal = {row.task.id: row for row in summands(found, "sandbox")}
    assert rehearsal["test-audio"].why == "rehearsed in the sandbox, 9 runs"


def test_what_is_stale_says_why(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        furnish(workspace)
        workspace.choose("deepgram", "nova-2")
        rows = {row.task.id: row for row in summands(workspace.task_states(), "sandbox")}
    assert rows["test-audio"].counting == "does not count"
    assert rows["test-audio"].why.startswith("stale: made with nova-3, the plan now says nova-2")
