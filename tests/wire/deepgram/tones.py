"""A recogniser of tones: every pitch is a word. What the wire tests listen with.

It really listens, only to something simpler than speech: three tenths of a second of 400 Hz are
"alpha", and so on; silence separates words. "mumble" is what it makes of 1900 Hz, unless it is
told to expect "Zyxel"; told so with a boost of three or more, it also takes "delta" for it.
"""

from __future__ import annotations

import array
import asyncio
import io
import itertools
import math
import wave
from collections.abc import AsyncIterator, Iterable, Sequence

from providers.sandbox.recognition import Heard, HeardWord, LiveChannel, SpottedTerm, Term

PITCHES = {"alpha": 400, "bravo": 600, "charlie": 900, "delta": 1300, "mumble": 1900}
WORD_SECONDS, GAP_SECONDS = 0.3, 0.1
FRAME = 0.02
LONGEST = 4.0


def tones(words: str, rate: int = 16000, *, gap: float = GAP_SECONDS, lead: float = 0.1) -> bytes:
    """Linear16 mono that says ``words``; "_" is half a second of silence."""
    samples: list[int] = [0] * round(lead * rate)
    for word in words.split():
        if word == "_":
            samples += [0] * round(0.5 * rate)
            continue
        turn = 2 * math.pi * PITCHES[word] / rate
        samples += [round(12000 * math.sin(turn * n)) for n in range(round(WORD_SECONDS * rate))]
        samples += [0] * round(gap * rate)
    return array.array("h", samples).tobytes()


def interleaved(*channels: bytes) -> bytes:
    """Channels side by side, the shorter ones padded with silence."""
    parts = [array.array("h", channel) for channel in channels]
    frames = itertools.zip_longest(*parts, fillvalue=0)
    return array.array("h", itertools.chain.from_iterable(frames)).tobytes()


def wav(pcm: bytes, rate: int = 16000, channels: int = 1) -> bytes:
    """A WAV file around linear16."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()


def _labels(pcm: bytes, rate: int) -> list[str]:
    """The word that sounds in each frame of 20 ms, or "" for silence."""
    samples = array.array("h", pcm)
    width = round(FRAME * rate)
    return [_label(samples[at : at + width]) for at in range(0, len(samples) - width + 1, width)]


def _label(frame: Sequence[int]) -> str:
    loud = sum(1 for sample in frame if abs(sample) > 1500)
    if loud < len(frame) // 2:
        return ""
    crossings = sum(1 for one, two in itertools.pairwise(frame) if (one < 0) != (two < 0))
    pitch = max(1.0, crossings / 2 / FRAME)
    return min(PITCHES, key=lambda word: abs(math.log(PITCHES[word] / pitch)))


def _words(labels: Iterable[str], start: float, terms: Sequence[Term]) -> tuple[HeardWord, ...]:
    heard: list[HeardWord] = []
    at = start
    for label, run in itertools.groupby(labels):
        length = len(list(run)) * FRAME
        if label and length > 0.1:
            heard.append(HeardWord(_spelt(label, terms), round(at, 3), round(at + length, 3), 0.9))
        at += length
    return tuple(heard)


def _spelt(label: str, terms: Sequence[Term]) -> str:
    for term in terms:
        taken = ("mumble", "delta") if term.boost >= 3 else ("mumble",)
        if term.text.lower() == "zyxel" and term.boost > 0 and label in taken:
            return term.text
    return label


class ToneRecogniser:
    """``Recogniser`` over tones.

    ``calls`` says what it was asked, ``closed`` how many live channels were given back;
    ``asked``, ``opened_one`` and ``given_back`` are set by the first of each. It answers only
    while ``free`` is set.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        self.opened = 0
        self.closed = 0
        self.asked = asyncio.Event()
        self.opened_one = asyncio.Event()
        self.given_back = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()

    async def decode(
        self, pcm: bytes, rate: int, terms: Sequence[Term] = ()
    ) -> tuple[HeardWord, ...]:
        self.calls.append(("decode", tuple(term.text for term in terms)))
        self.asked.set()
        await self.free.wait()
        return _words(_labels(pcm, rate), 0.0, terms)

    async def spot(
        self, pcm: bytes, rate: int, terms: Sequence[str], words: Sequence[HeardWord] = ()
    ) -> tuple[SpottedTerm, ...]:
        self.calls.append(("spot", tuple(terms)))
        heard = _words(_labels(pcm, rate), 0.0, ())
        hits = [hit for term in terms for hit in _spotted(term, heard)]
        return tuple(sorted(hits, key=lambda hit: -hit.confidence))

    async def open_channel(
        self, rate: int, *, terms: Sequence[Term] = (), endpointing: float = 0.3
    ) -> LiveChannel:
        self.opened += 1
        self.opened_one.set()
        return _ToneChannel(self, rate, terms, max(0.2, endpointing))

    async def close(self) -> None:
        """Nothing to end."""


