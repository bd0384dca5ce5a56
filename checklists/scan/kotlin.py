"""Kotlin: the AWS SDK for Kotlin, and those for Java."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Finding
from checklists.scan.java import PACKAGES
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

_CAMEL = alternatives("camel")
_NAME = alternatives("name")
_TYPES = r"(?:Transcribe(?:Streaming)?(?:Async)?Client|AmazonTranscribe(?:Async)?(?:Client)?)"

_DIALECT = Dialect(
    name="kotlin",
    imported=re.compile(rf"^[ \t/*]*import\s+(?P<package>(?:{PACKAGES})\b[\w.*]*)", re.MULTILINE),
    client=re.compile(
        rf"\b(?<!: )(?P<type>{_TYPES}(?:Builder)?)\s*(?:\.\s*(?:builder|create|standard"
        rf"|defaultClient|fromEnvironment)\s*)?[({{]"
    ),
    held=re.compile(
        rf"\b(?P<name>\w+)\s*(?:(?:\([^()]*\)\s*)?:\s*{_TYPES}|(?:by\s+lazy\s*\{{|=)\s*{_TYPES}\b)"
    ),
    called=re.compile(rf"\.\s*(?P<operation>(?:{_CAMEL})(?:Async|Paginated|Paginator)?)\s*[({{]"),
    requested=re.compile(rf"\b(?P<operation>{_NAME})Request\s*(?:\.\s*builder\s*)?[({{]"),
    call_nodes=("call_expression",),
    unsuffixed="(?:Async|Paginated|Paginator)",
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one Kotlin file."""
    code = parsed(file)
    if code is not None:
        yield from sdk_findings(code, _DIALECT)
