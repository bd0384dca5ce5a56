"""The source of a live comparison out of one piece of text, as a command line has it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from checklists.before.live.source_growing import GrowingFileSource
from checklists.before.live.source_microphone import MicrophoneSource
from checklists.before.live.source_pipe import PipeSource
from checklists.before.live.source_sample import SampleSource
from checklists.before.live.sources import LiveSource
from providers.audio.clips import probe
from providers.audio.microphone import Choice
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput

MICROPHONE, FOLLOW, STANDARD_INPUT = "microphone", "follow", "-"
FORMS = "an audio file, a FIFO, -, microphone, microphone:DEVICE or follow:FILE"


def source_from_text(
    text: str,
    form: PcmFormat,
    *,
    audio: Path | None,
    stdin: BinaryIO | None = None,
) -> LiveSource:
    """What ``text`` names: one of ``FORMS``.

    ``form`` is that of raw samples, and its rate and channels those of a microphone. ``audio`` is
    the folder of a workspace in which what has no file of its own is kept; None keeps nothing, and
    then there is no microphone. A file that is called "microphone" or "-" is named with "./".
    Blocks while an audio file is hashed. Raises BadInput.
    """
    kind, colon, rest = text.partition(":")
    if text == STANDARD_INPUT:
        if stdin is None:
            raise BadInput(
                "Standard input is closed: pipe raw audio into it, or name an audio file."
            )
        return PipeSource(stdin, form, audio=audio)
    if kind == MICROPHONE:
        return _microphone(rest if colon else None, form, audio)
    if kind == FOLLOW and colon:
        if not rest:
            raise BadInput("follow: needs the file that grows, such as follow:call.wav.")
        return _growing(Path(rest), form, audio)
    path = Path(text)
    if _is_fifo(path):
        return PipeSource(path, form, audio=audio)
    return SampleSource(probe(path))


def _microphone(device: str | None, form: PcmFormat, audio: Path | None) -> MicrophoneSource:
    if audio is None:
        raise BadInput(
            "What a microphone gives is on disk before anybody hears it, and there is no place "
            "for it: name a workspace (--workspace DIR)."
        )
    if device == "":
        raise BadInput("microphone: needs the name of a device; the default is microphone alone.")
    if form.encoding != "linear16":
        raise BadInput(f"A microphone gives linear16, not {form.encoding}: leave the encoding out.")
    return MicrophoneSource(audio, Choice(device, form.rate, form.channels))


def _growing(path: Path, form: PcmFormat, audio: Path | None) -> LiveSource:
    if _is_fifo(path):
        raise BadInput("follow: is for files, and this is a FIFO: name it without follow:.")
    # A WAV says itself what it holds, if not yet: its header may be the last thing to be written.
    is_wav = path.suffix.lower() in (".wav", ".wave")
    return GrowingFileSource(path, None if is_wav else form, audio=audio)


def _is_fifo(path: Path) -> bool:
    try:
        return path.is_fifo()
    except (OSError, ValueError):
        return False
