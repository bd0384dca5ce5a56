"""Responses of both vendors, drawn at random as they send them, for property tests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyzäéñßΩжя中日語ABCXYZ0123456789")
CONTENTS = st.one_of(
    st.sampled_from(["I", "p.m.", "U.S.", "don't", "well-known", "***", "[PII]", "C++", "ÄRGER"]),
    st.text(LETTERS, min_size=1, max_size=8),
)
MARKS = st.sampled_from([".", ",", "?", "!", ";", ":", "\u3002", "\uff1f", "\u3001"])
# Digits as a vendor may write them: also trailing zeros, which have to come back.
SCORES = st.one_of(
    st.sampled_from(["1.0", "1.0000", "0.0", "0.9", "0.98", "0.9970"]),
    st.integers(0, 9999).map(lambda n: f"0.{n:04d}"),
)


@st.composite
def times(draw: st.DrawFn, count: int) -> list[tuple[str, str]]:
    """Starts and ends in order, some with trailing zeros."""
    at, found = 0, []
    for _ in range(count):
        at += draw(st.integers(1, 3000))
        end = at + draw(st.integers(1, 900))
        places = draw(st.sampled_from([3, 3, 4]))
        found.append((f"{at / 1000:.{places}f}", f"{end / 1000:.{places}f}"))
        at = end
    return found


@st.composite
def amazon(draw: st.DrawFn) -> dict[str, Any]:
    """A batch transcript of any generation: mono or on channels, with speakers or without."""
    count = draw(st.integers(0, 12))
    channels = draw(st.sampled_from([1, 1, 2]))
    speakers = draw(st.sampled_from([0, 2, 3]))
    generation = draw(st.sampled_from(["2018", "2022", "2024"]))
    items: list[dict[str, Any]] = []
    by_channel: list[list[dict[str, Any]]] = [[] for _ in range(channels)]
    segments: list[dict[str, Any]] = []
    for start, end in draw(times(count)):
        channel = draw(st.integers(0, channels - 1))
        labels = {"speaker_label": f"spk_{draw(st.integers(0, speakers - 1))}"} if speakers else {}
        if speakers:
            moment = {"start_time": start, "end_time": end, **labels}
            segments.append({**moment, "items": [moment]})
        said = {
            "type": "pronunciation",
            "start_time": start,
            "end_time": end,
            "alternatives": [{"confidence": draw(SCORES), "content": draw(CONTENTS)}],
        }
        group = [said]
        for mark in draw(st.lists(MARKS, max_size=1)):
            group.append({"type": "punctuation",
                          "alternatives": [{"confidence": "0.0", "content": mark}]})  # fmt: skip
        if generation != "2018":
            group = [{**one, **labels} for one in group]
        by_channel[channel] += group
        items += group
    results: dict[str, Any] = {"transcripts": [{"transcript": "as it was"}], "items": items}
    if generation == "2024":
        results["audio_segments"] = _numbered(items)
    if speakers:
        results["speaker_labels"] = {"speakers": speakers, "segments": segments}
    if channels > 1:
        results["channel_labels"] = {
            "number_of_channels": channels,
            "channels": [
                {"channel_label": f"ch_{number}", "items": inside}
                for number, inside in enumerate(by_channel)
            ],
        }
    return {"jobName": "job", "accountId": "1", "status": "COMPLETED", "results": results}


def _numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the items their ids; a segment for each word, a little wider than it."""
    segments: list[dict[str, Any]] = []
    for number, item in enumerate(items):
        item["id"] = number
        if item["type"] == "punctuation":
            segments[-1]["items"].append(number)
            continue
        segment = {"id": len(segments), "transcript": "as it was", "items": [number],
                   "start_time": item["start_time"]}  # fmt: skip
        segment["end_time"] = f"{item['end_time']}9"
        if "speaker_label" in item:
            segment["speaker_label"] = item["speaker_label"]
        segments.append(segment)
    return segments


class Digits(float):
    """A float that is written with the digits it was given."""

    def __new__(cls, text: str) -> Digits:
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __repr__(self) -> str:
        return self.text


@st.composite
def deepgram(draw: st.DrawFn) -> dict[str, Any]:
    """An answer of /v1/listen: one channel or two, with speakers and display forms or without."""
    channels = draw(st.integers(1, 2))
    shown, told = draw(st.booleans()), draw(st.booleans())
    listed = []
    for _ in range(channels):
        words = []
        for start, end in draw(times(draw(st.integers(0, 8)))):
            content = draw(CONTENTS)
            word = {"word": content.lower(), "start": Digits(start), "end": Digits(end),
                    "confidence": Digits(draw(SCORES))}  # fmt: skip
            if shown:
                word["punctuated_word"] = content + "".join(draw(st.lists(MARKS, max_size=1)))
            if told:
                word["speaker"] = draw(st.integers(0, 3))
            words.append(word)
        listed.append({"alternatives": [{"transcript": "as it was", "confidence": Digits("0.5"),
                                         "words": words}]})  # fmt: skip
    metadata = {"request_id": "r", "sha256": "", "created": "2026-11-02T09:10:11.120Z",
                "duration": Digits("99.50"), "channels": channels, "models": [],
                "model_info": {}}  # fmt: skip
    return {"metadata": metadata, "results": {"channels": listed}}


def written(document: Any) -> bytes:
    """A drawn response as JSON, with the digits of its numbers."""
    text = json.dumps(_marked(document))
    for mark in ('"\\u0001', '\\u0001"'):
        text = text.replace(mark, "")
    return text.encode()


def _marked(value: Any) -> Any:
    """Numbers as texts between signs that are taken away with their quotes."""
    if isinstance(value, Digits):
        return f"\x01{value.text}\x01"
    if isinstance(value, dict):
        return {key: _marked(inner) for key, inner in value.items()}
    return [_marked(inner) for inner in value] if isinstance(value, list) else value
