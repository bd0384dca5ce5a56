"""Code that stands in a template: CloudFormation's ``ZipFile`` and SAM's ``InlineCode``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from checklists.scan import javascript, python_code, results, ruby
from checklists.scan.finding import Finding
from checklists.scan.source import SourceFile

_BLOCK = re.compile(
    rb"^(?P<indent>[ \t]*)(?:-[ \t]+)?(?:ZipFile|InlineCode):[ \t]*(?:!\w+[ \t]+)?"
    rb"[|>][-+0-9]*[ \t]*\r?$",
    re.MULTILINE,
)
_RUNTIME = re.compile(rb"\bRuntime:\s*[\"']?(?P<runtime>nodejs|python|ruby)")
_ROOMS = {
    b"nodejs": ("javascript", javascript.find),
    b"python": ("python", python_code.find),
    b"ruby": ("ruby", ruby.find),
}
# Without a runtime nearby, what a function's first lines look like.
_SCRIPT = re.compile(rb"\brequire\s*\(|\bexports\.|^\s*(?:const|let|var)\s", re.MULTILINE)
_NEAR = 3_000
_MOST_BLOCKS = 1_000


def find(file: SourceFile) -> Iterator[Finding]:
    """What the code in a template uses, with the template's lines."""
    end = 0
    for match in islice(_BLOCK.finditer(file.data), _MOST_BLOCKS):
        if match.start() < end:
            continue
        line = file.line_at(match.start())
        last = _last(file, line, len(match["indent"]))
        end = file.starts[last] if last < len(file.starts) else len(file.data)
        if b"ranscri" not in file.data[match.end() : end]:
            continue
        code = _code(file, line, last)
        language, room = _ROOMS[_runtime(file.data, match.start(), end, code)]
        inner = SourceFile(file.path, file.relative, code, language)
        yield from room(inner)
        yield from results.find(inner)


def _last(file: SourceFile, line: int, depth: int) -> int:
    """The number of the last line that is indented deeper than the key on ``line``."""
    last = line
    while last < len(file.starts):
        text = file.line(last + 1)
        if text.strip() and len(text) - len(text.lstrip()) <= depth:
            break
        last += 1
    return last


def _code(file: SourceFile, line: int, last: int) -> bytes:
    """The lines below a key, without their indentation, after as many empty ones as stand above
    them in the file."""
    taken = [file.line(number) for number in range(line + 1, last + 1)]
    width = min((len(one) - len(one.lstrip()) for one in taken if one.strip()), default=0)
    return ("\n" * line + "\n".join(one[width:] for one in taken) + "\n").encode()


def _runtime(data: bytes, start: int, end: int, code: bytes) -> bytes:
    """The runtime that stands nearest after the code, or else before it."""
    after = _RUNTIME.search(data, end, end + _NEAR)
    before = list(_RUNTIME.finditer(data, max(0, start - _NEAR // 3), start))
    found = after or (before[-1] if before else None)
    if found is not None:
        return found["runtime"]
    return b"nodejs" if _SCRIPT.search(code) else b"python"
