"""Any response as the JSON that Deepgram answers for a whole recording (``/v1/listen``).

Numbers are Decimals with the digits of the source: ``digits.json_bytes`` writes them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checklists.during.responses.digits import mean
from checklists.during.responses.entities import entities_of
from checklists.during.responses.languages import spoken_languages
from checklists.during.responses.made import Made
from checklists.during.responses.origin import NO_ACCOUNT, from_sandbox
from checklists.during.responses.places import texts_by_channel, words_by_channel
from checklists.during.responses.spelling import displayed, spoken
from checklists.during.responses.stretches import utterances_of
from providers.documents.model import Document, DocumentHit, DocumentWord, Loss, Utterance

# The SDK does not read a response without a date.
NO_DATE = "1970-01-01T00:00:00.000Z"
_ENVELOPE = (("jobName", "name"), ("accountId", "account"), ("status", "status"))
# Kinds whose language is one that was found in the audio.
_DETECTED = ("amazon-batch", "amazon-medical", "deepgram-batch", "deepgram-stream", "deepgram-flux")
Words = Mapping[int, dict[str, Any]]


def to_deepgram(document: Document) -> Made:
    """The response in Deepgram's shape, as deepgram-sdk reads it."""
    told: list[Loss] = []
    by_channel = words_by_channel(document)
    # An utterance repeats the words of its channel: each is written once and used twice.
    words = {id(word): _word(word) for word in document.words}
    results: dict[str, Any] = {"channels": _channels(document, by_channel, words, told)}
    if utterances := _utterances(document, words, told):
        results["utterances"] = utterances
    if document.summary:
        results["summary"] = {"result": "success", "short": document.summary}
        told.append(Loss("results.summary", "the summary", "Amazon's summary of the call"))
    metadata = _metadata(document, len(by_channel), told)
    _tell_words(document, told)
    return Made({"metadata": metadata, "results": results}, tuple(told))


def _metadata(document: Document, channels: int, told: list[Loss]) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "transaction_key": "deprecated",
        "request_id": document.request_id,
        "sha256": "",
        "created": document.created or NO_DATE,
        "duration": document.ended,
        "channels": channels,
        "models": [document.model] if document.model else [],
        "model_info": {},
    }
    told.append(Loss("metadata.transaction_key", "the word deprecated", "Deepgram writes it so"))
    if not document.request_id:
        told.append(Loss("metadata.request_id", "an empty text", "the source names no request"))
    told.append(Loss("metadata.sha256", "an empty text", "the audio was not at hand"))
    if not document.created:
        told.append(
            Loss("metadata.created", NO_DATE, "the source has no date, and the SDK wants one")
        )
    if document.duration is None:
        told.append(
            Loss("metadata.duration", "the end of what was said", "the source does not say it")
        )
    if document.model:
        name = document.model
        metadata["model_info"] = {name: {"name": name, "version": "", "arch": name}}
        told.append(
            Loss("metadata.model_info", f"{name} in place of an id", "the source has no id")
        )
    extra = {key: value for key, name in _ENVELOPE if (value := getattr(document, name))}
    if from_sandbox(document):
        # The model is written without the name by which the sandbox's is known.
        extra["accountId"] = NO_ACCOUNT
    if extra:
        metadata["extra"] = extra
        told.append(
            Loss(
                "metadata.extra", ", ".join(extra), "where Deepgram gives back what a request sent"
            )
        )
    return metadata


def _channels(
    document: Document,
    by_channel: Sequence[Sequence[DocumentWord]],
    words: Words,
    told: list[Loss],
) -> list[dict[str, Any]]:
    texts, joined = texts_by_channel(document, by_channel)
    if joined:
        told.append(
            Loss(
                "results.channels[].alternatives[0].transcript",
                "the words of each channel",
                "the source has one text for all channels",
            )
        )
    scored = any(word.confidence is not None for word in document.words)
    if scored and not any(channel.confidence for channel in document.channels):
        told.append(
            Loss(
                "results.channels[].alternatives[0].confidence",
                "the mean of the words",
                "the source has no confidence of the whole",
            )
        )
    return [
        _channel(document, number, spoken_here, texts[number], words, told)
        for number, spoken_here in enumerate(by_channel)
    ]


