"""A workspace with clips, runs and evidence, as the tasks' tools leave it; nothing is invented
by the code under test, everything goes in through the workspace's own methods."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checklists.records import ClipRecord, Run
from checklists.scoring.words import score_transcript
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.speech import Transcript, Vendor, Word

HOSTILE = "<script>alert(1)</script> \x1b]0;owned\x07 \u202eevil \"quoted\" & [/] 'x'"


def clip_file(directory: Path, name: str = "call.wav", content: bytes = b"RIFF....") -> Clip:
    """A file with these bytes, described as a two-channel call."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_bytes(content)
    return Clip(
        path=path,
        container="wav",
        codec="linear16",
        rate=8000,
        channels=2,
        duration=12.5,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def heard(vendor: Vendor, *channels: str, sandbox: bool, model: str = "nova-3") -> Transcript:
    """A transcript that says this on each channel, two words a second."""
    words = tuple(
        Word(text, i * 0.5, i * 0.5 + 0.4, 0.9, text, None, channel)
        for channel, said in enumerate(channels)
        for i, text in enumerate(said.split())
    )
    return Transcript(
        vendor=vendor,
        model=model,
        language="en-US",
        duration=12.5,
        text=" ".join(channels),
        words=tuple(sorted(words, key=lambda word: word.start)),
        channels=len(channels),
        request_id="r-1",
        sandbox=sandbox,
        elapsed=1.5,
        request={"options": {"model": model, "punctuate": True}},
        raw={"results": {"text": " ".join(channels)}},
    )


REFERENCES = (
    ("thank you for calling zyxel support", "my dashwood router keeps rebooting"),
    ("please hold the line", "i would like to pay with my card"),
    ("your appointment is at 3:30 pm", "can i bring my daughter along"),
)
MISHEARD = (
    ("thank you for calling sighs all support", "my dash would router keeps rebooting"),
    ("please hold the lion", "i would like to pay with my card"),
    ("your appointment is at three thirty p m", "can i bring my doctor along"),
)


def add_calls(workspace: Workspace, *, name: str = "call") -> list[ClipRecord]:
    """Three calls with a reference for each channel."""
    return [
        workspace.add_clip(
            clip_file(workspace.directory.parent / "in", f"call{i}.wav", f"RIFF{i}".encode()),
            name=f"{name} {i}",
            references=dict(enumerate(said)),
            synthetic=True,
        )
        for i, said in enumerate(REFERENCES)
    ]


def transcribed(
    workspace: Workspace, record: ClipRecord, vendor: Vendor, said: tuple[str, ...], sandbox: bool
) -> Run:
    """A scored transcript as evidence for "Test your audio"."""
    transcript = heard(vendor, *said, sandbox=sandbox)
    score = score_transcript(transcript, record.references)
    run = workspace.record_transcript(transcript, record.sha256, numbers=score.numbers())
    workspace.attach_evidence("test-audio", run.id)
    return run


def furnish(workspace: Workspace, *, sandbox: bool = True, name: str = "call") -> list[ClipRecord]:
    """Samples, batch by both vendors, a search, a keyword trial and a stream."""
    records = add_calls(workspace, name=name)
    for record, right, wrong in zip(records, REFERENCES, MISHEARD, strict=True):
        transcribed(workspace, record, "deepgram", wrong, sandbox)
        transcribed(workspace, record, "amazon", right, sandbox)
    sha = records[0].sha256
    common: dict[str, Any] = {"sandbox": sandbox, "vendor": "deepgram", "model": "nova-3"}
    runs = [
        workspace.record_run("search", clip=sha, result=SEARCHED, request={"a": 1}, **common),
        workspace.record_run("keywords", clip=sha, result=TRIED, request={"b": 2}, **common),
        workspace.record_run("live", clip=sha, numbers=LATENCY, request={"pace": 1.0}, **common),
    ]
    for run in runs:
        workspace.attach_evidence("test-audio", run.id)
    return records


_HIT = {"start": 1.0, "end": 1.5, "confidence": 0.93, "snippet": "dash would", "channel": 1}
SEARCHED: Mapping[str, Any] = {
    "clips": [
        {
            "path": "call0.wav",
            "terms": [
                {"term": "dashwood", "acoustic": [_HIT], "text": []},
                {
                    "term": "router",
                    "acoustic": [],
                    "text": [
                        {"start": 1, "end": 2, "score": 1.0, "snippet": "router", "channel": 1}
                    ],
                },
            ],
        }
    ]
}
TRIED: Mapping[str, Any] = {
    "baseline": {"wer": 0.2},
    "terms": [
        {"term": "Zyxel", "verdict": "keep", "gained": [{"word": "zyxel"}], "lost": [],
         "harmed": [], "wer": 0.1},
        {"term": "card", "verdict": "harmful", "gained": [], "lost": [{"word": "card"}],
         "harmed": [], "wer": 0.3},
    ],
}  # fmt: skip
LATENCY: Mapping[str, Any] = {
    "basis": "truth",
    "first_interim": 0.31,
    "emission": {"n": 20, "p50": 0.4, "p95": 0.9, "p99": None},
    "emission_final": {"n": 20, "p50": 0.8, "p95": 1.2, "p99": None},
    "finalization": {"n": 4, "p50": 0.52, "p95": None, "p99": None},
    "endpoint": {"n": 4, "p50": 0.61, "p95": None, "p99": None},
    "revision": 0.08,
    "words_shown": 50,
    "last_final": 0.7,
}
