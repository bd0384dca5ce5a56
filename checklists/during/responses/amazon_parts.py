"""Speakers, channels and segments as Amazon writes them, each naming its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checklists.during.responses.digits import written
from checklists.during.responses.stretches import speaker_runs, utterance
from providers.documents.model import Document, DocumentWord, Loss, Utterance

Item = dict[str, Any]
Groups = Mapping[int, Sequence[Item]]


def turns_of(document: Document, told: list[Loss]) -> Sequence[Utterance]:
    """Whose turn it is when: Amazon's own turns, utterances with a speaker, or cut from words."""
    if document.turns:
        return document.turns
    spoken = [one for one in document.utterances if one.speaker is not None and one.words]
    if spoken and {id(word) for one in spoken for word in one.words} >= {
        id(word) for word in document.words if word.speaker is not None
    }:
        told.append(Loss("results.speaker_labels.segments", "the utterances", "turns of a speaker"))
        return spoken
    told.append(
        Loss(
            "results.speaker_labels.segments",
            "cut at pauses of 0.8 s and where the speaker changes",
            "the source has no turns",
        )
    )
    return [utterance(run, " ") for run in speaker_runs(document.words)]


def speaker_labels(
    document: Document, turns: Sequence[Utterance], told: list[Loss]
) -> dict[str, Any]:
    """``speaker_labels``: how many, and the turns with the times of their words."""
    speakers = {word.speaker for word in document.words if word.speaker is not None}
    named = [one for one in document.speakers if not one.label.removeprefix("spk_").isdigit()]
    if named:
        which = ", ".join(f"{one.label} is spk_{one.index}" for one in named)
        told.append(Loss("results.items[].speaker_label", which, "Amazon numbers speakers"))
    return {"speakers": len(speakers), "segments": [_turn(turn) for turn in turns]}


def _turn(turn: Utterance) -> dict[str, Any]:
    label = f"spk_{turn.speaker}"
    return {
        "start_time": written(turn.start),
        "speaker_label": label,
        "end_time": written(turn.end),
        "items": [
            {
                "start_time": written(word.start),
                "speaker_label": label if word.speaker is None else f"spk_{word.speaker}",
                "end_time": written(word.end),
            }
            for word in turn.words
        ],
    }


def channel_labels(words: Sequence[DocumentWord], groups: Groups, channels: int) -> dict[str, Any]:
    """``channel_labels``: the items of each channel, which the list of all items repeats."""
    by_channel: list[list[Item]] = [[] for _ in range(channels)]
    for word in words:
        by_channel[min(word.channel, channels - 1)] += groups[id(word)]
    return {
        "number_of_channels": channels,
        "channels": [
            {"channel_label": f"ch_{number}", "items": items}
            for number, items in enumerate(by_channel)
        ],
    }


def audio_segments(
    utterances: Sequence[Utterance], groups: Groups, channelled: bool
) -> list[dict[str, Any]]:
    """``audio_segments``: utterances with the ids of their items."""
    return [_segment(number, one, groups, channelled) for number, one in enumerate(utterances)]


def _segment(number: int, one: Utterance, groups: Groups, channelled: bool) -> dict[str, Any]:
    segment: dict[str, Any] = {
        "id": number,
        "transcript": one.text,
        "start_time": written(one.start),
        "end_time": written(one.end),
    }
    if one.speaker is not None:
        segment["speaker_label"] = f"spk_{one.speaker}"
    if channelled:
        segment["channel_label"] = f"ch_{one.channel}"
    segment["items"] = [item["id"] for word in one.words for item in groups.get(id(word), ())]
    return segment
