"""Source code as a tree: which grammar reads a file, and how its text and places are taken.

tree-sitter takes any bytes: what it cannot read becomes an error node, and the rest is read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from checklists.scan.comments import Comments, comments, without_comments
from checklists.scan.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser

_GRAMMARS = {
    "javascript": "javascript",
    "typescript": "typescript",
    "tsx": "tsx",
    "vue": "typescript",
    "svelte": "typescript",
    "html": "javascript",
    "java": "java",
    "kotlin": "kotlin",
    "go": "go",
    "csharp": "c_sharp",
    "ruby": "ruby",
    "php": "php",
    "rust": "rust",
    "shell": "bash",
    "hcl": "hcl",
}
_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)(?:</script|\Z)", re.DOTALL | re.IGNORECASE)
_DEPTH = 60
# In every import, client, operation and resource; most files that hold the service's word hold
# none of them, and need no tree.
_SIGN = re.compile(
    rb"aws|amazon|transcri(?:ption|be(?:[\"'`(]|_?(?:service|streaming|client|async)))|analytics"
    rb"|vocabular|language_?model|medical_?scribe",
    re.IGNORECASE,
)
# A megabyte of code is read in a fifth of this; what is no code of its language at all can take
# minutes, and is then read by its lines alone.
_MICROSECONDS = 1_500_000


@dataclass(frozen=True, slots=True)
class Code:
    """A parsed file.

    ``text`` is its bytes read as Latin-1 with the comments blanked: an offset in it is an offset
    in the bytes, so that a match of a regular expression and a node of the tree can be compared.
    ``root`` is None where reading took too long; there are no nodes then.
    """

    file: SourceFile
    root: Node | None = field(repr=False)
    comments: Comments = field(repr=False)
    text: str = field(repr=False)

    def node_at(self, start: int, end: int) -> Node | None:
        """The smallest named node that holds these bytes."""
        if self.root is None:
            return None
        return self.root.named_descendant_for_byte_range(start, max(start, end - 1))

    def line_at(self, offset: int) -> int:
        """The number of a line, from 1."""
        return self.file.line_at(offset)

    def in_string(self, offset: int) -> bool:
        """Whether the byte stands in a string: text about code, not code."""
        node = self.node_at(offset, offset + 1)
        return node is not None and _is_text(node)

    def up(self, node: Node | None, *types: str) -> Node | None:
        """The node itself or the nearest above it of one of the types."""
        for _ in range(_DEPTH):
            if node is None or node.type in types:
                return node
            node = node.parent
        return None


def _is_text(node: Node) -> bool:
    if "interpolation" in node.type or "substitution" in node.type:
        return False
    return "string" in node.type or node.type in (
        "text",
        "raw_text",
        "heredoc_content",
        "heredoc_body",
    )


@cache
def _language(grammar: str) -> Language:
    from importlib import import_module

    from tree_sitter import Language

    if grammar in ("typescript", "tsx"):
        module = import_module("tree_sitter_typescript")
        return Language(getattr(module, f"language_{grammar}")())
    module = import_module(f"tree_sitter_{grammar}")
    return Language(module.language_php() if grammar == "php" else module.language())


@cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Parser

    with warnings.catch_warnings():
        # The callback that is meant to take its place crashes the process (0.25.2).
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(_language(grammar), timeout_micros=_MICROSECONDS)


def content(node: Node | None) -> str:
    """A node's text; "" for none."""
    if node is None or node.text is None:
        return ""
    return node.text.decode("utf-8", "replace")


def below(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the source."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.named_children))


def _scripts_only(data: bytes) -> bytes:
    """The scripts of a page, everything else blanked: offsets stay."""
    blanked = bytearray(re.sub(rb"[^\n]", b" ", data))
    for found in _SCRIPT.finditer(data):
        start, end = found.span(1)
        blanked[start:end] = data[start:end]
    return bytes(blanked)


@lru_cache(maxsize=1)
def parsed(file: SourceFile) -> Code | None:
    """The tree of a file, or None where no grammar reads its language.

    None too where nothing in it can be the service's, its SDKs' or their makers'.
    """
    grammar = _GRAMMARS.get(file.language)
    if grammar is None or not _SIGN.search(file.data):
        return None
    data = file.data
    if file.language in ("vue", "svelte", "html"):
        data = _scripts_only(data)
    root = _read(grammar, data)
    found = comments(file) if root is None else _comments_of(root, grammar)
    return Code(file, root, found, without_comments(data, found).decode("latin-1"))


def _read(grammar: str, data: bytes) -> Node | None:
    parser = _parser(grammar)
    try:
        return parser.parse(data).root_node
    except ValueError:
        parser.reset()
        return None


@cache
def _comment_types(grammar: str) -> tuple[str, ...]:
    language = _language(grammar)
    names = {language.node_kind_for_id(number) or "" for number in range(language.node_kind_count)}
    return tuple(sorted(name for name in names if name.endswith("comment")))


def _comments_of(root: Node, grammar: str) -> Comments:
    from tree_sitter import Query, QueryCursor

    asked = " ".join(
        f"({name}) @comment"
        for name in _comment_types(grammar)
        if _language(grammar).id_for_node_kind(name, True)
    )
    captures = QueryCursor(Query(_language(grammar), asked)).captures(root)
    spans = sorted((node.start_byte, node.end_byte) for node in captures.get("comment", ()))
    return Comments(tuple(start for start, _ in spans), tuple(end for _, end in spans))
