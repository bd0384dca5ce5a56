"""What is on record for the same clips and options is not asked for again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from checklists.before import audio_tests, comparison
from checklists.before.sending import batch_cost, sendings
from checklists.facts.book import facts
from checklists.records import ClipRecord
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import VendorTrouble
from providers.speech import VENDORS, Vendor
from tests.checklists.furnished import MISHEARD, REFERENCES, add_calls, clip_file
from tests.tui.batch_vendors import BatchVendors

SANDBOXED = dict.fromkeys(VENDORS, True)


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    number = int(clip.path.stem[-1])
    return MISHEARD[number] if vendor == "deepgram" else REFERENCES[number]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "calls")


async def send(workspace: Workspace, records: Sequence[ClipRecord], vendors: BatchVendors) -> None:
    """Everything by everybody, recorded as the command and the screen do."""
    outcomes = await audio_tests.transcribe_all(
        cast(Vendors, vendors), VENDORS, [record.clip for record in records]
    )
    by_hash = {record.sha256: record for record in records}
    for outcome in outcomes:
        assert outcome.transcript is not None
        audio_tests.record(workspace, by_hash[outcome.clip.sha256], outcome.transcript)


async def test_what_is_on_record_is_found_and_not_missing(workspace: Workspace) -> None:
    records = add_calls(workspace)
    assert comparison.transcripts_on_record(workspace, records) == ()
    assert len(comparison.missing({}, records, SANDBOXED)) == 6
    await send(workspace, records[:2], BatchVendors(says))
    runs = comparison.transcripts_on_record(workspace, records)
    found = comparison.results(workspace, records, runs)
    assert [one.vendor for one in found[records[0].sha256]] == ["deepgram", "amazon"]
    ours, theirs = found[records[0].sha256]
    assert ours.words == 13 and ours.seconds == 2.5 and ours.model == "nova-3" and ours.sandbox
    assert ours.score is not None and theirs.score is not None
    assert ours.score.errors > theirs.score.errors == 0
    left = comparison.missing(found, records, SANDBOXED)
    assert left == [(vendor, records[2].clip) for vendor in VENDORS]


async def test_a_rehearsal_does_not_stand_in_for_the_vendor(workspace: Workspace) -> None:
    records = add_calls(workspace)[:1]
    await send(workspace, records, BatchVendors(says))
    found = comparison.results(
        workspace, records, comparison.transcripts_on_record(workspace, records)
    )
    one_live = {"deepgram": False, "amazon": True}
    left = comparison.missing(found, records, cast("dict[Vendor, bool]", one_live))
    assert left == [("deepgram", records[0].clip)]
    await send(workspace, records, BatchVendors(says, live_sides=("deepgram",)))
    runs = comparison.transcripts_on_record(workspace, records)
    found = comparison.results(workspace, records, runs)
    # Live and sandbox stand beside each other and are never added up.
    assert [(one.vendor, one.sandbox) for one in found[records[0].sha256]] == [
        ("deepgram", False),
        ("deepgram", True),
        ("amazon", True),
    ]
    assert comparison.missing(found, records, SANDBOXED) == []
    totals = comparison.totals(records, runs)
    assert [(total.result.vendor, total.result.sandbox) for total in totals.rows] == [
        ("deepgram", False),
        ("deepgram", True),
        ("amazon", True),
    ]


async def test_other_options_are_another_question(workspace: Workspace) -> None:
    records = add_calls(workspace)[:1]
    vendors = cast(Vendors, BatchVendors(says))
    clip = records[0].clip
    otherwise = DeepgramOptions(model="nova-2", punctuate=True)
    transcript = await audio_tests.transcribe(vendors, "deepgram", clip, otherwise)
    audio_tests.record(workspace, records[0], transcript)
    assert comparison.transcripts_on_record(workspace, records) == ()
    # A recording through a job of its own is the same question, whatever the job is called.
    transcript = await audio_tests.transcribe(vendors, "amazon", clip)
    run = audio_tests.record(workspace, records[0], transcript)
    assert [one.id for one in comparison.transcripts_on_record(workspace, records)] == [run.id]
    job = {**transcript.request, "TranscriptionJobName": "another", "OutputKey": "x/"}
    assert comparison.asked_as_today(replace(run, request=job), clip)
    job["Settings"] = {}
    assert not comparison.asked_as_today(replace(run, request=job), clip)


async def test_totals_pool_the_errors_and_name_the_mean(workspace: Workspace) -> None:
    records = add_calls(workspace)
    await send(workspace, records, BatchVendors(says))
    runs = comparison.transcripts_on_record(workspace, records)
    found = comparison.results(workspace, records, runs)
    totals = comparison.totals(records, runs)
    ours = totals.rows[0]
    scores = [found[record.sha256][0].score for record in records]
    errors = sum(one.errors for one in scores if one)
    words = sum(one.words for one in scores if one)
    assert ours.result.wer == round(errors / words, 4)
    assert ours.mean == pytest.approx(sum(one.errors / one.words for one in scores if one) / 3)
    assert ours.mean != pytest.approx(ours.result.wer, abs=1e-4)
    assert ours.seconds == 7.5
    assert ours.result.wer_low is not None and ours.result.wer_high is not None
    assert totals.better[True] < 0.1
    # Under two clips there is no interval.
    assert comparison.totals(records[:1], runs).rows[0].result.wer_low is None


async def test_a_clip_that_fails_does_not_stop_the_others(workspace: Workspace) -> None:
    records = add_calls(workspace)
    begun: list[tuple[Vendor, str]] = []

    def refusing(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if clip.path.name == "call1.wav":
            raise VendorTrouble("Refused.", vendor=vendor)
        return says(vendor, clip, options)

    pairs: list[tuple[Vendor, Clip]] = [("amazon", record.clip) for record in records]
    outcomes = await audio_tests.transcribe_pairs(
        cast(Vendors, BatchVendors(refusing)),
        pairs,
        on_start=lambda vendor, clip: begun.append((vendor, clip.path.name)),
    )
    assert [outcome.transcript is None for outcome in outcomes] == [False, True, False]
    assert str(outcomes[1].trouble) == "Refused."
    assert sorted(begun) == [("amazon", f"call{n}.wav") for n in range(3)]


def test_what_would_be_sent_is_priced_from_the_book(tmp_path: Path) -> None:
    clip = replace(clip_file(tmp_path), duration=600.0, channels=2)
    pairs: list[tuple[Vendor, Clip]] = [("deepgram", clip), ("amazon", clip), ("amazon", clip)]
    vendors = cast(Vendors, BatchVendors(says, live_sides=("amazon",)))
    ours, theirs = sendings(vendors, pairs, times=3)
    assert (ours.vendor, ours.sandbox, ours.files, ours.seconds) == ("deepgram", True, 1, 1800.0)
    assert ours.cost is None
    assert (theirs.files, theirs.times, theirs.seconds) == (2, 3, 3600.0)
    rate = float(facts()["amazon-price-batch"].value)
    assert theirs.cost is not None
    # The rows do not say whether a second channel counts, so the estimate is an interval.
    assert theirs.cost.low == pytest.approx(60 * rate)
    assert theirs.cost.high == pytest.approx(120 * rate)
    assert [fact.id for fact in theirs.cost.facts] == ["amazon-price-batch"]
    deepgram = batch_cost("deepgram", [clip])
    assert deepgram is not None
    # Deepgram bills each channel.
    assert deepgram.low == deepgram.high == 20 * float(facts()["deepgram-price-batch"].value)
