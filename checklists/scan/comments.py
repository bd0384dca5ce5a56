"""Where the comments are: what is commented out is kept, but counts for less."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from checklists.scan.operations import words
from checklists.scan.source import SourceFile

_STRINGS = (
    rb"\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''"
    rb"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
)
_SLASH = re.compile(_STRINGS + rb"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))", re.DOTALL)
_HASH = re.compile(_STRINGS + rb"|(?P<comment>(?:(?<=\s)|\A)#[^\n]*)", re.DOTALL)
_BOTH = re.compile(
    _STRINGS + rb"|(?P<comment>(?:(?<=\s)|\A)#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))", re.DOTALL
)
# Documentation of Elixir is an attribute whose text holds examples.
_ELIXIR = re.compile(
    rb"(?P<comment>(?:(?<=\s)|\A)#[^\n]*"
    rb"|@(?:module|type)?doc\s+(?:~[sS])?\"\"\".*?(?:\"\"\"|\Z))|" + _STRINGS,
    re.DOTALL,
)
# In YAML, shell and their like an apostrophe in running text opens no string that goes on.
_HASH_LINES = re.compile(rb"(?P<comment>(?:(?<=\s)|\A)#[^\n]*)")
_REM_LINES = re.compile(rb"(?P<comment>^[ \t]*(?:@?(?i:rem)\b|::)[^\n]*)", re.MULTILINE)
_MARKUP = re.compile(rb"(?P<comment><!--.*?(?:-->|\Z))", re.DOTALL)


_FAMILIES: tuple[tuple[re.Pattern[bytes], frozenset[str]], ...] = (
    (
        _SLASH,
        words(
            "javascript typescript tsx vue svelte java kotlin scala groovy go csharp fsharp rust "
            "cpp objectivec swift dart bicep"
        ),
    ),
    (_BOTH, words("php hcl")),
    (_HASH, words("python ruby perl r julia powershell toml")),
    (_ELIXIR, words("elixir")),
    (_HASH_LINES, words("shell yaml env ini makefile dockerfile")),
    (_REM_LINES, words("batch")),
    (_MARKUP, words("html xml markdown")),
)


@dataclass(frozen=True, slots=True)
class Comments:
    """The spans of a file's comments, as byte offsets, in order."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def hold(self, offset: int) -> bool:
        """Whether the byte at ``offset`` is inside a comment."""
        before = bisect_right(self.starts, offset) - 1
        return before >= 0 and offset < self.ends[before]


@lru_cache(maxsize=1)
def comments(file: SourceFile) -> Comments:
    """The comments of a file, by its language; one whose language is not known has none.

    Strings are stepped over, so that the // of an address is not taken for a comment.
    """
    pattern = next((found for found, names in _FAMILIES if file.language in names), None)
    if pattern is None:
        return Comments()
    spans = [
        found.span("comment")
        for found in pattern.finditer(file.data)
        if found.start("comment") != -1
    ]
    return Comments(tuple(start for start, _ in spans), tuple(end for _, end in spans))


def without_comments(data: bytes, found: Comments) -> bytes:
    """The same bytes with every comment blanked: offsets and line numbers stay."""
    if not found.starts:
        return data
    blanked = bytearray(data)
    for start, end in zip(found.starts, found.ends, strict=True):
        blanked[start:end] = re.sub(rb"[^\n]", b" ", data[start:end])
    return bytes(blanked)
