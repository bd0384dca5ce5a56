"""Python across the files of a project: clients, factories, constants and wrappers that are shared.

A module that offers something is taken apart; then every module that imports from it is, with what
is offered put where its names stand, and looked at again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from checklists.scan.finding import Finding
from checklists.scan.python_code import in_module
from checklists.scan.python_imports import dotted, leads_to, module_parts
from checklists.scan.python_module import Module, Scope, parsed, taken_apart
from checklists.scan.python_values import meanings, origin_of
from checklists.scan.python_wrappers import Offered, Wrapper, offered
from checklists.scan.source import SourceFile, tail_of

_MOST_OFFERING = 500
_WORD = re.compile(rb"\w+")
_CLIENT = ast.parse("boto3.client('transcribe')", mode="eval").body

Read = Callable[[str], SourceFile | None]


def definitions(
    findings: Sequence[Finding], read: Read, known: Sequence[Offered] = ()
) -> list[Offered]:
    """What the modules in which something was found offer to the others.

    ``known`` is what others offer to them, where that was found before.
    """
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        if one.id.startswith("python-") and one.path.endswith(".py"):
            by_path.setdefault(one.path, []).append(one)
    found = []
    for path, here in list(by_path.items())[:_MOST_OFFERING]:
        one_offered = _offered_by(path, here, read, known)
        if one_offered and one_offered.names:
            found.append(one_offered)
    return found


def _offered_by(
    path: str, findings: Iterable[Finding], read: Read, known: Sequence[Offered] = ()
) -> Offered | None:
    file = read(path)
    tree = parsed(file.text) if file else None
    if tree is None:
        return None
    module = taken_apart(tree)
    _put_in(module, path, [one for one in known if one.path != path])
    try:
        return offered(path, module, findings)
    except RecursionError:
        # What was found in it stands; what others could take from it is not known.
        return None


def asked_for(findings: Sequence[Finding]) -> set[str]:
    """The last parts of modules that may define a factory: "aws" of ``from app.aws import client``.

    The question stands in the finding's arguments.
    """
    origins = (one.arguments.get("origin", "") for one in findings if one.needs == "definition")
    return {part for origin in origins for part in dotted(origin)[-3:-1] if part}


def factories_in(path: str, read: Read) -> Offered | None:
    """The factories of a module in which nothing was found, for it names no service."""
    found = _offered_by(path, (), read)
    return found if found and found.factories else None


def may_import(raw: bytes, names: frozenset[bytes]) -> bool:
    """Whether an import of the module's bytes holds one of the names."""
    at = raw.find(b"import")
    while at != -1:
        start = raw.rfind(b"\n", 0, at) + 1
        end = raw.find(b"\n", at)
        end = len(raw) if end == -1 else end
        if raw[start:end].lstrip().startswith((b"from", b"import")):
            if b"(" in raw[start:end]:
                closed = raw.find(b")", end)
                end = len(raw) if closed == -1 else closed
            if not names.isdisjoint(_WORD.findall(raw[start:end])):
                return True
        at = raw.find(b"import", end)
    return False


def import_names(offering: Sequence[Offered]) -> frozenset[bytes]:
    """What an import of something offered holds: its name, or its module's."""
    names = {name for one in offering for name in (*one.names, *module_parts(one.path)[-1:])}
    return frozenset(name.encode("utf-8", "replace") for name in names)


def looked_at_again(file: SourceFile, offering: Sequence[Offered]) -> Iterator[Finding]:
    """What a module does with what others offer it; nothing where it imports none of it."""
    tree = parsed(file.text)
    if tree is None:
        return
    module = taken_apart(tree)
    others = [one for one in offering if one.path != file.relative]
    if not _put_in(module, file.relative, others):
        return
    yield from in_module(module, file)
    yield from _wrapped(module, file, others)


