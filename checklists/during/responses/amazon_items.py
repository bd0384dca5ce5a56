"""Words as Amazon's items: pronunciations, and each mark as an item of its own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from checklists.during.responses.digits import written
from checklists.during.responses.generations import Generation
from checklists.during.responses.spelling import parted
from providers.documents.model import DocumentWord, Loss

Item = dict[str, Any]


def items_of(
    words: Sequence[DocumentWord], generation: Generation, channelled: bool, told: list[Loss]
) -> tuple[list[Item], dict[int, list[Item]]]:
    """All items in order, and those of each word by the identity of the word."""
    items: list[Item] = []
    groups: dict[int, list[Item]] = {}
    labelled = generation != "2018"
    unclear = set() if labelled else _unclear(words)
    if unclear:
        why = "others speak at the very same times, by which this generation joins them"
        told.append(Loss("results.items[].speaker_label", f"on {len(unclear):,} words", why))
    for word in words:
        content, marks = parted(word)
        labels: Item = {}
        if word.speaker is not None and (labelled or id(word) in unclear):
            labels["speaker_label"] = f"spk_{word.speaker}"
        if labelled and channelled:
            labels["channel_label"] = f"ch_{word.channel}"
        before = [mark.text for mark in word.marks if mark.before]
        group = [_mark(mark, labels) for mark in before]
        group.append(_pronunciation(word, content, labels))
        group += [_mark(mark, labels) for mark in marks]
        groups[id(word)] = group
        items += group
    if generation == "2024":
        for number, item in enumerate(items):
            item["id"] = number
    return items, groups


def _unclear(words: Sequence[DocumentWord]) -> set[int]:
    """Words whose speaker cannot be found by their times: another has the same."""
    at: dict[tuple[Decimal, Decimal], list[DocumentWord]] = {}
    for word in words:
        if word.speaker is not None:
            at.setdefault((word.start, word.end), []).append(word)
    return {
        id(word)
        for together in at.values()
        if len({word.speaker for word in together}) > 1
        for word in together
    }


def _pronunciation(word: DocumentWord, content: str, labels: Item) -> Item:
    best: dict[str, Any] = {}
    if word.confidence is not None:
        best["confidence"] = written(word.confidence)
    best["content"] = content
    if word.redactions:
        best["redactions"] = [
            {
                **({} if one.confidence is None else {"confidence": written(one.confidence)}),
                **({"type": one.kind} if one.kind else {}),
                **({"category": one.category} if one.category else {}),
            }
            for one in word.redactions
        ]
    others = [
        {**({} if score is None else {"confidence": written(score)}), "content": text}
        for text, score in word.alternatives
    ]
    item: Item = {
        "type": "pronunciation",
        "alternatives": [best, *others],
        "start_time": written(word.start),
        "end_time": written(word.end),
    }
    if word.filtered is not None:
        item["vocabularyFilterMatch"] = word.filtered
    if word.language:
        item["language_code"] = word.language
    return item | labels


def _mark(text: str, labels: Item) -> Item:
    return {
        "type": "punctuation",
        "alternatives": [{"confidence": "0.0", "content": text}],
    } | labels
