"""Create a rollback plan: how this team goes back to Amazon, on which numbers, tried once.

Task 7 of the guide. The steps and triggers are kept as runs of kind "rollback", one for every
change, so that nothing that was written is ever lost; only a run with a rehearsal that went well
stands as evidence. A rehearsal really sends a clip to Deepgram, switches back, and times Amazon's
first result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from checklists.before import audio_tests
from checklists.before.rollback_rehearsal import Answer, Rehearsal, rehearsal_in
from checklists.before.rollback_steps import FIRST_STEPS
from checklists.before.rollback_triggers import measured_triggers
from checklists.before.way_back import KIND, Trigger, WayBack, step_texts, way_of
from checklists.option_text import options_lines
from checklists.records import ClipRecord, Run, plain
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.errors import Trouble
from providers.speech import Transcript

__all__ = [
    "Answer",
    "Kept",
    "Rehearsal",
    "Tried",
    "keep",
    "kept",
    "measured_again",
    "planned_deepgram",
    "record",
    "rehearse",
]

TASK = "rollback-plan"
Say = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """A rehearsal that is over, with what came back, before it is recorded."""

    rehearsal: Rehearsal
    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The way back as it stands in a workspace.

    ``saved`` is false for the steps and triggers that are only proposed. ``rehearsal`` is the
    newest there was, ``run`` its id, and ``current`` says whether its steps are still these.
    """

    way: WayBack
    saved: bool
    rehearsal: Rehearsal | None = None
    run: str = ""
    current: bool = False


def kept(workspace: Workspace) -> Kept:
    """The way back of a workspace, or a proposal made from what was measured here."""
    runs = workspace.runs(KIND)
    if not runs:
        return Kept(WayBack(FIRST_STEPS, measured_triggers(workspace)), saved=False)
    way = way_of(runs[-1].result)
    for run in reversed(runs):
        tried = rehearsal_in(run.result)
        if tried is not None:
            current = step_texts(run.result) == step_texts(runs[-1].result)
            return Kept(way, True, tried, run.id, current)
    return Kept(way, True)


def keep(workspace: Workspace, way: WayBack) -> Run:
    """Keep the way back as it is now: a draft, which is no evidence. Raises BadInput."""
    return workspace.record_run(
        KIND,
        # Nobody was asked, but a limit that the sandbox gave makes it a rehearsal's draft.
        sandbox=any(trigger.source == "sandbox" for trigger in way.triggers),
        result=_result(way, None),
        numbers=_numbers(way),
    )


def measured_again(workspace: Workspace, way: WayBack) -> WayBack:
    """The triggers with newer measurements; what somebody set or added by hand stays."""
    fresh = {trigger.metric: trigger for trigger in measured_triggers(workspace)}
    known = {trigger.metric for trigger in way.triggers}
    renewed = tuple(_renewed(trigger, fresh) for trigger in way.triggers)
    return replace(
        way, triggers=renewed + tuple(fresh[name] for name in fresh if name not in known)
    )


def _renewed(trigger: Trigger, fresh: Mapping[str, Trigger]) -> Trigger:
    newer = fresh.get(trigger.metric)
    if newer is None or trigger.source == "team":
        return trigger
    return replace(newer, comparison=trigger.comparison, window=trigger.window)


def planned_deepgram(workspace: Workspace) -> Options:
    """The options of Deepgram that the plan means to use, None where nobody chose any.

    Raises BadInput for a choice that Deepgram's options cannot hold.
    """
    choice = workspace.choices().get("deepgram")
    if choice is None:
        return None
    from providers.deepgram.options import options_from

    pairs = [line.partition("=") for line in options_lines(choice.options)]
    model = [("model", choice.model)] if choice.model else []
    return options_from([*model, *((name, value) for name, _, value in pairs)])


