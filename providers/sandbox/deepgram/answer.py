"""What was heard, in Deepgram's JSON: words, alternatives, search, utterances, paragraphs.

Shapes as in the API's own description (openapi.yml, 2026-07). Everything here is pure: words in,
plain dicts out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from providers.sandbox import punctuation
from providers.sandbox.recognition import HeardWord, SpottedTerm

_SENTENCE_ENDS = (".", "?", "!")
_SENTENCES_A_PARAGRAPH = 5

Words = list[dict[str, Any]]


def wire_words(heard: Sequence[HeardWord], *, punctuated: bool) -> Words:
    """The words as dicts, with ``punctuated_word`` where it was asked for."""
    words: Words = [
        {
            "word": word.text,
            "start": seconds(word.start),
            "end": seconds(word.end),
            "confidence": seconds(word.confidence),
        }
        for word in heard
    ]
    if punctuated:
        for word, shown in zip(words, punctuation.punctuated(heard), strict=True):
            word["punctuated_word"] = shown
    return words


def replaced(words: Words, rules: Iterable[str]) -> Words:
    """Apply ``find:replacement`` rules, in order; without a replacement the words go.

    A phrase replaced by as many words keeps each word's times; otherwise the replacement is one
    entry over the whole stretch.
    """
    for rule in rules:
        find, _, replacement = rule.partition(":")
        wanted = find.lower().split()
        if wanted:
            words = list(_replace_one(words, wanted, replacement.split()))
    return words


def _replace_one(words: Words, wanted: list[str], by: list[str]) -> Iterator[dict[str, Any]]:
    at = 0
    while at < len(words):
        stretch = words[at : at + len(wanted)]
        if [word["word"].lower() for word in stretch] != wanted:
            yield words[at]
            at += 1
            continue
        at += len(wanted)
        if len(by) == len(stretch):
            yield from (_renamed(word, text) for word, text in zip(stretch, by, strict=True))
        elif by:
            whole = dict(stretch[0])
            whole["end"] = stretch[-1]["end"]
            whole["confidence"] = min(word["confidence"] for word in stretch)
            if "punctuated_word" in whole:
                whole["punctuated_word"] = stretch[-1]["punctuated_word"]
            yield _renamed(whole, " ".join(by))


def _renamed(word: dict[str, Any], text: str) -> dict[str, Any]:
    """The word with another text; punctuation that followed it still does."""
    renamed = {**word, "word": text}
    if "punctuated_word" in word:
        shown = word["punctuated_word"]
        renamed["punctuated_word"] = text + shown[len(shown.rstrip(",.?!;:")) :]
    return renamed


def transcript(words: Words) -> str:
    """The words as running text, punctuated where they are."""
    return " ".join(str(word.get("punctuated_word", word["word"])) for word in words)


def confidence(words: Words) -> float:
    """The mean of the words' confidences; 0 without words."""
    if not words:
        return 0.0
    return seconds(sum(word["confidence"] for word in words) / len(words))


def alternative(words: Words) -> dict[str, Any]:
    """One alternative, the only one there ever is."""
    return {"transcript": transcript(words), "confidence": confidence(words), "words": words}


def search(
    queries: Sequence[str], spotted: Sequence[SpottedTerm], words: Sequence[HeardWord]
) -> list[dict[str, Any]]:
    """The hits of each query in the order asked, strongest first, weak ones included.

    ``snippet`` is what was recognised under the hit, which need not be the query: the search is
    in the sound.
    """
    return [
        {
            "query": query,
            "hits": [
                {
                    "confidence": seconds(hit.confidence),
                    "start": seconds(hit.start),
                    "end": seconds(hit.end),
                    "snippet": " ".join(
                        word.text for word in words if word.start < hit.end and word.end > hit.start
                    ),
                }
                for hit in sorted(spotted, key=lambda hit: -hit.confidence)
                if hit.term == query
            ],
        }
        for query in dict.fromkeys(queries)
    ]


def utterances(words: Words, channel: int, split: float) -> list[dict[str, Any]]:
    """The words of one channel cut wherever ``split`` seconds of silence lie between two."""
    return [
        {
            "start": part[0]["start"],
            "end": part[-1]["end"],
            "confidence": confidence(part),
            "channel": channel,
            "transcript": transcript(part),
            "words": part,
            "id": str(uuid.uuid4()),
        }
        for part in _cut(words, lambda one, two: bool(two["start"] - one["end"] >= split))
    ]


def paragraphs(words: Words) -> dict[str, Any]:
    """Sentences by their punctuation, in paragraphs of a few sentences each."""
    sentences = _cut(words, lambda one, _: transcript([one]).endswith(_SENTENCE_ENDS))
    groups = [
        sentences[at : at + _SENTENCES_A_PARAGRAPH]
        for at in range(0, len(sentences), _SENTENCES_A_PARAGRAPH)
    ]
    return {
        "transcript": "\n\n".join(
            " ".join(transcript(sentence) for sentence in group) for group in groups
        ),
        "paragraphs": [
            {
                "sentences": [
                    {
                        "text": transcript(sentence),
                        "start": sentence[0]["start"],
                        "end": sentence[-1]["end"],
                    }
                    for sentence in group
                ],
                "num_words": sum(map(len, group)),
                "start": group[0][0]["start"],
                "end": group[-1][-1]["end"],
            }
            for group in groups
        ],
    }


def _cut(words: Words, here: Callable[[dict[str, Any], dict[str, Any]], bool]) -> list[Words]:
    """The words in runs; ``here(one, next)`` says whether a run ends between the two."""
    runs: list[Words] = []
    for at, word in enumerate(words):
        if at == 0 or here(words[at - 1], word):
            runs.append([])
        runs[-1].append(word)
    return runs


def seconds(value: float) -> float:
    """A number rounded to what is worth sending."""
    return round(value, 6)
