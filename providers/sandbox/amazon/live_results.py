"""Results of one live channel: partials that grow, finals that stay.

With partial results stabilization a word that was marked ``Stable`` does not change any more, also
where the recogniser thinks better of it: that is what the option costs (Developer Guide, page
streaming-partial-results). Speakers are never told apart, so no item carries ``Speaker``.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from providers.sandbox.amazon.display import Shown, WordFilter, show, text
from providers.sandbox.amazon.live_request import LiveRequest
from providers.sandbox.amazon.vocabularies import Entry
from providers.sandbox.recognition import Heard, HeardWord

# How many of the newest words may still change (the guide ranks the levels, it gives no numbers).
_UNSTABLE_TAIL = {"high": 1, "medium": 2, "low": 4}

Result = dict[str, Any]


class ResultMaker:
    """Turns what is heard on one channel into results."""

    def __init__(
        self,
        request: LiveRequest,
        entries: Sequence[Entry],
        unwanted: WordFilter | None,
        channel: int,
    ) -> None:
        self._request = request
        self._entries = entries
        self._unwanted = unwanted
        self._channel = channel
        self._segment = ""
        self._stable: tuple[HeardWord, ...] = ()
        self._last: tuple[HeardWord, ...] = ()

    def result(self, heard: Heard) -> Result | None:
        """The result to send, or None where there is nothing new to say."""
        if heard.kind not in ("partial", "final"):
            return None
        words = self._settled(heard.words)
        final = heard.kind == "final"
        if not words or (not final and words == self._last):
            if final:
                self._forget()
            return None
        self._segment = self._segment or str(uuid.uuid4())
        if not final:
            self._stable = self._newly_stable(words)
        made = self._made(words, final)
        self._last = words
        if final:
            self._forget()
        return made

    def _forget(self) -> None:
        self._segment, self._stable, self._last = "", (), ()

    def _settled(self, words: Sequence[HeardWord]) -> tuple[HeardWord, ...]:
        """The words, behind those that are already stable."""
        if not self._stable:
            return tuple(words)
        end = self._stable[-1].end
        return self._stable + tuple(w for w in words if (w.start + w.end) / 2 > end)

    def _newly_stable(self, words: tuple[HeardWord, ...]) -> tuple[HeardWord, ...]:
        tail = _UNSTABLE_TAIL.get(self._request.stability)
        if tail is None:
            return ()
        agreed = 0
        for now, before in zip(words, self._last, strict=False):
            if now.text != before.text:
                break
            agreed += 1
        settled = max(len(self._stable), min(agreed, len(words) - tail))
        return words[:settled]

    def _made(self, words: Sequence[HeardWord], final: bool) -> Result:
        shown = show(
            words,
            entries=self._entries,
            unwanted=self._unwanted,
            channel=self._channel,
            closed=final,
        )
        stable_until = self._stable[-1].end if self._stable else -1.0
        result: Result = {
            "ResultId": self._segment,
            "StartTime": round(words[0].start, 3),
            "EndTime": round(words[-1].end, 3),
            "IsPartial": not final,
            "Alternatives": [
                {
                    "Transcript": text(shown),
                    "Items": [
                        item
                        for word in shown
                        for item in self._items(word, final, final or word.end <= stable_until)
                    ],
                    "Entities": [],
                }
            ],
            "LanguageCode": self._request.language,
        }
        if self._request.channels == 2:
            result["ChannelId"] = f"ch_{self._channel}"
        return result

    def _items(self, word: Shown, final: bool, stable: bool) -> list[Result]:
        item: Result = {
            "StartTime": round(word.start, 3),
            "EndTime": round(word.end, 3),
            "Type": "pronunciation",
            "Content": word.content,
            "VocabularyFilterMatch": word.matched,
        }
        if final:
            item["Confidence"] = round(word.confidence, 4)
        items = [item]
        if word.mark:
            # Punctuation has times here (equal ones), which it has not in batch output.
            at = round(word.end, 3)
            items.append(
                {
                    "StartTime": at,
                    "EndTime": at,
                    "Type": "punctuation",
                    "Content": word.mark,
                    "VocabularyFilterMatch": False,
                }
            )
        if self._request.stability:
            for entry in items:
                entry["Stable"] = stable
        return items
