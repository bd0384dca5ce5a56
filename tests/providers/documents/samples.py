"""One small response of each kind, of our own making, for tests to read, change and break."""

from __future__ import annotations

import json
from typing import Any

Json = Any


def item(content: str, start: str, end: str, **more: Json) -> Json:
    """A spoken item of a batch job."""
    return {
        "type": "pronunciation",
        "start_time": start,
        "end_time": end,
        "alternatives": [{"confidence": more.pop("confidence", "0.998"), "content": content}],
        **more,
    }


def mark(content: str, confidence: str | None = "0.0", **more: Json) -> Json:
    """A punctuation item of a batch job."""
    alternative = {"confidence": confidence, "content": content}
    return {"type": "punctuation", "alternatives": [alternative], **more}


def job(items: list[Json], text: str, **results: Json) -> Json:
    """A finished batch job."""
    return {
        "jobName": "harbour",
        "accountId": "123456789012",
        "status": "COMPLETED",
        "results": {"transcripts": [{"transcript": text}], "items": items, **results},
    }


def turn(speaker: str, *times: tuple[str, str], **more: Json) -> Json:
    """A segment of ``speaker_labels`` with the times of its words."""
    return {
        "start_time": times[0][0],
        "end_time": times[-1][1],
        "speaker_label": speaker,
        "items": [
            {"start_time": start, "end_time": end, "speaker_label": speaker} for start, end in times
        ],
        **more,
    }


def batch_2018() -> Json:
    """No item ids, no speaker on items, null confidence of marks."""
    items = [item("Tide", "0.54", "0.80"), item("turns", "0.80", "1.10"), mark(".", None)]
    items += [item("Yes", "1.50", "1.90", confidence="1.0000"), mark("?", None)]
    turns = [turn("spk_0", ("0.54", "0.80"), ("0.80", "1.10")), turn("spk_1", ("1.50", "1.90"))]
    labels = {"speakers": 2, "segments": turns}
    return job(items, "Tide turns. Yes?", speaker_labels=labels)


def batch_2022() -> Json:
    """Two channels, the top-level items being the merge of both."""
    left = [item("Hello", "0.10", "0.50"), mark(".")]
    right = [item("Who", "0.30", "0.45"), item("there", "0.90", "1.25"), mark("?")]
    channels = [
        {"channel_label": "ch_0", "items": left},
        {"channel_label": "ch_1", "items": right},
    ]
    merged = [left[0], right[0], left[1], *right[1:]]
    labels = {"number_of_channels": 2, "channels": channels}
    return job(merged, "Hello Who. there?", channel_labels=labels)


def batch_2024() -> Json:
    """Item ids, speakers on items, audio segments."""
    items = [
        item("Low", "0.119", "0.389", id=0, speaker_label="spk_0"),
        mark(",", id=1, speaker_label="spk_0"),
        item("water", "0.479", "0.68", id=2, speaker_label="spk_0"),
        mark(".", id=3, speaker_label="spk_0"),
        item("When", "1.559", "1.759", id=4, speaker_label="spk_1"),
        mark("?", id=5, speaker_label="spk_1"),
    ]
    segments = [
        _segment(0, "Low, water.", "0.0", "0.9", "spk_0", [0, 1, 2, 3]),
        _segment(1, "When?", "1.4", "2.19", "spk_1", [4, 5]),
    ]
    turns = [
        turn("spk_0", ("0.119", "0.389"), ("0.479", "0.68")),
        turn("spk_1", ("1.559", "1.759")),
    ]
    labels = {"channel_label": "ch_0", "speakers": 2, "segments": turns}
    return job(items, "Low, water. When?", speaker_labels=labels, audio_segments=segments)


def _segment(number: int, text: str, start: str, end: str, speaker: str, items: list[int]) -> Json:
    return {
        "id": number,
        "transcript": text,
        "start_time": start,
        "end_time": end,
        "speaker_label": speaker,
        "items": items,
    }


