"""What a live comparison knows: every word of every pane, whatever of it fits on the screen.

Fed with events, read by the panes; no Textual in it. Text is cleaned here, where it enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from checklists.before.live.panes import LivePane
from checklists.before.live.watch import Watch, watch_of
from checklists.scoring.clock import AudioClock
from checklists.scoring.live_figures import Tracker
from checklists.scoring.settled_differences import Differences, shown_words
from providers.speech import LiveEvent, Transcript, Word
from tui.text import clean, one_line
from tui.watch_lines import sighting_text

FINALS = ("final", "speech-final")
# Seconds of silence that end a line of a whole transcript.
UTTERANCE_GAP = 0.8
# How much of Amazon's ResultId is shown: enough to see which interims a final replaces.
_ID_LENGTH = 4

LineKind = Literal["said", "note", "hit"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a pane: settled text, or between it a note or a "hit", where a term was found.

    ``start`` and ``end`` are audio time in seconds; ``channel`` is None for a note. ``native`` is
    the vendor's own word for how the text was settled, ``began`` for the speech that began before
    it and ``ended`` for the end of the utterance after it, "" where none was told. ``words`` are
    those of ``text``. ``confidences`` has one entry for each of them, or none where nobody knows;
    ``differing`` the places of the words that another pane settled otherwise.
    """

    start: float
    channel: int | None
    text: str
    kind: LineKind = "said"
    native: str = ""
    began: str = ""
    ended: str = ""
    words: tuple[str, ...] = ()
    confidences: tuple[float | None, ...] = ()
    differing: frozenset[int] = frozenset()
    end: float = 0.0


@dataclass(slots=True)
class Flip:
    """A change of keyterms in the middle of a stream: where its line is, and what came of it.

    ``before`` and ``after`` count how often each term was settled up to the change and since.
    """

    place: int
    says: str
    terms: tuple[str, ...]
    before: dict[str, int]
    after: dict[str, int]

    @property
    def text(self) -> str:
        """The line, as it stands now."""
        if not self.terms:
            return self.says
        counts = ", ".join(
            f"{one_line(term)} {self.before[term]} before, {self.after[term]} since"
            for term in self.terms
        )
        return f"{self.says} Settled so far: {counts}."


