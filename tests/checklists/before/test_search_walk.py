"""The walk through a term's hits: order, answers, marks, undoing, and the cut that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.search_walk import AT_ONCE, FIRST_CUT, Walk
from checklists.records import ClipRecord, Run
from checklists.scoring.cut import Recommendation, Refusal
from checklists.scoring.search_scores import Place
from checklists.search_labels import Said, SearchCut
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import SearchHit
from tests.checklists.furnished import clip_file

AT = datetime(2026, 11, 23, tzinfo=UTC)
TERM = "Zyxel"
SURE = (0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


@pytest.fixture
def clip(workspace: Workspace, tmp_path: Path) -> ClipRecord:
    made = replace(clip_file(tmp_path / "in"), channels=1, duration=1800.0)
    return workspace.add_clip(made, name="call")


def hits(confidences: Sequence[float] = SURE) -> list[SearchHit]:
    return [
        SearchHit(TERM, 4.0 * n, 4.0 * n + 0.5, sure, "x") for n, sure in enumerate(confidences)
    ]


def search(
    workspace: Workspace, clip: ClipRecord, found: Sequence[SearchHit], model: str = "nova-3"
) -> Run:
    acoustic = [
        {"start": one.start, "end": one.end, "confidence": one.confidence, "snippet": one.snippet,
         "channel": one.channel}
        for one in found
    ]  # fmt: skip
    term = {"term": TERM, "acoustic": acoustic, "text": []}
    return workspace.record_run(
        "search", sandbox=True, vendor="deepgram", model=model, clip=clip.sha256,
        result={"clips": [{"path": "x", "text_of": "deepgram", "terms": [term]}]},
    )  # fmt: skip


@pytest.fixture
def walk(workspace: Workspace, clip: ClipRecord) -> Walk:
    search(workspace, clip, hits())
    return Walk(workspace, TERM)


def answer_all(walk: Walk, least: float) -> None:
    """Say yes from a confidence on, always to the hit that is asked about."""
    while (one := walk.order[0]) and not one.said:
        walk.answer(one, "yes" if one.hit.confidence > least else "no")


def waits(walk: Walk) -> bool:
    """Whether the advice is to be worked out elsewhere; it changes under the reader's hands."""
    return walk.waiting


def test_nothing_on_record(workspace: Workspace, clip: ClipRecord) -> None:
    walk = Walk(workspace, TERM)
    assert walk.now is None and walk.order == () and walk.cut == FIRST_CUT
    assert walk.searched_clips == ()


def test_the_least_decided_is_asked_about_first_and_answers_move_that(walk: Walk) -> None:
    assert round(walk.order[0].hit.confidence, 2) in (0.45, 0.55)
    assert walk.order[-1].hit.confidence in (0.95, 0.15)
    # The first two answers already say where the doubt lies now.
    by_confidence = {one.hit.confidence: one for one in walk.order}
    walk.answer(by_confidence[0.95], "yes")
    walk.answer(by_confidence[0.85], "no")
    assert walk.cut == 0.95 and walk.order[0].hit.confidence == 0.75
    assert [one.said for one in walk.order if one.said] == ["yes", "no"]


def test_eight_answers_recommend_a_cut_that_is_kept(walk: Walk, workspace: Workspace) -> None:
    for wanting in range(8, 0, -1):
        assert isinstance(walk.advice, Refusal) and walk.advice.wanting == wanting
        with pytest.raises(BadInput, match="Nothing to keep yet"):
            walk.keep()
        one = walk.order[0]
        walk.answer(one, "yes" if one.hit.confidence > 0.5 else "no")
    assert isinstance(walk.advice, Recommendation) and walk.cut == pytest.approx(0.5)
    assert not walk.why_refused
    cut = walk.keep()
    assert (cut.cut, cut.labels, cut.basis) == (0.5, 8, "ear")
    assert workspace.search_labels.cuts() == (cut,)
    assert [(one.cut, one.why_stale) for one in walk.kept] == [(cut, "")]
    # Another walk begins where this one ended.
    again = Walk(workspace, TERM)
    assert again.cut == pytest.approx(0.5) and not again.can_undo
    assert sum(not one.said for one in again.order) == 1


def test_a_cut_of_ones_own_needs_no_label_and_says_so(walk: Walk) -> None:
    walk.move_cut(0.01)
    walk.move_cut(0.01)
    assert walk.by_hand == 0.52
    cut = walk.keep()
    assert (cut.cut, cut.basis, cut.labels, cut.low) == (0.52, "hand", 0, None)
    walk.by_hand = None
    assert walk.cut == 0.52, "what is kept goes before what so few answers suggest"
    for step, end in ((-0.9, 0.0), (5.0, 1.0)):
        walk.move_cut(step)
        assert walk.by_hand == end


