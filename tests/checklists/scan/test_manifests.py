"""Manifests and locks of every ecosystem: packages that are asked for, and names that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scan import manifests
from checklists.scan.finding import Confidence, Mode
from checklists.scan.source import source_of
from tests.checklists.scan.trees import only, scanned

_POM = """<project><dependencies>
<dependency>
  <groupId>{group}</groupId>
  <artifactId>{artifact}</artifactId>
</dependency></dependencies></project>"""

ASKED: list[tuple[str, str, int, Mode]] = [
    ("requirements.txt", "boto3\namazon-transcribe==0.6.4", 2, "streaming"),
    ("requirements/base.txt", "amazon_transcribe>=0.6", 1, "streaming"),
    ("dev-requirements.in", "aws-sdk-transcribe-streaming[awscrt]", 1, "streaming"),
    ("pyproject.toml", '[project]\nname="x"\ndependencies=["amazon-transcribe"]', 3, "streaming"),
    ("pyproject.toml", '[tool.poetry.dependencies]\namazon-transcribe = "^0.6"', 2, "streaming"),
    ("pyproject.toml", '[dependency-groups]\ndev=["boto3-stubs[s3,transcribe]"]', 2, "batch"),
    ("setup.py", "setup(install_requires=['amazon-transcribe'])", 1, "streaming"),
    ("setup.cfg", "install_requires =\n    amazon-transcribe", 2, "streaming"),
    ("requirements.txt", "tscribe==1.3", 1, "batch"),
    ("package.json", '{"dependencies": {"aws-transcribe": "^1.2"}}', 1, "streaming"),
    ("A.xcodeproj/project.pbxproj", "\tproductName = AWSTranscribe;", 1, "batch"),
    ("Pipfile", '[packages]\namazon-transcribe = "*"', 2, "streaming"),
    ("environment.yml", "dependencies:\n  - pip:\n    - amazon-transcribe", 3, "streaming"),
    ("package.json", '{"dependencies": {\n"@aws-sdk/client-transcribe": "^3"}}', 2, "batch"),
    (
        "web/package.json",
        '{"devDependencies": {"@aws-sdk/client-transcribe-streaming": "3"}}',
        1,
        "streaming",
    ),
    ("build.gradle", "implementation 'software.amazon.awssdk:transcribe:2.1'", 1, "batch"),
    ("build.gradle", "compile group: 'com.amazonaws', name: 'aws-java-sdk-transcribe'", 1, "batch"),
    ("app/build.gradle.kts", 'implementation("aws.sdk.kotlin:transcribe-jvm:1.0")', 1, "batch"),
    (
        "gradle/libs.versions.toml",
        't = { module = "software.amazon.awssdk:transcribestreaming" }',
        1,
        "streaming",
    ),
    ("build.sbt", 'x += "software.amazon.awssdk" % "transcribe" % "2.1"', 1, "batch"),
    ("pom.xml", _POM.format(group="software.amazon.awssdk", artifact="transcribe"), 4, "batch"),
    (
        "pom.xml",
        _POM.format(group="com.amazonaws", artifact="aws-java-sdk-transcribe"),
        4,
        "batch",
    ),
    ("go.mod", "require github.com/aws/aws-sdk-go-v2/service/transcribe v1.2.3", 1, "batch"),
    ("App.csproj", '<PackageReference Include="AWSSDK.TranscribeService" />', 1, "batch"),
    ("Directory.Packages.props", '<P Include="AWSSDK.TranscribeStreaming"/>', 1, "streaming"),
    ("Gemfile", "gem 'aws-sdk-transcribeservice', '~> 1'", 1, "batch"),
    ("x.gemspec", "s.add_dependency 'aws-sdk-transcribestreamingservice'", 1, "streaming"),
    ("composer.json", '{"require": {"async-aws/transcribe": "1"}}', 1, "batch"),
    ("Cargo.toml", '[dependencies]\naws-sdk-transcribestreaming = "1"', 2, "streaming"),
    ("Cargo.toml", "[dependencies.aws-sdk-transcribe]", 1, "batch"),
]


@pytest.mark.parametrize(("name", "text", "line", "mode"), ASKED)
def test_packages_that_are_asked_for(
    tmp_path: Path, name: str, text: str, line: int, mode: Mode
) -> None:
    found = only(scanned(tmp_path, {name: text}), "dependency")
    assert (found.line, found.mode, found.confidence) == (line, mode, "high")


@pytest.mark.parametrize(
    ("name", "text", "confidence"),
    [
        ("requirements.txt", "# amazon-transcribe==0.6", "medium"),
        ("go.mod", "github.com/aws/aws-sdk-go-v2/service/transcribe v1 // indirect", "medium"),
        ("Gemfile", "# gem 'aws-sdk-transcribeservice'", "medium"),
        ("mix.exs", "{:ex_aws_transcribe, '~> 0.1'}", "medium"),
        ("poetry.lock", 'name = "amazon-transcribe"\nx = "amazon-transcribe"', "medium"),
        ("package-lock.json", '{"node_modules/@aws-sdk/client-transcribe": {}}', "medium"),
        ("Gemfile.lock", "    aws-sdk-transcribeservice (1.2)", "medium"),
        ("Cargo.lock", 'name = "aws-sdk-transcribe"', "medium"),
        ("go.sum", "github.com/aws/aws-sdk-go-v2/service/transcribe v1 h1:x", "medium"),
        ("pom.xml", _POM.format(group="${aws.group}", artifact="transcribe"), "medium"),
        (
            "pom.xml",
            f"<!-- {_POM.format(group='com.amazonaws', artifact='aws-java-sdk-transcribe')} -->",
            "medium",
        ),
    ],
)
def test_what_says_less(tmp_path: Path, name: str, text: str, confidence: Confidence) -> None:
    assert only(scanned(tmp_path, {name: text}), "dependency").confidence == confidence


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "boto3\naioboto3\ntranscribe-anything\nopenai-transcribe"),
        ("requirements.txt", "amazon-transcribe-helpers==1.0"),
        ("requirements.txt", "my-amazon-transcribe"),
        ("pyproject.toml", '[project]\ndescription = "like amazon-transcribe"\ndependencies=[]'),
        ("pyproject.toml", '[project]\nkeywords = [\n"amazon-transcribe",\n]\ndependencies=[]'),
        ("pyproject.toml", '[project]\nname = "amazon-transcribe"'),
        ("package.json", '{"keywords": ["@aws-sdk/client-transcribe"]}'),
        ("package.json", '{"scripts": {"transcribe": "start"}, "dependencies": {"aws-sdk": "2"}}'),
        ("package.json", '{"dependencies": {"@aws-sdk/client-transcribe-mock": "1"}}'),
        ("pom.xml", _POM.format(group="org.whisper", artifact="transcribe")),
        ("go.mod", "github.com/aws/aws-sdk-go v1.44 // transcribe"),
        ("App.csproj", '<PackageReference Include="MyAWSSDK.TranscribeService" />'),
        ("composer.json", '{"require": {"aws/aws-sdk-php": "3"}, "name": "a/transcribe"}'),
        ("Cargo.toml", '[dependencies]\ntranscribe = "1"\naws-sdk-transcribe-mock = "1"'),
        ("CMakeLists.txt", "add_executable(transcribe main.cc)"),
    ],
)
def test_names_that_only_look_like_it(tmp_path: Path, name: str, text: str) -> None:
    assert scanned(tmp_path, {name: text}).findings == ()


def test_a_framework_counts_where_the_service_is_used(tmp_path: Path) -> None:
    alone = scanned(tmp_path / "a", {"requirements.txt": "livekit-plugins-aws"})
    assert alone.findings == ()
    used = scanned(
        tmp_path / "b",
        {
            "requirements.txt": "livekit-plugins-aws",
            "app.py": "import boto3\nboto3.client('transcribe')",
        },
    )
    assert only(used, "dependency").confidence == "low"


@given(st.binary(max_size=200), st.sampled_from([name for name, *_ in ASKED] + ["poetry.lock"]))
def test_any_bytes(data: bytes, name: str) -> None:
    list(manifests.find(source_of(Path(name), name, b"amazon-transcribe " + data)))
