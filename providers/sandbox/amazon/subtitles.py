"""Subtitle files of a job: SubRip and WebVTT (Developer Guide, page subtitles, 2023-05)."""

from __future__ import annotations

from collections.abc import Sequence

from providers.sandbox.amazon.display import Shown, text
from providers.sandbox.amazon.output import utterances

LONGEST_CUE = 84


def subtitle_file(form: str, words: Sequence[Shown], first: int) -> str:
    """The file in ``form`` ("srt" or "vtt"), its cues numbered from ``first``."""
    cues = [cue for run in utterances(words) for cue in _cues(run)]
    mark = "," if form == "srt" else "."
    blocks = [
        f"{number}\n{_clock(cue[0].start, mark)} --> {_clock(cue[-1].end, mark)}\n{text(cue)}\n"
        for number, cue in enumerate(cues, start=first)
    ]
    head = ["WEBVTT\n"] if form == "vtt" else []
    return "\n".join(head + blocks)


def _cues(run: Sequence[Shown]) -> list[Sequence[Shown]]:
    """An utterance cut into pieces of two short lines at most."""
    cues: list[Sequence[Shown]] = []
    first = 0
    for at in range(1, len(run) + 1):
        if at == len(run) or len(text(run[first : at + 1])) > LONGEST_CUE:
            cues.append(run[first:at])
            first = at
    return cues


def _clock(moment: float, mark: str) -> str:
    whole = round(moment * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{mark}{milliseconds % 1000:03}"
