"""Infrastructure as code: CloudFormation and SAM, CDK, Serverless, Step Functions.

CloudFormation's four types as in cfn-lint 1.58.0's schemas (2026-10-20).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from checklists.scan.becomes import becomes, call_becomes, resource_becomes
from checklists.scan.finding import Finding, Kind, Mode
from checklists.scan.mentions import QUOTED, mentions
from checklists.scan.operations import mode_of_text, operation, placed, words
from checklists.scan.source import SourceFile

# In C++, Perl and Qt a namespace can be spelled so: there it is no template.
_TYPES = re.compile(
    rb"(?P<type>AWS::Transcribe::(?:VocabularyFilter|Vocabulary|MedicalVocabulary"
    rb"|CallAnalyticsCategory))\b"
)
_TEMPLATES = words("yaml json typescript javascript tsx python java csharp go hcl ruby")
_STATES = re.compile(
    rb"arn:[\w${}:.-]{0,40}?states:[\w${}-]{0,60}:[\w${}-]{0,60}:aws-sdk:transcribe(?:streaming)?:(?P<action>\w+)"
)
# CDK: tasks.CallAwsService({service: 'transcribe', action: 'startTranscriptionJob'}) and the custom
# resource of the same members.
_SERVICE = re.compile(
    rb"\b[sS]ervice\s*[:=(]\s*(?:\w{1,20}\.String\(\s*)?[\"']"
    rb"(?P<service>transcribe|TranscribeService|Transcribe)[\"']"
)
_ACTION = re.compile(rb"\b[aA]ction\s*[:=(]\s*(?:\w{1,20}\.String\(\s*)?[\"'](?P<action>\w+)[\"']")
_CDK_MODULE = re.compile(
    rb"(?P<module>aws-cdk-lib/aws-transcribe|@aws-cdk/aws-transcribe|aws_cdk\.aws_transcribe"
    rb"|from\s+aws_cdk\s+import\s+(?:[^\n]{0,600}|\([^()]{0,600})\baws_transcribe\b"
    rb"|\baws_transcribe\b(?=[^{}]{0,600}\}\s*from\s*[\"']aws-cdk-lib[\"'])"
    rb"|Amazon\.CDK\.AWS\.Transcribe"
    rb"|software\.amazon\.awscdk\.services\.transcribe|awstranscribe\b(?=\"))"
)
# Under any name of the module, or taken from it; New… in Go, ….Builder.create( in Java.
_CDK_CLASS = re.compile(
    rb"\b(?:New)?(?P<construct>Cfn(?:Vocabulary|VocabularyFilter|CallAnalyticsCategory))"
    rb"(?:\.Builder(?:\.create)?)?\s*\("
)
# com.amazonaws.REGION.transcribe, with a variable for the Region.
_PRIVATE = re.compile(
    rb"\bcom\.amazonaws\.(?:\$?\{[^{}\n]{1,60}\}|[a-z]{2}(?:-[a-z]{1,20}){1,3}-\d)"
    rb"\.(?P<network>transcribe(?:streaming)?)(?![\w.])"
    rb"|\bInterfaceVpcEndpointAwsService\.(?P<construct>TRANSCRIBE(?:_STREAMING)?)\b"
)
_N8N = re.compile(rb"[\"'](?P<node>n8n-nodes-base\.awsTranscribe)[\"']")
_KEPT = rb"VocabularyFilter|Vocabulary|MedicalVocabulary|LanguageModel|CallAnalyticsCategory"
_PULUMI = re.compile(
    rb"\b(?:aws|Aws|aws_native|AwsNative|pulumi_aws|aws\.index)\.[tT]ranscribe\.(?P<resource>"
    + _KEPT
    + rb")\s*\("
)
_CDKTF = re.compile(
    rb"provider-aws/lib/(?P<module>transcribe-(?:vocabulary|vocabulary-filter|medical-vocabulary"
    rb"|language-model))\b|provider_aws\.(?P<package>transcribe_(?:vocabulary|vocabulary_filter"
    rb"|medical_vocabulary|language_model))\b"
)
_CDKTF_CLASS = re.compile(
    rb"\b(?P<construct>Transcribe(?:" + _KEPT + rb"))\s*\(\s*(?:this|self|scope|stack)\b"
)
_CDK_NAMES = (
    *(b"aws-transcribe", b"aws_transcribe", b"awstranscribe"),
    *(b"AWS.Transcribe", b"awscdk.services.transcribe"),
)
_SERVICE_NAMES = (*QUOTED, b'Transcribe"', b"Transcribe'", b"TranscribeService")
_NAMED: tuple[tuple[re.Pattern[bytes], tuple[bytes, ...], str, Kind], ...] = (
    (_CDK_MODULE, _CDK_NAMES, "cdk-module", "import"),
    (_CDK_CLASS, (b"CfnVocabulary", b"CfnCallAnalytics"), "cdk-construct", "infrastructure"),
    (_PULUMI, (b"ranscribe.",), "pulumi-resource", "infrastructure"),
    (_CDKTF, (b"provider-aws/lib/transcribe", b"provider_aws."), "cdktf-module", "import"),
    (_CDKTF_CLASS, (b"Transcribe",), "cdktf-construct", "infrastructure"),
    (_N8N, (b"awsTranscribe",), "n8n-node", "wrapper"),
)
_PAIR = re.compile(rb"[\"']?(?P<name>[A-Z][\w.]+?)(?:\.\$)?[\"']?\s*[:=]\s*(?P<value>[^\n,]*)")
_MOST_LINES = 60
_MOST = 1_000


def find(file: SourceFile) -> Iterator[Finding]:
    """The templates' resources, states and constructs in one file."""
    if file.language in _TEMPLATES:
        yield from _resources(file)
    yield from _states(file)
    yield from _cdk(file)
    yield from _private_endpoints(file)


