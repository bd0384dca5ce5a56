"""Test your audio: the same clips through both vendors, whole.

Task 5 of the guide. Everything asked of one vendor is asked of the other where it has a
counterpart; what has none is a fairness note beside the numbers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checklists.before.references import numbers_against
from checklists.records import ClipRecord, Run
from checklists.scoring.words import WordScore, score_transcript
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import Trouble
from providers.speech import Transcript, Vendor

# Two at a time per vendor: the sandbox has as many recognisers as the machine has cores, and a
# small account's quota is far above it.
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one vendor made of one clip: a transcript, or the sentence that says why not."""

    clip: Clip
    vendor: Vendor
    transcript: Transcript | None
    trouble: Trouble | None = None


def options_for(
    vendor: Vendor, clip: Clip, base: Options = None
) -> DeepgramOptions | AmazonOptions:
    """The vendor's options for this clip: two channels are kept apart, text is punctuated.

    Punctuation is always on at Amazon, so it is asked of Deepgram; a two-channel call is
    recognised per channel by both (``multichannel``; ``ChannelIdentification``).
    """
    two = clip.channels == 2
    if vendor == "deepgram":
        deepgram = base if isinstance(base, DeepgramOptions) else DeepgramOptions(punctuate=True)
        return replace(deepgram, multichannel=deepgram.multichannel or two)
    amazon = base if isinstance(base, AmazonOptions) else AmazonOptions()
    return replace(amazon, channel_identification=amazon.channel_identification or two)


async def transcribe(
    vendors: Vendors, vendor: Vendor, clip: Clip, base: Options = None
) -> Transcript:
    """One clip by one vendor. Raises BadInput or VendorTrouble."""
    async with vendors.batch(vendor, options_for(vendor, clip, base)) as transcriber:
        return await transcriber.transcribe(clip)


async def transcribe_all(
    vendors: Vendors,
    chosen: Sequence[Vendor],
    clips: Sequence[Clip],
    *,
    on_done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Every clip by every chosen vendor, clip by clip in the order given.

    A clip that fails is an outcome with its trouble, never missing from the list; cancelling
    stops all of them.
    """
    pairs = [(vendor, clip) for clip in clips for vendor in chosen]
    return await transcribe_pairs(vendors, pairs, on_done=on_done)


async def transcribe_pairs(
    vendors: Vendors,
    pairs: Sequence[tuple[Vendor, Clip]],
    *,
    on_start: Callable[[Vendor, Clip], None] | None = None,
    on_done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Each clip by the vendor it stands with, as ``transcribe_all`` does.

    ``on_start`` is called as a clip is sent, ``on_done`` as its outcome is there.
    """
    limits = {vendor: asyncio.Semaphore(AT_ONCE) for vendor, _ in pairs}

    async def one(vendor: Vendor, clip: Clip) -> Outcome:
        async with limits[vendor]:
            if on_start is not None:
                on_start(vendor, clip)
            try:
                outcome = Outcome(clip, vendor, await transcribe(vendors, vendor, clip))
            except Trouble as trouble:
                outcome = Outcome(clip, vendor, None, trouble)
        if on_done is not None:
            on_done(outcome)
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(vendor, clip)) for vendor, clip in pairs]
    return [task.result() for task in tasks]


def scored(record: ClipRecord, transcript: Transcript) -> WordScore | None:
    """The word errors against the clip's references, or None where it has none."""
    return score_transcript(transcript, record.references) if record.references else None


def record(
    workspace: Workspace,
    sample: ClipRecord,
    transcript: Transcript,
    score: WordScore | None = None,
) -> Run:
    """Keep a transcript as a run with its score, and as evidence for "Test your audio".

    ``score`` is what ``scored`` gave, where that was asked already. Against a draft that nobody
    has confirmed it is kept under that name, and is no word error rate.
    """
    score = score or scored(sample, transcript)
    run = workspace.record_transcript(
        transcript, sample.sha256, numbers=numbers_against(sample, score)
    )
    workspace.attach_evidence("test-audio", run.id)
    return run
