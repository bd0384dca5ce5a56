"""Who won a blind choice, as evidence for "Test your audio": the verdict is by ear.

The document of a run of kind "preference": ``variants[] {label, vendor, model, terms, sandbox}``,
``clips[]`` (hashes), ``kept`` (a label, or "" where none is), ``verdict {kept, by, shown}`` (``by``
is always "ear"; ``shown`` whether the intervals show the kept one to be better than every other),
``contests[] {variant, over, wins, losses, ties, rate, low, high, level, outcome}``, ``terms[]
{term, variant, over, verdict, by, spans, answered, wins, losses, ties, rate, low, high}``,
``spans[] {clip, channel, start, end, wordings[], said, right[], played}``, ``seed``,
``looked_after[]`` (after how many answers somebody looked who was ahead), ``spoken`` (a local voice
was made to say some of the clips: such a run is kept and is no evidence).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checklists.before.preference.spans import Span
from checklists.before.preference.trial import Contest, PreferenceTrial, TermContest
from checklists.before.spoken_probe import is_spoken
from checklists.records import Run
from checklists.scoring.win_rate import WinRate
from checklists.workspace import Workspace

KIND = "preference"
TASK = "test-audio"


def as_json(trial: PreferenceTrial, kept: int | None) -> dict[str, Any]:
    """The document; ``kept`` is the number of the variant that is kept, None for none."""
    label = trial.variants[kept].label if kept is not None else ""
    return {
        "kept": label,
        "verdict": {
            "kept": label,
            "by": "ear",
            "shown": kept is not None and kept == trial.winner,
        },
        "variants": [_variant(trial, number) for number in range(len(trial.variants))],
        "clips": list(dict.fromkeys(span.clip for span in trial.spans)),
        "contests": [_contest(trial, one) for one in trial.contests()],
        "terms": [_term(trial, one) for one in trial.by_term()],
        "spans": [_span(trial, span) for span in trial.spans],
        "seed": trial.seed,
        "looked_after": list(trial.looked_after),
        "sandbox": {vendor: trial.sandbox_of(vendor) for vendor in trial.vendors},
    }


def _variant(trial: PreferenceTrial, number: int) -> dict[str, Any]:
    variant = trial.variants[number]
    heard = next(iter(variant.heard.values()))
    return {
        "label": variant.label,
        "vendor": heard.vendor,
        "model": heard.model,
        "terms": list(variant.terms),
        "sandbox": variant.sandbox,
    }


def _numbers(result: WinRate) -> dict[str, Any]:
    return {
        "wins": result.wins,
        "losses": result.losses,
        "ties": result.ties,
        "rate": result.rate,
        "low": result.low,
        "high": result.high,
        "level": result.level,
        "outcome": result.outcome,
    }


def _contest(trial: PreferenceTrial, one: Contest) -> dict[str, Any]:
    return {
        "variant": trial.variants[one.variant].label,
        "over": trial.variants[one.other].label,
        **_numbers(one.result),
    }


def _term(trial: PreferenceTrial, one: TermContest) -> dict[str, Any]:
    return {
        "term": one.term,
        "verdict": one.verdict,
        "by": "ear",
        "spans": one.spans,
        "answered": one.answered,
        **_contest(trial, one.contest),
    }


def _span(trial: PreferenceTrial, span: Span) -> dict[str, Any]:
    answer = trial.answer_on(span)
    return {
        "clip": span.clip,
        "channel": span.channel,
        "start": span.start,
        "end": span.end,
        "wordings": [" ".join(one.disputed) for one in span.wordings],
        "said": answer.said if answer else "",
        "right": [trial.variants[number].label for number in trial.right_at(span)],
        "played": bool(answer and answer.played),
    }


def record(workspace: Workspace, trial: PreferenceTrial, kept: int | None) -> Run:
    """Keep the trial as it stands, as evidence where its clips are. Raises BadInput.

    The request is that of the kept variant (of the last one where none is kept).
    """
    document = as_json(trial, kept)
    document["spoken"] = _spoken(workspace, document["clips"])
    variant = trial.variants[-1 if kept is None else kept]
    heard = next(iter(variant.heard.values()))
    clips = document["clips"]
    run = workspace.record_run(
        KIND,
        sandbox=trial.sandbox,
        vendor=heard.vendor,
        model=heard.model,
        clip=clips[0] if len(clips) == 1 else "",
        request=heard.request,
        result=document,
        numbers=_summary(trial),
    )
    if is_evidence(run):
        workspace.attach_evidence(TASK, run.id, verdict_by_ear(run))
    return run


def _spoken(workspace: Workspace, clips: Sequence[str]) -> bool:
    records = {record.sha256: record for record in workspace.clips()}
    return any(is_spoken(records[clip]) for clip in clips if clip in records)


def is_evidence(run: Run) -> bool:
    """Whether it was about somebody's audio, and not about what a local voice was made to say."""
    return not (isinstance(run.result, Mapping) and run.result.get("spoken"))


def _summary(trial: PreferenceTrial) -> dict[str, int]:
    answers = [trial.answer_on(span) for span in trial.spans]
    return {
        "spans": len(trial.spans),
        "answered": sum(1 for one in answers if one and one.said != "skipped"),
        "skipped": sum(1 for one in answers if one and one.said == "skipped"),
        "unplayed": trial.unplayed,
    }


def newest(workspace: Workspace) -> Run | None:
    """The newest choice by ear that is on record."""
    heads = workspace.run_heads(KIND)
    return workspace.run(heads[-1].id) if heads else None


def verdict_by_ear(run: Run) -> str:
    """What was kept, in words: "by ear: all terms"; "" for a run of another kind."""
    told = run.result.get("verdict") if isinstance(run.result, Mapping) else None
    if run.kind != KIND or not isinstance(told, Mapping):
        return ""
    return f"by ear: {told.get('kept') or 'none kept'}"
