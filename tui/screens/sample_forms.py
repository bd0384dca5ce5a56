"""What the samples workbench asks in a line or two: where, how many, which file, who."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.widgets import Input

from providers.errors import BadInput
from tui.screens.form import Field, FormWindow, Read
from tui.screens.path_suggester import PathSuggester
from tui.typed_path import typed_path

WANTED = 30
_EXAMPLE = "A file, a directory, a pattern such as ~/calls/**/*.wav, or s3://bucket/prefix."


@dataclass(frozen=True, slots=True)
class Wish:
    """A place to look over, and the set to propose from it."""

    place: str
    wanted: int = WANTED
    seed: int = 0


class PlaceWindow(FormWindow[Read]):
    """A form whose first line is a path, which the right arrow key completes."""

    def __init__(
        self,
        title: str,
        hint: str,
        fields: Sequence[Field],
        read: Callable[[Mapping[str, str]], Read],
    ) -> None:
        super().__init__(title, f"{hint} → completes a path.", fields, read)

    def on_mount(self) -> None:
        """Complete paths, and begin behind the one that is offered."""
        super().on_mount()
        place = self.query_one("#place", Input)
        place.suggester = PathSuggester()
        place.select_on_focus = False
        place.action_end()


def add_window(place: str) -> PlaceWindow[str]:
    """Asks where the audio is."""
    hint = f"{_EXAMPLE} It is counted first; nothing is copied without asking."
    return PlaceWindow("Add audio", hint, [Field("place", "Where", place)], _place)


def survey_window(wish: Wish) -> PlaceWindow[Wish]:
    """Asks what to look over, and how many clips to propose."""
    fields = [
        Field("place", "Where", wish.place),
        Field("wanted", "How many", str(wish.wanted)),
        Field("seed", "Seed", str(wish.seed)),
    ]
    hint = (
        f"{_EXAMPLE} Every file is glimpsed at; the same files and the same seed give the same "
        "set. Nothing is copied or sent."
    )
    return PlaceWindow("Propose a small set", hint, fields, _wish)


def reference_window(folder: str) -> PlaceWindow[Path]:
    """Asks for a reference file."""
    hint = "A .txt, .json, .stm, .ctm, .srt or .vtt file that says what is said in this clip."
    return PlaceWindow("Attach a reference", hint, [Field("place", "File", folder)], _file)


def name_window(hint: str, name: str) -> FormWindow[str]:
    """Asks who has listened."""

    def read(lines: Mapping[str, str]) -> str:
        if not lines["name"].strip():
            raise BadInput("A name is needed: somebody has to have listened.")
        return lines["name"].strip()

    return FormWindow("Confirm by ear", hint, [Field("name", "Your name", name)], read)


def _place(lines: Mapping[str, str]) -> str:
    place = lines["place"].strip()
    if not place:
        raise BadInput("Nothing is typed yet: name a place, or press esc.")
    return place


def _file(lines: Mapping[str, str]) -> Path:
    return typed_path(lines["place"])


def _wish(lines: Mapping[str, str]) -> Wish:
    wanted = _number(lines["wanted"], "How many")
    if wanted < 1:
        raise BadInput("How many: at least 1.")
    return Wish(_place(lines), wanted, _number(lines["seed"], "Seed"))


def _number(text: str, what: str) -> int:
    try:
        # int() also reads digits of other scripts and underscores.
        if not text.strip().isascii():
            raise ValueError
        return int(text)
    except ValueError:
        raise BadInput(f"{what}: a whole number, for example 30.") from None
