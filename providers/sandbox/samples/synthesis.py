"""Sentences as sound, with the time of every word, by flite.

flite gives the end of every phone, but not which word it belongs to. Each word is therefore also
said alone, and the two rows of phones are laid side by side: a word begins with its first phone.
"""

from __future__ import annotations

import functools
import subprocess
import tempfile
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RATE = 16000
PAUSE = "pau"
# A little of the breath around a sentence is kept, or it would click.
LEAD, TAIL = 0.03, 0.10
PUNCTUATION = ".,;:!?"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone and its span in seconds."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word as written (with its punctuation) and its span in seconds of the sentence."""

    written: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """Linear16 mono at 16 kHz, without the pauses around it."""

    pcm: bytes
    words: tuple[SaidWord, ...]


def flite_version() -> str:
    """The version line of the installed flite. Raises FileNotFoundError where there is none."""
    said = subprocess.run(["flite", "--version"], capture_output=True, text=True, check=False)
    for line in (said.stdout + said.stderr).splitlines():
        if "version:" in line:
            return line.partition("version:")[2].split("(")[0].strip()
    return "unknown"


@functools.cache
def say(text: str, voice: str, spoken: tuple[tuple[str, str], ...]) -> Sentence:
    """Say one sentence. ``spoken`` replaces words by what flite has to read."""
    replacements = dict(spoken)
    written = text.split()
    read = [_as_spoken(word, replacements) for word in written]
    pcm, phones = _synthesised(" ".join(read), voice)
    first = next(phone for phone in phones if phone.name != PAUSE)
    last = next(phone for phone in reversed(phones) if phone.name != PAUSE)
    begin, end = max(0.0, first.start - LEAD), last.end + TAIL
    words = _with_times(written, [phones_of(word) for word in read], phones)
    return Sentence(
        pcm[round(begin * RATE) * 2 : round(end * RATE) * 2],
        tuple(SaidWord(word.written, word.start - begin, word.end - begin) for word in words),
    )


def bare(word: str) -> str:
    """A word without the punctuation around it."""
    return word.strip(PUNCTUATION)


def _as_spoken(word: str, replacements: Mapping[str, str]) -> str:
    core = bare(word)
    return word.replace(core, replacements.get(core, core)) if core else word


def _synthesised(text: str, voice: str) -> tuple[bytes, list[Phone]]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "said.wav")
        said = subprocess.run(
            ["flite", "-voice", voice, "-psdur", "-t", text, "-o", str(target)],
            capture_output=True,
            text=True,
            check=True,
        )
        with wave.open(str(target)) as reader:
            if reader.getframerate() != RATE:
                raise ValueError(f"flite's voice {voice} is not one of 16 kHz")
            pcm = reader.readframes(reader.getnframes())
    phones: list[Phone] = []
    for item in said.stdout.split():
        name, _, end = item.rpartition(":")
        phones.append(Phone(name, phones[-1].end if phones else 0.0, float(end)))
    return pcm, phones


@functools.cache
def phones_of(word: str) -> tuple[str, ...]:
    """The phones of a word or phrase said alone."""
    said = subprocess.run(
        ["flite", "-ps", "-t", bare(word), "-o", "none"],
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(phone for phone in said.stdout.split() if phone != PAUSE)


def _with_times(
    written: Sequence[str], alone: Sequence[tuple[str, ...]], phones: Sequence[Phone]
) -> list[SaidWord]:
    """The span of each word, from the phones that its own phones fall upon."""
    voiced = [phone for phone in phones if phone.name != PAUSE]
    expected = [(name, number) for number, names in enumerate(alone) for name in names]
    spans: dict[int, tuple[float, float]] = {}
    for (_, number), phone in _side_by_side(expected, voiced):
        start, _ = spans.get(number, (phone.start, phone.end))
        spans[number] = (start, phone.end)
    return [SaidWord(word, *spans[number]) for number, word in enumerate(written)]


def _side_by_side(
    expected: Sequence[tuple[str, int]], voiced: Sequence[Phone]
) -> list[tuple[tuple[str, int], Phone]]:
    """The cheapest pairing in order. In running speech a vowel may change, or a phone fall away."""
    rows, columns = len(expected) + 1, len(voiced) + 1
    cost = [[row + column for column in range(columns)] for row in range(rows)]
    for row in range(1, rows):
        for column in range(1, columns):
            cost[row][column] = min(
                cost[row - 1][column - 1] + _difference(expected[row - 1][0], voiced[column - 1]),
                cost[row - 1][column] + 1,
                cost[row][column - 1] + 1,
            )
    pairs = []
    row, column = len(expected), len(voiced)
    while row and column:
        difference = _difference(expected[row - 1][0], voiced[column - 1])
        if cost[row][column] == cost[row - 1][column - 1] + difference:
            row, column = row - 1, column - 1
            pairs.append((expected[row], voiced[column]))
        elif cost[row][column] == cost[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


def _difference(expected: str, phone: Phone) -> int:
    return 0 if expected == phone.name else 1
