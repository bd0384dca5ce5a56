"""Which kept cut holds for a term."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from checklists.before.search_cuts import cuts_in_force
from checklists.search_labels import SearchCut
from checklists.workspace import Workspace
from tests.checklists.furnished import clip_file

DAY = datetime(2026, 11, 20, tzinfo=UTC)


def cut(term: str, model: str, at: float, days: int, *, sandbox: bool = True) -> SearchCut:
    """A cut that was set by hand so many days later."""
    when = DAY + timedelta(days=days)
    return SearchCut(term, model, sandbox, at, None, None, 0, 0, 0, "hand", "ada", when)


def test_a_cut_for_the_model_goes_before_newer_stale_ones(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "work") as workspace:
        clip = workspace.add_clip(clip_file(tmp_path / "in")).clip
        names = ("zyxel", "card", "plain")
        terms: list[object] = [{"term": term, "acoustic": [], "text": []} for term in names]
        workspace.record_run(
            "search",
            sandbox=True,
            vendor="deepgram",
            model="nova-3",
            clip=clip.sha256,
            request={"parameters": []},
            result={"clips": [{"terms": terms}]},
        )
        labels = workspace.search_labels
        for one in (
            cut("zyxel", "nova-3", 0.4, 0),
            cut("Zyxel", "nova-3", 0.6, 1),
            cut("zyxel", "nova-2", 0.9, 2),
            cut("card", "nova-2", 0.7, 0),
            cut("card", "nova-3", 0.3, 1, sandbox=False),
            cut("never", "nova-3", 0.5, 0),
        ):
            labels.keep_cut(one)
        found = cuts_in_force(workspace, ["zyxel", "card", "plain", "never"])
        assert [(one.term, one.cut.cut, one.why_stale) for one in found] == [
            ("zyxel", 0.6, ""),
            ("card", 0.3, "set live, this is the sandbox"),
        ]
