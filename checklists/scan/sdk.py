"""What the SDK rules of all languages share: imports, clients and calls in a parsed file.

A language says how its SDKs are written in a ``Dialect`` of regular expressions, which run over
the code without its comments; the tree then says what stands in a string, where a call ends and
which arguments it has. In comments the same patterns are looked for, and count for little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checklists.scan.arguments import arguments_of
from checklists.scan.becomes import becomes, call_becomes
from checklists.scan.finding import Confidence, Finding, Kind, Mode
from checklists.scan.operations import Operation, mode_of_text, operation
from checklists.scan.syntax import Code

if TYPE_CHECKING:
    from tree_sitter import Node

SELF = frozenset(("this", "self", "super", "base"))
_RECEIVER = re.compile(r"(?P<name>\w+)\s*(?:\([^()]*\))?\s*[!?)\]]*\s*\Z")
_BEFORE = 200
_HANDED_ON = 2


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a language writes its use of the SDKs; all groups are named.

    ``imported``: an import; ``package`` is what is imported. ``client``: a client is
    made; its last group is the class, which says the mode. ``held``: the name that holds a client.
    ``called``: a method call, from its dot on; ``operation`` is the method.
    ``requested``: a request is built, ``operation`` is its class. ``call_nodes`` are the types of
    the tree's nodes that are calls. ``import_needed``: a client's name counts only with an import.
    ``built``: a call is without arguments, which are set on what it gives. ``elsewhere``: clients
    whose import may stand in another file of the project. A client's groups "service" and "named"
    are asked for by the service's name, and need no import.
    """

    name: str
    imported: re.Pattern[str]
    client: re.Pattern[str]
    held: re.Pattern[str]
    called: re.Pattern[str]
    requested: re.Pattern[str]
    call_nodes: tuple[str, ...]
    import_needed: bool = True
    import_in_string: bool = False
    unsuffixed: str = ""
    built: bool = False
    elsewhere: re.Pattern[str] | None = None


def sdk_findings(code: Code, dialect: Dialect) -> Iterator[Finding]:
    """Imports, clients and calls of one file, then what stands in its comments."""
    imports = list(_imports(code, dialect))
    yield from imports
    clients = list(_clients(code, dialect, imports))
    yield from clients
    yield from _calls(code, dialect, imported=bool(imports), known=bool(imports or clients))
    yield from commented_out(code, dialect)


def found_at(
    code: Code,
    offset: int,
    rule: str,
    kind: Kind,
    mode: Mode,
    what: str,
    confidence: Confidence,
) -> Finding:
    """A finding whose place is a byte, and whose counterpart follows from kind and mode."""
    return code.file.finding(
        code.line_at(offset), rule, kind, mode, what, becomes(kind, mode), confidence
    )


def _imports(code: Code, dialect: Dialect) -> Iterator[Finding]:
    seen: set[str] = set()
    for match in dialect.imported.finditer(code.text):
        package = match["package"]
        root = _root(package)
        if root in seen or (
            not dialect.import_in_string and code.in_string(match.start("package"))
        ):
            continue
        seen.add(root)
        yield found_at(
            code,
            match.start("package"),
            f"{dialect.name}-import",
            "import",
            mode_of_text(package),
            f"imports {root}",
            "high",
        )


def _root(package: str) -> str:
    """A package without its parts: each is told once a file, however many classes it imports."""
    return re.sub(r"(?i)(transcribe(?:_?streaming)?(?:_?service)?)\b.*", r"\1", package)


def _clients(code: Code, dialect: Dialect, imports: Sequence[Finding]) -> Iterator[Finding]:
    unseen = dialect.import_needed and not imports
    # Under a name of the file's own (import ts "…/transcribestreaming") the class says nothing.
    only: set[Mode] = {one.mode for one in imports}
    own = set(re.findall(r"\b(?:class|interface|struct|object|enum|type)\s+(\w+)", code.text))
    for match in dialect.client.finditer(code.text):
        made = match[match.lastgroup or 0]
        start = match.start(match.lastgroup or 0)
        if made in own or code.in_string(match.start()):
            continue
        by_name = match.lastgroup in ("service", "named")
        guessed = unseen and not by_name
        if guessed and not (dialect.elsewhere and dialect.elsewhere.fullmatch(made)):
            continue
        mode = mode_of_text(match.group())
        if mode == "batch" and only == {"streaming"}:
            mode = "streaming"
        yield code.file.finding(
            code.line_at(start),
            f"{dialect.name}-client",
            "client",
            mode,
            f"makes a client ({made})",
            becomes("client", mode),
            "medium" if guessed else "high",
            needs="project" if guessed else "",
        )


