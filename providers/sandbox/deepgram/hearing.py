"""What one live channel heard, told in Deepgram's streaming messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from providers.sandbox.deepgram import answer
from providers.sandbox.deepgram.rules import Plan
from providers.sandbox.recognition import Heard, HeardWord, Recogniser

_OVERLAP = 1.0
Message = dict[str, Any]


class ChannelReport:
    """Turns the recogniser's events on one channel into messages.

    ``channel`` of ``total``; ``rate`` is that of the linear16 given to ``fed``, which is kept
    only as far as a search needs it.
    """

    def __init__(
        self, recogniser: Recogniser, plan: Plan, request_id: str, channel: int, total: int
    ) -> None:
        self._recogniser = recogniser
        self._plan = plan
        self._request_id = request_id
        self._channel = channel
        self._total = total
        self._queries = plan.query.all("search")
        self._wait = (plan.query.number("utterance_end_ms") or 0) / 1000
        self._audio = bytearray()
        self._audio_at = 0.0
        self._settled_to = 0.0
        self._last_word: float | None = None

    def fed(self, pcm: bytes) -> None:
        """Audio that has gone to the recogniser."""
        if self._queries:
            self._audio += pcm

    async def messages(self, heard: Heard, rate: int) -> list[Message]:
        """The messages one event gives rise to, in order."""
        if heard.kind == "speech-started":
            return self._speech_started(heard)
        if heard.kind == "silence":
            return self._utterance_end(heard.end)
        words = heard.words if self._plan.english else ()
        if words:
            self._last_word = words[-1].end
        if heard.kind == "partial":
            if not self._plan.query.on("interim_results"):
                return []
            return [self._results(heard, words), *self._utterance_end(heard.end)]
        results = self._results(heard, words)
        if self._queries:
            results["channel"]["search"] = await self._search(heard, words, rate)
        return [results, *self._utterance_end(heard.end)]

    def _speech_started(self, heard: Heard) -> list[Message]:
        if not self._plan.query.on("vad_events"):
            return []
        started = answer.seconds(heard.start)
        return [{"type": "SpeechStarted", "channel": [self._channel], "timestamp": started}]

    def _utterance_end(self, now: float) -> list[Message]:
        """Once after each last word, when enough silence has followed it.

        Deepgram needs ``interim_results`` for this (utterance-end page, 2025-07).
        """
        wanted = self._wait and self._plan.query.on("interim_results")
        if not wanted or self._last_word is None or now - self._last_word < self._wait:
            return []
        ended, self._last_word = self._last_word, None
        return [
            {
                "type": "UtteranceEnd",
                "channel": [self._channel, self._total],
                "last_word_end": answer.seconds(ended),
            }
        ]

    def _results(self, heard: Heard, words: Sequence[HeardWord]) -> Message:
        query = self._plan.query
        punctuated = query.on("punctuate") or query.on("smart_format")
        shown = answer.replaced(
            answer.wire_words(words, punctuated=punctuated), query.all("replace")
        )
        final = heard.kind == "final"
        return {
            "type": "Results",
            "channel_index": [self._channel, self._total],
            "duration": answer.seconds(heard.end - heard.start),
            "start": answer.seconds(heard.start),
            "is_final": final,
            "speech_final": final and heard.endpoint,
            "from_finalize": final and heard.flushed,
            "channel": {"alternatives": [answer.alternative(shown)]},
            "metadata": {
                "request_id": self._request_id,
                "model_info": self._plan.model.info(),
                "model_uuid": self._plan.model.identifier,
            },
        }

    async def _search(
        self, heard: Heard, words: Sequence[HeardWord], rate: int
    ) -> list[dict[str, Any]]:
        """Hits that end in this stretch; a second before it is listened to again, so that a term
        across a cut is found once and whole."""
        begin = max(self._audio_at, heard.start - _OVERLAP)
        stretch = bytes(self._audio[self._offset(begin, rate) : self._offset(heard.end, rate)])
        hits = [
            type(hit)(hit.term, hit.start + begin, hit.end + begin, hit.confidence)
            for hit in await self._recogniser.spot(
                stretch, rate, tuple(dict.fromkeys(self._queries))
            )
            if hit.end + begin > self._settled_to
        ]
        self._settled_to = heard.end
        keep_from = max(self._audio_at, heard.end - _OVERLAP)
        del self._audio[: self._offset(keep_from, rate)]
        self._audio_at = keep_from
        return answer.search(self._queries, hits, words)

    def _offset(self, moment: float, rate: int) -> int:
        return 2 * max(0, round((moment - self._audio_at) * rate))
