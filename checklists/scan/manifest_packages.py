"""The packages of each ecosystem that reach Amazon Transcribe, and how its manifests write them.

Package names as the registries have them; ecosystems marked medium were seen in public text only.
The AWS SDKs that hold every service in one package (boto3, aws-sdk of npm, aws/aws-sdk-php) say
nothing, so none is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checklists.scan.finding import Confidence

_PLAIN = "no Deepgram SDK: POST /v1/listen for recordings, a WebSocket to /v1/listen for streams"


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """``name`` of the ecosystem; patterns of small letters for its manifests and its locks.

    ``package`` finds a use on one line; its group "name" is the package. ``comment`` begins a
    comment there, "" where there are none. ``deepgram`` is what takes the package's place.
    """

    name: str
    manifests: tuple[str, ...]
    locks: tuple[str, ...]
    package: re.Pattern[str]
    comment: str
    deepgram: str
    confidence: Confidence = "high"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_JVM_GROUPS = r"(?:software\.amazon\.awssdk|com\.amazonaws|aws\.sdk\.kotlin|com\.cognitect\.aws)"
_JVM_ARTIFACTS = r"(?:aws-java-sdk-transcribe|transcribe(?:streaming)?(?:-jvm)?)"

ECOSYSTEMS: tuple[Ecosystem, ...] = (
    Ecosystem(
        "Python",
        (
            "*requirements*.txt",
            "*requirements*.in",
            "constraints*.txt",
            "pyproject.toml",
            "setup.py",
            "setup.cfg",
            "pipfile",
            "environment*.yml",
            "environment*.yaml",
            "conda*.yml",
            "conda*.yaml",
            "tox.ini",
            "noxfile.py",
        ),
        (
            "poetry.lock",
            "uv.lock",
            "pdm.lock",
            "pipfile.lock",
            "requirements*.lock",
            "pylock*.toml",
        ),
        re.compile(
            r"""(?:^|["'\[,\s(/])(?P<name>
                amazon[-_.]transcribe(?:-streaming-sdk)? | aws[-_.]sdk[-_.]transcribe[-_.]streaming
                | tscribe | (?:mypy|types)[-_.](?:boto3|aiobotocore)[-_.]transcribe
                | (?:boto3-stubs|types-boto3|types-aiobotocore|types-aioboto3)(?:-lite)?
                  (?=\[[^\]]*\btranscribe\b | .{0,60}extras\s*=\s*\[[^\]]*["']transcribe["'])
                )(?![\w-]|\.\w)""",
            re.IGNORECASE | re.VERBOSE,
        ),
        "#",
        "deepgram-sdk",
    ),
    Ecosystem(
        "JavaScript",
        ("package.json", "deno.json", "deno.jsonc", "import_map.json"),
        ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
        re.compile(
            r"(?<![\w@-])(?P<name>@aws-sdk/client-transcribe(?:-streaming)?"
            r"|(?<=[\"' ])aws-transcribe(?=[\"']?\s*[:=])|(?<=/)aws-transcribe(?=@))(?![\w-])"
        ),
        "",
        "@deepgram/sdk",
    ),
    Ecosystem(
        "Java and Kotlin",
        (
            "*.gradle",
            "*.gradle.kts",
            "*.versions.toml",
            "*.sbt",
            "build.sc",
            "deps.edn",
            "project.clj",
            "ivy.xml",
            "module.bazel",
            "workspace",
            "build.bazel",
        ),
        ("gradle.lockfile", "*.lockfile", "maven_install.json"),
        _any_of(
            rf"{_JVM_GROUPS}[\"'\s:,%=/]+(?:(?:name|module)\s*[:=]\s*)?[\"']?"
            rf"(?P<name>{_JVM_ARTIFACTS})(?![\w-])"
        ),
        "//",
        "com.deepgram:deepgram-java-sdk, or HTTPS and a WebSocket to /v1/listen",
    ),
    Ecosystem(
        "Go",
        ("go.mod",),
        ("go.sum",),
        re.compile(
            r"(?P<name>github\.com/aws/aws-sdk-go-v2/service/transcribe(?:streaming)?)(?![\w-])"
        ),
        "//",
        "github.com/deepgram/deepgram-go-sdk",
    ),
    Ecosystem(
        ".NET",
        (
            *("*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets", "packages.config"),
            *("paket.dependencies", "paket.references", "*.nuspec", "*.csx", "*.fsx"),
        ),
        ("packages.lock.json", "paket.lock"),
        _any_of(r"(?<![\w.])(?P<name>AWSSDK\.Transcribe(?:Service|Streaming))(?![\w.])"),
        "",
        "the NuGet package Deepgram",
    ),
    Ecosystem(
        "Ruby",
        ("gemfile", "*.gemfile", "*.gemspec", "gems.rb"),
        ("gemfile.lock", "gems.locked"),
        re.compile(r"(?<![\w-])(?P<name>aws-sdk-transcribe(?:streaming)?service)(?![\w-])"),
        "#",
        _PLAIN,
    ),
    Ecosystem(
        "PHP",
        ("composer.json",),
        ("composer.lock",),
        re.compile(r"(?P<name>async-aws/transcribe)(?![\w-])"),
        "",
        _PLAIN,
    ),
    Ecosystem(
        "Rust",
        ("cargo.toml",),
        ("cargo.lock",),
        re.compile(r"(?<![\w-])(?P<name>aws-sdk-transcribe(?:streaming)?)(?![\w-])"),
        "#",
        "the crate deepgram",
    ),
    Ecosystem(
        "Elixir",
        ("mix.exs",),
        ("mix.lock",),
        re.compile(r"(?<!app: :)(?<=[:\"])(?P<name>ex_aws_transcribe)(?=[\s,\"])"),
        "#",
        _PLAIN,
        "medium",
    ),
    Ecosystem(
        "Dart",
        ("pubspec.yaml",),
        ("pubspec.lock",),
        re.compile(r"(?<!\w)(?P<name>aws_transcribe(?:_streaming)?(?:_api)?)(?=\s*:)"),
        "#",
        _PLAIN,
        "medium",
    ),
    Ecosystem(
        "C++",
        ("cmakelists.txt", "*.cmake", "conanfile.*", "vcpkg.json", "meson.build"),
        (),
        re.compile(
            r"(?P<name>aws-cpp-sdk-transcribe(?:streaming)?"
            r"|(?:(?<=[\s;\":])|(?<=\]\.))transcribe(?:streaming)?)"
            r"(?![\w-])(?![\"']?\s*[:=]\s*False)"
        ),
        "#",
        _PLAIN,
        "medium",
    ),
    Ecosystem(
        "Xcode",
        ("project.pbxproj",),
        (),
        re.compile(r"\bproductName\s*=\s*\"?(?P<name>AWSTranscribe(?:Streaming)?)\b"),
        "",
        _PLAIN,
    ),
    Ecosystem(
        "Swift",
        ("package.swift", "podfile", "*.podspec", "cartfile"),
        ("podfile.lock",),
        re.compile(r"(?<!\w)(?P<name>AWSTranscribe(?:Streaming)?)(?!\w)"),
        "",
        _PLAIN,
        "medium",
    ),
)

# The whole of an SDK in one package: it says nothing by itself, and may go where nothing else of a
# project uses Amazon's services.
GENERAL = re.compile(
    r"""(?:^|["'\[,\s(/])(?P<name>boto3|aioboto3|aiobotocore|aws/aws-sdk-php(?:-laravel)?
        |github\.com/aws/aws-sdk-go(?=\s)|com\.amazonaws:aws-java-sdk(?=[:"'])
        |(?<=["'])aws-sdk(?=["']))(?![\w./-])""",
    re.VERBOSE,
)
GENERAL_NEEDLES = (b"boto", b"aws-sdk", b"aws-java-sdk")
# Packages of npm by others that bear the service's name: readers of its results, mostly.
NAMED_FOR_IT = re.compile(
    r"(?:^|(?<=[\"' /]))(?P<name>(?:aws|amazon)-transcri(?:be|ption)s?-[\w.-]{1,60}?)"
    r"(?=[\"']?\s*[:=]|@)"
)
# A framework that can speak to the service among others: worth saying where the project does.
FRAMEWORKS = _any_of(
    r"(?<![\w-])(?P<name>livekit-plugins-aws|livekit-agents(?=\[[^\]]*\baws\b)"
    r"|pipecat-ai(?=\[[^\]]*\baws\b)|@aws-amplify/predictions|@livekit/agents-plugin-aws)(?![\w-])"
)
FRAMEWORK_NEEDLES = (b"livekit", b"pipecat", b"@aws-amplify/predictions")
