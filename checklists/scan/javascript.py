"""JavaScript and TypeScript: the AWS SDK v3 (packages, commands) and v2 (AWS.TranscribeService).

Names count by what they are bound to: a TranscribeClient that comes from a file of the project is
no client of Amazon's. Vue, Svelte and HTML are read for their scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checklists.scan.finding import Confidence, Finding
from checklists.scan.operations import alternatives, mode_of_text, operation, words
from checklists.scan.sdk import (
    SELF,
    Dialect,
    call_finding,
    commented_out,
    found_at,
    holders,
    receiver,
    sureness,
)
from checklists.scan.source import SourceFile
from checklists.scan.syntax import Code, below, content, parsed

if TYPE_CHECKING:
    from tree_sitter import Node

_PACKAGE = (
    r"@aws-sdk/client-transcribe(?:-streaming)?(?:-node|-browser)?(?:/[^\"'`\n]*)?"
    r"|aws-sdk/clients/transcribe(?:streaming)?service(?:\.js)?"
)
# Where a package is taken by its address: Deno, Supabase, a browser.
_FROM = r"npm:/?|https?://[\w.@/-]{1,100}/"
_VERSION = r"@[^\"'`\n/]{1,40}(?:/[^\"'`\n]{0,200})?"
_CAMEL = alternatives("camel")
_NAME = alternatives("name")
_CLIENTS = r"Transcribe(?:Streaming)?(?:Service)?(?:Client)?"

_DIALECT = Dialect(
    name="js",
    imported=re.compile(rf"[\"'`](?:{_FROM})?(?P<package>{_PACKAGE})(?:{_VERSION})?[\"'`]"),
    client=re.compile(rf"\bnew\s+(?P<type>(?:[\w$]+\.)?{_CLIENTS})\s*[(;]"),
    held=re.compile(
        r"(?<![\w$])(?P<name>[\w$]+)[!?]?\s*(?:\([^()]*\)\s*)?(?::\s*|=\s*(?:[\w$.]*captureAWSClient\(\s*)?new\s+)"
        r"(?P<type>[\w$]+(?:\.[\w$]+)*)"
    ),
    called=re.compile(rf"\??\.\s*(?P<operation>{_CAMEL})\s*\("),
    requested=re.compile(rf"\bnew\s+(?:[\w$]+\.)?(?P<operation>{_NAME})Command\s*\("),
    call_nodes=("call_expression", "new_expression"),
    import_in_string=True,
)
_LOADERS = words("require import requireActual mock unmock doMock importActual resolve")
_AWS = re.compile(r"[\"'`](?:aws-sdk|aws-sdk/global|aws-sdk/dist/aws-sdk-react-native)[\"'`]")
_V2 = re.compile(r"\b(?P<aws>[\w$]+)\s*\.\s*(?P<type>TranscribeService)\b(?!\s*\.)")
# The whole SDK of v2, of which the service's class is taken by its name.
_WHOLE = re.compile(r"[\"'`](?P<whole>aws-sdk(?:/clients/all)?)[\"'`]")
_TAKEN = re.compile(
    r"\{[^{}]{0,200}\bTranscribeService\b(?:\s*:\s*(?P<alias>\w+))?[^{}]{0,200}\}\s*=\s*"
    r"(?P<from>AWS|aws|Aws)\b(?!\s*[.(\[])"
)
_PAGES = re.compile(rf"\bpaginate(?P<operation>{_NAME})\s*\(")
_BROWSER = re.compile(r"sdk\.amazonaws\.com/js/aws-sdk|AWSXRay|captureAWS|AWS\.config")


def find(file: SourceFile) -> Iterator[Finding]:
    """The uses in one script."""
    code = parsed(file)
    if code is None:
        return
    bound = _bound(code)
    imports = list(_imports(code))
    yield from imports
    taken = _taken_of_v2(code)
    imports += [found for found, _ in taken]
    yield from (found for found, _ in taken)
    bound = {**bound, **{name: "TranscribeService" for _, name in taken}}
    v2 = list(_v2_clients(code))
    clients = [*v2, *_v3_clients(code, bound)]
    yield from clients
    yield from _commands(code, bound)
    yield from _pages(code, bound)
    yield from _calls(code, bound, known=bool(imports or clients))
    yield from commented_out(code, _DIALECT)


def _imports(code: Code) -> Iterator[Finding]:
    seen: set[str] = set()
    for match in _DIALECT.imported.finditer(code.text):
        package = re.sub(
            r"((?:-node|-browser)?)/(?:dist|commands|models|\w+Client).*", r"\1", match["package"]
        )
        loaded = _is_loaded(code, match.start("package"))
        if package in seen:
            continue
        seen.add(package)
        sure: Confidence = "high" if loaded else "medium"
        what = f"imports {package}" if loaded else f"names {package}"
        yield found_at(
            code, match.start("package"), "js-import", "import", mode_of_text(package), what, sure
        )


def _is_loaded(code: Code, offset: int) -> bool:
    node = code.up(
        code.node_at(offset, offset + 1),
        "import_statement",
        "export_statement",
        "call_expression",
        "import_require_clause",
        "import_type",
    )
    if node is None or node.type != "call_expression":
        return node is not None or "import(" in code.file.line(code.line_at(offset))
    name = re.split(r"\W+", content(node.child_by_field_name("function")))[-1]
    return name in _LOADERS


def _bound(code: Code) -> Mapping[str, str]:
    """Local names and what they are in the SDK: {"Client": "TranscribeClient"}; "*" is all of it.

    From imports and requires of the packages; what compiled TypeScript makes of them too.
    """
    names: dict[str, str] = {}
    for match in _DIALECT.imported.finditer(code.text):
        node = code.up(
            code.node_at(match.start("package"), match.end("package")),
            "import_statement",
            "variable_declarator",
            "assignment_expression",
        )
        if node is None:
            continue
        for part in below(node):
            names.update(_binding(part, node))
    return names


def _binding(part: Node, statement: Node) -> Iterator[tuple[str, str]]:
    if part.type == "import_specifier":
        name = content(part.child_by_field_name("name"))
        yield content(part.child_by_field_name("alias")) or name, name
    elif part.type == "shorthand_property_identifier_pattern":
        yield content(part), content(part)
    elif part.type == "pair_pattern":
        yield content(part.child_by_field_name("value")), content(part.child_by_field_name("key"))
    elif part.type == "namespace_import" and part.named_children:
        yield content(part.named_children[-1]), "*"
    elif part.type == "identifier" and _names_all(part, statement):
        yield content(part), "*"


def _names_all(part: Node, statement: Node) -> bool:
    """Whether a name stands for the whole package: a default import, or what a require gives."""
    if part.parent is not None and part.parent.type == "import_clause":
        return True
    return part in (
        statement.child_by_field_name("name"),
        statement.child_by_field_name("left"),
    )


def _taken_of_v2(code: Code) -> list[tuple[Finding, str]]:
    """``const { TranscribeService } = require("aws-sdk")`` and the like, with the name it has."""
    taken: list[tuple[Finding, str]] = []
    if "TranscribeService" not in code.text:
        return taken
    for match in _WHOLE.finditer(code.text):
        node = code.up(
            code.node_at(match.start("whole"), match.end("whole")),
            "import_statement",
            "variable_declarator",
            "assignment_expression",
        )
        names = (
            () if node is None else [pair for one in below(node) for pair in _binding(one, node)]
        )
        for name, real in names:
            if real == "TranscribeService":
                what = "imports TranscribeService of aws-sdk"
                at = match.start("whole")
                found = found_at(code, at, "js-import", "import", "batch", what, "high")
                taken.append((found, name))
    for match in _TAKEN.finditer(code.text):
        if not code.in_string(match.start()):
            what = "takes TranscribeService of aws-sdk"
            at = match.start("from")
            found = found_at(code, at, "js-import", "import", "batch", what, "high")
            taken.append((found, match["alias"] or "TranscribeService"))
    return taken


def _pages(code: Code, bound: Mapping[str, str]) -> Iterator[Finding]:
    """``paginateListTranscriptionJobs({client}, ...)`` of the packages."""
    for match in _PAGES.finditer(code.text):
        found = operation(match["operation"])
        name = f"paginate{match['operation']}"
        if found is None or code.in_string(match.start()):
            continue
        if name in bound or "*" in bound.values():
            yield call_finding(code, _DIALECT, match.start("operation"), found, "high")


def _made(code: Code, offset: int, bound: Mapping[str, str]) -> str:
    """The SDK's name of the class in ``new X(...)`` or ``new ns.X(...)``, "" for another's."""
    node = code.up(code.node_at(offset, offset + 1), "new_expression")
    constructor = None if node is None else node.child_by_field_name("constructor")
    if constructor is None:
        return ""
    first, _, rest = content(constructor).partition(".")
    if rest:
        return rest.rpartition(".")[2] if bound.get(first) == "*" else ""
    real = bound.get(first, "")
    return first if real == "*" else real


def _v3_clients(code: Code, bound: Mapping[str, str]) -> Iterator[Finding]:
    for match in re.finditer(r"\bnew\s+(?P<type>[\w$.]+)", code.text):
        made = _made(code, match.start("type"), bound)
        if re.fullmatch(_CLIENTS, made) and not code.in_string(match.start()):
            yield found_at(
                code,
                match.start(),
                "js-client",
                "client",
                mode_of_text(made),
                f"makes a client ({made})",
                "high",
            )


def _v2_clients(code: Code) -> Iterator[Finding]:
    sure: Confidence = "high" if _AWS.search(code.text) or _BROWSER.search(code.text) else "medium"
    for match in _V2.finditer(code.text):
        node = code.up(code.node_at(match.start(), match.end()), "new_expression")
        if node is None or code.in_string(match.start()):
            continue
        yield found_at(
            code,
            match.start(),
            "js-client-v2",
            "client",
            "batch",
            f"makes a client ({match['aws']}.TranscribeService)",
            sure if match["aws"] != "AWS" or sure == "high" else "high",
        )


def _commands(code: Code, bound: Mapping[str, str]) -> Iterator[Finding]:
    """``new StartTranscriptionJobCommand(...)``, whatever the name it is imported under."""
    for match in re.finditer(r"\bnew\s+(?P<type>[\w$.]+)\s*\(", code.text):
        made = _made(code, match.start("type"), bound)
        written = match["type"].rpartition(".")[2]
        found = operation((made or written).removesuffix("Command"))
        if found is None or not (made or written).endswith("Command"):
            continue
        if code.in_string(match.start()) or (not made and found.shared):
            continue
        sure: Confidence = "high" if made else "medium"
        yield call_finding(code, _DIALECT, match.start("type"), found, sure, needs=not made)


def _held(code: Code, bound: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """The names that hold a client of the SDK, and those that hold something of the same name."""
    ours: set[str] = set()
    others: set[str] = set()
    for match in _DIALECT.held.finditer(code.text):
        first, _, rest = match["type"].partition(".")
        last = rest.rpartition(".")[2] or first
        if not re.fullmatch(_CLIENTS, last) and bound.get(first) is None:
            continue
        real = bound.get(first, "")
        sdk = re.fullmatch(_CLIENTS, last if real == "*" else real) or last == "TranscribeService"
        (ours if sdk else others).add(match["name"])
    if not ours:
        return frozenset(), frozenset(others)
    known = re.compile(rf"\b(?P<name>{'|'.join(map(re.escape, sorted(ours)))})\b")
    return holders(code, known), frozenset(others)


def _calls(code: Code, bound: Mapping[str, str], *, known: bool) -> Iterator[Finding]:
    """``client.startTranscriptionJob(...)``: v2, and the aggregated clients of v3."""
    held, others = _held(code, bound)
    for match in _DIALECT.called.finditer(code.text):
        found = operation(match["operation"])
        name = receiver(code, match.start())
        if found is None or name in SELF or name in others:
            continue
        sure = sureness(found, name in held, known, name)
        if sure is None or code.in_string(match.start("operation")):
            continue
        yield call_finding(code, _DIALECT, match.start("operation"), found, sure, needs=not known)
