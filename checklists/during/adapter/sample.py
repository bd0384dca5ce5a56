"""A user's own response with its words replaced: what an adapter is tested on.

Only what an adapter reads is carried over, field by field, so that nothing else can leave: numbers
as they are, texts as other texts. A long recording is cut where all that it has was heard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from checklists.during.adapter.other_words import OtherWords, words_in

REQUEST = "00000000-0000-4000-8000-000000000000"
_CREATED = "2026-01-01T00:00:00.000Z"
_CODE = re.compile(r"[a-z]{2,3}(-[A-Z]{2}|-[A-Z][a-z]{3}|-[0-9]{3})?\Z", re.ASCII)
_NUMBERS = (int, float, Decimal)
_ENOUGH, _MOST = 40, 400
_MESSAGES = 60
_NO_SPACES = ("zh", "ja", "th")

Json = dict[str, Any]


def recording(raw: Mapping[str, Any], others: Sequence[Any]) -> Json:
    """Deepgram's answer to a recording without its words. ``others`` hold texts to avoid."""
    words = OtherWords(words_in([raw, *others]))
    results = _object(raw.get("results"))
    listed = _objects(results.get("channels"))
    until = _until(listed)
    glue = _glue(listed)
    channels = [_channel(one, number, until, words, glue) for number, one in enumerate(listed)]
    made: Json = {"metadata": _metadata(_object(raw.get("metadata"))), "results": {}}
    made["results"]["channels"] = channels
    utterances = [
        _utterance(one, number, words, glue)
        for number, one in enumerate(_objects(results.get("utterances")))
        if _before(one, until)
    ]
    if "utterances" in results:
        made["results"]["utterances"] = utterances
    return made


def messages(raw: Sequence[Any], others: Sequence[Any]) -> list[Json]:
    """The first messages of a stream of Deepgram's without their words."""
    words = OtherWords(words_in([list(raw), *others]))
    made: list[Json] = []
    for message in _objects(raw):
        kind = message.get("type")
        if kind == "Results":
            made.append(_results(message, words))
        elif kind == "UtteranceEnd":
            made.append({"type": kind, **_kept(message, ("channel", "last_word_end"))})
        elif kind == "SpeechStarted":
            made.append({"type": kind, **_kept(message, ("channel", "timestamp"))})
        if len(made) >= _MESSAGES and made[-1].get("is_final"):
            break
    return made


def _results(message: Json, words: OtherWords) -> Json:
    said: Json = {"type": "Results"}
    names = ("channel_index", "start", "duration", "is_final", "speech_final", "from_finalize")
    said |= _kept(message, names)
    index = message.get("channel_index")
    number = index[0] if isinstance(index, list) and index else 0
    listed = _objects(_object(message.get("channel")).get("alternatives"))
    glue = "" if _codes(listed[:1])[:1] and _codes(listed[:1])[0].startswith(_NO_SPACES) else " "
    said["channel"] = {"alternatives": [_alternative(one, number, None, words, glue)
                                        for one in listed]}  # fmt: skip
    said["metadata"] = {"request_id": REQUEST}
    return said


def _metadata(raw: Json) -> Json:
    made: Json = {
        "request_id": REQUEST,
        "created": _CREATED,
        **_kept(raw, ("duration", "channels")),
    }
    if isinstance(_object(raw.get("extra")).get("jobName"), str):
        made["extra"] = {"jobName": "job"}
    return made


def _channel(raw: Json, number: int, until: Any, words: OtherWords, glue: str) -> Json:
    found = _objects(raw.get("alternatives"))[:1]
    made: Json = {"alternatives": [_alternative(one, number, until, words, glue) for one in found]}
    if _is_code(raw.get("detected_language")):
        made["detected_language"] = raw["detected_language"]
    return made | _kept(raw, ("language_confidence",))


def _alternative(raw: Json, number: int, until: Any, words: OtherWords, glue: str) -> Json:
    said = [_word(one, number, words) for one in _objects(raw.get("words")) if _before(one, until)]
    text = glue.join(_shown(one) for one in said)
    made: Json = {"transcript": text, **_kept(raw, ("confidence",)), "words": said}
    if "languages" in raw:
        made["languages"] = _codes([raw])
    return made


def _word(raw: Json, number: int, words: OtherWords) -> Json:
    shown = raw.get("punctuated_word")
    place = (number, raw.get("start"))
    word, display = words.for_word(
        place, str(raw.get("word", "")), shown if isinstance(shown, str) and shown else None
    )
    made: Json = {"word": word, **_kept(raw, ("start", "end", "confidence"))}
    if display is not None:
        made["punctuated_word"] = display
    made |= _kept(raw, ("speaker", "speaker_confidence"))
    if _is_code(raw.get("language")):
        made["language"] = raw["language"]
    return made


def _utterance(raw: Json, number: int, words: OtherWords, glue: str) -> Json:
    channel = raw.get("channel")
    said = [_word(one, channel if isinstance(channel, int) else 0, words)
            for one in _objects(raw.get("words"))]  # fmt: skip
    made = _kept(raw, ("start", "end", "confidence", "channel", "speaker"))
    made["transcript"] = glue.join(_shown(one) for one in said)
    made["words"] = said
    made["id"] = f"00000000-0000-4000-8000-{number:012d}"
    return made


def _until(channels: Sequence[Json]) -> Any:
    """The end of the word by which enough was said and everybody was heard; None is the end."""
    words = sorted(
        (word for channel in channels for best in _objects(channel.get("alternatives"))[:1]
         for word in _objects(best.get("words")) if _kept(word, ("end",))),
        key=lambda word: word["end"],
    )  # fmt: skip
    wanted = {_trait(word) for word in words}
    for count, word in enumerate(words[:_MOST], 1):
        wanted.discard(_trait(word))
        if count >= _ENOUGH and not wanted:
            return word["end"]
    return words[_MOST - 1]["end"] if len(words) > _MOST else None


def _trait(word: Json) -> tuple[Any, ...]:
    text = word.get("word")
    hidden = isinstance(text, str) and text.startswith("[")
    return word.get("speaker"), hidden, word.get("language")


def _glue(channels: Sequence[Json]) -> str:
    for channel in channels:
        codes = [
            channel.get("detected_language"),
            *_codes(_objects(channel.get("alternatives"))[:1]),
        ]
        for code in codes:
            if isinstance(code, str) and _is_code(code):
                return "" if code.startswith(_NO_SPACES) else " "
    return " "


def _codes(alternatives: Sequence[Json]) -> list[str]:
    listed = [one.get("languages") for one in alternatives]
    return [code for codes in listed if isinstance(codes, list) for code in codes if _is_code(code)]


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(_CODE.match(value))


def _shown(word: Json) -> str:
    return str(word.get("punctuated_word") or word["word"])


def _before(one: Json, until: Any) -> bool:
    return until is None or (bool(_kept(one, ("end",))) and one["end"] <= until)


def _kept(raw: Json, names: Sequence[str]) -> Json:
    """Those of the fields that are numbers, flags, or lists of them."""
    return {name: raw[name] for name in names if _is_number(raw.get(name))}


def _is_number(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_number(one) for one in value)
    return isinstance(value, _NUMBERS)


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(values: Any) -> list[Json]:
    return [one for one in values or [] if isinstance(one, dict)]
