from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.rollback_steps import FIRST_STEPS
from checklists.before.way_back import (
    LONGEST_MINUTES,
    LONGEST_TEXT,
    Step,
    Trigger,
    WayBack,
    inserted,
    moved,
    replaced,
    step_texts,
    typed_step,
    typed_trigger,
    way_of,
)
from providers.errors import BadInput

TRIGGER = Trigger("word errors", ">", 24.0, "%", 60, "sandbox", "Deepgram 20 % on 3 clips")


def test_the_steps_begin_with_a_whole_way_back() -> None:
    words = " ".join(step.text.lower() for step in FIRST_STEPS)
    for needed in ("triggers", "freeze", "credentials", "endpoint", "in flight", "both parsers",
                   "repeat", "tell everybody"):  # fmt: skip
        assert needed in words
    assert all(not step.owner for step in FIRST_STEPS)


def test_what_can_be_done_to_a_list() -> None:
    rows = ("a", "b", "c")
    assert moved(rows, 0, 1) == ("b", "a", "c")
    assert moved(rows, 2, -1) == ("a", "c", "b")
    assert moved(rows, 0, -1) == rows and moved(rows, 2, 1) == rows
    assert replaced(rows, 1) == ("a", "c")
    assert replaced(rows, 1, "x") == ("a", "x", "c")
    assert inserted(rows, 3, "x") == ("a", "b", "c", "x")
    assert inserted((), 0, "x") == ("x",)


def test_a_step_in_words() -> None:
    assert Step("Freeze the share", "Ann", 1).sentence() == "Freeze the share (Ann, 1 min)"
    assert Step("Freeze the share").sentence() == "Freeze the share"
    way = WayBack((Step("a", "Ann", 5), Step("b", "", 10)))
    assert (way.minutes, way.unowned) == (15, 1)


def test_a_trigger_says_where_its_number_comes_from() -> None:
    assert TRIGGER.sentence() == (
        "word errors > 24 % for 60 min (measured in the sandbox: Deepgram 20 % on 3 clips)"
    )
    unset = replace(TRIGGER, threshold=None, source="none", basis="")
    assert unset.sentence() == "word errors > (not set) for 60 min (no measurement yet)"


def test_what_a_way_back_lacks() -> None:
    step, unset = Step("a"), replace(TRIGGER, threshold=None)
    assert "no step" in WayBack((), (TRIGGER,)).gap
    assert "threshold" in WayBack((step,), (unset,)).gap
    assert "threshold" in WayBack((step,), ()).gap
    assert WayBack((step,), (unset, TRIGGER)).gap == ""


@pytest.mark.parametrize(
    ("text", "owner", "minutes", "expected"),
    [
        ("  Tell   everybody ", " Ann ", "10", Step("Tell everybody", "Ann", 10)),
        ("a", "", "", Step("a")),
        ("a", "", " 7 min", Step("a", "", 7)),
        ("[/] [inaudible]", "", "0", Step("[/] [inaudible]")),
    ],
)
def test_a_typed_step(text: str, owner: str, minutes: str, expected: Step) -> None:
    assert typed_step(text, owner, minutes) == expected


@pytest.mark.parametrize(
    ("text", "minutes", "sentence"),
    [
        (" ", "1", "needs words"),
        ("a" * (LONGEST_TEXT + 1), "1", "at most 400 characters"),
        ("a", "ten", "a whole number of minutes, 0 to 10,000"),
        ("a", "-1", "a whole number of minutes"),
        ("a", str(LONGEST_MINUTES + 1), "a whole number of minutes"),
        ("a", "\u0663", "a whole number of minutes"),
        ("a", "9" * 5000, "a whole number of minutes"),
    ],
)
def test_a_step_that_cannot_be_kept(text: str, minutes: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        typed_step(text, "", minutes)


def test_a_typed_trigger_is_the_teams_own() -> None:
    chosen = typed_trigger("word errors", ">", "30", "%", "60", TRIGGER)
    assert (chosen.threshold, chosen.source) == (30.0, "team")
    assert chosen.basis == "was 24 %, measured in the sandbox: Deepgram 20 % on 3 clips"
    only_window = typed_trigger("word errors", ">", "24", "%", "5", TRIGGER)
    assert only_window == replace(TRIGGER, window=5)
    other = typed_trigger("silence", "<", "0,5", "s", "5", TRIGGER)
    assert other == Trigger("silence", "<", 0.5, "s", 5, "team", "")
    unset = typed_trigger("silence", "<", "", "s", "5", None)
    assert (unset.threshold, unset.source) == (None, "none")


@pytest.mark.parametrize(
    ("metric", "comparison", "threshold", "window", "sentence"),
    [
        ("", ">", "1", "1", "something to measure"),
        ("a", "=", "1", "1", "comparison is > or <"),
        ("a", ">", "much", "1", "threshold is a number"),
        ("a", ">", "nan", "1", "threshold is a number"),
        ("a", ">", "inf", "1", "threshold is a number"),
        ("a", ">", "-1", "1", "threshold is a number"),
        ("a", ">", "1", "0", "window is a whole number of minutes, 1 to"),
        ("a", ">", "1", "", "window is a whole number of minutes"),
    ],
)
def test_a_trigger_that_cannot_be_kept(
    metric: str, comparison: str, threshold: str, window: str, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        typed_trigger(metric, comparison, threshold, "%", window, None)


TYPED = st.text(max_size=30)


@given(TYPED, TYPED, TYPED, TYPED, TYPED)
def test_whatever_is_typed_is_kept_or_one_sentence(a: str, b: str, c: str, d: str, e: str) -> None:
    for make in (
        lambda: typed_step(a, b, c),
        lambda: typed_trigger(a, b, c, d, e, None),
        lambda: typed_trigger(a, ">", c, d, "5", TRIGGER),
    ):
        try:
            row = make()
        except BadInput as refusal:
            assert "\n" not in str(refusal).split(":")[0]
        else:
            assert row.sentence()


WAYS = st.builds(
    WayBack,
    st.lists(st.builds(Step, st.text(), st.text(), st.integers(0, 10_000))).map(tuple),
    st.lists(
        st.builds(
            Trigger, st.text(), st.sampled_from((">", "<")),
            st.none() | st.floats(0, 1e9), st.text(), st.integers(0, 10_000),
            st.sampled_from(("live", "sandbox", "list price", "none", "team")), st.text(),
        )
    ).map(tuple),
)  # fmt: skip


@given(WAYS)
def test_a_way_back_survives_its_run(way: WayBack) -> None:
    result = {
        "steps": [asdict(step) for step in way.steps],
        "triggers": [asdict(trigger) for trigger in way.triggers],
    }
    assert way_of(result) == way
    assert step_texts(result) == tuple(step.text for step in way.steps)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
KEYS = st.sampled_from(("steps", "triggers", "rehearsal"))


@given(JSON | st.dictionaries(KEYS, JSON))
def test_any_result_can_be_read(result: Any) -> None:
    way = way_of(result)
    assert all(step.sentence() is not None for step in way.steps)
    assert all(trigger.sentence() is not None for trigger in way.triggers)


def test_sentences_from_elsewhere_stay_sentences() -> None:
    way = way_of({"steps": ["set the switch back"], "triggers": ["WER over 0.3 for an hour"]})
    assert way.steps == (Step("set the switch back"),)
    assert way.triggers[0].worded and way.triggers[0].sentence() == "WER over 0.3 for an hour"
