"""Where Python code makes a client of Amazon Transcribe, and which expressions stand for one."""

from __future__ import annotations

import ast
from enum import Enum
from types import MappingProxyType

from checklists.scan.operations import OPERATIONS
from checklists.scan.python_module import Module, Scope
from checklists.scan.python_values import may_be, meanings, origin_of

SERVICE = "transcribe"
# The operations as Python writes them: start_transcription_job.
BY_SNAKE = MappingProxyType({found.snake: found for found in OPERATIONS.values()})
STREAMING_PACKAGES = ("amazon_transcribe", "aws_sdk_transcribe_streaming")
AWS_PACKAGES = ("boto3", "botocore", "aioboto3", "aiobotocore", "boto3_type_annotations")
_MAKERS = ("client", "resource", "create_client")
_TYPES = ("TranscribeServiceClient", "TranscribeStreamingClient", "TranscribeServiceAsyncClient")
_ENTERING = ("enter_context", "enter_async_context")


class Is(Enum):
    """Whether an expression is a Transcribe client."""

    CLIENT = "client"
    STREAMING = "streaming client"
    OTHER = "something else"
    UNKNOWN = "unknown"


def root_of(origin: str) -> str:
    """The first part of a dotted origin."""
    return origin.partition(".")[0]


def service_asked(call: ast.Call) -> ast.expr | None:
    """The expression that names the service in a call that makes a client."""
    for keyword in call.keywords:
        if keyword.arg == "service_name":
            return keyword.value
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None


def is_maker(call: ast.Call, scope: Scope) -> bool:
    """Whether the call looks like ``boto3.client(...)``, by any alias, or a session's."""
    match call.func:
        case ast.Attribute(attr=name) if name in _MAKERS:
            return True
        case ast.Name():
            origin = origin_of(call.func, scope)
            return root_of(origin) in AWS_PACKAGES and origin.rpartition(".")[2] in _MAKERS
    return False


def made_by_aws(call: ast.Call, scope: Scope) -> bool:
    """Whether the maker is one of Amazon's: imported, or a session, or told a region."""
    if any(keyword.arg in ("region_name", "endpoint_url") for keyword in call.keywords):
        return True
    if not is_maker(call, scope):
        return True
    function = call.func
    if isinstance(function, ast.Name):
        return root_of(origin_of(function, scope)) in AWS_PACKAGES
    receiver = function.value if isinstance(function, ast.Attribute) else function
    for meaning in meanings(receiver, scope):
        inner = meaning.func if isinstance(meaning, ast.Call) else meaning
        if root_of(origin_of(inner, scope)) in AWS_PACKAGES:
            return True
    last = getattr(receiver, "attr", getattr(receiver, "id", ""))
    return any(word in last.lower() for word in ("session", "boto", "aws"))


def client_made(call: ast.Call, scope: Scope) -> bool | None:
    """Whether the call makes a client for Transcribe; None where its name is not sure.

    A function of the project's own that is told the service counts as well, and a hook of Airflow.
    """
    hook = next((one.value for one in call.keywords if one.arg == "client_type"), None)
    if hook is not None and not is_maker(call, scope):
        return may_be(hook, scope, SERVICE)
    if not is_maker(call, scope):
        made = local_function(call.func, scope)
        argument = told_service(call, made) if made else None
        return may_be(argument, scope, SERVICE) if argument is not None else False
    asked = service_asked(call)
    return False if asked is None else may_be(asked, scope, SERVICE)


def streaming_made(call: ast.Call, scope: Scope) -> bool:
    """Whether the call makes a client of one of Amazon's streaming SDKs."""
    origin = origin_of(call.func, scope)
    return root_of(origin) in STREAMING_PACKAGES and origin.endswith("StreamingClient")


def what_is(expression: ast.expr, scope: Scope, seen: set[int] | None = None) -> Is:
    """Whether ``expression`` is a client. A name bound to a client anywhere counts as one."""
    seen = set() if seen is None else seen
    typed = _by_annotation(expression, scope)
    if typed is not Is.UNKNOWN:
        return typed
    found: set[Is] = set()
    for meaning in meanings(expression, scope):
        place = _scope_of(expression, scope)
        found.add(_meant(meaning, place, seen))
    if isinstance(expression, ast.Name):
        found |= _passed(expression.id, scope, seen)
    for answer in (Is.CLIENT, Is.STREAMING, Is.UNKNOWN, Is.OTHER):
        if answer in found:
            return answer
    return Is.UNKNOWN


def hand_over(module: Module) -> None:
    """Note for each function what the module's own calls pass it."""
    for call, scope in module.calls:
        function = local_function(call.func, scope) if call.args or call.keywords else None
        if function is None:
            continue
        names = [one for one in function.parameters if one not in ("self", "cls")]
        pairs = [
            *zip(names, call.args, strict=False),
            *((word.arg, word.value) for word in call.keywords if word.arg in names),
        ]
        for name, value in pairs:
            if name and isinstance(value, ast.Name | ast.Attribute | ast.Call):
                function.passed.setdefault(name, []).append((value, scope))


