"""Ruby: aws-sdk-transcribeservice and aws-sdk-transcribestreamingservice.

Gems are required by Bundler, so a client counts without a require in its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Finding
from checklists.scan.operations import alternatives
from checklists.scan.sdk import Dialect, sdk_findings
from checklists.scan.source import SourceFile
from checklists.scan.syntax import parsed

_SNAKE = alternatives("snake")
_MODULE = r"Aws::Transcribe(?:Streaming)?Service"

_DIALECT = Dialect(
    name="ruby",
    imported=re.compile(
        r"(?:\brequire\s*\(?\s*[\"'](?=aws-sdk-)|(?=\bAws::))"
        r"(?P<package>aws-sdk-transcribe(?:streaming)?service(?=[\"'])"
        r"|Aws::Transcribe(?:Streaming)?Service(?=::(?:Errors|Types)\b))"
    ),
    client=re.compile(rf"(?P<type>{_MODULE}::(?:Async)?Client)\s*\.\s*new\b"),
    held=re.compile(rf"(?<!\w)@?(?P<name>\w+)\s*(?:\|\|)?=\s*(?:::)?{_MODULE}::(?:Async)?Client\b"),
    called=re.compile(rf"&?\.\s*(?P<operation>{_SNAKE})\b(?!\s*=[^>])"),
    requested=re.compile(r"(?!)(?P<operation>)"),
    call_nodes=("call",),
    import_needed=False,
    import_in_string=True,
)


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one Ruby file."""
    code = parsed(file)
    if code is not None:
        yield from sdk_findings(code, _DIALECT)
