"""Differences between panes while they settle: found in time, and the same as at the end."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.settled_differences import Differences, shown_words
from checklists.scoring.settled_pair import same_speech
from providers.speech import LiveEvent, LiveKind, Word

PACE = 0.4
TWO = {"1": 1, "2": 1}


def final(
    text: str, start: float, *, channel: int = 0, kind: LiveKind = "final", late: float = 0.0
) -> LiveEvent:
    """``text`` spoken from ``start`` seconds on, a word each PACE."""
    words = tuple(
        Word(word.strip(".,").lower(), start + n * PACE + late, start + n * PACE + late + 0.35,
             punctuated=word, channel=channel)
        for n, word in enumerate(text.split())
    )  # fmt: skip
    return LiveEvent(
        vendor="deepgram",
        event=kind,
        channel=channel,
        text=text,
        start=start,
        end=start + len(words) * PACE,
        audio_time=0.0,
        received_at=0.0,
        words=words,
    )


def closed(text: str = "") -> LiveEvent:
    return LiveEvent("deepgram", "closed", 0, text, 0.0, 0.0, 0.0, 0.0)


def told(found: Differences, pane: str, number: int = 0) -> list[str]:
    """The words of a final with a sign: ``?`` not compared, ``≠`` and from whom."""
    words = found._finals[pane][number]
    assert not isinstance(words, bytes)
    texts = [word.text for word in words]
    return [
        f"{word}?" if mark is None else f"{word}≠{''.join(mark)}" if mark else word
        for word, mark in zip(texts, found.marks(pane, number), strict=True)
    ]


def both(ours: str, theirs: str, *, late: float = 0.0) -> tuple[list[str], list[str]]:
    found = Differences(TWO)
    found.hear("1", final(ours, 0.0))
    found.hear("2", final(theirs, 0.0, late=late))
    found.hear("1", closed())
    found.hear("2", closed())
    return told(found, "1"), told(found, "2")


def test_a_word_heard_otherwise_is_marked_on_both_sides() -> None:
    ours, theirs = both("My Zyxel drops out", "my axle drops out.")
    assert ours == ["My", "Zyxel≠2", "drops", "out"]
    assert theirs == ["my", "axle≠1", "drops", "out."]


def test_a_word_more_is_marked_where_it_stands() -> None:
    ours, theirs = both("good sunny day to you", "good day to you")
    assert ours == ["good", "sunny≠2", "day", "to", "you"]
    assert theirs == ["good", "day", "to", "you"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("it is twenty five dollars please", "It is $25, please."),
        ("that makes 25 dollars please", "that makes $25 please"),
        ("health care for all", "healthcare for all"),
        ("in a w s s three now", "in AWS S3 now"),
        ("okay then uh goodbye", "OK then good-bye"),
        ("at three thirty p m today", "at 3:30 PM today"),
        ("an e-mail - yes", "an email yes"),
    ],
)
def test_another_spelling_is_no_difference(ours: str, theirs: str) -> None:
    for side in both(ours, theirs):
        assert not [word for word in side if "≠" in word or "?" in word]


def test_only_what_both_have_settled_is_compared() -> None:
    found = Differences(TWO)
    found.hear("1", final("one two three four five six seven eight", 0.0))
    assert told(found, "1")[2:4] == ["three?", "four?"]
    found.hear("2", final("one two free four", 0.0))
    assert told(found, "1")[:4] == ["one", "two", "three≠2", "four"]
    assert told(found, "1")[4:] == ["five?", "six?", "seven?", "eight?"]
    assert found.take_changed() == {("1", 0), ("2", 0)}
    assert found.take_changed() == set()
    found.hear("2", final("five six seven eight", 4 * PACE))
    assert told(found, "1")[4:] == ["five", "six", "seven", "eight"]
    assert found.take_changed() == {("1", 0), ("2", 1)}
    assert found.counts("1", "2") == (1, 8) and found.counts("2", "1") == (1, 8)


def test_a_word_at_the_edge_waits_and_silence_settles_it() -> None:
    found = Differences(TWO)
    found.hear("1", final("one two three", 0.0))
    found.hear("2", final("one two", 0.0))
    # The other side ends at 0.8 s, in the middle of what may only be placed otherwise.
    assert told(found, "1") == ["one", "two", "three?"]
    found.hear("2", LiveEvent("amazon", "final", 0, "", 0.8, 30.0, 0.0, 0.0))
    assert told(found, "1") == ["one", "two", "three?"], "its own side has not gone on"
    found.hear("1", LiveEvent("deepgram", "final", 0, "", 1.2, 30.0, 0.0, 0.0))
    assert told(found, "1") == ["one", "two", "three≠2"]


def test_a_side_that_failed_leaves_the_rest_uncompared() -> None:
    found = Differences(TWO)
    found.hear("1", final("one two three", 0.0))
    found.hear("2", closed("The server closed the stream."))
    found.hear("1", closed())
    assert told(found, "1") == ["one?", "two?", "three?"]
    assert found.counts("1", "2") == (0, 0)


def test_who_differs_from_whom_among_four() -> None:
    found = Differences({"1": 1, "2": 1, "3": 2, "4": 1})
    for pane, text in (("1", "a red light"), ("2", "a dead light"), ("4", "a red light")):
        found.hear(pane, final(text, 0.0))
    found.hear("3", final("a green light", 0.0))
    for pane in "1234":
        found.hear(pane, closed())
    assert told(found, "1") == ["a", "red≠2", "light"]
    assert told(found, "2") == ["a", "dead≠14", "light"]
    assert told(found, "4") == ["a", "red≠2", "light"]
    assert told(found, "3") == ["a?", "green?", "light?"], "it does not tell the same channels"
    assert found.compared_with("1") == ("2", "4") and found.compared_with("3") == ()


def test_channels_are_apart() -> None:
    found = Differences({"1": 2, "2": 2})
    for pane, agent in (("1", "good morning"), ("2", "could warning")):
        found.hear(pane, final(agent, 0.0))
        found.hear(pane, final("my line is dead", 0.2, channel=1))
    for pane in "12":
        found.hear(pane, closed())
    assert told(found, "1", 0) == ["good≠2", "morning≠2"]
    assert told(found, "1", 1) == ["my", "line", "is", "dead"]


def test_a_text_without_words_is_compared_by_its_span() -> None:
    event = LiveEvent("amazon", "final", 0, "one two free", 0.0, 1.2, 0.0, 0.0)
    assert shown_words(event) == ("one", "two", "free")
    found = Differences(TWO)
    found.hear("1", event)
    found.hear("2", final("one two three", 0.0))
    found.hear("1", closed())
    found.hear("2", closed())
    assert told(found, "1") == ["one", "two", "free≠2"]


def test_other_events_are_no_finals() -> None:
    found = Differences(TWO)
    assert found.hear("1", final("one", 0.0, kind="interim")) is None
    assert found.hear("1", final("one", 0.0)) == 0
    assert found.hear("1", final("two", 1.0, kind="speech-final")) == 1


VOCABULARY = ("the", "a", "my", "line", "card", "bill", "light", "account", "number", "please")


def conversation(seed: int, words: int) -> tuple[list[str], list[str], int]:
    """What was said, the same with errors far apart, and how many those are."""
    chance = random.Random(seed)
    said = [chance.choice(VOCABULARY) for _ in range(words)]
    heard, errors, since = [], 0, 0
    for word in said:
        since += 1
        if since > 8 and chance.random() < 0.2:
            heard.append("zebra")
            errors, since = errors + 1, 0
        else:
            heard.append(word)
    return said, heard, errors


def in_finals(words: Sequence[str], seed: int, late: float) -> list[LiveEvent]:
    """Cut into finals of one to twelve words."""
    chance = random.Random(seed)
    found, at = [], 0
    while at < len(words):
        size = chance.randint(1, 12)
        found.append(final(" ".join(words[at : at + size]), at * PACE, late=late))
        at += size
    return found


@pytest.mark.parametrize("seed", range(5))
def test_however_the_texts_are_cut_the_errors_are_found(seed: int) -> None:
    said, heard, errors = conversation(seed, 1500)
    found = Differences(TWO)
    ours, theirs = in_finals(said, seed + 100, 0.0), in_finals(heard, seed + 200, 0.15)
    while ours or theirs:
        pane, waiting = ("1", ours) if ours and (not theirs or ours[0].end <= theirs[0].end) else (
            "2", theirs
        )  # fmt: skip
        found.hear(pane, waiting.pop(0))
    found.hear("1", closed())
    found.hear("2", closed())
    assert found.counts("1", "2") == (errors, 1500) == found.counts("2", "1")


def test_only_the_newest_words_are_aligned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from checklists.scoring import settled_pair

    sizes: list[int] = []
    real = settled_pair._regions

    def counted(left: Sequence[str], right: Sequence[str]) -> object:
        sizes.append(max(len(left), len(right)))
        return real(left, right)

    monkeypatch.setattr(settled_pair, "_regions", counted)
    said, heard, _ = conversation(9, 3000)
    found = Differences(TWO)
    for one, other in zip(in_finals(said, 1, 0.0), in_finals(heard, 1, 0.1), strict=True):
        found.hear("1", one)
        found.hear("2", other)
    assert max(sizes) < 60
    # Two languages have nothing in common, and still no alignment grows with the stream.
    sizes.clear()
    strange = ["wort"] * 3000
    other_language = Differences(TWO)
    for one, other in zip(in_finals(said, 1, 0.0), in_finals(strange, 1, 0.1), strict=True):
        other_language.hear("1", one)
        other_language.hear("2", other)
    assert max(sizes) < 200


@pytest.mark.parametrize("silent", [False, True])
def test_marks_stay_when_the_words_are_let_go(silent: bool) -> None:
    said, heard, errors = conversation(11, 6000)
    found = Differences({"1": 1, "2": 1, "3": 1} if silent else TWO)
    ours, theirs = in_finals(said, 1, 0.0), in_finals(heard, 2, 0.1)
    finals = {"1": list(ours), "2": list(theirs)}
    while ours or theirs:
        first = ours and (not theirs or ours[0].end <= theirs[0].end)
        found.hear("1" if first else "2", (ours if first else theirs).pop(0))
    for pane in "12":
        found.hear(pane, closed())
    kept = sum(len(text.words) for text in found._texts.values())
    assert kept < (7000 if silent else 500), "a pane that is silent keeps the others' words longer"
    assert found.counts("1", "2") == (errors, 6000)
    marks = [
        (word, mark)
        for number, final in enumerate(finals["2"])
        for word, mark in zip(shown_words(final), found.marks("2", number), strict=True)
    ]
    assert len(marks) == 6000 and sum(1 for _, mark in marks if mark) == errors
    assert all(mark == ("1",) for word, mark in marks if word == "zebra")


@given(
    st.lists(st.sampled_from(["one", "two", "$25", "e-mail", "-", "uh"]), max_size=12),
    st.lists(st.sampled_from(["one", "two", "25", "dollars", "email"]), max_size=12),
    st.integers(1, 5),
)
def test_every_word_is_judged_once_both_are_over(
    ours: list[str], theirs: list[str], cut: int
) -> None:
    found = Differences(TWO)
    for pane, words in (("1", ours), ("2", theirs)):
        for at in range(0, len(words), cut):
            found.hear(pane, final(" ".join(words[at : at + cut]), at * PACE))
    found.hear("1", closed())
    found.hear("2", closed())
    marks = [
        mark
        for pane in "12"
        for number in range(len(found._finals[pane]))
        for mark in found.marks(pane, number)
    ]
    assert None not in marks or not (ours and theirs)
    if same_speech(" ".join(ours), " ".join(theirs)) and ours == theirs:
        assert not any(marks)
    differing = [sum(1 for mark in marks if mark)]
    assert differing == [found.counts("1", "2")[0] + found.counts("2", "1")[0]]
