"""What was typed as a path: every window refuses what is none, in a sentence, and stays open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checklists.draft.drafting import Draft
from checklists.search_query import HitQuery
from checklists.workspace import Workspace
from providers.errors import BadInput
from tui.live.source_choice import growing_choice, pipe_choice
from tui.screens.dependency_forms import scan_window
from tui.screens.draft import patch_window
from tui.screens.form import FormWindow
from tui.screens.response_forms import FilesWindow, adapter_window, list_window
from tui.screens.sample_forms import reference_window
from tui.screens.search_export import export_window
from tui.screens.vocabulary_forms import file_window
from tui.typed_path import typed_path

NO_PATHS = ("~nobody-of-this-name/x.csv", "x" * 300 + ".csv", "x/" * 3000 + "x.csv")


def test_a_path_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert typed_path(" ~/calls [b] ") == tmp_path / "calls [b]"
    with pytest.raises(BadInput, match="Nothing is typed yet: name a directory"):
        typed_path("  ", "a directory")


@pytest.mark.parametrize("typed", NO_PATHS, ids=("nobody", "long name", "long path"))
def test_every_window_refuses_what_is_no_path(workspace: Workspace, typed: str) -> None:
    done = Draft(str(workspace.directory), (), "", (), ())
    windows: tuple[tuple[FormWindow[Any], str], ...] = (
        (scan_window(()), "place"),
        (patch_window(done), "place"),
        (list_window(""), "place"),
        (adapter_window(""), "place"),
        (FilesWindow("", ""), "amazon"),
        (reference_window(""), "place"),
        (file_window(""), "place"),
        (export_window(workspace, HitQuery(), 3), "path"),
    )
    for window, line in windows:
        lines = {"kind": "vocabulary", "deepgram": "", line: typed}
        with pytest.raises(BadInput, match="no path that can be used"):
            window._read(lines)
    for choice in (growing_choice, pipe_choice):
        with pytest.raises(BadInput, match="no path that can be used"):
            choice(typed, "")
