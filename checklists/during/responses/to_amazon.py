"""Any response as the JSON of a finished Amazon Transcribe job, in the shape of a generation.

``2018``: no ids, speakers only in ``speaker_labels``, joined by equal times; channels only in
``channel_labels``. ``2022``: speaker and channel on every item too. ``2024``: ids on items, and
``audio_segments`` (shapes of real files of 2018 to 2025, and the Developer Guide of 2023-05).
Times and confidences are strings with the digits of the source.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from checklists.during.responses.amazon_items import Item, items_of
from checklists.during.responses.amazon_parts import (
    audio_segments,
    channel_labels,
    speaker_labels,
    turns_of,
)
from checklists.during.responses.digits import written
from checklists.during.responses.generations import Generation
from checklists.during.responses.languages import (
    scored_languages,
    seconds_of,
    spoken_languages,
)
from checklists.during.responses.made import Made
from checklists.during.responses.origin import NO_ACCOUNT, given_along
from checklists.during.responses.places import one_text, words_by_channel
from checklists.during.responses.stretches import utterances_of
from providers.documents.model import Document, Loss

# Parts of Amazon's own file that a Document holds in another form: carried over as they are.
_AS_THEY_ARE = ("segments", "toxicity_detection", "entities")


def to_amazon(document: Document, generation: Generation = "2024") -> Made:
    """The response in the shape of a batch transcript of that generation."""
    told: list[Loss] = []
    several = len(words_by_channel(document))
    items, groups = items_of(document.words, generation, several > 1, told)
    text, joined = one_text(document, several)
    if joined:
        told.append(
            Loss("results.transcripts[].transcript", "the words of all channels by time",
                 "the source has a text for each channel")
        )  # fmt: skip
    results: dict[str, Any] = {"transcripts": [{"transcript": text}]}
    results |= _languages(document, told)
    if any(word.speaker is not None for word in document.words):
        labels = speaker_labels(document, turns_of(document, told), told)
        # Files of 2025 name the channel on which they told speakers apart.
        mono = generation == "2024" and several == 1
        results["speaker_labels"] = {"channel_label": "ch_0"} | labels if mono else labels
    if several > 1:
        results["channel_labels"] = channel_labels(document.words, groups, several)
    results["items"] = items
    results |= _carried(document)
    if generation == "2024":
        results["audio_segments"] = _segments(document, groups, several > 1, told)
    _tell_items(document, told)
    return Made(_envelope(document, results, generation, told), tuple(told))


def _envelope(
    document: Document, results: dict[str, Any], generation: Generation, told: list[Loss]
) -> dict[str, Any]:
    """The job around the results, in the order of keys that its generation has."""
    extra = given_along(document)
    given, account = document.name or extra["jobName"], document.account or extra["accountId"]
    state = document.status or extra["status"]
    name = given or document.request_id
    if not name:
        name = PurePath(document.source).name.split(".")[0] or "converted"
    if not given:
        why = "the id of the request" if document.request_id else "the name of the file"
        told.append(Loss("jobName", why, "the source has no job"))
    if not account:
        told.append(Loss("accountId", NO_ACCOUNT, "the source has no account"))
    if not state:
        told.append(Loss("status", "COMPLETED", "the source has no job"))
    envelope: dict[str, Any] = {"jobName": name, "accountId": account or NO_ACCOUNT}
    status = {"status": state or "COMPLETED"}
    redacted: dict[str, Any] = {}
    if document.redacted is not None:
        redacted["isRedacted"] = document.redacted
    elif any(word.redactions for word in document.words):
        redacted["isRedacted"] = True
        told.append(Loss("isRedacted", "true", "words are redacted"))
    if generation == "2024":
        return envelope | redacted | status | {"results": results}
    return envelope | redacted | {"results": results} | status


def _languages(document: Document, told: list[Loss]) -> dict[str, Any]:
    spoken, scored = spoken_languages(document), scored_languages(document)
    found: dict[str, Any] = {}
    if len(spoken) > 1 or (spoken and not document.language):
        seconds = {one.code: one.seconds for one in document.languages}
        entries = []
        for code in spoken:
            duration = seconds.get(code)
            if duration is None:
                duration = seconds_of(code, document.words)
                told.append(
                    Loss("results.language_codes[].duration_in_seconds", f"{code}: {duration}",
                         "the times of the words of that language")
                )  # fmt: skip
            entries.append({"language_code": code} | _seconds(duration))
        found["language_codes"] = entries
    elif document.language:
        found["language_code"] = document.language
    if scored:
        found["language_identification"] = [
            {"score": written(one.score), "code": one.code}
            for one in scored
            if one.score is not None
        ]
    return found


def _seconds(duration: Any) -> dict[str, Any]:
    return {} if duration is None else {"duration_in_seconds": duration}


def _carried(document: Document) -> dict[str, Any]:
    """What only Amazon has, from Amazon's own file."""
    if document.kind not in ("amazon-batch", "amazon-medical"):
        return {}
    results = document.raw.get("results") or {}
    return {key: results[key] for key in _AS_THEY_ARE if results.get(key) is not None}


def _segments(
    document: Document, groups: dict[int, list[Item]], channelled: bool, told: list[Loss]
) -> list[dict[str, Any]]:
    found, cut = utterances_of(document)
    if cut:
        told.append(
            Loss("results.audio_segments", "cut at pauses of 0.8 s and where the speaker changes",
                 "the source has no utterances")
        )  # fmt: skip
    return audio_segments(found, groups, channelled)


def _tell_items(document: Document, told: list[Loss]) -> None:
    if document.vendor == "amazon" or not document.words:
        return
    told.append(
        Loss("results.items[].type", "punctuation as items of its own",
             "the marks after each word")
    )  # fmt: skip
    told.append(
        Loss("results.items[].alternatives[0].confidence", "0.0 for punctuation",
             "Amazon writes it so")
    )  # fmt: skip
