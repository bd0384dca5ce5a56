"""Segments put together from events, and two sequences beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from checklists.during.stream_semantics.alignment import side_by_side
from checklists.during.stream_semantics.event import StreamEvent
from checklists.during.stream_semantics.sequence import EventSequence, Segment, sequence_of


def told(
    kind: str,
    text: str = "",
    start: float = 0.0,
    end: float = 1.0,
    *,
    vendor: str = "deepgram",
    segment: str = "",
    channel: int = 0,
    at: float | None = None,
) -> StreamEvent:
    return StreamEvent(vendor, kind, channel, text, start, end, kind, segment, at)


def sequence(*events: StreamEvent) -> EventSequence:
    return sequence_of(events, name="1", vendor="deepgram", origin="file")


def test_a_segment_knows_its_course() -> None:
    found = sequence(
        told("speech-started", start=0.1),
        told("interim", "well", 0.2, 0.5, at=0.9),
        told("interim", "Well, I", 0.2, 0.7, at=1.1),
        told("interim", "Well done", 0.2, 0.9, at=1.3),
        told("speech-final", "Well done.", 0.2, 1.0, at=1.75),
        told("utterance-end", start=1.0),
        told("final", "", 1.0, 2.0),
        told("final", "Next.", 3.0, 4.0),
    )
    one, following = found.segments
    assert (following.began, following.over) == (None, None)
    assert (one.start, one.end, one.began, one.over) == (0.2, 1.0, 0.1, 1.0)
    assert (one.steps[0].text, one.text, one.final) == ("well", "Well done.", True)
    # From "well" to "Well, I" it only grew; "I" was changed once.
    assert (one.partials, one.revised) == (3, 1)
    assert one.first_after == 0.9 - 0.2 and one.final_after == 0.75
    summary = found.summary
    assert (summary.segments, summary.finals, summary.partials, summary.revised) == (2, 2, 3, 1)
    assert (summary.pauses, summary.ends, summary.silences) == (1, 1, 1)
    assert (summary.first_after, summary.final_after) == (one.first_after, 0.75)


def test_words_that_are_taken_back_are_a_revision() -> None:
    found = sequence(told("interim", "noise", 1.0, 1.5), told("final", "", 1.0, 2.0))
    (one,) = found.segments
    assert (one.text, one.revised, one.start, one.end) == ("", 1, 1.0, 1.5)


def test_amazons_segments_are_told_apart_by_their_ids() -> None:
    events = [
        told("interim", "one", 0, 1, vendor="amazon", segment="a"),
        told("interim", "two", 2, 3, vendor="amazon", segment="b"),
        told("final", "One.", 0, 1, vendor="amazon", segment="a"),
    ]
    first, second = sequence_of(events, name="", vendor="amazon", origin="file").segments
    assert (first.text, first.partials, first.final) == ("One.", 1, True)
    assert (second.text, second.final, second.final_after) == ("two", False, None)


def test_a_window_of_deepgram_is_one_segment_whatever_its_interims_start_with() -> None:
    found = sequence(told("interim", "a", 0.1, 0.5), told("final", "a", 0.12, 0.5))
    assert [one.partials for one in found.segments] == [1]


def test_channels_are_apart_and_trouble_is_kept_aside() -> None:
    found = sequence(
        told("interim", "left", 0, 1),
        told("final", "right", 0, 1, channel=1),
        told("warning", "slow"),
        told("final", "left", 0, 1),
        told("closed"),
    )
    assert [(one.channel, one.text) for one in found.segments] == [(0, "left"), (1, "right")]
    assert [one.text for one in found.remarks] == ["slow"]


def spans(*pairs: tuple[float, float], channel: int = 0) -> EventSequence:
    events = [told("final", f"{start}", start, end, channel=channel) for start, end in pairs]
    return sequence(*events)


def times(segments: Sequence[Segment]) -> list[float]:
    return [one.start for one in segments]


def test_several_windows_stand_beside_the_segment_that_they_fill() -> None:
    rows = side_by_side(spans((0, 1), (1, 2), (2, 3), (9, 10)), spans((0.1, 2.9), (5, 6)))
    assert [(times(row.left), times(row.right)) for row in rows] == [
        ([0, 1, 2], [0.1]),
        ([], [5]),
        ([9], []),
    ]
    assert (rows[0].start, rows[0].end) == (0, 3)


def test_segments_that_only_touch_do_not_pull_each_other_along() -> None:
    rows = side_by_side(spans((0, 4), (4, 8)), spans((1, 5), (5, 9)))
    assert [(times(row.left), times(row.right)) for row in rows] == [([0], [1]), ([4], [5])]


def test_channels_do_not_mix() -> None:
    rows = side_by_side(spans((0, 1)), spans((0, 1), channel=1))
    assert [(row.channel, len(row.left), len(row.right)) for row in rows] == [(0, 1, 0), (1, 0, 1)]


_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=12)


@given(_SPANS, _SPANS)
def test_every_segment_stands_in_one_row(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    one = spans(*((start, start + length) for start, length in left))
    other = spans(*((start, start + length) for start, length in right))
    rows = side_by_side(one, other)
    assert sorted(times([s for row in rows for s in row.left])) == times(one.segments)
    assert sorted(times([s for row in rows for s in row.right])) == times(other.segments)
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    for row in rows:
        joined = len(row.left) + len(row.right) > 1
        assert not joined or (row.left and row.right)
    # What lies wholly in a segment of the other side is never alone.
    alone = [s for row in rows if not row.right for s in row.left]
    for segment in alone:
        assert not any(s.start <= segment.start < segment.end <= s.end for s in other.segments)