@dataclass(slots=True)
class Side:
    """One pane's part of the comparison.

    ``lag`` is how long after the end of its words the last final arrived, in seconds; None before
    the first. ``finals_at`` has the place of each final's line, None for one without text;
    ``changed`` the places of lines that are other than they were drawn. ``warnings`` are kept as
    they came, because answers to changed keyterms are among them. ``tracker`` measures, once the
    audio has begun; ``watch`` looks out for terms, where any are watched.
    """

    pane: LivePane
    sandbox: bool | None = None
    lines: list[Line] = field(default_factory=list)
    interim: dict[int, str] = field(default_factory=dict)
    native: str = ""
    lag: float | None = None
    finals: int = 0
    differing: int = 0
    closed: bool = False
    trouble: str = ""
    asked_terms: tuple[str, ...] = ()
    flip: Flip | None = None
    finals_at: list[int | None] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    warnings: list[LiveEvent] = field(default_factory=list)
    tracker: Tracker | None = None
    watch: Watch | None = None
    _hits_at: dict[int, int] = field(default_factory=dict)
    _began: dict[int, str] = field(default_factory=dict)
    _last: dict[int, int] = field(default_factory=dict)

    def hear(self, event: LiveEvent, clock: AudioClock | None) -> None:
        """Take in one event. ``clock`` is that of the audio, None while nobody knows it."""
        if event.native:
            self.native = native_words(event)
        if event.event == "warning":
            self.warnings.append(event)
        if self.tracker is not None:
            self.tracker.hear(event)
        if event.event == "interim":
            self.interim[event.channel] = one_line(event.text)
        elif event.event in FINALS:
            self._settle(event, clock)
        elif event.event == "speech-started":
            # It stands with the words that follow it; until then the pane's foot has it.
            self._began[event.channel] = one_line(event.native) or event.event
        elif event.event == "utterance-end":
            self._end(event)
        elif event.event == "closed":
            self._close(event)
        elif event.native.startswith("Configure"):
            self._flipped(event)
        else:
            self._note(event, event.event)
        if self.watch is not None:
            self._show_found(self.watch, event)

    def _show_found(self, watch: Watch, event: LiveEvent) -> None:
        """A line for every place of a watched term; it changes when more is known of it."""
        for number in watch.hear(event):
            one = watch.sightings[number]
            line = Line(one.hit.start, one.hit.channel, sighting_text(one), "hit", end=one.hit.end)
            place = self._hits_at.setdefault(number, len(self.lines))
            if place == len(self.lines):
                self.lines.append(line)
            else:
                self.lines[place] = line
                self.changed.add(place)

    def _settle(self, event: LiveEvent, clock: AudioClock | None) -> None:
        self.interim.pop(event.channel, None)
        if not event.text.strip():
            self.finals_at.append(None)
            return
        self.finals_at.append(len(self.lines))
        self.finals += 1
        due = clock.due(event.end) if clock else event.received_at
        self.lag = max(0.0, event.received_at - due)
        began = self._began.pop(event.channel, "")
        line = _said(event, began)
        self._last[event.channel] = len(self.lines)
        self.lines.append(line)
        self._count_terms(line.text)

    def _end(self, event: LiveEvent) -> None:
        """The end of an utterance stands with its last words."""
        place = self._last.get(event.channel)
        if place is not None:
            line = self.lines[place]
            word = one_line(event.native) or event.event
            self.lines[place] = replace(line, ended=word)
            self.changed.add(place)

    def _note(self, event: LiveEvent, word: str) -> None:
        text = clean(event.text)
        shown = f"{word}: {text}" if text else word
        self.lines.append(Line(event.audio_time, None, shown, "note"))

    def _close(self, event: LiveEvent) -> None:
        self.closed = True
        self.interim.clear()
        # The last event of a good stream has no text; a failed one says why in it.
        if event.text:
            self.trouble = clean(event.text)
            self._note(event, "closed")

    # --- keyterms ----------------------------------------------------------------------------

    def _flipped(self, event: LiveEvent) -> None:
        """What the vendor said to other keyterms, or that it said nothing."""
        self._note(event, "keyterms")
        if event.native != "ConfigureSuccess":
            return
        before = {term: self._settled_count(term) for term in self.asked_terms}
        place = len(self.lines) - 1
        self.flip = Flip(
            place, self.lines[place].text, self.asked_terms, before, dict.fromkeys(before, 0)
        )
        self._redraw_flip()

    def _settled_count(self, term: str) -> int:
        return sum(_occurrences(term, line.text) for line in self.lines if line.kind == "said")

    def _count_terms(self, text: str) -> None:
        if self.flip is None:
            return
        for term in self.flip.terms:
            self.flip.after[term] += _occurrences(term, text)
        self._redraw_flip()

    def _redraw_flip(self) -> None:
        assert self.flip is not None
        place = self.flip.place
        if self.lines[place].text != self.flip.text:
            self.lines[place] = replace(self.lines[place], text=self.flip.text)
            self.changed.add(place)

    # --- from elsewhere ----------------------------------------------------------------------

    def mark_differing(self, final: int, words: frozenset[int]) -> None:
        """Which words of a final another pane settled otherwise."""
        place = self.finals_at[final]
        if place is None:
            return
        line = self.lines[place]
        # Words that the text does not have one by one cannot be marked in it.
        words = frozenset(word for word in words if word < len(line.words))
        if line.differing != words:
            self.differing += len(words) - len(line.differing)
            self.lines[place] = replace(line, differing=words)
            self.changed.add(place)

    def read(self, transcript: Transcript) -> None:
        """Take in a transcript of the whole file: an utterance a line."""
        self.lines = sorted(_utterances(transcript), key=lambda line: line.start)
        self.finals = len(self.lines)
        # Nobody was asked for terms, and a whole file has a bench of its own for that.
        self.watch = None
        self.native = f"whole file in {transcript.elapsed:.1f} s"
        self.closed = True

    def fail(self, sentence: str) -> None:
        """The side did not do what was asked."""
        self.closed = True
        self.trouble = clean(sentence)
        self.lines.append(Line(0.0, None, self.trouble, "note"))

    def text(self) -> str:
        """The settled text in order of speech, one utterance a line."""
        spoken = [line for line in self.lines if line.kind == "said"]
        return "\n".join(line.text for line in sorted(spoken, key=lambda line: line.start))


def native_words(event: LiveEvent) -> str:
    """The vendor's own word for an event; Amazon's with the beginning of the ResultId."""
    words = one_line(event.native)
    if event.vendor == "amazon" and event.segment and event.event in ("interim", *FINALS):
        short = one_line(event.segment[:_ID_LENGTH])
        return f"{words} {short}{'…' if len(event.segment) > _ID_LENGTH else ''}"
    return words


