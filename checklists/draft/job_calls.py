"""Which calls of a function belong to one job: asking for it, waiting, deleting, its result."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from checklists.draft.request import Request
from checklists.draft.shapes import Place
from checklists.draft.understanding import NotUnderstood
from checklists.facts.parameter_book import Shape
from checklists.scan.python_clients import BY_SNAKE, Is, what_is
from checklists.scan.python_module import Module, Scope
from checklists.scan.python_values import meanings

STARTS: dict[str, Shape] = {
    "start_transcription_job": "job",
    "start_medical_transcription_job": "medical",
}
_GETS = frozenset(("get_transcription_job", "get_medical_transcription_job"))
_DELETES = frozenset(("delete_transcription_job", "delete_medical_transcription_job"))
_WAITERS = frozenset(("transcription_job_completed", "medical_transcription_job_completed"))
LOOP = ast.While | ast.For
# What reads objects of S3: clients' and resources' methods.
_FETCHES = re.compile(r"(get|head|download|list|copy|select)_?|Object$|Bucket$|open$")


@dataclass(slots=True)
class JobCalls:
    """The calls around the start of a job, as far as they were come upon.

    ``place`` tells what other expressions stand for. ``done`` are the attributes of the client
    that the draft takes care of; ``waited`` says that the job's end was waited for.
    """

    start: ast.Call
    scope: Scope
    module: Module
    request: Request
    place: Callable[[ast.expr], Place | None] = lambda _: None
    done: set[int] = field(default_factory=set)
    started: bool = False
    waited: bool = False

    def known(self, expression: ast.expr) -> Place | None:
        """What a call gives, where it belongs to the job. Raises NotUnderstood."""
        if not isinstance(expression, ast.Call):
            return None
        if expression is self.start:
            if not self.started:
                raise NotUnderstood(expression.lineno, "what the call gives is handed on at once")
            return Place("response")
        function = expression.func
        if not isinstance(function, ast.Attribute):
            return None
        if function.attr == "get_object" and self.waited and self._is_result(expression):
            return Place("object")
        if function.attr == "wait":
            return self._wait(function, expression)
        return self._of_client(expression, function) if self._on_client(function) else None

    def _wait(self, function: ast.Attribute, call: ast.Call) -> Place | None:
        found = self.place(function.value)
        if found is None or found.kind != "waiter":
            return None
        if not self.started:
            raise NotUnderstood(function.lineno, "a job is waited for before it is started")
        self._same_job(call)
        self.waited = True
        return Place("done")

    def _of_client(self, call: ast.Call, function: ast.Attribute) -> Place | None:
        name, found = function.attr, None
        if name in _GETS:
            self._same_job(call)
            if not self.started:
                raise NotUnderstood(call.lineno, "the job is asked for before it is started")
            if not self._loops(self.start) <= self._loops(call):
                raise NotUnderstood(
                    call.lineno, "jobs are started in a loop and waited for outside it"
                )
            self.waited = True
            found = Place("response")
        elif name == "get_waiter" and call.args:
            named = call.args[0]
            if isinstance(named, ast.Constant) and named.value in _WAITERS:
                found = Place("waiter")
        elif name in _DELETES and self.started:
            self._same_job(call)
            found = Place("done")
        if found is not None:
            self.done.add(id(function))
        return found

    def _same_job(self, call: ast.Call) -> None:
        """Raises NotUnderstood where a call may be about another job than the one started."""
        named = [w.value for w in call.keywords if (w.arg or "").endswith("JobName")]
        own = self.request.name
        if len(named) == 1 and own is not None:
            own_ones = {ast.dump(one) for one in (own, *meanings(own, self.scope))}
            ones = [named[0]] if ast.dump(named[0]) == ast.dump(own) else []
            ones = ones or list(meanings(named[0], self.scope))
            if all(ast.dump(one) in own_ones or _is_name_of_job(one) for one in ones):
                return
        raise NotUnderstood(call.lineno, "another job than the one that is started may be meant")

    def reads_the_result(self) -> int | None:
        """The line of a call that may fetch the result's file in a way that is not followed."""
        for call, scope in self.module.calls:
            function = call.func
            if not isinstance(function, ast.Attribute) or not _FETCHES.match(function.attr):
                continue
            if call.lineno <= self.start.lineno or not self._is_inside(call):
                continue
            if function.attr in BY_SNAKE or function.attr == "get_waiter":
                continue
            if function.attr == "get_object" and self._is_result(call):
                continue
            given = [*call.args, *(word.value for word in call.keywords)]
            if any(self._may_name_result(one, scope) for one in given):
                return call.lineno
        return None

    def _is_inside(self, call: ast.Call) -> bool:
        current: ast.AST | None = call
        while current is not None and current is not self.scope.node:
            current = self.module.parents.get(id(current))
        return current is self.scope.node

    def _may_name_result(self, value: ast.expr, scope: Scope) -> bool:
        members = self.request.members
        known = {
            ast.dump(value)
            for name, value in members.items()
            if name.endswith("JobName") or name in ("OutputBucketName", "OutputKey")
        }
        for meaning in [value, *meanings(value, scope)]:
            if any(ast.dump(part) in known for part in ast.walk(meaning)):
                return True
        return False

    def polls(self, statement: ast.While | ast.For) -> bool:
        """Whether a loop asks for the job."""
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(attr=name) as function) if name in _GETS:
                    if self._on_client(function):
                        return True
        return False

    def _loops(self, node: ast.AST) -> set[int]:
        """The loops around a node in its function."""
        found: set[int] = set()
        current: ast.AST | None = node
        while current is not None and current is not self.scope.node:
            if isinstance(current, LOOP):
                found.add(id(current))
            current = self.module.parents.get(id(current))
        return found

    def _on_client(self, function: ast.Attribute) -> bool:
        receiver = self.start.func.value if isinstance(self.start.func, ast.Attribute) else None
        same = receiver is not None and ast.dump(receiver) == ast.dump(function.value)
        return same or what_is(function.value, self.scope) is Is.CLIENT

    def _is_result(self, call: ast.Call) -> bool:
        """Whether an object in S3 is the job's result: named by the job, in JSON."""
        key = next((word.value for word in call.keywords if word.arg == "Key"), None)
        name = next((v for k, v in self.request.members.items() if k.endswith("JobName")), None)
        if key is None or name is None:
            return False
        if any(self._is_address(part) for part in ast.walk(key)):
            return True
        for meaning in meanings(key, self.scope):
            parts = {ast.dump(part) for part in ast.walk(meaning)}
            if ast.dump(name) in parts and ".json" in ast.unparse(meaning):
                return True
        return False

    def _is_address(self, part: ast.AST) -> bool:
        found = self.place(part) if isinstance(part, ast.Name) else None
        return found is not None and found.kind == "uri"


def _is_name_of_job(value: ast.expr) -> bool:
    """Whether it is read from the description of a job."""
    match value:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key.endswith("JobName")
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return key.endswith("JobName")
    return False


def describes(value: ast.expr) -> bool:
    """Whether a value is the description of a job, as a call gives it."""
    return isinstance(value, ast.Call) and getattr(value.func, "attr", "") in (*_GETS, *STARTS)
