"""Terraform: the aws and awscc providers' Transcribe resources, read as HCL.

Actions, events and addresses in Terraform are found where all files' are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.becomes import resource_becomes
from checklists.scan.finding import Finding
from checklists.scan.operations import mode_of_text
from checklists.scan.source import SourceFile
from checklists.scan.syntax import below, content, parsed

_RESOURCE = re.compile(
    r"(?:aws_transcribe_(?:vocabulary_filter|vocabulary|medical_vocabulary|language_model)"
    r"|awscc_transcribe_\w+)"
)
_SHADOW = re.compile(rb"(?:resource|data)\s+\"((?:aws|awscc)_transcribe_\w+)\"")


def find(file: SourceFile) -> Iterator[Finding]:
    """The blocks of one file; what is commented out counts for little."""
    code = parsed(file)
    if code is None:
        return
    for node in () if code.root is None else below(code.root):
        parts = node.named_children
        if node.type != "block" or not parts or content(parts[0]) not in ("resource", "data"):
            continue
        labels = [content(one).strip('"') for one in parts if one.type == "string_lit"]
        if labels and _RESOURCE.fullmatch(labels[0]):
            yield _finding(file, node.start_byte, labels[0], commented=False)
    for match in _SHADOW.finditer(file.data):
        name = match[1].decode()
        if code.comments.hold(match.start()) and _RESOURCE.fullmatch(name):
            yield _finding(file, match.start(), name, commented=True)


def _finding(file: SourceFile, offset: int, name: str, *, commented: bool) -> Finding:
    mode = mode_of_text(name)
    return file.finding(
        file.line_at(offset),
        "terraform-resource",
        "infrastructure",
        mode,
        f"Terraform resource {name}",
        resource_becomes(name, mode),
        "low" if commented else "high",
        commented=commented,
    )
