"""Jupyter notebooks: their code cells as one Python module, with lines of the notebook's file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checklists.scan.becomes import becomes
from checklists.scan.finding import Finding
from checklists.scan.manifest_packages import ECOSYSTEMS
from checklists.scan.operations import alternatives, operation
from checklists.scan.python_code import in_module
from checklists.scan.python_module import parsed, taken_apart
from checklists.scan.python_text import in_text
from checklists.scan.source import SourceFile, source_of

_PYTHON_PACKAGE = ECOSYSTEMS[0].package
_INSTALLS = re.compile(
    r"^\s*[!%]+\s*(?:\S*/)?(?:python\S*\s+-m\s+)?(?:uv\s+)?(?:pip|conda)\S*\s+install"
)
_CLI = re.compile(
    r"^\s*!.*?\baws\s+(?:--\S+\s+(?:(?!--)\S+\s+)?)*transcribe\s+(" + alternatives("kebab") + r")\b"
)
_MAGIC = re.compile(r"^(\s*)[!%?]")
# Each line that JSON wrote in a way of its own is looked for to the end of the file.
_MOST_MISSED = 100
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w, ]+=\s*)[!%]")


def find(file: SourceFile) -> Iterator[Finding]:
    """Uses in the code cells of a notebook; nothing in a file that is none."""
    lines = _code_lines(file)
    if not lines:
        return
    for number, line in lines:
        yield from _magic(file, number, line)
    plain = "\n".join(_without_magic(line) for _, line in lines)
    inner = source_of(file.path, file.relative, plain.encode("utf-8", "replace"))
    tree = parsed(plain)
    found = in_text(inner) if tree is None else in_module(taken_apart(tree), inner)
    for one in found:
        number, line = lines[min(one.line, len(lines)) - 1]
        yield replace(one, line=number, text=line.strip()[:200])


def _code_lines(file: SourceFile) -> list[tuple[int, str]]:
    """(line in the file, source line) of all code cells, in order."""
    try:
        document = json.loads(file.data)
    except (ValueError, RecursionError):
        return []
    found: list[tuple[int, str]] = []
    after = missed = 0
    for cell in _cells(document):
        source = cell.get("source", cell.get("input", ""))
        joined = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if joined.lstrip().startswith("%%") and not re.match(r"\s*%%(?:time|capture)", joined):
            continue
        for line in joined.split("\n"):
            if line.strip() and missed < _MOST_MISSED:
                place = _place(file.data, line, after)
                missed += place == -1
                after = max(after, place)
            found.append((file.line_at(after), line))
    return found


def _cells(document: Any) -> Iterator[dict[str, Any]]:
    """The code cells, of format 4 or of the sheets of format 3."""
    sheets = document.get("worksheets") if isinstance(document, dict) else None
    for holder in [document, *(sheets if isinstance(sheets, list) else [])]:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                yield cell


def _place(data: bytes, line: str, after: int) -> int:
    """Where a source line stands in the notebook, as JSON writes it, from ``after`` on, or -1."""
    for ascii_only in (False, True):
        written = json.dumps(line, ensure_ascii=ascii_only)[1:-1].encode("utf-8", "replace")
        at = data.find(written, after)
        if at != -1:
            return at
    return -1


def _without_magic(line: str) -> str:
    if found := _MAGIC.match(line):
        return f"{found[1]}pass"
    if found := _ASSIGNED_MAGIC.match(line):
        return f"{found[1]}None"
    return line


def _magic(file: SourceFile, number: int, line: str) -> Iterator[Finding]:
    """What a line for the shell does: installs a package, or calls the AWS command line."""
    if _INSTALLS.match(line) and (found := _PYTHON_PACKAGE.search(line)):
        yield file.finding(
            number,
            "notebook-install",
            "dependency",
            "streaming",
            f"installs {found['name']}",
            "deepgram-sdk",
            "high",
            text=line,
        )
    if found := _CLI.match(line):
        called = operation(found[1])
        if called is not None:
            yield file.finding(
                number,
                "notebook-cli",
                "cli",
                called.mode,
                f"aws transcribe {found[1]}",
                becomes("cli", called.mode),
                "high",
                text=line,
            )
