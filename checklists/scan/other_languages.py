"""Languages without a grammar here: Scala, Groovy, Clojure, F#, Visual Basic, C++, Swift, and more.

An import names the SDK's package in full, which is enough to be sure; calls are not followed, and
what is set near them is taken for their request.
Names of the lesser SDKs as public text has them (2026-11), not tried on much code: medium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checklists.scan.finding import Confidence, Finding, Kind
from checklists.scan.java import PACKAGES
from checklists.scan.mentions import Mention, mention_finding, mentions
from checklists.scan.operations import Operation, alternatives, mode_of_text, operation
from checklists.scan.setters import set_near
from checklists.scan.source import SourceFile

_Rule = tuple[str, re.Pattern[bytes], Kind, Confidence]
_NAMES = alternatives("name", shared=False)
_CAMEL = alternatives("camel", shared=False)
_SNAKE = alternatives("snake", shared=False)

_JVM: tuple[_Rule, ...] = (
    ("jvm", re.compile(rf"(?P<package>(?:{PACKAGES}))(?![\w])".encode()), "import", "high"),
    (
        "jvm",
        re.compile(
            rb"(?P<client>Transcribe(?:Streaming)?(?:Async)?Client|AmazonTranscribe(?:Async)?Client"
            rb"(?:Builder)?)\s*[./]\s*(?:builder|create|standard|defaultClient)\b"
        ),
        "client",
        "high",
    ),
    ("jvm", re.compile(rf"\.\s*(?P<operation>{_CAMEL})\b".encode()), "call", "medium"),
)
_DOTNET: tuple[_Rule, ...] = (
    (
        "dotnet",
        re.compile(
            rb"\b(?:open|Imports|using)\s+(?P<package>Amazon\.Transcribe(?:Service|Streaming)"
            rb"(?:\.Model)?)(?![A-Za-z])"
        ),
        "import",
        "high",
    ),
    (
        "dotnet",
        re.compile(rb"\bnew\s+(?P<client>AmazonTranscribe(?:Service|Streaming)Client)\b", re.I),
        "client",
        "high",
    ),
    ("dotnet", re.compile(rf"\.(?P<operation>{_NAMES})Async\b".encode()), "call", "medium"),
)
_BY_LANGUAGE: dict[str, tuple[_Rule, ...]] = {
    "scala": _JVM,
    "groovy": _JVM,
    "clojure": (
        *_JVM,
        (
            "clojure",
            re.compile(rb":api\s+:(?P<api>transcribe(?:-?streaming)?)(?![\w-])"),
            "client",
            "high",
        ),
        ("clojure", re.compile(rf":op\s+:(?P<operation>{_NAMES})\b".encode()), "call", "medium"),
    ),
    "fsharp": _DOTNET,
    "visualbasic": _DOTNET,
    "cpp": (
        (
            "cpp",
            re.compile(rb"#\s*include\s*<(?P<package>aws/transcribe(?:streaming)?/[^>]*)>"),
            "import",
            "high",
        ),
        (
            "cpp",
            re.compile(
                rb"(?:\bnew\s+|\b[mM]ake_?(?:[sS]hared|[uU]nique)\s*<\s*|(?<![\w:]))(?:\w{1,80}::){0,4}"
                rb"(?P<client>Transcribe(?:Streaming)?Service(?:Client)?)"
                rb"(?:\s{1,80}\w{1,80}\s{0,20}[({]|(?<=Client)(?:\s{1,80}\w{1,80}\s{0,20};|\s{0,20}>?\s{0,20}\())"
            ),
            "client",
            "medium",
        ),
        (
            "cpp",
            re.compile(rf"(?:\.|->)(?P<operation>{_NAMES})(?:Async)?\s*\(".encode()),
            "call",
            "medium",
        ),
    ),
    "swift": (
        (
            "swift",
            re.compile(rb"\bimport\s+(?P<package>AWSTranscribe(?:Streaming)?)\b"),
            "import",
            "high",
        ),
        (
            "swift",
            re.compile(
                rb"\b(?P<client>TranscribeStreamingClient|TranscribeClient|AWSTranscribe(?:Streaming)?\s*\.\s*default)\s*\("
            ),
            "client",
            "medium",
        ),
        ("swift", re.compile(rf"\.(?P<operation>{_CAMEL})\s*\(".encode()), "call", "medium"),
    ),
    "objectivec": (
        ("objc", re.compile(rb"[<\"](?P<package>AWSTranscribe(?:Streaming)?)/"), "import", "high"),
    ),
    "dart": (
        (
            "dart",
            re.compile(
                rb"package:(?P<package>aws_transcribe_(?:api|streaming\w*)|aws_transcribe\w*)/"
            ),
            "import",
            "medium",
        ),
        (
            "dart",
            re.compile(rb"\b(?P<client>TranscribeStreamingClient|TranscribeService)\s*\("),
            "client",
            "medium",
        ),
        ("dart", re.compile(rf"\.\s*(?P<operation>{_CAMEL})\s*\(".encode()), "call", "medium"),
    ),
    "elixir": (
        (
            "elixir",
            re.compile(rb"(?<!defmodule )\b(?P<package>ExAws\.Transcribe|AWS\.Transcribe)\b"),
            "import",
            "medium",
        ),
        (
            "elixir",
            re.compile(rb"\bExAws\.Operation\.JSON\.new\(\s*:(?P<api>transcribe)\b"),
            "client",
            "high",
        ),
        ("elixir", re.compile(rf"\.(?P<operation>{_SNAKE})[ (]".encode()), "call", "medium"),
    ),
    "perl": (
        (
            "perl",
            re.compile(rb"\b(?P<package>Paws::Transcribe|Paws->service\(\W?Transcribe)\b"),
            "import",
            "medium",
        ),
    ),
    "powershell": (
        (
            "powershell",
            re.compile(rb"(?i)\b(?P<package>AWS\.Tools\.Transcribe(?:Streaming)?(?:Service)?)\b"),
            "import",
            "high",
        ),
    ),
    "r": (
        (
            "r",
            re.compile(rb"\b(?P<package>paws::transcribeservice|aws\.transcribe)\b"),
            "import",
            "medium",
        ),
    ),
}
LANGUAGES = frozenset(_BY_LANGUAGE)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one file: each import once, each client that is made, each call."""
    seen: set[tuple[str, bool]] = set()
    imported = False
    for name, pattern, kind, sure in _BY_LANGUAGE.get(file.language, ()):
        for mention in mentions(file, pattern):
            word = mention.word
            # What asks for a client by the service's name needs no import.
            asked = mention.match.lastgroup == "api"
            if kind == "client" and not (imported or asked):
                continue
            if kind == "import" and not seen.isdisjoint(((word, False), (word, mention.commented))):
                continue
            if kind == "import":
                seen.add((word, mention.commented))
            imported = imported or ((kind == "import" or asked) and not mention.commented)
            found = operation(word) if kind == "call" else None
            made = mention_finding(
                file,
                mention,
                f"{name}-{kind}",
                kind,
                found.mode if found else mode_of_text(word),
                found.name if found else _said(kind, word),
                sure if imported else "low",
            )
            yield made if found is None else _with_arguments(file, mention, found, made)


def _with_arguments(file: SourceFile, mention: Mention, found: Operation, made: Finding) -> Finding:
    if mention.commented or not found.name.startswith(("Start", "Create", "Update")):
        return made
    return replace(made, arguments=set_near(file, mention.match.start(), found.mode))


def _said(kind: Kind, word: str) -> str:
    return f"imports {word}" if kind == "import" else f"makes a client ({word})"
