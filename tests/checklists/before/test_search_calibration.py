"""Hits judged by ear or by a reference, the cut that follows, and when it no longer holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.search import Searched, TermSearch
from checklists.before.search_calibration import Calibration, calibration, stale, weighted_value
from checklists.before.search_truth import occurrences
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.scoring.cut import Recommendation, Refusal
from checklists.search_labels import Said
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.errors import BadInput
from providers.speech import SearchHit, Word

AT = datetime(2026, 11, 23, tzinfo=UTC)
TERM = "Zyxel"
PLACES = (1.0, 5.0, 9.0, 13.0, 17.0, 21.0, 25.0, 29.0)


@pytest.fixture
def clip(tmp_path: Path) -> ClipRecord:
    made = Clip(
        path=tmp_path / "call.wav", sha256="c" * 64, container="wav", codec="pcm_s16le",
        rate=8000, channels=1, duration=40.0, size=640_044,
    )  # fmt: skip
    return ClipRecord(made, "call", AT)


@pytest.fixture
def workspace(tmp_path: Path, clip: ClipRecord) -> Workspace:
    made = Workspace.open(tmp_path / "ws")
    made.add_clip(clip.clip, name="call")
    return made


def heard(start: float, confidence: float) -> SearchHit:
    return SearchHit(TERM, start, start + 0.5, confidence, "sick cell")


def search(clip: ClipRecord, hits: list[SearchHit], *, model: str = "nova-3") -> Searched:
    terms = (TermSearch(TERM, tuple(hits), ()),)
    return Searched("r", clip.sha256, model, False, AT, "deepgram", terms)


EIGHT = [heard(start, 0.95 - 0.1 * number) for number, start in enumerate(PLACES)]


def looked_at(
    workspace: Workspace, clip: ClipRecord, hits: list[SearchHit] = EIGHT, model: str = "nova-3"
) -> Calibration:
    found = calibration(
        TERM, [search(clip, hits, model=model)], [clip], workspace.search_labels.of()
    )
    assert found is not None
    return found


def label(workspace: Workspace, clip: ClipRecord, hit: SearchHit, said: Said) -> None:
    workspace.search_labels.add(TERM, clip.sha256, hit.channel, hit.start, hit.end, said)


def test_the_walk_begins_where_it_is_least_decided(workspace: Workspace, clip: ClipRecord) -> None:
    found = looked_at(workspace, clip)
    first, second, *_, last = (one.hit.confidence for one in found.worth_judging(0.5))
    assert {round(first, 2), round(second, 2)} == {0.45, 0.55}
    assert round(last, 2) == 0.95
    assert isinstance(found.recommended, Refusal) and found.recommended.wanting == 8
    assert found.cut() is None


def test_eight_answers_give_a_cut_and_it_is_kept(workspace: Workspace, clip: ClipRecord) -> None:
    for hit in EIGHT:
        label(workspace, clip, hit, "yes" if hit.confidence > 0.5 else "no")
    found = looked_at(workspace, clip)
    assert isinstance(found.recommended, Recommendation)
    assert found.recommended.cut == pytest.approx(0.5)
    assert not found.worth_judging(0.5)
    cut = found.cut()
    assert cut is not None and (cut.labels, cut.right, cut.basis) == (8, 5, "ear")
    workspace.search_labels.keep_cut(cut)
    assert workspace.search_labels.cuts() == (cut,)


def test_unsure_does_not_count_and_a_second_answer_replaces_the_first(
    workspace: Workspace, clip: ClipRecord
) -> None:
    label(workspace, clip, EIGHT[0], "no")
    label(workspace, clip, EIGHT[0], "yes")
    label(workspace, clip, EIGHT[1], "unsure")
    found = looked_at(workspace, clip)
    assert found.verdicts == ((0.95, True),)
    assert [one.said for one in found.hits][:2] == ["yes", "unsure"]
    workspace.search_labels.withdraw(workspace.search_labels.of(TERM)[0])
    assert looked_at(workspace, clip).verdicts == ()
    # What was said and taken back is still to be read.
    assert [entry.what for entry in workspace.audit() if "label" in entry.what] == [
        "search label", "search label", "search label", "search label withdrawn",
    ]  # fmt: skip


def test_an_answer_holds_for_the_hit_of_another_model_at_the_same_place(
    workspace: Workspace, clip: ClipRecord
) -> None:
    label(workspace, clip, heard(5.0, 0.9), "yes")
    again = looked_at(workspace, clip, [heard(5.2, 0.31), heard(9.0, 0.3)], model="nova-4")
    assert [(one.said, one.by) for one in again.hits] == [("yes", "ear"), ("", "")]


def test_said_elsewhere_is_a_false_alarm_and_an_occurrence_that_was_missed(
    workspace: Workspace, clip: ClipRecord
) -> None:
    label(workspace, clip, EIGHT[0], "elsewhere")
    found = looked_at(workspace, clip)
    assert found.verdicts == ((0.95, False),)
    assert len(found.unfound) == 1
    # Somebody then marks where it is: still one occurrence.
    workspace.search_labels.add(TERM, clip.sha256, 0, 2.5, 3.0, "unfound")
    assert len(looked_at(workspace, clip).unfound) == 1
    # A better model finds it there.
    better = looked_at(workspace, clip, [heard(2.4, 0.8)])
    assert better.verdicts == ((0.8, True),) and not better.unfound


def test_a_reference_with_times_judges_without_ears(workspace: Workspace, clip: ClipRecord) -> None:
    truth = (Word("The", 4.6, 4.9), Word("Zyxel.", 5.0, 5.5), Word("zyxel", 35.0, 35.5))
    known = replace(clip, truth=truth)
    found = looked_at(workspace, known)
    assert {one.by for one in found.hits} == {"reference"}
    assert [one.hit.start for one in found.hits if one.said == "yes"] == [5.0]
    assert [place.start for place in found.unfound] == [35.0]
    assert found.basis == "reference"
    # An ear overrules it.
    label(workspace, known, EIGHT[2], "yes")
    both = looked_at(workspace, known)
    assert both.basis == "both"
    assert [one.hit.start for one in both.hits if one.said == "yes"] == [5.0, 9.0]


def test_a_draft_that_nobody_confirmed_judges_nothing(clip: ClipRecord) -> None:
    draft = replace(
        clip,
        references={0: "the zyxel"},
        truth=(Word("Zyxel", 5.0, 5.5),),
        reference_origin=ReferenceOrigin("draft of r", draft=True),
    )
    assert occurrences(draft, TERM) is None
    assert occurrences(replace(clip, truth=()), TERM) is None


def test_a_phrase_is_words_in_a_row_on_one_channel_without_a_long_pause(clip: ClipRecord) -> None:
    truth = (
        Word("account", 1.0, 1.4), Word("number", 1.5, 1.9), Word("account", 3.0, 3.4),
        Word("number", 6.0, 6.4), Word("account", 8.0, 8.4), Word("number", 8.5, 8.9, channel=1),
    )  # fmt: skip
    found = occurrences(replace(clip, truth=truth), "Account number")
    assert found is not None
    assert [(place.start, place.end) for place in found] == [(1.0, 1.9)]


def test_a_cut_is_stale_for_another_model_or_origin(workspace: Workspace, clip: ClipRecord) -> None:
    cut = looked_at(workspace, clip).cut(at=0.42)
    assert cut is not None and (cut.cut, cut.basis, cut.low) == (0.42, "hand", None)
    assert stale(cut, "nova-3", False) == ""
    assert stale(cut, "nova-4", False) == "set for nova-3, this is nova-4"
    assert stale(cut, "nova-3", True) == "set live, this is the sandbox"


def test_another_models_older_searches_are_left_out(workspace: Workspace, clip: ClipRecord) -> None:
    older = replace(search(clip, EIGHT, model="nova-2"), at=datetime(2026, 1, 1, tzinfo=UTC))
    found = calibration(TERM, [older, search(clip, EIGHT[:2])], [clip], ())
    assert found is not None and found.model == "nova-3" and len(found.hits) == 2
    assert calibration("another", [older], [clip], ()) is None


def test_the_weighted_value_is_over_terms_that_are_said(
    workspace: Workspace, clip: ClipRecord
) -> None:
    label(workspace, clip, EIGHT[0], "yes")
    found = looked_at(workspace, clip)
    assert weighted_value([found], 0.5) == 1.0
    assert weighted_value([found], 0.99) == 0.0
    assert weighted_value([], 0.5) is None


@pytest.mark.parametrize(
    ("term", "start", "end", "said", "sentence"),
    [
        ("  ", 1.0, 2.0, "yes", "needs the term"),
        (TERM, 2.0, 1.0, "yes", "no place in a clip"),
        (TERM, 1.0, 2.0, "perhaps", "is no answer"),
    ],
)
def test_a_label_that_says_nothing_is_refused(
    workspace: Workspace, clip: ClipRecord, term: str, start: float, end: float, said: Said,
    sentence: str,
) -> None:  # fmt: skip
    with pytest.raises(BadInput, match=sentence):
        workspace.search_labels.add(term, clip.sha256, 0, start, end, said)
    with pytest.raises(BadInput, match="not in the workspace"):
        workspace.search_labels.add(TERM, "0" * 64, 0, 1.0, 2.0, "yes")
