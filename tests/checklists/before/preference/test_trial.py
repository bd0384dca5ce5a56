"""The blind choice: what is dealt, kept, taken back, and who wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checklists.before.preference.answers import ANSWER
from checklists.before.preference.evidence import (
    KIND,
    as_json,
    is_evidence,
    newest,
    record,
    verdict_by_ear,
)
from checklists.before.preference.spans import Span, Variant
from checklists.before.preference.trial import PreferenceTrial
from checklists.before.spoken_probe import TAG
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.workspace import Workspace
from providers.errors import BadInput
from tests.checklists.before.preference.invented import TERMS, pair, variant, without_sandbox
from tests.checklists.furnished import clip_file


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as made:
        yield made


@pytest.fixture
def clip(workspace: Workspace, tmp_path: Path) -> ClipRecord:
    return workspace.add_clip(clip_file(tmp_path, "call.wav", b"RIFF call"))


@pytest.fixture
def trial(workspace: Workspace, clip: ClipRecord) -> PreferenceTrial:
    return PreferenceTrial.open(workspace, pair(clip.sha256))


def letter_of(trial: PreferenceTrial, span: Span, number: int) -> str:
    """Under which letter a variant stands."""
    wanted = span.wordings[number].key
    return next(letter for letter, one in trial.choices(span) if one.key == wanted)


def prefer(trial: PreferenceTrial, number: int, *spans: Span) -> None:
    """The variant is right at these."""
    for span in spans:
        trial.choose(span, letter_of(trial, span, number), played=True)


def test_letters_are_dealt_anew_for_each_span_and_the_same_again(
    workspace: Workspace, trial: PreferenceTrial
) -> None:
    spans = [replace(trial.spans[0], clip=f"{number}") for number in range(200)]
    one = PreferenceTrial(workspace, trial.variants, spans)
    first = sum(letter_of(one, span, 0) == "A" for span in spans)
    assert 70 < first < 130
    again = PreferenceTrial(workspace, trial.variants, reversed(spans))  # type: ignore[arg-type]
    assert [one.choices(span) for span in spans] == [again.choices(span) for span in spans]
    other = PreferenceTrial(workspace, trial.variants, spans, seed=1)
    assert [one.choices(span) for span in spans] != [other.choices(span) for span in spans]


def test_an_answer_is_kept_at_once_and_holds_for_whoever_asks_again(
    workspace: Workspace, trial: PreferenceTrial, clip: ClipRecord
) -> None:
    first, second, third, *_ = trial.spans
    prefer(trial, 1, first)
    trial.say(second, "all", played=False)
    trial.say(third, "skipped", played=False)
    with Workspace.open(workspace.directory) as elsewhere:
        later = PreferenceTrial.open(elsewhere, pair(clip.sha256))
        assert later.right_at(first) == (1,) and later.right_at(second) == (0, 1)
        assert later.right_at(third) == () and len(later.open_spans) == 5
        assert later.unplayed == 1 and later.id == trial.id
        # Another variant with the same words at the same place asks nothing again.
        text = "so the Zyxel ~ is down again"
        shorter = (variant("a", clip.sha256, "so the sick cell is down again"),
                   variant("Zyxel", clip.sha256, text, ("Zyxel",)))  # fmt: skip
        alone = PreferenceTrial.open(elsewhere, shorter)
        assert [alone.right_at(span) for span in alone.spans] == [(1,)]
    assert len(workspace.runs(ANSWER)) == 3


def test_answers_are_taken_back_one_by_one_across_sittings(
    workspace: Workspace, trial: PreferenceTrial, clip: ClipRecord
) -> None:
    first, second, *_ = trial.spans
    prefer(trial, 0, first)
    prefer(trial, 1, second)
    trial.say(first, "none", played=True)
    later = PreferenceTrial.open(workspace, pair(clip.sha256))
    assert later.undo() == first and later.right_at(first) == (0,)
    assert later.undo() == second and later.answer_on(second) is None
    prefer(later, 1, second)
    assert later.undo() == second and later.undo() == first
    assert not later.can_undo and len(later.open_spans) == 8
    with pytest.raises(BadInput, match="no answer to take back"):
        later.undo()
    with pytest.raises(BadInput, match="There is no C here: the choices end with B"):
        later.choose(first, "C", played=True)


def test_wins_losses_and_ties_are_counted_pair_by_pair(
    workspace: Workspace, clip: ClipRecord
) -> None:
    sha = clip.sha256
    three = (
        variant("x", sha, "red | one | blue | two | gold"),
        variant("y", sha, "rod | one | blew | two | gold"),
        variant("z", sha, "rod | one | bloom | two | cold"),
    )
    trial = PreferenceTrial.open(workspace, three)
    red, blue, gold = trial.spans
    prefer(trial, 1, red)
    prefer(trial, 2, blue)
    trial.say(gold, "all", played=True)
    found = {(one.variant, one.other): one.result for one in trial.contests()}
    numbers = {pair: (one.wins, one.losses, one.ties) for pair, one in found.items()}
    # y has the words of z at red and those of x at gold: nothing is decided between them there.
    assert numbers == {(1, 0): (1, 0, 1), (2, 0): (2, 0, 1), (2, 1): (1, 0, 1)}
    assert [trial.winner] == [None]
    prefer(trial, 0, gold)
    assert trial.right_at(gold) == (0, 1)


def test_a_winner_is_one_that_the_interval_shows(trial: PreferenceTrial) -> None:
    prefer(trial, 1, *trial.spans[:5])
    assert [trial.winner] == [None] and trial.contests()[0].result.outcome == "too few"
    prefer(trial, 1, *trial.spans[5:7])
    assert trial.winner == 1
    prefer(trial, 0, trial.spans[0], trial.spans[7])
    assert [trial.winner] == [None] and trial.contests()[0].result.outcome == "open"
    prefer(trial, 0, *trial.spans)
    assert trial.winner == 0


def test_a_term_is_judged_where_it_is_disputed(trial: PreferenceTrial) -> None:
    prefer(trial, 1, *trial.spans[:2])
    trial.say(trial.spans[2], "all", played=True)
    by_term = {one.term: one for one in trial.by_term()}
    assert list(by_term) == list(TERMS)
    zyxel, invoice, sim = by_term["Zyxel"], by_term["invoice"], by_term["SIM"]
    assert (zyxel.spans, zyxel.answered, zyxel.contest.result.wins) == (3, 2, 2)
    assert zyxel.verdict == "untested"
    assert (invoice.verdict, invoice.contest.result.ties) == ("no-effect", 1)
    assert (sim.spans, sim.answered, sim.verdict) == (1, 0, "untested")


def test_a_term_alone_is_judged_by_all_that_it_changed(
    workspace: Workspace, clip: ClipRecord
) -> None:
    without, every = pair(clip.sha256)
    alone = Variant("PUK", every.heard, ("PUK",))
    trial = PreferenceTrial.open(workspace, (without, alone))
    prefer(trial, 0, *trial.spans)
    (found,) = trial.by_term()
    assert (found.term, found.spans, found.verdict) == ("PUK", 8, "harmful")
    prefer(trial, 1, *trial.spans)
    assert trial.by_term()[0].verdict == "keep"
    same = PreferenceTrial.open(workspace, (without, Variant("PUK", without.heard, ("PUK",))))
    assert same.by_term()[0].verdict == "no-effect" and same.spans == ()


def test_what_is_recorded_can_be_read_without_the_trial(
    workspace: Workspace, clip: ClipRecord, trial: PreferenceTrial
) -> None:
    trial.look()
    trial.look()
    prefer(trial, 1, *trial.spans[:7])
    trial.say(trial.spans[7], "skipped", played=False)
    run = record(workspace, trial, 1)
    document = newest(workspace)
    assert document is not None and document.id == run.id and run.kind == KIND
    assert (run.vendor, run.model, run.clip, run.sandbox) == (
        "deepgram", "nova-3", clip.sha256, True,
    )  # fmt: skip
    told = run.result
    assert told["verdict"] == {"kept": "all terms", "by": "ear", "shown": True}
    assert told["looked_after"] == [0] and told["sandbox"] == {"deepgram": True}
    (contest,) = told["contests"]
    assert (contest["variant"], contest["over"], contest["wins"], contest["losses"]) == (
        "all terms", "without terms", 7, 0,
    )  # fmt: skip
    assert contest["rate"] == 1.0 and contest["low"] == pytest.approx(0.6457, abs=1e-4)
    first, *_, last = told["spans"]
    assert (first["wordings"], first["right"]) == (["sick cell", "Zyxel"], ["all terms"])
    assert (last["said"], last["right"], last["played"]) == ("skipped", [], False)
    assert [one["by"] for one in told["terms"]] == ["ear"] * 4
    (evidence,) = workspace.evidence("test-audio")
    assert evidence.note == verdict_by_ear(run) == "by ear: all terms"
    # It shows a choice, not two transcripts: it closes nothing by itself.
    (state,) = [one for one in workspace.task_states() if one.id == "test-audio"]
    assert state.state == "open" and run.id in state.runs
    assert verdict_by_ear(record(workspace, trial, None)) == "by ear: none kept"


def test_it_rests_on_the_audio_and_on_no_reference(
    workspace: Workspace, clip: ClipRecord, trial: PreferenceTrial
) -> None:
    prefer(trial, 1, trial.spans[0])
    run = record(workspace, trial, 1)
    before = workspace.evidence("test-audio")[0].basis
    assert before["clip"] == "current"
    workspace.set_references(clip.sha256, {0: "so the Zyxel"}, ReferenceOrigin("typed"))
    assert workspace.attach_evidence("test-audio", run.id).basis == before
    clip.clip.path.write_bytes(b"another call")
    assert workspace.attach_evidence("test-audio", run.id).basis["clip"] == "changed"


def test_live_and_sandbox_are_told_apart(workspace: Workspace, clip: ClipRecord) -> None:
    one, other = pair(clip.sha256)
    trial = PreferenceTrial.open(workspace, (without_sandbox(one), other))
    assert trial.sandbox and as_json(trial, None)["variants"][0]["sandbox"] is False
    live = PreferenceTrial.open(workspace, (without_sandbox(one), without_sandbox(other)))
    assert not live.sandbox and not record(workspace, live, 1).sandbox


def test_what_a_local_voice_was_made_to_say_is_no_evidence(
    workspace: Workspace, tmp_path: Path
) -> None:
    spoken = workspace.add_clip(
        clip_file(tmp_path, "spoken.wav", b"RIFF spoken"), tags=(TAG,), synthetic=True
    )
    trial = PreferenceTrial.open(workspace, pair(spoken.sha256))
    prefer(trial, 1, trial.spans[0])
    run = record(workspace, trial, 1)
    assert run.result["spoken"] and not is_evidence(run)
    assert workspace.evidence("test-audio") == () and newest(workspace) == run
