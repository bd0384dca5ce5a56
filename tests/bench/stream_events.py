"""A log of four hours of a stream, turned, and set beside itself: ``python -m
tests.bench.stream_events``.

40,000 words in finals of ten, each after three interims: 16,000 messages. Reading and turning are
timed apart; the sequences are the log's own and that of what was made of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from checklists.during.responses.digits import json_bytes
from checklists.during.stream_semantics.alignment import side_by_side
from checklists.during.stream_semantics.converting import convert_events
from checklists.during.stream_semantics.logs import logged_sequence
from providers.documents.reading import read_document

HOURS = 4
WINDOW = 3.6
_Made = TypeVar("_Made")


def log() -> Iterator[dict[str, Any]]:
    """Deepgram's messages."""
    for number in range(round(HOURS * 3600 / WINDOW)):
        start = number * WINDOW
        words = [_word(start, place) for place in range(10)]
        for said in (3, 6, 9, 10):
            yield {
                "type": "Results",
                "channel_index": [0, 1],
                "start": round(start, 3),
                "duration": round(said * WINDOW / 10, 3),
                "is_final": said == 10,
                "speech_final": said == 10 and number % 3 == 0,
                "from_finalize": False,
                "channel": {
                    "alternatives": [
                        {
                            "transcript": " ".join(w["punctuated_word"] for w in words[:said]),
                            "confidence": 0.98,
                            "words": words[:said],
                        }
                    ]
                },
                "metadata": {"request_id": "r-1", "model_info": {"arch": "nova-3"}},
            }


def measure() -> None:
    """Print how long it takes."""
    messages = [json.dumps(message) for message in log()]
    data = "\n".join(messages).encode()
    print(f"{len(messages):,} messages, {len(data) / 1e6:.0f} MB")
    deepgram = _timed("read", lambda: read_document(data, source="deepgram.jsonl"))
    events = _timed("to Amazon's events", lambda: convert_events(deepgram, "amazon"))
    text = _timed("written", lambda: json_bytes(list(events.messages), lines=True))
    amazon = _timed("read again", lambda: read_document(text, source="amazon.jsonl"))
    back = _timed("to Deepgram's messages", lambda: convert_events(amazon, "deepgram"))
    left = _timed("one sequence", lambda: logged_sequence(deepgram))
    right = _timed("the other", lambda: logged_sequence(amazon))
    rows = _timed("side by side", lambda: side_by_side(left, right))
    print(f"{len(back.messages):,} messages back, {len(rows):,} rows")


def _word(start: float, place: int) -> dict[str, Any]:
    begins = start + place * WINDOW / 10
    return {
        "word": f"word{place}",
        "punctuated_word": f"Word{place},",
        "start": round(begins, 3),
        "end": round(begins + 0.3, 3),
        "confidence": 0.98765,
        "speaker": place % 2,
    }


def _timed(what: str, do: Callable[[], _Made]) -> _Made:
    began = time.perf_counter()
    made = do()
    print(f"  {what}: {time.perf_counter() - began:.2f} s")
    return made


if __name__ == "__main__":
    measure()
