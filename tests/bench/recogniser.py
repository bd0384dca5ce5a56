"""Figures of the recogniser: ``python -m tests.bench.recogniser [AUDIO.wav ...]``.

Prints PocketSphinx called directly beside the pool (word errors and time), what its confidences
are worth, what spotting costs and finds, how far four live channels lag, and how many words the
letter rules read right. ``--references FILE`` gives what was said: one line a file, name, tab,
text. Without audio it makes its own with flite in a temporary directory.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import jiwer

from providers.audio.pacing import Block, paced
from providers.sandbox.recogniser import dictionary, letters
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.recognition import HeardWord

SENTENCES = (
    "good morning thank you for calling how can i help you today",
    "my broadband has been very slow since last tuesday",
    "could you please confirm the postcode and the first line of your address",
    "i would like to move my appointment to next thursday afternoon",
    "your flight to madrid was cancelled because of the weather",
    "the payment was declined by the bank twice this morning",
    "please take one tablet with water after every meal",
    "there is a charge of twenty five dollars for changing the ticket",
)
ABSENT = ("elephant", "metropolitan", "banana", "dashwood", "saxophone", "omeprazole")


@dataclass(frozen=True, slots=True)
class Recording:
    """Mono linear16 with what is said in it, where that is known."""

    name: str
    pcm: bytes
    rate: int
    reference: str = ""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.recogniser", description=__doc__)
    parser.add_argument("audio", nargs="*", type=Path)
    parser.add_argument("--references", type=Path)
    given = parser.parse_args()
    recordings = read(given.audio, given.references) if given.audio else synthesised()
    asyncio.run(everything(recordings))
    pronunciations()


async def everything(recordings: Sequence[Recording]) -> None:
    async with PocketSphinxRecogniser() as recogniser:
        await recogniser.decode(bytes(3200), 16000)
        await batch(recogniser, recordings)
        await spotting(recogniser, recordings)
        await live(recogniser, recordings)


async def batch(recogniser: PocketSphinxRecogniser, recordings: Sequence[Recording]) -> None:
    import pocketsphinx

    decoder = pocketsphinx.Decoder(loglevel="FATAL")
    print("batch: word errors and seconds, PocketSphinx directly | through the pool")
    right: list[float] = []
    wrong: list[float] = []
    for recording in recordings:
        began = time.perf_counter()
        direct = directly(decoder, recording) if recording.rate == 16000 else ""
        between = time.perf_counter()
        words = await recogniser.decode(recording.pcm, recording.rate)
        ended = time.perf_counter()
        pooled = " ".join(word.text for word in words)
        print(
            f"  {recording.name:28.28} {recording.seconds:6.1f} s of {recording.rate} Hz  "
            f"{rate_of_errors(recording.reference, direct)} {between - began:5.2f} | "
            f"{rate_of_errors(recording.reference, pooled)} {ended - between:5.2f}"
        )
        sort_confidences(recording.reference.split(), words, right, wrong)
    if right and wrong:
        print(
            f"confidence: mean {sum(right) / len(right):.2f} of {len(right)} right words, "
            f"{sum(wrong) / len(wrong):.2f} of {len(wrong)} wrong ones"
        )


def directly(decoder: object, recording: Recording) -> str:
    decoder.start_utt()  # type: ignore[attr-defined]
    decoder.process_raw(recording.pcm, full_utt=True)  # type: ignore[attr-defined]
    decoder.end_utt()  # type: ignore[attr-defined]
    hypothesis = decoder.hyp()  # type: ignore[attr-defined]
    return hypothesis.hypstr if hypothesis else ""


def rate_of_errors(reference: str, heard: str) -> str:
    return f"{jiwer.wer(reference, heard or '-'):.3f}" if reference and heard else "  -  "


def sort_confidences(
    reference: list[str], words: Sequence[HeardWord], right: list[float], wrong: list[float]
) -> None:
    heard = [word.text for word in words]
    for kind, _, _, first, beyond in SequenceMatcher(None, reference, heard).get_opcodes():
        if reference:
            kept = right if kind == "equal" else wrong
            kept += [word.confidence for word in words[first:beyond]]


async def spotting(recogniser: PocketSphinxRecogniser, recordings: Sequence[Recording]) -> None:
    print("spotting: present terms over 0.5, absent terms over 0.5, real-time factor of one pass")
    for recording in recordings:
        said = [word for word in dict.fromkeys(recording.reference.split()) if len(word) > 4]
        terms = [*said, *(term for term in ABSENT if term not in recording.reference)]
        began = time.perf_counter()
        hits = await recogniser.spot(recording.pcm, recording.rate, terms)
        took = time.perf_counter() - began
        sure = {hit.term for hit in hits if hit.confidence > 0.5}
        print(
            f"  {recording.name:28.28} {len(sure & set(said))}/{len(said)}  "
            f"{len(sure - set(said))}/{len(terms) - len(said)}  "
            f"{took / recording.seconds:.3f} for {len(terms)} terms"
        )


async def live(recogniser: PocketSphinxRecogniser, recordings: Sequence[Recording]) -> None:
    """Two stereo streams of about 30 s: on each, two people take turns."""
    at_16k = [recording for recording in recordings if recording.rate == 16000]
    turns = [at_16k[n % len(at_16k)] for n in range(40)]
    left, right = b"", b""
    words: tuple[list[str], list[str]] = ([], [])
    for number, turn in enumerate(turns):
        if len(left) > 30 * 32000:
            break
        speaks, listens = turn.pcm + bytes(12800), bytes(len(turn.pcm) + 12800)
        words[number % 2].append(turn.reference)
        left += listens if number % 2 else speaks
        right += speaks if number % 2 else listens
    print(f"live: four channels (two stereo streams) of {len(left) / 32000:.1f} s at 1x")
    channels = [(left, words[0]), (right, words[1])] * 2
    lags = await asyncio.gather(*(one_channel(recogniser, *channel) for channel in channels))
    for partial, final, last, errors in lags:
        print(
            f"  slowest partial {partial:.2f} s, slowest final {final:.2f} s after its last audio; "
            f"last final {last:+.2f} s after the end of audio; word errors {errors}"
        )


async def one_channel(
    recogniser: PocketSphinxRecogniser, pcm: bytes, reference: list[str]
) -> tuple[float, float, float, str]:
    channel = await recogniser.open_channel(16000)
    began = time.monotonic()

    async def feed() -> None:
        blocks = (
            Block(pcm[n : n + 3200], n / 32000, min(n + 3200, len(pcm)) / 32000)
            for n in range(0, len(pcm), 3200)
        )
        async for block in paced(blocks):
            await channel.feed(block.data)
        await channel.finish()

    feeding = asyncio.create_task(feed())
    slowest = {"partial": 0.0, "final": 0.0}
    last, heard = 0.0, []
    async for event in channel.heard():
        now = time.monotonic() - began
        if event.kind in slowest:
            slowest[event.kind] = max(slowest[event.kind], now - event.end)
        if event.kind == "final":
            last = now - len(pcm) / 32000
            heard += [word.text for word in event.words]
    await feeding
    await channel.close()
    errors = rate_of_errors(" ".join(filter(None, reference)), " ".join(heard))
    return slowest["partial"], slowest["final"], last, errors


def pronunciations() -> None:
    began = time.perf_counter()
    lessons = letters.lessons()
    table = letters.learn(lessons)
    took = time.perf_counter() - began
    unseen = {w: p for w, p in letters.lessons(held_out=40).items() if w not in lessons}
    read = {word: letters.spoken(word, table) for word in unseen}
    known = dictionary.entries()
    right = sum(read[word] in known[word] for word in unseen)
    phones = jiwer.wer(
        [" ".join(phones) for phones in unseen.values()],
        [" ".join(read[word]) or "-" for word in unseen],
    )
    print(
        f"letter rules: learnt from {len(lessons)} words in {took:.1f} s; of {len(unseen)} held-out"
        f" words {right / len(unseen):.2f} right, {phones:.3f} of the phones wrong"
    )


def read(paths: Sequence[Path], references: Path | None) -> list[Recording]:
    said: dict[str, str] = {}
    if references is not None:
        for line in references.read_text(encoding="utf-8").splitlines():
            name, _, text = line.partition("\t")
            said[Path(name).stem] = text
    recordings = []
    for path in paths:
        with wave.open(str(path)) as sound:
            if sound.getnchannels() != 1 or sound.getsampwidth() != 2:
                sys.exit(f"{path} is not 16-bit mono WAV: convert it first.")
            pcm, rate = sound.readframes(sound.getnframes()), sound.getframerate()
        recordings.append(Recording(path.stem[-28:], pcm, rate, said.get(path.stem, "")))
    return recordings


def synthesised() -> list[Recording]:
    if shutil.which("flite") is None:
        sys.exit("flite is not installed: install it, or give WAV files as arguments.")
    recordings = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        for number, text in enumerate(SENTENCES):
            voice = ("rms", "slt")[number % 2]
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
            recordings += read([path], None)
            recordings[-1] = Recording(
                f"{voice} {text}"[:28], recordings[-1].pcm, recordings[-1].rate, text
            )
    order = random.Random(1)
    together = order.sample(recordings, len(recordings))
    pcm = b"".join(r.pcm + bytes(32000 * order.randrange(1, 5)) for r in together)
    text = " ".join(r.reference for r in together)
    return [*recordings, Recording("all, with long silences", pcm, 16000, text)]


if __name__ == "__main__":
    main()
