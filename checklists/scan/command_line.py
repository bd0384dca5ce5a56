"""The AWS command line and the AWS Tools for PowerShell, in scripts, CI files and strings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.becomes import call_becomes
from checklists.scan.finding import Confidence, Finding
from checklists.scan.mentions import QUOTED, Mention, mentions
from checklists.scan.operations import Operation, alternatives, operation, placed, words
from checklists.scan.source import SourceFile

_KEBAB = alternatives("kebab")
_GAP = r"(?:\s|\\\r?\n|\^\r?\n|`\r?\n)+"
# A value begins with no dash, nor an option's name after its dashes: each would be read in two
# ways, and a row of them in thousands.
_CALLED = (
    rf"(?:{_GAP}--?\w[\w-]*(?:[= ](?!-)\S+)?){{0,20}}{_GAP}transcribe{_GAP}"
    rf"(?P<operation>{_KEBAB}|wait{_GAP}[\w-]+)\b"
)
_COMMAND = re.compile(rf"\baws(?:\.exe|2|local)?{_CALLED}".encode())
# The program by a variable, $AWS, "${AWS_CLI:-aws}", $(AWS) of make, %AWS%; or as a container.
_BY_NAME = re.compile(
    (
        r"(?P<program>\$[{(]?\w{1,40}(?:[:\[][^\s}]{0,40})?[})]?[\"']?|%\w{1,40}%"
        rf"|\b(?:amazon/)?aws-cli(?::[\w.-]{{1,40}})?){_CALLED}"
    ).encode()
)
_LISTED = re.compile(rf"[\"']transcribe[\"']\s*,\s*[\"'](?P<operation>{_KEBAB})[\"']".encode())
_POWERSHELL = re.compile(
    rb"\b(?P<operation>(?:Start|Get|New|Update|Remove|Add)-TRS[A-Z]\w+)", re.IGNORECASE
)
_OPTION = re.compile(
    rb"--(?P<name>[a-z][a-z-]+)(?:[=\s]+(?P<value>\"[^\"]*\"|'[^']*'|[^\s\\|;&\"']+))?"
)
_SHORTHAND = re.compile(
    rb"(?P<name>[A-Z]\w+)[\"']?\s*[=:]\s*(?P<value>\"[^\"]*\"|\[[^\]]*\]|[^,\s}\"']+)"
)
_CMDLET_OPTION = re.compile(rb"-(?P<name>[A-Z]\w+)[:\s]+(?P<value>[^\s`]+)")
# Where a command can run, and where it is only written about.
_SCRIPTS = words("shell yaml makefile dockerfile powershell batch groovy env")
_LONGEST = 4_000
_VERBS = {"New": "Create", "Remove": "Delete"}


def find(file: SourceFile) -> Iterator[Finding]:
    """The commands in one file, each with its options."""
    for pattern, held in (
        (_COMMAND, (b"aws",)),
        (_BY_NAME, (b"transcribe",)),
        (_LISTED, QUOTED),
        (_POWERSHELL, (b"-TRS", b"-trs", b"-Trs")),
    ):
        if pattern is _BY_NAME and file.language not in _SCRIPTS:
            continue
        for mention in mentions(file, pattern, held):
            found = _operation(mention.word)
            if found is None:
                continue
            sure: Confidence = "high" if _runs(file, mention, pattern) else "medium"
            yield file.finding(
                mention.line,
                "cli-powershell" if pattern is _POWERSHELL else "cli-aws",
                "cli",
                found.mode,
                f"aws transcribe {found.kebab}",
                call_becomes(found.name, found.mode),
                mention.weighed(sure),
                arguments=_options(mention, found),
                commented=mention.commented,
            )


def _runs(file: SourceFile, mention: Mention, pattern: re.Pattern[bytes]) -> bool:
    """Whether it stands where a command can run, and its program is Amazon's by its name."""
    if pattern is _BY_NAME:
        return b"aws" in mention.match["program"].lower()
    return pattern is not _COMMAND or file.language in _SCRIPTS or _in_string(mention)


def _operation(word: str) -> Operation | None:
    if "-TRS" in word.upper() and "-" in word:
        verb, _, noun = word.partition("-")
        verb = _VERBS.get(verb.title(), verb.title())
        return operation(verb + noun[3:]) or operation(f"List{noun[3:]}s")
    name = re.split(r"\s+", word)[-1].replace("-completed", "").replace("-ready", "")
    return operation(name) or operation(f"get-{name}")


def _in_string(mention: Mention) -> bool:
    start = mention.match.start()
    before = mention.match.string[max(0, start - 200) : start].rpartition(b"\n")[2]
    return any(before.count(mark) % 2 for mark in (b'"', b"'", b"`"))


def _statement(mention: Mention) -> bytes:
    """The command to its end: through continued lines, or through the list's bracket."""
    data = mention.match.string
    start = mention.match.end()
    rest = data[start : start + _LONGEST]
    if data[mention.match.start() : mention.match.start() + 1] in b"\"'":
        return re.sub(rb"[\"']\s*,\s*[\"']", b" ", rest.partition(b"]")[0])
    end = re.search(rb"(?<![\\^`,{\[])\r?\n(?!\s*--)", rest)
    return rest[: end.start()] if end else rest


def _options(mention: Mention, found: Operation) -> dict[str, str]:
    if not found.name.startswith(("Start", "Create", "Update")):
        return {}
    statement = re.sub(rb"[\\^`]\r?\n", b" ", _statement(mention))
    given: dict[str, str] = {}
    for pattern in (_OPTION, _SHORTHAND, _CMDLET_OPTION):
        for match in pattern.finditer(statement):
            written = match["name"].decode().removeprefix("no-")
            place = placed(written, found.mode)
            if place is None:
                continue
            value = (match["value"] or b"true").decode("utf-8", "replace").strip("\"'")
            value = "" if value.startswith(("$", "--", "{", "[")) or "=" in value else value
            if match["name"].startswith(b"no-"):
                value = "false"
            given.setdefault(place, value)
    return given
