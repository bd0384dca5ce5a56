"""What workers tell the screens. Workers post these; only the handlers of a screen draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from providers.speech import LiveEvent

if TYPE_CHECKING:
    from checklists.before.audio_tests import Outcome
    from checklists.before.live.results import LiveResult
    from checklists.records import ClipRecord
    from checklists.scoring.clock import AudioClock


@dataclass
class Preparing(Message):
    """Something takes a while before the first word: what it is, in one sentence."""

    what: str


@dataclass
class Connected(Message):
    """Every pane is known by its id: "sandbox", "live", or "RECORDED" with its date.

    ``channels`` is how many the audio has.
    """

    origins: Mapping[str, str]
    channels: int


@dataclass
class AudioBegan(Message):
    """Every side is connected, or has failed to; the audio runs on this clock from here on."""

    clock: AudioClock


@dataclass
class Heard(Message):
    """One event of one side."""

    event: LiveEvent


@dataclass
class Transcribed(Message):
    """One side has transcribed the whole file, or says why not."""

    sample: ClipRecord
    outcome: Outcome


@dataclass
class StreamEnded(Message):
    """Every side has settled, or none could begin; ``trouble`` says why not, "" otherwise.

    ``sample`` and ``results`` are what there is to record.
    """

    trouble: str = ""
    sample: ClipRecord | None = None
    results: Sequence[LiveResult] = ()


@dataclass
class WorkMoved(Message):
    """Work in a workbench has come so far; ``total`` is 0 where nobody knows."""

    what: str
    done: int
    total: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest of several counts."""
        return isinstance(message, WorkMoved)


@dataclass
class WorkEnded(Message):
    """Work in a workbench is over: with an outcome, or with the sentence why not."""

    outcome: object = None
    trouble: str = ""
