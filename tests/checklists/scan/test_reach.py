"""What reaches the service round a corner: by a variable, a loop, a pipeline of another service."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.scan import command_line
from checklists.scan.source import source_of
from tests.checklists.scan.trees import only, places, scanned

USE = "import boto3\nboto3.client('transcribe').list_vocabularies()\n"


@pytest.mark.parametrize(
    ("name", "line", "confidence"),
    [
        ("a.sh", "$AWS transcribe list-vocabularies", "high"),
        ("a.sh", '"${AWS_BIN:-aws}" --region eu-west-1 transcribe list-vocabularies', "high"),
        ("a.sh", "docker run amazon/aws-cli:2.15.0 transcribe list-vocabularies", "high"),
        ("a.sh", '"${program[@]}" transcribe list-vocabularies', "medium"),
        ("Makefile", "\t$(AWS) transcribe list-vocabularies", "high"),
        ("a.bat", "%AWSCLI% transcribe list-vocabularies", "high"),
        ("a.yml", "run: $AWS transcribe list-vocabularies", "high"),
    ],
)
def test_a_command_whose_program_is_a_variable(
    tmp_path: Path, name: str, line: str, confidence: str
) -> None:
    found = only(scanned(tmp_path, {name: line + "\n"}), "cli")
    assert (found.what, found.confidence) == ("aws transcribe list-vocabularies", confidence)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sh", "$WHISPER transcribe recording.wav\n"),
        ("a.sh", "$AWS s3 cp transcribe list-of-names\n"),
        (
            "a.py",
            "# $AWS transcribe list-vocabularies\nprice = '$5 transcribe list-vocabularies'\n",
        ),
    ],
)
def test_other_programs_are_no_commands(tmp_path: Path, name: str, text: str) -> None:
    assert not scanned(tmp_path, {name: text}).findings


def test_a_row_of_options_is_read_in_one_way_only() -> None:
    # With two ways to read each option this would never end.
    text = b"transcribe\naws " + b"-x " * 400 + b"\n"

    assert not list(command_line.find(source_of(Path("a.sh"), "a.sh", text)))


@pytest.mark.parametrize(
    ("code", "line", "confidence"),
    [
        ('KINDS = {"voice": "transcribe", "files": "s3"}\nboto3.client(KINDS["voice"])', 3, "high"),
        ('for kind in ("s3", "transcribe"):\n    held[kind] = boto3.client(kind)', 3, "medium"),
        ('KINDS = ["transcribe"]\nheld = {one: boto3.client(one) for one in KINDS}', 3, "high"),
    ],
)
def test_a_service_that_a_mapping_or_a_loop_names(
    tmp_path: Path, code: str, line: int, confidence: str
) -> None:
    found = only(scanned(tmp_path, {"a.py": f"import boto3\n{code}\n"}), "client")
    assert (found.line, found.confidence) == (line, confidence)


@pytest.mark.parametrize(
    "code",
    [
        'KINDS = {"voice": "transcribe", "files": "s3"}\nboto3.client(KINDS["files"])',
        'for kind in ("s3", "polly"):\n    boto3.client(kind)\nprint("transcribe")',
        'for kind in kind:\n    boto3.client(kind)\nprint("transcribe")',
    ],
)
def test_a_mapping_or_a_loop_of_others(tmp_path: Path, code: str) -> None:
    found = scanned(tmp_path, {"a.py": f"import boto3\n{code}\n"})
    assert not places(found, tmp_path, "client")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tf", 'actions = formatlist("transcribe:%s", ["StartTranscriptionJob"])\n'),
        ("a.ts", "['GetTranscriptionJob'].map((one) => `transcribe:${one}`);\n"),
        ("a.py", 'names = [f"transcribe:{one}" for one in ["GetTranscriptionJob"]]\n'),
        ("a.tf", 'actions = ["${local.service}:StartTranscriptionJob"]\n'),
    ],
)
def test_actions_whose_parts_are_put_together(tmp_path: Path, name: str, text: str) -> None:
    found = only(scanned(tmp_path, {name: text}), "permission")
    assert (found.line, found.mode, found.confidence) == (1, "batch", "high")


def test_a_key_of_a_store_is_no_action(tmp_path: Path) -> None:
    text = 'action = store.get(f"transcribe:{job}")\nimage = "transcribe:%s" % tag\n'
    assert not scanned(tmp_path, {"a.py": text}).findings


ROLES = """
    data "aws_iam_policy_document" "first" {
      principals {
        identifiers = ["transcribe.amazonaws.com"]
      }
    }
