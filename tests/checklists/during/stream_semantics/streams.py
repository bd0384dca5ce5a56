"""Streams for tests: what is said on each channel, and how a vendor tells it bit by bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A word as both vendors could tell it: content and the marks behind it."""

    content: str
    marks: str
    start: Decimal
    end: Decimal
    confidence: Decimal
    speaker: str

    @property
    def shown(self) -> str:
        """The display form."""
        return self.content + self.marks


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one window or segment ends as, and what was guessed before."""

    channel: int
    words: tuple[Said, ...]
    guesses: tuple[tuple[Said, ...], ...]
    pause: bool


# Words as Amazon could have them: their plain form is their lower case.
_CONTENTS = st.sampled_from(
    ("yes", "No", "Dr.", "a.m.", "U.S.", "don't", "état", "Straße", "[NAME]", "***", "5", "ok-ay")
)
_MARKS = st.sampled_from(("", "", "", ",", ".", "?", "!"))
_STEPS = st.decimals("0", "1.5", places=3)
_LENGTHS = st.decimals("0.010", "0.900", places=3)


@st.composite
def _words(draw: st.DrawFn, begin: Decimal, speakers: bool) -> tuple[Said, ...]:
    words: list[Said] = []
    at = begin
    for _ in range(draw(st.integers(0, 4))):
        start = at + draw(_STEPS)
        at = start + draw(_LENGTHS)
        words.append(
            Said(
                draw(_CONTENTS),
                draw(_MARKS),
                start,
                at,
                draw(st.decimals("0", "1", places=draw(st.integers(1, 7)))),
                draw(st.sampled_from(("0", "1"))) if speakers else "",
            )
        )
    return tuple(words)


@st.composite
def stretches(draw: st.DrawFn, channels: int = 2) -> list[Stretch]:
    """A conversation: stretches in the order in which they end, each channel's in its order."""
    reached = [Decimal("0.000")] * channels
    speakers = draw(st.booleans())
    found = []
    for _ in range(draw(st.integers(0, 6))):
        channel = draw(st.integers(0, channels - 1))
        words = draw(_words(reached[channel], speakers))
        wrong = draw(_words(reached[channel], speakers))
        lengths = draw(st.lists(st.integers(0, len(words)), max_size=3))
        guesses = [words[:length] for length in lengths]
        if draw(st.booleans()):
            guesses.append(wrong)
        if words:
            reached[channel] = words[-1].end
        found.append(Stretch(channel, words, tuple(guesses), draw(st.booleans())))
    return found


def deepgram(said: Sequence[Stretch], channels: int = 2) -> list[Message]:
    """The messages with which Deepgram tells of them, in one window each."""
    messages = []
    reached: dict[int, Decimal] = {}
    for stretch in said:
        start = reached.get(stretch.channel, Decimal("0.0"))
        steps = [(guess, False) for guess in stretch.guesses] + [(stretch.words, True)]
        for words, final in steps:
            end = max([start + 1, *(word.end for word in words)])
            messages.append(
                window(
                    words,
                    channel=(stretch.channel, channels),
                    start=start,
                    duration=end - start,
                    final=final,
                    pause=final and stretch.pause,
                )
            )
            if final:
                reached[stretch.channel] = end
    return messages


def window(
    words: Sequence[Said],
    *,
    channel: tuple[int, int] = (0, 1),
    start: Any = Decimal("0.0"),
    duration: Any = Decimal("1.0"),
    final: bool = True,
    pause: bool = False,
) -> Message:
    """One Results message."""
    return {
        "type": "Results",
        "channel_index": list(channel),
        "duration": duration,
        "start": start,
        "is_final": final,
        "speech_final": pause,
        "from_finalize": False,
        "channel": {
            "alternatives": [
                {
                    "transcript": " ".join(word.shown for word in words),
                    "confidence": Decimal("0.5") if words else 0,
                    "words": [deepgram_word(word) for word in words],
                }
            ]
        },
        "metadata": {"request_id": "r-1", "model_info": {"arch": "nova-3"}, "model_uuid": "m"},
    }


def deepgram_word(word: Said) -> Message:
    """A word as Deepgram has it."""
    bare = word.content if word.content.startswith(("[", "*")) else word.content.lower()
    made: Message = {
        "word": bare,
        "start": word.start,
        "end": word.end,
        "confidence": word.confidence,
        "punctuated_word": word.shown,
    }
    return {**made, "speaker": int(word.speaker)} if word.speaker else made


def amazon(said: Sequence[Stretch], channels: int = 2) -> list[Message]:
    """The events with which Amazon tells of them; where nothing is heard it tells nothing."""
    events = []
    for number, stretch in enumerate(said):
        steps = [(guess, True) for guess in stretch.guesses] + [(stretch.words, False)]
        for words, partial in steps:
            if words or not partial:
                name = f"segment-{number}"
                events.append(segment(words, name, stretch.channel, channels, partial=partial))
    return events


def segment(
    words: Sequence[Said], name: str, channel: int = 0, channels: int = 1, *, partial: bool = False
) -> Message:
    """One TranscriptEvent."""
    items: list[Message] = []
    for word in words:
        times = {"StartTime": word.start, "EndTime": word.end}
        spoken: Message = {**times, "Type": "pronunciation", "Content": word.content}
        spoken |= {"VocabularyFilterMatch": False, "Confidence": word.confidence}
        items.append({**spoken, "Speaker": word.speaker} if word.speaker else spoken)
        if word.marks:
            times = {"StartTime": word.end, "EndTime": word.end}
            mark = {**times, "Type": "punctuation", "Content": word.marks}
            items.append({**mark, "VocabularyFilterMatch": False})
    result: Message = {
        "ResultId": name,
        "StartTime": words[0].start if words else Decimal("0.0"),
        "EndTime": words[-1].end if words else Decimal("0.0"),
        "IsPartial": partial,
        "Alternatives": [
            {"Transcript": " ".join(one.shown for one in words), "Items": items, "Entities": []}
        ],
    }
    if channels > 1:
        result["ChannelId"] = f"ch_{channel}"
    return {"Transcript": {"Results": [result]}}


def results_of(events: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Every result of some events."""
    return [result for event in events for result in event["Transcript"]["Results"]]


def words_of(result: Mapping[str, Any]) -> list[Said]:
    """The words of an Amazon result, punctuation put back."""
    words: list[Said] = []
    for item in result["Alternatives"][0]["Items"]:
        if item["Type"] == "punctuation":
            last = words[-1]
            assert item["StartTime"] == item["EndTime"] == last.end
            words[-1] = Said(
                last.content,
                last.marks + item["Content"],
                last.start,
                last.end,
                last.confidence,
                last.speaker,
            )
        else:
            words.append(
                Said(
                    item["Content"],
                    "",
                    item["StartTime"],
                    item["EndTime"],
                    item["Confidence"],
                    item.get("Speaker", ""),
                )
            )
    return words
