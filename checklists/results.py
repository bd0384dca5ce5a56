"""Both vendors' word errors over the samples, pooled from what the runs recorded."""

from __future__ import annotations

from collections.abc import Sequence

from checklists.plan_model import Result
from checklists.records import ClipRecord, Run
from checklists.scoring.intervals import probability_better, wer_interval
from checklists.scoring.words import WordScore, from_numbers, pooled
from checklists.versions import normaliser_version

# What is compared: whole clips, without search or keyterms.
_KIND = "transcribe"

Group = tuple[str, str, bool]


def newest_by_clip(clips: Sequence[ClipRecord], runs: Sequence[Run]) -> dict[Group, dict[str, Run]]:
    """The newest transcript of each sample, by vendor, model and origin (sandbox or not).

    Live and sandbox are never mixed, nor are two models.
    """
    current = {record.sha256 for record in clips}
    groups: dict[Group, dict[str, Run]] = {}
    for run in runs:
        if run.kind == _KIND and run.clip in current:
            groups.setdefault((run.vendor, run.model, run.sandbox), {})[run.clip] = run
    return groups


def score_of(run: Run) -> WordScore | None:
    """The score a run recorded, or None where it has none or an older normaliser made it."""
    return from_numbers(run.numbers) if run.normaliser == normaliser_version() else None


def word_results(clips: Sequence[ClipRecord], runs: Sequence[Run]) -> tuple[Result, ...]:
    """One row for each vendor, model and origin."""
    groups = newest_by_clip(clips, runs)
    return tuple(_result(group, list(groups[group].values())) for group in sorted(groups))


def _result(group: Group, runs: Sequence[Run]) -> Result:
    vendor, model, sandbox = group
    scores = [score for run in runs if (score := score_of(run)) is not None and score.words]
    pool = pooled(scores)
    interval = wer_interval(scores)
    return Result(
        vendor=vendor,
        model=model,
        sandbox=sandbox,
        clips=len(runs),
        scored=len(scores),
        measured_on=max(run.started_at for run in runs).date(),
        normaliser=normaliser_version(),
        words=pool.words,
        wer=_rounded(pool.wer),
        wer_low=_rounded(interval.low) if interval else None,
        wer_high=_rounded(interval.high) if interval else None,
        cer=_rounded(pool.cer),
        runs=tuple(run.id for run in runs),
    )


def deepgram_better(
    clips: Sequence[ClipRecord], runs: Sequence[Run], ours: Result, theirs: Result
) -> float | None:
    """How likely the first row has fewer errors on such clips, by the clips both have scored."""
    groups = newest_by_clip(clips, runs)
    first = groups[(ours.vendor, ours.model, ours.sandbox)]
    second = groups[(theirs.vendor, theirs.model, theirs.sandbox)]
    pairs = [
        (mine, other)
        for sha in first
        if sha in second
        and (mine := score_of(first[sha])) is not None
        and (other := score_of(second[sha])) is not None
    ]
    return probability_better([mine for mine, _ in pairs], [other for _, other in pairs])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
