"""Words under words: nothing is lost, and the marks are those that are counted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.side_by_side import (
    Cell,
    Column,
    against_each_other,
    against_reference,
    passages,
)
from checklists.scoring.words import score
from tests.checklists.furnished import heard

TEXT = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), max_size=9).map(" ".join)


def words_of(columns: tuple[Column, ...], side: int) -> list[str]:
    """One text back from its cells."""
    return [column.cells[side].word for column in columns if column.cells[side].word]


@given(TEXT, st.lists(TEXT, min_size=1, max_size=3))
def test_every_word_keeps_its_place_and_its_mark_is_counted(
    reference: str, texts: list[str]
) -> None:
    columns = against_reference(reference, texts)
    assert [column.reference for column in columns if column.reference] == reference.split()
    for side, text in enumerate(texts):
        assert words_of(columns, side) == text.split()
        counted = score(reference, text)
        kinds = [column.cells[side].kind for column in columns]
        assert kinds.count("hit") == counted.hits
        assert kinds.count("substitution") == counted.substitutions
        assert kinds.count("deletion") == counted.deletions
        assert kinds.count("insertion") == counted.insertions
    for column in columns:
        # Nothing is inserted beside a reference word, and no column is empty.
        kinds = [cell.kind for cell in column.cells]
        assert ("insertion" in kinds) == (column.reference == "")
        assert column.agrees == (set(kinds) <= {"hit", "none"})


@given(TEXT, TEXT)
def test_two_texts_alone_differ_on_both_sides_or_agree(first: str, second: str) -> None:
    columns = against_each_other(first, second)
    assert words_of(columns, 0) == first.split()
    assert words_of(columns, 1) == second.split()
    for column in columns:
        left, right = column.cells
        if left.kind == "hit":
            assert left == right
        elif left.kind == "substitution":
            assert right.kind == "substitution" and left.word != right.word
        else:
            assert {left.kind, right.kind} == {"insertion", "none"}


def test_insertions_at_one_place_share_columns() -> None:
    columns = against_reference("good day", ["good sunny old day", "good old day"])
    assert [column.reference for column in columns] == ["good", "", "", "day"]
    assert columns[1].cells == (Cell("insertion", "sunny"), Cell("insertion", "old"))
    assert columns[2].cells == (Cell("insertion", "old"), Cell("none"))


def test_channels_are_apart_where_they_are_scored_apart() -> None:
    ours = heard("deepgram", "hello there", "yes please", sandbox=True)
    theirs = heard("amazon", "hello dear", "yes please", sandbox=True)
    found = passages({0: "hello there", 1: "yes please"}, [ours, theirs])
    assert [one.channel for one in found] == [0, 1]
    assert found[0].columns[1].cells == (Cell("hit", "there"), Cell("substitution", "dear"))
    (whole,) = passages({0: "hello there yes please"}, [ours, theirs])
    assert whole.channel is None
    assert [column.reference for column in whole.columns] == ["hello", "there", "yes", "please"]


def test_without_a_reference_two_are_compared_and_one_is_shown() -> None:
    ours = heard("deepgram", "hello there", "yes please", sandbox=True)
    theirs = heard("amazon", "hello dear", "yes please", sandbox=True)
    found = passages({}, [ours, theirs])
    assert [one.channel for one in found] == [0, 1]
    assert [column.agrees for column in found[0].columns] == [True, False]
    (alone,) = passages({}, [replace(ours, channels=1)])
    assert [column.cells for column in alone.columns] == [
        (Cell("hit", word),) for word in ["hello", "there", "yes", "please"]
    ]
    assert passages({}, []) == ()
