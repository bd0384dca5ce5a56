"""The recording workbench in words: what the microphone does, what is wrong with it, and which
recordings there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from checklists.before.recording_log import AILMENTS
from tui.content import hanging
from tui.text import clean, clock, counted, one_line
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from providers.audio.capture_health import Finding
    from providers.audio.clips import Clip
    from providers.audio.microphone import Choice
    from providers.audio.recording import Recorded, Recorder
    from providers.audio.sound_library import Device

TABLE = (
    Column("Recording", 14, grows=True),
    Column("Length", 7, right=True),
    Column("Text", 8, rank=1),
)
RATES = (8000, 16000, 48000)
DEFAULT = "default microphone"


def kilohertz(rate: int) -> str:
    """``16 kHz``, ``44.1 kHz``."""
    return f"{rate / 1000:g} kHz"


def chosen_words(choice: Choice, devices: Sequence[Device]) -> str:
    """What it is recorded with."""
    if choice.device is None:
        default = next((one for one in devices if one.default_input), None)
        name = f"{default.name} (default)" if default else DEFAULT
    else:
        name = next((one.name for one in devices if one.id == choice.device), choice.device)
    ways = "stereo" if choice.channels == 2 else "mono"
    return f"{one_line(name)} · {kilohertz(choice.rate)} · {ways}"


def device_choices(devices: Sequence[Device]) -> list[tuple[str, str]]:
    """The devices to choose from, the default first, each with what it supports."""
    default = next((one for one in devices if one.default_input), None)
    first = f"now {default.name}" if default else "whatever that is when recording begins"
    found = [("Default", one_line(first))]
    for one in devices:
        rates = ", ".join(f"{rate / 1000:g}" for rate in one.rates)
        about = f"{counted(one.inputs, 'channel')} · " + (
            f"{rates} kHz" if rates else "no usual rate: another program may hold it"
        )
        found.append((one_line(one.id or one.name), about))
    return found


def status_line(recorder: Recorder | None, keys: Mapping[str, str], trouble: str) -> Content:
    """What happens now, first a sign and a word, then the key for what comes next."""
    if recorder is None:
        if trouble:
            return Content.styled(f"! {clean(trouble)}", "bold $error")
        words = f"  Closed    {keys['start']} records at once, {keys['watch']} only shows the level"
        return Content(words)
    state = recorder.state
    if state == "listening":
        return Content(f"○ Level     nothing is kept: {keys['start']} records")
    elapsed = clock(recorder.elapsed)
    if state == "recording":
        words = f"{elapsed}   {keys['pause']} pauses, {keys['finish']} finishes"
        return Content.assemble(("● RECORDING ", "bold $error"), words)
    if state == "paused":
        words = f"{elapsed}   {keys['pause']} goes on, {keys['finish']} finishes"
        return Content.assemble(("‖ PAUSED ", "bold $warning"), words)
    words = f"{elapsed}   {keys['finish']} keeps what there is: {clean(str(recorder.trouble))}"
    return Content.assemble(("■ STOPPED ", "bold $error"), words)


def finding_lines(findings: Sequence[Finding], width: int) -> list[Content]:
    """What is wrong with the microphone, the worst first."""
    lines: list[Content] = []
    for one in findings:
        head = Content.styled(f"! {AILMENTS[one.kind]}: ", "bold $error")
        words = head + Content.styled(clean(one.sentence), "$error")
        lines += hanging(Content(""), words, 0, width)
    return lines


def recording_lines(unnamed: Sequence[Clip], samples: Sequence[ClipRecord]) -> list[Line]:
    """The recordings, those that have no name yet first, then the newest samples."""
    from checklists.before.recordings import name_for
    from checklists.before.sample_marks import reference_word

    lines = [
        Line(
            one.sha256,
            ((f"! {name_for(one.path)}", "$warning"), clock(one.duration), ("no name", "$warning")),
        )
        for one in reversed(unnamed)
    ]
    for record in reversed(samples):
        word = reference_word(record)
        lines.append(Line(record.sha256, (record.name, clock(record.clip.duration), word)))
    return lines


def finished_words(done: Recorded) -> str:
    """What there is to know of a recording that was finished."""
    words = [f"Finished: {clock(done.seconds)}."]
    lost = [gap for gap in done.gaps if gap.why == "lost"]
    if lost:
        words.append(f"Sound is missing in {counted(len(lost), 'place')}.")
    heads = dict.fromkeys(AILMENTS[one.kind].lower() for one in done.findings)
    if heads:
        words.append(f"Seen meanwhile: {', '.join(heads)}.")
    if done.trouble is not None:
        words.append(str(done.trouble))
    return " ".join(words)
