"""The sample calls: synthesised speech with references, so that everything works without a key.

Both voices are flite's; nobody was recorded. ``make`` says how the files came about.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.sandbox.samples.script import plain
from providers.speech import Word

HERE = Path(__file__).parent
VOCABULARY_TABLE = HERE / "vocabulary-table.txt"
VOCABULARY_LIST = HERE / "vocabulary-list.txt"
FILTER_WORDS = HERE / "filter-words.txt"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a term is said: channel from 0, ``start`` and ``end`` in seconds."""

    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SampleTerm:
    """A domain term of a call and every place where it is said, by time."""

    text: str
    said: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A sample and the truth about it.

    ``rate`` in hertz, ``duration`` in seconds, ``size`` in bytes. ``reference`` is everything
    said, words of all channels by time; ``references`` the same for each channel, ``speakers``
    who that is ("agent", "customer"). ``words`` have exact times and no confidence.
    """

    id: str
    title: str
    path: Path
    sha256: str
    size: int
    rate: int
    channels: int
    duration: float
    speakers: tuple[str, ...]
    words: tuple[Word, ...]
    terms: tuple[SampleTerm, ...]

    @property
    def reference(self) -> str:
        """The reference text, all channels by time."""
        return " ".join(word.punctuated for word in self.words)

    @property
    def references(self) -> tuple[str, ...]:
        """The reference text of each channel."""
        return tuple(
            " ".join(word.punctuated for word in self.words if word.channel == channel)
            for channel in range(self.channels)
        )

    @property
    def reference_path(self) -> Path:
        """``reference`` as a text file, for commands that take one."""
        return self.path.with_suffix(".txt")


@functools.cache
def sample_calls() -> tuple[SampleCall, ...]:
    """The four calls and the lecture. Reads their truth, not their sound."""
    with (HERE / "truth.toml").open("rb") as file:
        return tuple(_call(entry) for entry in tomllib.load(file)["calls"])


def _call(entry: Mapping[str, Any]) -> SampleCall:
    speakers = tuple(entry["speakers"])
    return SampleCall(
        id=entry["id"],
        title=entry["title"],
        path=HERE / entry["file"],
        sha256=entry["sha256"],
        size=entry["size"],
        rate=entry["rate"],
        channels=entry["channels"],
        duration=entry["duration"],
        speakers=speakers,
        words=tuple(
            Word(
                text=plain(written),
                start=start,
                end=end,
                punctuated=written,
                speaker=speakers[channel],
                channel=channel,
            )
            for channel, start, end, written in entry["words"]
        ),
        terms=tuple(
            SampleTerm(term["text"], tuple(Occurrence(*place) for place in term["said"]))
            for term in entry["terms"]
        ),
    )
