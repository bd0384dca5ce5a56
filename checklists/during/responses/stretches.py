"""Utterances where a response has none: words cut where Deepgram would cut them.

A new utterance begins after a pause of 0.8 s (Deepgram docs, utterance split, read 2026-11) and
where the speaker changes; each channel is cut on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from checklists.during.responses.digits import mean
from checklists.during.responses.spelling import displayed
from providers.documents.model import Document, DocumentWord, Utterance
from providers.documents.spacing import glue

PAUSE = Decimal("0.8")


def utterances_of(document: Document) -> tuple[tuple[Utterance, ...], bool]:
    """The utterances of a response, by start; whether they had to be cut from its words."""
    if document.utterances:
        return document.utterances, False
    if document.turns:
        # A turn names its words by their times: they know the channel.
        return tuple(_on_its_channel(one) for one in document.turns), False
    cut = cut_by_pauses(document.words, glue(document.language))
    return tuple(cut), bool(cut)


def _on_its_channel(turn: Utterance) -> Utterance:
    channel = turn.words[0].channel if turn.words else turn.channel
    return turn if channel == turn.channel else replace(turn, channel=channel)


def spoken_stretches(document: Document) -> list[Utterance]:
    """Utterances that together hold every word of the response, by start.

    A vendor's own may leave words out: those are cut from the words.
    """
    found, _ = utterances_of(document)
    held = {id(word) for one in found for word in one.words}
    left = [word for word in document.words if id(word) not in held]
    if not left:
        return list(found)
    both = [*found, *cut_by_pauses(left, glue(document.language))]
    return sorted(both, key=lambda one: one.start)


def cut_by_pauses(words: Iterable[DocumentWord], between: str) -> list[Utterance]:
    """Words as utterances: by pause, speaker and channel."""
    runs: list[list[DocumentWord]] = []
    open_runs: dict[int, list[DocumentWord]] = {}
    for word in words:
        run = open_runs.get(word.channel)
        last = run[-1] if run else None
        if (
            run is None
            or last is None
            or last.speaker != word.speaker
            or word.start - last.end >= PAUSE
        ):
            run = open_runs[word.channel] = []
            runs.append(run)
        run.append(word)
    return [utterance(run, between) for run in runs]


def utterance(words: Sequence[DocumentWord], between: str) -> Utterance:
    """One utterance of words of one speaker and channel."""
    first = words[0]
    return Utterance(
        text=between.join(map(displayed, words)),
        start=first.start,
        end=max(word.end for word in words),
        speaker=first.speaker,
        channel=first.channel,
        confidence=mean(word.confidence for word in words),
        words=tuple(words),
    )


def speaker_runs(words: Iterable[DocumentWord]) -> list[list[DocumentWord]]:
    """Words cut where the speaker changes and at pauses; those without a speaker are left out."""
    cut = cut_by_pauses(words, " ")
    return [list(one.words) for one in cut if one.speaker is not None]
