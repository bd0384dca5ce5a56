"""A finished live comparison: measured once, kept in the workspace, one run a side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checklists.before import live_streams
from checklists.before.live_streams import LiveResult, live_options, settled_text
from checklists.scoring.latency import measure
from checklists.scoring.words import WordScore, score
from providers.speech import LiveEvent, LiveTranscriber, Vendor
from tui.text import clock

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from checklists.workspace import Workspace
    from providers.audio.clips import Clip
    from providers.sandbox.samples import SampleCall


def keep_sample(workspace: Workspace, clip: Clip, sample: SampleCall) -> ClipRecord:
    """The sample as a clip of the workspace, so that its runs can name what was heard."""
    return workspace.add_clip(
        clip,
        name=sample.title,
        tags=("sample",),
        references=dict(enumerate(sample.references)),
        truth=sample.words,
        synthetic=True,
    )


def results(
    sample: ClipRecord,
    sides: Sequence[LiveTranscriber],
    events: Mapping[Vendor, Sequence[LiveEvent]],
    started_at: float,
    stopped_at: float | None,
) -> list[LiveResult]:
    """Measure every side that said anything. Pure arithmetic, a moment of it: run it off the loop.

    ``stopped_at`` is the audio time in seconds at which the user stopped, None where the clip was
    heard to its end. A stopped stream is not scored: the reference has words it never heard.
    """
    return [
        _result(sample, side, tuple(events[side.vendor]), started_at, stopped_at)
        for side in sides
        if any(event.event != "closed" for event in events[side.vendor])
    ]


def _result(
    sample: ClipRecord,
    side: LiveTranscriber,
    events: tuple[LiveEvent, ...],
    started_at: float,
    stopped_at: float | None,
) -> LiveResult:
    heard = sample.clip.duration if stopped_at is None else stopped_at
    last = events[-1]
    trouble = last.text if last.event == "closed" else ""
    if stopped_at is not None and not trouble:
        trouble = f"Stopped by hand after {clock(stopped_at)} of {clock(sample.clip.duration)}."
    return LiveResult(
        vendor=side.vendor,
        sandbox=side.sandbox,
        model=str(getattr(live_options(side.vendor, sample.clip.channels), "model", "standard")),
        events=events,
        started_at=started_at,
        latency=measure(
            events,
            started_at=started_at,
            truth=[word for word in sample.truth if word.end <= heard],
            duration=heard,
        ),
        score=None if trouble else _score(sample, events),
        connect_seconds=getattr(side, "connect_seconds", None),
        request_id=str(getattr(side, "request_id", "")),
        trouble=trouble,
    )


def _score(sample: ClipRecord, events: Sequence[LiveEvent]) -> WordScore:
    """The settled words of each channel against what was said on it."""
    channels = sorted(sample.references)
    return score(
        " ".join(sample.references[channel] for channel in channels),
        " ".join(settled_text(events, channel) for channel in channels),
    )


def keep(workspace: Workspace, sample: ClipRecord, found: Sequence[LiveResult]) -> int:
    """Record the results as runs and evidence; returns how many. Raises BadInput."""
    for result in found:
        live_streams.record(workspace, sample, result)
    return len(found)
