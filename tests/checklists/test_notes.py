"""Notes on tasks: kept with name and time, in the trail, and never with a key in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.notes import LONGEST
from checklists.workspace import Workspace
from providers.errors import BadInput


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as opened:
        yield opened


def test_a_note_is_kept_with_author_and_time_and_stands_in_the_trail(workspace: Workspace) -> None:
    first = workspace.notes.add("api-key", "  key asked for at the platform team\nticket 12  ")
    second = workspace.notes.add("differences", "[/] [inaudible]\x1b]0;x\x07 \udcff")
    with Workspace.open(workspace.directory) as again:
        assert again.notes.all() == (first, second)
        assert again.notes.all("api-key") == (first,)
    assert first.text == "key asked for at the platform team\nticket 12"
    assert first.who and first.at.tzinfo is not None
    # A lone surrogate cannot be stored; all else is kept as it was written.
    assert second.text == "[/] [inaudible]\x1b]0;x\x07 ?"
    line = workspace.audit()[0]
    assert (line.what, line.subject, line.detail) == (
        "note added", "api-key", "key asked for at the platform team",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("task", "text", "words"),
    [
        ("no-such-task", "words", "There is no task"),
        ("api-key", " \n ", "Nothing was written"),
        ("api-key", "x" * (LONGEST + 1), "put the rest in a file"),
        ("api-key", "use AKIAABCDEFGHIJKLMNOP", "looks like a key"),
    ],
)
def test_what_is_no_note_is_refused_in_a_sentence(
    workspace: Workspace, task: str, text: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        workspace.notes.add(task, text)
    assert "AKIA" not in str(caught.value)
    assert workspace.notes.all() == ()
    assert workspace.audit() == ()
