"""Seconds of a session and seconds of the clip."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.audio.pacing import Block
from providers.audio.timeline import Timeline
from providers.placing import placed
from providers.speech import LiveEvent, SearchHit, Word


def timeline(*blocks: tuple[float, float]) -> Timeline:
    made = Timeline(100)
    for start, end in blocks:
        made.add(Block(bytes(round((end - start) * 100)), start, end))
    return made


def test_a_session_from_the_beginning_is_the_clip() -> None:
    made = timeline((0, 1), (1, 1.5))
    assert made.identical and made.clip(1.2) == 1.2 and made.clip_time == 1.5


def test_a_session_that_begins_in_the_middle() -> None:
    made = timeline((7.5, 8.5), (8.5, 9))
    assert not made.identical
    assert (made.clip(0.0), made.clip(1.25), made.clip_time) == (7.5, 8.75, 9.0)


def test_a_hole_belongs_to_neither_side() -> None:
    made = timeline((0, 2), (10, 11))
    assert made.clip(1.9) == 1.9 and made.clip(2.1) == pytest.approx(10.1)
    assert (made.clip(2.0), made.clip(2.0, ending=True)) == (10.0, 2.0)


def test_silence_is_no_audio_of_the_clip() -> None:
    made = timeline((0, 2))
    made.add_silence(100)
    made.add_silence(100)
    made.add(Block(bytes(100), 2.0, 3.0))
    assert (made.session_time, made.clip_time) == (5.0, 3.0)
    assert (made.clip(2.5), made.clip(3.9), made.clip(4.5)) == (2.0, 2.0, 2.5)


def test_every_time_of_an_event_is_moved_and_raw_is_not() -> None:
    made = timeline((30, 34))
    raw = {"start": 1.0}
    hit = SearchHit("hello", 1.1, 1.7, 0.9, "hello")
    event = LiveEvent(
        "deepgram",
        "final",
        0,
        "hello",
        1.0,
        2.0,
        3.0,
        99.0,
        (Word("hello", 1.2, 1.6),),
        raw=raw,
        hits=(hit,),
    )
    moved = placed(event, made)
    assert (moved.start, moved.end, moved.audio_time) == (31.0, 32.0, 33.0)
    assert (moved.words[0].start, moved.words[0].end) == (31.2, 31.6)
    assert moved.hits == (replace(hit, start=31.1, end=31.7),)
    assert moved.raw is raw and moved.received_at == 99.0
    assert placed(event, timeline((0, 4))) is event
