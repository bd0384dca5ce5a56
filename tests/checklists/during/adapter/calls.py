"""Pairs of responses to the same sound, each with something of its own, and adapters for them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from checklists.during.adapter.exporting import Adapter, prepared
from checklists.during.adapter.shape import Side, paths_of
from checklists.during.adapter.writing import WhenLost
from checklists.during.rehearsal.leaves import leaf_reads
from checklists.during.rehearsal.path_list import Read, read_path
from checklists.during.rehearsal.rehearsing import Pair, paired, rehearse
from providers.documents.reading import read_document

Json = dict[str, Any]


def word(text: str, start: float, **more: Any) -> Json:
    """A word of Deepgram's; ``text`` is as it is displayed."""
    plain = text.rstrip(",.?!") if not text.endswith(".m.") else text
    times = {"start": start, "end": round(start + 0.3, 3), "confidence": 0.98}
    return {"word": plain.lower(), **times, "punctuated_word": text, **more}


def answer(channels: Sequence[Sequence[Json]], **results: Any) -> Json:
    """Deepgram's answer with these words."""
    listed = []
    for words in channels:
        text = " ".join(str(one.get("punctuated_word", one["word"])) for one in words)
        alternative = {"transcript": text, "confidence": 0.97, "words": list(words)}
        listed.append({"alternatives": [alternative], **results.pop("each", {})})
    metadata = {"request_id": "9c8d0c7e-0000-4000-8000-5f1f4a526a1c", "duration": 61.25,
                "created": "2026-11-20T10:00:00Z", "channels": len(listed)}  # fmt: skip
    return {"metadata": metadata, "results": {"channels": listed, **results}}


def utterance(words: Sequence[Json], **more: Any) -> Json:
    """An utterance of these words."""
    text = " ".join(one["punctuated_word"] for one in words)
    whole = {"start": words[0]["start"], "end": words[-1]["end"], "confidence": 0.9, "channel": 0}
    return {**whole, "transcript": text, "words": list(words), "id": "u-Quillfeather", **more}


def item(text: str, start: str, end: str, **more: Any) -> Json:
    """A spoken item of Amazon's."""
    best = {"confidence": more.pop("confidence", "0.99"), "content": text, **more.pop("best", {})}
    others = more.pop("others", [])
    return {"type": "pronunciation", "start_time": start, "end_time": end,
            "alternatives": [best, *others], **more}  # fmt: skip


def mark(text: str, **more: Any) -> Json:
    """A mark of punctuation of Amazon's."""
    return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": text}], **more}


def job(items: Sequence[Json], **results: Any) -> Json:
    """A finished job of Amazon's with these items."""
    text = " ".join(one["alternatives"][0]["content"] for one in items)
    return {"jobName": "Tollgarve-4711", "accountId": "123456789012", "status": "COMPLETED",
            "results": {"transcripts": [{"transcript": text}], "items": list(items),
                        **results}}  # fmt: skip


def _speakers() -> tuple[Json, Json]:
    first = [word("Grimsdyke", 0.5, speaker=0), word("here,", 0.9, speaker=0)]
    second = [word("Who?", 1.5, speaker=1), word("At", 3.05, speaker=1),
              word("p.m.", 3.4, speaker=1)]  # fmt: skip
    items = [
        item("Grimsdyke", "0.5", "0.80", id=0, speaker_label="spk_0"),
        item("here", "0.9", "1.20", id=1, speaker_label="spk_0"),
        mark(",", id=2, speaker_label="spk_0"),
        item("Who", "1.5", "1.8", id=3, speaker_label="spk_1"),
        mark("?", id=4, speaker_label="spk_1"),
    ]
    times = [{"start_time": "0.5", "end_time": "0.80", "speaker_label": "spk_0"}]
    turn = {"start_time": "0.5", "end_time": "1.20", "speaker_label": "spk_0", "items": times}
    segment = {"id": 0, "transcript": "Grimsdyke here,", "start_time": "0.4", "end_time": "1.3",
               "speaker_label": "spk_0", "items": [0, 1, 2]}  # fmt: skip
    labels = {"speakers": 2, "segments": [turn], "channel_label": "ch_0"}
    utterances = [utterance(first, speaker=0), utterance(second, speaker=1)]
    given = answer([[*first, *second]], utterances=utterances)
    given["metadata"]["extra"] = {"jobName": "Tollgarve-4711"}
    return job(items, speaker_labels=labels, audio_segments=[segment]), given


def _channels() -> tuple[Json, Json]:
    left = item("Vellichor", "0.1", "0.5", channel_label="ch_0")
    right = item("aye", "0.3", "0.45", channel_label="ch_1")
    end = mark(".", channel_label="ch_1")
    channels = [
        {"channel_label": "ch_0", "items": [left]},
        {"channel_label": "ch_1", "items": [right, end]},
    ]
    labels = {"number_of_channels": 2, "channels": channels}
    items = [left, right, end]
    words = [[word("Vellichor", 0.1)], [word("aye.", 0.3), word("Twenty", 2.5)]]
    words[1][1]["punctuated_word"] = "20"
    return job(items, channel_labels=labels), answer(words)


def _alternatives() -> tuple[Json, Json]:
    others = [{"confidence": "0.2", "content": "moat"}]
    items = [item("boat", "0.1", "0.40", others=others), mark(".")]
    inner = [{"start_time": "0.1", "end_time": "0.40", "confidence": "0.7", "content": "boat",
              "type": "pronunciation"}]  # fmt: skip
    alternatives = [
        {"transcript": "boat.", "items": inner},
        {"transcript": "moat.", "items": inner},
    ]
    segments = [{"start_time": "0.1", "end_time": "0.40", "alternatives": alternatives}]
    words = [word("Boatswain.", 0.1), word("Aye...", 0.6), word("aye", 2.9)]
    return job(items, segments=segments), answer([words])


