"""What is known of a test when a job is done: its state, and what every word of an answer is."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from checklists.draft.expressions import joined, key_of
from checklists.draft.shapes import STATUS, VALUES, WORD_TYPE, Place, Steps
from checklists.draft.understanding import NotUnderstood
from checklists.scan.python_module import Scope
from checklists.scan.python_values import meanings


@dataclass(frozen=True, slots=True)
class Truth:
    """Decides tests; ``place`` tells which part of the answer an expression stands for."""

    place: Callable[[ast.expr], Place | None]
    scope: Scope
    steps: Steps

    def of(self, test: ast.expr) -> bool | None:
        """What a test gives when the job is done; None where that is not all it asks."""
        match test:
            case ast.Constant(value=value):
                return bool(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.of(operand)
                return None if inner is None else not inner
            case ast.BoolOp(op=operation, values=values):
                return joined(operation, [self.of(value) for value in values])
            case ast.Compare(left=left, ops=[operation], comparators=[right]):
                return self._compared(left, operation, right)
        return None

    def _compared(self, left: ast.expr, operation: ast.cmpop, right: ast.expr) -> bool | None:
        if self._is_status(right) and isinstance(operation, ast.Eq | ast.NotEq):
            left, right = right, left
        if not self._is_status(left):
            return self._of_a_word(left, operation, right)
        texts = self._texts(right)
        if texts is None:
            return None
        if isinstance(operation, ast.Eq | ast.In):
            return STATUS in texts
        return STATUS not in texts if isinstance(operation, ast.NotEq | ast.NotIn) else None

    def of_comparison(self, test: ast.Compare) -> bool | None:
        """What is known of a comparison that has nothing to do with the job's state."""
        if len(test.ops) != 1:
            return None
        return self._of_a_word(test.left, test.ops[0], test.comparators[0])

    def _of_a_word(self, left: ast.expr, operation: ast.cmpop, right: ast.expr) -> bool | None:
        """``item["type"] == "punctuation"``, and ``"start_time" in item``."""
        if not isinstance(operation, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            return None
        negated = isinstance(operation, ast.NotEq | ast.NotIn)
        found = self.place(left)
        if found is not None and found.kind == "word-type":
            texts = self._texts(right)
            return None if texts is None else (WORD_TYPE in texts) is not negated
        held = self.place(right)
        if held is None or held.kind in VALUES or not isinstance(operation, ast.In | ast.NotIn):
            return None
        key = key_of(left)
        if key is None or key not in self.steps.get(held.kind, {}):
            raise NotUnderstood(left.lineno, f"the {held.kind} is searched for something")
        return not negated

    def _is_status(self, expression: ast.expr) -> bool:
        found = self.place(expression)
        return found is not None and found.kind == "status"

    def _texts(self, expression: ast.expr) -> set[str] | None:
        found: set[str] = set()
        for meaning in meanings(expression, self.scope):
            members = (
                meaning.elts if isinstance(meaning, ast.List | ast.Tuple | ast.Set) else [meaning]
            )
            for one in members:
                if not isinstance(one, ast.Constant) or not isinstance(one.value, str):
                    return None
                found.add(one.value)
        return found
