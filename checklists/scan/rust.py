"""Rust: aws-sdk-transcribe, aws-sdk-transcribestreaming and the older rusoto_transcribe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import Code, parsed

_SNAKE = alternatives("snake")
_NAME = alternatives("name")
_CRATE = r"(?:aws_sdk_transcribe(?:streaming)?|rusoto_transcribe)"
_USED = re.compile(rf"\buse\s+(?:::)?(?P<crate>{_CRATE})\b(?P<rest>[^;]*);")

_DIALECT = Dialect(
    name="rust",
    imported=re.compile(rf"(?<![\w.])(?P<package>{_CRATE})(?![\w])(?=\s*(?:::|;|\s+as\b))"),
    client=re.compile(
        rf"\b(?P<type>{_CRATE}::(?:Client|TranscribeClient))\s*::\s*(?:new|from_conf)\b"
    ),
    held=re.compile(rf"\b(?P<name>\w+)\s*(?::\s*&?(?:mut\s+)?|=\s*){_CRATE}::Client\b"),
    called=re.compile(rf"\.\s*(?P<operation>{_SNAKE})\s*\("),
    requested=re.compile(rf"\b(?P<operation>{_NAME})(?:Request|Input)\s*(?:\{{|::\s*builder\b)"),
    call_nodes=("call_expression", "struct_expression"),
    built=True,
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one Rust file."""
    code = parsed(file)
    if code is not None:
        yield from sdk_findings(code, _dialect_of(code))


def _dialect_of(code: Code) -> Dialect:
    """The dialect with the names under which this file knows the crate and its Client."""
    names: list[str] = []
    for match in _USED.finditer(code.text):
        names += re.findall(r"^\s*as\s+(\w+)", match["rest"])
        client = re.search(r"\b(?:Transcribe)?Client\b(?:\s+as\s+(\w+))?", match["rest"])
        if client:
            names.append(client[1] or client.group())
    if not names:
        return _DIALECT
    one = "|".join(
        (
            rf"{_CRATE}::(?:Transcribe)?Client",
            *(rf"{re.escape(name)}(?:::Client)?" for name in names),
        )
    )
    return replace(
        _DIALECT,
        client=re.compile(rf"(?<![\w:])(?P<type>{one})\s*::\s*(?:new|from_conf)\b"),
        held=re.compile(
            rf"\b(?P<name>\w+)\s*(?:\([^()]*\)\s*->\s*|:\s*&?(?:mut\s+)?|=\s*)(?:{one})\b"
        ),
    )