def _redaction() -> tuple[Json, Json]:
    hidden = [{"confidence": "0.99", "type": "NAME", "category": "PII"}]
    items = [item("is", "0.1", "0.4"), item("[PII]", "0.5", "0.9", best={"redactions": hidden})]
    given = job(items)
    given["isRedacted"] = True
    words = [word("Is", 0.1), {**word("[NAME_1]", 0.5), "word": "[NAME_1]"},
             {**word("[QUILL_2],", 0.9), "word": "[QUILL_2]"}]  # fmt: skip
    return given, answer([words])


def _silence() -> tuple[Json, Json]:
    empty: Json = {"speaker_labels": None, "audio_segments": []}
    return job([], **empty), answer([[]], utterances=[])


def _languages() -> tuple[Json, Json]:
    codes = [{"language_code": "en-US", "duration_in_seconds": 1.5},
             {"language_code": "es-US", "duration_in_seconds": 0.75}]  # fmt: skip
    found = [{"score": "0.81", "code": "en-US"}, {"score": "0.1", "code": "es-US"}]
    items = [item("hi", "0.1", "0.4", language_code="en-US")]
    words = [word("Hi", 0.1, language="en"), word("Quetzal", 0.6, language="es")]
    given = answer([words])
    given["results"]["channels"][0]["alternatives"][0]["languages"] = ["en", "es"]
    return job(items, language_codes=codes, language_identification=found), given


def _detected() -> tuple[Json, Json]:
    found = [{"score": "0.81", "code": "en-US"}, {"score": "0.1", "code": "es-US"}]
    items = [item("hi", "0.1", "0.4")]
    given = answer([[word("Quetzal", 0.6)]])
    given["results"]["channels"][0] |= {"detected_language": "en", "language_confidence": 0.9970}
    return job(items, language_code="en-US", language_identification=found), given


def _plain() -> tuple[Json, Json]:
    words = [{"word": "ullage", "start": 0, "end": 1e-05, "confidence": 1},
             {"word": "umbra", "start": 1, "end": 2.5}]  # fmt: skip
    return job([item("ullage", "0.0", "0.4")]), answer([words])


def _turn(role: str, text: str, start: int) -> Json:
    times = {"BeginOffsetMillis": start, "EndOffsetMillis": start + 400}
    items = [{"Type": "pronunciation", "Content": text, "Confidence": 0.97, **times},
             {"Type": "punctuation", "Content": ".", "Confidence": 0.0}]  # fmt: skip
    return {"Id": "5f1f4a52-6a1c-4b0e-9c1d-6d0a9d0f7c11", "ParticipantRole": role,
            "Content": f"{text}.", "Items": items, "Sentiment": "NEUTRAL",
            "LoudnessScores": [79.3, None], **times}  # fmt: skip


def _call() -> tuple[Json, Json]:
    amazon = {
        "JobStatus": "COMPLETED", "JobName": "Tollgarve-4711", "AccountId": "123456789012",
        "LanguageCode": "en-US", "Channel": "VOICE",
        "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
        "Transcript": [_turn("AGENT", "Vellichor", 100), _turn("CUSTOMER", "Aye", 700)],
        "Categories": {"MatchedCategories": ["Brabble"], "MatchedDetails": {}},
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 61250,
                                        "TalkSpeed": {"DetailsByParticipant": {}}},
        "ContentMetadata": {"Output": "Raw"},
    }  # fmt: skip
    left, right = [word("Vellichor.", 0.1)], [word("Aye,", 0.7005), word("aye.", 1.2)]
    utterances = [utterance(right, channel=1), utterance(left)]
    given = answer([left, right], utterances=utterances)
    given["results"]["channels"][0] |= {"detected_language": "en", "language_confidence": 0.99}
    return amazon, given


def _mono_call() -> tuple[Json, Json]:
    return _call()[0], _alternatives()[1]


CALLS = {"call": _call(), "mono-call": _mono_call(), "silent-call": (_call()[0], _silence()[1])}
PAIRS = {
    "speakers": _speakers(),
    "channels": _channels(),
    "alternatives": _alternatives(),
    "redaction": _redaction(),
    "silence": _silence(),
    "languages": _languages(),
    "detected": _detected(),
    "plain": _plain(),
}


def pair(amazon: Any, deepgram: Any) -> Pair:
    """Two responses as files are read; lists are logs of streams."""
    read = []
    for one, name in ((amazon, "amazon"), (deepgram, "deepgram")):
        lines = one if isinstance(one, list) else [one]
        data = "\n".join(map(json.dumps, lines)).encode()
        read.append(read_document(data, source=f"{name}.json"))
    return paired(*read)


def reads(*paths: str) -> list[Read]:
    """Paths as they stand in a list."""
    return [read_path(path, f"paths.txt:{at}") for at, path in enumerate(paths, 1)]


def everything(side: Side = "recording") -> list[Read]:
    """Every field that an adapter can give."""
    return reads(*paths_of(side))


def adapter_for(
    given: Pair, paths: Sequence[Read] | None = None, when_lost: WhenLost = "raise"
) -> Adapter:
    """An adapter of what is read, or of all fields of Amazon's sample."""
    if paths is None:
        paths = leaf_reads(given.amazon.raw, streamed=given.streamed)
    return prepared(rehearse(given, paths), given.amazon, given.deepgram, when_lost)


def loaded(files: Mapping[str, bytes], directory: Path) -> ModuleType:
    """The module of an adapter, imported."""
    name = next(iter(files))
    path = directory / name
    path.write_bytes(files[name])
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
