from __future__ import annotations

from array import array
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.references import Reference, attach, confirm, typed
from checklists.before.sample_facts import SampleFacts, measure_clip
from checklists.before.sample_marks import level_word, reference_word, wrong
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.workspace import Workspace
from providers.audio.pacing import PcmFormat
from tests.checklists.before.calls import call, clip_in, sound
from tests.providers.audio.making import interleave, tone, wav_of

STEREO, MONO = PcmFormat("linear16", 8000, 2), PcmFormat("linear16", 8000, 1)


def heard(path: Path, data: bytes) -> tuple[ClipRecord, SampleFacts]:
    facts = measure_clip(call(path, data))
    return ClipRecord(facts.clip, path.name, datetime.now(UTC)), facts


@pytest.mark.parametrize(
    ("amplitude", "word"),
    [(0.002, "silent"), (0.008, "faint"), (0.03, "quiet"), (0.2, "good"), (0.8, "loud")],
)
def test_how_loud_a_clip_is_in_a_word(tmp_path: Path, amplitude: float, word: str) -> None:
    _, facts = heard(tmp_path / "a.wav", sound(amplitude=amplitude))
    assert level_word(facts) == word
    assert level_word(None) == ""


def test_what_is_wrong_in_a_word_each(tmp_path: Path) -> None:
    left, right = tone(1.0, 8000, hertz=300), tone(1.0, 8000, hertz=700)
    square = array("h", (32767 if n % 20 < 10 else -32768 for n in range(8000))).tobytes()
    said = {
        name: wrong(*heard(tmp_path / f"{name}.wav", data))
        for name, data in {
            "well": wav_of(interleave(left, right), STEREO),
            "doubled": wav_of(interleave(left, left), STEREO),
            "one silent": wav_of(interleave(left, bytes(len(left))), STEREO),
            "silent": wav_of(bytes(len(left)), MONO),
            "clipped": wav_of(square, MONO),
            "pauses": wav_of(tone(0.5, 8000) + bytes(2 * 8000 * 9), MONO),
            "refused": sound(1.0, channels=3),
            "faint": sound(1.0, amplitude=0.008),
        }.items()
    }
    assert said == {
        "well": (),
        "doubled": ("doubled",),
        "one silent": ("1 silent",),
        "silent": ("silent",),
        "clipped": ("clipped",),
        "pauses": ("silence",),
        "refused": ("refused",),
        "faint": ("faint",),
    }


def test_a_file_that_is_gone_or_another_one_comes_first(tmp_path: Path) -> None:
    record, facts = heard(tmp_path / "a.wav", sound(amplitude=0.008))
    _, others = heard(tmp_path / "b.wav", sound(2.0))
    assert wrong(record, None, "it does not exist") == ("no file",)
    assert wrong(record, others) == ("changed",)
    assert wrong(record, facts) == ("faint",)
    assert wrong(record, None) == ()


def test_where_the_text_stands_in_a_word(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        clip = clip_in(workspace)
        assert reference_word(clip) == "none"
        clip = attach(workspace, clip.sha256, typed({0: "hello"}, clip))
        assert reference_word(clip) == "typed"
        draft = Reference({0: "hallo"}, (), ReferenceOrigin("draft of r-1", draft=True))
        clip = attach(workspace, clip.sha256, draft)
        assert reference_word(clip) == "draft"
        assert reference_word(confirm(workspace, clip.sha256, "Ann")) == "verified"
        of_file = Reference({0: "hello"}, (), ReferenceOrigin("file call.txt"))
        assert reference_word(attach(workspace, clip.sha256, of_file)) == "file"
