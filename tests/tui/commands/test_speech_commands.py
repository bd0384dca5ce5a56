"""transcribe, live and search on real speech through both vendors' protocols."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from providers.sandbox.samples import SampleCall
from tests.tui.commands.conftest import Crossfade

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


def test_live_lines(crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall) -> None:
    ended = crossfade("live", lecture.path, "--with", "deepgram", "--with", "amazon", "--json")
    assert ended.code == 0, ended.err
    for vendor in ("deepgram", "amazon"):
        lines = [line for line in ended.lines if line["vendor"] == vendor]
        assert lines[-1]["event"] == "closed"
        assert any(line["event"] == "interim" for line in lines)
        finals = [line for line in lines if line["event"] in ("final", "speech-final")]
        assert finals and all(line["sandbox"][vendor] for line in lines)
        # The last final settles within 2 s of the end of the audio, at 1x.
        last = max(line["received_at"] for line in finals if line["text"])
        assert last < lecture.duration + 2.0
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


def test_raw_audio_from_standard_input(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import wave

    with wave.open(str(lecture.path)) as file:
        raw = tmp_path / "audio.raw"
        raw.write_bytes(file.readframes(file.getframerate() * 4))
    with raw.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        ended = crossfade("live", "-", "--with", "deepgram", "--rate", "16000", "--json")
    assert ended.code == 0, ended.err
    assert any(line["event"] in ("final", "speech-final") for line in ended.lines)
