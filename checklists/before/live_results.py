"""What a live comparison gives: every event, the latency, the settled words, kept as runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklists.before.live_streams import live_options, stream_to_all
from checklists.records import ClipRecord, Run
from checklists.scoring.latency import Latency, measure
from checklists.scoring.words import WordScore, score
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.deepgram.options import DeepgramOptions
from providers.speech import LiveEvent, LiveTranscriber, Vendor

FINALS = ("final", "speech-final")


@dataclass(frozen=True, slots=True)
class LiveResult:
    """One vendor's stream: every event, the latency, the settled words' score.

    ``trouble`` is the sentence that ended it early, or "". ``started_at`` is the monotonic moment
    of audio second 0; ``connect_seconds`` what connecting took before it. ``kept_up`` is what it
    took to keep the stream up: connections, gaps, audio sent again, unknown messages.
    """

    vendor: Vendor
    sandbox: bool
    model: str
    events: tuple[LiveEvent, ...]
    started_at: float
    latency: Latency
    score: WordScore | None
    connect_seconds: float | None
    request_id: str
    trouble: str = ""
    kept_up: Mapping[str, float] = field(default_factory=dict)


async def compare_live(
    vendors: Vendors,
    sample: ClipRecord,
    chosen: Sequence[Vendor],
    *,
    on_event: Callable[[LiveEvent], None] = lambda event: None,
) -> list[LiveResult]:
    """Stream one sample to the chosen vendors at 1x and measure each. Raises BadInput."""
    clip = sample.clip
    sides = [vendors.live(vendor, live_options(vendor, clip.channels)) for vendor in chosen]
    events: dict[Vendor, list[LiveEvent]] = {vendor: [] for vendor in chosen}
    started = [0.0]
    async for event in stream_to_all(
        clip, sides, on_start=lambda moment: started.__setitem__(0, moment)
    ):
        events[event.vendor].append(event)
        on_event(event)
    return measured(sample, sides, events, started[0])


def measured(
    sample: ClipRecord,
    sides: Sequence[LiveTranscriber],
    events: Mapping[Vendor, Sequence[LiveEvent]],
    started_at: float,
    *,
    stopped_at: float | None = None,
) -> list[LiveResult]:
    """Measure every side that said anything. A moment of pure arithmetic.

    ``started_at`` is the monotonic moment of audio second 0; ``stopped_at`` the audio time in
    seconds at which the user stopped, None where the clip was heard to its end. A stream that
    ended early, or has a gap, is not scored: the reference has words it never heard.
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
    duration = sample.clip.duration
    heard = duration if stopped_at is None else stopped_at
    last = events[-1]
    trouble = last.text if last.event == "closed" else ""
    if stopped_at is not None and not trouble:
        trouble = f"Stopped by hand after {stopped_at:.1f} s of {duration:.1f} s."
    options = live_options(side.vendor, sample.clip.channels)
    kept = kept_up(side, events)
    return LiveResult(
        vendor=side.vendor,
        sandbox=side.sandbox,
        model=options.model if isinstance(options, DeepgramOptions) else "transcribe",
        events=events,
        started_at=started_at,
        latency=measure(
            events,
            started_at=started_at,
            truth=[word for word in sample.truth if word.end <= heard],
            duration=heard,
        ),
        score=None if trouble or kept["gaps"] else _score(sample, events),
        connect_seconds=getattr(side, "connect_seconds", None),
        request_id=str(getattr(side, "request_id", "")),
        trouble=trouble,
        kept_up=kept,
    )


def kept_up(side: LiveTranscriber, events: Iterable[LiveEvent]) -> dict[str, float]:
    """What it took to keep one side's stream up, as a run keeps it; ``events`` are that side's.

    Gaps are counted from the events: some are of the side's own making, some of the pump's.
    """
    tally = getattr(side, "tally", None)
    gaps = [event for event in events if event.event == "gap"]
    return {
        **(tally.numbers() if tally is not None else {}),
        "gaps": len(gaps),
        "gap_seconds": round(sum(event.end - event.start for event in gaps), 3),
    }


def _score(sample: ClipRecord, events: Sequence[LiveEvent]) -> WordScore | None:
    if not sample.references:
        return None
    reference = " ".join(sample.references[channel] for channel in sorted(sample.references))
    said = " ".join(settled_text(events, channel) for channel in sorted(sample.references))
    return score(reference, said)


def settled_text(events: Iterable[LiveEvent], channel: int | None = None) -> str:
    """One vendor's finals in the order of their speech, of one channel or of all."""
    finals = [
        event
        for event in events
        if event.event in FINALS and event.text and channel in (None, event.channel)
    ]
    return " ".join(event.text for event in sorted(finals, key=lambda event: event.start))


def event_json(event: LiveEvent, started_at: float) -> dict[str, Any]:
    """An event as ``live --json`` prints it; ``received_at`` counts from audio second 0."""
    return {
        "vendor": event.vendor,
        "event": event.event,
        "channel": event.channel,
        "text": event.text,
        "start": event.start,
        "end": event.end,
        "audio_time": event.audio_time,
        "received_at": event.received_at - started_at,
        "native": event.native,
    }


def record(workspace: Workspace, sample: ClipRecord, side: LiveResult) -> Run:
    """Keep a stream as a run (every event as received), and as evidence for "Test your audio"."""
    options = live_options(side.vendor, sample.clip.channels)
    run = workspace.record_run(
        "live",
        sandbox=side.sandbox,
        vendor=side.vendor,
        model=side.model,
        clip=sample.sha256,
        request={"options": options, "pace": 1.0},
        response=[dict(event.raw) for event in side.events if event.raw],
        result={
            "events": [event_json(event, side.started_at) for event in side.events],
            "trouble": side.trouble,
        },
        numbers={
            **side.latency.numbers(),
            "wer": side.score.wer if side.score else None,
            "connect_seconds": side.connect_seconds,
            "stream": dict(side.kept_up),
        },
        seconds=sample.clip.duration,
    )
    workspace.attach_evidence("test-audio", run.id)
    return run
