"""Settings of Amazon Transcribe in environment files, compose files and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checklists.scan.finding import Finding
from checklists.scan.mentions import mention_finding, mentions
from checklists.scan.operations import mode_of_text
from checklists.scan.source import SourceFile

_NAMED = re.compile(
    rb"\b(?P<name>(?:(?:AWS|AMAZON)_)?TRANSCRIBE_[A-Z][A-Z0-9_]*)\b(?=\s*[\"']?\s*[=:])"
)
_ADDRESS = re.compile(rb"\b(?P<name>AWS_ENDPOINT_URL_TRANSCRIBE(?:_STREAMING)?)\b")

# LocalStack's list of the services that it stands in for.
_LOCAL = re.compile(rb"\bSERVICES[\"']?\s*[=:]\s*[\"']?[\w, -]{0,200}?\b(?P<local>transcribe)\b")


def find(file: SourceFile) -> Iterator[Finding]:
    """The settings in one file, each name once."""
    seen: set[str] = set()
    for mention in mentions(file, _ADDRESS, (b"AWS_ENDPOINT_URL_TRANSCRIBE",)):
        if mention.word not in seen:
            seen.add(mention.word)
            yield mention_finding(
                file,
                mention,
                "endpoint-variable",
                "endpoint",
                mode_of_text(mention.word),
                "the address by environment variable",
                "high",
            )
    for mention in mentions(file, _LOCAL, (b"SERVICES",)):
        yield mention_finding(
            file,
            mention,
            "localstack",
            "infrastructure",
            "batch",
            "LocalStack stands in for the service",
            "medium",
        )
    yield from _named(file)


def _named(file: SourceFile) -> Iterator[Finding]:
    """Settings by their names; TRANSCRIBE_ alone may be anybody's."""
    seen: set[str] = set()
    for mention in mentions(file, _NAMED, (b"TRANSCRIBE_",)):
        name = mention.word
        if name in seen:
            continue
        seen.add(name)
        sure = name.startswith(("AWS_", "AMAZON_"))
        found = mention_finding(
            file,
            mention,
            "setting",
            "infrastructure",
            mode_of_text(name),
            f"setting {name}",
            "medium" if sure else "low",
        )
        yield found if sure else replace(found, needs="project")
