"""Where the variants come from: a kept keyword experiment, two runs, requests of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest

from checklists.before.preference.spans import spans_of
from checklists.before.preference.trial import PreferenceTrial
from checklists.before.preference.variants import (
    ALL,
    KEPT,
    NONE,
    hear,
    pairings,
    plan_hearing,
    variants_of,
    variants_of_runs,
)
from checklists.records import ClipRecord
from checklists.vendors import ONLY_DEEPGRAM, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.before.keywords.worlds import TERMS, climbed, plan_of, records, says
from tests.checklists.before.preference.invented import transcript, words_of
from tests.checklists.furnished import clip_file
from tests.tui.batch_vendors import BatchVendors


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as made:
        yield made


@pytest.fixture
def clips(workspace: Workspace, tmp_path: Path) -> Sequence[ClipRecord]:
    return records(workspace, tmp_path)


async def test_a_ladder_on_record_gives_its_sets_and_asks_nobody(
    workspace: Workspace, clips: Sequence[ClipRecord]
) -> None:
    result = await climbed(plan_of(clips, workspace=workspace), BatchVendors(says), workspace)
    document = workspace.run(result.run).result
    found = pairings(document)
    assert [one.name for one in found] == [
        "none, the kept ones, all", "none against the kept ones", "the kept ones against all",
        "none against all", "none against router alone", "none against suppose alone",
        "none against card reader alone",
    ], "zyxel alone is the kept set"  # fmt: skip
    variants = variants_of(workspace, found[0])
    assert [one.label for one in variants] == [NONE, KEPT, ALL]
    assert [one.terms for one in variants] == [(), ("zyxel",), TERMS]
    spans = spans_of(variants)
    disputed = [tuple(" ".join(one.disputed) for one in span.wordings) for span in spans]
    call, other = (clip.sha256 for clip in clips)
    assert {(span.clip, span.channel) for span in spans} == {(call, 0), (call, 1), (other, 0)}
    assert ("cycle", "zyxel", "zyxel") in disputed
    # "suppose" is heard for "support" with all terms; what stands beside it is one question.
    assert ("sigh support", "zyxel support", "zyxel suppose") in disputed
    # Nothing differs with the router: there is nothing to listen to.
    assert spans_of(variants_of(workspace, found[4])) == ()


async def test_a_ladder_of_another_workspace_has_no_answers_here(
    workspace: Workspace, clips: Sequence[ClipRecord], tmp_path: Path
) -> None:
    result = await climbed(plan_of(clips, workspace=workspace), BatchVendors(says), workspace)
    (pairing, *_) = pairings(workspace.run(result.run).result)
    with (
        Workspace.open(tmp_path / "elsewhere") as other,
        pytest.raises(BadInput, match="run the experiment again"),
    ):
        variants_of(other, pairing)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"clips": "text", "terms": [1, None], "all": 3},
        {"clips": [{"sha256": "x", "baseline": {"answer": 4}, "terms": "none"}], "terms": [{}]},
        {"clips": [{"sha256": "x", "baseline": {"answer": "k"}, "all": None, "terms": []}]},
    ],
)
def test_a_document_of_another_version_offers_nothing(document: dict[str, object]) -> None:
    assert pairings(document) == ()


def test_two_runs_of_a_clip_are_variants(workspace: Workspace, tmp_path: Path) -> None:
    record = workspace.add_clip(clip_file(tmp_path, "x.wav", b"RIFF x"))
    said: tuple[tuple[Vendor, str], ...] = (("deepgram", "red green"), ("amazon", "red blue"))
    runs = [
        workspace.record_transcript(transcript(words_of(text), vendor=vendor), record.sha256)
        for vendor, text in said
    ]
    variants = variants_of_runs(runs)
    assert [one.label.split()[0] for one in variants] == ["deepgram", "amazon"]
    trial = PreferenceTrial.open(workspace, variants)
    assert len(trial.spans) == 1 and trial.vendors == ("deepgram", "amazon")
    search = workspace.record_run("search", sandbox=True, clip=record.sha256)
    with pytest.raises(BadInput, match="holds no transcript"):
        variants_of_runs([search])


async def test_clips_without_a_reference_are_asked_for_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    record = workspace.add_clip(clip_file(tmp_path, "call.wav", b"RIFF call"))
    vendors = BatchVendors(says)
    plan = plan_hearing([record, record], TERMS, sandbox=True, workspace=workspace)
    assert len(plan.to_send) == 2 and plan.further == 0

    async def heard() -> list[str]:
        variants = await hear(
            cast(Vendors, vendors), [record], TERMS, sandbox=True, workspace=workspace
        )
        return [one.heard[record.sha256].text for one in variants]

    texts = await heard()
    assert "zyxel" in texts[1] and "zyxel" not in texts[0] and len(vendors.asked) == 2
    assert await heard() == texts and len(vendors.asked) == 2
    known = plan_hearing([record], TERMS, sandbox=True, workspace=workspace)
    assert known.to_send == () and known.seconds == 0


async def test_what_would_be_refused_or_fails_is_said(workspace: Workspace, tmp_path: Path) -> None:
    record = workspace.add_clip(clip_file(tmp_path, "call.wav", b"RIFF call"))

    def fails(*asked: object) -> Sequence[str]:
        raise VendorTrouble("The key was refused.", vendor="deepgram", status=401)

    vendors = cast(Vendors, BatchVendors(fails))
    with pytest.raises(VendorTrouble, match="refused"):
        await hear(vendors, [record], ["zyxel"], sandbox=True, workspace=workspace)
    with pytest.raises(BadInput, match="no clip"):
        plan_hearing([], ["zyxel"], sandbox=True)
    with pytest.raises(BadInput, match="no term"):
        plan_hearing([record], [" "], sandbox=True)
    many = [f"keyterm number {number} of very many" for number in range(200)]
    with pytest.raises(BadInput, match="keyterm"):
        plan_hearing([record], many, sandbox=True, base=DeepgramOptions(model="nova-3"))


async def test_the_sandbox_really_hears_two_variants(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    call = min(sample_calls(), key=lambda one: one.duration)
    record = workspace.add_clip(probe(call.path), name=call.title)
    terms = [one.text for one in call.terms][:3]
    async with open_vendors("auto", sandbox.environment(), needed=ONLY_DEEPGRAM) as vendors:
        variants = await hear(vendors, [record], terms, sandbox=True, workspace=workspace)
    spans = spans_of(variants)
    assert spans and all(0 <= span.start < span.end <= call.duration + 0.1 for span in spans)
    assert any(span.about(term) for span in spans for term in terms)
