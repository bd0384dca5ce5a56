"""Python that no parser reads (another version's, a template): what its lines say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.becomes import becomes, call_becomes
from checklists.scan.finding import Finding, lowered
from checklists.scan.python_clients import BY_SNAKE
from checklists.scan.source import SourceFile

_CLIENT = re.compile(
    r"\b(?:client|create_client|resource)\(\s*(?:service_name\s*=\s*)?['\"]transcribe['\"]"
)
_IMPORT = re.compile(
    r"^[\s#]*(?:from|import)\s+(amazon_transcribe|aws_sdk_transcribe_streaming)(?![\w])"
)
_CALL = re.compile(
    r"\.(" + "|".join(name for name, one in BY_SNAKE.items() if not one.shared) + r")\s*\("
)


def in_text(file: SourceFile) -> Iterator[Finding]:
    """Imports, clients and calls by pattern, a level less sure than by syntax where it matters."""
    for number, line in file.lines():
        yield from _line(file, number, line, line.lstrip().startswith("#"))


def in_comments(file: SourceFile) -> Iterator[Finding]:
    """The same in lines that are comments: code that was put out of use, and may come back."""
    for number, line in file.lines():
        if line.lstrip().startswith("#"):
            yield from _line(file, number, line, True)


def _line(file: SourceFile, number: int, line: str, commented: bool) -> Iterator[Finding]:
    if found := _IMPORT.search(line):
        yield file.finding(
            number,
            "python-import",
            "import",
            "streaming",
            f"imports {found[1]}, Amazon's streaming SDK",
            becomes("import", "streaming"),
            lowered("high") if commented else "high",
            commented=commented,
        )
    if _CLIENT.search(line):
        yield file.finding(
            number,
            "python-client",
            "client",
            "batch",
            "makes a client for 'transcribe'",
            becomes("client", "batch"),
            lowered("high") if commented else "high",
            commented=commented,
        )
    if found := _CALL.search(line):
        operation = BY_SNAKE[found[1]]
        yield file.finding(
            number,
            "python-call",
            "call",
            operation.mode,
            f"calls {operation.name}",
            call_becomes(operation.name, operation.mode),
            "low" if commented else "medium",
            commented=commented,
        )
