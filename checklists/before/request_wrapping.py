"""What a request to Amazon is often found in: a state machine, an event, a description of a job."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checklists.facts.parameter_book import OPERATIONS, Shape
from checklists.keyguard import CREDENTIAL_HEADERS, refuse_keys
from providers.audio.naming import shown
from providers.errors import BadInput

HIDDEN = "****"
_TASK = re.compile(r"aws-sdk:transcribe(?:streaming)?:([A-Za-z]+)")
_JOBS: Mapping[str, Shape] = {
    "TranscriptionJob": "job",
    "CallAnalyticsJob": "call-analytics",
    "MedicalTranscriptionJob": "medical",
    "MedicalScribeJob": "scribe",
}
_INSIDE = (
    "requestParameters", "Parameters", "Arguments", "parameters", "input", "request", "headers",
)  # fmt: skip
_NAMING = ("eventName", "operation", "Operation", "action", "Action", "X-Amz-Target", "Resource")


def unwrapped(document: Any) -> tuple[dict[str, Any], Shape | None, tuple[str, ...]]:
    """The members, the shape that the wrapping names, and the names that stood beside them."""
    if not isinstance(document, dict):
        kind = "a list" if isinstance(document, list) else "a single value"
        raise BadInput(f"The request is {kind}: give one object with the members of one call.")
    if isinstance(document.get("Records"), list):
        raise BadInput("This holds several things under Records: give the one request alone.")
    if _said(document) is None and (tasks := list(_tasks(document, ""))):
        if len(tasks) > 1:
            names = ", ".join(shown(name) for name, _ in tasks[:8])
            raise BadInput(f"This holds {len(tasks)} requests ({names}): give one of them alone.")
        document = tasks[0][1]
    for name, shape in _JOBS.items():
        if isinstance(document.get(name), dict):
            return document[name], shape, _others(document, name)
    said = _said(document)
    for name in _INSIDE:
        if isinstance(document.get(name), dict) and (said or len(document) == 1):
            beside = [one for one in _others(document, name) if one not in _NAMING]
            return document[name], said, tuple(beside)
    for name, inner in document.items():
        if len(document) == 1 and isinstance(inner, dict) and (shape_of := _operation(name)):
            return inner, shape_of, ()
    return document, None, ()


def _tasks(document: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The states of a state machine that call Transcribe with parameters, by their names."""
    if isinstance(document, list):
        for one in document:
            yield from _tasks(one, name)
    elif isinstance(document, dict):
        resource = document.get("Resource")
        inside = any(isinstance(document.get(one), dict) for one in ("Parameters", "Arguments"))
        if isinstance(resource, str) and _TASK.search(resource) and _said(document) and inside:
            yield name, document
        else:
            for inner, value in document.items():
                yield from _tasks(value, inner)


def _others(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(HIDDEN if is_key("", one) else one for one in document if one != name)


def _said(document: Mapping[str, Any]) -> Shape | None:
    for name in _NAMING:
        value = document.get(name)
        if isinstance(value, str):
            task = _TASK.search(value)
            shape = _operation(task[1] if task else value.rpartition(".")[2])
            if shape:
                return shape
    return None


def _operation(name: str) -> Shape | None:
    plain = plain_name(name)
    for shape, operation in OPERATIONS.items():
        if plain in (operation.lower(), f"{operation.lower()}websocket"):
            return shape
    return None


def plain_name(name: str) -> str:
    """A name as all spellings of it agree: LanguageCode, languageCode, language_code, a header."""
    name = name.lower().removeprefix("x-amzn-transcribe-")
    return re.sub(r"[-_ ]", "", name)


def is_key(name: str, value: Any) -> bool:
    """Whether a value looks like a key, or stands under the name of one."""
    try:
        refuse_keys({name: value}, "a member")
    except BadInput:
        return True
    return bool(value) and bool(CREDENTIAL_HEADERS.search(name))
