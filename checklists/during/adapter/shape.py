"""What each of Amazon's fields is made of in an adapter, by expressions over the parts.

``checklists.facts.field_book`` says what stands for a field; this is how code gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["recording", "call", "stream"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value. ``kind`` is its type in Python, without None; ``optional`` leaves the key out where
    there is none, as Amazon does for the times of punctuation."""

    made: str
    kind: str = "str"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """An object. ``when`` is an expression without which it is None."""

    members: Mapping[str, Node]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list with a member for each ``name`` in ``source``, made by a function of its own.

    ``optional`` leaves the key out where there are none.
    """

    function: str
    name: str
    kind: str
    source: str
    member: Branch
    when: str = ""
    doc: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Single:
    """A list of exactly one member."""

    member: Branch


Node = Leaf | Branch | Listed | Single


def _item(function: str, source: str, doc: str) -> Listed:
    redaction = Listed(
        "_redaction_of",
        "kind",
        "str",
        "item.redactions",
        Branch({"type": Leaf("kind")}),
        optional=True,
        doc="What was hidden.",
    )
    alternative = Branch(
        {
            "confidence": Leaf("item.confidence"),
            "content": Leaf("item.content"),
            "redactions": redaction,
        }
    )
    members: dict[str, Node] = {
        "id": Leaf("item.id", "int"),
        "type": Leaf("item.type"),
        "alternatives": Single(alternative),
        "start_time": Leaf("item.start_time", optional=True),
        "end_time": Leaf("item.end_time", optional=True),
        "speaker_label": Leaf("item.speaker_label"),
        "channel_label": Leaf("item.channel_label"),
        "language_code": Leaf("item.language_code"),
    }
    return Listed(function, "item", "Item", source, Branch(members), doc=doc)


def _times(name: str) -> dict[str, Node]:
    return {
        "start_time": Leaf(f"_digits({name}.start)"),
        "end_time": Leaf(f"_digits({name}.end)"),
    }


_TURN = Branch(
    {
        **_times("turn"),
        "speaker_label": Leaf("_speaker_label(turn.speaker)"),
        "items": Listed(
            "_turn_item",
            "word",
            "Word",
            "turn.words",
            Branch({**_times("word"), "speaker_label": Leaf("_label_in(turn, word)")}),
            doc="When a word of a turn is spoken, and by whom.",
        ),
    }
)
_AUDIO_SEGMENT = Branch(
    {
        "id": Leaf("part.id", "int"),
        "transcript": Leaf("part.transcript"),
        **_times("part"),
        "speaker_label": Leaf("_speaker_label(part.speaker)"),
        "channel_label": Leaf("_channel_label(response, part.channel)"),
        "items": Leaf(
            "[one for word in part.words for one in ids.get(_key(word), [])]", "list[int]"
        ),
    }
)
_SEGMENT = Branch(
    {
        **_times("part"),
        "alternatives": Single(
            Branch(
                {
                    "transcript": Leaf("part.transcript"),
                    "items": Listed(
                        "_segment_item",
                        "item",
                        "Item",
                        "_items_of(part.words)",
                        Branch(
                            {
                                "type": Leaf("item.type"),
                                "content": Leaf("item.content"),
                                "confidence": Leaf("item.confidence"),
                                "start_time": Leaf("item.start_time", optional=True),
                                "end_time": Leaf("item.end_time", optional=True),
                            }
                        ),
                        doc="An item of a stretch.",
                    ),
                }
            )
        ),
    }
)
_CHANNEL = Branch(
    {
        "channel_label": Leaf("_channel_label(response, channel)"),
        "items": _item("_channel_item", "_items(response, channel)", "An item of one channel."),
    }
)
_RESULTS: dict[str, Node] = {
    "transcripts": Single(Branch({"transcript": Leaf("_text(response)")})),
    "language_code": Leaf("_language(response)"),
    "language_codes": Listed(
        "_spoken_language",
        "code",
        "str",
        "_spoken(response)",
        Branch(
            {
                "language_code": Leaf("code"),
                "duration_in_seconds": Leaf("_plain(_language_seconds(response, code))", "float"),
            }
        ),
        "len(_spoken(response)) > 1",
        "A language that is spoken.",
    ),
    "language_identification": Listed(
        "_likely_language",
        "found",
        "tuple[str, Number]",
        "_detections(response)",
        Branch({"score": Leaf("_digits(found[1])"), "code": Leaf("found[0]")}),
        "_detections(response)",
        "A language that was detected.",
    ),
    "speaker_labels": Branch(
        {
            "channel_label": Leaf('"ch_0"'),
            "speakers": Leaf("_speakers(response)", "int"),
            "segments": Listed(
                "_turn", "turn", "Stretch", "_turns(response)", _TURN, doc="Somebody's turn."
            ),
        },
        "_speakers(response) is not None",
    ),
    "channel_labels": Branch(
        {
            "number_of_channels": Leaf("len(_channels(response))", "int"),
            "channels": Listed(
                "_channel",
                "channel",
                "int",
                "_numbers(response)",
                _CHANNEL,
                doc="One channel.",
            ),
        },
        "len(_channels(response)) > 1",
    ),
    "items": _item("_item", "_items(response)", "An item: a word, or a mark of punctuation."),
    "segments": Listed(
        "_segment", "part", "Stretch", "_stretches(response)", _SEGMENT,
        doc="A stretch with its only alternative.",
    ),
    "audio_segments": Listed(
        "_audio_segment", "part", "Stretch", "_stretches(response)", _AUDIO_SEGMENT,
        doc="A stretch with the ids of its items.",
    ),
}  # fmt: skip
RECORDING = Branch(
    {
        "jobName": Leaf("_job_name(response)"),
        "status": Leaf('"COMPLETED"'),
        "results": Branch(_RESULTS),
    }
)
_CALL_ITEM = Branch(
    {
        "Type": Leaf("item.type"),
        "Content": Leaf("item.content"),
        "Confidence": Leaf("_score(item.confidence)", "float"),
        "BeginOffsetMillis": Leaf("_milliseconds(item.start_time)", "int", optional=True),
        "EndOffsetMillis": Leaf("_milliseconds(item.end_time)", "int", optional=True),
    }
)
_CALL_TURN = Branch(
    {
        "Id": Leaf("part.name"),
        "ParticipantRole": Leaf("_role(part.channel)"),
        "Content": Leaf("part.transcript"),
        "BeginOffsetMillis": Leaf("_milliseconds(part.start)", "int"),
        "EndOffsetMillis": Leaf("_milliseconds(part.end)", "int"),
        "Items": Listed(
            "_call_item", "item", "Item", "_items_of(part.words)", _CALL_ITEM,
            doc="A word of a turn, or a mark of punctuation.",
        ),
    }
)  # fmt: skip
_LENGTH = Leaf("_milliseconds(_duration(response))", "int")
CALL = Branch(
    {
        "JobStatus": Leaf('"COMPLETED"'),
        "JobName": Leaf("_job_name(response)"),
        "LanguageCode": Leaf("_language(response)"),
        "LanguageIdentification": Listed(
            "_likely_language",
            "found",
            "tuple[str, Number]",
            "_detections(response)",
            Branch({"Score": Leaf("_digits(found[1])"), "Code": Leaf("found[0]")}),
            "_detections(response)",
            "A language that was detected.",
        ),
        "Participants": Listed(
            "_participant",
            "role",
            "str",
            "_roles(response)",
            Branch({"ParticipantRole": Leaf("role")}),
            doc="Somebody who is there.",
        ),
        "Transcript": Listed(
            "_turn", "part", "Stretch", "_call_turns(response)", _CALL_TURN,
            doc="What one side says without a pause.",
        ),
        "ConversationCharacteristics": Branch({"TotalConversationDurationMillis": _LENGTH}),
    }
)  # fmt: skip
_EVENT_ITEM = Branch(
    {
        "StartTime": Leaf("_plain(item.start)", "float"),
        "EndTime": Leaf("_plain(item.end)", "float"),
        "Type": Leaf("item.type"),
        "Content": Leaf("item.content"),
        "Confidence": Leaf("_plain(item.confidence)", "float", optional=True),
        "Speaker": Leaf("item.speaker", optional=True),
    }
)
_READING = Branch(
    {
        "Transcript": Leaf("reading.transcript"),
        "Items": Listed(
            "_event_item", "item", "StreamItem", "reading.items", _EVENT_ITEM,
            doc="A word, or a mark of punctuation.",
        ),
    }
)  # fmt: skip
_RESULT = Branch(
    {
        "ResultId": Leaf("result.id"),
        "StartTime": Leaf("_plain(result.start)", "float"),
        "EndTime": Leaf("_plain(result.end)", "float"),
        "IsPartial": Leaf("result.partial", "bool"),
        "ChannelId": Leaf("result.channel", optional=True),
        "LanguageCode": Leaf("result.language", optional=True),
        "Alternatives": Listed(
            "_alternative", "reading", "Reading", "result.readings", _READING,
            doc="One alternative of a result.",
        ),
    }
)  # fmt: skip
STREAM = Branch(
    {
        "Transcript": Branch(
            {
                "Results": Listed(
                    "_result", "result", "Result", "results", _RESULT, doc="One result."
                )
            }
        )
    }
)


ROOTS: Mapping[Side, Branch] = {"recording": RECORDING, "call": CALL, "stream": STREAM}


def paths_of(side: Side) -> dict[str, Leaf]:
    """Every leaf that an adapter can give, by its path with "[]" for members of lists."""
    return dict(_leaves(ROOTS[side], ""))


def _leaves(node: Node, path: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(node, Leaf):
        yield path, node
        if node.kind.startswith("list"):
            yield f"{path}[]", node
    elif isinstance(node, Branch):
        for key, member in node.members.items():
            yield from _leaves(member, f"{path}.{key}" if path else key)
    else:
        yield from _leaves(node.member, f"{path}[]")