"""


def test_each_role_has_its_principal(tmp_path: Path) -> None:
    text = ROLES + "\n" * 40 + ROLES.replace("first", "second")
    found = scanned(tmp_path, {"a.tf": text})
    assert places(found, tmp_path) == {("a.tf", 3, "permission"), ("a.tf", 49, "permission")}


def test_a_source_in_a_list_on_one_line(tmp_path: Path) -> None:
    text = "EventPattern:\n  source: [aws.transcribe]\n"
    assert only(scanned(tmp_path, {"a.yaml": text}), "event").line == 2


def test_a_command_that_asks_for_a_job_is_not_told_of_it(tmp_path: Path) -> None:
    text = (
        "aws transcribe get-transcription-job --transcription-job-name a "
        "--query 'TranscriptionJob.TranscriptionJobStatus'\n"
    )
    assert places(scanned(tmp_path, {"a.sh": text}), tmp_path) == {("a.sh", 1, "cli")}


@pytest.mark.parametrize(
    ("name", "text", "mode"),
    [
        (
            "a.ts",
            "const transcriber = [{ type: Kind.AMAZON_TRANSCRIBE_PROCESSOR }];\n",
            "streaming",
        ),
        ("a.tf", '  type = "AmazonTranscribeProcessor"\n', "streaming"),
        ("a.py", 'e = {"AmazonTranscribeProcessorConfiguration": {}}\n', "streaming"),
        ("a.tf", "  amazon_transcribe_call_analytics_processor_configuration {\n  }\n", "calls"),
        ("a.json", '{"Type": "AmazonTranscribeCallAnalyticsProcessor"}\n', "calls"),
    ],
)
def test_a_pipeline_of_the_chime_sdk(tmp_path: Path, name: str, text: str, mode: str) -> None:
    found = only(scanned(tmp_path, {name: text}), "wrapper")
    assert found.mode == ("call-analytics" if mode == "calls" else mode)
    assert found.confidence == "high"


def test_a_name_of_ones_own_is_no_pipeline(tmp_path: Path) -> None:
    text = "const amazonTranscribeProcessor = other.build();\n"
    assert not scanned(tmp_path, {"a.ts": text}).findings


def test_a_result_that_comes_without_a_list(tmp_path: Path) -> None:
    files = {
        "use.py": USE,
        "queue.ts": "if (!one.TranscriptEvent.IsPartial) keep(one);\n",
        "page.tsx": "const text = one.TranscriptEvent.Alternatives[0].Transcript;\n",
        "row.py": "print(row['TranscriptEvent']['Alternatives'][0]['Transcript'])\n",
        "other.ts": "const text = one.TranscriptEvent.words.join(' ');\n",
    }
    found = scanned(tmp_path, files)
    parsers = [one for one in found.findings if one.kind == "parser"]
    assert {Path(one.path).name for one in parsers} == {"queue.ts", "page.tsx", "row.py"}
    assert {one.mode for one in parsers} == {"streaming"}


WORDS = """
    # one line for each speaker of a transcript
    def lines(kept):
        for word in kept["results"]["items"]:
            yield word["speaker_label"], word["alternatives"][0]["content"]
"""


def test_words_with_their_speakers_count_beside_a_use(tmp_path: Path) -> None:
    found = only(scanned(tmp_path, {"use.py": USE, "talk.py": WORDS}), "parser")
    assert (Path(found.path).name, found.line, found.mode) == ("talk.py", 3, "batch")
    assert not scanned(tmp_path / "alone", {"talk.py": WORDS}).findings


def test_the_place_of_a_result_is_of_its_jobs_mode(tmp_path: Path) -> None:
    lines = [
        "job['CallAnalyticsJob']['Transcript']['TranscriptFileUri']",
        "job['MedicalTranscriptionJob']['Transcript']['TranscriptFileUri']",
        "read_stream(job['TranscriptionJob']['Transcript']['TranscriptFileUri'])",
    ]
    found = scanned(tmp_path, {"a.py": "\n".join(lines) + "\n"})
    modes = [one.mode for one in found.findings if one.kind == "job-uri"]
    assert modes == ["call-analytics", "medical", "batch"]


def test_a_state_of_ones_own_is_no_reader(tmp_path: Path) -> None:
    text = (
        'import { TranscribeStreamingClient } from "@aws-sdk/client-transcribe-streaming";\n'
        "type Line = { isPartial: boolean };\n"
        + "\n" * 30
        + "keep({ isPartial: event.TranscriptEvent.Transcript.Results[0].IsPartial });\n"
    )
    assert only(scanned(tmp_path, {"a.ts": text}), "parser").line == 33
