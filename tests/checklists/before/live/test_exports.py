"""What was heard as a file: for other programs, honest about its origin, never over another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.exports import FORMATS, Cue, export, exported, subtitles
from checklists.before.live.panes import LivePane, standard_panes
from checklists.before.live.sessions import Playing
from checklists.before.reference_formats import read_cues
from checklists.scoring.clock import AudioClock
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput
from providers.speech import LiveEvent, LiveKind, Vendor

PANES = standard_panes(("deepgram", "amazon"))


def event(
    side: str, kind: LiveKind, text: str, start: float, end: float, *, channel: int = 0
) -> LiveEvent:
    vendor: Vendor = "deepgram" if side == "1" else "amazon"
    return LiveEvent(
        vendor, kind, channel, text, start, end, end, 100.0 + end, native="is_final", side=side
    )


@dataclass
class Heard:
    """A comparison that is over."""

    events: tuple[LiveEvent, ...]
    title: str = "call.wav"
    stamp: str = ""
    panes: tuple[LivePane, ...] = PANES
    sandbox: bool = True
    form: PcmFormat = field(default_factory=lambda: PcmFormat("linear16", 16000, 2))
    clock: AudioClock = field(default_factory=lambda: AudioClock(100.0))

    def heard(self, pane_id: str) -> Iterable[LiveEvent]:
        return [one for one in self.events if one.side == pane_id]

    def sandboxed(self, pane_id: str) -> bool:
        return self.sandbox


def playing(heard: Heard) -> Playing:
    """What the functions see of it."""
    return cast(Playing, heard)


CALL = Heard(
    (
        event("1", "interim", "good mor", 0.0, 0.9),
        event("1", "final", "Good morning.", 0.0, 1.25),
        event("2", "final", "Good morning", 0.1, 1.3),
        event("1", "speech-final", "Hello.", 61.5, 62.0, channel=1),
        event("1", "utterance-end", "", 62.0, 62.0),
    )
)


def cues_of(text: str) -> list[Cue]:
    """Strictly as a player reads it."""
    found = []
    blocks = text.split("\n\n")
    assert blocks.pop() == ""
    for number, block in enumerate(blocks, 1):
        first, times, words = block.split("\n")
        assert first == str(number)
        moments = re.fullmatch(
            r"(\d\d+):(\d\d):(\d\d),(\d{3}) --> (\d\d+):(\d\d):(\d\d),(\d{3})", times
        )
        assert moments is not None
        parts = [int(part) for part in moments.groups()]
        start, end = (h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (parts[:4], parts[4:]))
        found.append(Cue(start, end, words))
    return found


@given(
    st.lists(st.tuples(st.floats(0, 400_000), st.floats(0, 60), st.text(max_size=30)), max_size=6)
)
def test_subtitles_and_back(rows: list[tuple[float, float, str]]) -> None:
    cues = [Cue(start, start + long, text) for start, long, text in rows]
    back = cues_of(subtitles(cues))
    assert len(back) == len(cues)
    for one, read in zip(cues, back, strict=True):
        assert read.start == pytest.approx(one.start, abs=0.00051)
        assert read.end == pytest.approx(max(one.end, one.start + 0.2), abs=0.00051)
        plain = "".join(ch if ch.isprintable() else " " for ch in one.text)
        letters = [ch for ch in plain if ch.isalnum()]
        assert [ch for ch in read.text if ch.isalnum()] == letters
        assert "-->" not in read.text and read.text


def test_text_of_one_pane_and_of_all() -> None:
    text = exported(playing(CALL), "txt", ["1"])
    assert text.splitlines() == [
        "1 Deepgram · nova-3 · sandbox",
        "call.wav",
        "",
        "00:00:00.000 L  Good morning.",
        "00:01:01.500 R  Hello.",
    ]
    both = exported(playing(CALL), "txt")
    assert both.startswith(text) and "2 Amazon · transcribe · sandbox" in both
    assert "good mor\n" not in both


def test_subtitles_say_who_and_where_from() -> None:
    live = replace(CALL, sandbox=False)
    alone = cues_of(exported(playing(live), "srt", ["1"]))
    assert [cue.text for cue in alone] == ["L: Good morning.", "R: Hello."]
    assert alone[1].start == 61.5
    every = cues_of(exported(playing(CALL), "srt"))
    assert [cue.text for cue in every[:2]] == [
        "1 Deepgram L: Good morning.",
        "2 Amazon L: Good morning",
    ]
    assert "sandbox" in every[-1].text and every[-1].start >= every[-2].end
    # Our own reader of references takes it too.
    assert "Good morning." in read_cues(exported(playing(live), "srt", ["1"])).texts[0]


def test_every_event_as_json() -> None:
    lines = [json.loads(line) for line in exported(playing(CALL), "jsonl").splitlines()]
    assert len(lines) == len(CALL.events)
    assert [line["pane"] for line in lines] == ["1", "1", "2", "1", "1"]
    assert lines[1]["received_at"] == pytest.approx(1.25)
    assert lines[1]["sandbox"] == {"deepgram": True} and lines[1]["model"] == "nova-3"
    assert all("recorded" not in line for line in lines)


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_recorded_says_so(form: str) -> None:
    stamped = replace(CALL, stamp="RECORDED 2026-11-20 09:12 UTC")
    text = exported(playing(stamped), form)  # type: ignore[arg-type]
    assert "RECORDED 2026-11-20 09:12 UTC" in text and "nova-3" in text


def test_hostile_words_stay_words() -> None:
    said = "a\n\n99\n00:00:00,000 --> 00:00:09,000\nfake\x1b[2J\u2028b"
    hostile = Heard((event("1", "final", said, 1.0, 2.0),), title="x\ny\x1b]0;z\x07")
    (cue, _) = cues_of(exported(playing(hostile), "srt", ["1"]))
    assert (cue.start, cue.end) == (1.0, 2.0) and "fake" in cue.text
    text = exported(playing(hostile), "txt", ["1"])
    assert len(text.splitlines()) == 4 and "\x1b" not in text and "\x07" not in text


def test_never_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    assert export(playing(CALL), "txt", path) == path
    kept = path.read_text()
    with pytest.raises(BadInput, match="already there"):
        export(playing(CALL), "srt", path)
    assert path.read_text() == kept
    export(playing(CALL), "srt", path, overwrite=True)
    assert "-->" in path.read_text()


def test_nothing_to_write(tmp_path: Path) -> None:
    early = Heard((event("1", "interim", "good", 0.0, 0.9),))
    for form in ("txt", "srt"):
        with pytest.raises(BadInput, match="Nothing was settled"):
            export(playing(early), form, tmp_path / "x", panes=["1"])
    with pytest.raises(BadInput, match="Nothing"):
        export(playing(early), "jsonl", tmp_path / "x", panes=["2"])
    assert list(tmp_path.iterdir()) == []
    assert exported(playing(early), "jsonl").count("\n") == 1
