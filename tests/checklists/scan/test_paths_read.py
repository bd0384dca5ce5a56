"""Which fields of a response code reads: followed through names, loops and calls, or guessed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.during.rehearsal.from_scan import collect, parser_files
from checklists.scan.paths_read import paths_read
from checklists.scan.scanning import scan
from checklists.scan.source import source_of
from checklists.workspace import Workspace
from providers.errors import BadInput

CONTENT = "results.items[].alternatives[].content"


def read_in(name: str, text: str) -> dict[str, bool]:
    """The fields that a file reads, and whether each is guessed."""
    file = source_of(Path(name), name, dedent(text).encode())
    return {one.path: one.guessed for one in paths_read(file)}


@pytest.mark.parametrize(
    ("code", "paths"),
    [
        ('data["results"]["transcripts"][0]["transcript"]', ["results.transcripts[].transcript"]),
        ('data.get("results", {}).get("items")[0].get("type")', ["results.items[].type"]),
        (
            'r = d["results"]\nfor i in r["items"]:\n    x = i["alternatives"][0]["content"]',
            [CONTENT],
        ),
        ('[i["start_time"] for i in d["results"]["items"]]', ["results.items[].start_time"]),
        (
            'for n, s in enumerate(d["results"]["speaker_labels"]["segments"] or []):\n'
            '    for i in sorted(s["items"]):\n        i["end_time"]',
            ["results.speaker_labels.segments[].items[].end_time"],
        ),
        (
            "def words(them):\n    for one in them:\n"
            "        yield one['alternatives'][0]['content']\nwords(d['results']['items'])",
            [CONTENT],
        ),
        ('job["TranscriptionJob"]["TranscriptionJobStatus"]',
         ["TranscriptionJob.TranscriptionJobStatus"]),
        ('d["Transcript"][0]["BeginOffsetMillis"]', ["Transcript[].BeginOffsetMillis"]),
        (
            "async def on(event):\n    for r in event.transcript.results:\n"
            "        r.is_partial, r.alternatives[0].transcript",
            ["Transcript.Results[].IsPartial", "Transcript.Results[].Alternatives[].Transcript"],
        ),
        ('d["results"]["items"][3:]\nx["unrelated"]["type"]', ["results.items"]),
    ],
)  # fmt: skip
def test_python(code: str, paths: list[str]) -> None:
    assert read_in("reader.py", code) == dict.fromkeys(paths, False)


@pytest.mark.parametrize(
    "code",
    [
        "def f(it):\n" + "    it = list(it)\n" * 30 + "    it['results']['transcripts']\n",
        "def f(x):\n" + "    g(x)\n" * 30 + "def g(x):\n" + "    f(x)\n" * 30
        + "    x['results']['transcripts']\n",
    ],
)  # fmt: skip
def test_names_with_many_values_are_followed_once(code: str) -> None:
    assert read_in("reader.py", code) == {"results.transcripts": False}


def test_python_without_a_beginning_is_guessed() -> None:
    found = read_in("reader.py", "def f(item):\n    return item['alternatives'][0]['content']\n")
    assert found == {CONTENT: False} or found == {CONTENT: True}
    assert read_in("reader.py", "x['alternatives'][0]['confidence']") == {
        "results.items[].alternatives[].confidence": True
    }


@pytest.mark.parametrize("name", ["reader.js", "reader.ts", "Reader.vue"])
def test_scripts(name: str) -> None:
    code = """
        import { TranscribeClient } from "@aws-sdk/client-transcribe";
        const { results } = JSON.parse(text);
        const words = results.items.filter((i) => i.type === "pronunciation")
          .map((item) => item.alternatives[0].content);
        for (const segment of results.speaker_labels?.segments ?? []) {
          console.log(segment["speaker_label"], segment.items.length);
        }
        const text = results.transcripts[0].transcript;
        for await (const event of response.TranscriptResultStream) {
          const found = event.TranscriptEvent.Transcript.Results;
          found.forEach((r) => { if (!r.IsPartial) { use(r.Alternatives[0].Transcript); } });
        }
    """
    if name.endswith(".vue"):
        code = f"<template></template><script>{code}</script>"
    assert set(read_in(name, code)) == {
        "results.items[].type",
        CONTENT,
        "results.speaker_labels.segments[].speaker_label",
        "results.speaker_labels.segments[].items",
        "results.transcripts[].transcript",
        "Transcript.Results[].IsPartial",
        "Transcript.Results[].Alternatives[].Transcript",
    }


def test_other_languages_are_guessed_by_their_names() -> None:
    found = read_in(
        "Reader.go",
        """
        package main
        import "github.com/aws/aws-sdk-go-v2/service/transcribe"
        // jobName is not read
        type Item struct { StartTime string `json:"start_time"` }
        type Out struct { Results struct { Items []Item `json:"items"` } `json:"results"` }
        """,
    )
    assert found == {"results.items[].start_time": True}
    assert read_in("Main.java", "class Main { int items; String type; }") == {}


def test_the_parsers_of_the_newest_scan_are_read(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    reader = tmp_path / "code" / "reader.py"
    reader.write_text(
        'import boto3\nc = boto3.client("transcribe")\n'
        'def f(d):\n    for i in d["results"]["items"]:\n        print(i["start_time"], '
        'i["speaker_label"])\n    return d["results"]["speaker_labels"]["speakers"]\n'
    )
    with Workspace.open(tmp_path / "ws") as workspace:
        with pytest.raises(BadInput, match="Nothing was scanned yet"):
            parser_files(workspace)
        from checklists.before.dependencies import keep

        keep(workspace, scan([tmp_path / "code"]))
        files = parser_files(workspace)
        found = collect(files)
        reader.unlink()
        gone = collect(files)
    assert [(read.path, read.line) for read in found.reads] == [
        ("results.items[].start_time", "reader.py:5"),
        ("results.items[].speaker_label", "reader.py:5"),
        ("results.speaker_labels.speakers", "reader.py:6"),
    ]
    assert gone.reads == () and gone.gone == ("reader.py",)


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for name in ("a.py", "a.js", "a.go"):
        file = source_of(Path(name), name, f"aws transcribe results items {text}".encode())
        paths_read(file)
