"""Uses that stand apart from the SDK: code in templates, requests, classes for results, packages
that reach every service."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.scan import inline_code, request_members, shapes
from checklists.scan.source import source_of
from tests.checklists.scan.trees import places, planted, scanned

USE = "import boto3\nboto3.client('transcribe').list_vocabularies()\n"

TEMPLATE = """
Resources:
  Begin:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: {block}
          const sdk = require('aws-sdk');
          const speech = new sdk.TranscribeService();

          exports.handler = (event, context, done) => {{
            speech.startTranscriptionJob({{ LanguageCode: 'nl-NL' }}, done);
          }};
      Handler: index.handler
      Runtime: nodejs12.x
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import boto3
        def handler(event, context):
            client = boto3.client("transcribe")
            job = client.get_transcription_job(TranscriptionJobName=event["job"])
            return job["TranscriptionJob"]["Transcript"]["TranscriptFileUri"]
      Runtime: python3.12
"""


@pytest.mark.parametrize("block", ["|", ">", "!Sub |-"])
def test_code_in_a_template_is_read_in_its_language(tmp_path: Path, block: str) -> None:
    found = scanned(tmp_path, {"template.yaml": TEMPLATE.format(block=block)})
    assert places(found, tmp_path) == {
        ("template.yaml", 8, "client"),
        ("template.yaml", 11, "call"),
        ("template.yaml", 21, "client"),
        ("template.yaml", 22, "call"),
        ("template.yaml", 23, "job-uri"),
    }
    started = next(one for one in found.findings if one.line == 11)
    assert started.arguments["LanguageCode"] == "nl-NL"
    assert started.text.startswith("speech.startTranscriptionJob(")


def test_code_in_a_template_without_a_runtime_is_known_by_its_looks(tmp_path: Path) -> None:
    text = "ZipFile: |\n  const a = require('aws-sdk');\n  new a.TranscribeService();\n"
    found = scanned(tmp_path, {"a.yaml": text})
    assert places(found, tmp_path) == {("a.yaml", 3, "client")}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ("ZipFile: |\n", "  ", "\n", "\t", "transcribe", "Runtime: ruby\n", "'", "é", "(", ":")
        )
    ),
    st.sampled_from(("a.yaml", "a.java", "a.go", "a.json", "a.py", "a")),
)
def test_no_text_breaks_a_room(parts: list[str], name: str) -> None:
    file = source_of(Path(name), name, "".join(parts).encode())
    for room in (inline_code, request_members, shapes):
        assert all(1 <= one.line <= len(file.starts) for one in room.find(file))


REQUESTS = {
    "app/order.rb": """
        def order
          {
            transcription_job_name: name,
            media: { media_file_uri: uri },
            settings: { show_speaker_labels: true, max_speaker_labels: 4 }
          }
        end
        """,
    "ops/order.json": """
        {"TranscriptionJobName": "a", "LanguageCode": "en-GB",
         "Media": {"MediaFileUri": "s3://a/b.wav"}}
        """,
    "app/order.py": """
        # see the API reference, StartTranscriptionJob
        def order(name):
            return {"TranscriptionJobName": name, "Media": {"MediaFileUri": f"s3://a/{name}"}}
        """,
    "src/order.ts": """
        export const order = (name: string) => ({
          TranscriptionJobName: name,
          Media: { MediaFileUri: `s3://a/${name}` },
        });
        """,
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_in_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    found = scanned(tmp_path, {name: REQUESTS[name]}).findings
    assert [(one.kind, one.id, one.confidence) for one in found] == [
        ("call", "request-members", "medium")
    ]
    assert "TranscriptionJobName" in found[0].arguments
    if name.endswith(".rb"):
        assert found[0].arguments["Settings.MaxSpeakerLabels"] == "4"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("types.ts", "interface A {\n  TranscriptionJobName: string;\n  MediaFileUri: string;\n}"),
        ("kept.json", '{"TranscriptionJobName": "a", "MediaFileUri": "b", "CreationTime": 1}'),
        ("notes.md", "TranscriptionJobName: a\nMediaFileUri: b"),
        ("half.py", 'ask = {"TranscriptionJobName": "a"}'),
    ],
)
def test_what_is_no_request(tmp_path: Path, name: str, text: str) -> None:
    assert not [one for one in scanned(tmp_path, {name: text}).findings if one.kind == "call"]


def test_a_request_beside_its_call_is_told_once(tmp_path: Path) -> None:
    text = """
        import boto3
        client = boto3.client("transcribe")
        given = {"TranscriptionJobName": "a", "Media": {"MediaFileUri": "s3://a/b"}}
        client.start_transcription_job(**given)
        """
    found = scanned(tmp_path, {"a.py": text})
    assert places(found, tmp_path, "call") == {("a.py", 4, "call")}


SHAPES = {
    "File.java": "class F {\n  private String jobName;\n  private String accountId;\n"
    "  private TranscriptResults results;\n}",
    "Found.cs": "class F // of a transcript\n{\n  public List<Text> transcripts { get; set; }\n"
    "  public List<Item> items { get; set; }\n}",
    "found.go": '// transcript\ntype F struct {\n\tA string `json:"jobName"`\n'
    '\tB string `json:"accountId"`\n\tC struct {\n\t} `json:"results"`\n}',
    "found.ts": "const transcript = z.object({\n  start_time: z.string(),\n"
    "  end_time: z.string(),\n  alternatives: z.array(one),\n});",
    "Word.kt": "data class TranscriptItem(\n  val start_time: String?,\n  val end_time: String?,\n"
    "  val alternatives: List<Word>,\n)",
    "found.py": "class Transcript(BaseModel):\n    jobName: str\n    accountId: str\n"
    "    results: Results\n",
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_class_for_results_counts_in_a_project_that_uses_the_service(
    tmp_path: Path, name: str
) -> None:
    alone = scanned(tmp_path / "alone", {name: SHAPES[name]})
    assert alone.findings == ()
    found = scanned(tmp_path / "beside", {name: SHAPES[name], "use.py": USE}).findings
    assert [(one.kind, one.id) for one in found if one.path.endswith(name)] == [
        ("parser", "result-shape")
    ]


def test_a_type_for_results_of_a_stream_is_no_batch_result(tmp_path: Path) -> None:
    text = (
        "class R {\n  private double startTime;\n  private double endTime;\n"
        "  private List<A> alternatives;\n  private boolean isPartial; // transcript\n}"
    )
    found = scanned(tmp_path, {"R.java": text, "use.py": USE}).findings
    assert "result-shape" not in {one.id for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "// transcript\nclass F { String results; List<Item> items; }",
        "// transcript\nclass F {\n  private long start_time;\n  private long end_time;\n}",
        "// transcript\n//  private String jobName; private String accountId; private R results;",
    ],
)
def test_some_of_the_names_are_no_class_for_results(tmp_path: Path, text: str) -> None:
    found = scanned(tmp_path, {"F.java": text, "use.py": USE}).findings
    assert not [one for one in found if one.path.endswith("F.java")]


GENERAL = {
    "requirements.txt": "flask\nboto3==1.34\n",
    "requirements/base.txt": "aioboto3\n",
    "pyproject.toml": '[tool.poetry.dependencies]\nboto3 = "^1"\n',
    "package.json": '{\n "dependencies": {\n  "aws-sdk": "^2.1"\n }\n}',
    "composer.json": '{"require": {"aws/aws-sdk-php": "^3.1"}}',
    "go.mod": "require github.com/aws/aws-sdk-go v1.44.0\n",
}


@pytest.mark.parametrize("name", GENERAL)
def test_the_sdk_of_all_services_counts_above_code_that_uses_this_one(
    tmp_path: Path, name: str
) -> None:
    found = scanned(tmp_path, {f"one/{name}": GENERAL[name], "two/use.py": USE})
    assert not places(found, tmp_path, "dependency")
    planted(tmp_path, {"one/src/use.py": USE})
    found = scanned(tmp_path, {})
    assert [
        (one.path.endswith(name), one.id, one.confidence)
        for one in found.findings
        if one.kind == "dependency"
    ] == [(True, "manifest-general", "low")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "boto3-stubs\nmy-boto3-tools\n"),
        ("package.json", '{"dependencies": {"aws-sdk-mock": "1", "@aws-sdk/client-s3": "3"}}'),
        ("go.mod", "require github.com/aws/aws-sdk-go-v2/service/s3 v1.2.3\n"),
    ],
)
def test_other_packages_of_the_same_words(tmp_path: Path, name: str, text: str) -> None:
    found = scanned(tmp_path, {name: text, "use.py": USE})
    assert not places(found, tmp_path, "dependency")


def test_results_kept_as_yaml(tmp_path: Path) -> None:
    text = """
        ---
        results:
          transcripts:
          - transcript: hello
          items:
          - start_time: '0.34'
            alternatives: []
        """
    found = scanned(tmp_path, {"spec/result.yml": text, "spec/other.yml": "results:\n  items: []"})
    assert places(found, tmp_path) == {("spec/result.yml", 2, "output-file")}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.sh", "# transcripts\npip3 install --target ./ boto3 tscribe lxml\n", 2),
        ("Dockerfile", "FROM x\nRUN pip install \\\n    flask \\\n    amazon-transcribe\n", 4),
        (".github/workflows/a.yml", "- run: npm i @aws-sdk/client-transcribe\n", 1),
        ("a.sh", "go get github.com/aws/aws-sdk-go-v2/service/transcribe@latest\n", 1),
        ("Makefile", "all:\n\tcargo add aws-sdk-transcribestreaming\n", 2),
        ("a.sh", "gem install aws-sdk-transcribeservice\n", 1),
    ],
)
def test_a_package_that_a_command_installs(tmp_path: Path, name: str, text: str, line: int) -> None:
    found = scanned(tmp_path, {name: text})
    assert places(found, tmp_path) == {(name, line, "dependency")}


@pytest.mark.parametrize(
    "text",
    [
        "pip install transcribe-anything\n",
        "echo amazon-transcribe\n",
        "npm install aws-transcriber\n",
    ],
)
def test_a_command_that_installs_something_else(tmp_path: Path, text: str) -> None:
    assert scanned(tmp_path, {"a.sh": text}).findings == ()
