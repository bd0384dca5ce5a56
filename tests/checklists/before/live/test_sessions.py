"""A session: its panes on one clock, what fails, what changes meanwhile, and what is kept."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from checklists.before.live.panes import numbered, pane_from_text
from checklists.before.live.results import settled_text
from checklists.before.live.sessions import LiveSession, Playing
from checklists.before.live.source_sample import SampleSource
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.exchange import WireMessage
from providers.speech import LiveEvent
from tests.checklists.before.live.playing import BOTH, call, heard_out, session_of
from tests.providers.audio.capturing import until
from tests.wire.deepgram.serving import KEY

WORDS = "alpha bravo charlie delta alpha"
FOUR = numbered(
    [
        pane_from_text(text)
        for text in (
            "deepgram",
            "deepgram model=nova-2 endpointing=10",
            "amazon",
            "amazon partial_results_stability=high",
        )
    ]
)


def words(events: list[LiveEvent], side: str) -> str:
    text = settled_text(event for event in events if event.side == side)
    return text.lower().replace(".", "")


async def test_four_panes_hear_the_same(tmp_path: Path) -> None:
    clip = call(tmp_path)
    async with session_of(clip, FOUR) as (session, _):
        playing: Playing = session
        assert (session.begun, session.form, session.position) == (False, None, 0.0)
        assert abs(session.clock.second(time.monotonic())) < 1.0
        with pytest.raises(BadInput, match="Nothing streams yet"):
            session.side("1")
        tapped: list[WireMessage] = []
        session.listen_in("3", tapped.append)
        events = await heard_out(playing)
        assert session.begun and session.form is not None and session.form.channels == 1
        assert {words(events, pane.id) for pane in FOUR} == {WORDS}
        assert [list(session.heard(pane.id)) for pane in FOUR] == [
            [event for event in events if event.side == pane.id] for pane in FOUR
        ]
        assert any(message.direction == "received" for message in tapped)
        asked = [session.exchanges(pane.id)[0].url for pane in FOUR]
        assert "model=nova-2" in asked[1] and "endpointing=10" in asked[1]
        assert "partial-results-stability=high" in asked[3]
    with Workspace.open(tmp_path / "ws") as workspace:
        sample = session.sample(workspace)
        assert sample is not None and sample.sha256 == clip.sha256
        runs = session.keep(workspace, sample, session.results(sample))
        assert [run.request["pane"] for run in runs] == ["1", "2", "3", "4"]
        assert {run.request["session"] for run in runs} == {session.id}
        assert [run.model for run in runs] == ["nova-3", "nova-2", "transcribe", "transcribe"]
        assert [run.options.get("endpointing") for run in runs[:2]] == [300, 10]
        assert all(run.started_at == session.started_on for run in runs)
        assert runs[1].request["exchanges"][0]["url"] == asked[1]
        headers = runs[0].request["exchanges"][0]["request_headers"]
        assert headers["Authorization"] == "removed"
        kept = json.dumps([[run.request, run.response, run.result] for run in runs])
        assert KEY not in kept
        signed = re.findall(r"X-Amz-(?:Signature|Credential|Security-Token)=([^&\"]*)", kept)
        assert signed and not any(re.search(r"[0-9a-f]{16}|AKIA", value) for value in signed)
        # What plans take for Deepgram and for Amazon is what had the usual options.
        newest = {(run.vendor, run.model): run.id for run in workspace.runs("live")}
        assert newest["deepgram", "nova-3"] == runs[0].id
        assert newest["amazon", "transcribe"] == runs[2].id
        attached = {evidence.run for evidence in workspace.evidence("test-audio")}
        assert attached == {run.id for run in runs}


async def test_a_pane_that_cannot_connect_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    refused = replace(pane_from_text("deepgram model=no-such-model"), id="2")
    panes = (BOTH[0], refused, replace(BOTH[1], id="3"))
    async with session_of(call(tmp_path), panes) as (session, _):
        events = await heard_out(session)
        assert (words(events, "1"), words(events, "2"), words(events, "3")) == (WORDS, "", WORDS)
        (closed,) = [event for event in events if event.side == "2"]
        assert closed.event == "closed" and closed.text
        sample_of = Workspace.open(tmp_path / "ws")
        with sample_of as workspace:
            sample = session.sample(workspace)
            assert sample is not None
            assert [result.pane.id for result in session.results(sample)] == ["1", "3"]
        assert session.exchanges("2")[0].status == 400


async def test_a_pause_stands_still_on_every_clock(tmp_path: Path) -> None:
    async with session_of(call(tmp_path), speed=1.0) as (session, _):

        async def stand_still() -> None:
            await until(lambda: session.position > 0.6, "under way")
            session.pause()
            session.pause()
            assert session.paused
            stood = session.position
            await until(
                lambda: bool(session.clock.pauses) and session.clock.pauses[0][1] > 0.3, "a while"
            )
            assert session.position == pytest.approx(stood, abs=0.15)
            session.resume()
            assert not session.paused

        async with asyncio.TaskGroup() as group:
            group.create_task(stand_still())
            listening = group.create_task(heard_out(session))
        events = listening.result()
        assert words(events, "1") == words(events, "2") == WORDS
        ((_, length),) = session.clock.pauses
        assert length > 0.3
        with Workspace.open(tmp_path / "ws") as workspace:
            sample = session.sample(workspace)
            assert sample is not None
            for run in session.keep(workspace, sample, session.results(sample)):
                assert run.result["pauses"] == [list(pause) for pause in session.clock.pauses]


async def test_stopped_by_hand(tmp_path: Path) -> None:
    clip = call(tmp_path)
    async with session_of(clip, speed=1.0) as (session, _):

        def enough(event: LiveEvent) -> None:
            if session.begun:
                session.stop()

        events = await heard_out(session, enough)
        assert [event.event for event in events].count("closed") == 2
        with Workspace.open(tmp_path / "ws") as workspace:
            sample = session.sample(workspace)
            assert sample is not None
            for result in session.results(sample):
                assert result.score is None
                assert result.trouble.startswith("Stopped by hand after ")


async def test_keyterms_change_in_the_middle(tmp_path: Path) -> None:
    async with session_of(call(tmp_path), speed=2.0) as (session, _):

        async def flip() -> None:
            await until(lambda: session.position > 0.6, "under way")
            with pytest.raises(BadInput, match="cannot change its vocabulary"):
                await session.configure("2", ["Zyxel"])
            with pytest.raises(BadInput, match="no pane '9'"):
                await session.configure("9", ["Zyxel"])
            await session.configure("1", ["Zyxel"])

        async with asyncio.TaskGroup() as group:
            group.create_task(flip())
            listening = group.create_task(heard_out(session))
        told = [event for event in listening.result() if event.native.startswith("Configure")]
        assert [event.side for event in told] == ["1"]
        (change,) = session.changes("1")
        assert change.keyterms == ("Zyxel",) and change.at > 0.6 and session.changes("2") == ()
        with Workspace.open(tmp_path / "ws") as workspace:
            sample = session.sample(workspace)
            assert sample is not None
            first, second = session.keep(workspace, sample, session.results(sample))
            assert first.result["keyterms"] == [{"at": change.at, "keyterms": ["Zyxel"]}]
            assert second.result["keyterms"] == []


async def test_no_audio_is_told_before_anybody_is_asked(tmp_path: Path) -> None:
    clip = call(tmp_path)
    clip.path.unlink()
    async with session_of(clip) as (session, _):
        with pytest.raises(BadInput, match=r"call\.wav"):
            await heard_out(session)
        assert session.exchanges("1") == ()


def test_panes_have_ids_of_their_own(tmp_path: Path) -> None:
    source = SampleSource(call(tmp_path))
    with pytest.raises(ValueError, match="ids"):
        LiveSession(None, source, (BOTH[0], BOTH[0]))  # type: ignore[arg-type]