def batch_rich() -> Json:
    """Alternatives, languages, redaction, vocabulary filter, toxicity."""
    hidden = item("[PII]", "0.20", "0.60")
    hidden["alternatives"] = [
        {
            "content": "[PII]",
            "redactions": [{"confidence": "0.9999", "type": "NAME", "category": "PII"}],
        }
    ]
    tagged = item("bilge", "0.70", "1.00", vocabularyFilterMatch=True, language_code="en-US")
    flat = [
        {
            "start_time": "0.70",
            "end_time": "1.00",
            "confidence": "0.9",
            "type": "pronunciation",
            "content": "bilge",
        },
        {"confidence": "0.0", "type": "punctuation", "content": "."},
    ]
    second = [{**flat[0], "content": "beige", "confidence": "0.4"}]
    document = job(
        [hidden, tagged, mark(".")],
        "[PII] bilge.",
        language_code="en-US",
        language_identification=[
            {"score": "0.4633", "code": "en-US"},
            {"score": "0.0662", "code": "en-IE"},
        ],
        language_codes=[{"language_code": "en-US", "duration_in_seconds": 2.45}],
        segments=[
            {
                "start_time": "0.70",
                "end_time": "1.00",
                "alternatives": [
                    {"transcript": "bilge.", "items": flat},
                    {"transcript": "beige", "items": second},
                ],
            }
        ],
        toxicity_detection=[
            {
                "text": "bilge.",
                "toxicity": 0.21,
                "categories": {"profanity": 0.2, "insult": 0.01},
                "start_time": 0.7,
                "end_time": 1.0,
            }
        ],
    )
    document["isRedacted"] = True
    return document


def batch_silent() -> Json:
    """Silence: null speaker labels, nothing heard."""
    return job([], "", speaker_labels=None, audio_segments=[])


def medical() -> Json:
    """A medical job with health facts, in numbers and camel case."""
    fact = {
        "content": "Marlow",
        "category": "PHI*-Personal*",
        "startTime": 0.92,
        "endTime": 1.2,
        "confidence": 0.9989,
    }
    return job([item("Marlow", "0.92", "1.2"), mark(".")], "Marlow.", entities=[fact])


def call() -> Json:
    """A Call Analytics result, in milliseconds."""
    greeting = [
        {
            "Type": "pronunciation",
            "Confidence": 0.8512,
            "Content": "Okay",
            "BeginOffsetMillis": 20240,
            "EndOffsetMillis": 20660,
        },
        {"Type": "punctuation", "Confidence": 0.0, "Content": ","},
        {
            "Type": "pronunciation",
            "Content": "[PII]",
            "Redaction": [{"Confidence": 0.9711}],
            "BeginOffsetMillis": 21040,
            "EndOffsetMillis": 21660,
        },
    ]
    answer = [
        {
            "Type": "pronunciation",
            "Confidence": 1,
            "Content": "Thanks",
            "BeginOffsetMillis": 22000,
            "EndOffsetMillis": 22405,
        },
    ]
    return {
        "JobStatus": "COMPLETED",
        "LanguageCode": "en-US",
        "JobName": "call",
        "AccountId": "123456789012",
        "Channel": "VOICE",
        "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
        "LanguageIdentification": [{"Code": "en-US", "Score": "0.9216"}],
        "ContentMetadata": {"Output": "Redacted", "RedactionTypes": ["PII"]},
        "Transcript": [
            {
                "Id": "5a8e",
                "ParticipantRole": "CUSTOMER",
                "Content": "Okay, [PII]",
                "BeginOffsetMillis": 20240,
                "EndOffsetMillis": 21660,
                "Items": greeting,
                "LoudnessScores": [80.12, None, 79.03],
                "Sentiment": "NEUTRAL",
                "IssuesDetected": [{"CharacterOffsets": {"Begin": 0, "End": 4}}],
                "Redaction": {
                    "RedactedTimestamps": [{"BeginOffsetMillis": 21040, "EndOffsetMillis": 21660}]
                },
            },
            {
                "Id": "5a8f",
                "ParticipantRole": "AGENT",
                "Content": "Thanks",
                "BeginOffsetMillis": 22000,
                "EndOffsetMillis": 22405,
                "Items": answer,
                "LoudnessScores": [66.5],
                "Sentiment": "POSITIVE",
            },
        ],
        "Categories": {
            "MatchedCategories": ["greeting"],
            "MatchedDetails": {
                "greeting": {
                    "PointsOfInterest": [{"BeginOffsetMillis": 20240, "EndOffsetMillis": 21660}]
                }
            },
        },
        "ConversationCharacteristics": {
            "TotalConversationDurationMillis": 22405,
            "NonTalkTime": {"Instances": [], "TotalTimeMillis": 0},
            "ContactSummary": {"AutoGenerated": {"OverallSummary": {"Content": "A short call."}}},
        },
    }