def _put_in(module: Module, importer: str, offering: Sequence[Offered]) -> bool:
    """Put what is offered where the module's imports name it; whether there was any."""
    any_of_it = False
    for scope in module.scopes:
        for local, origin in scope.imported.items():
            *before, name = dotted(origin) or [""]
            for one in offering:
                parts = module_parts(one.path)
                if name in one.names and leads_to(before, importer, parts):
                    _named(scope, local, name, one)
                    any_of_it = True
                elif leads_to([*before, name], importer, parts):
                    # The module itself was imported: its names are reached like a class's.
                    scope.classes.setdefault(local, _as_class(one))
                    any_of_it = True
    return any_of_it


def _as_class(one: Offered) -> Scope:
    """A module as what its names are reached through, with clients and texts plain to see."""
    top = one.module.top
    bound: dict[str, list[ast.expr]] = {name: [_CLIENT] for name in one.clients}
    bound |= {name: [ast.Constant(text)] for name, text in one.texts.items()}
    return Scope(top.node, bound=bound, functions=top.functions, classes=top.classes)


def _named(scope: Scope, local: str, name: str, one: Offered) -> None:
    if name in one.factories:
        scope.functions.setdefault(local, one.factories[name])
    if name in one.clients:
        scope.bound.setdefault(local, [_CLIENT])
    if name in one.texts:
        scope.bound.setdefault(local, [ast.Constant(one.texts[name])])
    if name in one.module.top.classes:
        scope.classes.setdefault(local, one.module.top.classes[name])


def _wrapped(module: Module, file: SourceFile, offering: Sequence[Offered]) -> Iterator[Finding]:
    for call, scope in module.calls:
        found = _wrapper_called(call, scope, file.relative, offering)
        if found is None:
            continue
        one, wrapper = found
        yield file.finding(
            call.func.end_lineno or call.lineno,
            "python-wrapper",
            "wrapper",
            wrapper.mode,
            f"calls {wrapper.name}() of {tail_of(one.path)}, which {wrapper.what}",
            f"nothing here, as long as {tail_of(one.path)} keeps its interface",
            "high",
        )


def _wrapper_called(
    call: ast.Call, scope: Scope, importer: str, offering: Sequence[Offered]
) -> tuple[Offered, Wrapper] | None:
    for origin in _origins(call.func, scope):
        parts = dotted(origin)
        for one in offering:
            module = module_parts(one.path)
            for length in (1, 2):
                name = ".".join(parts[-length:])
                wrapper = one.wrappers.get(name)
                if wrapper and leads_to(parts[:-length], importer, module):
                    return one, wrapper
    return None


def _origins(function: ast.expr, scope: Scope) -> Iterator[str]:
    """Where a called function may come from; of a method by its object's class."""
    direct = origin_of(function, scope)
    if direct:
        yield direct
    if not isinstance(function, ast.Attribute):
        return
    receiver = function.value
    for meaning in meanings(receiver, scope):
        if isinstance(meaning, ast.Call):
            made = origin_of(meaning.func, scope)
            if made:
                yield f"{made}.{function.attr}"
    for annotation in _annotations(receiver, scope):
        named = origin_of(annotation, scope)
        if named:
            yield f"{named}.{function.attr}"
    own = isinstance(receiver, ast.Name) and receiver.id in ("self", "cls")
    owner = scope.owner
    if own and owner and isinstance(owner.node, ast.ClassDef):
        for base in owner.node.bases:
            inherited = origin_of(base, owner)
            if inherited and function.attr not in owner.functions:
                yield f"{inherited}.{function.attr}"


def _annotations(receiver: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    match receiver:
        case ast.Name(id=name):
            holder = scope.holder(name)
            if holder and name in holder.annotations:
                yield holder.annotations[name]
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if scope.owner:
            if name in scope.owner.annotations:
                yield scope.owner.annotations[name]
            for value in scope.owner.attributes.get(name, ()):
                # self._jobs = jobs, where jobs: Jobs is a parameter of the method.
                if isinstance(value, ast.Name):
                    for method in scope.owner.functions.values():
                        if value.id in method.annotations:
                            yield method.annotations[value.id]
