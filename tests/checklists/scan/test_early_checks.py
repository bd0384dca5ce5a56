"""What is looked for before a pattern or a tree only saves time: it never hides a use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklists.scan import mentions, syntax
from checklists.scan.finding import Finding
from checklists.scan.operations import OPERATIONS, words
from checklists.scan.rules import RULES, plan_for
from checklists.scan.source import source_of

LEGACY = Path(__file__).parent / "legacy"
ENDINGS = words("py js ts java kt go cs rb php rs sh ps1 tf yaml json env scala md")
NAMED = """
"transcribe:*" 'transcribe:StartTranscriptionJob' AmazonTranscribeFullAccess
"transcribe.amazonaws.com" 'transcribestreaming.amazonaws.com'
"Transcribe Job State Change" "Vocabulary State Change" - aws.transcribe
"$.detail.TranscriptionJobStatus" detail["CallAnalyticsJobStatus"]
wss://transcribestreaming.eu-west-1.amazonaws.com:8443/stream-transcription-websocket
/medical-scribe-stream X-Amzn-Transcribe-Language-Code x-amzn-transcribe-session-id
https://transcribe.us-east-1.amazonaws.com "com.amazonaws.transcribe.Transcribe.GetTranscriptionJob"
":event-type", "AudioEvent" aws --region x transcribe list-vocabularies
["aws", "transcribe", "get-transcription-job"] Start-TRSTranscriptionJob get-trstranscriptionjob
AWS::Transcribe::VocabularyFilter arn:aws:states:::aws-sdk:transcribe:startTranscriptionJob
service: 'Transcribe', action: "startTranscriptionJob" aws-cdk-lib/aws-transcribe
from aws_cdk import aws_transcribe software.amazon.awscdk.services.transcribe
transcribe.CfnVocabulary(
"n8n-nodes-base.awsTranscribe" AWSTranscribeSTTService pipecat.services.aws.stt
livekit.plugins.aws aws.STT( EngineTranscribeMedicalSettings
engine_transcribe_settings
start_meeting_transcription( startMeetingTranscription( Predictions.convert({ transcription
speechGenerator: { x: transcribe } addPluggable(new AmazonAIPredictionsProvider
from "aws-transcribe"
results.transcripts results["speaker_labels"] results.getTranscripts() json:"channel_labels"
"pronunciation" start_time transcript.results IsPartial ResultId TranscriptResultStreamHandler
MatchedCategories PointsOfInterest NonTalkTime OverallSentiment TranscriptFileUri
redactedTranscriptFileUri transcript_file_uri subtitle_file_uris setTranscriptFileUri(
AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING= TRANSCRIBE_BUCKET= AWS_TRANSCRIBE_LANGUAGE:
import software.amazon.awssdk.services.transcribe.TranscribeClient;
import { TranscribeClient } from "@aws-sdk/client-transcribe"; new TranscribeClient({});
using Amazon.TranscribeService; use aws_sdk_transcribe::Client; Aws::TranscribeService::Client.new
$sdk->createTranscribe( $sdk->createClient('transcribe') AWS::createClient('transcribeService')
com.amazonaws.eu-west-1.transcribe
InterfaceVpcEndpointAwsService.TRANSCRIBE
aws.transcribe.Vocabulary( @cdktf/provider-aws/lib/transcribe-vocabulary TranscribeVocabulary(this
jq -r '.results.transcripts[0]' AWS.Tools.TranscribeService :api :transcribe :op :GetVocabulary
getCommand('StartTranscriptionJob', client["getTranscriptionJob"]( paginateListTranscriptionJobs(
import x from "aws-transcription-to-vtt" from livekit.plugins import aws as voice
"results" then "transcripts" of "transcript"
SERVICES=s3,transcribe
"${local.service}:StartTranscriptionJob"
"""


def _operations() -> Iterator[tuple[str, str]]:
    """An ending of a language that spells an operation so, and its use."""
    for one in OPERATIONS.values():
        spelled = (("ts", one.name), ("ts", one.camel), ("py", one.snake), ("yaml", one.kebab))
        for ending, name in spelled:
            used = f"client.{name}(x)\nnew {name}Request()\n'transcribe', '{name}'\n"
            yield ending, f"{used}ask('{name}')\n"


def _found(name: str, data: bytes) -> list[Finding]:
    file = source_of(Path(name), name, data)
    plan = plan_for(name, file.language)
    assert set(plan.rules) <= set(RULES)
    return [one for find in dict.fromkeys(rule.find for rule in plan.rules) for one in find(file)]


@pytest.fixture
def files() -> list[tuple[str, bytes]]:
    """Everything that a pattern is for, alone and all together, and the legacy trees."""
    lines = [(ending, line) for line in NAMED.split("\n") for ending in ("py", "ts", "yaml")]
    alone = [*lines, *_operations()]
    whole = "\n".join((NAMED, *(text for _, text in _operations())))
    together = [(ending, whole) for ending in sorted(ENDINGS)]
    legacy = [(path.name, path.read_bytes()) for path in LEGACY.rglob("*") if path.is_file()]
    return [*((f"a.{ending}", text.encode()) for ending, text in (*alone, *together)), *legacy]


def test_nothing_is_hidden(files: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    quickly = [_found(name, data) for name, data in files]
    monkeypatch.setattr(mentions, "_holds", lambda data, texts: True)
    monkeypatch.setattr(syntax, "_SIGN", re.compile(b""))
    thoroughly = [_found(name, data) for name, data in files]
    assert sum(map(len, thoroughly)) > len(files)
    for (name, data), some, every in zip(files, quickly, thoroughly, strict=True):
        assert some == every, (name, data[:200])
