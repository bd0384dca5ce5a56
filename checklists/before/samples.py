"""Find representative samples: the clips of a workspace, and the record of why these.

Task 2 of the guide. ``sample_survey`` looks over what there is and proposes a few; here what was
chosen comes into the workspace. Nothing is copied or downloaded unless that is asked for.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from checklists.before.references import standing_in_words
from checklists.before.representative import Proposal
from checklists.before.sample_cache import FactsCache, measured
from checklists.before.sample_facts import (
    OnShare,
    SampleFacts,
    channels_in_words,
    measure_clip,
    sound_in_words,
)
from checklists.before.sample_limits import breaches, in_words
from checklists.before.sample_sources import Candidate
from checklists.keeping import kept_copy
from checklists.records import ClipRecord, ReferenceOrigin, Run
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.audio.naming import shown
from providers.credentials import AmazonAccess
from providers.errors import BadInput
from providers.sandbox.samples import SampleCall


def add_sample_call(workspace: Workspace, call: SampleCall, clip: Clip) -> ClipRecord:
    """A sample call as a clip of the workspace, with what was said and when. Raises BadInput."""
    return workspace.add_clip(
        clip,
        name=call.title,
        tags=("sample",),
        references=dict(enumerate(call.references)),
        truth=call.words,
        synthetic=True,
        origin=ReferenceOrigin("script of the sample call"),
    )


def add(
    workspace: Workspace,
    facts: SampleFacts,
    *,
    name: str = "",
    tags: Sequence[str] = (),
    keep: bool = False,
) -> ClipRecord:
    """A measured clip as a sample of the workspace; ``keep`` copies it into ``audio/``.

    Without ``keep`` the workspace only knows where the file is: what was downloaded for the moment
    (``at_hand``) has to be kept, or it is gone. Raises BadInput where it was only glimpsed at, and
    where the copy does not succeed.
    """
    if not facts.complete:
        raise BadInput(f"{shown(facts.path)} has not been measured yet: measure it, then add it.")
    return workspace.add_clip(facts.clip, name=name, tags=tags, keep=keep)


@contextlib.contextmanager
def at_hand(
    candidate: Candidate,
    access: AmazonAccess | None = None,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Path]:
    """The candidate as a file: itself, or what is downloaded of S3 now.

    A download is a temporary file that is gone after the block. Blocks. Raises BadInput for a live
    source and without ``access``; what S3 refuses; and ``listing.DownloadStopped``.
    """
    if candidate.live:
        raise BadInput(f"{shown(candidate.name)} is still coming in: listen to it live instead.")
    if candidate.path is not None:
        yield candidate.path
        return
    if access is None:
        raise BadInput(f"{shown(candidate.name)} is in S3: AWS credentials are needed to get it.")
    from providers.amazon.listing import download

    with tempfile.TemporaryDirectory(prefix="crossfade-") as folder:
        # The key may hold what no file name may; the stem is what references are found by.
        name = PurePosixPath(candidate.name).name.replace("\0", "_")
        target = Path(folder) / (name if name not in ("", ".", "..") else "object")
        download(access, candidate.name, target, stop=stop)
        yield target


def taken(
    candidate: Candidate,
    cache: FactsCache,
    *,
    audio: Path | None = None,
    access: AmazonAccess | None = None,
    on_share: OnShare = lambda share: None,
    stop: Callable[[], bool] = lambda: False,
) -> SampleFacts:
    """A candidate measured, ready for ``add``; with ``audio`` copied into that directory.

    What lies in S3 is always copied: the download is gone otherwise. Blocks. Raises as ``at_hand``
    and ``measure_clip`` do, and BadInput where the copy cannot be made.
    """
    if candidate.path is None and audio is None:
        raise BadInput(f"{shown(candidate.name)} is in S3: it has to be copied to be a sample.")
    with at_hand(candidate, access, stop=stop) as path:
        if candidate.path is None:
            facts = measure_clip(path, on_share=on_share, stop=stop)
        else:
            facts = measured(path, cache, on_share=on_share, stop=stop)
        if audio is None:
            return facts
        copy = kept_copy(audio, facts.clip)
    there = copy.stat()
    facts = replace(facts, clip=replace(facts.clip, path=copy), modified=there.st_mtime)
    cache.put(facts, there.st_mtime_ns)
    return facts


def record(
    workspace: Workspace,
    records: Sequence[ClipRecord],
    note: str = "",
    *,
    facts: Mapping[str, SampleFacts] | None = None,
    proposal: Proposal | None = None,
) -> Run:
    """Keep the choice of samples as a run, and as evidence for the task.

    ``facts`` by hash adds how each clip sounds, ``proposal`` what the set stands for and what it
    does not. Synthesised speech is nobody's representative audio: with nothing else it is a
    rehearsal.
    """
    measured = facts or {}
    run = workspace.record_run(
        "samples",
        sandbox=all(record.synthetic for record in records),
        result={
            "clips": [_told(one, measured.get(one.sha256)) for one in records],
            **(_stands_for(proposal) if proposal else {}),
        },
        numbers={
            "clips": len(records),
            "seconds": sum(one.clip.duration for one in records),
            "referenced": sum(1 for one in records if one.references),
            "unverified": sum(1 for one in records if one.unverified),
        },
    )
    workspace.attach_evidence("representative-samples", run.id, note)
    return run


def _told(one: ClipRecord, facts: SampleFacts | None) -> dict[str, Any]:
    clip = one.clip
    told: dict[str, Any] = {
        "sha256": one.sha256,
        "name": one.name,
        "seconds": clip.duration,
        "container": clip.container,
        "codec": clip.codec,
        "rate": clip.rate,
        "channels": clip.channels,
        "size": clip.size,
        "reference": standing_in_words(one),
        "breaks": [in_words(breach) for breach in breaches(clip)],
    }
    if facts is not None and facts.levels is not None:
        told |= {
            "peak": facts.peak,
            "rms": facts.rms,
            "silence": facts.silence,
            "clipped": facts.clipped,
            "channels_are": channels_in_words(facts.levels),
            "remarks": sound_in_words(facts),
        }
    return told


def _stands_for(proposal: Proposal) -> dict[str, Any]:
    return {
        "population": proposal.population,
        "seed": proposal.seed,
        "refused": dict(proposal.refused),
        "covered": [share for share in proposal.shares if share.chosen],
        "not_covered": list(proposal.gaps),
    }
