"""What the responses bench asks in a line or two: which paths, which files, why it does no harm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.widgets import Input

from checklists.during.rehearsal.path_list import PathList, list_in_file
from checklists.known_differences import Known
from providers.audio.naming import shown
from providers.errors import BadInput
from tui.screens.form import Field, FormWindow
from tui.screens.path_suggester import PathSuggester
from tui.screens.sample_forms import PlaceWindow
from tui.typed_path import typed_path

_PATHS = (
    "One path a line: results.items[].start_time (JMESPath), $.results.items[*] (JSONPath) or "
    ".results.items[] (jq); # begins a comment."
)
_FILES = "The JSON as it came; of a stream, one message a line. → completes a path."
_ADAPTER = (
    "A Python module of the standard library that gives what downstream reads out of Deepgram's "
    "responses, and its tests. Every word of the recording is replaced in them."
)
_WHY = (
    "Why does this difference do no harm? It is kept with your name, and holds for other "
    "recordings too. Left empty, the difference counts again."
)


class FilesWindow(FormWindow[tuple[Path, Path]]):
    """Asks for the two files, Amazon's first."""

    def __init__(self, amazon: str, deepgram: str) -> None:
        fields = [Field("amazon", "Amazon", amazon), Field("deepgram", "Deepgram", deepgram)]
        super().__init__("Two responses", _FILES, fields, _files)

    def on_mount(self) -> None:
        """Complete paths, and begin behind the one that is offered."""
        super().on_mount()
        for line in self.query(Input):
            line.suggester = PathSuggester()
            line.select_on_focus = False
            line.action_end()


def list_window(place: str) -> PlaceWindow[PathList]:
    """Asks for a file of paths."""
    return PlaceWindow("What downstream reads", _PATHS, [Field("place", "File", place)], _list)


def adapter_window(folder: str) -> PlaceWindow[Path]:
    """Asks where the adapter is to be written."""
    return PlaceWindow("Write an adapter", _ADAPTER, [Field("place", "Directory", folder)], _folder)


def reason_window(what: str, known: Known | None) -> FormWindow[str]:
    """Asks why a difference does no harm."""
    field = Field("reason", "Because", known.reason if known else "")
    return FormWindow(f"Known: {what}", _WHY, [field], lambda lines: lines["reason"].strip())


def _folder(lines: Mapping[str, str]) -> Path:
    return typed_path(lines["place"], "a directory")


def _files(lines: Mapping[str, str]) -> tuple[Path, Path]:
    return _existing(lines["amazon"]), _existing(lines["deepgram"])


def _list(lines: Mapping[str, str]) -> PathList:
    return list_in_file(_existing(lines["place"]))


def _existing(typed: str) -> Path:
    path = typed_path(typed)
    if not path.is_file():
        raise BadInput(f"{shown(typed)}: there is no such file.")
    return path
