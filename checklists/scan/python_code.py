"""Python: imports of the SDKs, clients of the service, and calls with the members they send."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from checklists.scan.becomes import call_becomes
from checklists.scan.finding import Confidence, Finding, Mode, Needs
from checklists.scan.operations import Operation, mode_of_text
from checklists.scan.python_arguments import arguments_of, asks_transcribe
from checklists.scan.python_clients import (
    AWS_PACKAGES,
    BY_SNAKE,
    SERVICE,
    STREAMING_PACKAGES,
    Is,
    client_made,
    hand_over,
    made_by_aws,
    root_of,
    streaming_made,
    what_is,
)
from checklists.scan.python_module import Module, Scope, parsed, taken_apart
from checklists.scan.python_text import in_comments, in_text
from checklists.scan.python_values import origin_of, text_of
from checklists.scan.source import SourceFile

SDK = "deepgram-sdk: from deepgram import DeepgramClient"
_STREAM = "DeepgramClient(), then client.listen.v1.connect(...)"
_CLIENT = "DeepgramClient(), with the key in DEEPGRAM_API_KEY; no Region and no signing"
_EVENTS = "connection.on(EventType.MESSAGE, ...), with is_final where IsPartial was"
_NO_POLLING = "nothing to wait for: the answer is the transcript, or it goes to a callback"

_STUBS = ("mypy_boto3_transcribe", "types_boto3_transcribe", "types_aiobotocore_transcribe")
_WAITERS = frozenset(
    {
        "transcription_job_completed",
        "call_analytics_job_completed",
        "medical_transcription_job_completed",
        "medical_scribe_job_completed",
        "vocabulary_ready",
        "medical_vocabulary_ready",
        "language_model_completed",
    }
)
# Calls that are given a function to run and what to run it with.
_RUNNERS = ("partial", "to_thread", "run_in_executor", "run_sync", "submit", "retry", "call")


# What a module holds that uses the service; one that only speaks of transcripts is not parsed.
_SIGNS = re.compile(
    rb"""['"]transcribe['"]|(?:amazon|sdk|boto3|aiobotocore|mock)_transcribe|_transcription(?:_|\b)"""
    rb"""|call_analytics|medical_scribe|_vocabular|_language_model|TranscribeS"""
)


def find(file: SourceFile) -> Iterator[Finding]:
    """Every use of the service in one module; by its text where no Python can be read."""
    if not _SIGNS.search(file.data):
        return
    tree = parsed(file.text)
    if tree is None:
        yield from in_text(file)
        return
    yield from in_module(taken_apart(tree), file)
    yield from in_comments(file)


def in_module(module: Module, file: SourceFile) -> Iterator[Finding]:
    """Every use of the service in a module that was taken apart."""
    hand_over(module)
    yield from _imports(module, file)
    calls = list(_calls(module, file))
    modes = {call.mode for call in calls if call.kind == "call" and call.mode != "unknown"}
    yield from _clients(module, file, modes.pop() if len(modes) == 1 else "batch")
    yield from calls
    yield from _questions(module, file)


def _questions(module: Module, file: SourceFile) -> Iterator[Finding]:
    """The service's name told to a function of another module, or kept for one: no finding yet."""
    for call, scope in module.calls:
        told = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not any(isinstance(one, ast.Constant) and one.value == SERVICE for one in told):
            continue
        origin = origin_of(call.func, scope)
        if origin and root_of(origin) not in AWS_PACKAGES:
            yield _question(call.lineno, origin, file)
    for name in module.top.bound:
        if text_of(ast.Name(name), module.top) == SERVICE:
            yield _question(1, "", file)


def _question(line: int, origin: str, file: SourceFile) -> Finding:
    return file.finding(
        line,
        "python-question",
        "client",
        "unknown",
        "names the service",
        "",
        "low",
        arguments={"origin": origin},
        needs="definition",
    )


def _imports(module: Module, file: SourceFile) -> Iterator[Finding]:
    for node, _ in module.imports:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif node.level:
            continue
        else:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            root = root_of(name)
            if root in STREAMING_PACKAGES:
                what = f"imports {root}, Amazon's streaming SDK"
                yield file.finding(
                    node.lineno, "python-import", "import", "streaming", what, SDK, "high"
                )
                break
            if root in _STUBS or name == "moto.mock_transcribe":
                what = f"imports {name if root == 'moto' else root}, for types or tests"
                yield file.finding(
                    node.lineno, "python-import", "import", "batch", what, SDK, "high"
                )
                break


def _clients(module: Module, file: SourceFile, mode: Mode) -> Iterator[Finding]:
    for call, scope in module.calls:
        if streaming_made(call, scope):
            yield file.finding(
                call.func.end_lineno or call.lineno,
                "python-streaming-client",
                "client",
                "streaming",
                f"makes {origin_of(call.func, scope)}",
                _STREAM,
                "high",
            )
            continue
        made = client_made(call, scope)
        if made is False:
            continue
        sure = made is True and made_by_aws(call, scope)
        yield file.finding(
            call.func.end_lineno or call.lineno,
            "python-client",
            "client",
            mode,
            f"makes a client: {ast.unparse(call.func)[:60]}(... 'transcribe' ...)",
            _CLIENT,
            "high" if sure else "medium",
        )
    yield from _handlers(module, file)


