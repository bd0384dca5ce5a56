"""The rooms of the scan: what each sees, what it must not, and that nothing breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.facts.parameter_book import members_of
from checklists.scan import (
    command_line,
    csharp,
    endpoints,
    events,
    features,
    go,
    java,
    javascript,
    kotlin,
    operations,
    other_languages,
    output_files,
    permissions,
    php,
    results,
    ruby,
    rust,
    settings_files,
    syntax,
    templates,
    terraform,
    wrappers,
)
from checklists.scan.comments import comments, without_comments
from checklists.scan.finding import Finding
from checklists.scan.rules import Find
from checklists.scan.source import SourceFile, source_of

ROOMS: tuple[Find, ...] = (
    command_line.find,
    csharp.find,
    endpoints.find,
    events.find,
    go.find,
    java.find,
    javascript.find,
    kotlin.find,
    other_languages.find,
    output_files.find,
    permissions.find,
    php.find,
    results.find,
    ruby.find,
    rust.find,
    settings_files.find,
    templates.find,
    terraform.find,
    wrappers.find,
)
ENDINGS = (
    *("js", "ts", "tsx", "vue", "html", "java", "kt", "scala", "go", "cs", "fs", "rb", "php"),
    *("rs", "sh", "ps1", "bat", "tf", "yaml", "json", "md", "py", "cpp", "swift", "dart"),
)
NAMES = (*(f"a.{ending}" for ending in ENDINGS), "Dockerfile", ".env", "a")
PIECES = (
    *("StartTranscriptionJob", "startTranscriptionJob(", ".start_transcription_job(", "new"),
    *("Command({", "})", "@aws-sdk/client-transcribe", "'transcribe'", "transcribe:*", "results"),
    *("arn:aws:states:::aws-sdk:transcribe:", "aws", "transcribe", "start-transcription-job"),
    *("--settings", ".transcripts", "[", "]", "{", "}", '"', "'", "`", "//", "/*", "*/", "#"),
    *("<?php", "<script>", "</script>", "import", "use", "require(", "TranscribeClient"),
    *("IsPartial", "ResultId", "\n", "\\", "é", "\x00"),
)


def file(text: str | bytes, name: str) -> SourceFile:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return source_of(Path(name), name, raw)


def seen(room: Find, text: str, name: str) -> list[Finding]:
    return list(room(file(text, name)))


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(PIECES), max_size=25).map(lambda parts: " ".join(parts).encode()),
    ),
    name=st.sampled_from(NAMES),
)
def test_no_bytes_break_a_room_and_every_line_is_one_of_the_file(text: bytes, name: str) -> None:
    one = file(text, name)
    for room in ROOMS:
        for found in room(one):
            assert 1 <= found.line <= len(one.starts)


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), name=st.sampled_from(NAMES)
)
def test_blanking_comments_moves_nothing(text: str, name: str) -> None:
    one = file(text, name)

    blanked = without_comments(one.data, comments(one))

    assert len(blanked) == len(one.data)
    assert blanked.count(b"\n") == one.data.count(b"\n")


def test_an_address_in_a_string_is_no_comment() -> None:
    one = file('const url = "https://x"; // note', "a.js")

    assert not comments(one).hold(one.data.index(b"//"))
    assert comments(one).hold(one.data.index(b"// note"))


def model() -> dict[str, Any]:
    botocore = pytest.importorskip("botocore.loaders")
    loaded: dict[str, Any] = botocore.Loader().load_service_model("transcribe", "service-2")
    return loaded


def test_every_operation_of_the_installed_model_is_known_in_all_its_spellings() -> None:
    tags = {"TagResource", "UntagResource", "ListTagsForResource"}
    for name in set(model()["operations"]) - tags:
        known = operations.operation(name)
        assert known is not None, f"botocore has {name}, the scan does not know it"
        for spelling in (known.name, known.camel, known.snake, known.kebab):
            assert operations.operation(spelling) == known


@pytest.mark.parametrize(
    "shape",
    [
        "StartTranscriptionJobRequest",
        "StartCallAnalyticsJobRequest",
        "StartMedicalTranscriptionJobRequest",
        "Settings",
        "ContentRedaction",
        "CallAnalyticsJobSettings",
    ],
)
def test_every_member_of_the_installed_requests_is_known(shape: str) -> None:
    for name in model()["shapes"][shape]["members"]:
        if name not in ("Tags", "MedicalScribeContext"):
            assert operations.member(name) == name


def test_a_feature_is_led_by_a_member_that_the_parameter_map_knows() -> None:
    known = {
        part
        for shape in ("job", "stream", "call-analytics", "medical", "scribe")
        for path in members_of(shape)
        for part in path.replace("[]", "").replace("{}", "").split(".")
    }
    for kind in features._KINDS:
        assert not kind.members or kind.members[0] in known, kind.id


class TestPermissions:
    def test_actions_are_told_once_each_with_their_modes(self) -> None:
        text = """{"Statement": [{"Effect": "Allow", "Action": ["transcribe:StartTranscriptionJob",
            "transcribe:StartStreamTranscriptionWebSocket", "transcribe:StartTranscriptionJob",
            "transcribe:GetCallAnalyticsJob", "transcribe:*"]}]}"""

        found = seen(permissions.find, text, "policy.json")

        assert [(one.what.rpartition(":")[2], one.mode) for one in found] == [
            ("StartTranscriptionJob", "batch"),
            ("StartStreamTranscriptionWebSocket", "streaming"),
            ("GetCallAnalyticsJob", "call-analytics"),
            ("*", "unknown"),
        ]
        assert {one.confidence for one in found} == {"high"}

    @pytest.mark.parametrize(
        "text",
        [
            '{"scripts": {"transcribe:start": "node .", "ci": "run-s transcribe:*"}}',
            "tasks:\n  transcribe: start\n",
            'rules = {"transcribe:Started": 1}',
            "https://example.org/transcribe:GetTranscriptionJob",
        ],
    )
    def test_scripts_and_tasks_of_that_name_are_no_actions(self, text: str) -> None:
        assert not seen(permissions.find, text, "package.json")

    def test_documentation_only_mentions(self) -> None:
        found = seen(permissions.find, "Allow `transcribe:StartTranscriptionJob`.", "README.md")

        assert [one.confidence for one in found] == ["low"]


class TestEvents:
    def test_a_method_of_that_name_is_no_event_source(self) -> None:
        assert not seen(events.find, "text = aws.transcribe(audio)\n", "a.py")

    def test_a_quoted_source_and_a_listed_one_are(self) -> None:
        assert seen(events.find, 'pattern = {"source": ["aws.transcribe"]}', "a.py")
        assert seen(events.find, "source:\n  - aws.transcribe\n", "a.yaml")

    def test_call_analytics_has_its_mode(self) -> None:
        found = seen(events.find, '"Call Analytics Job State Change"', "a.ts")

        assert [one.mode for one in found] == ["call-analytics"]


class TestCommandLine:
    def test_a_list_of_arguments_is_a_command(self) -> None:
        text = """subprocess.run(["aws", "transcribe", "start-transcription-job",
            "--language-code", "en-US", "--identify-language"])"""

        found = seen(command_line.find, text, "a.py")

        assert [one.what for one in found] == ["aws transcribe start-transcription-job"]
        assert found[0].arguments["LanguageCode"] == "en-US"

    def test_a_command_of_powershell(self) -> None:
        text = (
            "Start-TRSTranscriptionJob -LanguageCode en-GB `\n  -Settings_ShowSpeakerLabel $true\n"
        )

        found = seen(command_line.find, text, "a.ps1")

        assert [(one.mode, one.id) for one in found] == [("batch", "cli-powershell")]
        assert found[0].arguments["LanguageCode"] == "en-GB"

    @pytest.mark.parametrize(
        "text",
        ["aws s3 cp transcribe start", "whisper transcribe start-job", "laws transcribe list-jobs"],
    )
    def test_other_commands_are_none(self, text: str) -> None:
        assert not seen(command_line.find, text, "a.sh")

    def test_options_that_are_variables_have_no_value(self) -> None:
        text = 'aws transcribe start-transcription-job --language-code "$LANG_CODE"\n'

        assert seen(command_line.find, text, "a.sh")[0].arguments == {"LanguageCode": ""}


class TestEndpoints:
    @pytest.mark.parametrize(
        "text",
        [
            "wss://transcribestreaming.us-east-1.amazonaws.com:8443/",
            'host = f"transcribestreaming.{region}.amazonaws.com"',
            'String host = "transcribestreaming." + region + ".amazonaws.com";',
            'fmt.Sprintf("https://transcribestreaming.%s.amazonaws.com", region)',
        ],
    )
    def test_the_streaming_address_in_many_hands(self, text: str) -> None:
        found = seen(endpoints.find, text, "a.py")

        assert [(one.id, one.mode, one.confidence) for one in found] == [
            ("endpoint-streaming", "streaming", "high")
        ]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("<mainClass>com.amazonaws.transcribestreaming.Demo</mainClass>", "pom.xml"),
            ('see = "https://docs.aws.amazon.com/transcribe/latest/stream-transcription"', "a.py"),
            ('"Service": "transcribe.amazonaws.com"', "role.json"),
        ],
    )
    def test_packages_manuals_and_principals_are_no_addresses(self, text: str, name: str) -> None:
        assert not seen(endpoints.find, text, name)

    def test_a_medical_path_has_its_mode(self) -> None:
        found = seen(endpoints.find, 'p = "/medical-stream-transcription-websocket"', "a.py")

        assert [one.mode for one in found] == ["medical"]

    def test_parameters_away_from_the_address_are_found_by_their_number(self) -> None:
        text = (
            """q = {"media-encoding": "pcm", "vocabulary-name": v, "show-speaker-label": "true"}"""
        )

        found = seen(endpoints.find, text, "a.py")

        assert [one.id for one in found] == ["endpoint-parameters"]
        assert found[0].arguments["ShowSpeakerLabel"] == "true"

    def test_two_common_words_are_not_enough(self) -> None:
        text = 'q = {"language-code": "en", "sample-rate": 8000}'

        assert not seen(endpoints.find, text, "a.py")


class TestResults:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("t = d['results']['transcripts'][0]\ns = d['results']['speaker_labels']", "a.py"),
            ("d.results?.channel_labels?.channels; d.results.items", "a.js"),
            ("jq '.results.transcripts[0], .results.items' x.json", "a.sh"),
            ('$d["results"]["items"]; $d["results"]["speaker_labels"];', "a.php"),
            ('if item["type"] == "pronunciation" { item["start_time"] }', "a.swift"),
        ],
    )
    def test_readers_of_batch_results(self, text: str, name: str) -> None:
        found = seen(results.find, text, name)

        assert [(one.kind, one.mode) for one in found] == [("parser", "batch")]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("config = aai.TranscriptionConfig(speaker_labels=True)", "a.py"),
            ("words = body.results.channels[0].alternatives[0].words", "a.js"),
            ("for item in search.results.items: print(item)", "a.py"),
            ('{"results": {"transcripts": [], "items": []}}', "a.json"),
        ],
    )
    def test_other_vendors_results_are_none(self, text: str, name: str) -> None:
        assert not seen(results.find, text, name)

    def test_one_word_that_others_use_waits_for_another_sign(self) -> None:
        found = seen(results.find, "print(d['results']['transcripts'])", "a.py")

        assert [(one.confidence, one.needs) for one in found] == [("low", "project")]

    def test_turns_of_contact_lens_count_for_little(self) -> None:
        text = "ContactLens: d['ConversationCharacteristics']['NonTalkTime']"

        assert [one.confidence for one in seen(results.find, text, "a.py")] == ["low"]

    def test_a_model_of_streaming_results(self) -> None:
        text = "class Result { string ResultId; bool IsPartial; }"

        found = seen(results.find, text, "a.cs")

        assert [(one.kind, one.mode) for one in found] == [("parser", "streaming")]


class TestWrappers:
    @pytest.mark.parametrize(
        ("text", "name", "rule"),
        [
            (
                "from pipecat.services.aws.stt import AWSTranscribeSTTService",
                "a.py",
                "wrapper-pipecat",
            ),
            ("from livekit.plugins import aws, silero", "a.py", "wrapper-livekit"),
            (
                "new StartMeetingTranscriptionCommand({TranscriptionConfiguration: {}})",
                "a.ts",
                "wrapper-chime",
            ),
            ('import { StreamingClient } from "aws-transcribe"', "a.ts", "wrapper-aws-transcribe"),
        ],
    )
    def test_frameworks_that_hide_the_service(self, text: str, name: str, rule: str) -> None:
        assert rule in {one.id for one in seen(wrappers.find, text, name)}

    def test_the_frameworks_other_services_are_none(self) -> None:
        text = "from pipecat.services.aws.tts import AWSPollyTTSService"

        assert not seen(wrappers.find, text, "a.py")


class TestOutputFiles:
    def test_what_features_a_result_shows(self) -> None:
        text = """{"jobName": "a", "results": {"transcripts": [], "items": [],
            "channel_labels": {"number_of_channels": 2}}}"""

        assert seen(output_files.find, text, "a.json")[0].what.endswith("(channels)")

    def test_a_log_of_streaming_events_has_one_a_line(self) -> None:
        text = '{"Transcript": {"Results": []}}\n{"Transcript": {"Results": []}}\n'

        assert [one.mode for one in seen(output_files.find, text, "a.json")] == ["streaming"]

    @pytest.mark.parametrize(
        "text",
        [
            '{"results": {"items": [{"id": 1}], "transcripts": []}}',
            '{"Transcript": "text"}',
            "[1, 2]",
            "not json",
        ],
    )
    def test_other_files_are_none(self, text: str) -> None:
        assert not seen(output_files.find, text, "a.json")


def test_a_terraform_resource_in_a_string_is_none() -> None:
    assert not seen(terraform.find, 'locals { a = "aws_transcribe_vocabulary" }', "a.tf")


def test_a_getter_of_an_answer_is_no_call() -> None:
    text = """import com.amazonaws.services.transcribe.AmazonTranscribe;
        class A { void a(AmazonTranscribe amazon) {
            Result result = amazon.getTranscriptionJob(request);
            result.getTranscriptionJob();
        } }"""

    calls = [one for one in seen(java.find, text, "A.java") if one.kind == "call"]

    assert [(one.line, one.confidence) for one in calls] == [(3, "high")]


def test_an_alias_of_a_go_package_is_followed_and_a_namesake_is_not() -> None:
    ours = 'package a\nimport speech "github.com/aws/aws-sdk-go/service/transcribeservice"\n'
    other = 'package a\nimport "example.org/transcribe"\n'
    use = "func f() { c := {0}.New(s); c.StartTranscriptionJobWithContext(ctx, in) }"

    found = {
        text: [(one.kind, one.confidence) for one in seen(go.find, text, "a.go")]
        for text in (ours + use.replace("{0}", "speech"), other + use.replace("{0}", "transcribe"))
    }

    assert list(found.values()) == [
        [("import", "high"), ("client", "high"), ("call", "high")],
        [("call", "low")],
    ]


def test_a_go_package_that_is_imported_alone_has_its_own_name() -> None:
    text = """package a
        import "github.com/aws/aws-sdk-go-v2/service/transcribe"
        func f() { transcribe.NewFromConfig(cfg).ListVocabularies(ctx, in) }"""

    assert {one.kind: one.confidence for one in seen(go.find, text, "a.go")} == {
        "import": "high",
        "client": "high",
        "call": "medium",
    }


def all_rooms(text: str, name: str) -> Iterator[Finding]:
    for room in ROOMS:
        yield from room(file(text, name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("const { transcribe } = require('./whisper'); transcribe(audio)", "a.js"),
        ("client.audio.transcriptions.create({ model: 'gpt-4o-transcribe' })", "a.ts"),
        ("import transcription.genes.Transcribe; Transcribe.start();", "A.java"),
        ("namespace AWS::Transcribe::Vocabulary { }", "a.cpp"),
        ("namespace Amazon.TranscribeStreamingService { class TranscribeClient {} }", "a.cs"),
        ("using Deepgram; client.Listen.TranscribeFile(source);", "a.cs"),
        ("class TranscriptionJob < ApplicationJob; end", "a.rb"),
        ("use crate::aws_sdk_transcribe_mock::Client;", "a.rs"),
        ("Transcribe the audio with AWS, then list the vocabulary.", "README.md"),
    ],
)
def test_the_word_alone_is_worth_nothing(text: str, name: str) -> None:
    assert not list(all_rooms(text, name))


def test_what_takes_too_long_to_parse_is_read_by_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(grammar: str, data: bytes) -> None:
        return None

    monkeypatch.setattr(syntax, "_read", never)
    text = (
        "import software.amazon.awssdk.services.transcribe.TranscribeClient;\nTranscribeClient a;\n"
    )

    found = seen(java.find, text + "class B { void b() { a.startTranscriptionJob(c); } }", "B.java")

    assert [(one.kind, one.confidence) for one in found] == [("import", "high"), ("call", "high")]


class TestSameThingsInOtherWords:
    """What was missed in code that nobody had written the rules for."""

    def test_a_built_call_of_rust_has_no_arguments_of_its_own(self) -> None:
        text = """use aws_sdk_transcribe::Client;
            async fn wait(config: &SdkConfig) {
                let client = Client::new(config);
                let job = client.get_transcription_job().transcription_job_name("a").send().await?;
            }"""

        assert [one.line for one in seen(rust.find, text, "a.rs") if one.kind == "call"] == [4]

    def test_an_error_of_the_ruby_sdk_says_that_it_is_used(self) -> None:
        text = (
            "begin\n  ask\nrescue Aws::TranscribeService::Errors::BadRequestException => e\nend\n"
        )

        assert [(one.line, one.kind) for one in seen(ruby.find, text, "a.rb")] == [(3, "import")]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            (
                "text = found.get('results', {}).get('transcripts', [{}])[0]  # aws transcribe",
                "a.py",
            ),
            ("return found.Results.Transcripts[0].Transcript // aws-transcribe", "a.go"),
            ("var text = found.Results.Transcripts[0]; // Amazon Transcribe", "a.cs"),
        ],
    )
    def test_results_by_a_getter_with_a_default_and_by_properties(
        self, text: str, name: str
    ) -> None:
        assert [one.id for one in seen(results.find, text, name)] == ["parser-batch"]

    def test_an_event_of_a_stream_of_the_go_sdk(self) -> None:
        text = """package a
            import "github.com/aws/aws-sdk-go-v2/service/transcribestreaming/types"
            func read(event types.MedicalTranscriptResultStream) {
                switch found := event.(type) {
                case *types.MedicalTranscriptResultStreamMemberTranscriptEvent:
                    for _, one := range found.Value.Transcript.Results { show(one.IsPartial) }
                }
            }"""

        assert [one.id for one in seen(results.find, text, "a.go")] == ["parser-streaming"]

    @pytest.mark.parametrize(
        "text",
        [
            'job = event["detail"]["TranscriptionJobName"]',
            "const { status } = event.detail.TranscriptionJobStatus;",
            'name = event["detail"].get("CallAnalyticsJobName")',
        ],
    )
    def test_the_detail_of_an_event_in_a_file_that_also_asks(self, text: str) -> None:
        asks = "client.get_transcription_job(TranscriptionJobName=name)"

        assert [one.id for one in seen(events.find, f"{text}\n{asks}", "a.py")] == ["event-status"]

    def test_a_list_of_services_for_localstack(self) -> None:
        text = "environment:\n  - SERVICES=s3,transcribe\n"

        assert [one.line for one in seen(settings_files.find, text, "compose.yml")] == [2]
        assert not seen(settings_files.find, "SERVICES=s3,retranscribe", "a.env")

    def test_messages_of_a_stream_read_by_hand(self) -> None:
        text = 'if (found.headers[":event-type"].value === "TranscriptEvent") show(found);'

        assert [one.id for one in seen(endpoints.find, text, "a.ts")] == ["endpoint-frame"]

    def test_the_same_action_is_told_for_each_role(self) -> None:
        role = "- Effect: Allow\n  Action:\n    - transcribe:GetTranscriptionJob\n"
        text = role + role + "x: 1\n" * 20 + role

        assert [one.line for one in seen(permissions.find, text, "a.yaml")] == [3, 29]

    def test_a_framework_is_told_where_it_is_imported_and_where_it_is_made(self) -> None:
        text = (
            "from pipecat.services.aws.stt import AWSTranscribeSTTService\n\n"
            "first = AWSTranscribeSTTService(region='a')\nsecond = AWSTranscribeSTTService()\n"
        )

        assert [one.line for one in seen(wrappers.find, text, "a.py")] == [1, 3, 4]

    def test_a_reader_of_result_files_of_its_own(self) -> None:
        text = "import tscribe\ntscribe.write('a.json', save_as='a.docx')\n"

        assert [one.line for one in seen(wrappers.find, text, "a.py")] == [1, 2]
