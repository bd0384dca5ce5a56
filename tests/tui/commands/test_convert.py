"""crossfade convert: one response, standard input, logs of events, directories."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from checklists.workspace import Workspace
from tests.tui.commands.conftest import Crossfade

ITEMS = [
    {"type": "pronunciation", "start_time": "0.5", "end_time": "0.80", "speaker_label": "spk_0",
     "alternatives": [{"confidence": "1.0000", "content": "Grüße"}]},
    {"type": "punctuation", "speaker_label": "spk_0",
     "alternatives": [{"confidence": "0.0", "content": "."}]},
    {"type": "pronunciation", "start_time": "2.0", "end_time": "2.5", "speaker_label": "spk_1",
     "alternatives": [{"confidence": "0.9", "content": "Yes"}]},
]  # fmt: skip
JOB = {"jobName": "call", "accountId": "123456789012", "status": "COMPLETED",
       "results": {"transcripts": [{"transcript": "Grüße. Yes"}], "items": ITEMS}}  # fmt: skip
EVENT = {"Transcript": {"Results": [{
    "ResultId": "r-1", "StartTime": 0.1, "EndTime": 1.95, "IsPartial": False,
    "Alternatives": [{"Transcript": "Hello.", "Items": [
        {"StartTime": 0.1, "EndTime": 0.45, "Type": "pronunciation", "Content": "Hello"},
        {"StartTime": 0.45, "EndTime": 0.45, "Type": "punctuation", "Content": "."},
    ]}]}]}}  # fmt: skip


def written(path: Path, document: Any = JOB) -> Path:
    """A response as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Something on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_transcript(crossfade: Crossfade, tmp_path: Path) -> None:
    path = written(tmp_path / "call.json")
    ended = crossfade("convert", path, "--to", "transcript")
    assert ended.code == 0
    document = ended.document
    assert {"path", "vendor", "model", "language", "duration", "text", "words", "losses",
            "request_id"} <= set(document)  # fmt: skip
    assert (document["path"], document["vendor"], document["kind"]) == (
        str(path), "amazon", "amazon-batch")  # fmt: skip
    assert document["words"][0] == {
        "text": "Grüße", "punctuated": "Grüße.", "start": 0.5, "end": 0.8, "confidence": 1.0,
        "speaker": 0, "channel": 0}  # fmt: skip
    assert '"confidence": 1.0000' in ended.out and ended.out.isascii()
    assert all({"path", "what", "why"} == set(row) for row in document["losses"])
    assert "lost: jobName: " in ended.err and "made: duration: " in ended.err


def test_deepgram_for_people_and_as_a_document(crossfade: Crossfade, tmp_path: Path) -> None:
    path = written(tmp_path / "call.json")
    plain = crossfade("convert", path, "--to", "deepgram")
    assert plain.code == 0 and set(plain.document) == {"metadata", "results"}
    assert "made: metadata.created: " in plain.err
    told = crossfade("convert", path, "--to", "deepgram", "--json")
    assert (told.code, told.err) == (0, "")
    assert set(told.document) == {"metadata", "results", "sandbox", "losses", "derived"}
    assert told.document["sandbox"] is False and "no vendor" not in plain.err
    assert told.document["results"] == plain.document["results"]


def test_amazons_own_shape_and_its_generations(crossfade: Crossfade, tmp_path: Path) -> None:
    path = written(tmp_path / "call.json")
    same = crossfade("convert", path, "--to", "amazon")
    assert (same.code, same.err) == (0, "") and same.document == JOB
    old = crossfade("convert", path, "--to", "amazon", "--generation", "2018").document
    assert "speaker_label" not in old["results"]["items"][0]
    assert old["results"]["speaker_labels"]["speakers"] == 2
    new = crossfade("convert", path, "--to", "amazon", "--generation", "2024").document
    assert [item["id"] for item in new["results"]["items"]] == [0, 1, 2]


def test_subtitles(crossfade: Crossfade, tmp_path: Path) -> None:
    path = written(tmp_path / "call.json")
    text = crossfade("convert", path, "--to", "srt").out
    assert text.startswith("1\n00:00:00,500 --> 00:00:00,800\nSpeaker 0: Grüße.\n\n2\n")
    text = crossfade("convert", path, "--to", "vtt", "--speakers", "none").out
    assert text.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:00.800\nGrüße.\n")
    document = crossfade("convert", path, "--to", "srt", "--json", "--first", "0").document
    assert document["text"].startswith("0\n") and document["losses"]


