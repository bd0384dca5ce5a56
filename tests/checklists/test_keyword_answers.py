"""Answers of keyword experiments: kept as they came, found by what was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.keyword_answers import answer_key
from checklists.schema import MIGRATIONS, open_database
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.furnished import heard

PAIRS = st.lists(st.tuples(st.sampled_from(["keyterm", "model"]), st.text(max_size=4)), max_size=5)


@given(PAIRS, st.randoms())
def test_the_order_of_terms_is_no_matter(pairs: list[tuple[str, str]], draw: object) -> None:
    other = list(pairs)
    draw.shuffle(other)  # type: ignore[attr-defined]
    assert answer_key("abc", pairs, True) == answer_key("abc", other, True)


@given(PAIRS, PAIRS)
def test_other_parameters_are_another_question(
    one: list[tuple[str, str]], two: list[tuple[str, str]]
) -> None:
    same = sorted(one) == sorted(two)
    assert (answer_key("abc", one, True) == answer_key("abc", two, True)) is same


def test_the_clip_and_the_side_are_part_of_the_question() -> None:
    keys = {answer_key(clip, [], sandbox) for clip in "ab" for sandbox in (True, False)}
    assert len(keys) == 4


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    said = heard("deepgram", "hello there", "\udcff \x1b[0m", sandbox=True)
    with Workspace.open(tmp_path) as workspace:
        answers = workspace.keyword_answers
        assert answers.transcript("k") is None and answers.known(["k"]) == frozenset()
        answers.keep("k", "clip", said)
        assert answers.transcript("k") == said
        assert answers.known(["k", "l"]) == {"k"}
        (found,) = answers.transcripts(["k", "l"]).values()
        assert found.words == said.words and found.raw == {}
        answers.keep("k", "clip", heard("deepgram", "other", sandbox=True))
        again = answers.transcript("k")
        assert again is not None and again.text == "other"
        assert [one.what for one in workspace.audit()] == ["keyword answer recorded"] * 2
    with Workspace.open(tmp_path) as workspace:
        assert workspace.keyword_answers.known(["k"]) == {"k"}


def test_no_key_is_kept(tmp_path: Path) -> None:
    from dataclasses import replace

    said = heard("deepgram", "hello", sandbox=False)
    leaking = replace(said, raw={"url": "https://x", "Authorization": "Token " + "a1b2" * 10})
    with Workspace.open(tmp_path) as workspace, pytest.raises(BadInput):
        workspace.keyword_answers.keep("k", "clip", leaking)


def test_an_older_workspace_gets_its_table(tmp_path: Path) -> None:
    number = next(n for n, script in enumerate(MIGRATIONS) if "keyword_answers" in script)
    open_database(tmp_path, MIGRATIONS[:number]).close()
    with Workspace.open(tmp_path) as workspace:
        assert workspace.keyword_answers.known(["k"]) == frozenset()
