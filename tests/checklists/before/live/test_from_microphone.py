"""What is spoken into a microphone, heard by both sides at once: every sample call.

The sandbox and its recogniser, PortAudio and PulseAudio are the real ones.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from checklists.before.live.panes import standard_panes
from checklists.before.live.replay import Replay, sessions
from checklists.before.live.results import settled_text
from checklists.before.live.sessions import LiveSession
from checklists.before.live.source_microphone import MicrophoneSource
from checklists.scoring.words import score
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe, read_pcm
from providers.audio.microphone import Choice
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import SampleCall, sample_calls
from tests.checklists.before.live.playing import heard_out
from tests.providers.audio.capturing import until
from tests.sound import SoundServer, lead_sound_to, virtual_microphone_on

PANES = standard_panes(("deepgram", "amazon"))
# PocketSphinx has 20 to 30 % on these calls. The beginnings have few words, and a busy machine's
# sound server may swallow some; more than this would be other words.
WORST = 0.7
# Of each call the beginning is spoken: the microphone takes as long as the speech does.
SPOKEN = 12.0


@pytest.mark.sound
@pytest.mark.parametrize("call", sample_calls(), ids=lambda call: call.id)
async def test_both_panes_hear_the_call(
    call: SampleCall,
    sandbox: SandboxUrls,
    sound_server: SoundServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken = tmp_path / "spoken.raw"
    length = min(SPOKEN, call.duration)
    frame = 2 * call.channels
    spoken.write_bytes(read_pcm(probe(call.path))[0][: round(length * call.rate) * frame])
    vendors = Vendors(sandbox.deepgram_access(), sandbox.amazon_access())
    lead_sound_to(sound_server, monkeypatch)
    with (
        virtual_microphone_on(sound_server, call.rate, call.channels) as microphone,
        Workspace.open(tmp_path / "ws") as workspace,
    ):
        source = MicrophoneSource(workspace.audio, Choice(None, call.rate, call.channels))
        session = LiveSession(vendors, source, PANES)

        async def speak() -> None:
            await until(lambda: source.started_at is not None, "the microphone hears", 60)
            player = microphone.player(spoken)
            await until(lambda: player.poll() is not None, "it was said", length + 60)
            # What is in the air is still to be recorded.
            said = session.clock.second(time.monotonic())
            await until(lambda: session.position > said + 1.0, "the last of it was recorded")
            session.stop()

        async with asyncio.timeout(length + 240), asyncio.TaskGroup() as group:
            group.create_task(speak())
            listening = group.create_task(heard_out(session, seconds=length + 230))
        events = listening.result()
        sample = session.sample(workspace)
        assert sample is not None and sample.clip.duration >= length - 0.1
        results = session.results(sample)
        assert [(one.trouble, one.kept_up["gaps"]) for one in results] == [("", 0), ("", 0)]
        for pane in PANES:
            ours = [event for event in events if event.side == pane.id]
            reference = " ".join(
                word.text
                for n in range(call.channels)
                for word in call.words
                if word.channel == n and word.end <= length
            )
            heard = " ".join(settled_text(ours, n) for n in range(call.channels))
            wer = score(reference, heard).wer
            assert wer is not None and wer < WORST, (pane.vendor, wer, heard)
        session.keep(workspace, sample, results)
        (recorded,) = sessions(workspace)
        again = await heard_out(Replay(workspace, recorded, speed=100))
        for pane in PANES:
            assert settled_text(e for e in again if e.side == pane.id) == settled_text(
                e for e in events if e.side == pane.id
            )