async def rehearse(
    vendors: Vendors,
    sample: ClipRecord,
    *,
    deepgram: Options = None,
    amazon: Options = None,
    on_step: Say = lambda what, done, total: None,
) -> Tried:
    """Send a clip to Deepgram, decide to go back, and see whether Amazon still answers.

    Both sides are really asked, so a live side is paid for twice the length of the clip at most.
    ``deepgram`` and ``amazon`` are the options to ask with. Trouble with Amazon is what a
    rehearsal is there to find, so it is part of the result; trouble with Deepgram raises, because
    then there was nothing to go back from.
    """
    on_step(f"Deepgram ({vendors.label('deepgram')}) transcribes {sample.name}", 0, 3)
    first = await audio_tests.transcribe(vendors, "deepgram", sample.clip, deepgram)
    decided_at, decided = datetime.now(UTC), time.monotonic()
    on_step(f"Switched back: does Amazon ({vendors.label('amazon')}) take the credentials?", 1, 3)
    credentials, trouble = await _credentials(vendors)
    checked = time.monotonic()
    second: Transcript | None = None
    if not trouble:
        on_step(f"Amazon ({vendors.label('amazon')}) transcribes {sample.name}", 2, 3)
        try:
            second = await audio_tests.transcribe(vendors, "amazon", sample.clip, amazon)
        except Trouble as error:
            trouble = str(error)
    back = time.monotonic() - decided
    if second is not None and not second.words:
        trouble = f"Amazon answered, but heard no word in {sample.name}: choose another sample."
    rehearsal = Rehearsal(
        at=decided_at,
        sample=sample.sha256,
        sample_name=sample.name,
        sample_seconds=sample.clip.duration,
        sandbox=vendors.sandboxed("deepgram") or vendors.sandboxed("amazon"),
        deepgram=_answer(first),
        credentials=credentials,
        credentials_seconds=checked - decided,
        amazon=_answer(second, back - (checked - decided)) if second else None,
        back_seconds=back if second else None,
        trouble=trouble,
    )
    return Tried(rehearsal, (first,) if second is None else (first, second))


async def _credentials(vendors: Vendors) -> tuple[str, str]:
    """How the credentials were taken, and the sentence why not, "" where they were."""
    from providers.amazon.account import check_credentials

    check = await check_credentials(vendors.amazon_access())
    if not check.ok:
        return "refused", check.why
    return f"accepted in {check.region}", ""


def _answer(transcript: Transcript, seconds: float | None = None) -> Answer:
    return Answer(
        vendor=transcript.vendor,
        model=transcript.model,
        sandbox=transcript.sandbox,
        seconds=transcript.elapsed if seconds is None else seconds,
        words=len(transcript.words),
    )


def record(workspace: Workspace, way: WayBack, sample: ClipRecord, tried: Tried) -> Run:
    """Keep a rehearsal with the steps and triggers it was made of, and both transcripts.

    It stands as evidence for "Create a rollback plan" where the old way answered and nothing is
    missing from the way back; the transcripts stand for "Test your audio" as any others do.
    Raises BadInput.
    """
    ids = {one.vendor: audio_tests.record(workspace, sample, one).id for one in tried.transcripts}
    rehearsal = tried.rehearsal
    rehearsal = replace(
        rehearsal,
        deepgram=replace(rehearsal.deepgram, run=ids["deepgram"]),
        amazon=replace(rehearsal.amazon, run=ids["amazon"]) if rehearsal.amazon else None,
    )
    run = workspace.record_run(
        KIND,
        sandbox=rehearsal.sandbox,
        request={"sample": sample.sha256, "from": "deepgram", "back_to": "amazon"},
        result=_result(way, rehearsal),
        numbers=_numbers(way)
        | {"back_seconds": rehearsal.back_seconds, "passed": int(rehearsal.passed)},
        seconds=rehearsal.back_seconds or 0.0,
    )
    if rehearsal.passed and not way.gap:
        workspace.attach_evidence(TASK, run.id)
    return run


def _result(way: WayBack, rehearsal: Rehearsal | None) -> dict[str, Any]:
    found = {"steps": plain(way.steps), "triggers": plain(way.triggers), "rehearsal": None}
    if rehearsal is not None:
        found["rehearsal"] = {**plain(rehearsal), "passed": rehearsal.passed}
    return found


def _numbers(way: WayBack) -> dict[str, Any]:
    return {"steps": len(way.steps), "triggers": len(way.triggers), "minutes": way.minutes}
