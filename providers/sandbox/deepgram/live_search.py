"""Search on one live channel: what is final is listened to again, for the terms asked for.

Deepgram puts the hits of a stretch into the Results that settle it (``channel.search``; reference
of the streaming API, read 2026-11). Some seconds before the stretch are heard with it: they hold
the beginning of a term that a cut fell into, and the mean of the channel's sound, without which a
short stretch would be measured on another scale than a whole recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from providers.sandbox.deepgram import answer
from providers.sandbox.recognition import Heard, HeardWord, Recogniser, SpottedTerm

# In seconds. With the longest utterance this stays under the 15 s that are listened to in one go.
BEFORE = 5.0
# What ends this close before a cut in running speech may go on behind it.
_OPEN_END = 0.1


class LiveSearch:
    """The hits of one channel, each told once; keeps only as much audio as it needs for that.

    ``queries`` in the order asked; without any, nothing is kept and nothing found.
    """

    def __init__(self, recogniser: Recogniser, queries: Sequence[str]) -> None:
        self._recogniser = recogniser
        self._queries = tuple(queries)
        self._audio = bytearray()
        self._audio_at = 0.0
        self._words: list[HeardWord] = []
        self._told: list[SpottedTerm] = []
        self._settled_to = 0.0

    @property
    def kept(self) -> int:
        """How many bytes of audio are kept."""
        return len(self._audio)

    def fed(self, pcm: bytes) -> None:
        """Audio that has gone to the recogniser, linear16 mono."""
        if self._queries:
            self._audio += pcm

    def passed(self, now: float, rate: int) -> None:
        """Nothing that ended more than a few seconds before ``now`` is needed any more."""
        if not self._queries:
            return
        keep_from = max(self._audio_at, now - BEFORE)
        dropped = self._offset(keep_from, rate)
        del self._audio[:dropped]
        self._audio_at += dropped / 2 / rate
        self._words = [word for word in self._words if word.end > keep_from]
        self._told = [hit for hit in self._told if hit.end > keep_from]

    async def found(
        self, heard: Heard, words: Sequence[HeardWord], rate: int
    ) -> list[dict[str, Any]]:
        """``channel.search`` of a final: hits that end in it, times from the stream's start."""
        self._words += words
        begin = max(self._audio_at, heard.start - BEFORE)
        stretch = bytes(self._audio[self._offset(begin, rate) : self._offset(heard.end, rate)])
        spotted = await self._recogniser.spot(
            stretch, rate, tuple(dict.fromkeys(self._queries)), _moved(self._words, -begin)
        )
        decided = heard.end if heard.endpoint or heard.flushed else heard.end - _OPEN_END
        new = [
            hit
            for hit in _placed(spotted, begin)
            if self._settled_to < hit.end <= decided and not self._known(hit)
        ]
        self._told += new
        self._settled_to = max(self._settled_to, decided)
        found = answer.search(self._queries, new, self._words)
        self.passed(heard.end, rate)
        return found

    def _known(self, hit: SpottedTerm) -> bool:
        """Told already, and not half as surely: a cut may have left only a piece of it."""
        return any(
            told.term == hit.term
            and told.start < hit.end
            and hit.start < told.end
            and hit.confidence < 2 * told.confidence
            for told in self._told
        )

    def _offset(self, moment: float, rate: int) -> int:
        return 2 * max(0, round((moment - self._audio_at) * rate))


def _moved(words: Sequence[HeardWord], by: float) -> tuple[HeardWord, ...]:
    return tuple(replace(word, start=word.start + by, end=word.end + by) for word in words)


def _placed(hits: Sequence[SpottedTerm], begin: float) -> Iterator[SpottedTerm]:
    for hit in hits:
        yield replace(hit, start=round(hit.start + begin, 3), end=round(hit.end + begin, 3))
