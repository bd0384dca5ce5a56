"""What workers tell the screens. Workers post these; only the handlers of a screen draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from providers.speech import LiveEvent, Vendor

if TYPE_CHECKING:
    from checklists.before.audio_tests import Outcome
    from checklists.before.live_results import LiveResult
    from checklists.records import ClipRecord


@dataclass
class Preparing(Message):
    """Something takes a while before the first word: what it is, in one sentence."""

    what: str


@dataclass
class Connected(Message):
    """Both sides are known: who is the sandbox, and which model each was asked for."""

    sandboxed: Mapping[Vendor, bool]
    models: Mapping[Vendor, str]


@dataclass
class AudioBegan(Message):
    """Every side is connected; audio second 0 was at this moment of the monotonic clock."""

    at: float


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
