"""Frameworks that use Amazon Transcribe without naming the AWS SDK.

Names of pipecat, LiveKit, the Chime SDK and Amplify as public code has them (read 2026-11); the
Chime SDK's processors as botocore's model of chime-sdk-media-pipelines has them (1.44, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from checklists.scan.finding import Confidence, Finding, Mode
from checklists.scan.mentions import mentions
from checklists.scan.source import SourceFile

_RULES: tuple[tuple[str, re.Pattern[bytes], Mode, Confidence, str, str], ...] = (
    (
        "pipecat",
        re.compile(
            rb"\b(?P<name>AWSTranscribeSTTService|pipecat\.services\.aws\.stt|pipecat\.transcriptions"
            rb"\.aws|pipecat\.services\.aws_transcribe\w*)\b"
        ),
        "streaming",
        "high",
        "pipecat's AWSTranscribeSTTService",
        "pipecat's DeepgramSTTService",
    ),
    (
        "livekit",
        re.compile(
            rb"(?P<name>livekit\.plugins\.aws\b"
            rb"|livekit\.plugins\s+import\s+(?:\([^()]{0,400}?|[^\n(]{0,300}?)\baws\b"
            rb"|@livekit/agents-plugin-aws)"
        ),
        "streaming",
        "medium",
        "LiveKit's aws plugin",
        "LiveKit's deepgram plugin (livekit-plugins-deepgram)",
    ),
    (
        "chime",
        re.compile(
            rb"(?P<name>EngineTranscribe(?:Medical)?Settings|engine_transcribe(?:_medical)?_settings"
            rb"|StartMeetingTranscription(?:Command)?\b|start_?[mM]eeting_?[tT]ranscription\b)"
        ),
        "streaming",
        "high",
        "live transcription of a Chime SDK meeting",
        "your own stream to /v1/listen: the Chime SDK has no Deepgram engine",
    ),
    (
        "chime-insights",
        re.compile(
            rb"\b(?P<name>[aA]mazonTranscribeProcessorConfiguration\b"
            rb"|(?<=[\"'])AmazonTranscribeProcessor(?=[\"'])"
            rb"|AMAZON_TRANSCRIBE_PROCESSOR\b|amazon_transcribe_processor_configuration\b)"
        ),
        "streaming",
        "high",
        "a media insights pipeline of the Chime SDK that transcribes",
        "your own stream to /v1/listen: the Chime SDK has no Deepgram processor",
    ),
    (
        "chime-analytics",
        re.compile(
            rb"\b(?P<name>[aA]mazonTranscribeCallAnalyticsProcessorConfiguration\b"
            rb"|(?<=[\"'])AmazonTranscribeCallAnalyticsProcessor(?=[\"'])"
            rb"|AMAZON_TRANSCRIBE_CALL_ANALYTICS_PROCESSOR\b"
            rb"|amazon_transcribe_call_analytics_processor_configuration\b)"
        ),
        "call-analytics",
        "high",
        "a media insights pipeline of the Chime SDK with Call Analytics",
        "your own stream to /v1/listen with multichannel and sentiment",
    ),
    (
        "amplify",
        re.compile(
            rb"(?P<name>\bPredictions\.convert\s*\(\s*\{\s*transcription\b|AWSPredictionsPlugin"
            rb"|\bspeechGenerator\s*:\s*\{(?=[^}]*transcri)|addPluggable\(\s*new\s+AmazonAI\w+)"
        ),
        "streaming",
        "medium",
        "Amplify Predictions, speech to text",
        "your own stream to /v1/listen, with a key from your server",
    ),
    (
        "aws-transcribe",
        re.compile(
            rb"(?:from|require\(|import\()\s*[\"'](?P<name>aws-transcribe)(?:/[^\"']*)?[\"']"
        ),
        "streaming",
        "high",
        "the npm package aws-transcribe, a streaming client",
        "@deepgram/sdk: the WebSocket /v1/listen",
    ),
    (
        "package",
        re.compile(
            rb"(?:\bfrom|\brequire\(|\bimport\(?)\s*[\"'](?P<name>(?:@[\w.-]{1,60}/)?"
            rb"(?:aws|amazon)-transcri(?:be|ption)s?-[\w.-]{1,60})(?:/[^\"'\n]{0,200})?[\"']"
        ),
        "batch",
        "medium",
        "a package that is named for Amazon Transcribe",
        "crossfade convert, or results.channels[].alternatives[].words[]",
    ),
    (
        "tscribe",
        re.compile(
            rb"^\s*(?:import|from)\s+(?P<name>tscribe)\b|\b(?P<used>tscribe\.write)(?=\s*\()", re.M
        ),
        "batch",
        "high",
        "the Python package tscribe, which reads result files",
        "crossfade convert, or results.channels[].alternatives[].words[]",
    ),
    (
        "chime-events",
        re.compile(rb"[\"'](?P<name>amazon-chime-sdk-js)[\"']"),
        "streaming",
        "medium",
        "transcript events of the Chime SDK",
        "Results messages of your own stream",
    ),
)

_PROCESSOR = (b"mazonTranscribe", b"AMAZON_TRANSCRIBE", b"amazon_transcribe")
# A part of every name that a pattern finds.
_HELD: dict[str, tuple[bytes, ...]] = {
    "pipecat": (b"AWSTranscribeSTTService", b"pipecat."),
    "livekit": (b"livekit", b"aws.STT"),
    "chime": (b"EngineTranscribe", b"engine_transcribe", b"eeting"),
    "chime-insights": _PROCESSOR,
    "chime-analytics": _PROCESSOR,
    "amplify": (b"Predictions", b"speechGenerator", b"addPluggable"),
    "aws-transcribe": (b"aws-transcribe",),
    "package": (b"aws-transcri", b"amazon-transcri"),
    "tscribe": (b"tscribe",),
    "chime-events": (b"amazon-chime-sdk-js",),
}
_MADE = re.compile(rb"\s*\(")
_MOST = 1_000
# The plugin's name in a file: livekit.plugins import aws as amazon, import * as aws from '...'.
_LIVEKIT_NAME = re.compile(
    rb"livekit\.plugins\s+import\s+(?:\([^()]{0,400}?|[^\n(]{0,300}?)\baws\s+as\s+(?P<alias>\w+)"
    rb"|\bimport\s+livekit\.plugins\.aws\s+as\s+(?P<module>\w+)"
    rb"|\*\s+as\s+(?P<namespace>\w+)\s+from\s+[\"']@livekit/agents-plugin-aws"
)
# What has to stand in the same file for a name that is also in other use.
_BESIDE = {"chime-events": b"TranscriptEvent"}


def _livekit(file: SourceFile) -> tuple[re.Pattern[bytes], bool]:
    """Where LiveKit's plugin is made to listen, and whether the file has it only speak (TTS) or
    answer (LLM, realtime)."""
    names = {b"aws"}
    if b"livekit" in file.data:
        names |= {match[match.lastgroup or 0] for match in _LIVEKIT_NAME.finditer(file.data)}
    one = b"(?<![\\w.])(?:livekit\\.plugins\\.)?(?P<name>(?:%s)\\." % b"|".join(sorted(names))
    hearing = re.compile(one + rb"STT)(?=\s*\()")
    other = re.compile(one + rb"(?:TTS|LLM|realtime|experimental)\b)")
    return hearing, bool(other.search(file.data)) and not hearing.search(file.data)


def find(file: SourceFile) -> Iterator[Finding]:
    """The frameworks' names in a file: the first place of each outside comments, and within; and
    each place where one is made or called."""
    for name, pattern, mode, sure, what, instead in _RULES:
        if _BESIDE.get(name, b"") not in file.data:
            continue
        told: set[tuple[bool, bool]] = set()
        found = [*mentions(file, pattern, _HELD[name])]
        if name == "livekit" and any(one in file.data for one in _HELD[name]):
            hearing, silent = _livekit(file)
            found += islice(mentions(file, hearing, (b"STT",)), _MOST)
            sure = "low" if silent else sure
        for mention in found:
            called = mention.word.endswith("(") or bool(_MADE.match(file.data, mention.match.end()))
            if mention.document or ((mention.commented, called) in told and not called):
                continue
            told.add((mention.commented, called))
            medical = b"edical" in mention.match.group()
            yield file.finding(
                mention.line,
                f"wrapper-{name}",
                "wrapper",
                "medical" if medical else mode,
                what,
                instead,
                mention.weighed(sure),
                commented=mention.commented,
            )
