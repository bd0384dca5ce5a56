"""Sentences by the voices of this machine, and by engines that a test makes up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from providers.audio import speaking
from providers.audio.arithmetic import audioop
from providers.audio.speaking import Voice, speak, voice_named, voices
from providers.errors import BadInput

# What espeak-ng 1.51 of Debian 12 lists.
ESPEAK = """\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 3  en-uk           --/M      english-mb-en1     mb/mb-en1            (en-gb 3)(en 2)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  variant         --/M      Storm              !v/Storm             (en-us 5)
 5  en-us-nyc       --/M      English_(America,_New_York_City) gmw/en-US-nyc
"""
FLITE = "Voices available: kal awb_time kal16 mine slt \n"
Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """A machine on which only the engines exist that a test writes as shell scripts."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))

    def write(engine: str, script: str) -> None:
        program = place / engine
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return write


@pytest.fixture(params=[one for one in speaking.ENGINES if shutil.which(one)])
def voice(request: pytest.FixtureRequest) -> Voice:
    """A real voice of each engine that is installed."""
    return next(one for one in voices() if one.engine == request.param)


def test_a_real_voice_says_a_sentence_and_says_it_again(voice: Voice) -> None:
    short, long = (speak(text, voice) for text in ("Hello.", "Hello, this is a longer sentence."))
    assert 0.2 < short.seconds < long.seconds < 10
    assert short.rate in (8000, 16000, 22050)
    assert audioop.rms(long.pcm, 2) > 300
    assert speak("Hello.", voice) == short


@pytest.mark.parametrize(
    "text", ["-voice none", "--help", "$(reboot) `ls` ; \x00 \x1b]0;x\x07", "Übung", "<break/>"]
)
def test_a_real_voice_takes_any_text_for_text(voice: Voice, text: str) -> None:
    assert speak(text, voice).seconds > 0.1


def test_the_voices_are_read_from_what_the_engines_list(install: Install) -> None:
    install("flite", f"printf '{FLITE}'")
    install("espeak-ng", f"/bin/cat <<'end'\n{ESPEAK}end")
    assert [one.id for one in voices("en-US")] == [
        "flite slt", "flite kal16", "flite kal", "flite mine",
        "espeak-ng en-gb", "espeak-ng en-us", "espeak-ng en-us-nyc",
    ]  # fmt: skip
    assert voices("de") == ()


def test_no_engine_or_one_that_does_not_answer_has_no_voice(install: Install) -> None:
    assert voices() == ()
    install("flite", "exit 1")
    assert voices() == ()
    with pytest.raises(BadInput, match="install flite or espeak-ng"):
        voice_named("slt", voices())


def test_a_voice_by_its_id_or_its_name() -> None:
    among = (Voice("flite", "slt", "en"), Voice("espeak-ng", "en-gb", "en-gb"))
    assert voice_named("espeak-ng en-gb", among) is among[1]
    assert voice_named("slt", among) is among[0]
    with pytest.raises(BadInput, match="use one of flite slt, espeak-ng en-gb"):
        voice_named("rms", among)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo broken >&2; exit 3", r"ended with 3 \(broken\)"),
        ("exit 0", "no sound that can be read"),
        ('printf nonsense > "$6"', "no sound that can be read"),
        ("while :; do :; done", "did not end within"),
    ],
)
def test_an_engine_that_fails_is_told_in_a_sentence(
    install: Install, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    monkeypatch.setattr(speaking, "_SECONDS", 0.2)
    install("flite", script)
    with pytest.raises(BadInput, match=says):
        speak("Hello.", Voice("flite", "slt", "en"))


def test_what_cannot_be_spoken(install: Install) -> None:
    with pytest.raises(BadInput, match="nothing to speak"):
        speak(" \x00\n ", Voice("flite", "slt", "en"))
    with pytest.raises(BadInput, match="not installed any more"):
        speak("Hello.", Voice("flite", "slt", "en"))