def _channel(
    document: Document,
    number: int,
    spoken_here: Sequence[DocumentWord],
    text: str,
    words: Words,
    told: list[Loss],
) -> dict[str, Any]:
    about = next((one for one in document.channels if one.index == number), None)
    confidence = about.confidence if about else None
    if confidence is None:
        confidence = mean(word.confidence for word in spoken_here)
    best: dict[str, Any] = {"transcript": text}
    if confidence is not None or not spoken_here:
        # Where nobody speaks Deepgram says 0.
        best["confidence"] = confidence or 0
    codes = spoken_languages(document, number)
    if codes:
        best["languages"] = codes
    best["words"] = [words[id(word)] for word in spoken_here]
    if entities := entities_of(document, number, spoken_here, told):
        best["entities"] = entities
    channel: dict[str, Any] = {}
    if search := _search(document.hits, number):
        channel["search"] = search
    channel["alternatives"] = [best]
    language = (about.language if about else "") or document.language
    if language and not codes:
        channel["detected_language"] = language
        _tell_language(document, language, told)
        score = (about.language_confidence if about else None) or _score(document, language)
        if score is not None:
            channel["language_confidence"] = score
    return channel


def _tell_language(document: Document, language: str, told: list[Loss]) -> None:
    """Calls and transcripts name the language that was asked for; there is no place for that."""
    place = "results.channels[].detected_language"
    if document.kind not in _DETECTED and all(one.path != place for one in told):
        told.append(Loss(place, language, "it may have been given, and not detected"))


def _score(document: Document, language: str) -> Any:
    return next((one.score for one in document.languages if one.code == language), None)


def _word(word: DocumentWord) -> dict[str, Any]:
    written: dict[str, Any] = {"word": spoken(word), "start": word.start, "end": word.end}
    if word.confidence is not None:
        written["confidence"] = word.confidence
    written["punctuated_word"] = displayed(word)
    if word.speaker is not None:
        written["speaker"] = word.speaker
        if word.speaker_confidence is not None:
            written["speaker_confidence"] = word.speaker_confidence
    if word.language:
        written["language"] = word.language
    return written


def _utterances(document: Document, words: Words, told: list[Loss]) -> list[dict[str, Any]]:
    found, cut = utterances_of(document)
    if cut:
        told.append(
            Loss(
                "results.utterances",
                "cut at pauses of 0.8 s and where the speaker changes",
                "the source has no utterances",
            )
        )
    elif found and not document.utterances:
        told.append(
            Loss("results.utterances", "the turns of the speakers", "as the source has them")
        )
    return [_utterance(one, words) for one in found]


def _utterance(one: Utterance, words: Words) -> dict[str, Any]:
    confidence = one.confidence
    if confidence is None:
        confidence = mean(word.confidence for word in one.words)
    written: dict[str, Any] = {
        "start": one.start,
        "end": one.end,
        "channel": one.channel,
        "transcript": one.text,
        "words": [words.get(id(word)) or _word(word) for word in one.words],
    }
    if confidence is not None:
        written["confidence"] = confidence
    if one.speaker is not None:
        written["speaker"] = one.speaker
    if isinstance(one.identity, str):
        written["id"] = one.identity
    return written


def _search(hits: Iterable[DocumentHit], number: int) -> list[dict[str, Any]]:
    by_term: dict[str, list[DocumentHit]] = {}
    for hit in hits:
        if hit.channel == number:
            by_term.setdefault(hit.term, []).append(hit)
    return [
        {
            "query": term,
            "hits": [
                {
                    "confidence": hit.confidence,
                    "start": hit.start,
                    "end": hit.end,
                    "snippet": hit.snippet,
                }
                for hit in sorted(found, key=lambda hit: -hit.confidence)
            ],
        }
        for term, found in by_term.items()
    ]


def _tell_words(document: Document, told: list[Loss]) -> None:
    """What all words have that the source did not write so."""
    if document.vendor != "deepgram" and document.words:
        told.append(
            Loss(
                "results.channels[].alternatives[0].words[].word",
                "the word in lower case",
                "Deepgram writes it so; punctuated_word has it as it was",
            )
        )
    named = [one for one in document.speakers if not one.label.removeprefix("spk_").isdigit()]
    if named:
        which = ", ".join(f"{one.label} is {one.index}" for one in named)
        told.append(
            Loss(
                "results.channels[].alternatives[0].words[].speaker", which, "speakers are numbers"
            )
        )
