"""A recorded session again: the same words and figures, on its own clock, without a network."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checklists.before.live.replay import Replay, recorded_session, sessions
from checklists.before.live.sessions import LiveSession, Playing
from checklists.records import Run
from checklists.scoring.clock import AudioClock
from checklists.scoring.latency import Latency, Spread, measure
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.exchange import WireMessage
from providers.speech import LiveEvent
from tests.checklists.before.live.playing import call, heard_out, session_of
from tests.providers.audio.capturing import until


async def recorded(folder: Path, workspace: Workspace) -> tuple[LiveSession, list[Run]]:
    """A session with a pause, kept in the workspace."""
    async with session_of(call(folder)) as (session, _):

        async def stand_still() -> None:
            await until(lambda: session.begun and session.position > 0.3, "under way")
            session.pause()
            await until(
                lambda: bool(session.clock.pauses) and session.clock.pauses[0][1] > 0.2, "a while"
            )
            session.resume()

        async with asyncio.TaskGroup() as group:
            group.create_task(stand_still())
            group.create_task(heard_out(session))
        sample = session.sample(workspace)
        assert sample is not None
        return session, session.keep(workspace, sample, session.results(sample))


def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: Any, **more: Any) -> Any:
        raise AssertionError("a replay asks nobody")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def figures(events: list[LiveEvent], clock: AudioClock) -> Latency:
    return measure(events, clock=clock, duration=3.0)


def same(left: Latency, right: Latency) -> None:
    for name in Latency.__dataclass_fields__:
        one, two = getattr(left, name), getattr(right, name)
        if isinstance(one, Spread):
            assert one.n == two.n and one.p50 == pytest.approx(two.p50, abs=1e-6), name
        else:
            assert one == (pytest.approx(two, abs=1e-6) if isinstance(two, float) else two), name


async def test_what_was_said_is_said_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        session, _ = await recorded(tmp_path, workspace)
        no_network(monkeypatch)
        (found,) = sessions(workspace)
        assert (found.id, found.title, found.channels) == (session.id, "call.wav", 1)
        assert [one.pane for one in found.panes] == list(session.panes)
        assert [one.sandbox for one in found.panes] == [False, False]
        replay = Replay(workspace, found, speed=20)
        playing: Playing = replay
        assert playing.stamp == f"RECORDED {session.started_on:%Y-%m-%d %H:%M} UTC"
        assert replay.origin() == {"deepgram": False, "amazon": False}
        tapped: list[WireMessage] = []
        replay.listen_in("2", tapped.append)
        again = await heard_out(playing)
        assert playing.begun and 0.0 < playing.position <= found.duration
        for pane in session.panes:
            first = list(session.heard(pane.id))
            second = [event for event in again if event.side == pane.id]
            shift = replay.clock.started_at - session.clock.started_at
            assert [replace(event, received_at=0.0) for event in second] == [
                replace(event, received_at=0.0) for event in first
            ]
            for one, other in zip(first, second, strict=True):
                assert other.received_at - one.received_at == pytest.approx(shift, abs=1e-6)
            same(figures(second, replay.clock), figures(first, session.clock))
            assert replay.kept_up(pane.id) == session.kept_up(pane.id)
            (exchange,) = replay.exchanges(pane.id)
            assert exchange.status == 101
            assert exchange.at < replay.clock.started_at
            assert list(replay.heard(pane.id)) == second
        assert [event.received_at for event in again] == sorted(e.received_at for e in again)
        assert replay.clock.pauses == session.clock.pauses
        assert tapped and {message.direction for message in tapped} == {"received"}
        assert all(message.text.startswith("{") for message in tapped)


async def test_pausing_and_stopping_a_replay_changes_no_figure(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        session, _ = await recorded(tmp_path, workspace)
        replay = Replay(workspace, sessions(workspace)[0], speed=4)

        async def stand_still() -> None:
            await until(lambda: replay.position > 1.0, "under way")
            replay.pause()
            assert replay.paused
            stood, given = replay.position, len(list(replay.heard("1")))
            await until(lambda: replay._course.pauses[-1][1] > 0.3, "a while")
            assert replay.position == pytest.approx(stood, abs=0.05)
            assert len(list(replay.heard("1"))) <= given + 1
            replay.resume()

        async with asyncio.TaskGroup() as group:
            group.create_task(stand_still())
            listening = group.create_task(heard_out(replay))
        again = [event for event in listening.result() if event.side == "1"]
        same(figures(again, replay.clock), figures(list(session.heard("1")), session.clock))

        stopped = Replay(workspace, sessions(workspace)[0], speed=4)
        events = await heard_out(stopped, lambda event: stopped.stop())
        assert len(events) == 1
        with pytest.raises(BadInput, match="This was recorded on"):
            await stopped.configure("1", ["x"])


async def test_sessions_are_found_by_name(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        assert sessions(workspace) == []
        with pytest.raises(BadInput, match="record one"):
            recorded_session(workspace, "last")
        session, _ = await recorded(tmp_path, workspace)
        for name in ("last", session.id, session.id[:9]):
            assert recorded_session(workspace, name).id == session.id
        with pytest.raises(BadInput, match=f"the newest are {session.id}"):
            recorded_session(workspace, "nothing")


async def test_a_run_of_an_older_version_is_a_session_of_one_pane(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        session, runs = await recorded(tmp_path, workspace)
        run = runs[0]
        older = [
            {name: value for name, value in event.items() if name in OLDER}
            for event in run.result["events"]
        ]
        workspace.record_run(
            "live",
            sandbox=True,
            vendor="deepgram",
            model="nova-3",
            clip=run.clip,
            request={"options": run.request["options"] | {"unheard_of": 1}, "pace": 1.0},
            response=run.response,
            result={"events": older, "trouble": ""},
            seconds=run.seconds,
        )
        newest, before = sessions(workspace)
        assert before.id == session.id and len(newest.panes) == 1 and newest.sandbox
        replay = Replay(workspace, newest, speed=20)
        tapped: list[WireMessage] = []
        replay.listen_in("1", tapped.append)
        events = await heard_out(replay)
        assert [event.text for event in events] == [event["text"] for event in older]
        assert replay.clock.pauses == () and replay.exchanges("1") == ()
        assert len(tapped) == len(run.response)


async def test_a_damaged_record_is_told(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        for events in ([{"vendor": "deepgram"}], ["x"], [{"vendor": 1, "event": "final"}]):
            workspace.record_run(
                "live",
                sandbox=True,
                vendor="deepgram",
                model="nova-3",
                request={"options": {"endpointing": 10}},
                result={"events": events},
                seconds=1.0,
            )
        found = sessions(workspace)
        assert len(found) == 3 and {one.title for one in found} == {"a removed sample"}
        for one in found:
            with pytest.raises(BadInput, match="its record is damaged"):
                await heard_out(Replay(workspace, one))


OLDER = (
    "vendor", "event", "channel", "text", "start", "end", "audio_time", "received_at", "native"
)  # fmt: skip
