"""Letters to phones by context, learnt from the recogniser's own dictionary.

The fallback for words that no dictionary knows on machines without flite. Each letter of a
dictionary word is aligned with the phones it stands for (none, one or two), and what a letter
stood for is counted in its surroundings, from three letters either side down to none; a word is
then read letter by letter in the widest surroundings that were seen. Learning takes some seconds
and is done once: the table is kept in the user's cache directory.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from providers.sandbox.recogniser import dictionary

Phones = tuple[str, ...]
Table = Mapping[str, str]

_WIDTHS = ((3, 3), (2, 3), (3, 2), (2, 2), (1, 2), (2, 1), (1, 1), (0, 1), (1, 0), (0, 0))
# How many of the widths are passed over: none; all wider than two letters before and one after;
# than one on either side; than one after.
_NARROWED = (0, 5, 6, 7)
_SAMPLE = 3
_ROUNDS = 3
_UNSEEN = math.log(1e-7)


def spoken(word: str, table: Table | None = None) -> Phones:
    """The phones of a word of the letters a to z (and '), read letter by letter."""
    return _read(word, _kept_table() if table is None else table, _WIDTHS)


def ways(word: str, table: Table | None = None) -> tuple[Phones, ...]:
    """``spoken``, and what differs when less of each letter's surroundings is looked at.

    A name from another language is like no word of the dictionary as a whole: its wide
    surroundings mislead as often as they help.
    """
    known = _kept_table() if table is None else table
    readings = (_read(word, known, _WIDTHS[narrowed:]) for narrowed in _NARROWED)
    return tuple(dict.fromkeys(reading for reading in readings if reading))


def _read(word: str, known: Table, widths: Sequence[tuple[int, int]]) -> Phones:
    said: list[str] = []
    for place in range(len(word)):
        for width in widths:
            if (chunk := known.get(_context(word, place, width))) is not None:
                said += chunk.split()
                break
    return tuple(said)


def learn(words: Mapping[str, Phones]) -> Table:
    """What each letter stands for in its surroundings."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, chunks in _aligned(words):
        for place, chunk in enumerate(chunks):
            for width in _WIDTHS:
                counts[_context(word, place, width)][chunk] += 1
    return {
        context: seen.most_common(1)[0][0]
        for context, seen in counts.items()
        if len(context) <= 4 or seen.total() > 1
    }


def _context(word: str, place: int, width: tuple[int, int]) -> str:
    left, right = width
    padded = f"###{word}###"
    here = place + 3
    return f"{padded[here - left : here]}<{padded[here]}>{padded[here + 1 : here + 1 + right]}"


def _aligned(words: Mapping[str, Phones]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Letters with their phones, by a few rounds of best alignment and counting."""
    chances = _first_guess(words)
    for final in range(1, _ROUNDS + 1):
        pairs = [
            (word, best) for word, said in words.items() if (best := _align(word, said, chances))
        ]
        if final == _ROUNDS:
            break
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, chunks in pairs:
            for letter, chunk in zip(word, chunks, strict=True):
                seen[letter][chunk] += 1
        chances = {
            (letter, chunk): math.log(count / chunk_counts.total())
            for letter, chunk_counts in seen.items()
            for chunk, count in chunk_counts.items()
        }
    return pairs


def _first_guess(words: Mapping[str, Phones]) -> dict[tuple[str, str], float]:
    """Chances from phones that lie at about the same place in the word as the letter."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, said in words.items():
        for place, letter in enumerate(word):
            middle = place * len(said) / len(word)
            for near in range(max(0, int(middle) - 1), min(len(said), int(middle) + 2)):
                seen[letter][said[near]] += 1
    chances = {
        (letter, phone): math.log(count / phones.total())
        for letter, phones in seen.items()
        for phone, count in phones.items()
    }
    return chances | {(letter, ""): math.log(0.05) for letter in seen}


def _align(
    word: str, said: Phones, chances: Mapping[tuple[str, str], float]
) -> tuple[str, ...] | None:
    """The likeliest division of the phones among the letters, or None if there is none."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for letter in word:
        following: dict[int, tuple[float, tuple[str, ...]]] = {}
        for done, (score, chunks) in best.items():
            for size in (0, 1, 2):
                if done + size > len(said):
                    break
                chunk = " ".join(said[done : done + size])
                unseen = _UNSEEN if size < 2 else 1.2 * _UNSEEN
                total = score + chances.get((letter, chunk), unseen)
                if done + size not in following or total > following[done + size][0]:
                    following[done + size] = (total, (*chunks, chunk))
        best = following
    return best[len(said)][1] if len(said) in best else None


@functools.cache
def _kept_table() -> Table:
    path = _cache_path()
    with contextlib.suppress(OSError, ValueError):
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    table = learn(lessons())
    with contextlib.suppress(OSError):
        _keep(path, table)
    return table


def lessons(*, held_out: int | None = None) -> dict[str, Phones]:
    """A third of the dictionary to learn from, or every word at a held-out place to test on."""
    known = dictionary.entries()
    plain = [word for word in known if word.isascii() and word.isalpha()]
    chosen = plain[::_SAMPLE] if held_out is None else plain[1::held_out]
    return {word: known[word][0] for word in chosen if len(word) < 20}


def _cache_path() -> Path:
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("crossfade"))
    return folder / f"letters-{version('pocketsphinx')}-{_SAMPLE}.json"


def _keep(path: Path, table: Table) -> None:
    """Write whole or not at all: several workers may learn at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(table, out)
    Path(name).replace(path)
