"""The terms of a plan with what each rests on, and the rules that came with the old vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any, cast, get_args

from checklists.before.vocabulary.keeping import kept_vocabulary
from checklists.plan_model import Keyterm, Replacement, Verdict
from checklists.records import Choice, Run
from checklists.workspace import Workspace


def plan_keyterms(runs: Sequence[Run], choices: Mapping[str, Choice]) -> tuple[Keyterm, ...]:
    """One row for each term, model and origin: what was tried on most clips, of equals the newest.

    Spoken probes are rows of their own. A row is stale where the plan means another model.
    """
    best: dict[tuple[str, str, bool, bool], tuple[int, int, Keyterm]] = {}
    tried = [run for run in runs if run.kind == "keywords" and isinstance(run.result, Mapping)]
    for age, run in enumerate(tried):
        for row in _rows(run, choices.get("deepgram")):
            key = (row.term.casefold(), row.model, row.sandbox, row.spoken)
            rank = (row.clips, age)
            if key not in best or rank >= best[key][:2]:
                best[key] = (*rank, row)
    return tuple(row for _, _, row in best.values())


def _rows(run: Run, choice: Choice | None) -> Iterator[Keyterm]:
    document = run.result
    trials = document.get("terms", ())
    kept = {str(term) for term in document.get("recommended", ())}
    stale = ""
    if choice is not None and choice.model and run.model and choice.model != run.model:
        stale = f"tried with {run.model}, the plan now says {choice.model}"
    for trial in trials if isinstance(trials, Sequence) else ():
        if isinstance(trial, Mapping):
            yield _row(run, trial, kept, stale)


def _row(run: Run, trial: Mapping[str, Any], kept: set[str], stale: str) -> Keyterm:
    verdict, term = trial.get("verdict"), str(trial.get("term", ""))
    change = _table(trial.get("wer_change"))
    way = run.result.get("way")
    return Keyterm(
        term=term,
        verdict=cast(Verdict, verdict) if verdict in get_args(Verdict) else "untested",
        gained=_count(trial.get("gained")),
        lost=_count(trial.get("lost")),
        harmed=_count(trial.get("harmed")),
        sandbox=run.sandbox,
        run=run.id,
        kept=term in kept,
        model=run.model,
        clips=max(1, _count(run.result.get("clips"))),
        spoken=bool(run.result.get("spoken")),
        invented=_count(trial.get("invented")),
        boost=_number(trial.get("boost")) if way == "keywords" else None,
        wer_change=_number(change.get("value")),
        wer_change_low=_number(change.get("low")),
        wer_change_high=_number(change.get("high")),
        tried_on=run.started_at.astimezone(UTC).date(),
        stale=stale,
    )


def plan_replacements(
    workspace: Workspace, keyterms: Sequence[Keyterm]
) -> tuple[Replacement, ...] | None:
    """The rules of the vocabulary that was read last: those that stand alone, and those that only
    write a kept term as before. Nobody has tried them; None where there are none."""
    found = kept_vocabulary(workspace)
    if found is None:
        return None
    kept = {row.term.casefold() for row in keyterms if row.kept}
    rules = [
        Replacement(
            rule=one.replace,
            phrase=one.phrase,
            why=one.why,
            verdict="untested",
            source=found.source,
            run=found.run,
        )
        for one in found.candidates
        if one.replace and (not one.keyterm or one.keyterm.casefold() in kept)
    ]
    return tuple(rules) or None


def keyterm_in_words(row: Keyterm) -> str:
    """What a row rests on: the change of word errors with its interval, clips, model and date."""
    parts = []
    if row.wer_change is not None:
        span = ""
        if row.wer_change_low is not None and row.wer_change_high is not None:
            span = f" [{row.wer_change_low:+.1%}, {row.wer_change_high:+.1%}]"
        parts.append(f"word errors {row.wer_change:+.1%}{span}")
    if row.clips:
        parts.append(f"{row.clips} clip{'' if row.clips == 1 else 's'}")
    parts += [part for part in (row.model, str(row.tried_on or "")) if part]
    if row.spoken:
        parts.append("spoken by a machine")
    if row.stale:
        parts.append(f"stale: {row.stale}")
    return ", ".join(parts)


def _count(value: object) -> int:
    """Trials list what was gained; older or other tools may only count it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value)
    return value if isinstance(value, int) else 0


def _number(value: object) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return round(float(cast(float, value)), 4) if usable else None


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