def test_standard_input(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given(monkeypatch, gzip.compress(json.dumps(JOB).encode()))
    ended = crossfade("convert", "-", "--to", "transcript")
    assert ended.code == 0 and ended.document["path"] == "-"
    given(monkeypatch, b"not json")
    ended = crossfade("convert", "-", "--to", "transcript")
    assert (ended.code, ended.out) == (2, "") and ended.err.count("\n") == 1
    assert ended.err.startswith("crossfade: standard input is neither JSON nor subtitles")
    given(monkeypatch, json.dumps(JOB).encode())
    ended = crossfade("convert", "-", "--to", "srt", "--out", tmp_path / "call.srt")
    assert ended.code == 0 and ended.out.startswith("standard input -> ")


@pytest.mark.parametrize("width", ["7", "201", "0" * 5000 + "42", "4²", "-9", "wide"])
def test_a_width_beyond_its_range(crossfade: Crossfade, tmp_path: Path, width: str) -> None:
    path = written(tmp_path / "call.json")
    ended = crossfade("convert", path, "--to", "srt", f"--width={width}")
    assert ended.code == 2 and ended.err.endswith("--width: give a number from 8 to 200\n")


def test_a_log_of_events(crossfade: Crossfade, tmp_path: Path) -> None:
    log = tmp_path / "events.jsonl"
    log.write_text("".join(json.dumps(EVENT) + "\n" for _ in range(1)))
    ended = crossfade("convert", log, "--to", "deepgram")
    assert ended.code == 0
    finals = [one for one in ended.lines if one["type"] == "Results" and one["is_final"]]
    assert [one["channel"]["alternatives"][0]["transcript"] for one in finals] == ["Hello."]
    whole = crossfade("convert", log, "--to", "deepgram", "--whole").document
    assert whole["results"]["channels"][0]["alternatives"][0]["transcript"] == "Hello."
    document = crossfade("convert", log, "--to", "deepgram", "--json").document
    assert document["kind"] == "amazon-stream" and len(document["messages"]) == len(ended.lines)
    out = tmp_path / "out"
    out.mkdir()
    assert crossfade("convert", log, "--to", "deepgram", "--out", out).code == 0
    assert (out / "events.jsonl").read_text() == ended.out
    assert crossfade("convert", log, "--to", "transcript").document["text"] == "Hello."


def test_out_and_force(crossfade: Crossfade, tmp_path: Path) -> None:
    path, out = written(tmp_path / "call.json"), tmp_path / "made.json"
    ended = crossfade("convert", path, "--to", "deepgram", "--out", out)
    assert ended.code == 0 and "amazon-batch to deepgram, 2 words, 0 losses" in ended.out
    assert "Grüße" in out.read_text() and "speaker" in out.read_text()
    before = out.read_bytes()
    ended = crossfade("convert", path, "--to", "srt", "--out", out)
    assert ended.code == 2 and "already there" in ended.err and out.read_bytes() == before
    ended = crossfade("convert", path, "--to", "srt", "--out", out, "--force", "--json")
    assert ended.code == 0 and ended.document["out"] == str(out)
    assert out.read_text().startswith("1\n")
    ended = crossfade("convert", path, "--to", "amazon", "--out", tmp_path, "--force")
    assert (
        ended.code == 2 and "to be converted" in ended.err and json.loads(path.read_text()) == JOB
    )


def test_a_directory(crossfade: Crossfade, tmp_path: Path) -> None:
    calls, out = tmp_path / "calls", tmp_path / "out"
    for name in ("a.json", "deep/b.json", "a.jsonl", ".hidden.json"):
        written(calls / name)
    written(
        calls / "bad.json", {"results": {"transcripts": [], "items": [{"type": "pronunciation"}]}}
    )
    (calls / "notes.txt").write_text("notes")
    (calls / "cut.json").write_text('{"results": {')
    ended = crossfade("convert", calls, "--to", "vtt", "--out", out, "--json")
    assert (ended.code, ended.err) == (2, "")
    document = ended.document
    assert document["converted"] == 3 and len(document["failures"]) == 2
    assert any("results.items[0]." in one["why"] for one in document["failures"])
    made = sorted(str(path.relative_to(out)) for path in out.rglob("*.*"))
    assert made == ["a-2.vtt", "a.vtt", "deep/b.vtt"]
    assert {one["out"] for one in document["files"]} == {str(out / name) for name in made}
    again = crossfade("convert", calls, "--to", "vtt", "--out", out)
    assert again.code == 2 and "0 of 5 files converted" in again.out
    assert "already there" in again.err
    forced = crossfade("convert", calls, "--to", "vtt", "--out", out, "--force")
    assert "3 of 5 files converted to vtt" in forced.out
    assert "lost: jobName: the name of the job; " in forced.err and "(in 3 files)" in forced.err


def test_a_directory_into_itself(crossfade: Crossfade, tmp_path: Path) -> None:
    written(tmp_path / "a.json")
    ended = crossfade("convert", tmp_path, "--to", "deepgram", "--out", tmp_path, "--force")
    assert ended.code == 2 and json.loads((tmp_path / "a.json").read_text()) == JOB
    out = tmp_path / "made"
    for _ in range(2):
        ended = crossfade("convert", tmp_path, "--to", "deepgram", "--out", out, "--force")
        assert ended.code == 0 and "1 of 1 file converted" in ended.out


def test_transcripts_of_several_need_no_directory(crossfade: Crossfade, tmp_path: Path) -> None:
    one, two = written(tmp_path / "a.json"), written(tmp_path / "b.json", {"x": 1})
    ended = crossfade("convert", one, two, "--to", "transcript")
    assert ended.code == 2
    document = ended.document
    assert [entry["path"] for entry in document["transcripts"]] == [str(one)]
    assert [entry["path"] for entry in document["failures"]] == [str(two)]
    assert crossfade("convert", one, one, "--to", "srt").code == 2


def test_kept_as_evidence(crossfade: Crossfade, tmp_path: Path) -> None:
    path, folder = written(tmp_path / "calls" / "call.json"), tmp_path / "work"
    ended = crossfade("convert", path, "--to", "deepgram", "--workspace", folder)
    assert ended.code == 0
    out = tmp_path / "out"
    ended = crossfade("convert", path.parent, "--to", "srt", "--workspace", folder, "--out", out)
    assert ended.code == 0
    with Workspace.open(folder) as workspace:
        runs = [run for run in workspace.runs() if run.kind == "convert"]
        assert [run.vendor for run in runs] == ["amazon", "amazon"] and not runs[0].sandbox
        assert runs[0].numbers["words"] == 2
        assert [one.task for one in workspace.evidence()] == ["response-parsing"] * 2


SANDBOX = "no vendor sent this: it comes from the sandbox, or from a converter"
RECOGNISED: dict[str, Any] = {
    "metadata": {"request_id": "r", "duration": 1.0, "model_info": {
        "m": {"name": "crossfade-sandbox-pocketsphinx", "version": "1", "arch": "nova-3"}}},
    "results": {"channels": [{"alternatives": [{"transcript": "yes", "confidence": 0.9, "words": [
        {"word": "yes", "start": 0.1, "end": 0.5, "confidence": 0.9}]}]}]},
}  # fmt: skip


@pytest.mark.parametrize("response", [RECOGNISED, {**JOB, "accountId": "000000000000"}])
def test_what_the_sandbox_heard_is_never_a_vendors(
    crossfade: Crossfade, tmp_path: Path, response: Any
) -> None:
    """Also after a walk through every shape, whatever that leaves out of it."""
    folder, walk = tmp_path / "work", written(tmp_path / "0.json", response)
    for number, shape in enumerate(("transcript", "deepgram", "transcript", "amazon", "deepgram")):
        ended = crossfade("convert", walk, "--to", shape, "--workspace", folder)
        report = crossfade("convert", walk, "--to", "srt", "--json").document
        assert ended.err.startswith(SANDBOX)
        assert report["sandbox"] is True
        walk = tmp_path / f"{number + 1}.json"
        walk.write_text(ended.out)
    several = crossfade("convert", walk, written(tmp_path / "own.json"), "--to", "srt",
                        "--out", tmp_path / "out", "--workspace", folder)  # fmt: skip
    assert f"{SANDBOX} (in 1 file)" in several.err
    with Workspace.open(folder) as workspace:
        assert all(run.sandbox for run in workspace.runs())


@pytest.mark.parametrize(("document", "words"), [
    ({"results": {"transcripts": [], "items": [{"type": "pronunciation", "end_time": "1.0",
      "alternatives": [{"content": "x"}]}]}}, "results.items[0].start_time is missing"),
    ({"results": {"transcripts": [], "items": 7}}, "results.items"),
    ({"results": {"channels": [{"alternatives": [{"words": [{"word": 1}]}]}]}},
     "results.channels[0].alternatives[0].words[0].word"),
    ({"TranscriptionJob": {"TranscriptionJobName": "x", "TranscriptionJobStatus": "COMPLETED",
      "Transcript": {"TranscriptFileUri": "https://x.example/y"}}}, "call.json"),
    ({"request_id": "a1b2c3d4-0000-4000-8000-000000000001"}, "call.json"),
    ({"err_code": "x", "err_msg": "y", "request_id": "z"}, "call.json"),
    ([], "call.json"),
    ({}, "call.json"),
])  # fmt: skip
def test_what_cannot_be_converted(
    crossfade: Crossfade, tmp_path: Path, document: Any, words: str
) -> None:
    ended = crossfade("convert", written(tmp_path / "call.json", document), "--to", "deepgram")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and ended.err.count("\n") == 1 and "Traceback" not in ended.err


@pytest.mark.parametrize("arguments", [
    ["none.json", "--to", "srt"],
    ["empty", "--to", "transcript"],
    ["call.json"],
    ["call.json", "--to", "docx"],
    ["call.json", "--to", "srt", "--generation", "2018"],
    ["call.json", "--to", "srt", "--force"],
    ["call.json", "--to", "srt", "--width", "0"],
    ["call.json", "--to", "srt", "--seconds", "\N{SUPERSCRIPT TWO}"],
    ["call.json", "-", "--to", "transcript"],
    ["call.json", "call.json", "--to", "srt", "--out", "call.json"],
    ["call.json", "--to", "srt", "--out", "no/such/place.srt"],
    ["call.json", "--to", "srt", "--out", "x" * 5000],
    ["x" * 5000, "--to", "srt"],
    ["x" * 5000, "call.json", "--to", "srt"],
    ["loop.json", "--to", "srt"],
])  # fmt: skip
def test_unusable_arguments(
    crossfade: Crossfade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "call.json")
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop.json").symlink_to("loop.json")
    ended = crossfade("convert", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err and ended.err.strip()


def test_names_that_no_file_can_have_among_others(crossfade: Crossfade, tmp_path: Path) -> None:
    loop, out = tmp_path / "loop.json", tmp_path / "out"
    loop.symlink_to(loop)
    files = [written(tmp_path / "call.json"), loop, tmp_path / ("x" * 5000)]
    ended = crossfade("convert", *files, "--to", "srt", "--out", out)
    assert ended.code == 2 and "1 of 3 files converted" in ended.out
    assert ended.err.count("cannot be read") == 2 and "Traceback" not in ended.err
    ended = crossfade("convert", files[0], files[0], "--to", "srt", "--out", files[2])
    assert ended.code == 2 and ended.err.count("could not be made") == 2


def test_a_device_or_a_pipe_is_not_replaced(crossfade: Crossfade, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ended = crossfade("convert", written(tmp_path / "a.json"), "--to", "srt",
                      "--out", pipe, "--force")  # fmt: skip
    assert ended.code == 2 and "not a file" in ended.err
    assert pipe.is_fifo() and sorted(one.name for one in tmp_path.iterdir()) == ["a.json", "pipe"]


def test_no_standard_input(crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ended = crossfade("convert", "-", "--to", "transcript")
    assert (ended.code, ended.out) == (2, "") and ended.err.count("\n") == 1


def test_hostile_text_and_names(crossfade: Crossfade, tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\u202e\U0001f600[/]"
    job = json.loads(json.dumps(JOB).replace("Yes", json.dumps(hostile)[1:-1]))
    job["\x1b[2J"] = {"\u202e": 1}
    path = tmp_path / f"a\x1b[2J{os.fsdecode(bytes([0xFF]))}.json"
    written(path, job)
    for target in ("deepgram", "transcript"):
        for way in ([], ["--json"]):
            ended = crossfade("convert", path, "--to", target, *way)
            assert ended.code == 0 and ended.out.isascii()
            assert not {"\x1b", "\x07", "\u202e"} & set(ended.out + ended.err)
            assert hostile in json.dumps(ended.document, ensure_ascii=False) or "owned" in ended.out
    assert crossfade("convert", path, "--to", "amazon", "--generation", "2022").code == 0
    out = tmp_path / "out"
    ended = crossfade("convert", path, path, "--to", "srt", "--out", out)
    assert ended.code == 0 and not {"\x1b", "\x07", "\u202e"} & set(ended.out + ended.err)


def test_in_several_processes(
    crossfade: Crossfade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same files, in the same order, with the same rows as in one."""
    for number in range(9):
        written(tmp_path / "calls" / f"{number}.json", {**JOB, "jobName": f"call-{number}"})
    (tmp_path / "calls" / "4.json").write_text("{")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    alone = crossfade("convert", tmp_path / "calls", "--to", "transcript")
    monkeypatch.setattr("checklists.during.responses.many.WORTH_IT", 0)
    together = crossfade("convert", tmp_path / "calls", "--to", "transcript")
    assert together == alone and alone.code == 2
    assert len(alone.document["transcripts"]) == 8 and len(alone.document["failures"]) == 1
    ended = crossfade("convert", tmp_path / "calls", "--to", "amazon", "--out", tmp_path / "out")
    assert ended.code == 2 and len(list((tmp_path / "out").iterdir())) == 8


def _ended() -> None:
    os._exit(1)


def test_a_process_that_is_ended_from_outside(
    crossfade: Crossfade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [written(tmp_path / f"{number}.json") for number in range(3)]
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("checklists.during.responses.many.WORTH_IT", 0)
    monkeypatch.setattr("checklists.during.responses.many._settle", _ended)
    ended = crossfade("convert", *files, "--to", "transcript")
    assert ended.code == 0
    assert [one["path"] for one in ended.document["transcripts"]] == list(map(str, files))
