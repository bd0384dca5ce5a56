"""The way back as the plan has it: sentences for people, conditions for machines, the rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from checklists.before.rollback_rehearsal import rehearsal_in
from checklists.before.way_back import KIND, Trigger, step_texts, way_of
from checklists.plan_model import Rollback, RollbackCondition, RollbackRehearsal
from checklists.records import Run


def plan_rollback(runs: Sequence[Run]) -> Rollback:
    """The newest way back among the runs, with the newest rehearsal there was."""
    own = [run for run in runs if run.kind == KIND]
    if not own:
        return Rollback()
    way = way_of(own[-1].result)
    conditions = tuple(_condition(trigger) for trigger in way.triggers if not trigger.worded)
    return Rollback(
        steps=tuple(step.sentence() for step in way.steps),
        triggers=tuple(trigger.sentence() for trigger in way.triggers),
        conditions=conditions or None,
        rehearsal=_newest_rehearsal(own),
    )


def _condition(trigger: Trigger) -> RollbackCondition:
    return RollbackCondition(
        metric=trigger.metric,
        comparison=trigger.comparison,
        unit=trigger.unit,
        window=trigger.window,
        source=trigger.source,
        basis=trigger.basis,
        threshold=trigger.threshold,
    )


def _newest_rehearsal(own: Sequence[Run]) -> RollbackRehearsal | None:
    for run in reversed(own):
        tried = rehearsal_in(run.result)
        if tried is None:
            continue
        return RollbackRehearsal(
            at=tried.at.astimezone(UTC).replace(microsecond=0),
            run=run.id,
            sandbox=tried.sandbox,
            passed=tried.passed,
            current=step_texts(run.result) == step_texts(own[-1].result),
            sample=tried.sample,
            deepgram_seconds=round(tried.deepgram.seconds, 3),
            deepgram_words=tried.deepgram.words,
            amazon_words=tried.amazon.words if tried.amazon else 0,
            credentials=tried.credentials,
            back_seconds=round(tried.back_seconds, 3) if tried.back_seconds is not None else None,
            trouble=tried.trouble,
        )
    return None
