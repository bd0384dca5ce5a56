"""What a live comparison heard, as a file: plain text, subtitles, or every event.

One pane or several in one file; what was recorded or came from the sandbox says so in it. An SRT
holds the finals of each pane with their times, a JSON Lines file what ``live --json`` prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checklists.before.live.panes import LivePane, label
from checklists.before.live.playing import Playing
from checklists.before.live.results import FINALS, event_json
from checklists.new_file import write_new
from providers.errors import BadInput
from providers.speech import LiveEvent

Format = Literal["txt", "srt", "jsonl"]
FORMATS: tuple[Format, ...] = ("txt", "srt", "jsonl")
# Subtitles of other programs end with their next; one of no length would never be seen.
_LEAST_CUE = 0.2
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_CHANNELS = ("L", "R")


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: seconds, and its words on one line."""

    start: float
    end: float
    text: str


def export(
    playing: Playing,
    form: Format,
    path: Path,
    *,
    panes: Sequence[str] = (),
    overwrite: bool = False,
) -> Path:
    """Write what was heard so far by these panes, or by all. Returns the path.

    Never over another file, unless ``overwrite`` says so. Raises BadInput where nothing was heard
    or the file cannot be written.
    """
    write_new(path, exported(playing, form, panes).encode(), overwrite=overwrite)
    return path


def exported(playing: Playing, form: Format, panes: Sequence[str] = ()) -> str:
    """The text of the file. Raises BadInput where there is nothing to write."""
    chosen = [pane for pane in playing.panes if not panes or pane.id in panes]
    heard = [(pane, tuple(playing.heard(pane.id))) for pane in chosen]
    settled = any(_settled(events) for _, events in heard)
    if not settled and not (form == "jsonl" and any(events for _, events in heard)):
        raise BadInput("Nothing was settled yet, so there is nothing to write: wait for a final.")
    if form == "txt":
        return "\n".join(_text(playing, pane, events) for pane, events in heard)
    if form == "srt":
        return subtitles(_cues(playing, heard))
    return "".join(f"{line}\n" for line in _lines(playing, heard))


def heading(playing: Playing, pane: LivePane) -> str:
    """What a pane is, in one line: its number, vendor, model, origin and stamp."""
    origin = "sandbox" if playing.sandboxed(pane.id) else "live"
    parts = [f"{pane.id} {pane.vendor.capitalize()}", label(pane), origin, playing.stamp]
    return _one_line(" · ".join(part for part in parts if part))


def _settled(events: Iterable[LiveEvent]) -> list[LiveEvent]:
    """The finals with words, in the order of their speech."""
    finals = [event for event in events if event.event in FINALS and event.text.strip()]
    return sorted(finals, key=lambda event: (event.start, event.channel))


def _text(playing: Playing, pane: LivePane, events: Sequence[LiveEvent]) -> str:
    lines = [heading(playing, pane), _one_line(playing.title), ""]
    two = playing.form is not None and playing.form.channels == 2
    for event in _settled(events):
        channel = f" {_channel(event.channel)}" if two else ""
        lines.append(f"{clock_text(event.start, '.')}{channel}  {_one_line(event.text)}")
    return "\n".join(lines) + "\n"


def _cues(playing: Playing, heard: Sequence[tuple[LivePane, Sequence[LiveEvent]]]) -> Iterator[Cue]:
    two = playing.form is not None and playing.form.channels == 2
    found = []
    for pane, events in heard:
        name = f"{pane.id} {pane.vendor.capitalize()}" if len(heard) > 1 else ""
        for event in _settled(events):
            who = " ".join(part for part in (name, _channel(event.channel) if two else "") if part)
            text = f"{who}: {event.text}" if who else event.text
            found.append(Cue(event.start, event.end, text))
    yield from sorted(found, key=lambda cue: (cue.start, cue.end))
    if (playing.stamp or any(playing.sandboxed(pane.id) for pane, _ in heard)) and found:
        # Where its words came from goes with them; players show it once, at the end.
        end = max(cue.end for cue in found)
        names = "; ".join(heading(playing, pane) for pane, _ in heard)
        yield Cue(end, end + 2.0, names)


def _channel(channel: int) -> str:
    return _CHANNELS[channel] if channel < len(_CHANNELS) else str(channel + 1)


def subtitles(cues: Iterable[Cue]) -> str:
    """The cues as SubRip: numbered from 1, times to the millisecond."""
    return "".join(
        f"{number}\n{clock_text(cue.start)} --> "
        f"{clock_text(max(cue.end, cue.start + _LEAST_CUE))}\n{_cue_text(cue.text)}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def _cue_text(text: str) -> str:
    # An arrow would be read as a line of times, an empty line as the end of the cue.
    return _one_line(text).replace("-->", "->") or "-"


def clock_text(seconds: float, mark: str = ",") -> str:
    """Hours, minutes, seconds and milliseconds: "00:00:01,500"."""
    thousandths = max(0, round(seconds * 1000))
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"


def _one_line(text: str) -> str:
    return " ".join(_LINE_ENDS.sub(" ", text).split())


def _lines(
    playing: Playing, heard: Sequence[tuple[LivePane, Sequence[LiveEvent]]]
) -> Iterator[str]:
    """The events of all panes as they came, each as ``live --json`` prints it."""
    began = playing.clock.started_at
    every = [(event, pane) for pane, events in heard for event in events]
    for event, pane in sorted(every, key=lambda pair: pair[0].received_at):
        document = event_json(event, began) | {"pane": pane.id, "model": pane.model}
        if playing.stamp:
            document["recorded"] = playing.stamp
        document["sandbox"] = {pane.vendor: playing.sandboxed(pane.id)}
        yield json.dumps(document, allow_nan=False)
