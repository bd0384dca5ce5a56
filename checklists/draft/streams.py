"""Streams of amazon-transcribe, drafted as a connection of deepgram-sdk.

The connection is a context: what follows the opening moves into it. Handlers keep their names and
take Deepgram's Results one by one, where Amazon's events held a list of results.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from checklists.draft.blocks import block_of, blocks
from checklists.draft.clients import gone_with
from checklists.draft.formatted import Unplaceable
from checklists.draft.reading import Reading
from checklists.draft.request import Request, read_request, written
from checklists.draft.shapes import STREAM, VALUES, Place
from checklists.draft.text import Text
from checklists.draft.understanding import NotUnderstood
from checklists.draft.wording import call_text, commented
from checklists.scan.python_clients import local_function
from checklists.scan.python_module import Function, Module, Scope
from checklists.scan.python_values import origin_of

PACKAGE = "amazon_transcribe"
START = "start_stream_transcription"
NEW = "AsyncDeepgramClient()"
HANDLER, PACED = "ResultHandler", "send_in_real_time"
_TAKES = "handle_transcript_event"
_BASE = "TranscriptResultStreamHandler"
_HANDED_ON = "the stream is handed on"
_INSIDE = "_transcript_result_stream"


@dataclass(slots=True)
class Stream:
    """One stream's draft. ``paced`` says that it needs the function that sends in real time."""

    request: Request
    line: int
    left: list[tuple[int, str]] = field(default_factory=list)
    paced: bool = False


def draft_stream(start: ast.Call, scope: Scope, module: Module, text: Text, client: str) -> Stream:
    """Change the code of one stream in ``text``. Raises NotUnderstood."""
    stream = Stream(read_request(start, scope, "stream"), start.lineno)
    name, statement, rest = _opening(start, scope, module)
    if "\t" in text.lead(statement):
        raise NotUnderstood(statement.lineno, "the code is indented with tabs")
    _uses(name, statement, scope, module, text, stream)
    _tasks(rest, module)
    last = _end(rest[-1]) if rest else _end(statement)
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Name) and node.id == name and node.lineno > last:
            raise NotUnderstood(node.lineno, "the stream is used outside of where it is opened")
    if isinstance(start.func, ast.Attribute) and isinstance(start.func.value, ast.Call):
        # The client is made where it is used.
        client = NEW
    pad = text.lead(statement)
    stream.left += gone_with(module, link=False, streams=True)
    done = written(stream.request, text, {})
    notes = [*done.comments, *(f"line {number} before: {why}" for number, why in stream.left)]
    call = call_text(f"{client}.listen.v1.connect", done.arguments, pad)
    text.insert_before(statement.lineno, *(line for note in notes for line in commented(note, pad)))
    text.replace(statement, f"async with {call} as {name}:")
    if rest:
        text.shift((statement.end_lineno or statement.lineno) + 1, _end(rest[-1]), 4)
    else:
        raise NotUnderstood(statement.lineno, "nothing follows the opening of the stream")
    return stream


def _tasks(rest: list[ast.stmt], module: Module) -> None:
    """Raises NotUnderstood where a task may go on after the block, and so after the connection."""
    nodes = [node for statement in rest for node in ast.walk(statement)]
    awaited = {
        name.id
        for node in nodes
        if isinstance(node, ast.Await)
        for name in ast.walk(node.value)
        if isinstance(name, ast.Name)
    }
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called not in ("create_task", "ensure_future", "run_coroutine_threadsafe"):
            continue
        holder = module.parents.get(id(node))
        named = isinstance(holder, ast.Assign) and isinstance(holder.targets[0], ast.Name)
        name = holder.targets[0].id if named else ""  # type: ignore[union-attr]
        inside = isinstance(holder, ast.Call | ast.Await | ast.List | ast.Tuple)
        if name not in awaited and not inside:
            raise NotUnderstood(node.lineno, "a task of the stream is left running")


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _opening(start: ast.Call, scope: Scope, module: Module) -> tuple[str, ast.stmt, list[ast.stmt]]:
    """The name of the stream, the statement that opens it, and what follows in its block."""
    for _, statements in [(None, list(block_of(scope.node))), *blocks(scope.node)]:
        for number, statement in enumerate(statements):
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Await(value=value)) if (
                    value is start
                ):
                    return name, statement, statements[number + 1 :]
    raise NotUnderstood(start.lineno, "the stream is not simply given a name where it is opened")