def lens() -> Json:
    """A Contact Lens result: turns without words."""
    return {
        "Version": "1.1.0",
        "Channel": "VOICE",
        "CustomerMetadata": {"ContactId": "c"},
        "LanguageCode": "en-US",
        "Participants": [
            {"ParticipantId": "p1", "ParticipantRole": "AGENT"},
            {"ParticipantId": "p2", "ParticipantRole": "CUSTOMER"},
        ],
        "Transcript": [
            {
                "ParticipantId": "p2",
                "Id": "t1",
                "Content": "Is anyone there?",
                "BeginOffsetMillis": 1010,
                "EndOffsetMillis": 2500,
                "Sentiment": "NEGATIVE",
            },
            {
                "ParticipantId": "p1",
                "Id": "t2",
                "Content": "Speaking.",
                "BeginOffsetMillis": 2600,
                "EndOffsetMillis": 3150,
            },
        ],
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 3150},
    }


def scribe() -> Json:
    """A HealthScribe transcript."""
    return {
        "Conversation": {
            "ConversationId": "c-1",
            "JobName": "visit",
            "LanguageCode": "en-US",
            "TranscriptItems": [
                {
                    "Alternatives": [{"Confidence": 0.95, "Content": "Any"}],
                    "BeginAudioTime": 0.5,
                    "EndAudioTime": 0.7,
                    "Type": "pronunciation",
                },
                {
                    "Alternatives": [{"Confidence": 0.91, "Content": "pain"}],
                    "BeginAudioTime": 0.75,
                    "EndAudioTime": 1.1,
                    "Type": "pronunciation",
                },
                {
                    "Alternatives": [{"Content": "?"}],
                    "BeginAudioTime": 1.1,
                    "EndAudioTime": 1.1,
                    "Type": "punctuation",
                },
                {
                    "Content": "No",
                    "Confidence": 0.99,
                    "BeginAudioTime": 1.5,
                    "EndAudioTime": 1.8,
                    "Type": "pronunciation",
                },
            ],
            "TranscriptSegments": [
                {
                    "SegmentId": "s1",
                    "BeginAudioTime": 0.4,
                    "EndAudioTime": 1.2,
                    "Content": "Any pain?",
                    "ParticipantDetails": {"ParticipantRole": "CLINICIAN_0"},
                    "SectionDetails": {"SectionName": "SUBJECTIVE"},
                },
                {
                    "SegmentId": "s2",
                    "BeginAudioTime": 1.4,
                    "EndAudioTime": 1.9,
                    "Content": "No",
                    "ParticipantDetails": {"ParticipantRole": "PATIENT_0"},
                },
            ],
            "ClinicalInsights": [
                {
                    "InsightId": "i",
                    "Category": "MEDICAL_CONDITION",
                    "Type": "DX_NAME",
                    "Spans": [{"SegmentId": "s1", "Content": "pain"}],
                }
            ],
        }
    }


def live_item(content: str, start: float, end: float, **more: Json) -> Json:
    """An item of a streamed result."""
    kind = more.pop("Type", "pronunciation")
    return {"StartTime": start, "EndTime": end, "Type": kind, "Content": content, **more}


def event(result: str, partial: bool, text: str, items: list[Json], **more: Json) -> Json:
    """A TranscriptEvent of one result that spans its items."""
    return {
        "Transcript": {
            "Results": [
                {
                    "ResultId": result,
                    "StartTime": items[0]["StartTime"],
                    "EndTime": items[-1]["EndTime"],
                    "IsPartial": partial,
                    "Alternatives": [{"Transcript": text, "Items": items, "Entities": []}],
                    **more,
                }
            ]
        }
    }


