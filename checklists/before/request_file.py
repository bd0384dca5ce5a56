"""A request as a file: JSON, read strictly, so that nothing of it is lost on the way in."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from providers.audio.naming import shown
from providers.errors import BadInput

LARGEST_REQUEST = 250_000  # bytes
DEEPEST = 40


def read_request(path: Path) -> Any:
    """The JSON document of a file. Raises BadInput in one sentence for anything else."""
    where = shown(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_REQUEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(f"{where} cannot be read ({reason}): name a JSON file.") from error
    return request_from(data, where)


def request_from(data: bytes, where: str = "The request") -> Any:
    """The JSON document in these bytes. Raises BadInput naming ``where``."""
    if len(data) > LARGEST_REQUEST:
        raise BadInput(f"{where} has more than {LARGEST_REQUEST:,} bytes: no request is that long.")
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise BadInput(f"{where} is not UTF-8: save it as UTF-8 JSON.") from None
    except _Twice as twice:
        raise BadInput(
            f"{where} has {shown(str(twice))} twice in one object: keep one of them."
        ) from None
    except RecursionError:
        raise BadInput(f"{where} is nested too deeply to be a request.") from None
    except ValueError as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInput(
            f"{where} is not JSON{place}: write names and texts in double quotes, true and false "
            "in small letters."
        ) from None
    _refuse_depth(document, where)
    _refuse_broken_text(document, where)
    return document


class _Twice(ValueError):
    """A name that stands twice in one object: Python's reader would drop the first silently."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _refuse_depth(document: Any, where: str) -> None:
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise BadInput(f"{where} is nested too deeply to be a request.")


def _refuse_broken_text(document: Any, where: str) -> None:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInput(
            f"{where} holds half a character (a lone surrogate): write it anew."
        ) from None
