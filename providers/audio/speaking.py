"""Sentences spoken by a voice that is installed on this machine: flite's or espeak-ng's.

Neither is required, and nothing is sent anywhere. A machine's speech is clearer and more even than
people's, and reads a name as it is spelt: what is measured on it is a first look, no evidence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from providers.errors import BadInput

Engine = Literal["flite", "espeak-ng"]
ENGINES: tuple[Engine, ...] = ("flite", "espeak-ng")
NO_VOICE = (
    "No local voice is installed, so nothing can be spoken: install flite or espeak-ng, for "
    "example with apt install flite or brew install espeak-ng."
)
_SECONDS = 30.0
# The clearest of flite's first. "awb_time" only tells the time of day, and "kal" is of 8 kHz.
_FLITE_ORDER = ("slt", "rms", "awb", "kal16", "kal")
_FLITE_LIMITED = ("awb_time",)
_FLITE_LANGUAGE = "en"
_NOT_SPOKEN = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. ``name`` is what its engine calls it, ``language`` a BCP-47 code."""

    engine: Engine
    name: str
    language: str

    @property
    def id(self) -> str:
        """ "flite slt": what names it everywhere else."""
        return f"{self.engine} {self.name}"


@dataclass(frozen=True, slots=True)
class Speech:
    """Mono linear16 at ``rate`` hertz: the voice's own, which is 8, 16 or 22.05 kHz."""

    pcm: bytes
    rate: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / self.rate


def voices(language: str = "en") -> tuple[Voice, ...]:
    """The voices here for a language, flite's first; () where there are none. Blocks."""
    primary = language.partition("-")[0].lower()
    found: list[Voice] = []
    if primary == _FLITE_LANGUAGE:
        found += _flite_voices()
    return (*found, *_espeak_voices(primary))


def voice_named(name: str, among: Sequence[Voice]) -> Voice:
    """The voice of this id, or of this name. Raises BadInput."""
    for voice in among:
        if name in (voice.id, voice.name):
            return voice
    if not among:
        raise BadInput(NO_VOICE)
    raise BadInput(
        f"There is no voice {name!r:.60} here: use one of {', '.join(one.id for one in among)}."
    )


def speak(text: str, voice: Voice) -> Speech:
    """The text as this voice says it, the same bytes for the same text. Blocks.

    Raises BadInput where the engine is gone, refuses, hangs or says nothing.
    """
    said = _NOT_SPOKEN.sub(" ", text).strip()
    if not said:
        raise BadInput("There is nothing to speak: give a sentence.")
    program = shutil.which(voice.engine)
    if program is None:
        raise BadInput(f"{voice.engine} is not installed any more: install it again.")
    with tempfile.TemporaryDirectory(prefix="crossfade-") as folder:
        target = Path(folder, "said.wav")
        # A sentence may begin with a dash: one engine takes it as an option's value, the other
        # from its standard input.
        if voice.engine == "flite":
            command, fed = ["-voice", voice.name, "-t", said, "-o", str(target)], None
        else:
            command, fed = ["-v", voice.name, "-b", "1", "--stdin", "-w", str(target)], said
        _run([program, *command], voice.engine, fed)
        return _read(target, voice)


def _read(target: Path, voice: Voice) -> Speech:
    try:
        with wave.open(str(target)) as reader:
            if (reader.getnchannels(), reader.getsampwidth()) != (1, 2):
                raise wave.Error("not mono with 16 bits")
            speech = Speech(reader.readframes(reader.getnframes()), reader.getframerate())
    except (OSError, EOFError, wave.Error) as error:
        raise BadInput(
            f"{voice.id} gave no sound that can be read ({error}): use another voice."
        ) from error
    if not speech.pcm:
        raise BadInput(f"{voice.id} said nothing: use another voice.")
    return speech


def _run(command: Sequence[str], engine: Engine, fed: str | None = None) -> str:
    """What the program prints. Raises BadInput."""
    try:
        done = subprocess.run(
            command,
            input=(fed or "").encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"{engine} did not end within {_SECONDS:g} s: use another voice.") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{engine} cannot be run ({error}): install it again.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = f" ({said[-1][:100]})" if said else ""
        raise BadInput(f"{engine} ended with {done.returncode}{why}: use another voice.")
    return done.stdout.decode(errors="replace")


# --- which there are -------------------------------------------------------------------------


def _listed(engine: Engine, *arguments: str) -> str:
    """What an engine lists, "" where it is not there or does not answer."""
    program = shutil.which(engine)
    if program is None:
        return ""
    try:
        return _run([program, *arguments], engine)
    except BadInput:
        return ""


def _flite_voices() -> list[Voice]:
    """From "Voices available: kal awb_time kal16 awb rms slt"."""
    names = _listed("flite", "-lv").partition(":")[2].split()
    known = [name for name in _FLITE_ORDER if name in names]
    others = [name for name in names if name not in (*known, *_FLITE_LIMITED)]
    return [Voice("flite", name, _FLITE_LANGUAGE) for name in (*known, *others)]


def _espeak_voices(primary: str) -> Iterator[Voice]:
    """From a table of priority, language, age and gender, name, file and other languages.

    Voices of MBROLA need data that is not part of espeak-ng, and variants are no languages.
    """
    for line in _listed("espeak-ng", f"--voices={primary}").splitlines()[1:]:
        cells = line.split()
        if len(cells) < 5 or cells[4].startswith(("mb/", "!v/")):
            continue
        code = cells[1]
        if code.partition("-")[0] == primary:
            yield Voice("espeak-ng", code, code)
