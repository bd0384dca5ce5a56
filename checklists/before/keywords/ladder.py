"""Climbing the ladder: none, each alone, all, boosts, and the smallest set that keeps the gains.

Every answer is recorded as it comes (``asking``), so that whatever ends it, the next climb of the
same plan sends only what is missing.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from checklists.before.keywords.asking import Asking
from checklists.before.keywords.boosts import BoostStep, Sweep, sweep
from checklists.before.keywords.document import document_of
from checklists.before.keywords.effects import added_up
from checklists.before.keywords.figures import Judge
from checklists.before.keywords.plan import LadderPlan, Question
from checklists.before.keywords.recorded import record
from checklists.before.keywords.removal import Removal, Weight, clips_in_order, smallest_set
from checklists.before.keywords.result import LadderResult
from checklists.before.keywords.state import OnState, OnStep
from checklists.before.keywords.way import NEUTRAL, TermSet
from checklists.before.search_corpus import GRACE_SECONDS
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.errors import BadInput


async def climb(
    vendors: Vendors,
    plan: LadderPlan,
    workspace: Workspace | None = None,
    *,
    on_step: OnStep = lambda step: None,
    on_state: OnState = lambda state: None,
    at_once: int | None = None,
    first_wait: float = 2.0,
    grace: float = GRACE_SECONDS,
) -> LadderResult:
    """Ask what the plan asks, judge it, and record it as one run with every answer behind it.

    What fails is in the result, and is sent again the next time. ``at_once`` requests at most;
    ``first_wait`` (before the second attempt) and ``grace`` (for answers under way, when this is
    cancelled) in seconds. Raises the first trouble where nothing at all was answered, and BadInput
    where the vendors are not those of the plan.
    """
    if vendors.sandboxed("deepgram") != plan.sandbox:
        raise BadInput("The plan was made for another side (sandbox or live): make it again.")
    began = time.monotonic()
    asking = Asking(
        vendors,
        plan,
        workspace,
        on_step=on_step,
        on_state=on_state,
        at_once=at_once,
        first_wait=first_wait,
        grace=grace,
    )
    result = await _Ladder(plan, asking).climb(began)
    document = await asyncio.to_thread(document_of, result)
    result = replace(result, document=document)
    if workspace is None or not result.complete:
        return result
    return replace(result, run=record(workspace, result).id)


class _Ladder:
    """One climb."""

    def __init__(self, plan: LadderPlan, asking: Asking) -> None:
        self._plan = plan
        self._asking = asking
        self._judge = Judge(plan, asking.answers)
        self._sweeps: dict[str, Sweep] = {}

    async def climb(self, began: float) -> LadderResult:
        plan, asking = self._plan, self._asking
        await asking.all_of(plan.questions, "terms")
        if not self._judge.judged_clips and asking.state.failed:
            raise asking.state.failed[0].trouble
        if plan.sweep:
            await self._try_boosts()
        kept, removed = await self._smallest()
        return LadderResult(
            plan=plan,
            answers=asking.answers,
            kept=kept,
            removed=removed,
            sweeps=self._sweeps,
            state=asking.state,
            seconds=time.monotonic() - began,
        )

    async def _try_boosts(self) -> None:
        """Of the terms that have something to gain: said, and not always right without."""
        wanted = await asyncio.to_thread(self._to_be_boosted)
        async with asyncio.TaskGroup() as group:
            tasks = {term: group.create_task(self._swept(term)) for term in wanted}
        self._sweeps.update({term: task.result() for term, task in tasks.items()})

    def _to_be_boosted(self) -> list[str]:
        before = self._judge.set(())
        if before is None:
            return []
        return [term for number, term in enumerate(self._plan.terms) if before.term(number).missed]

    async def _swept(self, term: str) -> Sweep:
        async def at(boost: float) -> BoostStep | None:
            await self._asking.all_of(self._questions(((term, boost),)), "boosts")
            return await asyncio.to_thread(self._step, term, boost)

        before = await asyncio.to_thread(self._judge.set, ())
        assert before is not None
        return await sweep(at, before.words.errors)

    def _step(self, term: str, boost: float) -> BoostStep | None:
        terms = ((term, boost),)
        figures, effects = self._judge.set(terms), self._judge.effects(term, terms)
        if figures is None or effects is None:
            return None
        effect, words = added_up(effects), figures.words
        return BoostStep(
            boost,
            words.errors,
            words.wer,
            figures.terms.found,
            len(effect.gained),
            len(effect.lost),
            len(effect.harmed),
            effect.invented,
        )

    async def _smallest(self) -> tuple[TermSet, tuple[Removal, ...]]:
        start, gains = await asyncio.to_thread(self._worth_keeping)
        if not start:
            return (), ()
        clips = self._judge.judged_clips
        # Most terms are needed, which one clip shows: these are asked at once, not in turn.
        foreseen = [
            Question(clips[clips_in_order(gains[term])[0]], _without(start, term))
            for term, _ in start
        ]
        await self._asking.all_of([*self._questions(start), *foreseen], "set")

        async def weigh(terms: TermSet, number: int) -> Weight | None:
            return await self._weight(Question(clips[number], terms))

        kept, removed = await smallest_set(start, gains, weigh)
        if await self._helps(kept):
            return kept, removed
        why = "It helps alone; the set together has more word errors than none."
        return (), (*removed, *(Removal(term, why) for term, _ in kept))

    async def _weight(self, question: Question) -> Weight | None:
        await self._asking.all_of([question], "set")
        figures = await asyncio.to_thread(self._judge.clip, question)
        return None if figures is None else Weight(figures.words.errors, figures.terms.found)

    async def _helps(self, kept: TermSet) -> bool:
        """Whether a set is better than none; one that could not be asked counts by its terms."""
        before, after = await asyncio.to_thread(
            lambda: (self._judge.set(()), self._judge.set(kept))
        )
        if before is None or after is None:
            return True
        more = after.words.errors > before.words.errors
        return not more or after.terms.found > before.terms.found

    def _worth_keeping(self) -> tuple[TermSet, dict[str, list[int]]]:
        """The terms that gain more than they harm, alone and at their boost; and how much more
        on each clip."""
        gains: dict[str, list[int]] = {}
        start: list[tuple[str, float]] = []
        for term in self._plan.terms:
            boost = self._sweeps[term].boost if term in self._sweeps else NEUTRAL
            effects = self._judge.effects(term, ((term, boost),))
            if effects is not None and added_up(effects).verdict == "keep":
                start.append((term, boost))
                gains[term] = [len(effect.gained) - effect.bad for effect in effects]
        return tuple(start), gains

    def _questions(self, terms: TermSet) -> tuple[Question, ...]:
        return tuple(Question(sha, terms) for sha in self._judge.judged_clips)


def _without(terms: TermSet, term: str) -> TermSet:
    return tuple(one for one in terms if one[0] != term)
