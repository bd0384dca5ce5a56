"""The members of a request as they stand in Python code, whether named, or in a dictionary."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from checklists.scan.operations import member
from checklists.scan.python_clients import local_function
from checklists.scan.python_module import Scope
from checklists.scan.python_values import meanings, text_of

_DEEPEST = 5
_MOST = 120

# amazon-transcribe 0.6.4 shortens some members' names in its own way (read 2026-11).
_WRITTEN = MappingProxyType(
    {
        "media_sample_rate_hz": "MediaSampleRateHertz",
        "vocab_filter_name": "VocabularyFilterName",
        "vocab_filter_method": "VocabularyFilterMethod",
    }
)
# A request object's keywords are the members: StartStreamTranscriptionInput(language_code=...).
_REQUESTS = ("Input", "Request")


def member_name(name: str) -> str:
    """The API's name of a member: ``language_code`` is ``LanguageCode``."""
    known = member(_WRITTEN.get(name, name))
    if known is not None:
        return known
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def arguments_of(call: ast.Call, scope: Scope) -> dict[str, str]:
    """Every member that the call's arguments name, in their order; "" where a value is not known.

    Of members that are set on one branch only, the name counts: the feature may be in use.
    """
    found: dict[str, str] = {}
    for name, value in _members(call, scope):
        if name and (name not in found or not found[name]) and len(found) < _MOST:
            found[name] = value
    return found


def _members(call: ast.Call, scope: Scope) -> Iterator[tuple[str, str]]:
    for argument in call.args:
        for meaning in meanings(argument, scope):
            if isinstance(meaning, ast.Call) and _name(meaning.func).endswith(_REQUESTS):
                yield from _members(meaning, scope)
    for keyword in call.keywords:
        if keyword.arg is None:
            yield from _mapping(keyword.value, scope, "", 0)
        elif keyword.arg == "input" and isinstance(keyword.value, ast.Call):
            yield from _members(keyword.value, scope)
        else:
            yield from _flat(member_name(keyword.arg), keyword.value, scope, 0)


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _flat(name: str, value: ast.expr, scope: Scope, depth: int) -> Iterator[tuple[str, str]]:
    """A member as pairs of dotted names and texts."""
    nested = list(_mapping(value, scope, f"{name}.", depth + 1)) if depth < _DEEPEST else []
    if nested:
        yield from nested
        return
    for meaning in meanings(value, scope):
        if isinstance(meaning, ast.List | ast.Tuple | ast.Set):
            yield from _list(name, meaning, scope, depth)
            return
    yield name, text_of(value, scope) or ""


def _list(
    name: str, value: ast.List | ast.Tuple | ast.Set, scope: Scope, depth: int
) -> Iterator[tuple[str, str]]:
    pairs = [
        pair
        for member in value.elts
        if isinstance(member, ast.Dict) and depth < _DEEPEST
        for pair in _mapping(member, scope, f"{name}.", depth + 1)
    ]
    if pairs:
        yield from pairs
        return
    texts = [text_of(member, scope) for member in value.elts]
    yield name, ",".join(text for text in texts if text) if all(texts) else ""


def _mapping(value: ast.expr, scope: Scope, before: str, depth: int) -> Iterator[tuple[str, str]]:
    """The members of whatever dictionary ``value`` stands for; nothing where it is none."""
    if depth > _DEEPEST:
        return
    for meaning in _reaching(value, scope):
        match meaning:
            case ast.Dict(keys=keys, values=values):
                for key, inner in zip(keys, values, strict=True):
                    yield from _entry(key, inner, scope, before, depth)
            case ast.DictComp(generators=[ast.comprehension(iter=ast.Call(func=function))]):
                # {name: value for name, value in request.items() if value is not None}
                if isinstance(function, ast.Attribute) and function.attr == "items":
                    yield from _mapping(function.value, scope, before, depth + 1)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                yield from _mapping(left, scope, before, depth + 1)
                yield from _mapping(right, scope, before, depth + 1)
            case ast.Call(func=ast.Attribute(value=copied, attr="copy"), args=[]):
                yield from _mapping(copied, scope, before, depth + 1)
            case ast.Call(func=ast.Name(id="dict"), args=given, keywords=keywords):
                for one in given:
                    yield from _mapping(one, scope, before, depth + 1)
                for word in keywords:
                    key = ast.Constant(word.arg) if word.arg else None
                    yield from _entry(key, word.value, scope, before, depth)
            case ast.Call(func=function):
                made = local_function(function, scope)
                for returned in made.returned if made and made is not scope else ():
                    yield from _mapping(returned, made or scope, before, depth + 1)
    if isinstance(value, ast.Name):
        holder = scope.holder(value.id)
        for key, inner in holder.filled.get(value.id, ()) if holder else ():
            yield from _entry(key, inner, scope, before, depth)


def _reaching(value: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """What ``value`` may stand for where it is used: of a name, not what was replaced before.

    A value that was given on the way, at the use's own level or further out, ends what came
    before it; those of deeper levels are branches, any of which may have been taken.
    """
    holder = scope.holder(value.id) if isinstance(value, ast.Name) else None
    given = holder.bound.get(value.id, []) if holder and isinstance(value, ast.Name) else []
    if holder is not scope or len(given) < 2 or id(value) not in scope.columns:
        yield from meanings(value, scope)
        return
    for one in sorted(given, key=lambda given_one: -getattr(given_one, "lineno", 0)):
        if getattr(one, "lineno", 0) > value.lineno:
            continue
        yield from meanings(one, scope)
        if scope.columns.get(id(one), 0) <= scope.columns[id(value)]:
            return


def _entry(
    key: ast.expr | None, value: ast.expr, scope: Scope, before: str, depth: int
) -> Iterator[tuple[str, str]]:
    if key is None:
        yield from _mapping(value, scope, before, depth + 1)
        return
    name = text_of(key, scope)
    if name:
        yield from _flat(f"{before}{name if before else member_name(name)}", value, scope, depth)


def asks_transcribe(arguments: Mapping[str, str]) -> bool:
    """Whether members are named as only this service's requests name them."""
    return any(name.partition(".")[0] in _TELLING for name in arguments)


_TELLING = frozenset(
    {
        "TranscriptionJobName",
        "CallAnalyticsJobName",
        "MedicalTranscriptionJobName",
        "MedicalScribeJobName",
        "VocabularyName",
        "VocabularyFilterName",
        "VocabularyFileUri",
        "Phrases",
        "Media",
        "MediaFormat",
        "CategoryName",
        "OutputBucketName",
        "MediaEncoding",
        "MediaSampleRateHertz",
    }
)
