"""What one stream told, in order: each segment of speech from its first words to its final."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from checklists.during.stream_semantics.event import StreamEvent, is_settled

_REMARKS = ("gap", "reconnected", "warning", "error")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of one channel and everything that was said of it, ``steps`` as they came.

    ``start`` and ``end`` are seconds of the audio: of the words last shown. ``began`` is where
    the vendor said that speech started, ``over`` the last word's end by which it said that the
    utterance was over (SpeechStarted and UtteranceEnd; None where it did not).
    """

    channel: int
    start: float
    end: float
    steps: tuple[StreamEvent, ...]
    began: float | None = None
    over: float | None = None

    @property
    def text(self) -> str:
        """The final text; of a segment without a final the last that was shown."""
        return self.steps[-1].text

    @property
    def final(self) -> bool:
        """Whether a final came."""
        return is_settled(self.steps[-1])

    @property
    def partials(self) -> int:
        """How many interims came before the final."""
        return sum(step.kind == "interim" for step in self.steps)

    @property
    def revised(self) -> int:
        """How often words that had been shown were changed or taken back."""
        shown = [_plain(step.text) for step in self.steps]
        return sum(later[: len(earlier)] != earlier for earlier, later in pairwise(shown))

    @property
    def first_after(self) -> float | None:
        """Seconds from the first word's beginning to its showing; None where no log says when."""
        first = next((step for step in self.steps if step.text), None)
        return None if first is None or first.at is None else first.at - first.start

    @property
    def final_after(self) -> float | None:
        """Seconds from the last word's end to the final; None where no log says when."""
        last = self.steps[-1]
        return None if not self.final or last.at is None else last.at - self.end


@dataclass(frozen=True, slots=True)
class Summary:
    """A sequence in numbers. Medians are seconds, None where no log says when messages came."""

    segments: int
    finals: int
    partials: int
    revised: int
    pauses: int
    ends: int
    silences: int
    first_after: float | None
    final_after: float | None


@dataclass(frozen=True, slots=True)
class EventSequence:
    """One side. ``name`` is what people call it, ``vendor`` whose messages they are.

    ``silences`` counts results that told nothing, ``remarks`` are what is no speech: gaps,
    reconnections, warnings, errors. ``origin`` says where it comes from: "sandbox", "live" or
    "file"; ``recorded`` when that was, as people read it, "" where it is not known.
    """

    name: str
    vendor: str
    origin: str
    segments: tuple[Segment, ...]
    remarks: tuple[StreamEvent, ...] = ()
    silences: int = 0
    recorded: str = ""

    @property
    def summary(self) -> Summary:
        """The sequence in numbers."""
        first = [one.first_after for one in self.segments if one.first_after is not None]
        final = [one.final_after for one in self.segments if one.final_after is not None]
        return Summary(
            segments=len(self.segments),
            finals=sum(one.final for one in self.segments),
            partials=sum(one.partials for one in self.segments),
            revised=sum(one.revised for one in self.segments),
            pauses=sum(one.steps[-1].kind == "speech-final" for one in self.segments),
            ends=sum(one.over is not None for one in self.segments),
            silences=self.silences,
            first_after=median(first) if first else None,
            final_after=median(final) if final else None,
        )


@dataclass(slots=True)
class _Channel:
    """A channel while its events are read: the open segments by their id, and the last one."""

    steps: dict[str, list[StreamEvent]] = field(default_factory=dict)
    began: float | None = None
    last: int | None = None


class SequenceReader:
    """Puts segments together from events, as they come."""

    def __init__(self) -> None:
        self._channels: dict[int, _Channel] = {}
        self._segments: list[Segment] = []
        self._remarks: list[StreamEvent] = []
        self._silences = 0

    def take(self, event: StreamEvent) -> None:
        """One more event."""
        channel = self._channels.setdefault(event.channel, _Channel())
        if event.kind == "interim" or is_settled(event):
            self._result(event, channel)
        elif event.kind == "speech-started":
            channel.began = event.start
        elif event.kind == "utterance-end" and channel.last is not None:
            ended = self._segments[channel.last]
            self._segments[channel.last] = replace(ended, over=event.start)
        elif event.kind in _REMARKS:
            self._remarks.append(event)

    def sequence(self, name: str, vendor: str, origin: str, recorded: str = "") -> EventSequence:
        """What there is so far, in the order of speech; segments without a final among it."""
        unfinished = [
            _segment(steps, channel.began)
            for channel in self._channels.values()
            for steps in channel.steps.values()
            if any(step.text for step in steps)
        ]
        segments = sorted([*self._segments, *unfinished], key=lambda one: (one.start, one.channel))
        return EventSequence(
            name,
            vendor,
            origin,
            tuple(segments),
            tuple(self._remarks),
            self._silences,
            recorded,
        )

    def _result(self, event: StreamEvent, channel: _Channel) -> None:
        # A window of Deepgram is open until its final, whatever its start; Amazon's have ids.
        key = event.segment if event.vendor == "amazon" else ""
        steps = channel.steps.setdefault(key, [])
        if event.text or steps:
            steps.append(event)
        else:
            self._silences += 1
        if not is_settled(event):
            return
        del channel.steps[key]
        if steps:
            channel.last = len(self._segments)
            self._segments.append(_segment(steps, channel.began))
            channel.began = None


def sequence_of(
    events: Iterable[StreamEvent], *, name: str, vendor: str, origin: str, recorded: str = ""
) -> EventSequence:
    """The segments of a whole stream."""
    reader = SequenceReader()
    for event in events:
        reader.take(event)
    return reader.sequence(name, vendor, origin, recorded)


def _segment(steps: Sequence[StreamEvent], began: float | None) -> Segment:
    """A segment of these steps; one whose words were all taken back has the times of the last."""
    spoken = next((step for step in reversed(steps) if step.text), steps[-1])
    return Segment(spoken.channel, spoken.start, spoken.end, tuple(steps), began)


def _plain(text: str) -> Sequence[str]:
    """The words without case and punctuation."""
    kept = "".join(letter if letter.isalnum() or letter in "'-" else " " for letter in text)
    return kept.casefold().split()
