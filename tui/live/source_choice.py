"""What a live comparison can listen to, as rows to choose from, each with why it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from providers.audio.pacing import PcmFormat
from providers.errors import BadInput
from tui.text import clock, counted, one_line, shown_path
from tui.typed_path import typed_path
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.before.live.sources import LiveSource
    from checklists.records import ClipRecord
    from providers.audio.microphone import Choice
    from providers.audio.sound_library import Device
    from providers.sandbox.samples import SampleCall

Kind = Literal["sample", "clip", "microphone", "growing", "pipe"]
TABLE = (
    Column("Source", 16, grows=True),
    Column("What it is", 26, rank=1),
    Column("Length", 7, right=True, rank=2),
)
GROWING, PIPE = "growing", "pipe"
_MOST_CHANNELS = 2
_ENCODINGS = ("linear16", "mulaw", "alaw")


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """What was chosen. ``sample``, ``record`` or ``path`` by its kind; ``device`` the id of a
    microphone, None for the default; ``form`` that of the audio, None where a growing file says it
    itself and has not been opened."""

    kind: Kind
    title: str
    sample: SampleCall | None = None
    record: ClipRecord | None = None
    device: str | None = None
    path: Path | None = None
    form: PcmFormat | None = None

    def __post_init__(self) -> None:
        clip = self.sample or (self.record.clip if self.record else None)
        if self.form is None and clip is not None:
            # Whatever a file is coded in, it is streamed as linear16 at its own rate.
            object.__setattr__(self, "form", PcmFormat("linear16", clip.rate, clip.channels))

    @property
    def text(self) -> str:
        """The same as the command line names it: "microphone:DEVICE", "follow:PATH", a path."""
        if self.kind == "microphone":
            return f"microphone:{self.device}" if self.device else "microphone"
        path = self.path
        if self.sample is not None:
            path = self.sample.path
        elif self.record is not None:
            path = self.record.clip.path
        return f"follow:{path}" if self.kind == "growing" else str(path)

    @property
    def channels(self) -> int:
        """How many channels it has; 1 where nobody knows before it is opened."""
        if self.sample is not None:
            return self.sample.channels
        if self.record is not None:
            return self.record.clip.channels
        return self.form.channels if self.form else 1

    @property
    def duration(self) -> float | None:
        """In seconds, None where nobody knows."""
        if self.sample is not None:
            return self.sample.duration
        return self.record.clip.duration if self.record is not None else None

    def source(self, audio: Path) -> LiveSource:
        """The source itself, used once; what has no file of its own is kept in ``audio``.

        Blocks while a sample is hashed. Raises BadInput.
        """
        from checklists.before.live.source_growing import GrowingFileSource
        from checklists.before.live.source_microphone import MicrophoneSource
        from checklists.before.live.source_pipe import PipeSource
        from checklists.before.live.source_sample import SampleSource
        from providers.audio.clips import probe
        from providers.audio.microphone import Choice

        form = self.form or PcmFormat("linear16", 16000, 1)
        if self.kind == "microphone":
            return MicrophoneSource(audio, Choice(self.device, form.rate, form.channels))
        if self.record is not None:
            return SampleSource(self.record)
        if self.sample is not None:
            return SampleSource(probe(self.sample.path))
        if self.path is None:
            raise BadInput("Nothing to listen to is chosen yet: choose a source.")
        if self.kind == "growing":
            return GrowingFileSource(self.path, self.form, audio=audio)
        return PipeSource(self.path, form, audio=audio)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the list. ``choice`` is None for a heading and for what has yet to be asked;
    ``why`` says why it cannot be used, "" where it can; ``more`` is what to know about it."""

    id: str
    name: str
    what: str = ""
    length: str = ""
    more: str = ""
    why: str = ""
    choice: SourceChoice | None = None

    def holds(self, words: Sequence[str]) -> bool:
        """Whether every word stands somewhere in it."""
        said = f"{self.name} {self.what}".casefold()
        return all(word.casefold() in said for word in words)

    def line(self, current: str) -> Line:
        """The same for the table."""
        mark = "✗" if self.why else "●" if self.id == current else " "
        style = "dim" if self.why else ""
        return Line(self.id, ((f"{mark} {self.name}", style), (self.what, "dim"), self.length))


def source_rows(
    samples: Sequence[SampleCall],
    clips: Sequence[ClipRecord],
    devices: Sequence[Device] | None,
    no_sound: str,
    settled: Choice,
) -> dict[str, list[SourceRow]]:
    """Every row by its heading. ``devices`` is None while they are looked for, ``no_sound`` the
    sentence why there are none, ``settled`` the rate and channels of a microphone."""
    from tui.recording_lines import kilohertz

    # A sample call that was heard once is a clip of the workspace too.
    calls = {one.sha256 for one in samples}
    ways = f"{kilohertz(settled.rate)} {'stereo' if settled.channels == 2 else 'mono'}"
    return {
        f"Microphone · {ways}": list(_microphones(devices, no_sound, settled)),
        "Sample calls": [_sample_row(one) for one in samples],
        "Clips of this workspace": [
            _clip_row(one) for one in reversed(clips) if one.sha256 not in calls
        ],
        "Sound from elsewhere": [
            SourceRow(
                GROWING,
                "A growing file…",
                "still being written",
                more="A WAV or raw samples still being written; heard from its end on.",
            ),
            SourceRow(
                PIPE,
                "A FIFO…",
                "a named pipe",
                more="Raw samples from a switch or another program, kept on disk as they come.",
            ),
        ],
    }