def amazon_events() -> list[Json]:
    """A stream of two segments, one channel each, with a keep-alive between."""
    low = live_item("low", 0.1, 0.45, VocabularyFilterMatch=False, Stable=True)
    settled = {**low, "Content": "Low", "Confidence": 0.98, "Speaker": "0"}
    tide = live_item("tide", 0.5, 0.9, Confidence=0.9, Speaker="0", Stable=True)
    stop = live_item(".", 0.9, 0.9, Type="punctuation", Stable=True)
    other = live_item("Aye", 1.2, 1.5, Confidence=0.875, Speaker="1")
    entity = {
        "StartTime": 1.2,
        "EndTime": 1.5,
        "Category": "PII",
        "Type": "NAME",
        "Content": "Aye",
        "Confidence": 0.5,
    }
    last = event("r-2", False, "Aye", [other], ChannelId="ch_1", LanguageCode="en-US")
    last["Transcript"]["Results"][0]["Alternatives"][0]["Entities"] = [entity]
    return [
        event("r-1", True, "low", [low], ChannelId="ch_0"),
        {"Transcript": {"Results": []}},
        event("r-1", False, "Low tide.", [settled, tide, stop], ChannelId="ch_0"),
        last,
    ]


def call_events() -> list[Json]:
    """A Call Analytics stream: an utterance, a category, an exception."""
    items = [
        {
            "Content": "Storm",
            "BeginOffsetMillis": 1000,
            "EndOffsetMillis": 1400,
            "Type": "pronunciation",
            "Confidence": 0.9961,
            "VocabularyFilterMatch": False,
        },
        {"Content": "!", "BeginOffsetMillis": 1400, "EndOffsetMillis": 1400, "Type": "punctuation"},
    ]
    utterance = {
        "UtteranceId": "u1",
        "ParticipantRole": "CUSTOMER",
        "IsPartial": False,
        "Transcript": "Storm!",
        "BeginOffsetMillis": 1000,
        "EndOffsetMillis": 1400,
        "Sentiment": "NEGATIVE",
        "Items": items,
        "Entities": [
            {
                "Content": "Storm",
                "Category": "PII",
                "Type": "NAME",
                "BeginOffsetMillis": 1000,
                "EndOffsetMillis": 1400,
                "Confidence": 0.9,
            }
        ],
        "IssuesDetected": [{"CharacterOffsets": {"BeginOffsetChar": 0, "EndOffsetChar": 5}}],
    }
    details = {"storm": {"TimestampRanges": [{"BeginOffsetMillis": 1000, "EndOffsetMillis": 1400}]}}
    category = {"MatchedCategories": ["weather"], "MatchedDetails": details}
    return [
        {"UtteranceEvent": utterance},
        {"CategoryEvent": category},
        {"LimitExceededException": {"Message": "Too many streams."}},
    ]


def finished_job() -> Json:
    """The answer of GetTranscriptionJob."""
    return {
        "TranscriptionJob": {
            "TranscriptionJobName": "harbour",
            "TranscriptionJobStatus": "COMPLETED",
            "LanguageCode": "en-US",
            "Transcript": {
                "TranscriptFileUri": "https://s3.example.invalid/b/k.json?X-Amz-Signature=secret"
            },
        }
    }


def deepgram_word(word: str, start: float, end: float, **more: Json) -> Json:
    """A word of an answer."""
    return {"word": word, "start": start, "end": end, "confidence": 0.99, **more}


