"""What is on record of the same clips through both vendors, and what it comes to.

Only transcripts that were asked for with the options of today count: a clip with such a transcript
need not be sent again. Live and sandbox are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checklists.before.audio_tests import options_for
from checklists.plan_model import Result
from checklists.records import ClipRecord, Run, plain
from checklists.results import deepgram_better, newest_by_clip, score_of, word_results
from checklists.scoring.words import WordScore, mean_wer
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.speech import VENDORS, Vendor

# What names one job of Amazon's and says nothing of how it was asked.
_PER_JOB = frozenset(
    ("TranscriptionJobName", "Media", "MediaFormat", "OutputBucketName", "OutputKey")
)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One vendor's newest transcript of one clip. ``seconds`` is how long the vendor took;
    ``words`` how many it heard; ``score`` is None where there is no reference (or an older
    normaliser made it)."""

    run: str
    clip: str
    vendor: Vendor
    model: str
    sandbox: bool
    at: datetime
    seconds: float
    words: int
    score: WordScore | None


@dataclass(frozen=True, slots=True)
class Total:
    """A vendor's transcripts of the clips together: pooled errors with their interval in
    ``result``, the mean of the clips' own rates, and the seconds taken in all."""

    result: Result
    mean: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over some clips, live ones first. ``better`` is how likely Deepgram makes fewer
    errors on such clips, by origin (sandbox or not), where both have scored at least two."""

    rows: tuple[Total, ...]
    better: Mapping[bool, float]


def asked_as_today(run: Run, clip: Clip) -> bool:
    """Whether a transcript was asked for with the options this clip would be sent with now."""
    options = options_for("deepgram" if run.vendor == "deepgram" else "amazon", clip)
    if not isinstance(run.request, Mapping):
        return False
    if isinstance(options, DeepgramOptions):
        return bool(run.request.get("parameters") == plain(options.batch_parameters()))
    asked = {name: value for name, value in run.request.items() if name not in _PER_JOB}
    return bool(asked == plain(options.job_parameters()))


def transcripts_on_record(workspace: Workspace, clips: Sequence[ClipRecord]) -> tuple[Run, ...]:
    """The transcripts of these clips asked for as today, oldest first, without their text."""
    by_hash = {record.sha256: record.clip for record in clips}
    return tuple(
        run
        for run in workspace.run_heads("transcribe")
        if run.clip in by_hash and run.vendor in VENDORS and asked_as_today(run, by_hash[run.clip])
    )


def results(
    workspace: Workspace, clips: Sequence[ClipRecord], runs: Sequence[Run]
) -> Mapping[str, tuple[OnRecord, ...]]:
    """By clip the newest of ``runs`` for each vendor, model and origin; Deepgram first."""
    counts = workspace.word_counts() if runs else {}
    found: dict[str, list[OnRecord]] = {}
    groups = newest_by_clip(clips, runs)
    for group in sorted(groups, key=lambda group: (group[0] == "amazon", group)):
        for sha, run in groups[group].items():
            found.setdefault(sha, []).append(_on_record(run, counts.get(run.id, 0)))
    return {sha: tuple(rows) for sha, rows in found.items()}


def missing(
    on_record: Mapping[str, Sequence[OnRecord]],
    clips: Iterable[ClipRecord],
    sandboxed: Mapping[Vendor, bool],
) -> list[tuple[Vendor, Clip]]:
    """What has to be sent so that every clip has a result of both sides, of the origin that each
    side has now. A live result stands in for the sandbox, never the other way round."""
    return [
        (vendor, record.clip)
        for record in clips
        for vendor in VENDORS
        if not any(
            one.vendor == vendor and (not one.sandbox or sandboxed[vendor])
            for one in on_record.get(record.sha256, ())
        )
    ]


def _on_record(run: Run, words: int) -> OnRecord:
    return OnRecord(
        run=run.id,
        clip=run.clip,
        vendor="deepgram" if run.vendor == "deepgram" else "amazon",
        model=run.model,
        sandbox=run.sandbox,
        at=run.started_at,
        seconds=run.seconds,
        words=words,
        score=score_of(run),
    )


def totals(clips: Sequence[ClipRecord], runs: Sequence[Run]) -> Totals:
    """The sums, with intervals: some thousand draws, so not for the thread that draws a screen."""
    by_id = {run.id: run for run in runs}
    rows = sorted(word_results(clips, runs), key=lambda row: (row.sandbox, row.vendor == "amazon"))
    return Totals(
        tuple(_total(row, [by_id[run] for run in row.runs]) for row in rows),
        _better(clips, runs, rows),
    )


def _total(row: Result, runs: Sequence[Run]) -> Total:
    scores = [score for run in runs if (score := score_of(run)) is not None]
    return Total(row, mean_wer(scores), sum(run.seconds for run in runs))


def _better(
    clips: Sequence[ClipRecord], runs: Sequence[Run], rows: Sequence[Result]
) -> dict[bool, float]:
    found: dict[bool, float] = {}
    for ours in rows:
        for theirs in rows:
            fair = ours.vendor == "deepgram" and theirs.vendor == "amazon"
            if fair and ours.sandbox == theirs.sandbox:
                chance = deepgram_better(clips, runs, ours, theirs)
                if chance is not None:
                    found[ours.sandbox] = chance
    return found
