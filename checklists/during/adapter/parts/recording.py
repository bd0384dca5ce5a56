"""The answer to a recording, as the words, items and stretches that Amazon's file is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from checklists.during.adapter.parts.base import (
    _NUMBER,
    Number,
    Response,
    _codes,
    _digits,
    _field,
    _objects,
    _optional,
    _seconds,
    _soft,
)
from checklists.during.adapter.parts.spelling import _parted, _redactions

# Languages that are written without spaces between words.
_NO_SPACES = ("zh", "ja", "th")
# Seconds of silence that part two stretches where the response has no utterances.
_PAUSE = Decimal("0.8")


class Word(NamedTuple):
    """A word of Deepgram's; ``shown`` is the form with punctuation."""

    word: str
    shown: str
    start: Number
    end: Number
    confidence: Number | None
    speaker: int | None
    channel: int
    language: str | None


class Item(NamedTuple):
    """An item of Amazon's: a word, or a mark of punctuation, which has no times."""

    id: int
    type: str
    content: str
    confidence: str | None
    start_time: str | None
    end_time: str | None
    speaker_label: str | None
    channel_label: str | None
    language_code: str | None
    redactions: list[str]
    word: Word


class Stretch(NamedTuple):
    """An utterance, or words that follow one another without a pause."""

    id: int
    transcript: str
    start: Number
    end: Number
    speaker: int | None
    channel: int
    words: list[Word]
    name: str | None = None


def _channels(response: Response) -> list[Any]:
    results = _field(response, "results", "", Mapping)
    _field(results, "channels", "results", list)
    return [channel for _, channel in _objects(results, "channels", "results")]


def _numbers(response: Response) -> range:
    """The numbers of the channels."""
    return range(len(_channels(response)))


def _best(channel: Any, path: str) -> Any:
    """The only alternative that Deepgram gives."""
    found = _objects(channel, "alternatives", path)
    return found[0][1] if found else {}


def _bests(response: Response) -> list[tuple[str, Any]]:
    """The alternative of each channel, with its path."""
    found: list[tuple[str, Any]] = []
    for number, channel in enumerate(_channels(response)):
        path = f"results.channels[{number}]"
        found.append((f"{path}.alternatives[0]", _best(channel, path)))
    return found


def _word(raw: Any, channel: int, path: str) -> Word:
    word = _field(raw, "word", path, str)
    return Word(
        word,
        _optional(raw, "punctuated_word", path, str) or word,
        _seconds(raw, "start", path),
        _seconds(raw, "end", path),
        _optional(raw, "confidence", path, _NUMBER),
        _optional(raw, "speaker", path, int),
        channel,
        _optional(raw, "language", path, str),
    )


def _words(response: Response) -> list[Word]:
    """The words of all channels, in order of time."""
    words: list[Word] = []
    for number, (path, best) in enumerate(_bests(response)):
        for where, raw in _objects(best, "words", path):
            words.append(_word(raw, number, where))
    return sorted(words, key=lambda word: word.start)


def _items(response: Response, channel: int | None = None) -> list[Item]:
    """Words and marks, in order of time, counted from 0; all, or those of a channel."""
    items = _items_of(_words(response), len(_channels(response)) > 1)
    return [one for one in items if channel is None or one.word.channel == channel]


def _items_of(words: Iterable[Word], several: bool = False) -> list[Item]:
    items: list[Item] = []
    for word in words:
        content, marks = _parted(word.word, word.shown)
        spoken = Item(
            len(items),
            "pronunciation",
            content,
            None if word.confidence is None else _digits(word.confidence),
            _digits(word.start),
            _digits(word.end),
            _speaker_label(word.speaker),
            f"ch_{word.channel}" if several else None,
            word.language,
            _redactions(content),
            word,
        )
        items.append(spoken)
        for text in marks:
            items.append(_mark(spoken, text, len(items)))
    return items


def _mark(spoken: Item, text: str, number: int) -> Item:
    """A mark of punctuation: no times, and the labels of the word before it."""
    return spoken._replace(
        id=number,
        type="punctuation",
        content=text,
        confidence="0.0",
        start_time=None,
        end_time=None,
        language_code=None,
        redactions=[],
    )


def _speaker_label(speaker: int | None) -> str | None:
    return None if speaker is None else f"spk_{speaker}"


def _channel_label(response: Response, channel: int) -> str | None:
    return f"ch_{channel}" if len(_channels(response)) > 1 else None


def _between(response: Response) -> str:
    """What stands between two words."""
    language = _first_language(response) or ""
    return "" if language.lower().startswith(_NO_SPACES) else " "


def _text(response: Response) -> str:
    """The whole text; of several channels their words in order of time."""
    bests = _bests(response)
    for path, best in bests[:1]:
        text = _optional(best, "transcript", path, str)
        if text and len(bests) == 1:
            return str(text)
    return _between(response).join(word.shown for word in _words(response))


