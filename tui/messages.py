"""What workers tell the screens. Workers post these; only the handlers of a screen draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from providers.speech import LiveEvent, Vendor

if TYPE_CHECKING:
    from checklists.before.account import Check
    from checklists.before.audio_tests import Outcome
    from checklists.before.live_results import LiveResult
    from checklists.records import ClipRecord
    from checklists.vendors import Vendors
    from providers.errors import Trouble


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
class AccessChecked(Message):
    """Both sides have answered, or ``trouble`` says why they could not be asked."""

    checks: Sequence[Check]
    vendors: Vendors | None
    seconds: float
    trouble: Trouble | None = None
