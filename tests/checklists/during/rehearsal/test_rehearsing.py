"""What becomes of each path: same, renamed, derived, of another type, lost, absent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.path_list import read_list
from checklists.during.rehearsal.rehearsing import counts, foreseen, paired, rehearse
from checklists.during.rehearsal.row import Row
from providers.errors import BadInput
from tests.checklists.during.rehearsal.both import amazon, both, deepgram, streams


def rows_of(*paths: str, **documents: dict[str, object]) -> list[Row]:
    """The rows of some paths on the two documents."""
    pair = both(documents.get("of_amazon"), documents.get("of_deepgram"))
    return list(rehearse(pair, read_list("\n".join(paths), "p").reads))


def test_each_status() -> None:
    rows = rows_of(
        "results.transcripts[0].transcript",
        "results.items[].start_time",
        "results.items[].speaker_label",
        "results.items[].alternatives[0].content",
        "accountId",
        "results.language_code",
    )
    assert [row.status for row in rows] == [
        "renamed", "changed-type", "changed-type", "derived", "lost", "absent",
    ]  # fmt: skip
    start = rows[1]
    assert (start.places, start.amazon.value, start.amazon.path) == (
        4, "0.5", "results.items[0].start_time",
    )  # fmt: skip
    assert start.beside.value == Decimal("0.5") and start.rule == "seconds-as-text"
    assert start.beside.path == "results.channels[0].alternatives[0].words[0].start"
    assert start.deepgram == "results.channels[].alternatives[0].words[].start"
    assert rows[2].amazon.value == "spk_0" and rows[2].beside.value == 0
    assert rows[3].made.value == "Good"
    assert counts(rows) == {
        "lost": 1, "changed-type": 2, "derived": 1, "renamed": 1, "absent": 1,
    }  # fmt: skip


def test_the_counterpart_is_what_was_said_at_the_same_moment() -> None:
    fewer = deepgram()
    del fewer["results"]["channels"][0]["alternatives"][0]["words"][1]
    (last,) = rows_of("results.items[-2].alternatives[0].content", of_deepgram=fewer)
    assert (last.amazon.value, last.beside.value) == ("speaking", "speaking.")
    (mark, _) = rows_of("results.items[?type=='punctuation'].alternatives[0].content")
    assert (mark.amazon.value, mark.beside.value) == (",", "morning,")


def test_channels_are_kept_apart() -> None:
    item = {
        "type": "pronunciation",
        "alternatives": [{"confidence": "0.9", "content": "Yes"}],
        "start_time": "0.5",
        "end_time": "0.9",
    }
    channels = [{"channel_label": f"ch_{one}", "items": [item]} for one in (0, 1)]
    labels = {"number_of_channels": 2, "channels": channels}
    word = {"word": "yes", "start": 0.5, "end": 0.9, "confidence": 0.9}
    heard = [
        {"alternatives": [{"transcript": said, "words": [{**word, "punctuated_word": said}]}]}
        for said in ("Left", "Right")
    ]
    rows = rows_of(
        "results.channel_labels.channels[1].items[0].alternatives[0].content",
        "results.channel_labels.number_of_channels",
        of_amazon=amazon(channel_labels=labels, items=[item]),
        of_deepgram=deepgram(channels=heard),
    )
    assert rows[0].beside.value == "Right"
    assert rows[1].beside.path == "metadata.channels"


def test_what_was_not_asked_for_is_lost_here_and_says_what_to_ask() -> None:
    plain = deepgram()
    for word in plain["results"]["channels"][0]["alternatives"][0]["words"]:
        del word["speaker"], word["punctuated_word"]
    del plain["results"]["utterances"]
    speaker, text, segment = rows_of(
        "results.items[0].speaker_label",
        "results.items[0].alternatives[0].content",
        "results.audio_segments[0].transcript",
        of_deepgram=plain,
    )
    assert speaker.status == "lost" and speaker.ask == ("diarize_model=latest",)
    assert "ask for diarize_model=latest" in speaker.how
    # There is another way to the word.
    assert text.status == "derived" and text.beside.value == "good"
    assert segment.status == "lost" and segment.deepgram.startswith("results.utterances")


def test_other_hypotheses_are_lost() -> None:
    word = {"type": "pronunciation", "confidence": "0.9", "start_time": "0.5", "end_time": "0.8"}
    alternatives = [
        {"transcript": one, "items": [{**word, "content": one}]} for one in ("Good", "Wood")
    ]
    segments = [{"start_time": "0.5", "end_time": "0.8", "alternatives": alternatives}]
    rows = rows_of(
        "results.segments[].alternatives[].transcript", of_amazon=amazon(segments=segments)
    )
    assert [(row.status, row.field) for row in rows] == [
        ("renamed", "results.segments[].alternatives[].transcript"),
        ("lost", "results.segments[].alternatives[1..].transcript"),
    ]


def test_null_on_both_sides_says_nothing() -> None:
    quiet = deepgram()
    for word in quiet["results"]["channels"][0]["alternatives"][0]["words"]:
        del word["speaker"]
    (row,) = rows_of(
        "results.speaker_labels", of_amazon=amazon(speaker_labels=None), of_deepgram=quiet
    )
    assert row.status == "absent" and row.amazon.kind == "null"


def test_a_misspelt_path_is_told_what_is_like_it() -> None:
    (row,) = rows_of("results.items[].start_tme")
    assert row.status == "absent" and row.field == ""
    assert "Perhaps 'start_time' instead of 'start_tme'" in row.how


def test_a_field_that_nobody_knows_is_lost_and_says_so() -> None:
    (row,) = rows_of("results.news[0].x", of_amazon=amazon(news=[{"x": 1}]))
    assert row.status == "lost" and "map of fields does not know it" in row.how


def test_streams_are_held_against_each_other() -> None:
    reads = read_list(
        "TranscriptEvent.Transcript.Results[].IsPartial\n"
        "Transcript.Results[].Alternatives[0].Items[].Content\n"
        "Transcript.Results[].Alternatives[0].Items[].Stable\n"
        "Transcript.Results[].ChannelId\n",
        "p",
    ).reads
    partial, word, stable, channel = rehearse(streams(), reads)
    assert (partial.amazon.path, partial.amazon.value) == (
        "[0].Transcript.Results[0].IsPartial", True,
    )  # fmt: skip
    # The partial result is held against the interim one.
    assert (partial.beside.path, partial.beside.value) == ("[0].is_final", False)
    assert word.status == "derived" and word.beside.value == "Hello"
    assert stable.status == "lost"
    assert channel.status == "changed-type" and channel.beside.value == 0
    assert partial.places == 2


def test_every_field_of_a_sample_has_a_row() -> None:
    pair = both()
    reads = leaf_reads(pair.amazon.raw)
    rows = rehearse(pair, reads)
    assert {row.path for row in rows} == {read.path for read in reads}
    assert all(row.how and row.amazon.there for row in rows)
    assert "results.items[].alternatives[0].content" in {read.path for read in reads}
    # What a list of them reads is what they read.
    again = read_list("\n".join(read.path for read in reads), "p").reads
    assert [row.field for row in rehearse(pair, again)] == [row.field for row in rows]


def test_the_map_alone_says_what_is_to_come() -> None:
    rows = foreseen(read_list("results.items[].start_time\n$..speaker_label", "p").reads)
    assert {row.status for row in rows} == {"absent"}
    assert rows[0].deepgram == "results.channels[].alternatives[0].words[].start"
    assert len(rows) > 3


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("deepgram", "deepgram", "amazon.json is Deepgram's response: give one of Amazon"),
        ("amazon", "amazon", "deepgram.json is Amazon Transcribe's response"),
    ],
)
def test_two_of_a_kind_are_refused(first: str, second: str, words: str) -> None:
    made = {"amazon": amazon(), "deepgram": deepgram()}
    with pytest.raises(BadInput, match=words):
        both(made[first], made[second])


def test_a_stream_and_a_recording_are_refused() -> None:
    with pytest.raises(BadInput, match="give two of a kind"):
        paired(streams().amazon, both().deepgram)
