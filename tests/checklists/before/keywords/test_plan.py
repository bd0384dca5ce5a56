"""What a ladder would take, what is refused before it is sent, and how the quick form picks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checklists.before.keywords import plan_ladder, way_of
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from tests.checklists.before.keywords.worlds import TERMS, climbed, plan_of, records, says
from tests.tui.batch_vendors import BatchVendors

LIVE = Vendors(DeepgramAccess(Secret("k" * 40)), None)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "calls")


@pytest.fixture
def clips(workspace: Workspace, tmp_path: Path) -> list[ClipRecord]:
    return records(workspace, tmp_path)


@pytest.mark.parametrize(
    ("model", "way"),
    [
        ("nova-3", "keyterm"),
        ("nova-3-medical", "keyterm"),
        ("flux-general-en", "keyterm"),
        ("nova-2", "keywords"),
        ("nova-2-phonecall", "keywords"),
        ("nova", "keywords"),
        ("enhanced", "keywords"),
        ("base-general", "keywords"),
        ("", "keywords"),
    ],
)
def test_the_model_decides_the_way(model: str, way: str) -> None:
    assert way_of(model) == way


def test_everything_is_known_before_the_first_request(clips: list[ClipRecord]) -> None:
    plan = plan_of(clips)
    # None, four alone, all; on two clips of 12.5 s with two channels.
    assert len(plan.questions) == len(plan.to_send) == 12 and plan.known == {}
    assert (plan.seconds, plan.channel_seconds) == (150.0, 300.0)
    assert plan.at_most == 12 + 4 * 2 + 4
    assert plan.questions[0].terms == () and plan.questions[-1].terms == plan.all_terms
    keyterms = [
        value for name, value in plan.parameters_of(plan.questions[-1]) if name == "keyterm"
    ]
    assert keyterms == list(TERMS)
    assert ("multichannel", "true") in plan.parameters_of(plan.questions[0])
    two = plan_of(clips, TERMS[:2])
    assert (len(two.questions), two.further) == (8, 0)
    assert len(plan_of(clips, TERMS[:1]).questions) == 4
    keywords = plan_of(clips, TERMS, model="nova-2", sweep=True)
    assert ("keywords", "zyxel") in keywords.parameters_of(keywords.questions[2])
    assert keywords.further == 6 * 4 * 2 + 2 + 4 * 2 + 4


def test_what_it_costs(clips: list[ClipRecord]) -> None:
    live = plan_ladder(clips, TERMS, sandbox=False)
    certain, most = live.sending(LIVE), live.sending(LIVE, at_most=True)
    assert certain is not None and certain.cost is not None
    assert most is not None and most.cost is not None
    assert (certain.files, certain.times, certain.seconds) == (2, 6, 150.0)
    assert most.cost.low == pytest.approx(certain.cost.low * live.at_most / len(live.to_send))
    older = plan_ladder(clips, TERMS, sandbox=False, base=DeepgramOptions(model="nova-2"))
    sending = older.sending(LIVE)
    assert sending is not None and sending.cost is None, "the book has no price for it"


def test_equal_content_and_equal_terms_are_one(clips: list[ClipRecord]) -> None:
    plan = plan_of([*clips, clips[0]], [" zyxel", "card  reader", "Zyxel", "card reader"])
    assert plan.clips == tuple(clips)
    assert plan.terms == ("zyxel", "card reader")


def test_what_cannot_be_judged_is_refused(clips: list[ClipRecord]) -> None:
    with pytest.raises(BadInput, match=r"call\.wav' has no reference text"):
        plan_of([replace(clips[0], references={0: " "})])
    draft = ReferenceOrigin("draft of a run", draft=True)
    with pytest.raises(BadInput, match=r"call\.wav' is a draft that nobody has confirmed by ear"):
        plan_of([replace(clips[0], reference_origin=draft)])
    plan_of([replace(clips[0], reference_origin=replace(draft, verified_by="Ada"))])
    with pytest.raises(BadInput, match="a machine's speech and other clips are not"):
        plan_of([clips[0], replace(clips[1], synthetic=False)])
    with pytest.raises(BadInput, match=r"other\.wav' is a machine's speech"):
        plan_of([clips[0], replace(clips[1], tags=("spoken",))])
    with pytest.raises(BadInput, match="no term to try"):
        plan_of(clips, [" ", ""])
    with pytest.raises(BadInput, match="no clip"):
        plan_of([])


def test_terms_that_would_be_refused_together_are_refused_before(clips: list[ClipRecord]) -> None:
    too_long = [f"a very long phrase number {n} of many more words" for n in range(60)]
    with pytest.raises(BadInput, match=r"keyterm: About .* tokens"):
        plan_of(clips, too_long)
    many = [f"word{n}" for n in range(101)]
    with pytest.raises(BadInput, match="101 keywords"):
        plan_of(clips, many, model="nova-2")
    plan = plan_of(clips, ["card reader"], model="nova-2")
    assert any("phrase" in note for note in plan.notes)
    assert not plan.sweep and not plan_of(clips, sweep=True).sweep, "a keyterm has no boosts"


async def test_the_quick_form_takes_what_was_missed_most(
    workspace: Workspace, clips: list[ClipRecord]
) -> None:
    plan = plan_of(clips, TERMS, quick=True, workspace=workspace)
    chosen = plan.quick
    assert chosen is not None and plan.full is not None
    # Nothing is on record: the clip in which most terms are said; of equals the shortest.
    assert plan.clips == (clips[0],) and plan.terms == ("zyxel", "router", "suppose")
    assert chosen.why == (
        "said 2 times in this clip",
        "said once in this clip",
        "not said in this clip: shows whether it does harm",
    )
    assert len(plan.questions) == 5 and len(plan.full.questions) == 12
    await climbed(plan_of([clips[1]], TERMS, workspace=workspace), BatchVendors(says), workspace)
    terms = ("router", "desk", "hello", "zyxel")
    later = plan_of(clips[1:], terms, quick=True, workspace=workspace)
    assert later.quick is not None
    why = dict(zip(later.terms, later.quick.why, strict=True))
    assert why["zyxel"] == "said once in this clip, missed 1 of 1 without terms"
    assert list(why) == ["router", "desk", "zyxel"]
    assert why["router"].endswith("missed 0 of 1 without terms")
    # What the quick form sends need not be sent by the full form.
    quick = plan_of(clips[:1], TERMS, quick=True, workspace=workspace)
    await climbed(quick, BatchVendors(says), workspace)
    full = plan_of(clips[:1], TERMS, workspace=workspace)
    assert len(full.known) == 4 and len(full.to_send) == 2