def test_undoing_goes_back_through_answers_that_replaced_others(
    walk: Walk, workspace: Workspace
) -> None:
    one = walk.order[0]
    for said in ("yes", "no", "unsure"):
        walk.answer(one, said)
    for expected in (["no"], ["yes"], []):
        assert walk.undo().place == (one.clip, 0, one.hit.start, one.hit.end)
        assert [label.said for label in workspace.search_labels.of(TERM)] == expected
    assert not walk.can_undo
    with pytest.raises(BadInput, match="no answer"):
        walk.undo()


def test_a_marked_place_counts_as_missed_until_it_is_undone(walk: Walk, clip: ClipRecord) -> None:
    answer_all(walk, 0.5)
    assert walk.now is not None and walk.now.at(0.5).recall == 1.0
    walk.mark(Place(clip.sha256, 0, 100.0, 100.5))
    assert walk.now.at(0.5).missed == 1
    assert isinstance(walk.advice, Recommendation) and walk.advice.missed == 1
    walk.undo()
    assert walk.now.at(0.5).missed == 0


@pytest.mark.parametrize(("middle", "claimed"), [(4.25, True), (4.9, True), (5.6, False)])
def test_a_place_that_a_hit_claims_is_not_marked(
    walk: Walk, clip: ClipRecord, middle: float, claimed: bool
) -> None:
    place = Place(clip.sha256, 0, middle - 0.25, middle + 0.25)
    assert (walk.hit_at(place) is not None) is claimed
    if claimed:
        with pytest.raises(BadInput, match="judge the hit"):
            walk.mark(place)
    else:
        walk.mark(place)
    assert walk.can_undo is not claimed
    assert walk.hit_at(replace(place, channel=1)) is None


def test_a_marked_place_is_as_long_as_the_term(walk: Walk) -> None:
    assert walk.usual_seconds == 0.5


def test_a_cut_for_another_model_is_stale_and_its_clips_are_left_out(
    workspace: Workspace, clip: ClipRecord, tmp_path: Path
) -> None:
    search(workspace, clip, hits())
    kept = SearchCut(TERM, "nova-2", True, 0.7, None, None, 8, 5, 0, "ear", "ada", AT)
    workspace.search_labels.keep_cut(kept)
    workspace.search_labels.keep_cut(replace(kept, term="router"))
    walk = Walk(workspace, TERM)
    assert [one.why_stale for one in walk.kept] == ["set for nova-2, this is nova-3"]
    other = workspace.add_clip(clip_file(tmp_path / "in", "b.wav", b"RIFF2"), name="b")
    search(workspace, other, hits([0.5]), model="nova-2")
    walk.read()
    assert [one.why_stale for one in walk.kept] == [""]
    assert walk.clips_left_out == 1 and [one.name for one in walk.searched_clips] == ["b"]


def test_the_weighted_value_wants_ten_minutes(
    walk: Walk, workspace: Workspace, clip: ClipRecord, tmp_path: Path
) -> None:
    assert not walk.weighted_value, "nothing is known to be said"
    answer_all(walk, 0.3)
    value = walk.weighted_value
    assert walk.now is not None and value is not None
    assert value.here == pytest.approx(value.best) and 0.25 < value.best_cut <= 0.35
    walk.by_hand = 0.1
    lower = walk.weighted_value
    assert lower is not None and lower.here < value.best == lower.best
    short = workspace.add_clip(clip_file(tmp_path / "in", "s.wav", b"RIFF3"), name="short")
    workspace.retire_clip(clip.sha256)
    search(workspace, short, hits([0.5]))
    walk.read()
    assert not walk.weighted_value


def test_the_advice_from_many_labels_is_worked_out_by_somebody_else(
    workspace: Workspace, clip: ClipRecord
) -> None:
    count = AT_ONCE + 2
    search(workspace, clip, hits([number / count for number in range(count)]))
    for number in range(count):
        said: Said = "yes" if number > 50 else "no"
        start = 4.0 * number
        workspace.search_labels.add(TERM, clip.sha256, 0, start, start + 0.5, said)
    walk = Walk(workspace, TERM)
    assert waits(walk) and not walk.why_refused and walk.now is not None
    # Until then the answers so far say where the cut is.
    assert walk.cut == pytest.approx(51 / count)
    before = walk.now
    advice = before.recommended
    walk.answer(walk.order[0], "unsure")
    walk.take(before, advice)
    assert walk.advice is advice and waits(walk), "it helps over the wait"
    now = walk.now
    walk.take(now, advice)
    assert not waits(walk)
    # So few can be worked out at once, and what comes late changes nothing.
    walk.answer(walk.order[1], "unsure")
    assert len(walk.now.verdicts) == AT_ONCE
    assert not waits(walk) and walk.advice == walk.now.recommended
    walk.take(before, Refusal("late", 0))
    assert isinstance(walk.advice, Recommendation)
