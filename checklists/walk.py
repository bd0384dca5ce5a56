"""The whole crossfade once: doctor, samples, batch, live, one search, one keyword trial, the plan.

This is what ``crossfade demo`` does, on the sample calls; every step is a call of the function that
the task's own tool uses, and leaves its runs in the workspace.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from checklists.before import account, audio_tests, keywords, samples, search
from checklists.before.keywords import LadderResult
from checklists.before.live.panes import standard_panes
from checklists.before.live.results import LiveResult
from checklists.before.live.sessions import LiveSession
from checklists.before.live.source_sample import SampleSource
from checklists.before.search import ClipSearch
from checklists.records import ClipRecord
from checklists.scoring.words import WordScore
from checklists.vendors import Choice, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.errors import Trouble
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import VENDORS, LiveEvent, Transcript, Vendor

STEPS = {
    "doctor": "Looking at keys, endpoints and versions",
    "samples": "Opening the sample calls",
    "batch": "Whole calls through both vendors",
    "live": "One call live, both vendors at once, at the speed of speech",
    "search": "Searching the sound, and the text",
    "keywords": "Trying keyterms one by one",
    "plan": "Writing the plan and the report",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the walk is: the step, its share done (0..1), and a few words."""

    step: str
    done: float
    text: str


@dataclass(slots=True)
class Walk:
    """What the walk has found so far; complete when ``walk`` returns."""

    checks: list[account.Check] = field(default_factory=list)
    samples: list[tuple[SampleCall, ClipRecord]] = field(default_factory=list)
    transcripts: dict[tuple[Vendor, str], Transcript] = field(default_factory=dict)
    scores: dict[tuple[Vendor, str], WordScore] = field(default_factory=dict)
    live: list[LiveResult] = field(default_factory=list)
    searches: list[ClipSearch] = field(default_factory=list)
    trial: LadderResult | None = None
    timings: dict[str, float] = field(default_factory=dict)
    origin: Mapping[str, bool] = field(default_factory=dict)

    @contextlib.contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Measure a step into ``timings``, in seconds."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.timings[step] = time.monotonic() - began


Say = Callable[[Progress], None]


async def walk(
    workspace: Workspace,
    environ: Mapping[str, str],
    *,
    choice: Choice = "sandbox",
    say: Say = lambda progress: None,
) -> Walk:
    """Walk once, recording everything in ``workspace``. Raises BadInput or VendorTrouble.

    The plan and the report are the caller's last step, because it knows where they go.
    """
    result = Walk()
    async with open_vendors(choice, environ) as vendors:
        result.origin = vendors.origin()
        with result.timed("doctor"):
            await _doctor(result, workspace, vendors, say)
        with result.timed("samples"):
            _samples(result, workspace, say)
        with result.timed("batch"):
            await _batch(result, workspace, vendors, say)
        with result.timed("live"):
            await _live(result, workspace, vendors, say)
        with result.timed("search"):
            await _search(result, workspace, vendors, say)
        with result.timed("keywords"):
            await _keywords(result, workspace, vendors, say)
    return result


async def _doctor(result: Walk, workspace: Workspace, vendors: Vendors, say: Say) -> None:
    say(Progress("doctor", 0.0, "asking both sides whether the key is good"))
    began = time.monotonic()
    result.checks = [account.check_versions(), *await account.check_access(vendors)]
    failed = [check for check in result.checks if check.status == "failed"]
    if failed:
        raise Trouble(f"The walk cannot start: {failed[0].detail}")
    account.record(
        workspace,
        result.checks,
        sandbox=vendors.sandboxed("deepgram"),
        seconds=time.monotonic() - began,
    )


def _samples(result: Walk, workspace: Workspace, say: Say) -> None:
    calls = sample_calls()
    for number, call in enumerate(calls, 1):
        say(Progress("samples", number / len(calls), call.title))
        result.samples.append((call, samples.add_sample_call(workspace, call, probe(call.path))))
    samples.record(workspace, [record for _, record in result.samples], "synthesised sample calls")


async def _batch(result: Walk, workspace: Workspace, vendors: Vendors, say: Say) -> None:
    records = {record.sha256: record for _, record in result.samples}
    total = len(records) * len(VENDORS)
    done = 0
    say(Progress("batch", 0.0, f"0 of {total}"))

    def on_done(outcome: audio_tests.Outcome) -> None:
        nonlocal done
        done += 1
        name = records[outcome.clip.sha256].name
        say(Progress("batch", done / total, f"{done} of {total}  {outcome.vendor}: {name}"))

    outcomes = await audio_tests.transcribe_all(
        vendors, VENDORS, [record.clip for record in records.values()], on_done=on_done
    )
    for outcome in outcomes:
        if outcome.transcript is None:
            assert outcome.trouble is not None
            raise outcome.trouble
        record = records[outcome.clip.sha256]
        audio_tests.record(workspace, record, outcome.transcript)
        key = (outcome.vendor, outcome.clip.sha256)
        result.transcripts[key] = outcome.transcript
        score = audio_tests.scored(record, outcome.transcript)
        if score is not None:
            result.scores[key] = score


def _shortest_call(result: Walk) -> tuple[SampleCall, ClipRecord]:
    """The live step and the keyword trial cost the length of the call: take the shortest."""
    two_sided = [pair for pair in result.samples if pair[0].channels == 2]
    return min(two_sided, key=lambda pair: pair[0].duration)


async def _live(result: Walk, workspace: Workspace, vendors: Vendors, say: Say) -> None:
    call, record = _shortest_call(result)
    shown = 0.0

    def on_event(event: LiveEvent) -> None:
        nonlocal shown
        if event.text and event.audio_time - shown >= 0.5:
            shown = event.audio_time
            share = min(1.0, event.audio_time / call.duration)
            say(Progress("live", share, f"{event.vendor}: {event.text}"))

    say(Progress("live", 0.0, f"{call.title}, {call.duration:.0f} s"))
    session = LiveSession(vendors, SampleSource(record), standard_panes(VENDORS))
    async for event in session.events():
        on_event(event)
    result.live = session.results(record)
    session.keep(workspace, record, result.live)


async def _search(result: Walk, workspace: Workspace, vendors: Vendors, say: Say) -> None:
    """Each call's domain terms: in the sound by Deepgram, in the text by Amazon's transcript."""
    for number, (call, record) in enumerate(result.samples, 1):
        say(Progress("search", number / len(result.samples), call.title))
        found = await search.search_clip(
            vendors,
            record.clip,
            [term.text for term in call.terms],
            text_of=result.transcripts[("amazon", record.sha256)],
        )
        search.record(workspace, found)
        result.searches.append(found)


async def _keywords(result: Walk, workspace: Workspace, vendors: Vendors, say: Say) -> None:
    call, record = _shortest_call(result)
    terms = [term.text for term in call.terms]
    say(Progress("keywords", 0.0, ", ".join(terms)))
    plan = keywords.plan_ladder(
        [record], terms, sandbox=vendors.sandboxed("deepgram"), workspace=workspace
    )

    def on_state(state: keywords.LadderState) -> None:
        share = state.done / max(1, state.total)
        say(Progress("keywords", share, f"{state.done} of {state.total} requests"))

    result.trial = await keywords.climb(vendors, plan, workspace, on_state=on_state)
    if result.trial.state.failed:
        raise result.trial.state.failed[0].trouble
