"""What a ladder says of each term and set, against answers whose every word is known."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.before.keywords import (
    LadderResult,
    LadderState,
    LadderStep,
    Question,
    as_json,
    climb,
    newest_trial,
    plan_ladder,
)
from checklists.keyword_answers import KeywordAnswers
from checklists.records import ClipRecord
from checklists.vendors import ONLY_DEEPGRAM, Options, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.before.keywords.worlds import (
    TERMS,
    climbed,
    heard,
    plan_of,
    records,
    says,
)
from tests.tui.batch_vendors import BatchVendors


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "calls")


@pytest.fixture
def clips(workspace: Workspace, tmp_path: Path) -> list[ClipRecord]:
    return records(workspace, tmp_path)


async def test_each_term_is_judged_by_the_words_it_changed(clips: list[ClipRecord]) -> None:
    vendors = BatchVendors(says)
    document = as_json(await climbed(plan_of(clips[:1]), vendors))
    zyxel, router, suppose, reader = document["terms"]
    assert (zyxel["verdict"], zyxel["said"], zyxel["right_before"]) == ("keep", 2, 0)
    assert [(one["word"], one["before"], one["after"]) for one in zyxel["gained"]] == [
        ("zyxel", "sigh", "zyxel"),
        ("zyxel", "cycle", "zyxel"),
    ]
    assert zyxel["wer"] == 0.0 and zyxel["recall"] == {"before": 0.0, "after": 1.0}
    assert zyxel["precision"] == {"before": None, "after": 1.0}
    assert (router["verdict"], router["gained"]) == ("not-needed", [])
    assert (suppose["verdict"], suppose["invented"]) == ("harmful", 1)
    assert [one["word"] for one in suppose["harmed"]] == ["support"]
    assert reader["verdict"] == "untested"
    assert document["recommended"] == ["zyxel"] and document["removed"] == []
    baseline, everything, kept = (document[name] for name in ("baseline", "all", "kept"))
    assert (baseline["errors"], everything["errors"], kept["errors"]) == (2, 1, 0)
    # Three places where a term is said: router was heard, both zyxels were not.
    assert baseline["keyword_recall"] == pytest.approx(1 / 3)
    assert everything["keyword_precision"] == pytest.approx(3 / 4)
    assert kept["keyword_recall"] == kept["keyword_precision"] == 1.0
    assert kept["set"] == [{"term": "zyxel", "boost": 1.0}]
    # None, four alone, all; the set of one is on record already.
    assert len(vendors.asked) == 6
    assert document["requests"] == {"needed": 6, "sent": 6, "on_record": 0, "failed": 0}


async def test_what_changed_has_its_place(clips: list[ClipRecord]) -> None:
    document = as_json(await climbed(plan_of(clips[:1]), BatchVendors(says)))
    zyxel = document["terms"][0]
    # Two words a second: "zyxel" is the fifth word of one channel and the second of the other.
    assert [(one["channel"], one["start"], one["end"]) for one in zyxel["gained"]] == [
        (0, 2.0, 2.4),
        (1, 0.5, 0.9),
    ]
    assert [(one["channel"], one["start"]) for one in zyxel["places"]] == [(0, 2.0), (1, 0.5)]
    assert {one["clip"] for one in zyxel["places"]} == {clips[0].sha256}
    suppose = document["terms"][2]
    assert (suppose["harmed"][0]["start"], suppose["places"]) == (2.5, [])


async def test_clips_are_added_up_with_intervals(clips: list[ClipRecord]) -> None:
    document = as_json(await climbed(plan_of(clips), BatchVendors(says)))
    baseline, kept = document["baseline"], document["kept"]
    assert (baseline["errors"], baseline["words"]) == (3, 21)
    assert baseline["wer"] == pytest.approx(3 / 21)
    assert baseline["wer_interval"]["clips"] == 2
    assert baseline["wer_interval"]["low"] <= baseline["wer"] <= baseline["wer_interval"]["high"]
    change = kept["wer_change"]
    assert change["value"] == pytest.approx(-3 / 21)
    assert change["low"] <= change["value"] <= change["high"] < 0
    zyxel = document["terms"][0]
    assert zyxel["said"] == 3 and len(zyxel["gained"]) == 3
    assert zyxel["wer_change"]["clips"] == 2
    by_clip = document["clips"]
    assert [one["name"] for one in by_clip] == ["call.wav", "other.wav"]
    assert [len(one["terms"][0]["gained"]) for one in by_clip] == [2, 1]
    assert by_clip[1]["baseline"]["texts"] == list(heard("other.wav", ()))
    assert by_clip[1]["kept"]["texts"] == list(heard("other.wav", ("zyxel",)))
    assert by_clip[0]["baseline"]["wer"] == pytest.approx(2 / 12)


async def test_one_clip_has_no_interval_and_says_so(clips: list[ClipRecord]) -> None:
    document = as_json(await climbed(plan_of(clips[:1]), BatchVendors(says)))
    assert document["baseline"]["wer_interval"] is None
    assert document["kept"]["recall_interval"] is None
    change = document["terms"][0]["wer_change"]
    assert (change["low"], change["high"], change["clips"]) == (None, None, 1)


async def test_a_term_that_another_one_makes_superfluous_is_left_out(
    clips: list[ClipRecord],
) -> None:
    """With "calling zyxel" only one place is heard, with "zyxel" every place."""

    def hears(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions)
        first, second = heard(clip.path.name, [one for one in options.keyterm if one == "zyxel"])
        if "calling zyxel" in options.keyterm:
            first = first.replace("calling sigh", "calling zyxel")
        return first, second

    vendors = BatchVendors(hears)
    terms = ("calling zyxel", "zyxel", "router")
    result = await climbed(plan_of(clips, terms), vendors)
    document = as_json(result)
    assert [one["verdict"] for one in document["terms"]] == ["keep", "keep", "not-needed"]
    assert document["recommended"] == ["zyxel"] and result.kept == (("zyxel", 1.0),)
    (removed,) = document["removed"]
    assert removed["term"] == "calling zyxel" and "nothing is lost" in removed["why"]
    assert document["request"]["parameters"].count(["keyterm", "zyxel"]) == 1
    assert "keyterm=zyxel&" in document["request"]["url"]
    # The set of two is asked beyond what was foreseen; no more than was said at most.
    plan = result.plan
    assert len(plan.questions) < len(vendors.asked) <= plan.at_most


async def test_terms_that_do_harm_together_are_not_recommended(clips: list[ClipRecord]) -> None:
    """Each of two terms helps alone; sent together everything is heard wrong."""

    def hears(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions)
        if len(options.keyterm) > 1:
            return "zyxel zyxel", "zyxel zyxel"
        first, second = heard(clip.path.name, ())
        if options.keyterm == ("zyxel",):
            first = first.replace("sigh", "zyxel")
        if options.keyterm == ("my zyxel",):
            second = second.replace("my cycle", "my zyxel")
        return first, second

    document = as_json(
        await climbed(plan_of(clips[:1], ("zyxel", "my zyxel")), BatchVendors(hears))
    )
    assert [one["verdict"] for one in document["terms"]] == ["keep", "keep"]
    assert len(document["recommended"]) == 1
    assert document["kept"]["errors"] == 1 < document["baseline"]["errors"]


async def test_an_older_model_takes_keywords_and_its_boosts_are_swept(
    clips: list[ClipRecord],
) -> None:
    """zyxel is heard from boost 1.5 on; from 2.5 on it is put in everywhere."""

    def hears(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions) and not options.keyterm
        boost = dict(options.keywords).get("zyxel", 0.0)
        first, second = heard(clip.path.name, ("zyxel",) if boost >= 1.5 else ())
        return (first.replace("support", "zyxel"), second) if boost >= 2.5 else (first, second)

    vendors = BatchVendors(hears)
    plan = plan_of(clips, ("zyxel", "router"), model="nova-2", sweep=True)
    assert plan.way == "keywords"
    result = await climbed(plan, vendors)
    document = as_json(result)
    zyxel, router = document["terms"]
    assert [(one["boost"], one["errors"]) for one in zyxel["boosts"]] == [
        (1.0, 3), (1.5, 0), (2.0, 0), (2.5, 2),
    ]  # fmt: skip
    assert (zyxel["boost"], zyxel["turning_point"], zyxel["verdict"]) == (1.5, 2.0, "keep")
    assert (zyxel["boosts"][3]["harmed"], zyxel["boosts"][3]["invented"]) == (2, 2)
    # What is right without it has nothing to gain from a boost.
    assert (router["boosts"], router["turning_point"], router["boost"]) == ([], None, 1.0)
    assert result.kept == (("zyxel", 1.5),)
    assert document["kept"]["set"] == [{"term": "zyxel", "boost": 1.5}]
    assert ["keywords", "zyxel:1.5"] in document["request"]["parameters"]
    assert document["way"] == "keywords" and document["model"] == "nova-2"
    assert len(vendors.asked) <= plan.at_most


async def test_a_ladder_is_recorded_as_one_run(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    assert newest_trial(workspace) is None
    several = await climbed(plan_of(clips, workspace=workspace), BatchVendors(says), workspace)
    one = await climbed(plan_of(clips[:1], workspace=workspace), BatchVendors(says), workspace)
    back = newest_trial(workspace)
    assert back is not None and back.id == one.run != several.run
    assert back.clip == clips[0].sha256 and back.result == as_json(one)
    first = workspace.run(several.run)
    assert (first.clip, first.model, first.sandbox) == ("", "nova-3", True)
    assert first.numbers["recall_with_kept"] == 1.0 and first.numbers["clips"] == 2
    assert newest_trial(workspace, clips[0].sha256) == back
    assert newest_trial(workspace, clips[1].sha256) is None
    assert [one.task for one in workspace.evidence()] == ["test-audio"] * 2
    # Every answer is behind it, with what came back over the wire.
    assert len(first.response["answers"]) == 12
    for answer in first.response["answers"]:
        kept = workspace.keyword_answers.transcript(answer["answer"])
        assert kept is not None and kept.raw["results"]["channels"]
    texts = {clip["all"]["answer"] for clip in first.result["clips"]}
    assert texts <= {answer["answer"] for answer in first.response["answers"]}


async def test_nothing_is_sent_twice(workspace: Workspace, clips: list[ClipRecord]) -> None:
    vendors = BatchVendors(says)
    first = await climbed(plan_of(clips[:1], workspace=workspace), vendors, workspace)
    plan = plan_of(clips, tuple(reversed(TERMS)), workspace=workspace)
    # The same terms in another order are the same request.
    assert len(plan.known) == 6 and len(plan.to_send) == 6
    steps: list[LadderStep] = []
    second = await climbed(plan, vendors, workspace, steps=steps)
    assert len(vendors.asked) == 12
    assert [step.on_record for step in steps].count(True) == 6
    assert as_json(second)["requests"]["on_record"] == 6
    assert as_json(second)["clips"][0]["all"] == {
        **as_json(first)["clips"][0]["all"],
        "set": [{"term": term, "boost": 1.0} for term in reversed(TERMS)],
    }
    again = plan_of(clips[:1], workspace=workspace, again=True)
    assert len(again.to_send) == 6 and again.known == {}
    await climbed(again, vendors, workspace)
    assert len(vendors.asked) == 18


async def test_progress_is_told(clips: list[ClipRecord]) -> None:
    steps: list[LadderStep] = []
    states: list[LadderState] = []
    await climbed(plan_of(clips[:1]), BatchVendors(says), steps=steps, states=states)
    assert [step.done for step in steps] == [1, 2, 3, 4, 5, 6] and {s.total for s in steps} == {6}
    assert steps[0].what == "without terms"
    assert {step.what for step in steps} == {"without terms", "all terms", *TERMS}
    assert {step.clip for step in steps} == {"call.wav"}
    assert states[-1].seconds_left == 0.0 and states[-1].sent == 6 and not states[-1].under_way


async def test_what_fails_is_said_and_sent_again_the_next_time(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    broken = True

    def hears(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        assert isinstance(options, DeepgramOptions)
        if broken and options.keyterm == ("zyxel",) and clip.path.name == "other.wav":
            raise VendorTrouble("It took too long.", vendor="deepgram", status=504)
        return says(vendor, clip, options)

    vendors = BatchVendors(hears)
    result = await climbed(plan_of(clips, workspace=workspace), vendors, workspace)
    document = as_json(result)
    assert not result.complete and result.run == "" and newest_trial(workspace) is None
    (failure,) = document["failures"]
    assert failure == {
        "clip": clips[1].sha256, "terms": ["zyxel"], "why": "It took too long.",
    }  # fmt: skip
    zyxel = document["terms"][0]
    assert (zyxel["verdict"], zyxel["failed"], zyxel["wer"]) == ("untested", 1, None)
    assert document["terms"][2]["verdict"] == "harmful" and document["recommended"] == []
    broken = False
    before = len(vendors.asked)
    result = await climbed(plan_of(clips, workspace=workspace), vendors, workspace)
    assert len(vendors.asked) == before + 1
    assert result.complete and as_json(result)["recommended"] == ["zyxel"]


async def test_a_passing_trouble_is_tried_again(clips: list[ClipRecord]) -> None:
    left = [2]

    def hears(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if left[0]:
            left[0] -= 1
            raise VendorTrouble(
                "Too many at once.", vendor="deepgram", status=(left[0] and 429) or 503
            )
        return says(vendor, clip, options)

    result = await climbed(plan_of(clips[:1]), BatchVendors(hears))
    assert result.complete and as_json(result)["recommended"] == ["zyxel"]


async def test_a_lasting_trouble_ends_it_with_its_sentence(clips: list[ClipRecord]) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        raise VendorTrouble("The balance is used up.", vendor="deepgram", status=402)

    vendors = BatchVendors(refusing)
    with pytest.raises(VendorTrouble, match="balance is used up"):
        await climbed(plan_of(clips), vendors)
    assert len(vendors.asked) <= 2


async def test_an_answer_that_cannot_be_recorded_ends_it(
    workspace: Workspace, clips: list[ClipRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BadInput("The disk is full.")

    plan = plan_of(clips, workspace=workspace)
    monkeypatch.setattr(KeywordAnswers, "keep", full)
    vendors = BatchVendors(says)
    with pytest.raises(BadInput, match="disk is full"):
        await climbed(plan, vendors, workspace)
    assert len(vendors.asked) <= 2


async def test_it_can_be_cancelled_and_goes_on_where_it_stopped(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    vendors = BatchVendors(says, held=("deepgram",))
    plan = plan_of(clips, workspace=workspace)
    task = asyncio.ensure_future(climbed(plan, vendors, workspace))
    async with asyncio.timeout(60):
        await vendors.began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(vendors.asked) <= 2 and len(asyncio.all_tasks()) == 1


async def test_an_answer_under_way_is_waited_for_where_it_costs(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    vendors = BatchVendors(says, held=("deepgram",), live_sides=("deepgram",))
    plan = plan_ladder(clips[:1], TERMS, sandbox=False, workspace=workspace)
    task = asyncio.ensure_future(climbed(plan, vendors, workspace, grace=60))
    async with asyncio.timeout(60):
        await vendors.began.wait()
        task.cancel()
        vendors.release.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    left = plan_ladder(clips[:1], TERMS, sandbox=False, workspace=workspace)
    assert len(left.known) == len(vendors.asked) >= 1
    assert plan_of(clips[:1], workspace=workspace).known == {}, "the sandbox is another side"


async def test_a_plan_for_the_other_side_is_refused(clips: list[ClipRecord]) -> None:
    vendors = BatchVendors(says, live_sides=("deepgram",))
    with pytest.raises(BadInput, match="another side"):
        await climbed(plan_of(clips), vendors)
    assert vendors.asked == []


async def test_the_result_has_every_transcript(clips: list[ClipRecord]) -> None:
    result: LadderResult = await climbed(plan_of(clips), BatchVendors(says))
    question = Question(clips[0].sha256, (("zyxel", 1.0),))
    assert result.answers[question].text == " ".join(heard("call.wav", ("zyxel",)))
    assert len(result.answers) == 12


async def test_through_the_real_sandbox(sandbox: SandboxUrls) -> None:
    call = next(call for call in sample_calls() if call.channels == 1)
    term = call.terms[0].text
    record = ClipRecord(
        probe(call.path),
        call.title,
        datetime.now(UTC),
        references={0: call.reference},
        synthetic=True,
    )
    async with open_vendors("auto", sandbox.environment(), needed=ONLY_DEEPGRAM) as vendors:
        document = as_json(await climb(vendors, plan_ladder([record], [term], sandbox=True)))
    (judged,) = document["terms"]
    assert judged["verdict"] == "keep" and judged["said"] == 1
    assert judged["recall"] == {"before": 0.0, "after": 1.0}
    assert document["kept"]["errors"] < document["baseline"]["errors"]
    # What the script says of when the word is said.
    (place,) = judged["places"]
    (spoken,) = call.terms[0].said
    assert place["start"] < spoken.end and place["end"] > spoken.start
