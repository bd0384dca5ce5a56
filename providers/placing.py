"""Live events moved from the seconds of a session to those of the clip."""

from __future__ import annotations

from dataclasses import replace

from providers.audio.timeline import Timeline
from providers.speech import LiveEvent


def placed(event: LiveEvent, timeline: Timeline) -> LiveEvent:
    """The event with all its times in seconds of the clip; ``raw`` stays as the vendor sent it."""
    if timeline.identical:
        return event
    start = timeline.clip(event.start)
    return replace(
        event,
        start=start,
        # A moment at a hole begins after it and ends before it: after it, then.
        end=max(start, timeline.clip(event.end, ending=True)),
        audio_time=timeline.clip(event.audio_time, ending=True),
        words=tuple(
            replace(
                word,
                start=timeline.clip(word.start),
                end=timeline.clip(word.end, ending=True),
            )
            for word in event.words
        ),
        hits=tuple(
            replace(
                hit,
                start=timeline.clip(hit.start),
                end=max(timeline.clip(hit.start), timeline.clip(hit.end, ending=True)),
            )
            for hit in event.hits
        ),
    )
