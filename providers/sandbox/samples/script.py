"""What is said in the sample calls: ``calls.toml`` as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("calls.toml")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks on which channel. ``level`` and ``noise`` in dBFS."""

    name: str
    voice: str
    channel: int
    level: float
    noise: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says. ``gap`` seconds after the other ended, None for the usual pause."""

    speaker: Speaker
    text: str
    gap: float | None


@dataclass(frozen=True, slots=True)
class CallScript:
    """A call to be synthesised; ``spoken`` says how a word has to be written for flite."""

    id: str
    title: str
    rate: int
    telephone: bool
    seed: int
    terms: tuple[str, ...]
    spoken: Mapping[str, str]
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]


def read_script(path: Path = SCRIPT) -> tuple[CallScript, ...]:
    """All calls of the script, in its order."""
    with path.open("rb") as file:
        return tuple(_call(entry) for entry in tomllib.load(file)["calls"])


def plain(written: str) -> str:
    """A written word as a recogniser would give it: "Hello," is "hello"."""
    return re.sub(r"[^\w']", "", written).lower()


def _call(entry: Mapping[str, Any]) -> CallScript:
    speakers = {name: Speaker(name, **fields) for name, fields in entry["speakers"].items()}
    return CallScript(
        id=entry["id"],
        title=entry["title"],
        rate=entry["rate"],
        telephone=entry.get("telephone", False),
        seed=entry["seed"],
        terms=tuple(entry["terms"]),
        spoken=entry.get("spoken", {}),
        speakers=tuple(sorted(speakers.values(), key=lambda speaker: speaker.channel)),
        turns=tuple(
            Turn(speakers[turn["speaker"]], turn["text"], turn.get("gap"))
            for turn in entry["turns"]
        ),
    )
