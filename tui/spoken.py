"""What is said in a clip, as it is shown while listening: whose words, and in which turns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.text import one_line

if TYPE_CHECKING:
    from checklists.records import ClipRecord, Run
    from checklists.workspace import Workspace
    from providers.speech import Word

# A pause this long ends a turn; a turn longer than so many words goes on in a new line.
PAUSE_SECONDS = 1.0
MOST_WORDS = 60
VENDORS = {"deepgram": "Deepgram", "amazon": "Amazon"}


@dataclass(frozen=True, slots=True)
class Source:
    """Words to listen with: a run's transcript, or the reference where ``run`` is "".

    ``title`` and ``about`` say whose they are; ``timed`` whether it is known when each was said.
    """

    run: str
    title: str
    about: str
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Words of one speaker without a long pause; ``words`` are numbers in the list of all."""

    label: str
    start: float
    end: float
    words: tuple[int, ...]


def sources(workspace: Workspace, record: ClipRecord) -> tuple[Source, ...]:
    """Whose words there are for a clip, the best to listen with first."""
    from checklists.before.references import standing_in_words

    standing = one_line(standing_in_words(record))
    found = []
    if record.truth:
        found.append(Source("", "Reference", f"{standing}, with the time of every word"))
    heads = workspace.run_heads("transcribe", record.sha256)
    found += [_of_run(run) for run in reversed(heads)]
    if record.references and not record.truth:
        about = f"{standing}; nobody knows when each word was said"
        found.append(Source("", "Reference", about, timed=False))
    return tuple(found)


def _of_run(run: Run) -> Source:
    side = VENDORS.get(run.vendor, run.vendor.capitalize())
    where = "sandbox" if run.sandbox else "live"
    when = f"{run.started_at.astimezone():%Y-%m-%d %H:%M}"
    return Source(run.id, one_line(f"{side} {run.model}".strip()), f"{where}, {when}, {run.id}")


def words_of(workspace: Workspace, record: ClipRecord, source: Source) -> tuple[Word, ...]:
    """The words with their times, in the order of their beginnings. Raises BadInput."""
    if not source.timed:
        return ()
    words = workspace.transcript(source.run).words if source.run else record.truth
    return tuple(sorted(words, key=lambda word: (word.start, word.channel)))


def turns(words: Sequence[Word], channels: int) -> tuple[Turn, ...]:
    """Who speaks when. Two who speak at once keep their own lines."""
    apart: dict[tuple[int, str | None], list[list[int]]] = defaultdict(list)
    for number, word in enumerate(words):
        mine = apart[word.channel, word.speaker]
        if not mine or word.start - words[mine[-1][-1]].end > PAUSE_SECONDS:
            mine.append([])
        mine[-1].append(number)
    pieces = sorted(
        ((who, numbers) for who, all_of in apart.items() for numbers in all_of),
        key=lambda piece: words[piece[1][0]].start,
    )
    joined: list[tuple[tuple[int, str | None], list[int]]] = []
    for who, numbers in pieces:
        if joined and joined[-1][0] == who and len(joined[-1][1]) + len(numbers) <= MOST_WORDS:
            joined[-1][1].extend(numbers)
        else:
            joined.append((who, list(numbers)))
    single = len(apart) == 1 and channels == 1 and next(iter(apart))[1] is None
    return tuple(_turn(words, "" if single else _label(*who), numbers) for who, numbers in joined)


def _label(channel: int, speaker: str | None) -> str:
    """The speaker's name, where somebody gave one; vendors count speakers from 0."""
    if not speaker:
        return f"channel {channel + 1}"
    return f"speaker {speaker}" if speaker.isdecimal() else one_line(speaker)


def _turn(words: Sequence[Word], label: str, numbers: Sequence[int]) -> Turn:
    mine = [words[number] for number in numbers]
    return Turn(label, mine[0].start, max(word.end for word in mine), tuple(numbers))
