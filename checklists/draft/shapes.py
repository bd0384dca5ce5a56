"""Where the parts of Amazon's answers are in Deepgram's, and how code that reads them reads on.

Amazon's shapes are those of botocore 1.44.5 and of amazon-transcribe 0.6.4, Deepgram's those of
deepgram-sdk 7.17 (packages read 2026-11). A place is a part of an answer; a step is the key or
attribute by which code goes on from it. Amazon writes times as text in a job's result, and as
numbers in a stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Place:
    """A part of Amazon's answer. ``text`` is the Python expression of what it becomes.

    A part without text is gone, such as a job's address. ``bare`` is a number's expression where
    ``text`` makes a text of it, or the contrary of a truth.
    """

    kind: str
    text: str = ""
    bare: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: its kind, and its expression with ``{}`` for where it was come from."""

    kind: str
    text: str = ""
    bare: str = ""

    def taken(self, place: Place) -> Place:
        """The place one step on."""
        text = place.text
        if text.startswith("[") and text.endswith("]") and self.text in ("{}[0]", "{}[-1]"):
            # The only member of a list that is written there.
            return Place(self.kind, text[1:-1])
        return Place(self.kind, self.text.replace("{}", text), self.bare.replace("{}", text))


Steps = Mapping[str, Mapping[str, Step]]

# Kinds of places that are plain values, and mean the same wherever they are handed on.
VALUES = frozenset(("text", "seconds", "number", "status", "name", "truth", "word-type"))
STATUS = "COMPLETED"
# Deepgram's list holds words only; punctuation is on them.
WORD_TYPE = "pronunciation"


def _seconds(text: str) -> Step:
    return Step("seconds", f"str({text})", text)


_SPEAKER = Step("text", '"spk_" + str({}.speaker)')
_WORD = {
    "type": Step("word-type", '"pronunciation"'),
    "start_time": _seconds("{}.start"),
    "end_time": _seconds("{}.end"),
    "speaker_label": _SPEAKER,
    "alternatives": Step("readings", "{}"),
}
_JOB = {
    "Transcript": Step("where"),
    "CreationTime": Step("gone"),
    "CompletionTime": Step("gone"),
    "StartTime": Step("gone"),
    "FailureReason": Step("gone"),
    "LanguageCode": Step("gone"),
    "Media": Step("gone"),
}
BATCH: Steps = MappingProxyType(
    {
        "response": {name: Step("job") for name in ("TranscriptionJob", "MedicalTranscriptionJob")},
        "job": {
            **_JOB,
            "TranscriptionJobStatus": Step("status"),
            "TranscriptionJobName": Step("name"),
            "MedicalTranscriptionJobName": Step("name"),
        },
        "object": {"Body": Step("http")},
        "where": {"TranscriptFileUri": Step("uri")},
        "document": {
            "results": Step("results", "{}.results"),
            "jobName": Step("name"),
            "status": Step("status"),
        },
        "results": {
            "transcripts": Step("transcripts", "{}.channels"),
            "items": Step("words", "{}.channels[0].alternatives[0].words"),
            "speaker_labels": Step("labels", "{}"),
            "audio_segments": Step("segments", "{}.utterances"),
        },
        "transcripts": {"0": Step("transcript", "{}[0]"), "-1": Step("transcript", "{}[-1]")},
        "transcript": {"transcript": Step("text", "{}.alternatives[0].transcript")},
        "word": _WORD,
        "readings": {"0": Step("reading", "{}")},
        "reading": {
            "content": Step("text", "({}.punctuated_word or {}.word)"),
            "confidence": Step("seconds", "str({}.confidence)", "{}.confidence"),
        },
        "labels": {"segments": Step("segments", "{}.utterances")},
        "segment": {
            "start_time": _seconds("{}.start"),
            "end_time": _seconds("{}.end"),
            "speaker_label": _SPEAKER,
            "transcript": Step("text", "{}.transcript"),
            "items": Step("words", "{}.words"),
        },
    }
)
# Amazon has the words of all channels in one list as well; Deepgram has them by channel.
CHANNELS: Steps = MappingProxyType(
    {
        **BATCH,
        "results": {
            **BATCH["results"],
            "transcripts": Step("transcripts", "[{}.channels]"),
            "items": Step(
                "words",
                "[word for channel in {}.channels for word in channel.alternatives[0].words]",
            ),
        },
        "transcript": {
            "transcript": Step(
                "text", '" ".join(channel.alternatives[0].transcript for channel in {})'
            )
        },
    }
)
STREAM: Steps = MappingProxyType(
    {
        "event": {"transcript": Step("holder", "{}")},
        "holder": {"results": Step("results", "[{}]")},
        "results": {"0": Step("result", "{}[0]"), "-1": Step("result", "{}[-1]")},
        "result": {
            "alternatives": Step("alternatives", "{}.channel.alternatives"),
            "is_partial": Step("truth", "(not {}.is_final)", "{}.is_final"),
            "start_time": Step("number", "{}.start"),
            "end_time": Step("number", "({}.start + {}.duration)"),
            "channel_id": Step("text", '"ch_" + str({}.channel_index[0])'),
            "result_id": Step("text", 'str({}.channel_index[0]) + "-" + str({}.start)'),
        },
        "alternatives": {"0": Step("alternative", "{}[0]")},
        "alternative": {
            "transcript": Step("text", "{}.transcript"),
            "items": Step("words", "{}.words"),
        },
        "word": {
            "content": Step("text", "({}.punctuated_word or {}.word)"),
            "start_time": Step("number", "{}.start"),
            "end_time": Step("number", "{}.end"),
            "item_type": Step("word-type", '"pronunciation"'),
            "speaker": Step("text", "str({}.speaker)"),
            "confidence": Step("number", "{}.confidence"),
        },
    }
)
# What the members of a list are, when code goes through them or takes one by its number.
MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        "transcripts": "transcript",
        "words": "word",
        "segments": "segment",
        "results": "result",
        "alternatives": "alternative",
    }
)


def step(steps: Steps, place: Place, key: str) -> Place | None:
    """The place that ``key`` leads to, or None where nothing is known of it."""
    known = steps.get(place.kind, {}).get(key)
    return known.taken(place) if known else None


def member(steps: Steps, place: Place, text: str) -> Place | None:
    """A member of a list, bound to the expression ``text``; None for what is no list."""
    kind = MEMBERS.get(place.kind)
    return Place(kind, text) if kind and kind in steps else None