def deepgram_batch() -> Json:
    """An answer with everything that /v1/listen can hold."""
    words = [
        deepgram_word(
            "low",
            0.12,
            0.4,
            punctuated_word="Low",
            speaker=0,
            speaker_confidence=0.57,
            language="en",
        ),
        deepgram_word("water", 0.48, 0.68, punctuated_word="water.", speaker=0),
        deepgram_word("when", 1.56, 1.76, punctuated_word="When?", speaker=1),
    ]
    best = {
        "transcript": "Low water. When?",
        "confidence": 0.9941406,
        "languages": ["en"],
        "words": words,
        "paragraphs": {
            "transcript": "\nSpeaker 0: Low water.\n\nSpeaker 1: When?",
            "paragraphs": [
                {
                    "sentences": [{"text": "Low water.", "start": 0.12, "end": 0.68}],
                    "speaker": 0,
                    "num_words": 2,
                    "start": 0.12,
                    "end": 0.68,
                },
                {
                    "sentences": [{"text": "When?", "start": 1.56, "end": 1.76}],
                    "speaker": 1,
                    "num_words": 1,
                    "start": 1.56,
                    "end": 1.76,
                },
            ],
        },
        "entities": [
            {
                "label": "NAME",
                "value": "Low",
                "raw_value": "low",
                "confidence": 0.98,
                "start_word": 0,
                "end_word": 1,
            }
        ],
        "summaries": [{"summary": "Tides.", "start_word": 0, "end_word": 3}],
        "topics": [
            {
                "text": "Low water.",
                "start_word": 0,
                "end_word": 2,
                "topics": [{"topic": "Sea", "confidence": 0.4}],
            }
        ],
    }
    other = {
        "transcript": "Slow water",
        "confidence": 0.5,
        "words": [deepgram_word("slow", 0.1, 0.4)],
    }
    hits = [
        {"confidence": 0.93, "start": 0.48, "end": 0.68, "snippet": "water"},
        {"confidence": 0, "start": 1.0, "end": 1.1, "snippet": ""},
    ]
    utterances = [
        {
            "start": 0.12,
            "end": 0.68,
            "confidence": 0.98,
            "channel": 0,
            "speaker": 0,
            "id": "u-1",
            "transcript": "Low water.",
            "words": words[:2],
        },
        {
            "start": 1.56,
            "end": 1.76,
            "confidence": 0.97,
            "channel": 0,
            "speaker": 1,
            "id": "u-2",
            "transcript": "When?",
            "words": words[2:],
        },
    ]
    place = {"text": "Low water.", "start_word": 0, "end_word": 2}
    return {
        "metadata": {
            "transaction_key": "deprecated",
            "request_id": "a847",
            "sha256": "00",
            "created": "2026-05-12T18:57:13Z",
            "duration": 25.933313,
            "channels": 1,
            "models": ["m-1"],
            "model_info": {"m-1": {"name": "general", "version": "1", "arch": "nova-3"}},
            "warnings": [{"parameter": "redact", "type": "t", "message": "ignored"}],
            "tags": ["test"],
            "extra": {"key": "value"},
        },
        "results": {
            "channels": [
                {
                    "search": [{"query": "water", "hits": hits}],
                    "alternatives": [best, other],
                    "detected_language": "en",
                    "language_confidence": 0.97,
                }
            ],
            "utterances": utterances,
            "summary": {"result": "success", "short": "Of the tide."},
            "sentiments": {
                "segments": [{**place, "sentiment": "positive", "sentiment_score": 0.58}],
                "average": {"sentiment": "neutral", "sentiment_score": 0.1},
            },
            "topics": {
                "segments": [
                    {**place, "topics": [{"topic": "Tides", "confidence_score": 0.91581345}]}
                ]
            },
            "intents": {
                "results": {
                    "intents": {
                        "segments": [
                            {**place, "intents": [{"intent": "Ask", "confidence_score": 0.003}]}
                        ]
                    }
                }
            },
        },
    }


def deepgram_channels() -> Json:
    """Two channels, one of which is silent."""
    words = [deepgram_word("hello", 0.1, 0.5)]
    return {
        "metadata": {"request_id": "b", "duration": 2, "channels": 2},
        "results": {
            "channels": [
                {"alternatives": [{"transcript": "hello", "confidence": 0.9, "words": words}]},
                {"alternatives": [{"transcript": "", "confidence": 0, "words": []}]},
            ]
        },
    }


def results(start: float, duration: float, text: str, words: list[Json], **more: Json) -> Json:
    """A Results message."""
    alternative = {"transcript": text, "confidence": 0.99, "words": words}
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": start,
        "duration": duration,
        "is_final": True,
        "speech_final": False,
        "channel": {"alternatives": [alternative]},
        **more,
    }


def deepgram_messages() -> list[Json]:
    """A stream with every type of message."""
    low = deepgram_word("low", 0.1, 0.4, punctuated_word="Low", speaker=0, language="en")
    tide = deepgram_word("tide", 0.5, 0.9, punctuated_word="tide.", speaker=0)
    aye = deepgram_word("aye", 1.6, 1.9, punctuated_word="Aye.")
    first = results(
        0.0,
        1.0,
        "Low tide.",
        [low, tide],
        metadata={"request_id": "fbbe", "model_info": {"name": "general-nova-3", "arch": "nova-3"}},
    )
    first["channel"]["search"] = [
        {"query": "tide", "hits": [{"confidence": 1, "start": 0.5, "end": 0.9, "snippet": "tide"}]}
    ]
    return [
        {"type": "SpeechStarted", "channel": [0], "timestamp": 0.1},
        results(0.0, 0.5, "low", [low], is_final=False),
        first,
        results(1.0, 1.0, "Aye.", [aye], speech_final=True, from_finalize=True),
        {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 1.9},
        {"type": "ConfigureSuccess", "request_id": "fbbe"},
        {"type": "ConfigureFailure", "code": "CONFIGURE_ALREADY_PENDING", "description": "wait"},
        {"type": "Error", "variant": "NET-0001", "description": "no audio"},
        {
            "type": "Metadata",
            "request_id": "fbbe",
            "created": "2026-05-07T18:42:11.487Z",
            "duration": 2.0,
            "channels": 1,
        },
        {"type": "Surprise", "new": 1},
    ]


