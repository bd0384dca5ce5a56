"""Notebooks: code cells as Python, with the lines of the file; magics as what they run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checklists.scan import notebooks
from tests.checklists.scan.trees import only, places, scanned


def notebook(*cells: str, indent: int | None = 1, kind: str = "code", joined: bool = False) -> str:
    """A notebook of format 4 as Jupyter writes it."""
    made: list[dict[str, Any]] = [
        {
            "cell_type": kind,
            "metadata": {},
            "source": cell if joined else cell.splitlines(keepends=True),
            "outputs": [],
        }
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4}, indent=indent)


def _line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_code_cells_are_one_module(tmp_path: Path) -> None:
    text = notebook(
        "%pip install amazon-transcribe\nimport boto3\nname = 'transcribe'",
        "%%time\nclient = boto3.client(name)\nfiles = !ls",
        "client.start_transcription_job(\n    TranscriptionJobName='é',\n)",
        "!aws --region eu-west-1 transcribe list-vocabularies",
    )
    found = scanned(tmp_path, {"a.ipynb": text})
    assert places(found, tmp_path) >= {
        ("a.ipynb", _line_of(text, "%pip"), "dependency"),
        ("a.ipynb", _line_of(text, "boto3.client"), "client"),
        ("a.ipynb", _line_of(text, "start_transcription_job"), "call"),
        ("a.ipynb", _line_of(text, "!aws"), "cli"),
    }
    assert {one.confidence for one in found.findings} == {"high"}
    call = next(one for one in found.findings if one.kind == "call")
    assert call.text == "client.start_transcription_job("
    assert dict(call.arguments) == {"TranscriptionJobName": "é"}


@pytest.mark.parametrize("joined", [False, True])
def test_a_notebook_on_one_line(tmp_path: Path, joined: bool) -> None:
    text = notebook("import boto3\nboto3.client('transcribe')", indent=None, joined=joined)
    assert places(scanned(tmp_path, {"a.ipynb": text}), tmp_path) == {("a.ipynb", 1, "client")}


def test_a_notebook_of_format_three(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": ["import boto3\n", "boto3.client('transcribe')"]}
    text = json.dumps({"worksheets": [{"cells": [cell]}], "nbformat": 3}, indent=1)
    assert len(scanned(tmp_path, {"a.ipynb": text}).findings) == 1


@pytest.mark.parametrize(
    "text",
    [
        notebook("import boto3\nboto3.client('transcribe')", kind="markdown"),
        notebook("%%javascript\nboto3.client('transcribe')"),
        '{"cells": [{"cell_type": "code", "source": 7}, 3], "x": "transcribe"}',
        '{"cells": "transcribe"',
        "[" * 100_000 + '"transcribe"',
    ],
)
def test_what_is_no_code(tmp_path: Path, text: str) -> None:
    assert scanned(tmp_path, {"a.ipynb": text}).findings == ()


def test_lines_that_are_written_in_another_way_are_not_looked_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, asked = notebooks._place, []

    def counted(data: bytes, line: str, after: int) -> int:
        asked.append(line)
        return place(data, line, after)

    monkeypatch.setattr(notebooks, "_place", counted)
    code = "import boto3\n" + "rate = 1 / 2\n" * 1_000 + "boto3.client('transcribe')"
    found = scanned(tmp_path, {"a.ipynb": notebook(code).replace("/", "\\/")})
    assert only(found, "client").text == "boto3.client('transcribe')"
    assert len(asked) <= notebooks._MOST_MISSED + 1


def test_a_row_of_options_is_read_in_one_way(tmp_path: Path) -> None:
    row = "!aws" + " --name" * 60 + " value"
    text = notebook(f"{row} s3 ls # transcribe\n{row} transcribe list-vocabularies")
    assert only(scanned(tmp_path, {"a.ipynb": text}), "cli").line == _line_of(text, "list-")
