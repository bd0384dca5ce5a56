"""A search over a directory: what is sent, what is not, and what happens when it goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest

from checklists.before.corpus_files import Corpus, look_over
from checklists.before.request_gate import RequestGate
from checklists.before.search_corpus import (
    ATTEMPTS,
    MOST_FAILURES,
    CorpusOutcome,
    CorpusPlan,
    CorpusSearch,
    CorpusState,
    keep_summary,
    plan_search,
    worth_again,
)
from checklists.search_query import HitQuery
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.failures import TIMED_OUT
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput, Trouble, VendorTrouble
from providers.speech import SearchHit, Vendor
from tests.checklists.before.calls import call, sound
from tests.tui.batch_vendors import BatchVendors

TERMS = ("zyxel", "account number")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as made:
        yield made


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Four calls of different length, the first of them twice."""
    folder = tmp_path / "calls"
    for number in range(4):
        data = sound(0.2 + number / 10, channels=2)
        call(folder / "may" / f"{number}.wav", data)
        if number == 0:
            call(folder / "june" / "again.wav", data)
    call(folder / "notes.txt", b"nothing to hear")
    return folder


def vendors(*troubles: Trouble, live: bool = False) -> BatchVendors:
    """A side that refuses with these, one for each request, and then answers."""
    waiting = list(troubles)

    def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
        if waiting:
            raise waiting.pop(0)
        return ("my router is a sigh sell", "thank you")

    return BatchVendors(
        says,
        live_sides=("deepgram",) if live else (),
        hits={"zyxel": [SearchHit("zyxel", 1.0, 1.5, 0.9, "sigh sell", 0)]},
    )


async def planned(
    source: Path, workspace: Workspace | None, terms: Sequence[str] = TERMS, **more: object
) -> CorpusPlan:
    corpus = await look_over([str(source)], workspace)
    return plan_search(corpus, terms, sandbox=True, workspace=workspace, **more)  # type: ignore[arg-type]


async def passed(
    side: BatchVendors, plan: CorpusPlan, workspace: Workspace | None, at_once: int = 2
) -> CorpusState:
    searching = CorpusSearch(
        cast(Vendors, side), plan, workspace, at_once=at_once, first_wait=0.001
    )
    return await searching.run()


def trouble(status: int | None, code: str = "") -> VendorTrouble:
    return VendorTrouble(f"HTTP {status}", vendor="deepgram", status=status, code=code)


async def test_each_content_is_sent_once_and_never_again(calls: Path, workspace: Workspace) -> None:
    plan = await planned(calls, workspace)
    assert len(plan.to_send) == 4 and not plan.known
    # Two channels of 0.2 to 0.5 s each.
    assert plan.seconds == pytest.approx(1.4) and plan.channel_seconds == pytest.approx(2.8)
    ((copy,),) = plan.copies.values()
    assert {copy.name, *(file.clip.path.name for file in plan.to_send)} == {
        "0.wav", "1.wav", "2.wav", "3.wav", "again.wav",
    }  # fmt: skip
    assert [one.why for one in plan.skipped] == ["text that may be a reference"]
    side = vendors()
    state = await passed(side, plan, workspace)
    assert (state.done, state.failed, len(side.asked)) == (4, [], 4)
    again = await planned(calls, workspace)
    assert not again.to_send and len(again.known) == 4
    # Another term, model, language or channel is another question; fewer terms are not.
    assert not (await planned(calls, workspace, TERMS[:1])).to_send
    assert len((await planned(calls, workspace, ("zyxel", "router"))).to_send) == 4
    other = DeepgramOptions(model="nova-2")
    assert len((await planned(calls, workspace, base=other)).to_send) == 4
    assert len((await planned(calls, workspace, again=True)).to_send) == 4