def flux_messages() -> list[Json]:
    """A stream of Flux: one turn, its words without times."""
    words = [{"word": "Hello", "confidence": 0.9}, {"word": "there.", "confidence": 0.8}]
    turn_info = {
        "type": "TurnInfo",
        "request_id": "f",
        "turn_index": 0,
        "audio_window_start": 0.0,
        "audio_window_end": 1.2,
    }
    return [
        {"type": "Connected", "request_id": "f", "sequence_id": 0},
        {
            **turn_info,
            "sequence_id": 1,
            "event": "StartOfTurn",
            "transcript": "Hello",
            "words": words[:1],
        },
        {
            **turn_info,
            "sequence_id": 2,
            "event": "EndOfTurn",
            "transcript": "Hello there.",
            "words": words,
            "end_of_turn_confidence": 0.9,
            "languages": ["en"],
        },
        {"type": "Warning", "code": "SLOW", "description": "late audio"},
    ]


def own() -> Json:
    """This program's own transcript."""
    word = {
        "text": "tide",
        "punctuated": "Tide.",
        "start": 0.5,
        "end": 0.9,
        "confidence": 0.9,
        "speaker": "spk_1",
        "channel": 1,
    }
    return {
        "path": "a.wav",
        "vendor": "amazon",
        "model": "transcribe",
        "language": "en-US",
        "duration": 1.5,
        "text": "Tide.",
        "words": [word],
        "losses": ["other alternatives"],
        "request_id": "r",
    }


SRT = "1\n00:00:00,500 --> 00:00:01,250\nLow <i>water</i>\nby noon\n\n2\n00:01:02,5 --> \
00:01:03,000\nWhen?\n"
VTT = "WEBVTT - a tide\n\nNOTE ours\n\nfirst\n00:00.500 --> 00:01.250 align:start\n\
<v Marlow>Fish &amp; chips</v>\n\n01:00:00.000 --> 01:00:01.000\nWhen?\n"

# Every response that is one JSON document, by the kind that it is read as.
SINGLE = {
    "batch_2018": ("amazon-batch", batch_2018),
    "batch_2022": ("amazon-batch", batch_2022),
    "batch_2024": ("amazon-batch", batch_2024),
    "batch_rich": ("amazon-batch", batch_rich),
    "batch_silent": ("amazon-batch", batch_silent),
    "medical": ("amazon-medical", medical),
    "scribe": ("amazon-medical-scribe", scribe),
    "call": ("amazon-call-analytics", call),
    "lens": ("contact-lens", lens),
    "finished_job": ("amazon-job", finished_job),
    "deepgram_batch": ("deepgram-batch", deepgram_batch),
    "deepgram_channels": ("deepgram-batch", deepgram_channels),
    "own": ("transcript", own),
}
LOGS = {
    "amazon_events": ("amazon-stream", amazon_events),
    "call_events": ("amazon-stream", call_events),
    "deepgram_messages": ("deepgram-stream", deepgram_messages),
    "flux_messages": ("deepgram-flux", flux_messages),
}


def as_lines(messages: list[Json]) -> bytes:
    """A log of one JSON a line."""
    return "".join(f"{json.dumps(message)}\n" for message in messages).encode()


def every_sample() -> dict[str, bytes]:
    """The bytes of a file of each kind."""
    files = {name: json.dumps(make()).encode() for name, (_, make) in SINGLE.items()}
    files |= {name: as_lines(make()) for name, (_, make) in LOGS.items()}
    files |= {f"{name}_list": json.dumps(make()).encode() for name, (_, make) in LOGS.items()}
    return files | {"srt": SRT.encode(), "vtt": VTT.encode()}