def _handlers(module: Module, file: SourceFile) -> Iterator[Finding]:
    """Classes that take the streaming SDK's events."""
    for scope in module.scopes:
        if not isinstance(scope.node, ast.ClassDef):
            continue
        for base in scope.node.bases:
            origin = origin_of(base, scope)
            if root_of(origin) in STREAMING_PACKAGES:
                yield file.finding(
                    scope.node.lineno,
                    "python-stream-handler",
                    "parser",
                    "streaming",
                    f"{scope.name} takes the stream's events ({origin.rpartition('.')[2]})",
                    _EVENTS,
                    "high",
                )


def _calls(module: Module, file: SourceFile) -> Iterator[Finding]:
    defined = {name for scope in module.scopes for name in scope.functions}
    from_aws = {
        root_of(origin) for scope in module.scopes for origin in scope.imported.values()
    }.intersection((*AWS_PACKAGES, *STREAMING_PACKAGES))
    for attribute, scope in module.attributes:
        operation = BY_SNAKE.get(attribute.attr)
        if operation is not None:
            found = _operation(attribute, operation, scope, module, file, bool(from_aws), defined)
            if found:
                yield found
    for call, scope in module.calls:
        yield from _by_text(call, scope, file, bool(from_aws))


def _operation(
    attribute: ast.Attribute,
    operation: Operation,
    scope: Scope,
    module: Module,
    file: SourceFile,
    from_aws: bool,
    defined: set[str],
) -> Finding | None:
    parent = module.parents.get(id(attribute))
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.Delete):
        return None
    receiver = what_is(attribute.value, scope)
    call = _call_around(attribute, parent)
    arguments = arguments_of(call, scope) if call else {}
    if receiver is Is.OTHER and not asks_transcribe(arguments):
        return None
    own = isinstance(attribute.value, ast.Name) and attribute.value.id in ("self", "cls", "super")
    if own and attribute.attr in defined:
        return None
    confidence = _confidence(operation, receiver, arguments, from_aws, call is not None)
    if receiver is Is.UNKNOWN and not asks_transcribe(arguments):
        # Perhaps a function of the project's own of the same name: its arguments say nothing.
        arguments = {}
    return file.finding(
        attribute.end_lineno or attribute.lineno,
        "python-call",
        "call",
        operation.mode,
        f"calls {operation.name}" if call else f"names {operation.name}",
        call_becomes(operation.name, operation.mode),
        confidence,
        arguments=arguments,
        needs=_needs(operation, receiver, arguments, from_aws),
    )


def _confidence(
    operation: Operation, receiver: Is, arguments: Mapping[str, str], from_aws: bool, called: bool
) -> Confidence:
    if receiver in (Is.CLIENT, Is.STREAMING):
        return "high" if called else "medium"
    if asks_transcribe(arguments):
        return "high" if called and (from_aws or not operation.shared) else "medium"
    if operation.shared:
        return "low"
    return "high" if called and from_aws and operation.mode == "streaming" else "medium"


def _needs(
    operation: Operation, receiver: Is, arguments: Mapping[str, str], from_aws: bool
) -> Needs:
    if receiver in (Is.CLIENT, Is.STREAMING) or asks_transcribe(arguments):
        return ""
    if operation.shared:
        return "project"
    return "" if from_aws else "project"


def _call_around(attribute: ast.Attribute, parent: ast.AST | None) -> ast.Call | None:
    """The call of the operation, or the one that is handed it to run: ``to_thread(start, ...)``."""
    if not isinstance(parent, ast.Call):
        return None
    if parent.func is attribute:
        return parent
    return (
        parent if getattr(parent.func, "attr", getattr(parent.func, "id", "")) in _RUNNERS else None
    )


def _by_text(call: ast.Call, scope: Scope, file: SourceFile, from_aws: bool) -> Iterator[Finding]:
    """Operations and waiters that a call names in a string: ``getattr``, ``get_waiter``, stubs."""
    for argument in call.args:
        if not isinstance(argument, ast.Constant | ast.Name):
            continue
        name = text_of(argument, scope)
        if name is None:
            continue
        if name in _WAITERS:
            yield file.finding(
                call.lineno,
                "python-waiter",
                "call",
                mode_of_text(name.replace("_", "")),
                f"waits for {name}",
                _NO_POLLING,
                "high",
            )
        elif name in BY_SNAKE and not BY_SNAKE[name].shared and isinstance(argument, ast.Constant):
            operation = BY_SNAKE[name]
            yield file.finding(
                call.lineno,
                "python-named",
                "call",
                operation.mode,
                f"names {operation.name} in a string",
                call_becomes(operation.name, operation.mode),
                "medium",
                needs="" if from_aws else "project",
            )
