"""One live channel, as the worker hears it: voice, partials, utterances, terms."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from providers.sandbox.recogniser.decoding import words
from providers.sandbox.recogniser.insertion import TermListener
from providers.sandbox.recogniser.sound import RATE, at, loudness, seconds
from providers.sandbox.recogniser.voice import FRAME, FRAME_BYTES
from providers.sandbox.recognition import Heard, HeardWord, Term

_SHORTEST_PAUSE = 0.2
_ONSET_FRAMES, _ONSET_VOICED = 8, 5
_SOME_VOICE = 3
_PRE_ROLL = 0.3
_PARTIAL_EVERY = 0.2
_SILENCE_EVERY = 0.2
_LONGEST = 8.0
_CUT_WINDOW = 2.0
_LONGEST_SECOND_LOOK = 5.0
# A starting point for the mean of the sound, from synthesised and read speech.
_TYPICAL_MEAN = "53,4,7,25,0,1.5,3,-6.5,-3,-4,6.5,2.5,2.6"

Emit = Callable[[Heard], None]


class Listener:
    """Turns audio into events. Times count from the first sample fed, in seconds.

    ``emit`` is called with each event as it becomes known.
    """

    def __init__(
        self,
        decoder: Any,
        emit: Emit,
        *,
        terms: Sequence[Term] = (),
        endpointing: float = 0.3,
    ) -> None:
        import pocketsphinx

        self._decoder = decoder
        self._emit = emit
        self._pause = max(endpointing, _SHORTEST_PAUSE)
        self._vad = pocketsphinx.Vad(mode=2, sample_rate=RATE, frame_length=FRAME)
        self._rest = b""
        self._now = 0.0
        self._recent: deque[tuple[bytes, bool]] = deque(maxlen=round((_PRE_ROLL + 0.24) / FRAME))
        self._utterance: bytearray | None = None
        self._start = 0.0
        self._quiet = 0.0
        self._last_word = 0.0
        self._told = 0.0
        self._shown: tuple[HeardWord, ...] = ()
        self._terms = TermListener(terms)
        self._accustomed = False
        decoder.reinit_feat()
        decoder.set_cmn(_TYPICAL_MEAN)

    def set_terms(self, terms: Sequence[Term]) -> None:
        """Listen for these from the next utterance on."""
        self._terms = TermListener(terms)

    def feed(self, pcm: bytes) -> None:
        """More audio, any length."""
        self._rest += pcm
        while len(self._rest) >= FRAME_BYTES:
            frame, self._rest = self._rest[:FRAME_BYTES], self._rest[FRAME_BYTES:]
            self._hear(frame)

    def flush(self) -> None:
        """Settle what is pending."""
        self._take_up()
        if self._utterance is None:
            self._emit(Heard("final", self._now, self._now, flushed=True))
            return
        speaking = self._quiet == 0.0
        self._settle(flushed=True)
        if speaking:
            self._begin(b"", self._now)

    def finish(self) -> None:
        """Settle what is pending; no more audio comes, which ends an utterance as a pause does."""
        if self._rest:
            missing = FRAME_BYTES - len(self._rest)
            self._hear(self._rest + bytes(missing))
            self._now = round(self._now - seconds(bytes(missing)), 3)
            if self._utterance:
                del self._utterance[-missing:]
        self._rest = b""
        self._take_up()
        if self._utterance is not None:
            self._settle(endpoint=True)

    def _take_up(self) -> None:
        """Begin an utterance with the last moments if there is some voice in them."""
        voiced = sum(was_voiced for _, was_voiced in self._recent)
        if self._utterance is None and voiced >= _SOME_VOICE:
            self._onset()

    def _hear(self, frame: bytes) -> None:
        voiced = self._vad.is_speech(frame)
        self._now = round(self._now + FRAME, 3)
        if self._utterance is None:
            self._recent.append((frame, voiced))
            latest = list(self._recent)[-_ONSET_FRAMES:]
            if sum(was_voiced for _, was_voiced in latest) >= _ONSET_VOICED:
                self._onset()
            elif self._now - self._told >= _SILENCE_EVERY:
                self._told = self._now
                self._emit(Heard("silence", self._last_word, self._now))
            return
        self._utterance += frame
        self._decoder.process_raw(frame)
        self._quiet = 0.0 if voiced else self._quiet + FRAME
        if self._quiet >= self._pause:
            self._settle(endpoint=True)
        elif self._now - self._start >= _LONGEST:
            self._cut()
        elif self._now - self._told >= _PARTIAL_EVERY:
            self._partial()

    def _onset(self) -> None:
        before = b"".join(frame for frame, _ in self._recent)
        start = max(0.0, round(self._now - seconds(before), 3))
        self._emit(Heard("speech-started", start, self._now))
        self._begin(before, start)

    def _begin(self, audio: bytes, start: float) -> None:
        self._recent.clear()
        self._utterance = bytearray(audio)
        self._start = start
        self._quiet = 0.0
        self._told = self._now
        self._shown = ()
        self._decoder.start_utt()
        if audio:
            self._decoder.process_raw(audio)

    def _partial(self) -> None:
        self._told = self._now
        heard = tuple(words(self._decoder.seg(), self._start, self._now))
        if heard and heard != self._shown:
            self._shown = heard
            self._emit(Heard("partial", self._start, self._now, heard))

    def _settle(self, *, endpoint: bool = False, flushed: bool = False) -> None:
        audio = bytes(self._utterance or b"")
        self._utterance = None
        self._decoder.end_utt()
        self._accustom(audio)
        heard = tuple(words(self._decoder.seg(), self._start, self._now))
        self._final(audio, heard, self._now, endpoint=endpoint, flushed=flushed)

    def _accustom(self, audio: bytes) -> None:
        """Decode a channel's first utterance again, now that its loudness and timbre are known.

        The decoder subtracts the mean of the sound from it. In a live stream that mean is carried
        from utterance to utterance and the first one has none: its words come out twice as wrong
        as later ones.
        """
        if self._accustomed:
            return
        self._accustomed = True
        if seconds(audio) <= _LONGEST_SECOND_LOOK:
            self._decoder.start_utt()
            self._decoder.process_raw(audio, full_utt=True)
            self._decoder.end_utt()

    def _final(
        self,
        audio: bytes,
        heard: tuple[HeardWord, ...],
        end: float,
        *,
        endpoint: bool = False,
        flushed: bool = False,
    ) -> None:
        heard = self._terms.corrected(heard, audio, self._start)
        if heard:
            self._last_word = heard[-1].end
        self._told = self._now
        self._emit(Heard("final", self._start, end, heard, endpoint, flushed))

    def _cut(self) -> None:
        """Ends an over-long utterance at the quietest boundary between words near its end."""
        audio = bytes(self._utterance or b"")
        self._decoder.end_utt()
        heard = tuple(words(self._decoder.seg(), self._start, self._now))
        cut = self._weakest(audio, heard)
        kept = tuple(word for word in heard if word.end <= cut)
        split = at(cut - self._start)
        self._final(audio[:split], kept, cut)
        self._begin(audio[split:], cut)

    def _weakest(self, audio: bytes, heard: Sequence[HeardWord]) -> float:
        earliest, latest = self._now - _CUT_WINDOW, self._now - 0.3
        moments = [word.end for word in heard if earliest <= word.end <= latest]

        def level(moment: float) -> int:
            middle = moment - self._start
            return loudness(audio[at(middle - 0.03) : at(middle + 0.03)])

        return min(moments, key=level, default=self._now)
