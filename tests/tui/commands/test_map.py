"""crossfade map: an Amazon request member by member, and the way back."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tui.commands.conftest import Crossfade

JOB = {
    "TranscriptionJobName": "call-1",
    "LanguageCode": "en-US",
    "Media": {"MediaFileUri": "s3://calls/1.wav"},
    "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2, "Speed": 2},
    "ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"},
}


def written(folder: Path, document: Any) -> Path:
    path = folder / "request.json"
    path.write_text(json.dumps(document))
    return path


def test_the_document(crossfade: Crossfade, tmp_path: Path) -> None:
    ended = crossfade("map", written(tmp_path, JOB), "--json")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert document["operation"] == "StartTranscriptionJob"
    for line in document["parameters"]:
        assert {"amazon", "value", "deepgram", "verdict", "why"} <= set(line)
        assert line["verdict"] in {"same", "renamed", "derived", "manual", "none"}
    by_name = {line["amazon"]: line for line in document["parameters"]}
    assert by_name["Settings.ShowSpeakerLabels"]["deepgram"] == "diarize_model=latest"
    assert by_name["Settings.MaxSpeakerLabels"]["verdict"] == "none"
    assert document["unknown"] == ["Settings.Speed"]
    assert document["request"]["diarize_model"] == "latest"
    assert document["request"]["redact"] == ["pii", "routing_number"]
    assert "redact" not in document["unredacted_request"]
    assert document["url"].startswith("https://api.deepgram.com/v1/listen?")


def test_for_people(crossfade: Crossfade, tmp_path: Path) -> None:
    ended = crossfade("map", written(tmp_path, JOB))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("StartTranscriptionJob (by its members")
    assert "Settings.ShowSpeakerLabels = true  ->  diarize_model=latest" in ended.out
    assert "none: no counterpart\n  Settings.MaxSpeakerLabels = 2\n" in ended.out
    assert "\nPOST https://api.deepgram.com/v1/listen?" in ended.out
    assert "once more without redact" in ended.out and "Not known: Settings.Speed" in ended.out


def test_standard_input_and_a_kind_that_is_said(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(b'{"LanguageCode": "en-US"}'))
    monkeypatch.setattr(sys, "stdin", given)
    ended = crossfade("map", "-", "--as", "stream")
    assert ended.code == 0 and ended.out.startswith("StartStreamTranscription, ")
    assert "WebSocket wss://" in ended.out and "as for a mono recording at 16 kHz" in ended.out


def test_standard_input_that_is_not_there(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    closed = crossfade("map", "-")
    assert (closed.code, closed.out) == (2, "") and "Standard input is closed" in closed.err
    only_written = os.open(tmp_path / "out", os.O_WRONLY | os.O_CREAT)
    with os.fdopen(only_written, encoding="utf-8") as given:
        monkeypatch.setattr(sys, "stdin", given)
        ended = crossfade("map", "-")
    assert (ended.code, ended.out) == (2, "") and "cannot be read" in ended.err


def test_the_way_back(crossfade: Crossfade) -> None:
    ended = crossfade("map", "--option", "diarize_model", "--option", "endpointing")
    assert ended.code == 0 and "Settings.ShowSpeakerLabels  (StartTranscriptionJob" in ended.out
    assert "endpointing\n  Amazon has no setting" in ended.out
    document = crossfade("map", "--option", "redact", "--json").document
    assert document["options"][0]["deepgram"] == "redact"
    assert {"operation", "member", "verdict", "why"} == set(document["options"][0]["amazon"][0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--option NAME"),
        (["request.json", "--option", "redact"], "--option NAME"),
        (["--option", "speed"], "no option of Deepgram's"),
        (["none.json"], "cannot be read"),
        (["."], "cannot be read"),
        (["request.json", "--as", "job,stream"], "--as"),
    ],
)
def test_unusable_arguments(crossfade: Crossfade, arguments: list[str], words: str) -> None:
    ended = crossfade("map", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and "Traceback" not in ended.err


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"a": 1}', '{"a": 1, "a": 2}', "\x1b[2J"])
def test_files_that_hold_no_request(crossfade: Crossfade, tmp_path: Path, text: str) -> None:
    path = tmp_path / "request.json"
    path.write_text(text)
    ended = crossfade("map", path, "--json")
    assert (ended.code, ended.out) == (2, "") and ended.err.count("\n") == 1


def test_hostile_names_and_values_are_shown_safely(crossfade: Crossfade, tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\u202e[/]\n"
    document = {**JOB, hostile: {hostile: hostile}, "LanguageCode": hostile,
                "Tags": [{"Key": hostile, "Value": hostile}]}  # fmt: skip
    for way in ([], ["--json"]):
        ended = crossfade("map", written(tmp_path, document), *way)
        assert ended.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(ended.out)


def test_no_key_is_shown(crossfade: Crossfade, tmp_path: Path) -> None:
    document = {"Authorization": "Bearer 0123456789abcdef0123", "X-Amz-Security-Token": "hunter2",
                "x-amzn-transcribe-language-code": "en-US"}  # fmt: skip
    for way in ([], ["--json"]):
        ended = crossfade("map", written(tmp_path, document), *way)
        assert ended.code == 0
        assert "hunter2" not in ended.out and "0123456789abcdef" not in ended.out