def _resources(file: SourceFile) -> Iterator[Finding]:
    for mention in mentions(file, _TYPES, (b"AWS::Transcribe::",)):
        mode = mode_of_text(mention.word)
        yield file.finding(
            mention.line,
            "cloudformation-type",
            "infrastructure",
            mode,
            f"CloudFormation resource {mention.word}",
            resource_becomes(mention.word, mode),
            mention.weighed("high"),
            commented=mention.commented,
        )


def _states(file: SourceFile) -> Iterator[Finding]:
    for mention in mentions(file, _STATES, (b"aws-sdk:transcribe",)):
        found = operation(mention.word)
        if found is None:
            continue
        yield file.finding(
            mention.line,
            "step-functions-task",
            "infrastructure",
            found.mode,
            f"Step Functions task {found.name}",
            call_becomes(found.name, found.mode),
            mention.weighed("high"),
            arguments=_state_members(file, mention.line, found.mode),
            commented=mention.commented,
        )


def _state_members(file: SourceFile, line: int, mode: Mode) -> dict[str, str]:
    """The request's members beside a task: the lines around it that are indented as deep."""
    depth = _indent(file.line(line))
    given: dict[str, str] = {}
    for step in (1, -1):
        for number in range(line + step, line + step * _MOST_LINES, step):
            text = file.line(number)
            if number < 1 or number > len(file.starts) or (text.strip() and _indent(text) < depth):
                break
            for match in _PAIR.finditer(text.encode()):
                place = placed(match["name"].decode(), mode)
                if place is None:
                    continue
                value = match["value"].decode("utf-8", "replace").strip(" ,\"'{}[]")
                given.setdefault(place, "" if value.startswith("$") else value)
    return given


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _cdk(file: SourceFile) -> Iterator[Finding]:
    for mention in mentions(file, _SERVICE, _SERVICE_NAMES):
        near = file.data[max(0, mention.match.start() - 400) : mention.match.end() + 400]
        action = _ACTION.search(near)
        found = operation(action["action"].decode()) if action else None
        if found is None:
            continue
        yield file.finding(
            mention.line,
            "cdk-service-call",
            "infrastructure",
            found.mode,
            f"CDK service call {found.name}",
            call_becomes(found.name, found.mode),
            mention.weighed("high"),
            commented=mention.commented,
        )
    for pattern, held, rule, kind in _NAMED:
        for mention in islice(mentions(file, pattern, held), _MOST):
            mode = mode_of_text(mention.word)
            kept = kind == "infrastructure"
            yield file.finding(
                mention.line,
                rule,
                kind,
                mode,
                mention.word,
                resource_becomes(mention.word, mode) if kept else becomes(kind, mode),
                mention.weighed("high"),
                commented=mention.commented,
            )


def _private_endpoints(file: SourceFile) -> Iterator[Finding]:
    """Endpoints of a private network to the service: Terraform, CloudFormation, CDK."""
    for mention in mentions(file, _PRIVATE, (b"com.amazonaws.", b"AwsService.TRANSCRIBE")):
        streaming = "streaming" in mention.word.lower()
        yield file.finding(
            mention.line,
            "vpc-endpoint",
            "infrastructure",
            "streaming" if streaming else "unknown",
            "an endpoint of the network to the service",
            "a way out to api.deepgram.com, or Deepgram in your own network (self-hosted)",
            mention.weighed("high"),
            commented=mention.commented,
        )
