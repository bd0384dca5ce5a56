"""IAM: actions, managed policies and the service's principal, in whatever file they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Confidence, Finding, Mode
from checklists.scan.mentions import QUOTED, mention_finding, mentions
from checklists.scan.operations import alternatives, mode_of_text, operation
from checklists.scan.source import SourceFile

# Without the list of operations, scripts and targets named "transcribe:build" would count.
_NAMES = alternatives("name")
_VERBS = "Start|Get|List|Create|Update|Delete|Describe|Tag|Untag"
_ACTION = re.compile(
    (
        rf"(?<![\w:/.-])transcribe:(?P<action>\*(?!\*|[\w/.])|(?:{_NAMES})\b\*?|(?:{_VERBS})\w*\*"
        rf"|TagResource\b|UntagResource\b|ListTagsForResource\b)"
    ).encode()
)
_POLICY = re.compile(rb"(?P<policy>AmazonTranscribe(?:FullAccess|ReadOnlyAccess))\b")
_PRINCIPAL = re.compile(
    rb"(?<![\w.-])(?P<principal>transcribe(?:streaming)?\.amazonaws\.com)(?![\w.-])"
)
# Terraform's and SAM's ways to put an action together from parts.
_PARTED = re.compile(rb"[\"']transcribe[\"']\s*,\s*[\"'](?P<action>(?:Start|Get|List)\w+)[\"']")
# The service by a variable: "${local.service}:StartTranscriptionJob".
_BY_VARIABLE = re.compile(
    (
        r"[\"'`]\$?\{[^{}\n]{1,60}\}:"
        rf"(?P<action>{alternatives('name', shared=False)})\*?[\"'`]"
    ).encode()
)
# Made in a loop, from a row of operations that stands beside it: "transcribe:%s".
_MADE = re.compile(rb"[\"'`](?P<made>transcribe:(?:%s|\$?\{[^}\n]{1,80}\}))[\"'`]")
_ROW = re.compile(rf"[\"'`](?:{_NAMES})[\"'`]".encode())
# A star in a script's filter ("lint transcribe:*") is not a permission: an IAM word must be near.
_IAM_NEAR = re.compile(rb"(?i)action|effect|allow|deny|polic|statement|iam|permission|grant")
_BEGINS_VALUE = re.compile(rb"(?:[\"'`\[,]|:\s|^\s*-)\s*\Z")
_NEAR = 1_500
_BESIDE = 300
# So many lines further on, the same name belongs to another role.
_STATEMENT = 15


def find(file: SourceFile) -> Iterator[Finding]:
    """The permissions that a file gives or asks for: each name once a statement."""
    yield from _actions(file)
    yield from _made(file)
    yield from _policies(file)


def _actions(file: SourceFile) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for pattern, held in (
        (_ACTION, (b"transcribe:",)),
        (_PARTED, QUOTED),
        (_BY_VARIABLE, (b"}:",)),
    ):
        for mention in mentions(file, pattern, held):
            action = mention.word
            told = seen.get(action)
            if (
                told is not None and (mention.document or mention.line - told < _STATEMENT)
            ) or not (mention.document or _near_iam(file, mention.match.start(), action)):
                continue
            seen[action] = mention.line
            yield mention_finding(
                file,
                mention,
                "iam-action",
                "permission",
                _mode(action),
                f"IAM action transcribe:{action}",
                "high",
            )


def _policies(file: SourceFile) -> Iterator[Finding]:
    """Managed policies, and who may take a role."""
    seen: dict[str, int] = {}
    for pattern, held, rule, what in (
        (_POLICY, (b"AmazonTranscribe",), "iam-policy", "managed policy"),
        (_PRINCIPAL, (b".amazonaws.com",), "iam-principal", "service principal"),
    ):
        for mention in mentions(file, pattern, held):
            told = seen.get(mention.word)
            if mention.document or (told is not None and mention.line - told < _STATEMENT):
                continue
            seen[mention.word] = mention.line
            sure: Confidence = (
                "high" if rule == "iam-policy" or _quoted(mention.match) else "medium"
            )
            yield mention_finding(
                file, mention, rule, "permission", "unknown", f"{what} {mention.word}", sure
            )


def _made(file: SourceFile) -> Iterator[Finding]:
    """Actions whose names are put behind the service's in a loop."""
    for mention in mentions(file, _MADE, (b"transcribe:",)):
        start, end = mention.match.span()
        row = _ROW.search(file.data, max(0, start - _BESIDE), end + _BESIDE)
        if row is not None and not mention.document:
            mode = _mode(row[0].decode().strip("\"'`"))
            what = "IAM actions of the service, made in a loop"
            yield mention_finding(file, mention, "iam-action", "permission", mode, what, "high")


def _mode(action: str) -> Mode:
    found = operation(action.rstrip("*"))
    if found is not None:
        return found.mode
    return "unknown" if action.endswith("*") and len(action) < 12 else mode_of_text(action)


def _near_iam(file: SourceFile, at: int, action: str) -> bool:
    if not action.endswith("*"):
        return True
    line = file.data[max(0, at - 80) : at].rpartition(b"\n")[2]
    if not _BEGINS_VALUE.search(line):
        return False
    return bool(_IAM_NEAR.search(file.data[max(0, at - _NEAR) : at + 200]))


def _quoted(match: re.Match[bytes]) -> bool:
    before = match.string[max(0, match.start() - 2) : match.start()]
    return before[-1:] in b"\"'`" or before.strip() in (b"-", b":")
