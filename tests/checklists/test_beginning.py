"""The answers of a new workspace: asked once, kept, and used as defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checklists.beginning import Answers
from checklists.workspace import Workspace
from providers.errors import BadInput


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as opened:
        yield opened


def test_a_workspace_is_new_until_somebody_was_asked(workspace: Workspace) -> None:
    assert workspace.beginning.is_new()
    assert workspace.beginning.answers() == Answers()
    workspace.beginning.keep(Answers())
    assert not workspace.beginning.is_new()
    assert workspace.beginning.answers() == Answers()
    assert workspace.audit()[-1].detail == "later"


def test_the_answers_are_kept_and_can_be_given_again(workspace: Workspace) -> None:
    workspace.beginning.keep(Answers("/calls/*.wav", "/src", "sandbox"))
    workspace.beginning.keep(Answers("s3://bucket/calls/", "", "auto"))
    with Workspace.open(workspace.directory) as again:
        assert again.beginning.answers() == Answers("s3://bucket/calls/", "", "auto")
    assert [line.detail for line in workspace.audit()] == [
        "audio /calls/*.wav; code /src; access sandbox",
        "audio s3://bucket/calls/; access auto",
    ]


@pytest.mark.parametrize(
    "work",
    [
        lambda workspace: workspace.record_run("scan", sandbox=False),
        lambda workspace: workspace.assert_task("api-key", "Ann", "we have one"),
    ],
)
def test_where_something_was_done_nobody_is_asked(
    workspace: Workspace, work: Callable[[Workspace], object]
) -> None:
    work(workspace)
    assert not workspace.beginning.is_new()


def test_no_key_is_kept_as_an_answer(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match="looks like a key"):
        workspace.beginning.keep(Answers(audio="AKIAABCDEFGHIJKLMNOP"))
    assert workspace.beginning.is_new()


def test_an_older_workspace_gets_the_new_tables(tmp_path: Path) -> None:
    from checklists.schema import MIGRATIONS, open_database

    (tmp_path / "old").mkdir()
    open_database(tmp_path / "old", MIGRATIONS[:1]).close()
    with Workspace.open(tmp_path / "old") as workspace:
        workspace.notes.add("api-key", "after the update")
        workspace.beginning.keep(Answers(access="sandbox"))
        assert workspace.beginning.answers().access == "sandbox"
