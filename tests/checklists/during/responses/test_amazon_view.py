"""Code that was written for Amazon's JSON reads the view of a Deepgram response, unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checklists.during.responses.amazon_view import amazon_view, viewed
from checklists.during.responses.generations import GENERATIONS, Generation
from providers.amazon.parsing import parse_batch
from providers.errors import BadInput
from tests.checklists.during.responses.test_pairs import section

PAIRS = Path(__file__).parent / "pairs"
SPEAKERS = section(PAIRS / "deepgram-speakers-to-amazon-2024.json", "source")
CHANNELS = section(PAIRS / "deepgram-channels-to-amazon.json", "source")


def lines_of_2018(job: dict[str, Any]) -> list[str]:
    """Who said what, as it was done when only ``speaker_labels`` knew: joined by equal times."""
    at = {}
    for segment in job["results"]["speaker_labels"]["segments"]:
        for moment in segment["items"]:
            at[moment["start_time"], moment["end_time"]] = moment["speaker_label"]
    lines: list[tuple[str, str]] = []
    for item in job["results"]["items"]:
        content = item["alternatives"][0]["content"]
        if item["type"] == "punctuation":
            label, text = lines.pop()
            lines.append((label, text + content))
            continue
        label = at[item["start_time"], item["end_time"]]
        if lines and lines[-1][0] == label:
            lines.append((label, f"{lines.pop()[1]} {content}"))
        else:
            lines.append((label, content))
    return [f"{label}: {text}" for label, text in lines]


def lines_of_2022(job: dict[str, Any]) -> list[str]:
    """The same when the label stood on each item."""
    lines: list[str] = []
    last = ""
    for item in job["results"]["items"]:
        content = item["alternatives"][0]["content"]
        if item["type"] == "punctuation":
            lines[-1] += content
        elif item["speaker_label"] == last:
            lines[-1] += f" {content}"
        else:
            last = item["speaker_label"]
            lines.append(f"{last}: {content}")
    return lines


def lines_of_2024(job: dict[str, Any]) -> list[str]:
    """The same from ``audio_segments``, whose items are numbers."""
    results = job["results"]
    by_id = {item["id"]: item for item in results["items"]}
    assert all(by_id[number] for one in results["audio_segments"] for number in one["items"])
    return [f"{one['speaker_label']}: {one['transcript']}" for one in results["audio_segments"]]


@pytest.mark.parametrize(("generation", "reader"), [
    ("2018", lines_of_2018), ("2022", lines_of_2018), ("2022", lines_of_2022),
    ("2024", lines_of_2018), ("2024", lines_of_2022), ("2024", lines_of_2024),
])  # fmt: skip
def test_old_code_reads_it(generation: Generation, reader: Any) -> None:
    job = amazon_view(SPEAKERS, generation=generation, job="call-1", account="123456789012")
    assert reader(job) == ["spk_0: Well, 20", "spk_1: Yes?"]
    assert (job["jobName"], job["accountId"], job["status"]) == (
        "call-1",
        "123456789012",
        "COMPLETED",
    )
    assert float(job["results"]["items"][0]["start_time"]) == 0.109
    assert json.loads(json.dumps(job)) == job


@pytest.mark.parametrize("generation", GENERATIONS)
def test_channels(generation: Generation) -> None:
    job = amazon_view(CHANNELS, generation=generation)
    labels = job["results"]["channel_labels"]
    assert labels["number_of_channels"] == 2
    said = [
        "".join(item["alternatives"][0]["content"] for item in channel["items"])
        for channel in labels["channels"]
    ]
    assert said == ["so.Then", "Right,"]
    assert [channel["channel_label"] for channel in labels["channels"]] == ["ch_0", "ch_1"]
    assert len(job["results"]["items"]) == sum(len(one["items"]) for one in labels["channels"])
    assert ("channel_label" in job["results"]["items"][0]) == (generation != "2018")


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_products_own_parser_reads_it(generation: Generation) -> None:
    heard = parse_batch(amazon_view(SPEAKERS, generation=generation))
    assert heard.text == "Well, 20 Yes?"
    assert [word.speaker for word in heard.words] == ["spk_0", "spk_0", "spk_1"]


def test_what_it_cannot_show_and_what_it_makes_up_is_said() -> None:
    made = viewed(json.loads(SPEAKERS))
    assert "results.channels[].search" in {one.path for one in made.losses}
    assert {"jobName", "accountId", "status"} <= {one.path for one in made.derived}
    assert made.document["accountId"] == "000000000000"


def test_keys_stand_in_the_order_of_their_time() -> None:
    assert list(amazon_view(SPEAKERS, generation="2018"))[-1] == "status"
    assert list(amazon_view(SPEAKERS, generation="2024"))[-1] == "results"


def test_other_responses_are_refused() -> None:
    with pytest.raises(BadInput, match="amazon-batch"):
        amazon_view(b'{"jobName": "x", "results": {"transcripts": [], "items": []}}')
    with pytest.raises(BadInput, match=r"channels\[0\]"):
        amazon_view(
            {"metadata": {}, "results": {"channels": [{"alternatives": [{"words": [{}]}]}]}}
        )