def _said(event: LiveEvent, began: str) -> Line:
    """A final as a line. Its words are the vendor's own where they make up its text."""
    text = clean(event.text)
    words = tuple(one_line(word) for word in shown_words(event))
    apart = "".join("".join(words).split()) == "".join(text.split())
    if not apart:
        words = tuple(text.split())
        apart = len(words) == len(event.words)
    sure: tuple[float | None, ...] = ()
    if apart and any(word.confidence is not None for word in event.words):
        sure = tuple(word.confidence for word in event.words)
    return Line(
        event.start,
        event.channel,
        text,
        native=native_words(event),
        began=began,
        words=words,
        confidences=sure,
        end=event.end,
    )


def _occurrences(term: str, text: str) -> int:
    """How often a term stands in a text, capitals and punctuation aside."""
    wanted, said = _plain(term), _plain(text)
    size = len(wanted)
    if not size:
        return 0
    return sum(said[at : at + size] == wanted for at in range(len(said) - size + 1))


def _plain(text: str) -> list[str]:
    return [word for part in text.casefold().split() if (word := part.strip(".,;:!?\"'()[]"))]


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
    shown = tuple(one_line(word.punctuated or word.text) for word in words)
    sure = tuple(word.confidence for word in words)
    known = any(one is not None for one in sure)
    return Line(
        words[0].start,
        channel,
        " ".join(shown),
        words=shown,
        confidences=sure if known else (),
        end=words[-1].end,
    )


@dataclass(slots=True)
class Comparison:
    """A stream to several panes on one clock. ``duration`` in seconds, None where nobody knows.

    ``sides`` by the panes' ids, in the panes' order. ``clock`` is None until the audio begins.
    """

    sides: dict[str, Side]
    duration: float | None
    channels: int
    clock: AudioClock | None = None
    heard: float = 0.0
    _differences: Differences | None = None

    @classmethod
    def of(cls, panes: Sequence[LivePane], duration: float | None, channels: int) -> Comparison:
        """An empty comparison."""
        sides = {pane.id: Side(pane, watch=watch_of(pane, panes)) for pane in panes}
        return cls(sides, duration, channels)

    def begin(self, clock: AudioClock, truth: Sequence[Word] = ()) -> None:
        """The audio runs on this clock; ``truth`` holds every word of it, where that is known."""
        self.clock = clock
        self._differences = Differences(dict.fromkeys(self.sides, self.channels))
        for side in self.sides.values():
            side.tracker = Tracker(clock, truth=truth)

    def set_clock(self, clock: AudioClock) -> None:
        """The same clock after a pause."""
        if clock != self.clock:
            self.clock = clock
            for side in self.sides.values():
                if side.tracker is not None:
                    side.tracker.clock = clock

    def side_of(self, event: LiveEvent) -> Side | None:
        """The pane that an event belongs to: by its id, or the first one of its vendor."""
        if event.side:
            return self.sides.get(event.side)
        return next((s for s in self.sides.values() if s.pane.vendor == event.vendor), None)

    def hear(self, event: LiveEvent) -> set[str]:
        """Give one event to its side; the ids of all panes that look otherwise now."""
        side = self.side_of(event)
        if side is None:
            return set()
        self.reach(event.audio_time)
        side.hear(event, self.clock)
        touched = {side.pane.id}
        if self._differences is not None and event.event in (*FINALS, "closed"):
            self._differences.hear(side.pane.id, event)
            touched |= self._mark_differences(self._differences)
        return touched

    def differs(self, pane: str) -> dict[str, tuple[int, int]]:
        """For each other pane that can be compared: how many settled words differ, of how many."""
        found = self._differences
        if found is None:
            return {}
        return {other: found.counts(pane, other) for other in found.compared_with(pane)}

    def _mark_differences(self, differences: Differences) -> set[str]:
        touched = set()
        for pane, final in differences.take_changed():
            marks = differences.marks(pane, final)
            self.sides[pane].mark_differing(
                final, frozenset(number for number, mark in enumerate(marks) if mark)
            )
            touched.add(pane)
        return touched

    def reach(self, second: float) -> None:
        """So much of the audio was sent, as far as there is any."""
        if self.duration is not None:
            second = min(second, self.duration)
        self.heard = max(self.heard, second)

    @property
    def finals(self) -> int:
        """Final texts of all sides."""
        return sum(side.finals for side in self.sides.values())
