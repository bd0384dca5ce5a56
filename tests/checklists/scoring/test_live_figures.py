"""The figures while a stream runs are those that are measured when it is over."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.clock import AudioClock
from checklists.scoring.latency import Latency, Spread, measure
from checklists.scoring.live_figures import Tracker
from providers.speech import LiveEvent, LiveKind, Word

START = 1000.0
CLOCK = AudioClock(START)

SECONDS = st.integers(0, 200).map(lambda tenths: tenths / 10)
TEXTS = st.sampled_from(["one", "two", "Two,", "three", "e-mail", "-"])
KINDS: st.SearchStrategy[LiveKind] = st.sampled_from(
    ["interim", "interim", "interim", "final", "final", "speech-final", "utterance-end",
     "speech-started", "gap", "closed"]
)  # fmt: skip


@st.composite
def words(draw: st.DrawFn, channel: int) -> Word:
    start = draw(SECONDS)
    return Word(draw(TEXTS), start, start + draw(SECONDS) / 20, channel=channel)


@st.composite
def messages(draw: st.DrawFn) -> LiveEvent:
    channel = draw(st.integers(0, 1))
    said = tuple(draw(st.lists(words(channel), max_size=4)))
    start = draw(SECONDS)
    return LiveEvent(
        vendor="amazon",
        event=draw(KINDS),
        channel=channel,
        text=" ".join(word.text for word in said),
        start=start,
        end=start + draw(SECONDS),
        audio_time=0.0,
        received_at=START + draw(SECONDS) + draw(SECONDS),
        words=said,
        segment=draw(st.sampled_from(["", "a", "b"])),
    )


@st.composite
def pauses(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    found = draw(st.lists(st.tuples(SECONDS, SECONDS), max_size=3))
    return tuple(sorted(found))


def same(ours: Latency, theirs: Latency) -> None:
    """Every figure, the revision share and the numbers of samples included."""
    for name in Latency.__dataclass_fields__:
        left, right = getattr(ours, name), getattr(theirs, name)
        if isinstance(left, Spread):
            assert left.n == right.n, name
            for point in ("p50", "p95", "p99"):
                assert getattr(left, point) == pytest.approx(getattr(right, point)), name
        else:
            assert left == (pytest.approx(right) if isinstance(right, float) else right), name


@given(
    st.lists(messages(), max_size=25),
    st.lists(st.integers(0, 1).flatmap(words), max_size=12),
    pauses(),
    st.booleans(),
)
def test_at_every_moment_as_if_it_were_measured_then(
    events: list[LiveEvent], truth: list[Word], stood_still: tuple[tuple[float, float], ...],
    known: bool,
) -> None:  # fmt: skip
    clock = AudioClock(START, stood_still)
    said = truth if known else []
    tracker = Tracker(clock, truth=said)
    ordered = sorted(events, key=lambda event: event.received_at)
    for heard, event in enumerate(ordered, 1):
        tracker.hear(event)
        if heard % 5 == 0 or heard == len(ordered):
            found = measure(ordered[:heard], clock=clock, truth=said, duration=7.0)
            same(tracker.figures(7.0), found)


def spoken(seed: int, seconds: float, *, per_second: float = 4.0) -> list[LiveEvent]:
    """A long stream as a vendor sends it: growing interims, finals, ends of utterances."""
    chance = random.Random(seed)
    events: list[LiveEvent] = []
    at = 0.0
    while at < seconds:
        channel = chance.randint(0, 1)
        begin, count = at, chance.randint(1, 9)
        segment = f"{channel}:{begin:.3f}"
        said: list[Word] = []
        for _ in range(count):
            length = chance.uniform(0.1, 1.6 / per_second)
            text = chance.choice(["yes", "no", "the", "bill", "card", "line"])
            said.append(Word(text, at, at + length, channel=channel))
            at += length + (0.9 if chance.random() < 0.03 else 0.02)
            shown = tuple(said)
            if chance.random() < 0.2:
                wrong = replace(shown[-1], text="wrong")
                shown = (*shown[:-1], wrong)
            events.append(made("interim", at + chance.uniform(0.2, 0.6), shown, begin, segment))
        kind: LiveKind = chance.choice(["final", "speech-final"])
        events.append(made(kind, at + chance.uniform(0.6, 0.9), tuple(said), begin, segment))
        at += chance.uniform(0.0, 1.5)
        if chance.random() < 0.5:
            end = made("utterance-end", at + 1.2, (), said[-1].end, "")
            events.append(replace(end, channel=channel))
    return sorted(events, key=lambda event: event.received_at)


def made(
    kind: LiveKind, at: float, said: tuple[Word, ...], start: float, segment: str
) -> LiveEvent:
    return LiveEvent(
        vendor="deepgram",
        event=kind,
        channel=said[0].channel if said else 0,
        text=" ".join(word.text for word in said),
        start=start,
        end=said[-1].end + 0.1 if said else start,
        audio_time=at,
        received_at=START + at,
        words=said,
        segment=segment,
    )


def truth_of(events: Sequence[LiveEvent]) -> list[Word]:
    finals = [event for event in events if event.event in ("final", "speech-final")]
    return sorted((word for event in finals for word in event.words), key=lambda w: w.start)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_forgotten_in_a_long_stream_is_in_the_figures(seed: int, known: bool) -> None:
    events = spoken(seed, 400.0)
    truth = truth_of(events) if known else []
    tracker = Tracker(CLOCK, truth=truth)
    for event in events:
        tracker.hear(event)
    found = measure(events, clock=CLOCK, truth=truth)
    same(tracker.figures(), found)
    assert found.endpoint.n > 60 and found.emission.p99 is not None


def test_little_is_kept_of_a_long_stream() -> None:
    tracker = Tracker(CLOCK)
    kept = []
    for number, event in enumerate(spoken(3, 1500.0)):
        tracker.hear(event)
        if number % 500 == 499:
            kept.append(remembered(tracker))
    assert max(kept[2:]) < 2 * kept[1]


def remembered(thing: object) -> int:
    """Words, events and index entries that the tracker still holds."""
    import gc

    seen: set[int] = set()
    waiting, held = [thing], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type) or callable(one):
            continue
        seen.add(id(one))
        held += type(one).__name__ in ("Word", "LiveEvent", "_Place")
        waiting += gc.get_referents(one)
    return held


def test_a_pause_moves_what_comes_after_it_and_nothing_before() -> None:
    first = Word("hello", 0.5, 1.0)
    second = Word("bye", 4.0, 4.5)
    tracker = Tracker(CLOCK)
    tracker.hear(made("final", 1.4, (first,), 0.0, ""))
    tracker.clock = AudioClock(START, ((2.0, 30.0),))
    tracker.hear(made("final", 35.2, (second,), 3.0, ""))
    assert tracker.ribbon(5) == pytest.approx((0.4, 0.7))
    assert tracker.ribbon(1) == pytest.approx((0.7,)) and tracker.ribbon(0) == ()
    assert tracker.emission.p50 == pytest.approx(0.4)
    assert tracker.figures().endpoint.n == 0
