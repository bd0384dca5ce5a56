"""Go: the AWS SDK v2 and v1, by the import path; the package's local name is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

_NAME = alternatives("name")
_PATH = (
    r"github\.com/aws/aws-sdk-go-v2/service/transcribe(?:streaming)?"
    r"|github\.com/aws/aws-sdk-go/service/transcribe(?:streaming)?service"
)
_NEVER = re.compile(r"(?!)(?P<type>)(?P<name>)(?P<operation>)")
_IMPORT = re.compile(
    rf"(?:(?<![\w.])(?!import\b)(?P<alias>[\w.]{{1,100}})\s{{1,20}})?\"(?P<package>(?:{_PATH})(?:/[\w/]*)?)\""
)

_DIALECT = Dialect(
    name="go",
    imported=_IMPORT,
    client=_NEVER,
    held=_NEVER,
    called=re.compile(
        rf"\.\s*(?P<operation>(?:{_NAME})(?:WithContext|Pages(?:WithContext)?|Request)?)"
        rf"\s*\("
    ),
    requested=re.compile(rf"\b\w+\.(?P<operation>{_NAME})Input\s*\{{"),
    call_nodes=("call_expression", "composite_literal"),
    import_in_string=True,
    unsuffixed="(?:WithContext|Pages(?:WithContext)?|Request)",
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one Go file."""
    code = parsed(file)
    if code is None:
        return
    names = {
        match["alias"] or match["package"].rpartition("/")[2]
        for match in _IMPORT.finditer(code.text)
        if not match["package"].endswith(("/types", "iface"))
    }
    yield from sdk_findings(code, _named(names))


def _named(packages: set[str]) -> Dialect:
    """The dialect for a file in which the SDK's packages have these names."""
    if not packages:
        return _DIALECT
    one = "|".join(sorted(map(re.escape, packages), key=len, reverse=True))
    client = re.compile(rf"\b(?P<type>(?:{one})\.New(?:FromConfig)?)\s*\(")
    held = re.compile(
        rf"\b(?P<name>\w+)(?:\s*,\s*\w+)?\s*(?::=|=|:)\s*(?:{one})\.New(?:FromConfig)?\s*\("
        rf"|\b(?P<field>\w+)\s*(?:\([^()]*\)\s*\(?)?\s\*?(?:{one})\.(?:Client|Transcribe(?:Streaming)?Service)\b"
    )
    return replace(_DIALECT, client=client, held=held)
