"""Changes inside f-strings, of whose insides Python 3.11 does not tell the places."""

from __future__ import annotations

import ast
import re


class Unplaceable(ValueError):
    """A change that cannot be put into an f-string."""


def in_formatted(text: str, changes: list[tuple[ast.expr, str]]) -> str:
    """An f-string with expressions inside it changed. Raises Unplaceable.

    Found are expressions as they are written, with either kind of quotes, and blanks where they
    commonly stand. New text takes the quotes that the string is not made with.
    """
    for node, new in changes:
        wanted = ast.dump(node)
        for field, start, end in sorted(_fields(text), key=lambda one: one[1], reverse=True):
            changed = _in_field(field, wanted, node, _quoted(new, text))
            if changed is not None:
                plain = re.fullmatch(r"\s*(['\"])([\w -]*)\1\s*", changed)
                if plain:
                    # A text that is always the same needs no braces.
                    text = text[: start - 1] + plain[2] + text[end + 1 :]
                else:
                    text = text[:start] + changed + text[end:]
                break
        else:
            raise Unplaceable(f"{ast.unparse(node)} inside an f-string")
    try:
        ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise Unplaceable("an f-string that holds the same quotes twice") from error
    return text


def _quoted(new: str, text: str) -> str:
    quote = re.search(r"['\"]", text)
    return new.replace('"', "'") if quote and quote[0] == '"' else new


def _fields(text: str) -> list[tuple[str, int, int]]:
    """What stands between single braces: (text, start, end)."""
    found: list[tuple[str, int, int]] = []
    at, depth, start = 0, 0, 0
    while at < len(text):
        pair = text[at : at + 2]
        if depth == 0 and pair in ("{{", "}}"):
            at += 2
            continue
        if text[at] == "{":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif text[at] == "}" and depth:
            depth -= 1
            if depth == 0:
                found.append((text[start:at], start, at))
        at += 1
    return found


def _in_field(field: str, wanted: str, node: ast.expr, new: str) -> str | None:
    """The field with its expression, or a part of it, changed; None where it is not there."""
    for written in _spellings(node):
        # A name inside a longer one, or after a dot, is another.
        found = re.search(rf"(?<![\w.]){re.escape(written)}(?!\w)", field)
        if found:
            return field[: found.start()] + new + field[found.end() :]
    expression = re.split(r"![rsa]|:|=\s*$", field)[0]
    try:
        same = ast.dump(ast.parse(expression.strip(), mode="eval").body) == wanted
    except (SyntaxError, ValueError):
        return None
    return new + field[len(expression) :] if same else None


def _spellings(node: ast.expr) -> tuple[str, ...]:
    plain = ast.unparse(node)
    return (plain, plain.replace("'", '"'))
