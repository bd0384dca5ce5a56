"""The product has one code path: the sandbox differs from a vendor by endpoint, key and label."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import providers

PACKAGE = Path(providers.__file__).parent
# Where the sandbox's own keys are defined and recognised; nothing else may ask.
KNOWS_THE_KEYS = {"credentials.py"}


def decisions(tree: ast.AST) -> Iterator[ast.expr]:
    """Every expression that decides which code runs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            yield node.test
        elif isinstance(node, ast.Match):
            yield node.subject
        elif isinstance(node, ast.comprehension):
            yield from node.ifs
        elif isinstance(node, ast.BoolOp):
            yield from node.values


def mentions_sandbox(expression: ast.expr) -> bool:
    return any(
        "sandbox" in text.lower()
        for node in ast.walk(expression)
        for text in (
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
            node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "",
        )
    )


def product_modules() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if "sandbox" not in path.relative_to(PACKAGE).parts[:1] and path.name not in KNOWS_THE_KEYS
    ]


def test_no_decision_in_the_providers_depends_on_the_sandbox() -> None:
    assert len(product_modules()) > 20
    found = [
        f"{path.relative_to(PACKAGE)}:{expression.lineno}"
        for path in product_modules()
        for expression in decisions(ast.parse(path.read_text()))
        if mentions_sandbox(expression)
    ]
    assert found == []


def test_the_scan_would_find_one() -> None:
    tree = ast.parse("if access.sandbox:\n    pass\nx = 1 if 'sandbox' in url else 2")
    assert sum(mentions_sandbox(expression) for expression in decisions(tree)) == 2
