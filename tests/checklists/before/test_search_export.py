"""What searches found as a file."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before import search_export
from checklists.before.search_moments import Moment
from checklists.scoring.textsearch import TextHit
from checklists.search_query import FoundMoment
from providers.errors import BadInput
from providers.speech import SearchHit

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def found(snippet: str = "sigh sell", name: str = "call.wav") -> FoundMoment:
    moment = Moment("zyxel", SearchHit("zyxel", 1.0, 1.5, 0.91234567, snippet, 1), None)
    return FoundMoment("run-1", "c" * 64, name, Path("/calls") / name, 12.5, "nova-3", True, AT,
                       moment)  # fmt: skip


def only_text() -> FoundMoment:
    moment = Moment("zyxel", None, TextHit("zyxel", 2.0, 2.5, 0.9, "Zyxell", 0, "fuzzy"))
    return FoundMoment("run-1", "c" * 64, "call.wav", None, 12.5, "nova-3", False, AT, moment)


def test_both_forms_hold_the_same(tmp_path: Path) -> None:
    moments = [found(), only_text()]
    assert search_export.export(moments, "csv", tmp_path / "hits.csv") == 2
    assert search_export.export(moments, "json", tmp_path / "hits.json") == 2
    with (tmp_path / "hits.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    hits = json.loads((tmp_path / "hits.json").read_text())["hits"]
    assert [list(row) for row in rows] == [list(search_export.COLUMNS)] * 2
    for row, hit in zip(rows, hits, strict=True):
        assert row == {name: "" if value is None else str(value) for name, value in hit.items()}
    first, second = hits
    assert (first["confidence"], first["origin"], first["found_in"]) == (
        0.9123, "sandbox", "sound",
    )  # fmt: skip
    assert (second["confidence"], second["text_how"], second["origin"]) == (None, "fuzzy", "live")


@pytest.mark.parametrize("said", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1"])
def test_nobodys_words_become_a_formula(tmp_path: Path, said: str) -> None:
    search_export.export([found(said, f"{said.strip()}.wav")], "csv", tmp_path / "hits.csv")
    text = (tmp_path / "hits.csv").read_text()
    (row,) = csv.DictReader(text.splitlines())
    assert not row["heard_as"].lstrip().startswith(("=", "+", "-", "@"))
    assert row["clip"].startswith("'")
    assert "\t" not in text


def test_another_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "hits.csv"
    path.write_text("mine")
    with pytest.raises(BadInput, match="already there"):
        search_export.export([found()], "csv", path)
    assert path.read_text() == "mine"
    search_export.export([], "csv", path, overwrite=True)
    assert path.read_text().startswith("term,clip,")


def test_a_name_says_its_form() -> None:
    assert search_export.form_of(Path("a.CSV")) == "csv"
    with pytest.raises(BadInput, match="neither"):
        search_export.form_of(Path("a.xlsx"))
