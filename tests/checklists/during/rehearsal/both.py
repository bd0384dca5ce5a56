"""One short call as both vendors answer it, in our own words."""

from __future__ import annotations

import json
from typing import Any

from checklists.during.rehearsal.rehearsing import Pair, paired
from providers.documents.reading import read_document

WORDS = (("Good", 0.5, 0.8), ("morning", 0.85, 1.3), ("Ann", 1.4, 1.7), ("speaking", 1.8, 2.4))


def amazon(**more: Any) -> dict[str, Any]:
    """Amazon's file of 2024, with two speakers."""
    items: list[dict[str, Any]] = []
    for text, start, end in WORDS:
        speaker = "spk_0" if start < 1.35 else "spk_1"
        items.append(
            {
                "id": len(items),
                "type": "pronunciation",
                "alternatives": [{"confidence": "0.990", "content": text}],
                "start_time": f"{start}",
                "end_time": f"{end}",
                "speaker_label": speaker,
            }
        )
        if text in ("morning", "speaking"):
            mark = "," if text == "morning" else "."
            alternatives = [{"confidence": "0.0", "content": mark}]
            items.append(
                {
                    "id": len(items),
                    "type": "punctuation",
                    "alternatives": alternatives,
                    "speaker_label": speaker,
                }
            )
    results: dict[str, Any] = {
        "transcripts": [{"transcript": "Good morning, Ann speaking."}],
        "items": items,
        "audio_segments": [
            {
                "id": 0,
                "transcript": "Good morning, Ann speaking.",
                "start_time": "0.4",
                "end_time": "2.5",
                "items": [0, 1, 2, 3, 4, 5],
            }
        ],
    }
    return {
        "jobName": "call-4711",
        "accountId": "123456789012",
        "status": "COMPLETED",
        "results": {**results, **more},
    }


def deepgram(**more: Any) -> dict[str, Any]:
    """Deepgram's answer to the same sound: one word heard otherwise, speakers, utterances."""
    words = [
        {
            "word": text.lower(),
            "start": start,
            "end": end,
            "confidence": 0.98,
            "punctuated_word": shown,
            "speaker": 0 if start < 1.35 else 1,
        }
        for (text, start, end), shown in zip(
            (WORDS[0], WORDS[1], ("an", 1.45, 1.7), WORDS[3]),
            ("Good", "morning,", "an", "speaking."),
            strict=True,
        )
    ]
    text = "Good morning, an speaking."
    utterance = {
        "start": 0.5,
        "end": 2.4,
        "confidence": 0.98,
        "channel": 0,
        "transcript": text,
        "words": words,
        "speaker": 0,
        "id": "11111111-2222-4333-8444-555555555555",
    }
    alternative = {"transcript": text, "confidence": 0.98, "words": words}
    return {
        "metadata": {
            "request_id": "99999999-2222-4333-8444-555555555555",
            "created": "2026-11-20T10:00:00Z",
            "duration": 3.0,
            "channels": 1,
            "model_info": {"m": {"name": "general", "version": "1", "arch": "nova-3"}},
        },
        "results": {
            "channels": [{"alternatives": [alternative]}],
            "utterances": [utterance],
            **more,
        },
    }


def amazon_events() -> list[dict[str, Any]]:
    """A stream of Amazon's: a partial result, then its final."""
    item = {"Type": "pronunciation", "Content": "Hello", "Confidence": 0.9, "Stable": True}
    times = {"StartTime": 0.5, "EndTime": 0.9}
    return [
        {
            "Transcript": {
                "Results": [
                    {
                        "ResultId": "r-1",
                        **times,
                        "IsPartial": partial,
                        "ChannelId": "ch_0",
                        "Alternatives": [{"Transcript": "Hello", "Items": [{**item, **times}]}],
                    }
                ]
            }
        }
        for partial in (True, False)
    ]


def deepgram_messages() -> list[dict[str, Any]]:
    """The same of Deepgram's."""
    word = {"word": "hello", "start": 0.5, "end": 0.9, "confidence": 0.95}
    return [
        {
            "type": "Results",
            "channel_index": [0, 1],
            "start": 0.0,
            "duration": 1.0,
            "is_final": final,
            "speech_final": final,
            "channel": {
                "alternatives": [
                    {
                        "transcript": "Hello",
                        "confidence": 0.95,
                        "words": [{**word, "punctuated_word": "Hello"}],
                    }
                ]
            },
        }
        for final in (False, True)
    ]


def both(
    of_amazon: dict[str, Any] | None = None, of_deepgram: dict[str, Any] | None = None
) -> Pair:
    """The two as a pair, read as files are."""
    first = json.dumps(of_amazon or amazon()).encode()
    second = json.dumps(of_deepgram or deepgram()).encode()
    return paired(
        read_document(first, source="amazon.json"), read_document(second, source="deepgram.json")
    )


def streams() -> Pair:
    """The two logs as a pair."""
    first = "\n".join(map(json.dumps, amazon_events())).encode()
    second = "\n".join(map(json.dumps, deepgram_messages())).encode()
    return paired(
        read_document(first, source="amazon.jsonl"), read_document(second, source="deepgram.jsonl")
    )
