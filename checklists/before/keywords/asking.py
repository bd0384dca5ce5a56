"""The requests of a ladder: several at once, each answer kept before anything is done with it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Iterable, Mapping, Sequence

from checklists.before.audio_tests import transcribe
from checklists.before.keywords.plan import LadderPlan, Question
from checklists.before.keywords.state import (
    Failure,
    LadderState,
    LadderStep,
    OnState,
    OnStep,
    Phase,
)
from checklists.before.request_gate import RequestGate
from checklists.before.search_corpus import (
    AT_ONCE,
    ATTEMPTS,
    GRACE_SECONDS,
    MOST_FAILURES,
    SANDBOX_AT_ONCE,
    worth_again,
)
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.errors import Trouble, VendorTrouble
from providers.speech import Transcript

# The key, the money, the rights, the address: what one request meets, all would meet.
_LASTING = frozenset((401, 402, 403, 404))


class Asking:
    """Asks each question once. ``answers`` has what is known; what failed is in the state.

    At most ``at_once`` requests run (usually AT_ONCE, fewer in the sandbox), less after a 429;
    ``first_wait`` and ``grace`` in seconds.
    """

    def __init__(
        self,
        vendors: Vendors,
        plan: LadderPlan,
        workspace: Workspace | None,
        *,
        on_step: OnStep,
        on_state: OnState,
        at_once: int | None = None,
        first_wait: float = 2.0,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self.answers: dict[Question, Transcript] = {}
        self.state = LadderState(total=len(plan.questions))
        usual = SANDBOX_AT_ONCE if plan.sandbox else AT_ONCE
        self._gate = RequestGate(at_once or usual, first_wait=first_wait)
        self._vendors = vendors
        self._plan = plan
        self._workspace = workspace
        self._on_step = on_step
        self._on_state = on_state
        self._first_wait = first_wait
        # What the sandbox heard costs nothing to be heard again.
        self._grace = 0.0 if plan.sandbox else grace
        self._requests: dict[Question, asyncio.Task[None]] = {}
        self._in_a_row = 0
        self._halted = asyncio.Event()
        self._began = 0.0

    async def all_of(self, questions: Iterable[Question], phase: Phase) -> None:
        """Answers to these, from the record or the vendor. A failure is in the state, not raised;
        cancelled, it sends no more, and waits a little for the answers that are under way.
        Raises what recording raises."""
        wanted = [one for one in dict.fromkeys(questions) if one not in self.answers]
        self.state.phase = phase
        if phase != "terms":
            self.state.total += sum(1 for one in wanted if one not in self._requests)
        self._from_record(wanted)
        self._began = self._began or time.monotonic()
        self._tell()
        for one in wanted:
            if one not in self.answers and one not in self._requests:
                self._requests[one] = asyncio.create_task(self._asked(one))
        try:
            await self._ended([self._requests[one] for one in wanted if one in self._requests])
        except BaseException:
            await self._abandoned()
            raise

    async def _ended(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        # Not gather: cancelled, it would cancel the requests that are under way.
        if tasks:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()

    async def _abandoned(self) -> None:
        self._halt("interrupted")
        tasks = list(self._requests.values())
        try:
            if self._grace and tasks:
                await asyncio.wait(tasks, timeout=self._grace)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _from_record(self, wanted: Sequence[Question]) -> None:
        if self._workspace is None or self._plan.again:
            return
        keys = {self._plan.key_of(one): one for one in wanted}
        found: Mapping[str, Transcript] = self._workspace.keyword_answers.transcripts(list(keys))
        for key, one in keys.items():
            if key in found:
                self.answers[one] = found[key]
                self.state.on_record += 1
                self.state.done += 1
                self._step(one, on_record=True)

    async def _asked(self, question: Question) -> None:
        """One question, tried again where that may help."""
        attempt = 0
        while True:
            async with self._gate.entered():
                if self._halted.is_set():
                    return
                attempt += 1
                trouble = await self._sent(question)
            if trouble is None:
                return
            status = _status(trouble)
            if status == 429:
                self._gate.refused()
            if not worth_again(trouble) or attempt >= ATTEMPTS or self._halted.is_set():
                self._failed(question, trouble)
                return
            await self._pause(0 if status == 429 else attempt)

    async def _sent(self, question: Question) -> Trouble | None:
        """Send one request and keep its answer; or the trouble."""
        record = self._plan.clip_of(question)
        self.state.under_way += 1
        self._tell()
        try:
            heard = await transcribe(
                self._vendors, "deepgram", record.clip, self._plan.options_of(question)
            )
        except Trouble as trouble:
            return trouble
        finally:
            self.state.under_way -= 1
        # Before anything else is done with it: it may have been paid for.
        self._keep(question, heard)
        self._gate.succeeded()
        self._in_a_row = 0
        self.answers[question] = heard
        self.state.sent += 1
        self.state.done += 1
        self._step(question)
        return None

    def _keep(self, question: Question, heard: Transcript) -> None:
        if self._workspace is None:
            return
        key = self._plan.key_of(question)
        try:
            self._workspace.keyword_answers.keep(key, question.clip, heard)
        except Trouble as trouble:
            # Every further answer would be lost too.
            self._halt(str(trouble))
            raise

    def _failed(self, question: Question, trouble: Trouble) -> None:
        self._in_a_row += 1
        self.state.failed.append(Failure(question, trouble))
        self.state.done += 1
        if _status(trouble) in _LASTING:
            self._halt(str(trouble))
        elif self._in_a_row >= MOST_FAILURES:
            self._halt(f"{self._in_a_row} in a row failed, the last one so: {trouble}")
        self._step(question, trouble=trouble)

    def _step(
        self, question: Question, *, on_record: bool = False, trouble: Trouble | None = None
    ) -> None:
        self._on_step(
            LadderStep(
                question,
                self._named(question),
                self._plan.clip_of(question).name,
                self.state.done,
                self.state.total,
                on_record,
                trouble,
            )
        )
        self._tell()

    def _named(self, question: Question) -> str:
        terms = question.terms
        if terms and terms == self._plan.all_terms and len(terms) > 1:
            return "all terms"
        if len(terms) == 1:
            term, boost = terms[0]
            return term if boost == 1 else f"{term}:{boost:g}"
        return f"{len(terms)} terms" if terms else "without terms"

    def _halt(self, why: str) -> None:
        self.state.stopped = self.state.stopped or why
        self._halted.set()

    def _tell(self) -> None:
        state = self.state
        state.room = self._gate.room
        answered = state.sent + len(state.failed)
        if answered:
            each = (time.monotonic() - self._began) / answered
            state.seconds_left = each * (state.total - state.done)
        self._on_state(state)

    async def _pause(self, attempt: int) -> None:
        """1, 2, 4 ... times the first wait and a little by chance, unless it all stops."""
        if attempt:
            seconds = self._first_wait * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._halted.wait()


def _status(trouble: Trouble) -> int | None:
    return trouble.status if isinstance(trouble, VendorTrouble) else None