def _uses(
    name: str, statement: ast.stmt, scope: Scope, module: Module, text: Text, stream: Stream
) -> None:
    """Every use of the stream, in its function and those inside it."""
    for node in ast.walk(scope.node):
        if not (isinstance(node, ast.Name) and node.id == name and node.lineno >= statement.lineno):
            continue
        parent = module.parents.get(id(node))
        if isinstance(parent, ast.Assign) and parent is statement:
            continue
        if isinstance(parent, ast.Attribute) and parent.attr == "input_stream":
            _sent(parent, name, module, text)
        elif isinstance(parent, ast.Attribute) and parent.attr == "output_stream":
            _received(parent, name, scope, module, text)
        elif isinstance(parent, ast.Call) and _is_paced(parent, scope):
            text.replace(parent.func, PACED)
            stream.paced = True
        elif isinstance(parent, ast.Call) and node in parent.args:
            _lent(parent, parent.args.index(node), scope, module, text, stream)
        else:
            raise NotUnderstood(node.lineno, _HANDED_ON)


def _lent(
    call: ast.Call, number: int, scope: Scope, module: Module, text: Text, stream: Stream
) -> None:
    """A function of the module that is given the stream to send on, and by this call only."""
    function = local_function(call.func, scope)
    node = function.node if function is not None else None
    if function is None or not isinstance(node, ast.AsyncFunctionDef) or function.owner is not None:
        raise NotUnderstood(call.lineno, _HANDED_ON)
    times = sum(local_function(one.func, place) is function for one, place in module.calls)
    names = [*node.args.posonlyargs, *node.args.args]
    spread = any(isinstance(one, ast.Starred) for one in call.args)
    if times != 1 or spread or number >= len(names) or names[number].annotation is not None:
        raise NotUnderstood(call.lineno, _HANDED_ON)
    name = names[number].arg
    for part in ast.walk(node):
        if not (isinstance(part, ast.Name) and part.id == name):
            continue
        parent = module.parents.get(id(part))
        if isinstance(parent, ast.Attribute) and parent.attr == "input_stream":
            _sent(parent, name, module, text)
        elif isinstance(parent, ast.Call) and _is_paced(parent, function):
            text.replace(parent.func, PACED)
            stream.paced = True
        else:
            raise NotUnderstood(part.lineno, _HANDED_ON)


def _is_paced(call: ast.Call, scope: Scope) -> bool:
    return origin_of(call.func, scope) == f"{PACKAGE}.utils.apply_realtime_delay"


def _sent(attribute: ast.Attribute, name: str, module: Module, text: Text) -> None:
    method = module.parents.get(id(attribute))
    call = module.parents.get(id(method))
    if not isinstance(method, ast.Attribute) or not isinstance(call, ast.Call):
        raise NotUnderstood(attribute.lineno, "the stream's way in is handed on")
    if method.attr == "end_stream":
        text.replace(call, f"{name}.send_close_stream()")
    elif method.attr == "send_audio_event":
        audio = [*call.args, *(word.value for word in call.keywords)]
        if len(audio) != 1:
            raise NotUnderstood(call.lineno, "send_audio_event() has other arguments than audio")
        text.replace(call, f"{name}.send_media({text.of(audio[0])})")
    else:
        raise NotUnderstood(call.lineno, f"{method.attr}() is called on the stream")


def _received(
    attribute: ast.Attribute, name: str, scope: Scope, module: Module, text: Text
) -> None:
    call = module.parents.get(id(attribute))
    made = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    owner = scope.holder(getattr(getattr(call, "func", None), "id", "")) if made else None
    name_of = getattr(getattr(call, "func", None), "id", "")
    known = owner is not None and any(
        one is owner.classes.get(name_of) for one, _ in handlers(module)
    )
    if not known:
        raise NotUnderstood(attribute.lineno, "what the stream says is not given to a handler here")
    text.replace(attribute, name)


