"""What a term gained, lost and harmed, against answers whose every word is known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from checklists.before import keywords
from checklists.before.keyword_effects import Change, verdict_on
from checklists.before.keywords import KeywordTrial, try_terms
from checklists.records import ClipRecord, ReferenceOrigin
from checklists.vendors import ONLY_DEEPGRAM, Options, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, VendorTrouble
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import sample_calls
from providers.speech import Vendor
from tests.checklists.furnished import clip_file
from tests.tui.batch_vendors import BatchVendors

REFERENCE = {0: "thank you for calling zyxel support", 1: "my zyxel router drops the card"}
# What is heard with which terms: zyxel is gained, "suppose" harms, "router" is right anyway.
HEARD: Mapping[tuple[str, ...], tuple[str, str]] = {
    (): ("thank you for calling sigh support", "my cycle router drops the card"),
    ("zyxel",): ("thank you for calling zyxel support", "my zyxel router drops the card"),
    ("router",): ("thank you for calling sigh support", "my cycle router drops the card"),
    ("suppose",): ("thank you for calling sigh suppose", "my cycle router drops the card"),
    ("card reader",): ("thank you for calling sigh support", "my cycle router drops the card"),
    ("zyxel", "router", "suppose", "card reader"): (
        "thank you for calling zyxel suppose",
        "my zyxel router drops the card",
    ),
}


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    assert isinstance(options, DeepgramOptions)
    return HEARD[options.keyterm]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "calls")


@pytest.fixture
def record(workspace: Workspace, tmp_path: Path) -> ClipRecord:
    return workspace.add_clip(clip_file(tmp_path), references=REFERENCE, synthetic=True)


async def tried(record: ClipRecord) -> tuple[KeywordTrial, BatchVendors, list[tuple[str, int]]]:
    steps: list[tuple[str, int]] = []
    vendors = BatchVendors(says)
    trial = await try_terms(
        cast(Vendors, vendors),
        record.clip,
        ["zyxel", "router", "suppose", "card reader"],
        record.references,
        on_step=lambda what, done, total: steps.append((what, done)),
    )
    return trial, vendors, steps


async def test_each_term_is_judged_by_the_words_it_changed(record: ClipRecord) -> None:
    trial, vendors, steps = await tried(record)
    zyxel, router, suppose, reader = trial.terms
    assert zyxel.verdict == "keep" and zyxel.said == 2 and zyxel.right_before == 0
    assert zyxel.gained == (Change("zyxel", "sigh", "zyxel"), Change("zyxel", "cycle", "zyxel"))
    assert zyxel.wer == 0.0
    assert router.verdict == "not-needed" and not router.gained
    assert suppose.verdict == "harmful" and suppose.invented == 1
    assert suppose.harmed == (Change("support", "support", "suppose"),)
    assert reader.verdict == "untested"
    assert trial.recommended == ("zyxel",)
    assert trial.baseline.errors == 2 and trial.everything.errors == 1
    # Three places where a term is said: router was heard, both zyxels were not.
    assert trial.baseline_terms.recall == pytest.approx(1 / 3)
    assert trial.baseline_terms.precision == 1.0
    assert trial.everything_terms.recall == 1.0
    assert trial.everything_terms.precision == pytest.approx(3 / 4)
    assert len(vendors.asked) == keywords.requests_needed([one.term for one in trial.terms]) == 6
    assert steps[0] == ("", 0) and [done for _, done in steps] == list(range(7))
    assert {what for what, _ in steps} >= {"without terms", "zyxel", "all terms"}


async def test_a_trial_is_recorded_whole(workspace: Workspace, record: ClipRecord) -> None:
    trial, _, _ = await tried(record)
    assert keywords.newest_trial(workspace, record.sha256) is None
    run = keywords.record(workspace, trial)
    back = keywords.newest_trial(workspace, record.sha256)
    assert back is not None and back.id == run.id
    assert back.result["baseline"]["texts"] == list(HEARD[()])
    assert back.result["terms"][0]["texts"] == list(HEARD[("zyxel",)])
    assert set(back.response) == {"without", "alone", "all"}
    assert set(back.response["alone"]) == {"zyxel", "router", "suppose", "card reader"}
    # Six requests of 2.5 s each.
    assert back.seconds == 15.0
    assert back.numbers["recall_without"] == pytest.approx(1 / 3)
    assert [one.task for one in workspace.evidence()] == ["test-audio"]


async def test_clips_add_up_to_one_document(record: ClipRecord) -> None:
    trial, _, _ = await tried(record)
    document = keywords.together([trial, trial])
    assert document["baseline"]["wer"] == trial.baseline.wer
    assert document["terms"][0]["said"] == 4 and len(document["terms"][0]["gained"]) == 4
    assert document["recommended"] == ["zyxel"]
    assert [clip["path"] for clip in document["clips"]] == [str(record.clip.path)] * 2
    assert document["sandbox"] == {"deepgram": True}


async def test_one_term_needs_no_request_with_all(record: ClipRecord) -> None:
    vendors = BatchVendors(says)
    trial = await try_terms(cast(Vendors, vendors), record.clip, ["zyxel"], record.references)
    assert len(vendors.asked) == keywords.requests_needed(["zyxel"]) == 2
    assert trial.everything.errors == 0 and trial.with_all is trial.terms[0].heard


async def test_nothing_is_sent_for_what_cannot_be_judged(record: ClipRecord) -> None:
    vendors = BatchVendors(says)
    with pytest.raises(BadInput, match="no reference text"):
        await try_terms(cast(Vendors, vendors), record.clip, ["zyxel"], {0: " "})
    too_long = [f"a very long phrase number {n} of many more words" for n in range(60)]
    with pytest.raises(BadInput, match=r"keyterm: About .* tokens"):
        await try_terms(cast(Vendors, vendors), record.clip, too_long, record.references)
    assert vendors.asked == []


async def test_a_draft_judges_nothing_until_it_is_confirmed(record: ClipRecord) -> None:
    vendors = BatchVendors(says)
    draft = ReferenceOrigin("draft of a run", draft=True)
    with pytest.raises(BadInput, match=r"call\.wav' is a draft that nobody has confirmed by ear"):
        await try_terms(
            cast(Vendors, vendors), record.clip, ["zyxel"], record.references, origin=draft
        )
    assert vendors.asked == []
    confirmed = replace(draft, verified_by="Ada")
    trial = await try_terms(
        cast(Vendors, vendors), record.clip, ["zyxel"], record.references, origin=confirmed
    )
    assert trial.recommended == ("zyxel",)


async def test_the_first_trouble_ends_the_trial_with_its_sentence(record: ClipRecord) -> None:
    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        raise VendorTrouble("The balance is used up.", vendor="deepgram")

    with pytest.raises(VendorTrouble, match="balance is used up"):
        await try_terms(
            cast(Vendors, BatchVendors(refusing)), record.clip, ["zyxel"], record.references
        )


async def test_a_trial_can_be_cancelled(record: ClipRecord) -> None:
    vendors = BatchVendors(says, held=("deepgram",))
    task = asyncio.ensure_future(
        try_terms(cast(Vendors, vendors), record.clip, ["zyxel", "router"], record.references)
    )
    async with asyncio.timeout(60):
        await vendors.began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(vendors.asked) <= 2


@pytest.mark.parametrize(
    ("said", "right", "good", "bad", "verdict"),
    [
        (2, 0, 1, 0, "keep"),
        (2, 0, 1, 2, "harmful"),
        (2, 2, 0, 0, "not-needed"),
        (2, 1, 0, 0, "no-effect"),
        (2, 1, 1, 1, "no-effect"),
        (0, 0, 0, 0, "untested"),
        (0, 0, 0, 1, "harmful"),
    ],
)
def test_the_verdict_is_a_matter_of_counts(
    said: int, right: int, good: int, bad: int, verdict: str
) -> None:
    assert verdict_on(said, right, good, bad) == verdict


async def test_through_the_real_sandbox(sandbox: SandboxUrls) -> None:
    call = next(call for call in sample_calls() if call.channels == 1)
    term = call.terms[0].text
    async with open_vendors("auto", sandbox.environment(), needed=ONLY_DEEPGRAM) as vendors:
        trial = await try_terms(vendors, probe(call.path), [term], {0: call.reference})
    (judged,) = trial.terms
    assert judged.verdict == "keep" and judged.said == 1
    assert trial.baseline_terms.recall == 0.0 and trial.everything_terms.recall == 1.0
    assert trial.everything.errors < trial.baseline.errors
