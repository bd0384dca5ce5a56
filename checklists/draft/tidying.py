"""What a draft leaves behind in a module: imports and values that nothing uses any more."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Sequence

from checklists.draft.blocks import empty_blocks
from checklists.draft.text import Text
from checklists.scan.python_module import Function

_ROUNDS = 5
_OURS = ("boto3", "amazon_transcribe", "aioboto3")


def tidied(old: str, new: str, imports: Sequence[str], helpers: Sequence[str]) -> str:
    """``new`` without what only ``old`` used, with imports and helpers. Raises SyntaxError."""
    before = _uses(_tree(old))
    text = _with_imports(new, imports, helpers, _place(new))
    for _ in range(_ROUNDS):
        done = _without_values(_without_imports(text, before), before)
        if done == text:
            break
        text = done
    return text


def _tree(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _uses(tree: ast.Module) -> Counter[str]:
    """How often each name is read; what ``__all__`` lists counts."""
    found = Counter(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
    for node in ast.walk(tree):
        # An annotation as text, or a name in __all__.
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.isidentifier():
            found[text] += 1
    return found


def _gone(alias: ast.alias, before: Counter[str], now: Counter[str]) -> bool:
    name = alias.asname or alias.name.partition(".")[0]
    return bool(before[name]) and not now[name]


def _without_imports(source: str, before: Counter[str]) -> str:
    tree = _tree(source)
    now, text = _uses(tree), Text(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom) or not text.own_lines(node):
            continue
        amazons = (getattr(node, "module", None) or "").partition(".")[0] == "amazon_transcribe"
        dead = [
            alias
            for alias in node.names
            if _gone(alias, before, now) or (amazons and not now[alias.asname or alias.name])
        ]
        if len(dead) == len(node.names):
            text.delete(node)
        elif dead:
            node.names = [alias for alias in node.names if alias not in dead]
            text.replace(node, ast.unparse(node))
    empty_blocks(tree, text)
    return text.result()


def _without_values(source: str, before: Counter[str]) -> str:
    """Without names of functions that are given a plain value which nothing reads."""
    tree = _tree(source)
    now, text = _uses(tree), Text(source)
    for function in ast.walk(tree):
        if not isinstance(function, Function):
            continue
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    unused = before[name] and not now[name]
                    if unused and _is_plain(value) and text.own_lines(node):
                        text.delete(node)
    empty_blocks(tree, text)
    return text.result()


def _is_plain(value: ast.expr) -> bool:
    """Whether making the value does nothing else."""
    return not any(
        isinstance(part, ast.Call | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr)
        for part in ast.walk(value)
    )


def _place(source: str) -> int:
    """Where the new imports go: the last line of the first import of Amazon's that stays or goes.

    0 where there is none at the beginning of the module.
    """
    for node in _tree(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
            module = getattr(node, "module", None) or node.names[0].name
            if module.partition(".")[0] in _OURS:
                return node.end_lineno or node.lineno
    return 0


def _with_imports(source: str, imports: Sequence[str], helpers: Sequence[str], place: int) -> str:
    tree, text = _tree(source), Text(source)
    last = _end_of_imports(tree)
    have = {
        ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    }
    lines = [line for line in imports if line not in have]
    if place and place <= last:
        text.insert_after(place, *lines)
    elif last:
        text.insert_after(last, *lines)
    elif lines:
        text.insert_before(_beginning(tree), *lines, "")
    blank = [line for helper in helpers for line in ("", "", helper)]
    if helpers and last:
        text.insert_after(last, *blank, *_more_blank(text, last))
    elif helpers:
        text.insert_before(_beginning(tree), *blank[2:], "", "")
    return text.result()


def _more_blank(text: Text, last: int) -> list[str]:
    """Empty lines that are missing between what is put after a line and what follows there."""
    blank = 0
    for line in text.lines[last : last + 2]:
        if line.strip():
            break
        blank += 1
    return [""] * (2 - blank)


def _beginning(tree: ast.Module) -> int:
    """The line of the first statement that is no docstring."""
    for node in tree.body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            decorators = getattr(node, "decorator_list", None)
            return decorators[0].lineno if decorators else node.lineno
    return 1


def _end_of_imports(tree: ast.Module) -> int:
    """The last line of the imports at the module's beginning, 0 where there are none."""
    last = 0
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            last = node.end_lineno or node.lineno
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            break
    return last
