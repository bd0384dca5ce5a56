"""PHP: aws/aws-sdk-php and async-aws/transcribe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

_CAMEL = alternatives("camel")
_NAME = alternatives("name")
# Without "Client" it is the name that projects give to a class of their own.
_TYPES = r"TranscribeServiceClient|TranscribeClient"

_DIALECT = Dialect(
    name="php",
    imported=re.compile(
        r"(?<![\w\\])\\?(?P<package>(?:Aws\\{1,2}TranscribeService|AsyncAws\\{1,2}Transcribe)\b[\w\\]*)"
    ),
    client=re.compile(
        rf"\bnew\s+\\?(?:[\w\\]+\\)?(?P<type>{_TYPES})\s*[(;]"
        rf"|(?:->|::)\s*(?P<service>createTranscribe(?:Service)?)\s*\("
        rf"|(?:->|::)\s*create(?:Client)?\s*\(\s*['\"](?P<named>(?i:transcribe(?:service)?))['\"]"
    ),
    held=re.compile(
        rf"\$(?:this->)?(?P<name>\w+)\s*=\s*(?:new\s+\\?(?:[\w\\]+\\)?(?:{_TYPES})\b|[^;\n]{{0,300}}?(?:->|::)\s*"
        rf"create(?:Transcribe|(?:Client)?\s*\(\s*['\"](?i:transcribe)))|(?:{_TYPES})\s+\$(?P<field>\w+)"
        rf"|\bfunction\s+(?P<made>\w+)\s*\([^()]*\)\s*:\s*\??(?:{_TYPES})\b"
    ),
    called=re.compile(rf"\??->\s*(?P<operation>(?:{_CAMEL})(?:Async)?)\s*\("),
    requested=re.compile(rf"\bnew\s+\\?(?:[\w\\]+\\)?(?P<operation>{_NAME})Request\s*\("),
    call_nodes=(
        "member_call_expression",
        "nullsafe_member_call_expression",
        "object_creation_expression",
    ),
    unsuffixed="Async",
)


_NAMED = re.compile(rf"\buse\s+\\?(?:[\w\\]+\\)(?:{_TYPES})\s+as\s+(?P<alias>\w+)\s*;")


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one PHP file."""
    code = parsed(file)
    if code is None:
        return
    names = sorted({match["alias"] for match in _NAMED.finditer(code.text)})
    yield from sdk_findings(code, _under(names) if names else _DIALECT)


def _under(names: list[str]) -> Dialect:
    """The dialect for a file in which the client has these names."""
    one = "|".join(map(re.escape, names))
    return replace(
        _DIALECT,
        client=re.compile(rf"\bnew\s+(?P<type>{one})\s*[(;]"),
        held=re.compile(
            rf"\$(?:this->)?(?P<name>\w+)\s*=\s*new\s+(?:{one})\b|\b(?:{one})\s+\$(?P<field>\w+)"
        ),
    )