async def test_what_a_directory_holds_is_known_and_no_sample(
    calls: Path, workspace: Workspace
) -> None:
    named = calls / "may" / "3.wav"
    corpus = await look_over([str(calls), str(named)], workspace)
    plan = plan_search(corpus, TERMS, sandbox=True, workspace=workspace)
    state = await passed(vendors(), plan, workspace)
    assert [record.clip.path for record in workspace.clips()] == [named]
    assert len(workspace.evidence()) == 1
    summary = keep_summary(workspace, plan, state, True)
    assert [one.run for one in workspace.evidence()][-1] == summary
    assert workspace.run(summary).numbers["searched"] == 4
    found = workspace.search_hits.table(HitQuery(terms=TERMS))
    assert len(found) == 4 and all(one.path and one.path.exists() for one in found)
    assert (len(workspace.runs("search")), workspace.search_hits.count(HitQuery()).clips) == (5, 4)


async def test_a_file_that_changed_is_another_call(calls: Path, workspace: Workspace) -> None:
    await passed(vendors(), await planned(calls, workspace), workspace)
    call(calls / "may" / "2.wav", sound(0.9))
    plan = await planned(calls, workspace)
    assert [file.clip.path.name for file in plan.to_send] == ["2.wav"]
    (calls / "may" / "1.wav").rename(calls / "moved.wav")
    plan = await planned(calls, workspace)
    assert [file.clip.path.name for file in plan.to_send] == ["2.wav"]


async def test_an_unchanged_file_is_not_read_twice(
    calls: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await look_over([str(calls)], workspace)

    def never(path: Path) -> Clip:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr("checklists.before.corpus_files.identify", never)
    assert await look_over([str(calls)], workspace) == first


async def test_too_many_requests_are_waited_out_with_fewer_at_once(
    calls: Path, workspace: Workspace
) -> None:
    side = vendors(trouble(429), trouble(503), trouble(429))
    searching = CorpusSearch(
        cast(Vendors, side), await planned(calls, workspace), workspace, at_once=4, first_wait=0.001
    )
    state = await searching.run()
    assert (state.done, state.failed) == (4, []) and len(side.asked) == 7
    assert searching.gate.refusals == 2


async def test_what_fails_is_listed_and_sent_again_the_next_time(
    calls: Path, workspace: Workspace
) -> None:
    corrupt = BadInput("corrupt or unsupported data")
    state = await passed(vendors(corrupt), await planned(calls, workspace), workspace, 1)
    (failed,) = state.failed
    assert (failed.trouble, failed.attempts, state.done) == (corrupt, 1, 4)
    side = vendors()
    state = await passed(side, await planned(calls, workspace), workspace)
    assert [name for _, name, _ in side.asked] == [failed.file.clip.path.name]
    assert not state.failed and not (await planned(calls, workspace)).to_send


async def test_a_request_that_may_have_been_billed_is_not_repeated_unasked(
    calls: Path, workspace: Workspace
) -> None:
    side = vendors(trouble(None, TIMED_OUT))
    state = await passed(side, await planned(calls, workspace), workspace, 1)
    assert len(state.failed) == 1 and len(side.asked) == 4


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (trouble(429), True), (trouble(500), True), (trouble(408), True), (trouble(None), True),
        (trouble(402), False), (trouble(504), False), (trouble(None, TIMED_OUT), False),
        (BadInput("400"), False),
    ],
)  # fmt: skip
def test_what_is_worth_another_attempt(problem: Trouble, again: bool) -> None:
    assert worth_again(problem) is again


@pytest.mark.parametrize("status", [401, 402, 403])
async def test_what_every_request_would_meet_stops_the_rest(
    calls: Path, workspace: Workspace, status: int
) -> None:
    side = vendors(trouble(status))
    state = await passed(side, await planned(calls, workspace), workspace, 1)
    assert len(side.asked) == 1 and state.stopped == f"HTTP {status}" and state.done == 1


async def test_a_line_that_is_down_stops_the_rest(tmp_path: Path) -> None:
    for number in range(MOST_FAILURES + 3):
        call(tmp_path / "calls" / f"{number}.wav", sound(0.1 + number / 100))
    side = vendors(*(BadInput("refused") for _ in range(MOST_FAILURES + 3)))
    state = await passed(side, await planned(tmp_path / "calls", None), None, 1)
    assert len(side.asked) == MOST_FAILURES and "in a row failed" in state.stopped


