"""The request in a Python call, and the arguments of deepgram-sdk it becomes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from checklists.before.parameter_map import ONLY_THEN, Line, Mapped, map_request, options_of
from checklists.before.parameter_rules import EXTRA_JOB, EXTRA_SESSION
from checklists.draft.text import Text
from checklists.draft.understanding import NotUnderstood
from checklists.draft.wording import literal
from checklists.facts.parameter_book import Shape
from checklists.scan.python_arguments import member_name
from checklists.scan.python_module import Scope
from checklists.scan.python_values import meanings
from providers.errors import BadInput

# What a value that is only known later is to the parameter map.
LATER: Final = "${later}"
# Members whose value goes over as it is, so that a name in the code can stay one.
_PASSED = {"LanguageCode": "language", "MediaSampleRateHertz": "sample_rate"}
_NAMES = ("TranscriptionJobName", "MedicalTranscriptionJobName", "SessionId")
# Calls that give the same however often they are made.
_SAME_AGAIN = (
    "str", "int", "bool", "dict", "len", "format", "join", "lower", "upper", "strip", "lstrip",
    "rstrip", "replace", "split", "removeprefix", "removesuffix", "getenv", "basename", "splitext",
)  # fmt: skip
_AUDIO = ("Media.MediaFileUri", "Media")


@dataclass(frozen=True, slots=True)
class Request:
    """A call's request. ``members`` are the expressions of the top members by the API's names,
    ``mapped`` what the parameter map makes of them."""

    members: dict[str, ast.expr]
    mapped: Mapped
    document: dict[str, Any]

    @property
    def name(self) -> ast.expr | None:
        """The expression of the job's name."""
        found = (value for member, value in self.members.items() if member.endswith("JobName"))
        return next(found, None)

    def source(self, member: str) -> ast.expr | None:
        """The expression of a member such as "Media.MediaFileUri", None where it is not there."""
        head, _, rest = member.partition(".")
        found: ast.expr | None = self.members.get(head)
        while rest and found is not None:
            head, _, rest = rest.partition(".")
            found = next((v for k, v in _entries(found) if k == head), None)
        return found


def read_request(call: ast.Call, scope: Scope, shape: Shape) -> Request:
    """The request of a call. Raises NotUnderstood where not all of it stands in the code."""
    members: dict[str, ast.expr] = {}
    if call.args:
        raise NotUnderstood(call.lineno, "the request is not written as named arguments")
    for keyword in call.keywords:
        if keyword.arg is not None:
            members[member_name(keyword.arg)] = _meant(keyword.value, scope)
            continue
        for name, value in _spread(keyword.value, scope):
            members[name] = _meant(value, scope)
    document = {name: _value(value, scope) for name, value in members.items()}
    try:
        mapped = map_request(document, shape=shape)
    except BadInput as error:
        raise NotUnderstood(call.lineno, str(error)) from error
    return Request(members, mapped, document)


def _meant(value: ast.expr, scope: Scope) -> ast.expr:
    """A dictionary that a name stands for; anything else as it is written."""
    found = list(meanings(value, scope))
    if len(found) == 1 and isinstance(found[0], ast.Dict) and not _filled(value, scope):
        if found[0] is not value:
            _moved(found[0], scope)
        return found[0]
    return value


def _moved(value: ast.expr, scope: Scope) -> None:
    """Raises NotUnderstood where an expression may mean something else at the call."""
    for part in ast.walk(value):
        if isinstance(part, ast.Await | ast.NamedExpr) or _does_something(part, value):
            raise NotUnderstood(
                value.lineno, "the request is made by calls, which would be made twice"
            )
        if not isinstance(part, ast.Name):
            continue
        holder = scope.holder(part.id)
        times = len(holder.bound.get(part.id, ())) if holder else 0
        if holder is not None and times + (part.id in holder.parameters) > 1:
            raise NotUnderstood(part.lineno, f"{part.id} of the request changes on the way")


def _does_something(part: ast.AST, whole: ast.expr) -> bool:
    """Whether a call inside a request may give something else, or do more, the second time."""
    if not isinstance(part, ast.Call) or part is whole:
        return False
    name = getattr(part.func, "attr", getattr(part.func, "id", ""))
    return name not in _SAME_AGAIN


def _filled(value: ast.expr, scope: Scope) -> bool:
    holder = scope.holder(value.id) if isinstance(value, ast.Name) else None
    return bool(holder and isinstance(value, ast.Name) and value.id in holder.filled)


