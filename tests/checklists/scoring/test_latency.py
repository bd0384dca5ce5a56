from __future__ import annotations

import statistics
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.clock import AudioClock
from checklists.scoring.latency import NEAR, measure, nearest_rank, spread
from providers.speech import LiveEvent, LiveKind, Word

START = 1000.0
CLOCK = AudioClock(START)


def word(text: str, start: float, end: float, channel: int = 0) -> Word:
    return Word(text, start, end, None, text, None, channel)


def event(
    kind: LiveKind,
    at: float,
    *words: Word,
    span: tuple[float, float] | None = None,
    segment: str = "",
    channel: int = 0,
) -> LiveEvent:
    start, end = span or ((words[0].start, words[-1].end) if words else (0.0, 0.0))
    return LiveEvent(
        vendor="deepgram",
        event=kind,
        channel=channel,
        text=" ".join(one.text for one in words),
        start=start,
        end=end,
        audio_time=at,
        received_at=START + at,
        words=words,
        segment=segment,
    )


HELLO, THERE, BYE = word("hello", 0.55, 1.0), word("there", 1.1, 1.5), word("bye", 4.0, 4.5)
HELP = word("help", 0.55, 1.0)
TRUTH = (HELLO, THERE, BYE)
EVENTS = [
    event("interim", 0.7, span=(0.0, 0.6), segment="a"),
    event("interim", 1.2, HELP, segment="a"),
    event("interim", 1.7, HELLO, THERE, segment="a"),
    event("speech-final", 2.1, HELLO, THERE, span=(0.0, 1.9), segment="a"),
    event("utterance-end", 2.8, span=(1.5, 1.5)),
    event("final", 5.25, BYE, span=(1.9, 4.6), segment="b"),
    event("utterance-end", 5.9, span=(4.5, 4.5)),
]


def test_every_clock_by_hand() -> None:
    found = measure(EVENTS, clock=CLOCK, truth=TRUTH, duration=5.0)
    assert found.basis == "truth"
    # Speech begins at 0.55, in the block that is sent at 0.6; an empty interim is none.
    assert found.first_interim == pytest.approx(1.2 - 0.6)
    # hello 1.7 - 1.0, there 1.7 - 1.5, bye 5.25 - 4.5
    assert found.emission.n == 3 and found.emission.p50 == pytest.approx(0.7)
    # finals: hello 2.1 - 1.0, there 2.1 - 1.5, bye 5.25 - 4.5
    assert found.emission_final.p50 == pytest.approx(0.75)
    # "there" ends the first utterance, "bye" the second.
    assert found.finalization.n == 2 and found.finalization.p50 == pytest.approx(0.6)
    assert found.endpoint.n == 2 and found.endpoint.p50 == pytest.approx(0.6)
    # Shown: help, hello, there, bye; "help" was withdrawn.
    assert (found.words_shown, found.revision) == (4, 0.25)
    assert found.last_final == pytest.approx(0.25)
    assert found.emission.p95 is None and found.emission.p99 is None


def test_without_truth_the_vendors_own_times_stand_in() -> None:
    found = measure(EVENTS, clock=CLOCK)
    assert found.basis == "vendor" and found.emission.n == 3
    assert found.first_interim == pytest.approx(0.6) and found.last_final is None


def test_amazon_marks_no_end_of_an_utterance() -> None:
    finals = [one for one in EVENTS if one.event in ("interim", "final")]
    found = measure(finals, clock=CLOCK, truth=TRUTH)
    assert (found.endpoint.n, found.endpoint.p50) == (0, None)
    assert found.finalization.n == 1, "no final ever covered the first utterance"


def test_an_empty_final_to_finalize_counts() -> None:
    events = [event("final", 2.0, span=(0.0, 1.6))]
    found = measure(events, clock=CLOCK, truth=(HELLO, THERE))
    assert found.finalization.p50 == pytest.approx(0.5)
    assert (found.emission.n, found.first_interim, found.revision) == (0, None, None)


def test_channels_are_kept_apart() -> None:
    other = word("hello", 3.0, 3.4, channel=1)
    events = [event("final", 2.0, HELLO), event("final", 4.0, other, channel=1)]
    found = measure(events, clock=CLOCK, truth=(HELLO, other))
    assert found.emission.n == 2
    assert sorted([2.0 - 1.0, 4.0 - 3.4])[0] == pytest.approx(found.emission.p50)
    wrong = [event("final", 2.0, HELLO, channel=1)]
    assert measure(wrong, clock=CLOCK, truth=(HELLO,)).emission.n == 0


def test_the_same_word_elsewhere_is_not_this_word() -> None:
    later = word("hello", 9.0, 9.4)
    found = measure([event("final", 10.0, later)], clock=CLOCK, truth=(HELLO,))
    assert found.emission.n == 0


