"""Amazon's transcripts as words: every generation of batch output, and streaming events.

Shapes seen in real output of 2018 to 2025 and in the Developer Guide of 2023-05. Times and
confidences are strings in batch and numbers in streams; punctuation is an item of its own; the
speaker is on the item, or only in ``speaker_labels`` joined by equal time strings; ``null`` is
written where nothing was found. What cannot be held is named in ``losses``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from providers.amazon.reading import MissingField, number, sequence, text_of
from providers.errors import BadInput
from providers.speech import LiveEvent, Transcript, Word

Raw = Mapping[str, Any]
MODEL = "transcribe"
_LOSSES = {
    "segments": "alternative hypotheses (results.segments)",
    "audio_segments": "Amazon's own utterances (results.audio_segments)",
    "toxicity_detection": "toxicity scores (results.toxicity_detection)",
    "language_identification": "scores of the other languages (results.language_identification)",
    "language_codes": "seconds of each language (results.language_codes)",
}
_NO_SPACE_LANGUAGES = ("zh", "ja", "th")


def parse_batch(
    document: Any,
    *,
    duration: float = 0.0,
    language: str = "",
    model: str = MODEL,
    **about: Any,
) -> Transcript:
    """A standard batch transcript. ``about`` goes into the Transcript as it is.

    ``duration`` in seconds is that of the clip; without it the end of the last word is taken.
    Raises BadInput that names the field which is missing or of the wrong type.
    """
    try:
        return _parsed(document, duration, language, model, about)
    except MissingField as missing:
        raise BadInput(
            f"This is not a transcript of Amazon Transcribe: {missing}. Expected the JSON file of "
            "a finished job, with results.transcripts and results.items."
        ) from None


def parse_event(event: Any, *, audio_time: float, received_at: float) -> tuple[LiveEvent, ...]:
    """The live events in one TranscriptEvent (none in an empty one). Raises BadInput."""
    try:
        results = sequence(_at(event, "Transcript"), "Results", "Transcript.Results")
        return tuple(
            _live_event(result, f"Transcript.Results[{place}]", audio_time, received_at)
            for place, result in enumerate(results)
        )
    except MissingField as missing:
        raise BadInput(f"Amazon sent a streaming event that cannot be read: {missing}.") from None


def _parsed(
    document: Any, duration: float, language: str, model: str, about: Mapping[str, Any]
) -> Transcript:
    results = _at(document, "results")
    items = sequence(results, "items", "results.items")
    channels, by_channel = _channel_items(results)
    speakers = _speakers(results)
    groups = by_channel or [(0, items, "results.items")]
    words = [
        word
        for channel, entries, path in groups
        for word in _words(entries, path, channel, speakers)
    ]
    words.sort(key=lambda word: word.start)
    said = text_of(results.get("language_code")) or language or _first_language(results)
    return Transcript(
        vendor="amazon",
        model=model,
        language=said,
        duration=duration or max((word.end for word in words), default=0.0),
        text=_whole_text(results, words, said),
        words=tuple(words),
        channels=channels,
        losses=_losses(document, results, items),
        raw=document,
        **about,
    )


def _channel_items(results: Raw) -> tuple[int, list[tuple[int, Sequence[Any], str]]]:
    """The number of channels, and each channel's own items where there are any."""
    labels = results.get("channel_labels")
    if not isinstance(labels, Mapping):
        return 1, []
    groups = []
    for place, channel in enumerate(
        sequence(labels, "channels", "results.channel_labels.channels")
    ):
        path = f"results.channel_labels.channels[{place}]"
        if not isinstance(channel, Mapping):
            raise MissingField(f"{path} is not an object")
        label = text_of(channel.get("channel_label"))
        groups.append(
            (
                channel_number(label, place),
                sequence(channel, "items", f"{path}.items"),
                path + ".items",
            )
        )
    told = labels.get("number_of_channels")
    return max(told if isinstance(told, int) else 0, len(groups), 1), groups


def _words(
    items: Iterable[Any], path: str, channel: int, speakers: Mapping[tuple[str, str], str]
) -> list[Word]:
    """Pronunciations as words, with the punctuation that follows them in their display form."""
    words: list[Word] = []
    for place, item in enumerate(items):
        where = f"{path}[{place}]"
        if not isinstance(item, Mapping):
            raise MissingField(f"{where} is not an object")
        content, confidence = _best(item, where)
        if item.get("type") == "punctuation":
            if words:
                words[-1] = _followed(words[-1], content)
            continue
        start, end = item.get("start_time"), item.get("end_time")
        speaker = text_of(item.get("speaker_label")) or speakers.get((str(start), str(end)))
        words.append(
            Word(
                text=content,
                start=number(start, f"{where}.start_time"),
                end=number(end, f"{where}.end_time"),
                confidence=confidence,
                punctuated=content,
                speaker=speaker or None,
                channel=channel_number(text_of(item.get("channel_label")), channel),
            )
        )
    return words


def _best(item: Raw, where: str) -> tuple[str, float | None]:
    """Content and confidence of the first alternative; redacted words have no confidence."""
    alternatives = sequence(item, "alternatives", f"{where}.alternatives")
    first = alternatives[0] if alternatives else None
    if not isinstance(first, Mapping) or not isinstance(first.get("content"), str):
        raise MissingField(f"{where}.alternatives[0].content is missing")
    given = first.get("confidence")
    path = f"{where}.alternatives[0].confidence"
    return first["content"], None if given is None else number(given, path)


