"""Java: the AWS SDK v2 and v1. A class counts by its package, never by its name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

PACKAGES = (
    r"software\.amazon\.awssdk\.services\.transcribe(?:streaming)?"
    r"|com\.amazonaws\.services\.transcribe"
    r"|aws\.sdk\.kotlin\.services\.transcribe(?:streaming)?"
)
_CAMEL = alternatives("camel")
_NAME = alternatives("name")
_TYPES = r"(?:Transcribe(?:Streaming)?(?:Async)?Client|AmazonTranscribe(?:Async)?(?:Client)?)"

_DIALECT = Dialect(
    name="java",
    imported=re.compile(
        rf"^[ \t/*]*import\s+(?:static\s+)?(?P<package>(?:{PACKAGES})\b[\w.*]*)", re.MULTILINE
    ),
    client=re.compile(
        rf"\b(?:new\s+)?(?P<type>{_TYPES}(?:Builder)?)\s*(?:\.\s*(?:builder|create|standard"
        rf"|defaultClient)\s*)?\("
    ),
    held=re.compile(rf"\b(?:{_TYPES}\s+(?P<name>\w+)\b)"),
    called=re.compile(rf"\.\s*(?P<operation>(?:{_CAMEL})(?:Async|Paginator)?)\s*\("),
    requested=re.compile(rf"\b(?:new\s+)?(?P<operation>{_NAME})Request\s*(?:\.\s*builder\s*)?\("),
    call_nodes=("method_invocation", "object_creation_expression"),
    unsuffixed="(?:Async|Paginator)",
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one Java file."""
    code = parsed(file)
    if code is not None:
        yield from sdk_findings(code, _DIALECT)