def _utterances(response: Response) -> list[Stretch]:
    """Deepgram's utterances; none where they were not asked for."""
    found: list[Stretch] = []
    results = _field(response, "results", "", Mapping)
    for path, one in _objects(results, "utterances", "results"):
        channel = _optional(one, "channel", path, int) or 0
        words: list[Word] = []
        for where, raw in _objects(one, "words", path):
            words.append(_word(raw, channel, where))
        stretch = Stretch(
            len(found),
            _optional(one, "transcript", path, str) or "",
            _seconds(one, "start", path),
            _seconds(one, "end", path),
            _optional(one, "speaker", path, int),
            channel,
            words,
            _optional(one, "id", path, str),
        )
        found.append(stretch)
    return found


def _cut(words: Iterable[Word], between: str) -> list[Stretch]:
    """Words as stretches: a new one after a pause, and where the speaker changes."""
    runs: list[list[Word]] = []
    last: dict[int, list[Word]] = {}
    for word in words:
        run = last.get(word.channel)
        if run is None or _parts_from(run[-1], word):
            run = last[word.channel] = []
            runs.append(run)
        run.append(word)
    return [_stretch(number, run, between) for number, run in enumerate(runs)]


def _parts_from(before: Word, word: Word) -> bool:
    pause = Decimal(str(word.start)) - Decimal(str(before.end))
    return before.speaker != word.speaker or pause >= _PAUSE


def _stretch(number: int, words: Sequence[Word], between: str) -> Stretch:
    return Stretch(
        number,
        between.join(word.shown for word in words),
        words[0].start,
        max(word.end for word in words),
        words[0].speaker,
        words[0].channel,
        list(words),
    )


def _stretches(response: Response) -> list[Stretch]:
    """Utterances, or what stands for them where they were not asked for."""
    found = _utterances(response)
    return found or _cut(_words(response), _between(response))


def _key(word: Word) -> tuple[int, Number, Number, str]:
    return word.channel, word.start, word.end, word.word


def _turns(response: Response) -> list[Stretch]:
    """Who speaks when: utterances that name a speaker, or words cut where it changes."""
    words = _words(response)
    given = _utterances(response)
    spoken = [one for one in given if one.speaker is not None and one.words]
    held = {_key(word) for one in spoken for word in one.words}
    if spoken and held >= {_key(word) for word in words if word.speaker is not None}:
        return spoken
    return [one for one in _cut(words, " ") if one.speaker is not None]


def _speakers(response: Response) -> int | None:
    """How many speak; None where words do not say who speaks. Of silence 0."""
    words = _words(response)
    speakers = {word.speaker for word in words if word.speaker is not None}
    return len(speakers) if speakers or not words else None


def _label_in(turn: Stretch, word: Word) -> str | None:
    return _speaker_label(turn.speaker if word.speaker is None else word.speaker)


def _item_ids(response: Response) -> dict[tuple[int, Number, Number, str], list[int]]:
    """The ids of each word's items."""
    ids: dict[tuple[int, Number, Number, str], list[int]] = {}
    for item in _items(response):
        if item.type == "pronunciation":
            ids[_key(item.word)] = []
        ids[_key(item.word)].append(item.id)
    return ids


def _heard(response: Response) -> list[tuple[str | None, list[str]]]:
    """The language that each channel was found to be in, and those spoken on it."""
    found: list[tuple[str | None, list[str]]] = []
    for number, channel in enumerate(_channels(response)):
        path = f"results.channels[{number}]"
        detected = _optional(channel, "detected_language", path, str) or None
        spoken = _codes(_best(channel, path), f"{path}.alternatives[0]")
        found.append((detected, spoken))
    return found


def _first_language(response: Response) -> str | None:
    """The language that was detected first, or that is spoken first."""
    for detected, spoken in _heard(response):
        if detected or spoken:
            return detected or spoken[0]
    return None


def _spoken(response: Response) -> list[str]:
    """The languages of language=multi."""
    found: list[str] = []
    for detected, spoken in _heard(response):
        for code in spoken:
            if code not in found and code != detected:
                found.append(code)
    return found


def _language(response: Response) -> str | None:
    """The language of the recording; None where it was not looked for, or of several."""
    return _first_language(response) if len(_spoken(response)) < 2 else None


def _detections(response: Response) -> list[tuple[str, Number]]:
    """The language that each channel was found to be in, the surest first."""
    found: list[tuple[str, Number]] = []
    heard = _heard(response)
    for number, channel in enumerate(_channels(response)):
        code = heard[number][0]
        path = f"results.channels[{number}]"
        score = _optional(channel, "language_confidence", path, _NUMBER)
        if code and score is not None:
            found.append((code, score))
    return sorted(found, key=lambda one: -one[1])


def _language_seconds(response: Response, code: str) -> Number | None:
    """Seconds of the words in a language; None where words do not name theirs."""
    spoken = [word for word in _words(response) if word.language == code]
    if not spoken:
        return None
    lengths = (Decimal(str(one.end)) - Decimal(str(one.start)) for one in spoken)
    return sum(lengths, Decimal(0))


def _job_name(response: Response) -> str | None:
    """The name that was sent as extra=jobName:NAME."""
    name = _soft(_soft(_soft(response, "metadata"), "extra"), "jobName")
    return name if isinstance(name, str) else None