def _spotted(term: str, heard: Sequence[HeardWord]) -> Iterable[SpottedTerm]:
    wanted = ["mumble" if word == "zyxel" else word for word in term.lower().split()]
    for at in range(len(heard) - len(wanted) + 1):
        run = heard[at : at + len(wanted)]
        if [word.text for word in run] == wanted:
            yield SpottedTerm(term, run[0].start, run[-1].end, 0.95)
        elif wanted == ["mumble"] and run[0].text == "delta":
            yield SpottedTerm(term, run[0].start, run[-1].end, 0.2)


class _ToneChannel:
    def __init__(
        self, owner: ToneRecogniser, rate: int, terms: Sequence[Term], pause: float
    ) -> None:
        self._owner = owner
        self._rate = rate
        self._terms = tuple(terms)
        self._pause = pause
        self._rest = b""
        self._now = 0.0
        self._start = 0.0
        self._labels: list[str] | None = None
        self._quiet = 0.0
        self._last_word = 0.0
        self._shown = 0
        self._events: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._given_back = False

    async def feed(self, pcm: bytes) -> None:
        self._rest += pcm
        size = 2 * round(FRAME * self._rate)
        while len(self._rest) >= size:
            frame, self._rest = self._rest[:size], self._rest[size:]
            self._hear(_labels(frame, self._rate)[0])

    async def flush(self) -> None:
        if self._labels is None:
            self._put(Heard("final", self._now, self._now, flushed=True))
        else:
            self._settle(flushed=True)

    async def set_terms(self, terms: Sequence[Term]) -> None:
        await self._owner.free.wait()
        self._terms = tuple(terms)

    async def finish(self) -> None:
        if self._labels is not None:
            self._settle(endpoint=True)
        self._events.put_nowait(None)

    async def heard(self) -> AsyncIterator[Heard]:
        while (event := await self._events.get()) is not None:
            yield event

    async def close(self) -> None:
        if not self._given_back:
            self._given_back = True
            self._owner.closed += 1
            self._owner.given_back.set()

    def _put(self, event: Heard) -> None:
        self._events.put_nowait(event)

    def _hear(self, label: str) -> None:
        start, self._now = self._now, round(self._now + FRAME, 3)
        if self._labels is None:
            if label:
                self._labels, self._start, self._quiet, self._shown = [label], start, 0.0, 0
                self._put(Heard("speech-started", start, self._now))
            elif round(self._now / FRAME) % 10 == 0:
                self._put(Heard("silence", self._last_word, self._now))
            return
        self._labels.append(label)
        self._quiet = 0.0 if label else self._quiet + FRAME
        words = _words(self._labels, self._start, self._terms)
        if self._quiet >= self._pause:
            self._settle(endpoint=True)
        elif self._now - self._start >= LONGEST:
            self._settle()
        elif len(words) > self._shown and not label:
            self._shown = len(words)
            self._put(Heard("partial", self._start, self._now, words))

    def _settle(self, *, endpoint: bool = False, flushed: bool = False) -> None:
        words = _words(self._labels or (), self._start, self._terms)
        self._labels = None
        if words:
            self._last_word = words[-1].end
        self._put(Heard("final", self._start, self._now, words, endpoint, flushed))
