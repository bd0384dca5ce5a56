"""What a live comparison knows: every word of both sides, whatever of it fits on the screen.

Fed with events, read by the panes; no Textual in it. Text is cleaned here, where it enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from providers.speech import LiveEvent, Transcript, Vendor, Word
from tui.text import clean, one_line

FINALS = ("final", "speech-final")
# Seconds of silence that end a line of a whole transcript.
UTTERANCE_GAP = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript pane: a final text, or a note between them.

    ``start`` is audio time in seconds; ``channel`` is None for a note.
    """

    start: float
    channel: int | None
    text: str


@dataclass(slots=True)
class Side:
    """One vendor's half of the comparison.

    ``lag`` is how long after the end of its words the last final arrived, in seconds, and
    ``slowest`` the longest of these; None before the first. ``events`` keeps everything in order
    of arrival, for the record.
    """

    vendor: Vendor
    sandbox: bool | None = None
    lines: list[Line] = field(default_factory=list)
    interim: dict[int, str] = field(default_factory=dict)
    events: list[LiveEvent] = field(default_factory=list)
    native: str = ""
    lag: float | None = None
    slowest: float | None = None
    finals: int = 0
    closed: bool = False
    trouble: str = ""

    def hear(self, event: LiveEvent, began: float) -> None:
        """Take in one event. ``began`` is the monotonic moment at which the audio began."""
        self.events.append(event)
        if event.native:
            self.native = one_line(event.native)
        if event.event == "interim":
            self.interim[event.channel] = one_line(event.text)
        elif event.event in FINALS:
            self._settle(event, began)
        elif event.event == "closed":
            self._close(event)
        elif event.event in ("warning", "gap", "reconnected"):
            self._note(event, event.event)

    def _settle(self, event: LiveEvent, began: float) -> None:
        self.interim.pop(event.channel, None)
        if not event.text.strip():
            return
        self.finals += 1
        self.lag = max(0.0, event.received_at - began - event.end)
        self.slowest = max(self.slowest or 0.0, self.lag)
        self.lines.append(Line(event.start, event.channel, clean(event.text)))

    def _note(self, event: LiveEvent, word: str) -> None:
        text = clean(event.text)
        self.lines.append(Line(event.audio_time, None, f"{word}: {text}" if text else word))

    def _close(self, event: LiveEvent) -> None:
        self.closed = True
        self.interim.clear()
        # The last event of a good stream has no text; a failed one says why in it.
        if event.text:
            self.trouble = clean(event.text)
            self._note(event, "closed")

    def read(self, transcript: Transcript) -> None:
        """Take in a transcript of the whole file: an utterance a line."""
        self.lines = sorted(_utterances(transcript), key=lambda line: line.start)
        self.finals = len(self.lines)
        self.native = f"whole file in {transcript.elapsed:.1f} s"
        self.closed = True

    def fail(self, sentence: str) -> None:
        """The side did not do what was asked."""
        self.closed = True
        self.trouble = clean(sentence)
        self.lines.append(Line(0.0, None, self.trouble))

    def text(self) -> str:
        """The final text in order of speech, one utterance a line."""
        spoken = [line for line in self.lines if line.channel is not None]
        return "\n".join(line.text for line in sorted(spoken, key=lambda line: line.start))


def _utterances(transcript: Transcript) -> Iterator[Line]:
    """The words of each channel, cut where nobody spoke for a while."""
    for channel in range(transcript.channels):
        words: list[Word] = []
        for word in (word for word in transcript.words if word.channel == channel):
            if words and word.start - words[-1].end > UTTERANCE_GAP:
                yield _spoken(words, channel)
                words = []
            words.append(word)
        if words:
            yield _spoken(words, channel)


def _spoken(words: Sequence[Word], channel: int) -> Line:
    text = " ".join(word.punctuated or word.text for word in words)
    return Line(words[0].start, channel, clean(text))


@dataclass(slots=True)
class Comparison:
    """A stream to several sides on one clock."""

    sides: dict[Vendor, Side]
    duration: float
    channels: int
    began: float | None = None
    heard: float = 0.0

    @classmethod
    def of(cls, vendors: Sequence[Vendor], duration: float, channels: int) -> Comparison:
        """An empty comparison; ``duration`` in seconds."""
        return cls({vendor: Side(vendor) for vendor in vendors}, duration, channels)

    def hear(self, event: LiveEvent) -> None:
        """Give one event to its side."""
        self.heard = max(self.heard, min(event.audio_time, self.duration))
        began = self.began if self.began is not None else event.received_at - event.audio_time
        self.sides[event.vendor].hear(event, began)

    @property
    def finals(self) -> int:
        """Final texts of all sides."""
        return sum(side.finals for side in self.sides.values())