def _microphones(
    devices: Sequence[Device] | None, no_sound: str, settled: Choice
) -> Iterator[SourceRow]:
    if devices is None and not no_sound:
        why = "The sound system has not answered yet: wait a moment."
        yield SourceRow("microphone", "Looking for microphones", why=why)
        return
    if not devices:
        why = no_sound or (
            "There is no microphone here (PortAudio lists no input device): plug one in, or start "
            "the sound server, and look again."
        )
        yield SourceRow("microphone", "No microphone", why=why)
        return
    default = next((one for one in devices if one.default_input), None)
    name = f"Default ({default.name})" if default else "Default microphone"
    yield _microphone_row("microphone", name, None, default, settled)
    for one in devices:
        yield _microphone_row(f"microphone:{one.id}", one.name, one.id or one.name, one, settled)


def _microphone_row(
    row: str, name: str, device: str | None, found: Device | None, settled: Choice
) -> SourceRow:
    why = _why_not_device(found, settled) if found else ""
    form = PcmFormat("linear16", settled.rate, settled.channels)
    choice = SourceChoice("microphone", one_line(name), device=device, form=form)
    rates = ", ".join(f"{rate / 1000:g}" for rate in found.rates) + " kHz" if found else ""
    what = f"{counted(found.inputs, 'channel')}, {rates}" if found and found.rates else ""
    more = "On disk as it is spoken, before any pane gets it; a sample of the workspace after."
    return SourceRow(row, name, what, more=more, why=why, choice=None if why else choice)


def _why_not_device(device: Device, settled: Choice) -> str:
    """Why this device cannot be recorded from as it is settled, or ""."""
    if not device.rates:
        return (
            "It takes none of the usual sample rates: another program may hold it; close that "
            "program and look again."
        )
    if settled.rate not in device.rates:
        rates = ", ".join(f"{rate / 1000:g}" for rate in device.rates)
        return f"It does not record at {settled.rate / 1000:g} kHz but at {rates}: change the rate."
    if settled.channels > device.inputs:
        return "It has one channel to record from: change to mono."
    return ""


def _sample_row(sample: SampleCall) -> SourceRow:
    from tui.widgets.sample_bar import about

    why = "" if sample.path.is_file() else _gone(sample.path)
    choice = None if why else SourceChoice("sample", sample.title, sample=sample)
    what = f"{counted(sample.channels, 'channel')}, {sample.rate / 1000:g} kHz"
    more = f"Synthetic speech, every word known: {about(sample)}"
    return SourceRow(sample.sha256, sample.title, what, clock(sample.duration), more, why, choice)


def _clip_row(record: ClipRecord) -> SourceRow:
    clip = record.clip
    what = f"{counted(clip.channels, 'channel')}, {clip.rate / 1000:g} kHz, {clip.codec}"
    why = _why_not_clip(record)
    choice = None if why else SourceChoice("clip", record.name, record=record)
    more = shown_path(clip.path)
    return SourceRow(clip.sha256, record.name, what, clock(clip.duration), more, why, choice)


def _why_not_clip(record: ClipRecord) -> str:
    clip = record.clip
    if not clip.path.is_file():
        return _gone(clip.path)
    if clip.channels > _MOST_CHANNELS:
        return (
            f"It has {clip.channels} channels, and Amazon's stream takes one or two: mix it down "
            "and add the result."
        )
    return ""


def _gone(path: Path) -> str:
    return f"{shown_path(path)} is not there any more: put it back, or add it anew."


# --- what is typed ---------------------------------------------------------------------------


def form_from(text: str) -> PcmFormat | None:
    """The form of raw samples out of "linear16 8000 2"; None for nothing. Raises BadInput."""
    parts = text.split()
    if not parts:
        return None
    name, *numbers = parts
    fits = all(part.isascii() and part.isdigit() and len(part) < 7 for part in numbers)
    rate, channels = (int(part) for part in (*numbers, "16000", "1")[:2]) if fits else (0, 0)
    if len(numbers) == 1:
        channels = 1
    if name not in _ENCODINGS or len(parts) > 3 or rate < 1 or not 1 <= channels <= _MOST_CHANNELS:
        raise BadInput(
            f"{one_line(text)!r:.40} is no form: write encoding, rate and channels, such as "
            f"linear16 16000 1; encodings are {', '.join(_ENCODINGS)}."
        )
    return PcmFormat(name, rate, channels)  # type: ignore[arg-type]


def growing_choice(place: str, form: str) -> SourceChoice:
    """A growing file out of what was typed. Raises BadInput."""
    path = _existing(place)
    if path.is_fifo():
        raise BadInput(f"{shown_path(path)} is a FIFO: press esc and choose a FIFO.")
    if not path.is_file():
        raise BadInput(f"{shown_path(path)} is no file to be read: name the file itself.")
    _readable(path)
    return SourceChoice("growing", path.name, path=path, form=form_from(form))


def pipe_choice(place: str, form: str) -> SourceChoice:
    """A FIFO out of what was typed. Raises BadInput."""
    path = _existing(place)
    if not path.is_fifo():
        raise BadInput(
            f"{shown_path(path)} is no FIFO: make one with mkfifo, or press esc and choose a "
            "growing file."
        )
    read = form_from(form)
    if read is None:
        raise BadInput("A FIFO does not say what comes out of it: write a form.")
    return SourceChoice("pipe", path.name, path=path, form=read)


def _existing(place: str) -> Path:
    path = typed_path(place)
    if not path.exists():
        raise BadInput(f"{shown_path(path)} is not there: check the path, or start the recorder.")
    return path.absolute()


def _readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise BadInput(
            f"{shown_path(path)} cannot be read ({error.strerror}): correct its permissions."
        ) from None