def is_given(name: str, scope: Scope) -> bool:
    """Whether a name is a parameter, whose default is not what it stands for."""
    holder = scope.holder(name)
    return holder is not None and name in holder.parameters


def _spread(value: ast.expr, scope: Scope) -> Iterator[tuple[str, ast.expr]]:
    """The members of ``**request``, where the request is one dictionary and stays as it is."""
    found = list(meanings(value, scope))
    if len(found) != 1 or _filled(value, scope):
        raise NotUnderstood(value.lineno, "the request is put together on the way")
    pairs = list(_entries(found[0]))
    if not pairs:
        raise NotUnderstood(value.lineno, "the request is made somewhere else")
    if found[0] is not value:
        _moved(found[0], scope)
    yield from pairs


def _entries(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match value:
        case ast.Dict(keys=keys, values=values):
            for key, inner in zip(keys, values, strict=True):
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    raise NotUnderstood(value.lineno, "the request has a member without a name")
                yield key.value, inner
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
            for word in words:
                if word.arg is None:
                    raise NotUnderstood(value.lineno, "the request is put together on the way")
                yield word.arg, word.value


def _value(value: ast.expr, scope: Scope) -> Any:
    """The value as far as it is written there; ``LATER`` for what is not."""
    if isinstance(value, ast.Name) and is_given(value.id, scope):
        return LATER
    found = list(meanings(value, scope))
    if len(found) != 1:
        return LATER
    match found[0]:
        case ast.Constant(value=plain) if isinstance(plain, str | int | float | None):
            return plain
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return [_value(one, scope) for one in elements]
        case ast.Dict() | ast.Call(func=ast.Name(id="dict")):
            if _filled(value, scope):
                return LATER
            return {name: _value(inner, scope) for name, inner in _entries(found[0])} or LATER
    return LATER


@dataclass(frozen=True, slots=True)
class Written:
    """What goes into the draft: ``arguments`` as (name, expression), and ``comments``."""

    arguments: tuple[tuple[str, str], ...]
    comments: tuple[str, ...]


def written(request: Request, text: Text, extra: dict[str, Any]) -> Written:
    """The arguments of the SDK's call, with ``extra`` options, and what could not be translated."""
    later = [line for line in request.mapped.lines if line.value == LATER or _has_later(line.value)]
    options = {**options_of(request.mapped.pairs), **extra}
    found = {name: literal(value) for name, value in options.items()}
    done: set[str] = set()
    for member, name in _PASSED.items():
        value = request.members.get(member)
        if value is None or member not in request.document:
            continue
        plain = request.document[member]
        if plain == LATER or (isinstance(value, ast.Name) and str(options.get(name)) == str(plain)):
            found[name] = text.of(value)
            done.add(member)
    for member in _NAMES:
        value = request.members.get(member)
        if value is not None and request.document[member] == LATER:
            key = EXTRA_SESSION if member == "SessionId" else EXTRA_JOB
            found["extra"] = f'["{key}:" + {_operand(value, text)}]'
            done.add(member)
    comments = [
        comment
        for line in request.mapped.lines
        for comment in _comments(line, line in later, request, done)
    ]
    return Written(tuple(sorted(found.items(), key=_order)), tuple(comments))


def _order(item: tuple[str, str]) -> tuple[bool, bool, str]:
    return item[0] != "model", item[0] != "language", item[0]


def _operand(value: ast.expr, text: Text) -> str:
    written = text.of(value)
    plain = isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.JoinedStr)
    return written if plain else f"str({written})"


def _has_later(value: Any) -> bool:
    return isinstance(value, list) and LATER in value


def _comments(line: Line, later: bool, request: Request, done: set[str]) -> Iterator[str]:
    member = line.row.member if line.row else line.amazon
    if member in _AUDIO or (line.row is not None and line.row.always and line.verdict != "none"):
        return
    if member in done:
        if member == "LanguageCode" and later:
            yield "language: Deepgram takes most of Amazon's codes, not all: see crossfade map."
        return
    if later and line.verdict not in ("same", "none"):
        yield f"{line.amazon} is only known when this runs: {reason(line)}"
    elif line.verdict in ("manual", "none"):
        yield f"{line.amazon}: {line.why}"


def reason(line: Line) -> str:
    """Why a member becomes what it does, where it is said already that its value comes later."""
    return line.why.removeprefix(ONLY_THEN)
