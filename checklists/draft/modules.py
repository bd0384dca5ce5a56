"""One Python module: every call that starts a transcription, drafted as far as it is understood."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from checklists.draft import pieces
from checklists.draft.clients import names_of_clients
from checklists.draft.job_calls import STARTS
from checklists.draft.jobs import NEW, NEW_ASYNC, Job, draft_job
from checklists.draft.lost_names import lost_names
from checklists.draft.streams import PACKAGE, START, Stream, draft_handlers, draft_stream
from checklists.draft.text import Text
from checklists.draft.tidying import tidied
from checklists.draft.understanding import NotUnderstood
from checklists.scan.python_arguments import arguments_of, asks_transcribe
from checklists.scan.python_clients import (
    BY_SNAKE,
    Is,
    client_made,
    hand_over,
    local_function,
    root_of,
    streaming_made,
    what_is,
)
from checklists.scan.python_module import Module, Scope, parsed, taken_apart
from checklists.scan.python_values import origin_of

_STREAM = "StartStreamTranscription"
_KNOWN = ("deepgram", "boto3", "asyncio")
_TOO_DEEP = "the code is nested too deeply to be followed"
_FAILED = "the draft would be no Python: please report the code"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that starts a transcription: the line of its name, and what became of it.

    ``why`` says why it was left as it is, "" where it is drafted; ``left`` what of the draft is
    for somebody to do.
    """

    line: int
    operation: str
    why: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleDraft:
    """``source`` is the changed module, the same as before where nothing was drafted."""

    source: str
    calls: tuple[Call, ...]


@dataclass(slots=True)
class _Work:
    """A module under way."""

    source: str
    module: Module
    text: Text
    calls: list[Call] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    outside: frozenset[str] = frozenset()
    jobs: list[Job] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)


def draft_module(source: str, outside: frozenset[str] = frozenset()) -> ModuleDraft:
    """Draft a module. Takes any text; nothing is changed where Python cannot read it.

    ``outside`` are the names that other modules take from this one: a client of such a name stays.
    """
    tree = parsed(source)
    if tree is None:
        return ModuleDraft(source, ())
    module = taken_apart(tree)
    hand_over(module)
    try:
        return _draft(source, module, outside)
    except RecursionError:
        return ModuleDraft(
            source, tuple(Call(*_named(one), _TOO_DEEP) for one, *_ in _starts(module))
        )


def _draft(source: str, module: Module, outside: frozenset[str]) -> ModuleDraft:
    work = _drafted(source, module, outside, own=True)
    own = _all_done(work)
    if work.jobs and not own:
        # The client does more than what is drafted: it stays, and the draft makes one of its own.
        work = _drafted(source, module, outside, own=False)
    _clients_changed(work, own)
    if not (work.jobs or work.streams):
        return ModuleDraft(source, tuple(work.calls))
    changed, trouble = _finished(work)
    if trouble:
        calls = [Call(one.line, one.operation, one.why or trouble) for one in work.calls]
        return ModuleDraft(source, tuple(calls))
    return ModuleDraft(changed, tuple(sorted(work.calls, key=lambda call: call.line)))


