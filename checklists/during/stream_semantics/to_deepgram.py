"""A result in the shape of Deepgram's stream, and the messages that go with results.

Fields as in Deepgram's API description (asyncapi.yml, read 2026-11).
"""

from __future__ import annotations

from typing import Any

from checklists.during.stream_semantics.told import Number, Reading, StreamWord, Told, mean, minus

Message = dict[str, Any]
# What stands where Deepgram names its model: the words are not its own.
_MODEL = {"name": "amazon-transcribe", "version": "", "arch": "transcribe"}


def results(told: Told, request_id: str) -> Message:
    """A Results message."""
    return {
        "type": "Results",
        "channel_index": [told.channel, max(told.channels, told.channel + 1)],
        "duration": minus(told.end, told.start),
        "start": told.start,
        "is_final": told.final,
        "speech_final": told.pause,
        "from_finalize": told.flushed,
        "channel": {"alternatives": [_alternative(told, one) for one in _readings(told)]},
        "metadata": {"request_id": request_id, "model_info": dict(_MODEL), "model_uuid": ""},
    }


def utterance_end(channel: int, channels: int, last_word_end: Number) -> Message:
    """The message that an utterance is over."""
    return {
        "type": "UtteranceEnd",
        "channel": [channel, max(channels, channel + 1)],
        "last_word_end": last_word_end,
    }


def speech_started(channel: int, channels: int, timestamp: Number) -> Message:
    """The message that somebody has begun to speak."""
    return {
        "type": "SpeechStarted",
        "channel": [channel, max(channels, channel + 1)],
        "timestamp": timestamp,
    }


def metadata(request_id: str, duration: Number, channels: int) -> Message:
    """The message that ends a stream."""
    return {
        "type": "Metadata",
        "transaction_key": "deprecated",
        "request_id": request_id,
        "sha256": "",
        "created": "",
        "duration": duration,
        "channels": channels,
    }


def _readings(told: Told) -> tuple[Reading, ...]:
    return told.readings or (Reading("", ()),)


def _alternative(told: Told, reading: Reading) -> dict[str, Any]:
    confidence: Number | None = 0.0
    if reading.words:
        confidence = mean(word.confidence for word in reading.words)
    alternative: dict[str, Any] = {
        "transcript": reading.text,
        "confidence": confidence,
        "words": [_word(word) for word in reading.words],
    }
    if told.language:
        alternative["languages"] = [told.language]
    return alternative


def _word(word: StreamWord) -> dict[str, Any]:
    made: dict[str, Any] = {
        "word": word.spoken,
        "start": word.start,
        "end": word.end,
        "confidence": word.confidence,
        "punctuated_word": word.shown,
    }
    if word.speaker:
        made["speaker"] = int(word.speaker)
    return made
