"""What downstream reads, as people list it: one path a line in JMESPath, JSONPath or jq's way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checklists.during.rehearsal.jmes_paths import jmespath_chains
from checklists.during.rehearsal.jq_paths import jq_chains
from checklists.during.rehearsal.json_paths import jsonpath_chains
from checklists.during.rehearsal.steps import Chain
from providers.audio.naming import shown
from providers.errors import BadInput

Language = Literal["JMESPath", "JSONPath", "jq"]
LONGEST = 1_000
MOST = 5_000
LARGEST_FILE = 2_000_000
_READERS = {"JMESPath": jmespath_chains, "JSONPath": jsonpath_chains, "jq": jq_chains}
_PREFIX = re.compile(r"(?i)(jmespath|jsonpath|jq):\s*")
_COMMENT = re.compile(r"""(?:[^"'`#]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|(?<!\s)#)*""")


@dataclass(frozen=True, slots=True)
class Read:
    """A path that downstream reads. ``line`` says where it stands ("paths.txt:3"); ``chains`` are
    the ways it goes into a response, those of its conditions last. ``guessed``: found by its names
    alone."""

    path: str
    line: str
    language: Language
    chains: tuple[Chain, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no path, and why, as the rest of a sentence."""

    line: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PathList:
    """The paths of a list, and the lines that are none."""

    reads: tuple[Read, ...] = ()
    bad: tuple[BadLine, ...] = ()


def list_in_file(path: Path) -> PathList:
    """The paths in a file, as ``read_list`` reads them. Raises BadInput in a sentence about it."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(
                f"{shown(path)} is larger than {LARGEST_FILE // 1_000_000} MB: that is no list of "
                "paths."
            )
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        why = (error.strerror or "no such file").lower()
        raise BadInput(f"{shown(path)} cannot be read ({why}): give the paths in a file.") from None
    except ValueError:
        raise BadInput(f"{shown(path)} is no text in UTF-8: give one path a line.") from None
    return read_list(text, path.name)


def read_list(text: str, source: str) -> PathList:
    """The paths in a text. ``#`` begins a comment. A path that stands there twice counts once.

    ``source`` names it in sentences. Raises BadInput where there is no line that can be used.
    """
    reads: dict[str, Read] = {}
    bad: list[BadLine] = []
    for where, line in _lines(text, source):
        if line in reads:
            continue
        if len(reads) + len(bad) >= MOST:
            bad.append(BadLine(where, line, f"is beyond the {MOST:,} lines that are read"))
            break
        try:
            reads[line] = read_path(line, where)
        except BadInput as refused:
            bad.append(BadLine(where, line, str(refused)))
    if not reads:
        told = f": {bad[0].line}, {bad[0].text!r} {bad[0].why}" if bad else ""
        raise BadInput(
            f"{source} holds no path that can be read{told}. Give one a line, such as "
            "results.items[].start_time, $.results.items[*].start_time or "
            ".results.items[].start_time."
        )
    return PathList(tuple(reads.values()), tuple(bad))


def read_path(text: str, line: str = "") -> Read:
    """One path in whichever language. Raises BadInput with the rest of a sentence about it."""
    if len(text) > LONGEST:
        raise BadInput(f"has {len(text):,} characters; {LONGEST:,} are read")
    language, path = _language(text)
    try:
        return Read(text, line, language, _READERS[language](path))
    except RecursionError:
        raise BadInput("is nested too deeply") from None


def _lines(text: str, source: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        kept = _COMMENT.match(line)
        path = (kept[0] if kept else line).strip()
        if path and not line.lstrip().startswith("#"):
            yield f"{source}:{number}", path


def _language(text: str) -> tuple[Language, str]:
    if named := _PREFIX.match(text):
        rest = text[named.end() :]
        languages: dict[str, Language] = {
            "jmespath": "JMESPath", "jsonpath": "JSONPath", "jq": "jq",
        }  # fmt: skip
        return languages[named[1].lower()], rest
    if text.startswith("$"):
        return "JSONPath", text
    if text.startswith(('["', "['")):
        return "JSONPath", f"${text}"
    return ("jq", text) if text.startswith(".") else ("JMESPath", text)
