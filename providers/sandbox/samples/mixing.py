"""Sentences put together as a call: turns, pauses, rooms, levels and the telephone line.

Everything is computed from whole numbers or one seeded generator, so that the same sentences give
the same bytes on every machine.
"""

from __future__ import annotations

import math
import random
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul

from providers.audio.arithmetic import audioop
from providers.sandbox.samples.script import CallScript, Speaker, Turn, plain
from providers.sandbox.samples.synthesis import RATE, Sentence, say
from providers.speech import Word

FULL_SCALE = 32768.0
OPENING, CLOSING = 0.4, 0.5
# A tap for every 1/16000 s: 4 ms of line on either side.
TAPS = 129
LOWEST, HIGHEST = 300.0, 3400.0


@dataclass(frozen=True, slots=True)
class MixedCall:
    """A finished call: interleaved linear16 at the script's rate, and its words by time."""

    script: CallScript
    pcm: bytes
    channels: int
    duration: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    speaker: Speaker
    sentence: Sentence
    start: int  # frames at 16 kHz


def mix(script: CallScript) -> MixedCall:
    """Synthesise and mix one call."""
    generator = random.Random(script.seed)
    placed = list(_placed(script, generator))
    frames = max(item.start + len(item.sentence.pcm) // 2 for item in placed)
    frames += round(CLOSING * RATE)
    frames -= frames % 2
    tracks = [
        _track(speaker, placed, frames, generator.getrandbits(32)) for speaker in script.speakers
    ]
    if script.telephone:
        tracks = [telephone_line(track) for track in tracks]
    if len(tracks) == 2:
        pcm = audioop.add(
            audioop.tostereo(tracks[0], 2, 1, 0), audioop.tostereo(tracks[1], 2, 0, 1), 2
        )
    else:
        (pcm,) = tracks
    return MixedCall(script, pcm, len(tracks), frames / RATE, tuple(_words(placed)))


def _placed(script: CallScript, generator: random.Random) -> Iterator[_Placed]:
    """The sentences in their places; who answers leaves the pause people leave."""
    spoken = tuple(sorted(script.spoken.items()))
    cursor = OPENING
    for number, turn in enumerate(script.turns):
        if number:
            pause = generator.uniform(0.25, 0.6)
            cursor += pause if turn.gap is None else turn.gap
        for position, text in enumerate(sentences(turn)):
            if position:
                cursor += generator.uniform(0.2, 0.35)
            sentence = say(text, turn.speaker.voice, spoken)
            start = round(cursor * RATE)
            yield _Placed(turn.speaker, sentence, start)
            cursor = start / RATE + len(sentence.pcm) / 2 / RATE


def sentences(turn: Turn) -> list[str]:
    """The sentences of a turn."""
    return re.findall(r"\S[^.?!]*[.?!]", turn.text)


def _words(placed: list[_Placed]) -> list[Word]:
    words = [
        Word(
            text=plain(said.written),
            start=round(item.start / RATE + said.start, 3),
            end=round(item.start / RATE + said.end, 3),
            punctuated=said.written,
            speaker=item.speaker.name,
            channel=item.speaker.channel,
        )
        for item in placed
        for said in item.sentence.words
    ]
    return sorted(words, key=lambda word: (word.start, word.channel))


def _track(speaker: Speaker, placed: list[_Placed], frames: int, seed: int) -> bytes:
    """One channel at 16 kHz: the room, and the speaker's sentences at their level."""
    mine = [item for item in placed if item.speaker is speaker]
    energy = sum(audioop.rms(i.sentence.pcm, 2) ** 2 * len(i.sentence.pcm) for i in mine)
    loudness = math.sqrt(energy / sum(len(item.sentence.pcm) for item in mine))
    gain = FULL_SCALE * 10 ** (speaker.level / 20) / loudness
    speech = bytearray(2 * frames)
    for item in mine:
        pcm = audioop.mul(item.sentence.pcm, 2, gain)
        speech[2 * item.start : 2 * item.start + len(pcm)] = pcm
    return audioop.add(room(frames, speaker.noise, seed), bytes(speech), 2)


def room(frames: int, level: float, seed: int) -> bytes:
    """A room behind the speaker: dull noise that swells and falls, and a trace of mains hum."""
    generator = random.Random(seed)
    noise = array("h", generator.randbytes(2 * frames))
    dull, smooth = array("h"), 0
    for sample in noise:
        # One pole at some 900 Hz; whole numbers only.
        smooth += (sample - smooth) * 3 >> 3
        dull.append(smooth)
    wanted = FULL_SCALE * 10 ** (level / 20)
    raw = dull.tobytes()
    gain = wanted / audioop.rms(raw, 2)
    pieces = []
    step = RATE // 2
    for start in range(0, frames, step):
        swell = gain * generator.uniform(0.75, 1.2)
        pieces.append(audioop.mul(raw[2 * start : 2 * (start + step)], 2, swell))
    return audioop.add(b"".join(pieces), _hum(frames, wanted / 3), 2)


def _hum(frames: int, amplitude: float) -> bytes:
    period = RATE // 50
    wave = array(
        "h", (round(amplitude * math.sin(2 * math.pi * n / period)) for n in range(period))
    )
    return (wave.tobytes() * (frames // period + 1))[: 2 * frames]


def telephone_line(pcm: bytes) -> bytes:
    """16 kHz as a telephone passes it on: 300 to 3400 Hz, 8 kHz, once through mu-law."""
    taps = _band_pass()
    half = TAPS // 2
    samples = array("h", bytes(2 * half) + pcm + bytes(2 * half))
    passed = array("h")
    for start in range(0, len(pcm) // 2, 2):
        value = sum(map(mul, taps, samples[start : start + TAPS])) >> 15
        passed.append(max(-32768, min(32767, value)))
    return audioop.ulaw2lin(audioop.lin2ulaw(passed.tobytes(), 2), 2)


def _band_pass() -> list[int]:
    """A windowed-sinc band pass at 16 kHz, in 1/32768."""
    half = TAPS // 2
    taps = []
    for n in range(-half, half + 1):
        ideal = _sinc(HIGHEST, n) - _sinc(LOWEST, n)
        window = 0.54 + 0.46 * math.cos(math.pi * n / half)
        taps.append(round(32768 * ideal * window))
    return taps


def _sinc(hertz: float, n: int) -> float:
    ratio = 2 * hertz / RATE
    return ratio if n == 0 else math.sin(math.pi * ratio * n) / (math.pi * n)