def test_punctuation_and_capitals_are_no_revision() -> None:
    def said(kind: LiveKind, at: float, text: str) -> LiveEvent:
        first = word("x", 0.0, 1.0)
        made = event(kind, at, first, segment="s")
        return LiveEvent(**{name: getattr(made, name) for name in _FIELDS} | {"text": text})

    events = [said("interim", 1, "hello mister"), said("final", 2, "Hello, Mister.")]
    assert measure(events, clock=CLOCK).revision == 0.0
    taken = [said("interim", 1, "hello mister"), said("final", 2, "")]
    assert measure(taken, clock=CLOCK).revision == 1.0


_FIELDS = tuple(LiveEvent.__dataclass_fields__)


def test_nothing_was_said() -> None:
    found = measure([event("closed", 1.0)], clock=CLOCK, duration=3.0)
    assert found.numbers() == {
        "basis": "vendor",
        "first_interim": None,
        "emission": {"n": 0, "p50": None, "p95": None, "p99": None},
        "emission_final": {"n": 0, "p50": None, "p95": None, "p99": None},
        "finalization": {"n": 0, "p50": None, "p95": None, "p99": None},
        "endpoint": {"n": 0, "p50": None, "p95": None, "p99": None},
        "revision": None,
        "words_shown": 0,
        "last_final": None,
    }


@pytest.mark.parametrize(
    ("n", "p95", "p99"), [(19, False, False), (20, True, False), (99, True, False), (100, 1, 1)]
)
def test_no_percentile_without_enough_samples(n: int, p95: bool, p99: bool) -> None:
    found = spread(range(1, n + 1))
    assert (found.n, found.p95 is not None, found.p99 is not None) == (n, bool(p95), bool(p99))


def test_nearest_rank_is_always_a_sample() -> None:
    hundred = [float(one) for one in range(1, 101)]
    assert [nearest_rank(hundred, p) for p in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert nearest_rank([15, 20, 35, 40, 50], 40) == 20
    assert nearest_rank([7.0], 50) == 7.0


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=200))
def test_the_median_by_nearest_rank_is_the_low_median(samples: list[float]) -> None:
    assert spread(samples).p50 == statistics.median_low(samples)


def test_a_pause_is_nobodys_lag() -> None:
    whole = measure(EVENTS, clock=CLOCK, truth=TRUTH, duration=5.0)
    paused = AudioClock(START, ((3.0, 7.5),))
    later = [
        replace(one, received_at=one.received_at + (7.5 if one.received_at - START > 3.0 else 0.0))
        for one in EVENTS
    ]
    found = measure(later, clock=paused, truth=TRUTH, duration=5.0)
    assert found.emission.p50 == pytest.approx(whole.emission.p50)
    assert found.finalization.p50 == pytest.approx(whole.finalization.p50)
    assert found.endpoint.n == whole.endpoint.n
    assert found.last_final == pytest.approx(whole.last_final)


PAUSES = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50)), max_size=5)


@given(PAUSES, st.floats(0, 200), st.floats(0, 200))
def test_the_clock_and_its_seconds(
    pauses: list[tuple[float, float]], one: float, two: float
) -> None:
    clock = AudioClock(START, tuple(sorted(pauses)))
    assert clock.second(clock.due(one)) == pytest.approx(one, abs=1e-6)
    earlier, later = sorted((one, two))
    assert clock.due(earlier) <= clock.due(later)
    assert clock.second(START + earlier) <= clock.second(START + later) + 1e-9
    # It never runs faster than life.
    assert clock.second(START + later) - clock.second(START + earlier) <= later - earlier + 1e-6


@st.composite
def somewhere(draw: st.DrawFn) -> Word:
    start = draw(st.integers(0, 60)) / 4
    return word(draw(st.sampled_from(["a", "b"])), start, start + draw(st.integers(0, 12)) / 4)


@given(st.lists(somewhere(), max_size=12), st.lists(st.lists(somewhere(), max_size=4), max_size=8))
def test_a_word_takes_the_first_message_that_shows_it_at_its_place(
    truth: list[Word], shown: list[list[Word]]
) -> None:
    """As one would look it up by hand, one word after the other through all of them."""
    events = [event("interim", at, *words) for at, words in enumerate(shown)]
    first: dict[int, float] = {}
    for one in events:
        for heard in one.words:
            for index, said in enumerate(truth):
                near = heard.start < said.end + NEAR and said.start - NEAR < heard.end
                if near and heard.text == said.text and index not in first:
                    first[index] = one.received_at
                    break
    lags = sorted(first[index] - START - truth[index].end for index in first)
    found = measure(events, clock=CLOCK, truth=truth).emission if truth else spread([])
    assert found.n == len(lags)
    assert found.p50 == (pytest.approx(nearest_rank(lags, 50)) if lags else None)
