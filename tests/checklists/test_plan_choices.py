from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.option_text import options_from_text, options_lines, options_text
from checklists.plan import build_plan, from_toml, to_toml
from checklists.plan_choices import advice, choose, consequences
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.furnished import furnish


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", {}),
        ("punctuate=true", {"punctuate": "true"}),
        ("keyterm=Zyxel keyterm='card number'", {"keyterm": ["Zyxel", "card number"]}),
        ('replace="a:b=c"', {"replace": "a:b=c"}),
    ],
)
def test_options_as_they_are_typed(text: str, options: dict[str, Any]) -> None:
    assert options_from_text(text) == options
    assert options_from_text(options_text(options)) == options


@pytest.mark.parametrize("text", ["a", "=b", "a=", "a='b", "a=1 b", "x" * 5000])
def test_what_is_no_option_is_one_sentence(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        options_from_text(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
VALUES = st.text(min_size=1, max_size=12)


@given(st.dictionaries(NAMES, VALUES | st.lists(VALUES, min_size=2, max_size=3), max_size=3))
def test_options_come_back_from_their_text(options: dict[str, Any]) -> None:
    assert options_from_text(options_text(options)) == options


@given(st.text(max_size=60))
def test_any_text_is_options_or_a_sentence(text: str) -> None:
    try:
        options = options_from_text(text)
    except BadInput:
        return
    assert options_from_text(options_text(options)) == options


def test_truth_and_numbers_are_written_as_they_are_sent() -> None:
    assert options_lines({"a": True, "b": 1.5, "c": ["x", False]}) == (
        "a=true", "b=1.5", "c=x", "c=false"
    )  # fmt: skip


def test_what_a_choice_does_is_known_before_it_is_made(workspace: Workspace) -> None:
    furnish(workspace)
    before = workspace.task_states()
    (found,) = consequences(workspace, "deepgram", "nova-2", {})
    assert found.task.id == "test-audio"
    assert (found.before, found.after) == ("evidence", "stale")
    # Three transcripts, a search, a keyword trial and a stream; Amazon's are not touched.
    assert len(found.stale) == 6 and not found.again
    assert found.why == ("made with nova-3, the plan now says nova-2",)
    assert workspace.task_states() == before and not workspace.choices()

    choose(workspace, "deepgram", "nova-2", {})
    after = {one.id: one for one in workspace.task_states()}
    assert after["test-audio"].state == "stale"
    (back,) = consequences(workspace, "deepgram", "nova-3", {})
    assert set(back.again) == set(found.stale) and not back.stale
    assert (back.before, back.after) == ("stale", "evidence")


def test_an_option_counts_as_much_as_a_model(workspace: Workspace) -> None:
    furnish(workspace)
    assert consequences(workspace, "deepgram", "nova-3", {}) == ()
    (found,) = consequences(workspace, "deepgram", "nova-3", {"smart_format": "true"})
    assert found.why == ("made with another smart_format than the plan now says",)
    # What some runs were made with: only the others become stale, and the task stays closed.
    (some,) = consequences(workspace, "deepgram", "nova-3", {"punctuate": "true"})
    assert len(some.stale) == 3 and (some.before, some.after) == ("evidence", "evidence")


def test_another_vendor_is_no_side(workspace: Workspace) -> None:
    for act in (consequences, choose):
        with pytest.raises(BadInput, match="no vendor"):
            act(workspace, "whisper", "", {})


def test_a_key_among_the_options_is_refused(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match="looks like a key"):
        choose(workspace, "deepgram", "nova-3", {"authorization": "Token abcdef0123456789abcdef"})
    assert not workspace.choices()


def test_a_choice_is_in_the_plan_and_comes_back_from_it(workspace: Workspace) -> None:
    assert build_plan(workspace).choices is None
    assert "choices" not in to_toml(build_plan(workspace)).decode()
    choose(
        workspace, "deepgram", " nova-3 ", options_from_text("punctuate=true keyterm=a keyterm=b")
    )
    plan = build_plan(workspace)
    assert plan.choices is not None
    (row,) = plan.choices
    assert (row.vendor, row.model) == ("deepgram", "nova-3")
    assert row.options == ("punctuate=true", "keyterm=a", "keyterm=b")
    content = to_toml(plan)
    assert from_toml(content) == plan and to_toml(from_toml(content)) == content


def test_what_deepgram_would_say_to_it() -> None:
    assert advice("amazon", "x", {"whatever": "y"}) == ()
    assert advice("deepgram", "nova-3", {"punctuate": "true"}) == ()
    (told,) = advice("deepgram", "nova-3", {"keywords": "Zyxel:2"})
    assert told.startswith("keywords:")
    with pytest.raises(BadInput, match="punctuate"):
        advice("deepgram", "nova-3", {"punctuate": "perhaps"})
