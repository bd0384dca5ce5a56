"""Operations that a call is told by their name: PHP's getCommand, botocore's stubs, own wrappers.

The name is a text there, so what is called is known to be the service's only where the project
uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from checklists.scan.becomes import call_becomes
from checklists.scan.finding import Finding
from checklists.scan.mentions import mentions
from checklists.scan.operations import alternatives, operation, words
from checklists.scan.source import SourceFile

LANGUAGES = words("""
    python javascript typescript tsx vue svelte php ruby java kotlin groovy csharp
    """)
_NAMES = "|".join(alternatives(one, shared=False) for one in ("name", "camel", "snake"))
# The first argument of a call, or the second after a name; or the member that is called.
_TOLD = re.compile(
    rf"\(\s*(?:[\w.$>-]{{1,80}}\s*,\s*)?[\"'`](?P<operation>{_NAMES})[\"'`]\s*[,)]"
    rf"|\[\s*[\"'`](?P<member>{_NAMES})[\"'`]\s*\]\s*\(".encode()
)
_HELD = (b"ranscription", b"nalytics", b"ocabular", b"Scribe", b"_scribe")
_MOST = 200


def find(file: SourceFile) -> Iterator[Finding]:
    """The calls in one file that are told an operation."""
    for mention in islice(mentions(file, _TOLD, _HELD), _MOST):
        found = operation(mention.word)
        if found is None or mention.commented:
            continue
        yield file.finding(
            mention.line,
            "operation-named",
            "call",
            found.mode,
            found.name,
            call_becomes(found.name, found.mode),
            "medium",
            needs="project",
        )
