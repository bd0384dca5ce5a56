"""A walk through a function after it started a job, as if the job were done.

Waiting falls away, tests of the job's state are decided, and what remains reads the answer.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Literal

from checklists.draft.folding import begin_with, is_elif, keep_only
from checklists.draft.job_calls import LOOP, JobCalls
from checklists.draft.reading import Reading
from checklists.draft.shapes import VALUES, Place
from checklists.draft.understanding import NotUnderstood
from checklists.draft.waiting import gives_up, is_said, is_waiting, only_waits
from checklists.draft.wording import commented
from checklists.scan.python_values import origin_of

_OF_NO_USE = ast.Pass | ast.Break | ast.Continue | ast.Import | ast.ImportFrom
_NOT_REACHED = "this was for a job that is not done, and is gone"
# How a block ends: it goes on, it leaves its loop, or it leaves its function.
_End = Literal["", "loop", "function"]


class JobWalk:
    """Follows statements and changes them in the reading's text.

    After it: ``statement`` is the one that starts the job, ``failed`` the lines at which a failed
    job was answered for, ``left`` what somebody has to see to, by line.
    """

    def __init__(self, calls: JobCalls, reading: Reading) -> None:
        self.calls, self.reading = calls, reading
        self.text, self.scope = reading.text, reading.scope
        self.statement: ast.stmt | None = None
        self.failed: list[int] = []
        self.left: list[tuple[int, str]] = []
        # What counts the rounds of waiting, by its name.
        self._counters: set[str] = set()

    def block(self, statements: Sequence[ast.stmt], polling: bool) -> _End:
        """Follow statements in turn, and say how they end; what is never reached goes."""
        for number, statement in enumerate(statements):
            end = self._statement(statement, polling)
            if end:
                if self.calls.started:
                    self._drop(statements[number + 1 :])
                return end
        return ""

    def _drop(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self._forget(statement)
            self.text.delete(statement)
            if not isinstance(statement, _OF_NO_USE) and not only_waits(statement, self.scope):
                self.left.append((statement.lineno, _NOT_REACHED))

    def _forget(self, node: ast.AST) -> None:
        """Note calls in code that falls away: they are taken care of."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.expr):
                self.calls.known(inner)

    def _statement(self, statement: ast.stmt, polling: bool) -> _End:
        if not self.text.own_lines(statement):
            if self.reading.holds(statement) or polling:
                raise NotUnderstood(statement.lineno, "several statements share a line")
            return ""
        match statement:
            case ast.Assign() | ast.AnnAssign():
                self._assignment(statement)
            case ast.Expr(value=value):
                self._expression(statement, value, polling)
            case ast.If():
                return self._if(statement, polling)
            case ast.While() | ast.For():
                return self._loop(statement, polling)
            case ast.With() | ast.AsyncWith():
                return self._with(statement, polling)
            case ast.Try():
                self._try(statement, polling)
            case ast.Break() | ast.Continue() if polling:
                self.text.delete(statement)
                return "loop"
            case ast.Return(value=ast.expr() as value):
                self.reading.returned(value)
                self.reading.rewrite(value)
                return "function"
            case ast.Return() | ast.Raise():
                self._children(statement)
                return "function"
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._inner(statement)
            case ast.AsyncFor() | ast.Match() | ast.TryStar():
                self._unknown_block(statement)
            case _:
                self._children(statement)
        return ""

    def _unknown_block(self, statement: ast.stmt) -> None:
        """A statement that holds others and is not followed: it must have nothing of the job."""
        if self.reading.holds(statement) or any(
            node is self.calls.start for node in ast.walk(statement)
        ):
            kind = type(statement).__name__.lower()
            raise NotUnderstood(statement.lineno, f"a {kind} statement holds a part of the job")

    def _inner(self, statement: ast.stmt) -> None:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in self.reading.names:
                raise NotUnderstood(node.lineno, "a function inside reads the job")

    def _children(self, statement: ast.stmt) -> None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self.reading.rewrite(child)

    def _assignment(self, statement: ast.Assign | ast.AnnAssign) -> None:
        value = statement.value
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if value is None:
            return
        if value is self.calls.start:
            self._begin(statement)
        found = self.reading.place(value)
        single = targets[0] if len(targets) == 1 else None
        self.reading.assigned(value)
        if found is not None and isinstance(single, ast.Name):
            self.reading.names[single.id] = found
            if found.kind not in VALUES:
                self.reading.ever.add(single.id)
            if not found.text and found.kind not in ("status", "name"):
                if statement is not self.statement:
                    self.text.delete(statement)
            elif found.kind in ("status", "document"):
                self.text.delete(statement)
            else:
                self._kept(statement, single.id, found)
            return
        if found is not None and found.kind == "uri" and isinstance(single, ast.Tuple):
            names = [part.id for part in single.elts if isinstance(part, ast.Name)]
            if len(names) == len(single.elts):
                self.reading.names |= dict.fromkeys(names, found)
                self.reading.ever |= set(names)
                self.text.delete(statement)
                return
        if found is not None and found.kind not in VALUES:
            raise NotUnderstood(statement.lineno, "the job is kept in something other than a name")
        self.reading.rewrite(value)
        for target in targets:
            self.reading.target(target)
            self._bound(target, value)

    def _kept(self, statement: ast.Assign | ast.AnnAssign, name: str, found: Place) -> None:
        """A name that stays, and from here on stands for the new text itself."""
        if statement.value is not None:
            self.reading.rewrite(statement.value)
        if found.kind in VALUES:
            del self.reading.names[name]
        else:
            self.reading.names[name] = Place(found.kind, name, found.bare and name)

    def _bound(self, target: ast.expr, value: ast.expr) -> None:
        if not isinstance(target, ast.Name):
            return
        self.reading.names.pop(target.id, None)
        if isinstance(value, ast.Constant) and self._becomes_state(target.id):
            # status = "IN_PROGRESS" before the loop that asks for it.
            self.reading.names[target.id] = Place("status")
            for statement in ast.walk(self.scope.node):
                if isinstance(statement, ast.Assign) and statement.value is value:
                    self.text.delete(statement)

    def _becomes_state(self, name: str) -> bool:
        for value in self.scope.bound.get(name, ()):
            match value:
                case ast.Subscript(slice=ast.Constant(value="TranscriptionJobStatus")):
                    return True
        return False

    def _begin(self, statement: ast.stmt) -> None:
        self.calls.started = True
        self.calls.done.add(id(self.calls.start.func))
        self.statement = statement

    def _expression(self, statement: ast.Expr, value: ast.expr, polling: bool) -> None:
        if value is self.calls.start:
            self._begin(statement)
            return
        found = self.reading.place(value)
        if found is not None and found.kind not in VALUES:
            self.text.delete(statement)
            return
        if isinstance(value, ast.Await):
            value = value.value
        if polling and isinstance(value, ast.Call) and is_waiting(value, self.scope):
            self.text.delete(statement)
            return
        try:
            self.reading.rewrite(statement.value)
        except NotUnderstood:
            if not is_said(value):
                raise
            self._unsaid(statement)

    def _unsaid(self, statement: ast.Expr) -> None:
        """A line of a log that tells what there is no more of."""
        pad = self.text.lead(statement)
        self.text.delete(statement)
        self.text.insert_before(
            statement.lineno,
            *commented("a message told of the job's file or description: there is none.", pad),
        )

    def _if(self, statement: ast.If, polling: bool) -> _End:
        self.reading.tested(statement.test)
        if self.calls.started and self.reading.holds(statement.test):
            taken = self.reading.truth.of(statement.test)
            if taken is not None:
                self._forget(statement.test)
                return self._decided(statement, taken, polling)
        if polling and self._may_give_up(statement):
            self._note_failure([statement], polling)
            self.text.delete(statement)
            return ""
        self.reading.rewrite(statement.test)
        before = dict(self.reading.names)
        one = self.block(statement.body, polling)
        after = self.reading.names
        self.reading.names = before | after if not one else dict(before)
        other = self.block(statement.orelse, polling)
        if one and other:
            return "loop" if "loop" in (one, other) else "function"
        if "loop" in (one, other):
            raise NotUnderstood(
                statement.lineno, "the waiting ends by a test that is not about the job alone"
            )
        return ""

    def _may_give_up(self, statement: ast.If) -> bool:
        return not self.reading.holds(statement.test) and gives_up(statement, self._counters)

    def _decided(self, statement: ast.If, taken: bool, polling: bool) -> _End:
        kept = statement.body if taken else statement.orelse
        dropped = statement.orelse if taken else statement.body
        if self._about_state(statement.test):
            self._note_failure(dropped, polling)
        if not kept:
            self._forget(statement)
            self.text.delete(statement)
            return ""
        if isinstance(kept[0], ast.If) and is_elif(self.text, kept[0]):
            self.text.delete_lines(statement.lineno, kept[0].lineno - 1)
            self._forget_all(dropped)
            ended = self._if_elif(kept[0], polling)
        else:
            keep_only(self.text, statement, kept)
            self._forget_all(dropped)
            ended = self.block(kept, polling)
        return ended

    def _forget_all(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self._forget(statement)

    def _if_elif(self, statement: ast.If, polling: bool) -> _End:
        """What was an ``elif`` is the first test now, unless it is decided as well."""
        if self.reading.truth.of(statement.test) is None:
            begin_with(self.text, statement)
        return self._if(statement, polling)

    def _note_failure(self, dropped: Sequence[ast.stmt], polling: bool) -> None:
        """A branch for a job that failed, which the request tells in its own way."""
        for statement in dropped:
            if isinstance(statement, ast.Pass) or (polling and only_waits(statement, self.scope)):
                continue
            self.failed.append(statement.lineno)
            return

    def _about_state(self, test: ast.expr) -> bool:
        """Whether a test asks how the job went."""
        places = (self.reading.place(one) for one in ast.walk(test) if isinstance(one, ast.expr))
        return any(found is not None and found.kind == "status" for found in places)

    def _loop(self, statement: ast.While | ast.For, polling: bool) -> _End:
        if not self.calls.started or not self.calls.polls(statement):
            return self._common_loop(statement)
        for node in ast.walk(statement):
            if isinstance(node, LOOP) and node is not statement and self.calls.polls(node):
                raise NotUnderstood(node.lineno, "one loop of waiting is inside another")
        self._forget(statement.test if isinstance(statement, ast.While) else statement.iter)
        keep_only(self.text, statement, statement.body)
        kept = self._asked_only(statement.body)
        end = self.block(kept, True)
        self._note_failure(statement.orelse, polling=False)
        self._forget_all(statement.orelse)
        return "function" if end == "function" else ""

    def _asked_only(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The body without what only counts tries or waits."""
        kept = []
        for statement in body:
            counting = isinstance(statement, ast.AugAssign) and isinstance(
                statement.target, ast.Name
            )
            if counting and not self.reading.holds(statement):
                self._counted(statement, body)
            elif isinstance(statement, ast.Expr) and is_said(statement.value):
                # Said in every round, while there was something to wait for.
                self._forget(statement)
                self.text.delete(statement)
            else:
                kept.append(statement)
        return kept

    def _counted(self, statement: ast.stmt, body: Sequence[ast.stmt]) -> None:
        """Take out what counts rounds. Raises NotUnderstood where the count is of use later."""
        name = getattr(getattr(statement, "target", None), "id", "")
        last = body[-1].end_lineno or 0
        for node in ast.walk(self.scope.node):
            match node:
                case ast.Name(id=found, ctx=ast.Load()) if found == name and node.lineno > last:
                    raise NotUnderstood(node.lineno, f"{name} is counted while waiting, and used")
                case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                    raise NotUnderstood(node.lineno, f"{name} is counted while waiting, and shared")
        self._counters.add(name)
        self.text.delete(statement)

    def _common_loop(self, statement: ast.While | ast.For) -> _End:
        if isinstance(statement, ast.While):
            self.reading.tested(statement.test)
            self.reading.rewrite(statement.test)
        else:
            self.reading.rewrite(statement.iter)
            self.reading.bind_members(statement.target, statement.iter)
        self.block(statement.body, False)
        self.block(statement.orelse, False)
        return ""

    def _with(self, statement: ast.With | ast.AsyncWith, polling: bool) -> _End:
        """``with urlopen(uri) as file:`` is opened no more; anything else stays."""
        items = statement.items
        found = self.reading.place(items[0].context_expr) if len(items) == 1 else None
        if found is not None and found.kind in ("http", "body"):
            name = items[0].optional_vars
            if isinstance(name, ast.Name):
                self.reading.names[name.id] = found
                self.reading.ever.add(name.id)
            keep_only(self.text, statement, statement.body)
            return self.block(statement.body, polling)
        for item in items:
            self.reading.rewrite(item.context_expr)
        return self.block(statement.body, polling)

    def _try(self, statement: ast.Try, polling: bool) -> None:
        before = dict(self.reading.names)
        self.block(statement.body, polling)
        after = dict(self.reading.names)
        for handler in statement.handlers:
            self.reading.names = dict(before)
            if handler.type is not None:
                self._caught(handler.type)
            self.block(handler.body, polling)
        self.reading.names = after
        self.block(statement.orelse, polling)
        self.block(statement.finalbody, polling)

    def _caught(self, kind: ast.expr) -> None:
        if isinstance(kind, ast.Tuple):
            for one in kind.elts:
                self._caught(one)
            return
        origin = origin_of(kind, self.scope)
        if origin.startswith("botocore") or ".exceptions." in ast.unparse(kind):
            self.left.append(
                (kind.lineno, "deepgram.core.api_error.ApiError comes instead of boto3's errors")
            )