def draft_handlers(module: Module, text: Text) -> list[tuple[int, str]]:
    """Change every handler of the module; what is left to do by hand. Raises NotUnderstood."""
    left: list[tuple[int, str]] = []
    for scope, base in handlers(module):
        _only_takes_events(scope, module)
        text.replace(base, HANDLER)
        method = scope.functions.get(_TAKES)
        if method is not None:
            left += _handler(method, text)
    return left


def _only_takes_events(handler: Scope, module: Module) -> None:
    """Raises NotUnderstood where a handler does more with the stream than take its events."""
    node = handler.node
    if "handle_events" in handler.functions:
        raise NotUnderstood(getattr(node, "lineno", 1), "a handler goes through the stream itself")
    for part in ast.walk(node):
        inner = isinstance(part, ast.Attribute) and part.attr == _INSIDE
        if inner or (isinstance(part, ast.keyword) and part.arg == _INSIDE.removeprefix("_")):
            line = getattr(part, "lineno", 1)
            raise NotUnderstood(line, "a handler uses the stream behind its events")
    for scope in module.scopes:
        for base in getattr(scope.node, "bases", ()):
            if isinstance(base, ast.Name) and base.id == handler.name and scope is not handler:
                raise NotUnderstood(base.lineno, "a class is made from a handler of this module")


def handlers(module: Module) -> Iterator[tuple[Scope, ast.expr]]:
    """The classes that take a stream's events, each with the expression of its base."""
    for scope in module.scopes:
        if isinstance(scope.node, ast.ClassDef):
            for base in scope.node.bases:
                if origin_of(base, scope) == f"{PACKAGE}.handlers.{_BASE}":
                    yield scope, base


def _handler(method: Scope, text: Text) -> list[tuple[int, str]]:
    node = method.node
    if not isinstance(node, Function) or len(node.args.args) != 2:
        raise NotUnderstood(getattr(node, "lineno", 1), f"{_TAKES} takes other arguments")
    event = node.args.args[1]
    if event.annotation is not None:
        text.replace(event.annotation, "ListenV1Results")
    reading = Reading(text, method, STREAM, lambda _: None, Place("document"))
    reading.names[event.arg] = Place("event", event.arg)
    try:
        _Follow(reading).block(node.body)
    except Unplaceable as error:
        raise NotUnderstood(node.lineno, f"there is {error}") from error
    for line, why in dict.fromkeys(reading.left):
        pad = text.lines[line - 1][: len(text.lines[line - 1]) - len(text.lines[line - 1].lstrip())]
        text.insert_before(line, *commented(f"{why}.", pad))
    return reading.left


class _Follow:
    """A walk through a handler's statements, in their order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def block(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        reading = self.reading
        if isinstance(statement, ast.If | ast.While):
            reading.tested(statement.test)
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                self._named(name, value)
            case ast.Assign(value=value, targets=targets):
                found = reading.place(value)
                if found is not None and found.kind not in VALUES:
                    raise NotUnderstood(statement.lineno, "a result is kept for other code")
                reading.rewrite(value)
                for target in targets:
                    reading.target(target)
            case ast.For() | ast.AsyncFor():
                reading.rewrite(statement.iter)
                reading.bind_members(statement.target, statement.iter)
            case ast.With() | ast.AsyncWith():
                for item in statement.items:
                    reading.rewrite(item.context_expr)
            case ast.Match() | ast.TryStar():
                if reading.holds(statement):
                    raise NotUnderstood(statement.lineno, "a result is taken apart by its shape")
                return
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if reading.holds(statement):
                    raise NotUnderstood(statement.lineno, "a function inside reads the results")
                return
            case _:
                for child in ast.iter_child_nodes(statement):
                    if isinstance(child, ast.expr):
                        reading.rewrite(child)
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            if isinstance(inner, list):
                self.block(inner)
        for handler in getattr(statement, "handlers", ()):
            self.block(handler.body)

    def _named(self, name: str, value: ast.expr) -> None:
        reading = self.reading
        reading.assigned(value)
        found = reading.place(value)
        reading.rewrite(value)
        reading.names.pop(name, None)
        if found is not None and found.kind not in VALUES:
            reading.names[name] = Place(found.kind, name)
