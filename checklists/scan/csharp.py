"""C#: AWSSDK.TranscribeService and AWSSDK.TranscribeStreaming.

A namespace of one's own that only begins like the SDK's (Amazon.TranscribeStreamingService) is no
import, and a wrapper's StartTranscriptionJob no call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

_NAME = alternatives("name")
_TYPES = r"I?AmazonTranscribe(?:Service|Streaming)"

_DIALECT = Dialect(
    name="csharp",
    imported=re.compile(
        r"(?<!namespace )(?<![\w.])(?P<package>Amazon\.Transcribe(?:Service|Streaming)"
        r"(?:\.Model)?)(?![A-Za-z])"
    ),
    client=re.compile(
        rf"\bnew\s+(?:[\w.]+\.)?(?P<type>{_TYPES}Client)\s*[({{]"
        rf"|AddAWSService\s*<\s*(?P<service>{_TYPES})\s*>"
    ),
    held=re.compile(
        rf"\b{_TYPES}(?:Client)?\??\s+(?P<name>\w+)\b|\b(?P<field>\w+)\s*=\s*new\s+"
        rf"(?:[\w.]+\.)?{_TYPES}Client\b"
    ),
    called=re.compile(rf"\.\s*(?P<operation>(?:{_NAME})(?:Async)?)\s*\("),
    requested=re.compile(rf"\bnew\s+(?:[\w.]+\.)?(?P<operation>{_NAME})Request\b"),
    call_nodes=("invocation_expression", "object_creation_expression"),
    unsuffixed="Async",
    # A namespace that is used everywhere is named in one file (global using). The streaming
    # client's name is also that of clients written by hand.
    elsewhere=re.compile(r"I?AmazonTranscribeService(?:Client)?"),
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one C# file."""
    code = parsed(file)
    if code is not None:
        yield from sdk_findings(code, _DIALECT)
