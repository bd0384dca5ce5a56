"""Recording through PortAudio from a virtual microphone: what is lost, and what it costs.

``python -m tests.bench.recording [SECONDS]`` (60 without it).
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from array import array
from pathlib import Path

from providers.audio.clips import identify, read_pcm
from providers.audio.microphone import Choice, open_microphone
from providers.audio.recording import Recorded, Recorder
from tests.sound import VirtualMicrophone, running_sound_server, virtual_microphone_on

RATE = 16000
METER_HERTZ = 20
SHOWN_COLUMNS, COLUMN_SECONDS = 100, 0.1
# As many samples of noise are found nowhere else by accident.
ANCHOR = 64


def compared(played: bytes, recorded: bytes) -> tuple[float, int, int, float]:
    """How ``recorded`` holds ``played``, both mono linear16: start in seconds, lost and repeated
    samples, and seconds swallowed before the first sample that was recorded.

    Runs of equal samples are followed; where one breaks off, the played sound is found again by
    its next ``ANCHOR`` samples, and the distance is what was lost (or came twice).
    """
    position, source, start = 0, 0, -1.0
    lost = repeated = 0
    swallowed = 0.0
    while position < len(recorded) - 2 * ANCHOR:
        anchor = recorded[position : position + 2 * ANCHOR]
        found = _found(played, anchor) if any(anchor) else -1
        if found < 0:
            position += 2
            continue
        if start < 0:
            start, swallowed = position / 2 / RATE, found / 2 / RATE
        else:
            lost += max(0, found - source) // 2
            repeated += max(0, source - found) // 2
        length = _equal_bytes(recorded, position, played, found)
        position, source = position + length, found + length
        if source >= len(played):
            break
    lost += (len(played) - source) // 2 if start >= 0 else len(played) // 2
    return start, lost, repeated, swallowed


def _found(played: bytes, anchor: bytes) -> int:
    found = played.find(anchor)
    while found > 0 and found % 2:
        found = played.find(anchor, found + 1)
    return found


def _equal_bytes(recorded: bytes, position: int, played: bytes, found: int) -> int:
    length, step = 0, 1 << 16
    while step:
        a = recorded[position + length : position + length + step]
        b = played[found + length : found + length + step]
        if a == b and len(a) == step:
            length += step
        else:
            step //= 2
    return length - length % 2


async def recorded_through(
    microphone: VirtualMicrophone, sound: Path, folder: Path
) -> tuple[bytes, float, Recorded]:
    """What is recorded while ``sound`` is played, and the processor's share of it meanwhile.

    The meter and the waveform are asked for as often as a screen would draw them.
    """
    choice = Choice(rate=microphone.rate, channels=microphone.channels)
    async with open_microphone(choice) as opened, Recorder(opened, folder) as recorder:
        await recorder.record()
        # Until the sound server gives its first block ALSA's plug-in for it waits in a busy loop.
        await anext(recorder.blocks())
        began, busy = time.monotonic(), _busy_seconds()
        player = microphone.player(sound)
        while player.poll() is None:
            recorder.reading()
            recorder.shape(SHOWN_COLUMNS, COLUMN_SECONDS)
            recorder.findings()
            await asyncio.sleep(1 / METER_HERTZ)
        share = (_busy_seconds() - busy) / (time.monotonic() - began)
        await asyncio.sleep(0.5)
        done = await recorder.finish()
    return read_pcm(identify(done.path))[0], share, done


def _busy_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def noise(seconds: float) -> bytes:
    """Mono linear16 in which no piece occurs twice."""
    source = random.Random(4)
    return array(
        "h", (source.randint(-20000, 20000) for _ in range(round(seconds * RATE)))
    ).tobytes()


def measure(seconds: float = 60.0) -> None:
    """Print all of it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_sound_server() as server,
        virtual_microphone_on(server, RATE) as microphone,
    ):
        os.environ.update(server.environment)
        played = noise(seconds)
        sound = Path(folder) / "played.raw"
        sound.write_bytes(played)
        witness = Path(folder) / "witness.raw"
        with microphone.witnessed(witness):
            recorded, share, done = asyncio.run(recorded_through(microphone, sound, Path(folder)))
        _, not_given, given_twice, _ = compared(played, witness.read_bytes())
    start, lost, repeated, swallowed = compared(played, recorded)
    gaps = ", ".join(f"{gap.why} at {gap.at:.2f} s" for gap in done.gaps) or "no gap"
    print(
        f"recording  {seconds:.0f} s at {RATE} Hz mono: {lost} samples lost and {repeated} "
        f"repeated (PulseAudio's own recorder beside it: {not_given} and {given_twice}), {gaps} "
        f"told; first {1000 * swallowed:.0f} ms swallowed by the sound server, offset "
        f"{start:.2f} s; {100 * share:.1f} % of a core with the meter asked {METER_HERTZ} times "
        "a second"
    )


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
