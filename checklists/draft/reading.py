"""Expressions that read Amazon's answer, followed through names, and what they become."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from checklists.draft.expressions import held_by, in_brackets, key_of
from checklists.draft.formatted import in_formatted
from checklists.draft.shapes import STATUS, VALUES, Place, Steps, member, step
from checklists.draft.text import Text
from checklists.draft.truth import Truth
from checklists.draft.understanding import NotUnderstood, said
from checklists.scan.python_module import Scope
from checklists.scan.python_values import origin_of

_HARMLESS = ("print", "len", "str", "repr", "bool", "enumerate")
_LOGGED = ("debug", "info", "warning", "error", "exception", "log", "critical")
_OPENED = ("get", "urlopen", "request")
_THROUGH = ("decode", "strip")
# What an address is taken apart with: each part is still of no use without it.
_PARTS = ("split", "rsplit", "partition", "rpartition", "replace", "removeprefix", "lstrip")
_PARSED = ("urllib.parse.urlparse", "urllib.parse.urlsplit")


@dataclass(slots=True)
class Reading:
    """One walk along the code that follows a call.

    ``names`` are those that stand for a part of the answer here, ``ever`` those that ever did.
    ``known`` tells of calls and attributes that only this kind of code has; ``document`` is what a
    result file is read as. ``left`` collects what somebody has to translate by hand, by line;
    ``used`` the kinds of places that were read. ``job_name`` is the expression of the job's name;
    ``truth`` decides the tests.
    """

    text: Text
    scope: Scope
    steps: Steps
    known: Callable[[ast.expr], Place | None]
    document: Place
    names: dict[str, Place] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    left: list[tuple[int, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    job_name: str = ""
    truth: Truth = field(init=False)
    _tests: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.truth = Truth(self.place, self.scope, self.steps)

    def tested(self, test: ast.expr) -> None:
        """Note that only the truth of an expression counts."""
        if isinstance(test, ast.BoolOp):
            self._tests.add(id(test))
            for value in test.values:
                self.tested(value)
        elif isinstance(test, ast.UnaryOp):
            self.tested(test.operand)

    def place(self, expression: ast.expr) -> Place | None:
        """The part of the answer that an expression stands for, or None."""
        found = self.known(expression)
        if found is not None:
            return found
        match expression:
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Await(value=inner):
                return self.place(inner)
            case ast.Subscript(value=value, slice=key):
                return self._step(value, key_of(key), expression)
            case ast.Attribute(value=value, attr=name):
                return self._attribute(value, name, expression)
            case ast.Call():
                return self._call(expression)
        return None

    def _step(self, value: ast.expr, key: str | None, whole: ast.expr) -> Place | None:
        inner = self.place(value)
        if inner is None:
            return None
        if inner.kind in VALUES:
            return None
        if inner.kind == "uri":
            return inner
        self.used.add(f"{inner.kind}.{key}")
        found = step(self.steps, inner, key) if key is not None else None
        if isinstance(whole, ast.Subscript) and isinstance(whole.slice, ast.Slice):
            raise NotUnderstood(whole.lineno, f"a part of the {said(inner)} is cut out")
        if found is None and (isinstance(whole, ast.Subscript) and not isinstance(key, str)):
            index = self.text.of(whole.slice)
            found = member(self.steps, inner, f"{inner.text}[{index}]")
        elif found is None and key is not None and key.lstrip("-").isdigit():
            found = member(self.steps, inner, f"{inner.text}[{key}]")
        if found is None:
            return self._unknown(inner, whole, key)
        return found

    def _unknown(self, inner: Place, whole: ast.expr, key: str | None) -> Place:
        if not inner.text:
            raise NotUnderstood(whole.lineno, f"{key} of the job's description is read")
        what = f'"{key}"' if key is not None else "a part that is only known when it runs"
        raise NotUnderstood(whole.lineno, f"{what} of Amazon's {inner.kind} has no translation")

    def _attribute(self, value: ast.expr, name: str, whole: ast.Attribute) -> Place | None:
        inner = self.place(value)
        if inner is None or inner.kind in VALUES:
            return None
        if inner.kind == "http" and name in ("text", "content", "data"):
            return Place("body")
        if inner.kind == "uri":
            return inner
        if name in self.steps.get(inner.kind, {}) or inner.kind not in ("http", "body"):
            return self._step(value, name, whole)
        return None

    def _call(self, call: ast.Call) -> Place | None:
        if isinstance(call.func, ast.Attribute):
            found = self._method(call.func, call)
            if found is not None:
                return found
        first = self.place(call.args[0]) if call.args else None
        if first is None:
            return self._opened(call)
        origin = origin_of(call.func, self.scope)
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if first.kind == "uri" and (name in _OPENED or origin.endswith("urlopen")):
            return Place("http")
        if first.kind == "uri" and origin in _PARSED:
            return first
        if first.kind in ("http", "body") and origin in ("json.load", "json.loads"):
            return self.document
        if first.kind == "seconds" and origin == "" and name == "float":
            return Place("number", first.bare)
        return None

    def _method(self, function: ast.Attribute, call: ast.Call) -> Place | None:
        inner = self.place(function.value) if function.attr not in ("pop", "setdefault") else None
        if inner is None or inner.kind in VALUES:
            return None
        if inner.kind in ("http", "body"):
            return self._of_body(inner, function.attr)
        if inner.kind == "uri" and function.attr in _PARTS:
            return inner
        if function.attr == "get" and call.args:
            return self._step(function.value, key_of(call.args[0]), call)
        raise NotUnderstood(call.lineno, f"{function.attr}() is called on the {inner.kind}")

    def _of_body(self, inner: Place, name: str) -> Place | None:
        if name == "json":
            return self.document
        if name == "read" or name in _THROUGH:
            return Place("body")
        if name in ("raise_for_status", "close"):
            return Place("done")
        return None

    def _opened(self, call: ast.Call) -> Place | None:
        """``http.request("GET", uri)``."""
        name = getattr(call.func, "attr", "")
        others = [*call.args[1:], *(word.value for word in call.keywords if word.arg == "url")]
        for one in others:
            found = self.place(one)
            if found and found.kind == "uri" and name in _OPENED:
                return Place("http")
        return None

    def holds(self, node: ast.AST) -> bool:
        """Whether a part of the answer, or a call that gives it, is anywhere in a node."""
        return any(isinstance(one, ast.expr) and self._is_place(one) for one in ast.walk(node))

    def _is_place(self, expression: ast.expr) -> bool:
        if isinstance(expression, ast.Name):
            return expression.id in self.names
        return self.known(expression) is not None

    def rewrite(self, expression: ast.expr) -> None:
        """Change an expression to read Deepgram's answer. Raises NotUnderstood."""
        for node, new in self.changes(expression, True):
            self.text.replace(node, new)

    def changes(self, expression: ast.expr, alone: bool = False) -> Iterator[tuple[ast.expr, str]]:
        """The nodes inside an expression that have to change, and what each becomes.

        ``alone`` says that it needs no brackets where it stands.
        """
        match expression:
            case ast.JoinedStr():
                inner = [
                    change
                    for value in expression.values
                    if isinstance(value, ast.FormattedValue)
                    for change in self.changes(value.value, True)
                ]
                if inner:
                    yield expression, in_formatted(self.text.of(expression), inner)
                return
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                found = self.place(operand)
                if found is not None and found.kind == "truth":
                    yield expression, found.bare
                    return
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                yield from self._comprehension(expression)
                return
            case ast.Compare():
                known = self.truth.of_comparison(expression)
                if known is not None:
                    yield expression, str(known)
                    return
            case ast.Lambda(body=body) if self.holds(body):
                raise NotUnderstood(expression.lineno, "a lambda reads the answer")
            case ast.Call():
                self._handed_on(expression)
            case ast.IfExp(test=test):
                self.tested(test)
        if id(expression) not in self._tests:
            self._kept_in(expression, held_by(expression))
        found = self.place(expression)
        if found is not None:
            yield from self._becomes(expression, found, alone)
            return
        for child in ast.iter_child_nodes(expression):
            if isinstance(child, ast.expr):
                argument = isinstance(expression, ast.Call) and child is not expression.func
                yield from self.changes(child, argument)
            elif isinstance(child, ast.keyword):
                yield from self.changes(child.value, True)

    def _becomes(
        self, expression: ast.expr, found: Place, alone: bool
    ) -> Iterator[tuple[ast.expr, str]]:
        new = found.text
        if found.kind in ("status", "name"):
            new = f'"{STATUS}"' if found.kind == "status" else self.job_name
        if not new:
            raise NotUnderstood(expression.lineno, f"the job's {said(found)} is used")
        if found.kind == "document":
            self.used.add("document")
            self.left.append((expression.lineno, "what follows gets Deepgram's JSON, not Amazon's"))
            new = f'{new}.model_dump(mode="json")'
        if alone and in_brackets(new):
            new = new[1:-1]
        if self.text.of(expression) != new:
            yield expression, new

    def _comprehension(self, expression: ast.expr) -> Iterator[tuple[ast.expr, str]]:
        kept = dict(self.names)
        for generator in getattr(expression, "generators", ()):
            yield from self.changes(generator.iter)
            self.bind_members(generator.target, generator.iter)
            before: ast.expr = generator.iter
            for test in generator.ifs:
                self.tested(test)
                clause = self._clause(before, test)
                if clause is not None and self.truth.of(test):
                    yield clause, ""
                else:
                    yield from self.changes(test, True)
                before = test
        for name in ("key", "elt", "value"):
            part = getattr(expression, name, None)
            if part is not None:
                self._kept_in(expression, [part])
                yield from self.changes(part, True)
        self.names = kept

    def _clause(self, before: ast.expr, test: ast.expr) -> ast.expr | None:
        """The place of `` if TEST`` in a comprehension, where it stands there without brackets."""
        place = ast.Name("if", lineno=before.end_lineno or 0, col_offset=before.end_col_offset or 0)
        place.end_lineno, place.end_col_offset = test.lineno, test.col_offset
        if "".join(self.text.of(place).split()) != "if":
            return None
        place.end_lineno, place.end_col_offset = test.end_lineno, test.end_col_offset
        return place

    def bind_members(self, target: ast.expr, values: ast.expr) -> None:
        """Give the names of a loop what they stand for."""
        numbered = isinstance(values, ast.Call) and getattr(values.func, "id", "") == "enumerate"
        if numbered and isinstance(values, ast.Call) and values.args:
            values = values.args[0]
        if numbered and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            target = target.elts[1]
        found = self.place(values)
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                self.names.pop(part.id, None)
        if found is None:
            return
        if not isinstance(target, ast.Name):
            raise NotUnderstood(values.lineno, f"the {found.kind} are taken apart in a loop")
        one = member(self.steps, found, target.id)
        if one is None:
            raise NotUnderstood(values.lineno, f"a loop goes through the {found.kind}")
        self.names[target.id] = one

    def _handed_on(self, call: ast.Call) -> None:
        """A function of anybody's that is given a part of the answer would read Amazon's shape."""
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if self.known(call) is not None or self.place(call) is not None:
            return
        if name in (*_HARMLESS, *_LOGGED):
            return
        dumped = name in ("dump", "dumps")
        for value in [*call.args, *(word.value for word in call.keywords)]:
            found = self.place(value)
            if dumped and found is not None and found.kind == "document":
                continue
            if found is not None and found.kind not in VALUES:
                raise NotUnderstood(
                    call.lineno, f"{name}() is given the {said(found)}, and reads Amazon's shape"
                )

    def _kept_in(self, whole: ast.expr, values: Iterable[ast.expr]) -> None:
        """A part of the answer that goes into something else keeps Amazon's shape for others."""
        for value in values:
            found = self.place(value)
            if found is not None and found.kind not in VALUES:
                raise NotUnderstood(whole.lineno, f"the {said(found)} goes on in Amazon's shape")

    def returned(self, value: ast.expr) -> None:
        """Raises NotUnderstood where callers would get another shape than before."""
        found = self.place(value)
        if found is not None and found.text and found.kind not in VALUES:
            raise NotUnderstood(
                value.lineno, f"callers are given the {said(found)}, and read Amazon's shape"
            )

    def target(self, target: ast.expr) -> None:
        """Change what stands inside the target of an assignment. Raises NotUnderstood."""
        if isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self.target(one)
        elif isinstance(target, ast.Subscript | ast.Attribute):
            if self.place(target) is not None or self.place(target.value) is not None:
                raise NotUnderstood(target.lineno, "a part of the answer is changed")
            self.rewrite(target)

    def assigned(self, value: ast.expr) -> None:
        """Raises NotUnderstood where a name would hold members of a list without being followed."""
        numbered = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "enumerate"
        if numbered and self.holds(value):
            raise NotUnderstood(value.lineno, "members of a list are numbered for later")