async def test_attempts_end(calls: Path, workspace: Workspace) -> None:
    side = vendors(*(trouble(503) for _ in range(ATTEMPTS)))
    state = await passed(side, await planned(calls, workspace), workspace, 1)
    assert [one.attempts for one in state.failed] == [ATTEMPTS] and state.done == 4


async def test_no_more_run_at_once_than_was_said(tmp_path: Path) -> None:
    for number in range(9):
        call(tmp_path / "calls" / f"{number}.wav", sound(0.1 + number / 100))
    side = vendors()
    most = 0

    def on_state(state: CorpusState) -> None:
        nonlocal most
        most = max(most, state.under_way)

    plan = await planned(tmp_path / "calls", None)
    searching = CorpusSearch(cast(Vendors, side), plan, at_once=3, on_state=on_state)
    assert (await searching.run()).done == 9
    assert most <= 3


async def test_interrupted_it_keeps_the_answers_that_are_under_way(
    calls: Path, workspace: Workspace
) -> None:
    side = vendors(live=True)
    side.held = ("deepgram",)
    corpus: Corpus = await look_over([str(calls)], workspace)
    plan = plan_search(corpus, TERMS, sandbox=False, workspace=workspace)
    done: list[CorpusOutcome] = []
    two = asyncio.Event()

    def on_state(state: CorpusState) -> None:
        if len(side.asked) == 1 and state.under_way == 2:
            two.set()

    searching = CorpusSearch(
        cast(Vendors, side), plan, workspace, at_once=2, on_done=done.append, on_state=on_state,
        grace=10.0,
    )  # fmt: skip
    running = asyncio.create_task(searching.run())
    async with asyncio.timeout(10):
        await two.wait()
        running.cancel()
        await asyncio.sleep(0)
        side.release.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert len(side.asked) == len(done) == 2
    rest = plan_search(corpus, TERMS, sandbox=False, workspace=workspace)
    assert len(rest.to_send) == 2 and len(rest.known) == 2


async def test_interrupted_twice_it_ends_at_once(calls: Path, workspace: Workspace) -> None:
    side = vendors(live=True)
    side.held = ("deepgram",)
    plan = await planned(calls, workspace)
    searching = CorpusSearch(cast(Vendors, side), plan, workspace, at_once=2, grace=60.0)
    running = asyncio.create_task(searching.run())
    async with asyncio.timeout(10):
        await side.began.wait()
        running.cancel()
        await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert not workspace.runs("search")


async def test_a_named_file_that_is_no_audio_is_refused_and_a_found_one_skipped(
    calls: Path, workspace: Workspace
) -> None:
    broken = call(calls / "broken.wav", b"RIFF\x00\x00\x00\x00WAVEjunk")
    plan = await planned(calls, workspace)
    assert any(one.name == str(broken) for one in plan.skipped)
    with pytest.raises(BadInput, match=r"broken\.wav"):
        await look_over([str(broken)], workspace)
    with pytest.raises(BadInput, match="does not exist"):
        await look_over([str(calls / "none.wav")], workspace)


async def test_the_price_is_only_told_where_it_is_known(calls: Path, workspace: Workspace) -> None:
    plan = await planned(calls, workspace)
    priced = plan.sending(cast(Vendors, vendors(live=True)))
    assert priced is not None and priced.cost is not None
    assert priced.cost.high == pytest.approx(2.8 / 60 * 0.0043, rel=0.01)
    other = await planned(calls, workspace, base=DeepgramOptions(model="enhanced"))
    unpriced = other.sending(cast(Vendors, vendors(live=True)))
    assert unpriced is not None and unpriced.cost is None
    sandboxed = plan.sending(cast(Vendors, vendors()))
    assert sandboxed is not None and sandboxed.cost is None


async def test_the_gate_halves_and_recovers() -> None:
    gate = RequestGate(4, first_wait=0.001)
    gate.refused()
    gate.refused()
    assert (gate.room, gate.refusals) == (2, 2), "those refused together are one refusal"
    inside = 0
    most = 0

    async def one() -> None:
        nonlocal inside, most
        async with gate.entered():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async with asyncio.timeout(10):
        await asyncio.gather(*(one() for _ in range(8)))
    assert most == 2
    for _ in range(5):
        gate.succeeded()
    assert gate.room == 4
