"""transcribe, live and search on real speech through both vendors' protocols."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from checklists.workspace import Workspace
from providers.sandbox.samples import SampleCall
from providers.speech import Transcript, Word
from tests.tui.commands.conftest import Crossfade
from tui.commands.transcribe import as_json

WORD = {"text", "punctuated", "start", "end", "confidence", "speaker", "channel"}


def test_transcribe_by_both(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    ended = crossfade("transcribe", lecture.path, "--json")
    assert ended.code == 0, ended.err
    document = ended.document
    assert document["sandbox"] == {"deepgram": True, "amazon": True}
    assert {t["vendor"] for t in document["transcripts"]} == {"deepgram", "amazon"}
    for transcript in document["transcripts"]:
        assert transcript["path"] == str(lecture.path)
        assert transcript["duration"] == pytest.approx(lecture.duration, abs=0.1)
        assert len(transcript["words"]) > 20
        assert all(set(word) == WORD for word in transcript["words"])
        assert transcript["text"].endswith((".", "?"))
        starts = [word["start"] for word in transcript["words"]]
        assert starts == sorted(starts)


@pytest.mark.parametrize("labels", [("spk_1", None, "spk_0"), ("1", None, "0")])
def test_speakers_are_numbers_as_in_a_converted_response(labels: tuple[str | None, ...]) -> None:
    words = tuple(Word("so", n, n + 0.5, speaker=label) for n, label in enumerate(labels))
    heard = Transcript("amazon", "", "en-US", 3.0, "so so so", words)
    assert [word["speaker"] for word in as_json(Path("a.wav"), heard)["words"]] == [1, None, 0]


def test_live_lines(crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall) -> None:
    ended = crossfade("live", lecture.path, "--with", "deepgram", "--with", "amazon", "--json")
    assert ended.code == 0, ended.err
    for vendor in ("deepgram", "amazon"):
        lines = [line for line in ended.lines if line["vendor"] == vendor]
        assert lines[-1]["event"] == "closed"
        assert any(line["event"] == "interim" for line in lines)
        finals = [line for line in lines if line["event"] in ("final", "speech-final")]
        assert finals and all(line["sandbox"][vendor] for line in lines)
        # The tail is there. How soon it came is for the bench: this machine may be busy.
        assert max(line["end"] for line in finals if line["text"]) > lecture.duration - 2.0
        arrivals = [line["received_at"] for line in lines]
        assert arrivals == sorted(arrivals)
        for line in lines:
            assert set(line) >= {
                "vendor", "event", "channel", "text", "start", "end", "audio_time", "received_at"
            }  # fmt: skip


def test_search_hears_what_the_text_misses(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    terms = [term.text for term in lecture.terms]
    options = [part for term in terms for part in ("--term", term)]
    ended = crossfade("search", lecture.path, *options, "--json")
    assert ended.code == 0, ended.err
    (clip,) = ended.document["clips"]
    assert [term["term"] for term in clip["terms"]] == terms
    heard = 0
    for term, truth in zip(clip["terms"], lecture.terms, strict=True):
        confidences = [hit["confidence"] for hit in term["acoustic"]]
        assert confidences == sorted(confidences, reverse=True)
        for occurrence in truth.said:
            heard += any(
                hit["start"] < occurrence.end
                and occurrence.start < hit["end"]
                and hit["confidence"] >= 0.5
                for hit in term["acoustic"]
            )
    assert heard >= 1


def test_text_for_people(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    ended = crossfade("transcribe", lecture.path, "--with", "amazon")
    assert ended.code == 0
    assert "amazon (sandbox)" in ended.out


def test_which_side_is_live_is_said_before_anything_is_sent(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "a-key-of-the-real-service")
    ended = crossfade("transcribe", lecture.path)
    first = ended.out.splitlines()[0]
    assert first.startswith("Deepgram: live (") and "Amazon: sandbox (" in first
    assert "a-key-of-the-real-service" not in ended.out + ended.err


def start_of(lecture: SampleCall, seconds: int) -> bytes:
    """Its first samples, linear16 at 16 kHz, without a header."""
    with wave.open(str(lecture.path)) as file:
        frames: bytes = file.readframes(file.getframerate() * seconds)
    return frames


def test_raw_audio_from_a_file_on_standard_input(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = tmp_path / "audio.raw"
    raw.write_bytes(start_of(lecture, 4))
    with raw.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        ended = crossfade("live", "-", "--with", "deepgram", "--rate", "16000", "--json")
    assert ended.code == 0, ended.err
    assert any(line["event"] in ("final", "speech-final") for line in ended.lines)


LIVE = [sys.executable, "-m", "tui", "live", "-", "--with", "deepgram", "--json"]


def test_raw_audio_from_a_pipe(pointed_at_sandbox: object, lecture: SampleCall) -> None:
    done = subprocess.run(
        LIVE, input=start_of(lecture, 4), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(line["event"] in ("final", "speech-final") for line in lines)
    assert lines[-1]["event"] == "closed"


def test_an_interrupted_pipe_ends_the_program(
    pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    with subprocess.Popen(
        LIVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as listening:
        assert listening.stdin and listening.stdout and listening.stderr
        try:
            listening.stdin.write(start_of(lecture, 4))
            listening.stdin.flush()
            # It has begun, and now waits for audio that does not come.
            assert b"event" in listening.stdout.readline()
            listening.send_signal(signal.SIGINT)
            assert listening.wait(60) == 130
            assert listening.stderr.read() == b""
        finally:
            listening.kill()


def test_standard_input_without_raw_audio(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = os.openpty()
    with open(theirs) as terminal:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdin", terminal)
        ended = crossfade("live", "-")
        assert ended.code == 2
        assert "from a pipe or a file, and standard input is a terminal" in ended.err
        ended = crossfade("live", "-", "--rate", "0")
        assert ended.code == 2
        assert "--rate 0 is not between 8000 and 48000 Hz" in ended.err
    os.close(ours)
    monkeypatch.setattr(sys, "stdin", None)
    ended = crossfade("live", "-")
    assert (ended.code, ended.out) == (2, "")
    assert "Standard input is closed" in ended.err


def test_a_pipe_that_brings_nothing(pointed_at_sandbox: object) -> None:
    done = subprocess.run(LIVE, input=b"", capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"No audio came in before the stream ended" in done.stderr


def test_runs_are_kept_only_where_asked(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, folder = tmp_path / "here", tmp_path / "migration"
    here.mkdir()
    monkeypatch.chdir(here)
    for arguments in (
        ("transcribe", lecture.path),
        ("search", lecture.path, "--term", "epistemology"),
        ("doctor",),
    ):
        assert crossfade(*arguments).code == 0
        assert list(here.iterdir()) == []
        assert crossfade(*arguments, "--workspace", folder).code == 0
    with Workspace.open(folder, create=False) as workspace:
        kinds = [(run.kind, run.vendor, run.sandbox) for run in workspace.runs()]
        states = {state.id: state for state in workspace.task_states()}
    assert kinds == [
        ("transcribe", "deepgram", True),
        ("transcribe", "amazon", True),
        ("search", "deepgram", True),
        ("doctor", "deepgram", True),
    ]
    assert states["test-audio"].rehearsed and states["api-key"].rehearsed
