from __future__ import annotations

import hashlib
import json
import shutil
from array import array
from pathlib import Path

import pytest

from checklists.before.sample_facts import (
    SampleFacts,
    Stopped,
    channels_in_words,
    duplicates,
    facts_from,
    glimpse,
    measure_clip,
    sound_in_words,
)
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput
from tests.checklists.before.calls import call, sound
from tests.providers.audio.making import interleave, tone, wav_of

STEREO = PcmFormat("linear16", 8000, 2)
MONO = PcmFormat("linear16", 8000, 1)


def stereo(path: Path, left: bytes, right: bytes) -> SampleFacts:
    return measure_clip(call(path, wav_of(interleave(left, right), STEREO)))


def test_a_clip_is_measured_whole(tmp_path: Path) -> None:
    path = call(tmp_path / "a.wav", sound(3.0, channels=2, amplitude=0.5))
    shares: list[float] = []
    facts = measure_clip(path, on_share=shares.append)
    assert facts.complete and facts.clip.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.peak == pytest.approx(-6.02, abs=0.05)
    assert facts.rms == pytest.approx(-9.03, abs=0.05)
    assert (facts.silence, facts.clipped) == (0.0, 0.0)
    assert shares == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert facts.modified == pytest.approx(path.stat().st_mtime)


def test_a_measurement_stops_when_told(tmp_path: Path) -> None:
    shares: list[float] = []
    path = call(tmp_path / "a.wav", sound(5.0))
    with pytest.raises(Stopped):
        measure_clip(path, on_share=shares.append, stop=lambda: len(shares) == 2)
    assert len(shares) == 2


def test_what_two_channels_really_are(tmp_path: Path) -> None:
    left, right = tone(1.0, 8000, hertz=300), tone(1.0, 8000, hertz=700)
    quieter = tone(1.0, 8000, hertz=300, amplitude=0.25)
    upside_down = array("h", (-one for one in array("h", left))).tobytes()
    pairs = zip(array("h", left), array("h", right), strict=True)
    both = array("h", (a // 2 + b // 4 for a, b in pairs)).tobytes()
    said = {
        name: channels_in_words(stereo(tmp_path / f"{name}.wav", left, other).levels)
        for name, other in {
            "apart": right,
            "same": left,
            "quieter": quieter,
            "inverted": upside_down,
            "crosstalk": both,
            "silent": bytes(len(left)),
        }.items()
    }
    assert said == {
        "apart": "two channels apart",
        "same": "the same signal twice",
        "quieter": "the same signal twice, 6 dB apart",
        "inverted": "the same signal twice, one upside down",
        "crosstalk": "two channels that share much of their sound",
        "silent": "channel 2 silent",
    }
    nothing = stereo(tmp_path / "nothing.wav", bytes(8000), bytes(8000))
    assert channels_in_words(nothing.levels) == "all channels silent"
    assert sound_in_words(nothing)[0] == "nothing but digital silence"
    assert channels_in_words(None) == "not heard"


def test_what_is_wrong_with_the_sound_is_said(tmp_path: Path) -> None:
    loud = array("h", (32767 if n % 20 < 10 else -32768 for n in range(8000))).tobytes()
    assert any("clipped" in line for line in _remarks(tmp_path, loud))
    quiet = tone(1.0, 8000, amplitude=0.002)
    assert any(line.startswith("very quiet") for line in _remarks(tmp_path, quiet))
    pause = tone(0.5, 8000) + bytes(2 * 8000 * 9)
    assert "95% silence" in _remarks(tmp_path, pause)
    offset = array("h", (sample + 3277 for sample in array("h", tone(1.0, 8000, amplitude=0.3))))
    assert "a constant of 10% of full scale (DC offset)" in _remarks(tmp_path, offset.tobytes())
    assert _remarks(tmp_path, tone(1.0, 8000, amplitude=0.3)) == ()


def _remarks(folder: Path, pcm: bytes) -> tuple[str, ...]:
    return sound_in_words(measure_clip(call(folder / "x.wav", wav_of(pcm, MONO))))


def test_a_glimpse_is_all_of_a_short_clip_and_some_of_a_long_one(
    tmp_path: Path,
) -> None:
    short = call(tmp_path / "short.wav", sound(2.5, channels=2))
    quick, whole = glimpse(short), measure_clip(short)
    assert quick.levels == whole.levels and not quick.complete and quick.clip.sha256 == ""
    # Loud, then silent: the pieces are spread over all of it.
    pcm = tone(30.0, 8000) + bytes(2 * 8000 * 30)
    long = glimpse(call(tmp_path / "long.wav", wav_of(pcm, MONO)))
    assert long.levels is not None and long.levels.seconds == pytest.approx(3.0)
    assert long.silence == pytest.approx(0.5)


def test_facts_survive_json(tmp_path: Path) -> None:
    path = call(tmp_path / "caf\udce9.wav", sound(channels=2))
    for facts in (glimpse(path), measure_clip(path)):
        assert facts_from(path, json.loads(json.dumps(facts.as_json()))) == facts
    with pytest.raises(LookupError):
        facts_from(path, {})


@pytest.mark.parametrize("look", [glimpse, measure_clip])
def test_files_that_are_none_are_one_sentence(tmp_path: Path, look: object) -> None:
    assert callable(look)
    whole = sound()
    for name, data in {
        "empty.wav": b"",
        "cut.wav": whole[:30],
        "bare.wav": whole[:44],
        "text.wav": b"hello, this is a letter to you",
        "noise.wav": bytes(range(1, 200)),
        "no\nname\x1b.wav": b"RIFF",
    }.items():
        with pytest.raises(BadInput) as caught:
            look(call(tmp_path / name, data))
        assert str(caught.value).isprintable()
    with pytest.raises(BadInput, match="does not exist"):
        look(tmp_path / "vanished.wav")


def test_a_truncated_wav_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    facts = measure_clip(call(tmp_path / "a.wav", sound(4.0)[:-32000]))
    assert facts.clip.duration == pytest.approx(2.0)
    assert "cut off" in facts.clip.note


def test_the_same_bytes_are_named(tmp_path: Path) -> None:
    same, other = sound(), sound(1.2)
    facts = [
        measure_clip(call(tmp_path / name, data))
        for name, data in (("a.wav", same), ("b.wav", same), ("c.wav", other), ("d.wav", other))
    ]
    known = {facts[3].clip.sha256: "lecture\n"}
    found = {path.name: why for path, why in duplicates(facts, known).items()}
    assert found["b.wav"].startswith("the same bytes as '") and "a.wav" in found["b.wav"]
    assert found["c.wav"] == found["d.wav"] == "the same bytes as 'lecture\\x0a' in the workspace"
    assert "a.wav" not in found
    # A glimpse has no hash, so nothing can be said.
    assert duplicates([glimpse(tmp_path / "a.wav"), glimpse(tmp_path / "b.wav")], {}) == {}


def test_beyond_wav_without_ffmpeg_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BadInput, match="install ffmpeg"):
        glimpse(call(tmp_path / "a.flac", b"fLaC" + bytes(100)))