def _finished(work: _Work) -> tuple[str, str]:
    """The changed module, and why it cannot be used, "" where it can."""
    taken = sorted(_added(work) & _bound(work.module))
    if taken:
        return "", f"the module has a {taken[0]} of its own, which the draft would add"
    try:
        changed = tidied(work.source, work.text.result(), _imports(work), _helpers(work))
        compile(changed, "draft", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return "", _FAILED
    lost = sorted(lost_names(work.source, changed))
    if lost:
        return "", f"what follows uses {', '.join(lost)}, which only the old code gives"
    return changed, ""


def _drafted(source: str, module: Module, outside: frozenset[str], *, own: bool) -> _Work:
    work = _Work(source, module, Text(source), outside=outside)
    starts = list(_starts(module))
    for attribute, call, scope in starts:
        several = sum(one is scope for *_, one in starts) > 1
        _one(attribute, call, scope, work, own and not several, several)
    if work.streams:
        _handlers(work)
    return work


def _starts(module: Module) -> Iterator[tuple[ast.Attribute, ast.Call, Scope]]:
    for attribute, scope in module.attributes:
        call = module.parents.get(id(attribute))
        if not (isinstance(call, ast.Call) and call.func is attribute):
            continue
        job = attribute.attr in STARTS and _is_job(attribute, call, scope)
        if job or (attribute.attr == START and what_is(attribute.value, scope) is Is.STREAMING):
            yield attribute, call, scope


def _is_job(attribute: ast.Attribute, call: ast.Call, scope: Scope) -> bool:
    receiver = what_is(attribute.value, scope)
    asked = asks_transcribe(arguments_of(call, scope))
    return receiver is Is.CLIENT or (receiver is Is.UNKNOWN and asked)


def _one(
    attribute: ast.Attribute, call: ast.Call, scope: Scope, work: _Work, own: bool, several: bool
) -> None:
    line, operation = _named(attribute)
    kept = work.text.copy()
    try:
        if several:
            raise NotUnderstood(line, "several transcriptions are started in one function")
        if isinstance(work.module.parents.get(id(call)), ast.Await) and attribute.attr != START:
            raise NotUnderstood(line, "the client is asynchronous")
        client = work.text.of(attribute.value)
        if attribute.attr == START:
            _is_amazons(attribute, scope, work.module)
            stream = draft_stream(call, scope, work.module, work.text, client)
            work.streams.append(stream)
            left = stream.left
        else:
            mine = own and what_is(attribute.value, scope) is Is.CLIENT
            shape = STARTS[attribute.attr]
            job = draft_job(call, scope, work.module, work.text, client if mine else "", shape)
            job.own = mine
            work.jobs.append(job)
            work.done |= job.done
            left = job.left
        said = tuple(f"line {number}: {why}" for number, why in sorted(set(left)))
        work.calls.append(Call(line, operation, "", said))
    except NotUnderstood as error:
        work.text = kept
        work.calls.append(Call(line, operation, str(error)))


def _named(attribute: ast.Attribute) -> tuple[int, str]:
    """The line of a start's name, and Amazon's name of the call."""
    line = attribute.end_lineno or attribute.lineno
    return line, "".join(part.title() for part in attribute.attr.split("_"))


def _is_amazons(attribute: ast.Attribute, scope: Scope, module: Module) -> None:
    for one, place in module.calls:
        if streaming_made(one, place) and root_of(origin_of(one.func, place)) == PACKAGE:
            return
    raise NotUnderstood(
        attribute.lineno, f"the client is not made here, or not by {PACKAGE.replace('_', '-')}"
    )


def _handlers(work: _Work) -> None:
    try:
        for one in work.calls:
            if one.why and one.operation == _STREAM:
                raise NotUnderstood(one.line, "another stream of this module is not understood")
        left = draft_handlers(work.module, work.text)
    except NotUnderstood as error:
        # A handler that stays Amazon's cannot be given Deepgram's connection.
        work.text = Text(work.source)
        work.streams.clear()
        work.jobs.clear()
        work.calls = [Call(one.line, one.operation, one.why or str(error)) for one in work.calls]
        return
    said = tuple(f"line {number}: {why}" for number, why in sorted(set(left)))
    work.calls = [
        Call(one.line, one.operation, one.why, (*one.left, *said))
        if one.operation == _STREAM and not one.why
        else one
        for one in work.calls
    ]


def _all_done(work: _Work) -> bool:
    """Whether every use of the module's clients of jobs is drafted, and none goes elsewhere."""
    makers = [call for call, scope in work.module.calls if client_made(call, scope)]
    if not makers or not all(job.own for job in work.jobs):
        return False
    if any(isinstance(work.module.parents.get(id(call)), ast.AnnAssign) for call in makers):
        # Its type is written beside it.
        return False
    if any(
        what_is(one, scope) is Is.CLIENT for scope in work.module.scopes for one in scope.returned
    ):
        return False
    if len({job.awaited for job in work.jobs}) > 1 or work.outside & names_of_clients(work.module):
        return False
    for attribute, scope in work.module.attributes:
        if id(attribute) in work.done or attribute.lineno in work.text.deleted:
            continue
        receiver = what_is(attribute.value, scope)
        if receiver is Is.CLIENT or (receiver is Is.UNKNOWN and attribute.attr in BY_SNAKE):
            return False
    return not any(_handed_out(call, scope) for call, scope in work.module.calls) and not any(
        isinstance(work.module.parents.get(id(call)), ast.withitem | ast.Return) for call in makers
    )


def _handed_out(call: ast.Call, scope: Scope) -> bool:
    """Whether a client is given to a function of another module."""
    if local_function(call.func, scope) is not None:
        return False
    given = [*call.args, *(word.value for word in call.keywords)]
    return any(
        isinstance(value, ast.Name | ast.Attribute) and what_is(value, scope) is Is.CLIENT
        for value in given
    )


def _clients_changed(work: _Work, own: bool) -> None:
    for call, scope in work.module.calls:
        if own and work.jobs and client_made(call, scope):
            work.text.replace(call, NEW_ASYNC if work.jobs[0].awaited else NEW)
        elif work.streams and streaming_made(call, scope):
            work.text.replace(call, NEW_ASYNC)


def _imports(work: _Work) -> list[str]:
    awaited = work.streams or any(job.awaited for job in work.jobs)
    plain = any(not job.awaited for job in work.jobs)
    names = [
        name for name, used in (("AsyncDeepgramClient", awaited), ("DeepgramClient", plain)) if used
    ]
    lines = [f"from deepgram import {', '.join(names)}"]
    if work.streams:
        lines.append("from deepgram.listen.v1.types import ListenV1Results")
    if any(stream.paced for stream in work.streams):
        lines.insert(0, "import asyncio")
    if any(job.link for job in work.jobs) and not _boto3(work):
        lines.insert(0, "import boto3")
    return lines


def _helpers(work: _Work) -> list[str]:
    found = []
    if any(job.link for job in work.jobs):
        found.append(pieces.link(_region(work), _boto3(work) or "boto3"))
    if work.streams:
        found.append(pieces.HANDLER)
    if any(stream.paced for stream in work.streams):
        found.append(pieces.PACED)
    return found


def _added(work: _Work) -> set[str]:
    """The names that a draft gives the module."""
    lines = [*_imports(work), *_helpers(work)]
    return {
        getattr(node, "asname", None) or node.name
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.alias | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    } - {"__init__", "handle_events"}


def _bound(module: Module) -> set[str]:
    """The names that the module gives something else than what a draft would import."""
    found: set[str] = set()
    for scope in module.scopes:
        found |= {*scope.bound, *scope.parameters, *scope.functions, *scope.classes}
        for name, origin in scope.imported.items():
            if origin.rpartition(".")[2] != name or origin.partition(".")[0] not in _KNOWN:
                found.add(name)
    return found


def _boto3(work: _Work) -> str:
    """The name by which the module knows boto3, "" where it does not."""
    for name, origin in work.module.top.imported.items():
        if origin == "boto3":
            return name
    return ""


def _region(work: _Work) -> str:
    """The Region that the client of jobs was made for, where it is written there."""
    for call, scope in work.module.calls:
        if client_made(call, scope):
            for keyword in call.keywords:
                if keyword.arg == "region_name" and isinstance(keyword.value, ast.Constant):
                    return work.text.of(keyword.value)
    return ""
