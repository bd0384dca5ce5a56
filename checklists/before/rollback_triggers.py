"""Triggers out of what was measured in this workspace, each with where its number comes from.

A limit is set a little beyond what was measured, and never below what Amazon gave on the same
clips: as long as Deepgram is no worse than the old way, nobody has to go back. What was not
measured says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from checklists.before.way_back import Source, Trigger
from checklists.facts.book import fact
from checklists.plan_building import latency_numbers
from checklists.plan_model import Result
from checklists.records import Run
from checklists.results import word_results
from checklists.scoring.latency import FEWEST_FOR_P95
from checklists.workspace import Workspace

# A latency may rise by half before it is a reason to go back.
SLACK = 1.5
WORDS, FINAL_P95, FINAL_P50 = "word errors", "final text, p95", "final text, p50"
FAILURES, COST = "failed requests", "cost of a minute of audio"
# Until something was measured: a value to start the discussion with, and it says so.
FAILURE_START = 2.0


def measured_triggers(workspace: Workspace) -> tuple[Trigger, ...]:
    """Word errors, latency, failures and cost, as far as they were measured here."""
    runs = workspace.run_figures()
    results = word_results(workspace.clips(), runs)
    streams = [run for run in runs if run.kind == "live"]
    return (
        _word_errors(results),
        _latency(streams, "p95", FINAL_P95),
        _latency(streams, "p50", FINAL_P50),
        _failures([run for run in runs if run.kind == "compare"]),
        _cost(),
    )


def _unmeasured(metric: str, unit: str, window: int, why: str) -> Trigger:
    return Trigger(metric, ">", None, unit, window, "none", why)


def _word_errors(results: Sequence[Result]) -> Trigger:
    scored = [row for row in results if row.vendor == "deepgram" and row.wer is not None]
    if not scored:
        why = "transcribe clips that have a reference"
        return _unmeasured(WORDS, "%", 60, why)
    # Live before sandbox, then what was measured last.
    ours = max(scored, key=lambda row: (not row.sandbox, row.measured_on))
    beside = [
        row
        for row in results
        if row.vendor == "amazon" and row.sandbox == ours.sandbox and row.wer is not None
    ]
    theirs = max(beside, key=lambda row: row.measured_on, default=None)
    levels = [ours.wer_high if ours.wer_high is not None else ours.wer or 0.0]
    levels += [theirs.wer or 0.0] if theirs else []
    basis = f"Deepgram {_rate(ours)}"
    basis += f", Amazon {_rate(theirs)}" if theirs else ", Amazon not measured"
    limit = float(math.ceil(round(max(levels) * 100, 6)))
    return Trigger(WORDS, ">", limit, "%", 60, _origin(ours.sandbox), basis)


def _rate(row: Result) -> str:
    text = f"{row.model or 'no model'} {row.wer or 0:.1%}"
    if row.wer_low is not None and row.wer_high is not None:
        text += f" [{row.wer_low:.1%}, {row.wer_high:.1%}]"
    clips = "1 clip" if row.scored == 1 else f"{row.scored} clips"
    return f"{text} on {clips}, {row.measured_on:%Y-%m-%d}"


def _latency(streams: Sequence[Run], percentile: str, metric: str) -> Trigger:
    ours = _newest_stream(streams, "deepgram")
    if ours is None:
        return _unmeasured(metric, "s", 15, "stream a clip to both sides")
    spread = _finalization(ours)
    n, value = int(spread.get("n") or 0), spread.get(percentile)
    if not isinstance(value, int | float):
        why = f"the newest stream has {n} utterances"
        why += f", a p95 needs {FEWEST_FOR_P95}" if percentile == "p95" else ""
        return _unmeasured(metric, "s", 15, why)
    basis = f"Deepgram {ours.model} {value:.2f} s (n {n}), {ours.started_at:%Y-%m-%d}"
    level = value * SLACK
    theirs = _newest_stream([run for run in streams if run.sandbox == ours.sandbox], "amazon")
    beside = _finalization(theirs).get(percentile) if theirs else None
    if isinstance(beside, int | float) and theirs is not None:
        basis += f", Amazon {beside:.2f} s (n {_finalization(theirs).get('n')})"
        level = max(level, beside)
    limit = math.ceil(round(level * 10, 6)) / 10
    return Trigger(metric, ">", limit, "s", 15, _origin(ours.sandbox), basis)


def _newest_stream(streams: Sequence[Run], vendor: str) -> Run | None:
    """The newest stream of a vendor, a live one before one from the sandbox."""
    own = [run for run in streams if run.vendor == vendor]
    return max(own, key=lambda run: (not run.sandbox, run.started_at), default=None)


def _finalization(run: Run) -> Mapping[str, Any]:
    spread = latency_numbers(run).get("finalization")
    return spread if isinstance(spread, Mapping) else {}


def _failures(comparisons: Sequence[Run]) -> Trigger:
    for run in reversed(comparisons):
        row = _deepgram_row(run)
        clips, failed = row.get("clips"), row.get("failures")
        count = len(failed) if isinstance(failed, list) else failed
        if isinstance(clips, int) and isinstance(count, int) and clips > 0:
            limit = max(FAILURE_START, float(math.ceil(round(100 * SLACK * count / clips, 6))))
            basis = f"Deepgram {count} of {clips} clips failed, {run.started_at:%Y-%m-%d}"
            return Trigger(FAILURES, ">", limit, "%", 10, _origin(run.sandbox), basis)
    why = f"{FAILURE_START:g} % is only a value to start with"
    return Trigger(FAILURES, ">", FAILURE_START, "%", 10, "none", why)


def _deepgram_row(run: Run) -> Mapping[str, Any]:
    vendors = run.result.get("vendors") if isinstance(run.result, Mapping) else None
    row = vendors.get("deepgram") if isinstance(vendors, Mapping) else None
    return row if isinstance(row, Mapping) else {}


def _cost() -> Trigger:
    """Above what Amazon asks, the switch no longer pays."""
    price = fact("amazon-price-batch")
    basis = f"Amazon's batch price, {price.standing}, as of {price.dated:%Y-%m-%d}"
    return Trigger(COST, ">", float(price.value), "USD", 1440, "list price", basis)


def _origin(sandbox: bool) -> Source:
    return "sandbox" if sandbox else "live"
