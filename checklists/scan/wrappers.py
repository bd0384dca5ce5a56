"""Frameworks that use Amazon Transcribe without naming the AWS SDK.

Names of pipecat, LiveKit, the Chime SDK and Amplify as public code has them (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
            rb"(?P<name>livekit\.plugins\.aws\b|livekit\.plugins\s+import\s+[^\n]*\baws\b"
            rb"|@livekit/agents-plugin-aws|\baws\.STT\s*\()"
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

# A part of every name that a pattern finds.
_HELD: dict[str, tuple[bytes, ...]] = {
    "pipecat": (b"AWSTranscribeSTTService", b"pipecat."),
    "livekit": (b"livekit", b"aws.STT"),
    "chime": (b"EngineTranscribe", b"engine_transcribe", b"eeting"),
    "amplify": (b"Predictions", b"speechGenerator", b"addPluggable"),
    "aws-transcribe": (b"aws-transcribe",),
    "tscribe": (b"tscribe",),
    "chime-events": (b"amazon-chime-sdk-js",),
}
_MADE = re.compile(rb"\s*\(")
# What has to stand in the same file for a name that is also in other use.
_BESIDE = {"chime-events": b"TranscriptEvent"}


def find(file: SourceFile) -> Iterator[Finding]:
    """The frameworks' names in a file: the first place of each outside comments, and within; and
    each place where one is made or called."""
    for name, pattern, mode, sure, what, instead in _RULES:
        if _BESIDE.get(name, b"") not in file.data:
            continue
        told: set[tuple[bool, bool]] = set()
        for mention in mentions(file, pattern, _HELD[name]):
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
