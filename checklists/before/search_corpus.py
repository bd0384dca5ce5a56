"""A search over thousands of calls: what it would mean, and carrying it out.

Every answer is recorded before the next thing is done with it, so that work that was interrupted,
even by a power cut, goes on where it stopped. What is on record for the same content, terms,
model and options is not sent again; of several files with the same content one is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from checklists.before import search
from checklists.before.corpus_files import Corpus, CorpusFile, by_content
from checklists.before.request_gate import RequestGate
from checklists.before.sample_sources import Skipped
from checklists.before.search import ClipSearch
from checklists.before.sending import Sending, sendings
from checklists.records import by_name
from checklists.search_hits import asked
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.deepgram.failures import TIMED_OUT
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.speech import Vendor

# The limits of an account are not known here; an older copy of Deepgram's page gave 100 (facts:
# deepgram-concurrency). More than a few only matter on a fast line. The sandbox has as many
# recognisers as the machine has cores, and what waits for one runs out of time.
AT_ONCE, SANDBOX_AT_ONCE, MOST_AT_ONCE = 5, 2, 100
# On top of the SDK's own three. Whoever waits for a single file is told at once.
ATTEMPTS = 5
# The key, the money, the rights, the address: what one request meets, all would meet.
_LASTING = frozenset((401, 402, 403, 404))
# So many in a row that nothing will go well: the line is down, or the options are refused.
MOST_FAILURES = 10
# An answer that is under way has been paid for: after Ctrl+C it is waited for this long.
GRACE_SECONDS = 10.0
# The book's price is that of Nova-3 in one language.
_PRICED = ("nova-3", "nova-3-general")


@dataclass(frozen=True, slots=True)
class CorpusPlan:
    """What a search over a corpus would do. ``files`` has each content once, in the order found;
    they are either to be sent or known.

    ``on_record`` maps the hashes that were searched before to their runs; ``copies`` a hash to the
    other files with that content.
    """

    terms: tuple[str, ...]
    base: DeepgramOptions
    files: tuple[CorpusFile, ...]
    to_send: tuple[CorpusFile, ...]
    known: tuple[CorpusFile, ...]
    on_record: Mapping[str, str]
    copies: Mapping[str, tuple[Path, ...]]
    skipped: tuple[Skipped, ...]

    @property
    def seconds(self) -> float:
        """Seconds of audio that would be sent."""
        return sum(file.clip.duration for file in self.to_send)

    @property
    def channel_seconds(self) -> float:
        """The same, once for every channel that is listened to: what Deepgram bills."""
        return sum(file.clip.duration * max(1, file.clip.channels) for file in self.to_send)

    @property
    def directories(self) -> bool:
        """Whether something was found rather than named."""
        return any(not file.named for file in self.files)

    def sending(self, vendors: Vendors) -> Sending | None:
        """What would be sent, with its price where there is one; None where nothing would be."""
        pairs: list[tuple[Vendor, CorpusFile]] = [("deepgram", file) for file in self.to_send]
        found = sendings(vendors, [(vendor, file.clip) for vendor, file in pairs])
        if not found:
            return None
        priced = self.base.model in _PRICED and self.base.language != "multi"
        one = found[0]
        return one if priced else replace(one, cost=None)


def plan_search(
    corpus: Corpus,
    terms: Sequence[str],
    *,
    base: DeepgramOptions | None = None,
    sandbox: bool,
    workspace: Workspace | None = None,
    again: bool = False,
) -> CorpusPlan:
    """What has to be sent for these terms, and what is on record already.

    ``again`` sends everything once more. Raises BadInput for too many terms.
    """
    base = base or DeepgramOptions()
    terms = search.usable_terms(terms)
    files: list[CorpusFile] = []
    to_send: list[CorpusFile] = []
    known: list[CorpusFile] = []
    on_record: dict[str, str] = {}
    copies: dict[str, tuple[Path, ...]] = {}
    covered: dict[str, Mapping[str, str]] = {}
    for file, others in by_content(corpus.files):
        sha = file.clip.sha256
        question = question_of(file, terms, base, sandbox)
        if workspace is not None and not again and question not in covered:
            covered[question] = workspace.search_hits.covered(question, terms)
        run = covered.get(question, {}).get(sha)
        files.append(file)
        (known if run else to_send).append(file)
        if run:
            on_record[sha] = run
        if others:
            copies[sha] = others
    return CorpusPlan(
        terms,
        base,
        tuple(files),
        tuple(to_send),
        tuple(known),
        on_record,
        copies,
        corpus.skipped,
    )


def question_of(
    file: CorpusFile, terms: Sequence[str], base: DeepgramOptions, sandbox: bool
) -> str:
    """What is asked of a file besides the terms; equal for what need not be asked again."""
    pairs = search.options_of(file.clip, terms, base).batch_parameters()
    return asked(by_name(pairs), sandbox)


@dataclass(frozen=True, slots=True)
class CorpusOutcome:
    """What became of one recording: an answer with its run ("" where nothing is kept), or the
    trouble. ``attempts`` counts the requests."""

    file: CorpusFile
    search: ClipSearch | None
    run: str = ""
    trouble: Trouble | None = None
    attempts: int = 1


@dataclass(slots=True)
class CorpusState:
    """How far a search is. ``stopped`` says why the rest was not sent; "" while it goes on."""

    total: int
    done: int = 0
    under_way: int = 0
    room: int = 0
    stopped: str = ""
    failed: list[CorpusOutcome] = field(default_factory=list)


OnDone = Callable[[CorpusOutcome], None]
OnState = Callable[[CorpusState], None]


class CorpusSearch:
    """One pass over what a plan has to send.

    ``at_once`` requests at most (usually AT_ONCE, fewer in the sandbox), less after a 429;
    ``first_wait`` and ``grace`` in seconds.
    """

    def __init__(
        self,
        vendors: Vendors,
        plan: CorpusPlan,
        workspace: Workspace | None = None,
        *,
        at_once: int | None = None,
        on_done: OnDone = lambda outcome: None,
        on_state: OnState = lambda state: None,
        first_wait: float = 2.0,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self.state = CorpusState(len(plan.to_send))
        usual = SANDBOX_AT_ONCE if vendors.sandboxed("deepgram") else AT_ONCE
        self.gate = RequestGate(at_once or usual, first_wait=first_wait)
        self._vendors = vendors
        self._plan = plan
        self._workspace = workspace
        self._on_done = on_done
        self._on_state = on_state
        self._first_wait = first_wait
        # What the sandbox heard costs nothing to be heard again.
        self._grace = 0.0 if vendors.sandboxed("deepgram") else grace
        self._waiting = deque(plan.to_send)
        self._attempts = ATTEMPTS if len(plan.to_send) > 1 else 1
        self._in_a_row = 0
        self._halted = asyncio.Event()

    async def run(self) -> CorpusState:
        """Send everything; returns how it ended.

        What fails is in the state, and is sent again the next time. Cancelled, it sends no more,
        and waits a little for the answers that are under way. Raises what recording raises.
        """
        workers = [
            asyncio.create_task(self._work())
            for _ in range(min(self.gate.most, len(self._waiting)))
        ]
        try:
            await self._all_of(workers)
        except asyncio.CancelledError:
            self._halt("interrupted")
            if self._grace:
                await asyncio.wait(workers, timeout=self._grace)
            raise
        finally:
            self._halted.set()
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        return self.state

    async def _all_of(self, workers: Sequence[asyncio.Task[None]]) -> None:
        # Not gather: cancelled, it would cancel the requests that are under way.
        if not workers:
            return
        done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        for worker in done:
            worker.result()

    async def _work(self) -> None:
        while self._waiting and not self._halted.is_set():
            file = self._waiting.popleft()
            outcome = await self._searched(file)
            if outcome is None:
                self._waiting.appendleft(file)
                return
            self._settle(outcome)

    async def _searched(self, file: CorpusFile) -> CorpusOutcome | None:
        """One recording, tried again where that may help; None where it was not sent at all."""
        attempt = 0
        while True:
            async with self.gate.entered():
                if self._halted.is_set() and not attempt:
                    return None
                attempt += 1
                self._tell(+1)
                try:
                    found = await search.search_clip(
                        self._vendors, file.clip, self._plan.terms, base=self._plan.base
                    )
                except Trouble as problem:
                    trouble = problem
                else:
                    self.gate.succeeded()
                    return self._kept(file, found, attempt)
                finally:
                    self._tell(-1)
            if _status(trouble) == 429:
                self.gate.refused()
            if not worth_again(trouble) or attempt >= self._attempts or self._halted.is_set():
                return CorpusOutcome(file, None, trouble=trouble, attempts=attempt)
            await self._pause(0.0 if _status(trouble) == 429 else attempt)

    def _kept(self, file: CorpusFile, found: ClipSearch, attempts: int) -> CorpusOutcome:
        """Record an answer before anything else is done with it."""
        run = keep(self._workspace, file, found) if self._workspace else ""
        return CorpusOutcome(file, found, run, attempts=attempts)

    def _settle(self, outcome: CorpusOutcome) -> None:
        self.state.done += 1
        if outcome.trouble is None:
            self._in_a_row = 0
        else:
            self._in_a_row += 1
            self.state.failed.append(outcome)
            if _status(outcome.trouble) in _LASTING:
                self._halt(str(outcome.trouble))
            elif self._in_a_row >= MOST_FAILURES:
                self._halt(f"{self._in_a_row} in a row failed, the last one so: {outcome.trouble}")
        self._on_done(outcome)
        self._tell(0)

    def _halt(self, why: str) -> None:
        self.state.stopped = self.state.stopped or why
        self._halted.set()

    def _tell(self, change: int) -> None:
        self.state.under_way += change
        self.state.room = self.gate.room
        self._on_state(self.state)

    async def _pause(self, attempt: float) -> None:
        """1, 2, 4 ... times the first wait and a little by chance, unless it all stops."""
        if attempt:
            seconds = self._first_wait * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._halted.wait()


def keep(workspace: Workspace, file: CorpusFile, found: ClipSearch) -> str:
    """Record what was heard in a recording; returns the run.

    A file that was named becomes a sample and its search evidence. What a directory holds is known
    by name and place, and no sample: thousands of calls would bury those that were chosen.
    """
    if file.named:
        workspace.add_clip(file.clip)
        return search.record(workspace, found).id
    workspace.know_clip(file.clip)
    return search.record(workspace, found, evidence=False).id


def keep_summary(workspace: Workspace, plan: CorpusPlan, state: CorpusState, sandbox: bool) -> str:
    """Record a pass over a directory as one run, and as evidence; returns the run.

    It names what failed and why, and counts the rest; each search is a run of its own.
    """
    failed = [{"path": str(one.file.clip.path), "why": str(one.trouble)} for one in state.failed]
    run = workspace.record_run(
        "search",
        sandbox=sandbox,
        vendor="deepgram",
        model=plan.base.model,
        request={
            "terms": list(plan.terms),
            "options": by_name(plan.base.batch_parameters()),
        },
        result={
            "failed": failed,
            "skipped": [{"path": one.name, "why": one.why} for one in plan.skipped],
            "stopped": state.stopped,
        },
        numbers={
            "terms": len(plan.terms),
            "searched": state.done - len(failed),
            "on_record": len(plan.known),
            "failed": len(failed),
            "seconds": round(plan.seconds, 1),
        },
    )
    workspace.attach_evidence("test-audio", run.id)
    return run.id


def worth_again(trouble: Trouble) -> bool:
    """Whether the same request may succeed. One that was not answered in time may have been
    carried out and billed, so it is not sent again unasked."""
    if isinstance(trouble, BadInput) or not isinstance(trouble, VendorTrouble):
        return False
    if trouble.code == TIMED_OUT or trouble.status == 504:
        return False
    return trouble.status is None or trouble.status in (408, 429, 499) or trouble.status >= 500


def _status(trouble: Trouble) -> int | None:
    return trouble.status if isinstance(trouble, VendorTrouble) else None
