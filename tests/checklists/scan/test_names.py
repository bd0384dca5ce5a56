"""The many names under which the service is reached: aliases, addresses, texts, other tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.scan.becomes import call_becomes, resource_becomes
from tests.checklists.scan.trees import only, places, scanned

USE = "import boto3\nboto3.client('transcribe').list_vocabularies()\n"

CLIENTS = {
    "named.js": (
        "const { TranscribeService } = require('aws-sdk');\n"
        "const speech = new TranscribeService();\n"
        "speech.startTranscriptionJob({ LanguageCode: 'nl-NL' }, done);\n"
    ),
    "taken.ts": (
        "import AWS, { TranscribeService as Speech } from 'aws-sdk';\n"
        "const speech = new Speech();\n"
        "speech.getTranscriptionJob({ TranscriptionJobName: 'n' }).promise();\n"
    ),
    "address.ts": (
        "import { TranscribeClient, GetTranscriptionJobCommand as Ask } "
        'from "npm:@aws-sdk/client-transcribe@3";\n'
        "const speech = new TranscribeClient({});\n"
        'await speech.send(new Ask({ TranscriptionJobName: "n" }));\n'
    ),
    "cdn.js": (
        "import { TranscribeClient, paginateListTranscriptionJobs } "
        'from "https://esm.sh/@aws-sdk/client-transcribe@3.1.0";\n'
        "const speech = new TranscribeClient({});\n"
        "for await (const page of paginateListTranscriptionJobs({ client: speech }, {})) "
        "show(page);\n"
    ),
    "alias.php": (
        "<?php use Aws\\TranscribeService\\TranscribeServiceClient as Speech;\n"
        "$speech = new Speech(['region' => 'eu-west-1']);\n"
        "$speech->listTranscriptionJobs(['Status' => 'COMPLETED']);\n"
    ),
}


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_an_alias_or_an_address_is_followed(tmp_path: Path, name: str) -> None:
    found = scanned(tmp_path, {name: CLIENTS[name]})
    assert places(found, tmp_path) == {
        (name, 1, "import"),
        (name, 2, "client"),
        (name, 3, "call"),
    }
    assert {one.confidence for one in found.findings} == {"high"}


def test_a_class_taken_from_the_whole_sdk(tmp_path: Path) -> None:
    code = (
        "const AWS = require('aws-sdk');\n"
        "const { TranscribeService: S } = AWS;\n"
        "const s = new S();\n"
    )
    found = scanned(tmp_path, {"a.js": code})
    assert places(found, tmp_path) == {("a.js", 2, "import"), ("a.js", 3, "client")}


@pytest.mark.parametrize(
    "code",
    [
        "const { TranscribeService } = require('./speech');\nnew TranscribeService();\n",
        "import { paginateListTranscriptionJobs } from './pages';\n"
        "paginateListTranscriptionJobs(list);\n",
        "import { TranscribeClient } from 'https://cdn.example.org/client-transcribe@1';\n"
        "new TranscribeClient();\n",
    ],
)
def test_the_same_names_from_elsewhere_are_none(tmp_path: Path, code: str) -> None:
    assert not [
        one for one in scanned(tmp_path, {"a.js": code}).findings if one.confidence == "high"
    ]


def test_a_service_of_ones_own_is_no_client_of_php(tmp_path: Path) -> None:
    code = (
        "<?php use Aws\\TranscribeService\\TranscribeServiceClient;\n"
        "use App\\Services\\TranscribeService;\n"
        "return new TranscribeService(\n"
        "    new TranscribeServiceClient(['version' => 'latest']));\n"
    )
    assert only(scanned(tmp_path, {"a.php": code}), "client").line == 4


@pytest.mark.parametrize(
    "made", ["AWS::createClient('transcribeservice')", "$sdk->createTranscribeService()"]
)
def test_a_client_asked_for_by_name_needs_no_import(tmp_path: Path, made: str) -> None:
    call = "$speech->getTranscriptionJob(['TranscriptionJobName' => 'n']);"
    code = f"<?php\n$speech = {made};\n{call}\n"
    found = scanned(tmp_path, {"a.php": code})
    assert places(found, tmp_path) == {("a.php", 2, "client"), ("a.php", 3, "call")}


def test_a_namespace_that_is_used_everywhere(tmp_path: Path) -> None:
    files = {
        "Usings.cs": "global using Amazon.TranscribeService;\n",
        "Jobs.cs": "class Jobs { object Make() => new AmazonTranscribeServiceClient(); }\n",
    }
    found = only(scanned(tmp_path / "both", files), "client")
    assert (found.line, found.confidence) == (1, "medium")
    assert not scanned(tmp_path / "one", {"Jobs.cs": files["Jobs.cs"]}).findings


def test_a_hook_of_airflow_is_a_client(tmp_path: Path) -> None:
    code = (
        "from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook\n"
        "hook = AwsBaseHook(aws_conn_id='aws', client_type='transcribe')\n"
        "hook.get_conn().start_transcription_job(TranscriptionJobName='n')\n"
    )
    found = scanned(tmp_path, {"dag.py": code})
    assert places(found, tmp_path) == {("dag.py", 2, "client"), ("dag.py", 3, "call")}


def test_clojures_client_is_asked_for_by_a_keyword(tmp_path: Path) -> None:
    code = "(def c (aws/client {:api :transcribe}))\n(aws/invoke c {:op :StartTranscriptionJob})\n"
    found = scanned(tmp_path, {"a.clj": code})
    assert places(found, tmp_path) == {("a.clj", 1, "client"), ("a.clj", 2, "call")}


def test_the_module_of_powershell(tmp_path: Path) -> None:
    code = (
        "Import-Module AWS.Tools.TranscribeService\n"
        "(Get-TRSTranscriptionJob -TranscriptionJobName $n).TranscriptionJobStatus\n"
    )
    found = scanned(tmp_path, {"a.ps1": code})
    assert places(found, tmp_path) == {("a.ps1", 1, "import"), ("a.ps1", 2, "cli")}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "ask('startTranscriptionJob', given, config);"),
        ("a.php", "<?php $c->execute($c->getCommand('StartTranscriptionJob', $given));"),
        ("a.ts", 'await service["startTranscriptionJob"](given);'),
        ("a.py", "answer = getattr(speech, 'start_transcription_job')(**given)"),
    ],
)
def test_an_operation_told_by_its_name_counts_in_a_project(
    tmp_path: Path, name: str, text: str
) -> None:
    alone = scanned(tmp_path / "alone", {name: text})
    beside = scanned(tmp_path / "beside", {name: text, "use.py": USE})
    assert not alone.findings
    mine = [one for one in beside.findings if one.path.endswith(name)]
    assert [(one.kind, one.mode, one.confidence) for one in mine] == [("call", "batch", "medium")]


def test_others_packages_that_bear_the_name(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "aws-transcribe-mine", "dependencies": {\n'
        '"aws-transcription-to-vtt": "^1.0.0",\n"aws-transcribe-ours": "workspace:*"}}\n',
        "yarn.lock": 'aws-transcription-to-vtt@^1.0.0:\n  version "1.0.1"\n',
        "package-lock.json": '{"packages": {\n"node_modules/aws-transcribe-ours": {\n'
        '"resolved": "ours",\n"link": true}}}\n',
        "show.ts": 'import convert from "aws-transcription-to-vtt";\n',
    }
    found = scanned(tmp_path, files)
    assert places(found, tmp_path) == {
        ("package.json", 2, "dependency"),
        ("yarn.lock", 1, "dependency"),
        ("show.ts", 1, "wrapper"),
    }
    assert {one.confidence for one in found.findings} == {"medium"}


@pytest.mark.parametrize(
    ("code", "lines", "sure"),
    [
        ("from livekit.plugins import aws as voice\nstt = voice.STT()\n", [1, 2], "medium"),
        (
            "from livekit.plugins import (\n    aws,\n    silero,\n)\nstt = aws.STT()\n",
            [1, 5],
            "medium",
        ),
        ("from livekit.plugins import aws, deepgram\ntts = aws.TTS()\n", [1], "low"),
    ],
)
def test_livekits_plugin_under_any_name_and_where_it_only_speaks(
    tmp_path: Path, code: str, lines: list[int], sure: str
) -> None:
    found = scanned(tmp_path, {"agent.py": code})
    assert [one.line for one in found.findings] == lines
    assert {one.confidence for one in found.findings} == {sure}


TOOLS = {
    "pulumi.ts": 'new aws.transcribe.Vocabulary("words", { vocabularyName: "words" });\n',
    "main.py": 'pulumi_aws.transcribe.Vocabulary("words", vocabulary_name="words")\n',
    "words.tf": 'resource "aws_transcribe_vocabulary" "words" {}\n',
    "words.yaml": "Type: AWS::Transcribe::Vocabulary\n",
    "Words.java": 'x = transcribe.CfnVocabulary(this, "words");\n',
    "cdktf.ts": 'new TranscribeVocabulary(this, "words", {});\n',
}


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_a_vocabulary_becomes_the_same_in_every_tool(tmp_path: Path, name: str) -> None:
    found = only(scanned(tmp_path, {name: TOOLS[name]}), "infrastructure")
    assert found.confidence == "high"
    assert found.deepgram == call_becomes("CreateVocabulary", "batch")


@pytest.mark.parametrize(
    ("resource", "operation"),
    [
        ("AWS::Transcribe::VocabularyFilter", "CreateVocabularyFilter"),
        ("aws_transcribe_vocabulary_filter", "CreateVocabularyFilter"),
        ("CfnVocabularyFilter", "CreateVocabularyFilter"),
        ("AWS::Transcribe::CallAnalyticsCategory", "CreateCallAnalyticsCategory"),
        ("aws_transcribe_medical_vocabulary", "CreateMedicalVocabulary"),
        ("aws_transcribe_language_model", "CreateLanguageModel"),
    ],
)
def test_a_resource_becomes_what_the_call_that_makes_it_does(resource: str, operation: str) -> None:
    answer = resource_becomes(resource, "batch")
    assert answer == call_becomes(operation, "batch")
    assert "/v1/listen" not in answer


CONSTRUCTS = {
    "named.ts": (
        "import { CfnVocabulary } from 'aws-cdk-lib/aws-transcribe';\n"
        "new CfnVocabulary(this, 'words', {});\n"
    ),
    "short.ts": (
        "import { aws_transcribe as speech } from 'aws-cdk-lib';\n"
        "new speech.CfnVocabulary(this, 'words', {});\n"
    ),
    "short.py": (
        "from aws_cdk import aws_transcribe as speech\n"
        'speech.CfnVocabulary(self, "words", language_code="en-US")\n'
    ),
    "Words.java": (
        "import software.amazon.awscdk.services.transcribe.CfnVocabulary;\n"
        'CfnVocabulary.Builder.create(this, "words").build();\n'
    ),
    "Words.cs": 'using Amazon.CDK.AWS.Transcribe;\nnew CfnVocabulary(this, "words", props);\n',
    "words.go": (
        'import "github.com/aws/aws-cdk-go/awscdk/v2/awstranscribe"\n'
        'awstranscribe.NewCfnVocabulary(stack, jsii.String("words"), props)\n'
    ),
}


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_a_construct_of_cdk_under_any_name(tmp_path: Path, name: str) -> None:
    found = only(scanned(tmp_path, {name: CONSTRUCTS[name]}), "infrastructure")
    assert (found.line, found.confidence) == (2, "high")
    assert found.deepgram == call_becomes("CreateVocabulary", "batch")


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("stack.ts", "import {\n  aws_s3,\n  aws_transcribe as t,\n} from 'aws-cdk-lib';\n", 3),
        ("stack.py", "from aws_cdk import (\n    aws_s3,\n    aws_transcribe as t,\n)\n", 1),
    ],
)
def test_cdks_module_taken_over_several_lines(
    tmp_path: Path, name: str, code: str, line: int
) -> None:
    assert only(scanned(tmp_path, {name: code}), "import").line == line


SERVICE_CALLS = {
    "Flow.java": '.service("transcribe").action("startTranscriptionJob")',
    "Flow.cs": 'Service = "transcribe", Action = "startTranscriptionJob"',
    "flow.go": 'Service: jsii.String("transcribe"), Action: jsii.String("startTranscriptionJob")',
}


@pytest.mark.parametrize("name", sorted(SERVICE_CALLS))
def test_a_service_call_in_each_language_of_cdk(tmp_path: Path, name: str) -> None:
    found = only(scanned(tmp_path, {name: SERVICE_CALLS[name]}), "infrastructure")
    assert (found.mode, found.deepgram) == ("batch", call_becomes("StartTranscriptionJob", "batch"))


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ('service_name = "com.amazonaws.eu-west-1.transcribe"', "unknown"),
        ('service_name = "com.amazonaws.${var.region}.transcribestreaming"', "streaming"),
        ('name = f"com.amazonaws.{region}.transcribe"', "unknown"),
    ],
)
def test_an_endpoint_of_a_private_network(tmp_path: Path, text: str, mode: str) -> None:
    found = only(
        scanned(tmp_path, {"net.tf": f'resource "aws_vpc_endpoint" "a" {{\n  {text}\n}}\n'}),
        "infrastructure",
    )
    assert (found.line, found.mode) == (2, mode)