def _followed(word: Word, mark: str) -> Word:
    return Word(
        word.text,
        word.start,
        word.end,
        word.confidence,
        word.punctuated + mark,
        word.speaker,
        word.channel,
    )


def _speakers(results: Raw) -> dict[tuple[str, str], str]:
    """Speaker by the time strings of a word, for files whose items do not say it."""
    labels = results.get("speaker_labels")
    if not isinstance(labels, Mapping):
        return {}
    found: dict[tuple[str, str], str] = {}
    for segment in labels.get("segments") or []:
        for item in (segment.get("items") or []) if isinstance(segment, Mapping) else []:
            if isinstance(item, Mapping):
                label = item.get("speaker_label") or segment.get("speaker_label")
                times = (str(item.get("start_time")), str(item.get("end_time")))
                found[times] = text_of(label)
    return found


def _whole_text(results: Raw, words: Sequence[Word], language: str) -> str:
    transcripts = sequence(results, "transcripts", "results.transcripts")
    texts = [
        text_of(entry.get("transcript")) for entry in transcripts if isinstance(entry, Mapping)
    ]
    if not texts and words:
        glue = "" if language.startswith(_NO_SPACE_LANGUAGES) else " "
        return glue.join(word.punctuated for word in words)
    return " ".join(text for text in texts if text)


def _first_language(results: Raw) -> str:
    codes = results.get("language_codes")
    first = codes[0] if isinstance(codes, list) and codes else {}
    return text_of(first.get("language_code")) if isinstance(first, Mapping) else ""


def _losses(document: Raw, results: Raw, items: Sequence[Any]) -> tuple[str, ...]:
    lost = [told for key, told in _LOSSES.items() if results.get(key)]
    best = [
        entry["alternatives"][0]
        for entry in items
        if isinstance(entry, Mapping) and entry.get("alternatives")
    ]
    redacted = sum(1 for alternative in best if alternative.get("redactions"))
    if redacted:
        lost.append(f"kind and confidence of {redacted} redactions")
    if any(len(entry.get("alternatives") or []) > 1 for entry in items):
        lost.append("other alternatives of words (results.items[].alternatives)")
    if any(entry.get("vocabularyFilterMatch") for entry in items):
        lost.append("marks of the vocabulary filter (vocabularyFilterMatch)")
    if any(entry.get("language_code") for entry in items):
        lost.append("the language of each word (results.items[].language_code)")
    if document.get("isRedacted") is not None:
        lost.append("that redaction was asked for (isRedacted)")
    return tuple(lost)


def _live_event(result: Any, path: str, audio_time: float, received_at: float) -> LiveEvent:
    if not isinstance(result, Mapping):
        raise MissingField(f"{path} is not an object")
    partial = bool(_at(result, "IsPartial", path))
    alternatives = sequence(result, "Alternatives", f"{path}.Alternatives")
    best = alternatives[0] if alternatives and isinstance(alternatives[0], Mapping) else {}
    channel = channel_number(text_of(result.get("ChannelId")), 0)
    items = best.get("Items") or []
    stable = [item.get("Stable") for item in items if isinstance(item, Mapping)]
    native = f"IsPartial={'true' if partial else 'false'}"
    if any(mark is not None for mark in stable):
        native += f" Stable={sum(mark is True for mark in stable)}/{len(stable)}"
    return LiveEvent(
        vendor="amazon",
        event="interim" if partial else "final",
        channel=channel,
        text=text_of(best.get("Transcript")),
        start=number(result.get("StartTime"), f"{path}.StartTime"),
        end=number(result.get("EndTime"), f"{path}.EndTime"),
        audio_time=audio_time,
        received_at=received_at,
        words=_live_words(items, f"{path}.Alternatives[0].Items", channel),
        segment=text_of(result.get("ResultId")),
        native=native,
        raw=result,
    )


def _live_words(items: Iterable[Any], path: str, channel: int) -> tuple[Word, ...]:
    words: list[Word] = []
    for place, item in enumerate(items):
        where = f"{path}[{place}]"
        if not isinstance(item, Mapping):
            raise MissingField(f"{where} is not an object")
        content = text_of(item.get("Content"))
        if item.get("Type") == "punctuation":
            if words:
                words[-1] = _followed(words[-1], content)
            continue
        given = item.get("Confidence")
        words.append(
            Word(
                text=content,
                start=number(item.get("StartTime"), f"{where}.StartTime"),
                end=number(item.get("EndTime"), f"{where}.EndTime"),
                confidence=None if given is None else number(given, f"{where}.Confidence"),
                punctuated=content,
                speaker=text_of(item.get("Speaker")) or None,
                channel=channel,
            )
        )
    return tuple(words)


def channel_number(label: str, otherwise: int) -> int:
    """0 for "ch_0", 1 for "ch_1"; ``otherwise`` where the label says nothing."""
    digits = label.removeprefix("ch_")
    return int(digits) if digits.isascii() and digits.isdigit() else otherwise


def _at(value: Any, key: str, path: str = "") -> Any:
    if not isinstance(value, Mapping):
        raise MissingField(f"{path or 'the top level'} is not an object")
    whole = f"{path}.{key}" if path else key
    if key not in value:
        raise MissingField(f"{whole} is missing")
    if key in ("results", "Transcript") and not isinstance(value[key], Mapping):
        raise MissingField(f"{whole} is not an object")
    return value[key]