def _passed(name: str, scope: Scope, seen: set[int]) -> set[Is]:
    holder = scope.holder(name)
    given = holder.passed.get(name, ()) if holder else ()
    found: set[Is] = set()
    for value, place in given:
        if id(value) not in seen:
            seen.add(id(value))
            found.add(what_is(value, place, seen))
    # That one caller passes something else says nothing of the others.
    return found - {Is.OTHER}


def _scope_of(expression: ast.expr, scope: Scope) -> Scope:
    if isinstance(expression, ast.Name):
        return scope.holder(expression.id) or scope
    return scope


def _by_annotation(expression: ast.expr, scope: Scope) -> Is:
    annotation: ast.expr | None = None
    match expression:
        case ast.Name(id=name):
            holder = scope.holder(name)
            annotation = holder.annotations.get(name) if holder else None
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if scope.owner:
            annotation = scope.owner.annotations.get(name)
    if annotation is None:
        return Is.UNKNOWN
    for node in ast.walk(annotation):
        word = getattr(node, "id", None) or getattr(node, "attr", None)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            word = node.value.rpartition(".")[2]
        if word in _TYPES:
            return Is.STREAMING if "Streaming" in word else Is.CLIENT
    return Is.UNKNOWN


def _meant(meaning: ast.expr, scope: Scope, seen: set[int]) -> Is:
    match meaning:
        case ast.Call():
            return _called(meaning, scope, seen)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if scope.owner:
            method = scope.owner.functions.get(name)
            return _returned(method, seen) if method else Is.UNKNOWN
        case ast.Constant(value=None):
            return Is.UNKNOWN
        case ast.Constant() | ast.Dict() | ast.List() | ast.Tuple() | ast.JoinedStr():
            return Is.OTHER
    return Is.UNKNOWN


def _called(call: ast.Call, scope: Scope, seen: set[int]) -> Is:
    if streaming_made(call, scope):
        return Is.STREAMING
    made = client_made(call, scope)
    if made is not False:
        return Is.CLIENT
    if is_maker(call, scope):
        asked = service_asked(call)
        literal = asked is not None and isinstance(asked, ast.Constant)
        return Is.OTHER if literal else Is.UNKNOWN
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in _ENTERING and call.args:
        return what_is(call.args[0], scope, seen)
    local = local_function(function, scope)
    return _returned(local, seen) if local is not None else Is.UNKNOWN


def told_service(call: ast.Call, function: Scope) -> ast.expr | None:
    """The argument by which ``call`` tells ``function`` the service whose client it gives back."""
    for value in function.returned:
        for meaning in meanings(value, function):
            if not isinstance(meaning, ast.Call) or not is_maker(meaning, function):
                continue
            asked = service_asked(meaning)
            if isinstance(asked, ast.Name) and asked.id in function.parameters:
                return _argument(call, asked.id, function)
    return None


def _argument(call: ast.Call, name: str, function: Scope) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [one for one in function.parameters if one not in ("self", "cls")]
    place = names.index(name) if name in names else len(call.args)
    return call.args[place] if place < len(call.args) else function.parameters[name]


def local_function(function: ast.expr, scope: Scope) -> Scope | None:
    """The function of the same module that ``function`` names, or a method by ``self``."""
    match function:
        case ast.Name(id=name):
            holder = scope.holder(name)
            return holder.functions.get(name) if holder else None
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if scope.owner:
            return scope.owner.functions.get(name)
        case ast.Attribute(value=receiver, attr=name):
            owner = _class_of(receiver, scope)
            return owner.functions.get(name) if owner else None
    return None


def _class_of(receiver: ast.expr, scope: Scope) -> Scope | None:
    """The class that a receiver is, or is an object of: ``Jobs``, ``Jobs()``, a name for either."""
    for meaning in meanings(receiver, scope):
        named = meaning.func if isinstance(meaning, ast.Call) else meaning
        if isinstance(named, ast.Name):
            holder = scope.holder(named.id)
            if holder and named.id in holder.classes:
                return holder.classes[named.id]
    return None


def _returned(function: Scope, seen: set[int]) -> Is:
    if id(function) in seen:
        return Is.UNKNOWN
    seen.add(id(function))
    found = {what_is(value, function, seen) for value in function.returned}
    for answer in (Is.CLIENT, Is.STREAMING):
        if answer in found:
            return answer
    return Is.OTHER if found == {Is.OTHER} else Is.UNKNOWN


def returns_client(function: Scope) -> Is:
    """Whether a function gives a client to whoever calls it."""
    return _returned(function, set())
