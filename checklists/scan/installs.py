"""Packages that a script, a CI file or an image installs by a command, without a manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.finding import Finding, lowered
from checklists.scan.manifest_packages import ECOSYSTEMS
from checklists.scan.manifests import mode_of_package
from checklists.scan.operations import words
from checklists.scan.source import SourceFile

LANGUAGES = words("shell dockerfile makefile yaml groovy powershell batch")
_COMMANDS = {
    "Python": r"(?:pip3?|pipx|uv|conda|mamba|poetry|pipenv)\b[^|;&]*\b(?:install|add)",
    "JavaScript": r"(?:npm|yarn|pnpm|bun)\s+(?:\S+\s+)*?(?:install|add|i)",
    "Go": r"go\s+(?:get|install)",
    ".NET": r"dotnet\s+add\b[^|;&]*\bpackage",
    "Ruby": r"(?:gem\s+install|bundle\s+add)",
    "Rust": r"cargo\s+add",
}
_INSTALL = {name: re.compile(rf"(?<![\w-])(?:{one})\s") for name, one in _COMMANDS.items()}
_PACKAGE = {one.name: one.package for one in ECOSYSTEMS if one.name in _COMMANDS}
_BARE = {
    "JavaScript": re.compile(
        r"(?:^|\s)(?P<name>@aws-sdk/client-transcribe(?:-streaming)?|aws-transcribe)\b"
    )
}
_INSTEAD = {one.name: one.deepgram for one in ECOSYSTEMS}
_WORD = re.compile(rb"ranscri|tscribe")
# A command may go on over so many lines.
_MOST_LINES = 40
_MOST_TEXT = 5_000


def find(file: SourceFile) -> Iterator[Finding]:
    """Each package that a command installs, on the line that names it."""
    for number in _lines(file):
        line = file.line(number)[:_MOST_TEXT]
        for ecosystem, found in _named(line):
            command = _command(file, number, line)
            if not _INSTALL[ecosystem].search(command):
                continue
            commented = command.lstrip().startswith(("#", "//", "REM "))
            yield file.finding(
                number,
                "installed",
                "dependency",
                mode_of_package(found),
                f"installs {found} ({ecosystem})",
                _INSTEAD[ecosystem],
                lowered("high") if commented else "high",
                commented=commented,
            )


def _lines(file: SourceFile) -> Iterator[int]:
    """The lines that may name a package."""
    after = 0
    while match := _WORD.search(file.data, after):
        number = file.line_at(match.start())
        yield number
        after = file.starts[number] if number < len(file.starts) else len(file.data)


def _named(line: str) -> Iterator[tuple[str, str]]:
    """(ecosystem, package) that a line names."""
    for ecosystem in _INSTALL:
        for pattern in (_PACKAGE[ecosystem], _BARE.get(ecosystem)):
            found = pattern.search(line) if pattern else None
            if found:
                yield ecosystem, found["name"]
                break


def _command(file: SourceFile, number: int, line: str) -> str:
    """The line, with those before it that go on in it."""
    command = line
    for before in range(number - 1, max(0, number - _MOST_LINES), -1):
        above = file.line(before).rstrip()
        if not above.endswith(("\\", "`")) or len(command) > _MOST_TEXT:
            break
        command = f"{above[:-1]} {command}"
    return command[:_MOST_TEXT]
