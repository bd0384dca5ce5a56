"""What one live channel heard, told in Deepgram's streaming messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from providers.sandbox.deepgram import answer
from providers.sandbox.deepgram.live_search import LiveSearch
from providers.sandbox.deepgram.rules import Plan
from providers.sandbox.recognition import Heard, HeardWord, Recogniser

Message = dict[str, Any]


class ChannelReport:
    """Turns the recogniser's events on one channel into messages.

    ``channel`` of ``total``; ``rate`` is that of the linear16 given to ``fed``.
    """

    def __init__(
        self, recogniser: Recogniser, plan: Plan, request_id: str, channel: int, total: int
    ) -> None:
        self._plan = plan
        self._request_id = request_id
        self._channel = channel
        self._total = total
        self._queries = plan.query.all("search")
        self._search = LiveSearch(recogniser, self._queries)
        self._wait = (plan.query.number("utterance_end_ms") or 0) / 1000
        self._last_word: float | None = None

    def fed(self, pcm: bytes) -> None:
        """Audio that has gone to the recogniser."""
        self._search.fed(pcm)

    async def messages(self, heard: Heard, rate: int) -> list[Message]:
        """The messages one event gives rise to, in order."""
        if heard.kind == "speech-started":
            return self._speech_started(heard)
        if heard.kind == "silence":
            self._search.passed(heard.end, rate)
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
            results["channel"]["search"] = await self._search.found(heard, words, rate)
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
