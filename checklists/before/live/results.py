"""What a live comparison gives: every event, the latency, the settled words' score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklists.before.live.pane import LivePane
from checklists.records import ClipRecord
from checklists.scoring.clock import AudioClock
from checklists.scoring.latency import Latency, measure
from checklists.scoring.words import WordScore, score
from providers.exchange import Exchange
from providers.speech import LiveEvent, LiveTranscriber, SearchHit, Vendor

FINALS = ("final", "speech-final")
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class KeytermChange:
    """Other keyterms were asked for in the middle of a stream, at this second of the audio."""

    at: float
    keyterms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveResult:
    """One pane's stream: every event, the latency, the settled words' score.

    ``trouble`` is the sentence that ended it early, or "". ``connect_seconds`` is what connecting
    took before the audio began. ``kept_up`` is what it took to keep the stream up: connections,
    gaps, audio sent again, unknown messages. ``exchanges`` are the handshakes, ``changes`` the
    keyterms asked for while it ran.
    """

    pane: LivePane
    sandbox: bool
    events: Iterable[LiveEvent]
    clock: AudioClock
    latency: Latency
    score: WordScore | None
    connect_seconds: float | None
    request_id: str
    trouble: str = ""
    kept_up: Mapping[str, float] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    changes: tuple[KeytermChange, ...] = ()

    @property
    def vendor(self) -> Vendor:
        """Whose stream it is."""
        return self.pane.vendor

    @property
    def model(self) -> str:
        """The model asked for."""
        return self.pane.model


@dataclass(frozen=True, slots=True)
class Listened:
    """How the audio went, the same for all panes.

    ``heard`` is the audio second up to which it was given; ``stopped_at`` the one at which it was
    stopped by hand, None where it ended by itself; ``left_out`` what was kept and not given.
    """

    clock: AudioClock
    heard: float
    stopped_at: float | None = None
    left_out: tuple[Span, ...] = ()


def measured(
    sample: ClipRecord,
    pane: LivePane,
    side: LiveTranscriber,
    events: Iterable[LiveEvent],
    listened: Listened,
    changes: Sequence[KeytermChange] = (),
) -> LiveResult:
    """Measure one pane. Pure arithmetic: a moment, or seconds for hours of audio.

    A stream that ended early, or has a gap, is not scored: the reference has words it never
    heard. Nor is one against a draft that nobody has confirmed.
    """
    every = tuple(events)
    trouble = _trouble(every, listened, sample.clip.duration)
    kept = kept_up(side, every)
    whole = not trouble and not kept["gaps"] and not listened.left_out
    return LiveResult(
        pane=pane,
        sandbox=side.sandbox,
        events=events,
        clock=listened.clock,
        latency=measure(
            every,
            clock=listened.clock,
            truth=[word for word in sample.truth if _was_given(word.start, word.end, listened)],
            duration=listened.heard,
        ),
        score=_score(sample, every) if whole else None,
        connect_seconds=getattr(side, "connect_seconds", None),
        request_id=str(getattr(side, "request_id", "")),
        trouble=trouble,
        kept_up=kept,
        exchanges=tuple(getattr(side, "exchanges", ())),
        changes=tuple(changes),
    )


def _trouble(events: Sequence[LiveEvent], listened: Listened, duration: float) -> str:
    last = events[-1] if events else None
    if last is not None and last.event == "closed" and last.text:
        return last.text
    if listened.stopped_at is not None:
        return f"Stopped by hand after {listened.stopped_at:.1f} s of {duration:.1f} s."
    return ""


def _was_given(start: float, end: float, listened: Listened) -> bool:
    return end <= listened.heard and not any(
        start < out_end and out_start < end for out_start, out_end in listened.left_out
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
    if not sample.references or sample.unverified:
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
    """An event as ``live --json`` prints it; ``received_at`` counts from audio second 0.

    ``hits`` is there only where the vendor told any.
    """
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
        **({"hits": [hit_json(hit) for hit in event.hits]} if event.hits else {}),
    }


def hit_json(hit: SearchHit) -> dict[str, Any]:
    """A hit as ``live --json`` prints it and a run keeps it; its channel is that of its event."""
    return {
        "term": hit.term,
        "start": hit.start,
        "end": hit.end,
        "confidence": hit.confidence,
        "snippet": hit.snippet,
    }