def holders(code: Code, held: re.Pattern[str]) -> frozenset[str]:
    """The names in a file that hold a client: declared so, returned so, or taken from such."""
    names = {match[match.lastgroup or 0] for match in held.finditer(code.text)}
    for _ in range(_HANDED_ON if names else 0):
        one = "|".join(map(re.escape, sorted(names)))
        handed = re.compile(
            rf"(?<!\w)(?P<name>\w+)\s*(?::[\w\s.<>*?]{{0,60}})?:?=\s*(?:await\s+)?&?\$?(?:[\w$]+(?:\.|->|::))*"
            rf"(?:{one})\b(?:\([^()]*\))?[ \t]*(?:;|\n(?!\s*[.?!&-]))"
        )
        names |= {match["name"] for match in handed.finditer(code.text)}
    return frozenset(names)


def receiver(code: Code, offset: int) -> str:
    """The last name before the dot of a call: "client" of ``self.client.startX`` or ``client().``;
    "" for what is no name."""
    found = _RECEIVER.search(code.text, max(0, offset - _BEFORE), offset)
    return found["name"] if found else ""


def _calls(code: Code, dialect: Dialect, *, imported: bool, known: bool) -> Iterator[Finding]:
    held = holders(code, dialect.held)
    called: set[str] = set()
    for match in dialect.called.finditer(code.text):
        known_operation = operation(_bare(match["operation"], dialect))
        if known_operation is None or code.in_string(match.start("operation")):
            continue
        name = receiver(code, match.start())
        if name in SELF or (not dialect.built and _is_getter(code, match.end(), known_operation)):
            continue
        sure = sureness(known_operation, name in held, known, name)
        if sure is None:
            continue
        called.add(known_operation.name)
        yield call_finding(
            code, dialect, match.start("operation"), known_operation, sure, needs=not known
        )
    yield from _requests(code, dialect, imported, called)


def _is_getter(code: Code, end: int, found: Operation) -> bool:
    """Whether this reads a member of an answer: ``result.getTranscriptionJob()`` asks for nothing,
    and the operation would have to be told which job."""
    return found.name.startswith("Get") and code.text[end : end + 20].lstrip().startswith(")")


def _bare(name: str, dialect: Dialect) -> str:
    return re.sub(dialect.unsuffixed + r"\Z", "", name) if dialect.unsuffixed else name


def sureness(found: Operation, held: bool, known: bool, name: str) -> Confidence | None:
    """How sure a call is: whether its receiver holds a client, and the file is known to use one."""
    if held and (known or not found.shared):
        return "high" if known else "medium"
    if known:
        return "medium"
    return None if found.shared else ("medium" if "transcri" in name.lower() else "low")


def _requests(code: Code, dialect: Dialect, imported: bool, called: set[str]) -> Iterator[Finding]:
    """Requests that are built here and sent elsewhere."""
    if not imported:
        return
    for match in dialect.requested.finditer(code.text):
        found = operation(match["operation"])
        if found is None or found.name in called or code.in_string(match.start("operation")):
            continue
        called.add(found.name)
        yield call_finding(code, dialect, match.start("operation"), found, "high")


def call_finding(
    code: Code,
    dialect: Dialect,
    offset: int,
    found: Operation,
    confidence: Confidence,
    *,
    needs: bool = False,
) -> Finding:
    """A call of an operation, with the arguments that the file shows."""
    node = code.up(code.node_at(offset, offset + 1), *dialect.call_nodes)
    given = {} if node is None else arguments_of(code, _whole_chain(node), found.mode)
    starts = found.name.startswith(("Start", "Create", "Update"))
    return code.file.finding(
        code.line_at(offset),
        f"{dialect.name}-call",
        "call",
        found.mode,
        found.name,
        call_becomes(found.name, found.mode),
        confidence,
        arguments=given if starts else {},
        needs="project" if needs else "",
    )


def _whole_chain(node: Node) -> Node:
    """From a call inside a chain (a builder) to the whole chain."""
    above = node.parent
    while above is not None and above.type in (
        "field_expression",
        "call_expression",
        "await_expression",
        "try_expression",
        "navigation_expression",
    ):
        node, above = above, above.parent
    return node


def commented_out(code: Code, dialect: Dialect) -> Iterator[Finding]:
    """Uses that stand in comments: one a kind and line, with low confidence."""
    comments = code.comments
    for start, end in zip(comments.starts, comments.ends, strict=True):
        text = code.file.data[start:end].decode("latin-1")
        if "ranscri" not in text:
            continue
        yield from _in_comment(code, dialect, start, text)


def _in_comment(code: Code, dialect: Dialect, start: int, text: str) -> Iterator[Finding]:
    kinds: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (dialect.imported, "import"),
        (dialect.client, "client"),
        (dialect.called, "call"),
        (dialect.requested, "call"),
    )
    for pattern, kind in kinds:
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            named = match[group]
            found = operation(_bare(named, dialect)) if kind == "call" else None
            if kind == "call" and (found is None or found.shared):
                continue
            mode = found.mode if found else mode_of_text(match.group())
            yield code.file.finding(
                code.line_at(start + match.start(group)),
                f"{dialect.name}-{kind}",
                kind,
                mode,
                f"{named} in a comment",
                becomes(kind, mode),
                "low",
                commented=True,
            )
