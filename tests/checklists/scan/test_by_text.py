"""Languages that are read by their text alone, and requests that are set apart from their call."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.scan import (
    arguments,
    command_line,
    csharp,
    endpoints,
    go,
    javascript,
    manifests,
    other_languages,
    php,
    results,
    ruby,
    rust,
)
from checklists.scan.finding import Finding
from checklists.scan.rules import Find
from checklists.scan.source import SourceFile, source_of

_CPP = "#include <aws/transcribe/TranscribeServiceClient.h>\n"
_SWIFT = "import AWSTranscribe\n"


def seen(find: Find, text: str, name: str) -> list[Finding]:
    file = source_of(Path(name), name, text.encode())
    assert isinstance(file, SourceFile)
    return list(find(file))


def kinds(found: list[Finding], kind: str) -> list[tuple[int, str]]:
    return [(one.line, one.confidence) for one in found if one.kind == kind]


class TestClients:
    @pytest.mark.parametrize(
        "made",
        [
            "auto c = new TranscribeServiceClient(config);",
            "client_.reset(new Aws::TranscribeService::TranscribeServiceClient(config));",
            "auto c = std::make_shared<TranscribeServiceClient>(config);",
            'auto c = Aws::MakeUnique<Aws::TranscribeService::TranscribeServiceClient>("tag");',
            "TranscribeServiceClient client(config);",
            "Aws::TranscribeService::TranscribeServiceClient client;",
            "auto c = TranscribeServiceClient{config}, d = TranscribeServiceClient(config);",
        ],
    )
    def test_every_way_to_make_one_in_cpp_is_seen(self, made: str) -> None:
        assert kinds(seen(other_languages.find, _CPP + made, "a.cpp"), "client") == [(2, "medium")]

    @pytest.mark.parametrize(
        "named",
        [
            "class TranscribeServiceClient;",
            "std::shared_ptr<TranscribeServiceClient> client;",
            "void answered(const TranscribeServiceClient*, int);",
            "using namespace Aws::TranscribeService;",
            "namespace TranscribeService { class A; }",
        ],
    )
    def test_what_only_names_one_makes_none(self, named: str) -> None:
        assert not kinds(seen(other_languages.find, _CPP + named, "a.cpp"), "client")

    def test_each_place_that_makes_one_is_told(self) -> None:
        text = _SWIFT + "let a = AWSTranscribe.default()\n\nlet b = AWSTranscribe.default()\n"

        found = seen(other_languages.find, text, "a.swift")

        assert kinds(found, "client") == [(2, "medium"), (4, "medium")]
        assert kinds(found, "import") == [(1, "high")]


class TestWhatIsSetNearACall:
    def test_setters_of_cpp_are_the_requests(self) -> None:
        text = (
            _CPP
            + """Model::StartTranscriptionJobRequest wanted;
            wanted.SetLanguageCode(Model::LanguageCode::nl_NL);
            wanted.SetMediaSampleRateHertz(rate);
            // wanted.SetMediaFormat(MediaFormat::ogg);
            wanted.SetSettings(Settings().WithShowSpeakerLabels(true));
            client.StartTranscriptionJob(wanted);"""
        )

        (call,) = (one for one in seen(other_languages.find, text, "a.cpp") if one.kind == "call")

        assert call.line == 7
        assert dict(call.arguments) == {
            "LanguageCode": "nl-NL",
            "MediaSampleRateHertz": "",
            "Settings.ShowSpeakerLabels": "true",
        }

    def test_builders_of_scala_and_members_of_swift_are_too(self) -> None:
        scala = """import com.amazonaws.services.transcribe.model._
            val r = new StartTranscriptionJobRequest().withIdentifyLanguage(true).
              withMediaFormat(MediaFormat.Flac).withOutputBucketName(bucket)
            held.startTranscriptionJob(r)"""
        swift = (
            _SWIFT + "r.languageCode = .enGB\nr.outputBucketName = mine\na.startTranscriptionJob(r)"
        )

        given = [
            dict(one.arguments)
            for text, name in ((scala, "A.scala"), (swift, "a.swift"))
            for one in seen(other_languages.find, text, name)
            if one.kind == "call"
        ]

        assert given == [
            {"IdentifyLanguage": "true", "MediaFormat": "flac", "OutputBucketName": ""},
            {"LanguageCode": "en-GB", "OutputBucketName": ""},
        ]

    def test_a_request_that_another_method_makes_is_followed(self) -> None:
        text = """<?php
            use Aws\\TranscribeService\\TranscribeServiceClient;
            class Job {
                function run() {
                    $speech = new TranscribeServiceClient([]);
                    $speech->startTranscriptionJob($this->wanted('a'));
                }
                function wanted($name) {
                    $of = ['MaxAlternatives' => 3];
                    return ['TranscriptionJobName' => $name, 'Settings' => $of];
                }
                function unasked() { return ['LanguageCode' => 'sv-SE']; }
            }"""

        (call,) = (one for one in seen(php.find, text, "a.php") if one.kind == "call")

        assert dict(call.arguments) == {
            "TranscriptionJobName": "",
            "Settings.MaxAlternatives": "3",
        }

    def test_a_builder_of_rust_goes_on_after_its_first_statement(self) -> None:
        text = """use aws_sdk_transcribe::Client;
            async fn go(client: &Client, named: bool) {
                let mut wanted = client.start_transcription_job().media_format(MediaFormat::Mp3);
                if named { wanted = wanted.identify_language(true); }
                wanted.send().await;
            }"""

        (call,) = (one for one in seen(rust.find, text, "a.rs") if one.kind == "call")

        assert dict(call.arguments) == {"MediaFormat": "mp3", "IdentifyLanguage": "true"}


class TestElixir:
    def test_its_documentation_is_no_use(self) -> None:
        text = '''defmodule Sound do
          @doc """
          ExAws.Transcribe.list_transcription_jobs()
          """
          def all, do: ExAws.Transcribe.list_transcription_jobs() |> ExAws.request!()
        end'''

        found = seen(other_languages.find, text, "sound.ex")

        assert kinds(found, "call") == [(3, "low"), (5, "medium")]

    def test_a_module_of_that_name_is_not_imported(self) -> None:
        assert not seen(other_languages.find, "defmodule ExAws.Transcribe do\nend", "a.ex")

    def test_an_operation_put_together_for_the_service_is_a_client(self) -> None:
        text = "op = ExAws.Operation.JSON.new(:transcribe, %{data: data})"

        assert kinds(seen(other_languages.find, text, "a.ex"), "client") == [(1, "high")]
        assert not seen(other_languages.find, text.replace(":transcribe", ":translate"), "a.ex")


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ('[{"X-Amz-Target", "Transcribe.#{operation}"}]', "a.ex"),
            ('{"x-amz-target", "Transcribe." <> operation}', "a.ex"),
            ('request.Header.Set("X-Amz-Target", "Transcribe."+operation)', "a.go"),
            ("['X-Amz-Target' => 'Transcribe.' . $operation]", "a.php"),
            ("headers = {'X-Amz-Target': f'Transcribe.{operation}'}", "a.py"),
            ("{ 'X-Amz-Target': `Transcribe.${operation}` }", "a.js"),
            ('("x-amz-target", format!("com.amazonaws.transcribe.Transcribe.{}", one))', "a.rs"),
        ],
    )
    def test_a_target_whose_operation_is_put_in_is_a_call_by_hand(
        self, text: str, name: str
    ) -> None:
        (found,) = seen(endpoints.find, text, name)

        assert (found.kind, found.id, found.confidence) == (
            "endpoint",
            "endpoint-target-open",
            "high",
        )

    def test_a_label_of_the_same_form_is_none(self) -> None:
        assert not seen(endpoints.find, 'log("Transcribe.#{state}")', "a.rb")

    def test_each_operation_is_a_place(self) -> None:
        text = "".join(
            f'send("Transcribe.{name}")\n'
            for name in ("StartTranscriptionJob", "GetTranscriptionJob", "StartTranscriptionJob")
        )

        assert kinds(seen(endpoints.find, text, "a.go"), "endpoint") == [(1, "high"), (2, "high")]

    def test_an_address_far_from_the_last_is_another_place(self) -> None:
        address = 'dial("wss://transcribestreaming." + region + ".amazonaws.com:8443")\n'
        text = address * 3 + "\n" * 20 + address

        lines = [(1, "high"), (24, "high")]
        assert kinds(seen(endpoints.find, text, "a.go"), "endpoint") == lines
        assert kinds(seen(endpoints.find, text, "recorded.yaml"), "endpoint") == lines[:1]


def test_getters_of_a_stream_are_read_as_its_members_are() -> None:
    text = """#include <aws/transcribestreaming/model/StartStreamTranscriptionHandler.h>
        for (auto& one : event.GetTranscript().GetResults())
            if (!one.GetIsPartial()) say(one.GetAlternatives()[0].GetTranscript());"""

    (found,) = seen(results.find, text, "a.cpp")

    assert (found.kind, found.mode, found.line) == ("parser", "streaming", 2)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("conanfile.txt", "[options]\naws-sdk-cpp/*:transcribe=True", [2]),
        ("conanfile.txt", "[options]\naws-sdk-cpp/*:transcribe=False", []),
        ("conanfile.py", 'default_options = {"aws-sdk-cpp*:transcribestreaming": True}', [1]),
        ("conanfile.py", 'self.options["aws-sdk-cpp"].transcribe = True', [1]),
        ("conanfile.py", 'default_options = {"aws-sdk-cpp*:transcribe": False}', []),
        (
            "vcpkg.json",
            '{"dependencies": [{"name": "aws-sdk-cpp",\n"features": ["transcribe"]}]}',
            [2],
        ),
        ("mix.exs", 'deps: [\n{:ex_aws_transcribe, "~> 0.2"}]', [2]),
        ("mix.exs", "app: :ex_aws_transcribe,\nurl: 'https://a.example/ex_aws_transcribe'", []),
        ("mix.lock", '%{\n"ex_aws_transcribe": {:hex, :ex_aws_transcribe, "0.2.5"}}', [2]),
    ],
)
def test_manifests_ask_for_parts_of_an_sdk(name: str, text: str, lines: list[int]) -> None:
    assert [one.line for one in seen(manifests.find, text, name)] == lines


def test_many_calls_that_lead_to_one_long_function_are_each_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arguments, "_MOST_FOLLOWED", 10_000)
    called = "    c.StartTranscriptionJob(ctx, wanted())\n"
    long = "func wanted() *In { return &In{" + 'LanguageCode: "fi-FI", ' * 100 + "} }\n"
    text = (
        'package a\nimport "github.com/aws/aws-sdk-go-v2/service/transcribe"\n'
        + long
        + "func f() {\n    c := transcribe.NewFromConfig(cfg)\n"
        + called * 50
        + "}\n"
    )

    # The next scan of the same file sees the same.
    for _ in range(2):
        calls = [one for one in seen(go.find, text, "a.go") if one.kind == "call"]

        assert len(calls) == 50
        assert (calls[0].arguments, calls[-1].arguments) == ({"LanguageCode": "fi-FI"}, {})


@pytest.mark.parametrize(
    ("find", "name", "text"),
    [
        (
            javascript.find,
            "a.ts",
            "import { TranscribeClient } from '@aws-sdk/client-transcribe';\n"
            "const kept = '%s';\nconst client = new TranscribeClient({});\n",
        ),
        (
            go.find,
            "a.go",
            'package a\nimport "github.com/aws/aws-sdk-go-v2/service/transcribe"\n'
            'var kept = "%s"\nvar client = transcribe.NewFromConfig(cfg)\n'
            "func start() { client.StartTranscriptionJob(ctx, in) }\n",
        ),
        (
            ruby.find,
            "a.rb",
            'KEPT = "%s"\n@client = Aws::TranscribeService::Client.new\n',
        ),
        (
            csharp.find,
            "a.cs",
            "using Amazon.TranscribeService;\n// %s\n"
            "var client = new AmazonTranscribeServiceClient();\n",
        ),
    ],
)
def test_a_word_of_hundreds_of_thousands_of_letters_is_read_once(
    find: Find, name: str, text: str
) -> None:
    found = seen(find, text % ("0f" * 100_000) + "0." * 100_000, name)

    assert kinds(found, "client") == [(text[: text.index("client =")].count("\n") + 1, "high")]


def test_a_row_of_options_is_read_in_one_way() -> None:
    rows = ("$PROGRAM" + " --name value" * 25 + "\naws" + " --name value" * 25 + "\n") * 50
    text = f"{rows}$AWS --profile x transcribe list-vocabularies\n"

    assert kinds(seen(command_line.find, text, "a.sh"), "cli") == [(101, "high")]
