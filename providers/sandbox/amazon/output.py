"""The transcript file of a finished job, in the shape of the real service's output since 2024.

Times and confidences are strings, items have an integer ``id``, punctuation has no times and the
confidence "0.0", and ``audio_segments`` hold natural utterances (seen in real output of 2024 and
2025). With channel identification each channel has its own items besides the merged ones.

The recogniser cannot tell speakers of one channel apart. A job that asked for speaker labels gets
``"speaker_labels": null``, which the real service writes where it found no speech; no speaker is
ever made up. It has one hypothesis, so alternatives come as segments with one alternative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from providers.sandbox.amazon.display import Shown, text
from providers.sandbox.punctuation import sentences
from providers.sandbox.recognition import HeardWord

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a job asked of its output."""

    job: str
    account: str
    by_channel: bool = False
    speakers: bool = False
    alternatives: bool = False
    tagged: bool = False


def transcript_file(told: Told, channels: Sequence[Sequence[Shown]]) -> dict[str, Any]:
    """The whole file. ``channels`` has one element unless channels are told apart."""
    merged = sorted(
        (word for words in channels for word in words), key=lambda word: (word.start, word.channel)
    )
    items, first_ids = _items(merged, told)
    results: dict[str, Any] = {"transcripts": [{"transcript": text(merged)}]}
    if told.speakers:
        results["speaker_labels"] = None
    if told.by_channel:
        results["channel_labels"] = {
            "channels": [
                {
                    "channel_label": f"ch_{number}",
                    "items": [item for item in items if item["channel_label"] == f"ch_{number}"],
                }
                for number in range(len(channels))
            ],
            "number_of_channels": len(channels),
        }
    results["items"] = items
    if told.alternatives:
        results["segments"] = _segments(merged)
    results["audio_segments"] = _audio_segments(channels, first_ids, told)
    return {
        "jobName": told.job,
        "accountId": told.account,
        "status": "COMPLETED",
        "results": results,
    }


def utterances(words: Sequence[Shown]) -> list[Sequence[Shown]]:
    """Runs of words without a long pause."""
    heard = [HeardWord(word.content, word.start, word.end, word.confidence) for word in words]
    return [words[first:beyond] for first, beyond in sentences(heard)]


def seconds(value: float) -> str:
    """A time as the service writes it: up to three decimals, at least one."""
    return repr(round(float(value), 3))


def _items(merged: Sequence[Shown], told: Told) -> tuple[list[Item], dict[Shown, list[int]]]:
    items: list[Item] = []
    ids: dict[Shown, list[int]] = {}
    for word in merged:
        ids[word] = [len(items)]
        item: Item = {
            "id": len(items),
            "type": "pronunciation",
            "alternatives": [{"confidence": seconds(word.confidence), "content": word.content}],
            "start_time": seconds(word.start),
            "end_time": seconds(word.end),
        }
        if told.tagged:
            item["vocabularyFilterMatch"] = word.matched
        items.append(item)
        if word.mark:
            ids[word].append(len(items))
            items.append(
                {
                    "id": len(items),
                    "type": "punctuation",
                    "alternatives": [{"confidence": "0.0", "content": word.mark}],
                }
            )
        if told.by_channel:
            for number in ids[word]:
                items[number]["channel_label"] = f"ch_{word.channel}"
    return items, ids


def _segments(merged: Sequence[Shown]) -> list[dict[str, Any]]:
    return [
        {
            "start_time": seconds(run[0].start),
            "end_time": seconds(run[-1].end),
            "alternatives": [{"transcript": text(run), "items": _flat(run)}],
        }
        for run in utterances(merged)
    ]


def _flat(run: Sequence[Shown]) -> list[Item]:
    flat: list[Item] = []
    for word in run:
        flat.append(
            {
                "start_time": seconds(word.start),
                "confidence": seconds(word.confidence),
                "end_time": seconds(word.end),
                "type": "pronunciation",
                "content": word.content,
            }
        )
        if word.mark:
            flat.append({"confidence": "0.0", "type": "punctuation", "content": word.mark})
    return flat


def _audio_segments(
    channels: Sequence[Sequence[Shown]], ids: Mapping[Shown, Sequence[int]], told: Told
) -> list[dict[str, Any]]:
    runs = sorted(
        (run for words in channels for run in utterances(words)), key=lambda run: run[0].start
    )
    segments = []
    for number, run in enumerate(runs):
        segment: dict[str, Any] = {
            "id": number,
            "transcript": text(run),
            "start_time": seconds(run[0].start),
            "end_time": seconds(run[-1].end),
            "items": [item for word in run for item in ids[word]],
        }
        if told.by_channel:
            segment["channel_label"] = f"ch_{run[0].channel}"
        segments.append(segment)
    return segments
