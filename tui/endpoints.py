"""Default endpoints and names of regions and profiles, laid under the environment, never keys.

The environment always wins: a default becomes the variable that every part of the program reads
anyway, where that variable is not set. So a command and a screen reach the same service.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from providers.credentials import checked_url
from providers.errors import BadInput
from tui.text import one_line

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}\Z")
_KEY_NAMES = re.compile(r"(?i)(key|secret|token|password|credential)")
# Deepgram's keys are 40 hexadecimal digits, Amazon's ids 20 capitals that begin with AKIA or ASIA,
# its secrets 40 characters of base64; anything of that kind and longer is no name of anything.
_KEY_VALUES = re.compile(
    r"(?i)\b[0-9a-f]{32,}\b|\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b|[A-Za-z0-9+]{40,}"
    r"|[?&](?:[\w-]*(?:key|secret|token|signature|password))="
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``variables``: the first is set, unless any of them is set already."""

    variables: tuple[str, ...]
    wrong: Callable[[str], str]
    about: str


def _not_url(value: str) -> str:
    try:
        checked_url("url", {"url": value})
    except BadInput:
        return "a URL such as https://host:port belongs"
    return ""


def _not_region(value: str) -> str:
    return "" if _REGION.match(value) else "the name of a region such as eu-central-1 belongs"


def _not_name(value: str) -> str:
    return "" if value.isprintable() and 0 < len(value) <= 64 else "the name of a profile belongs"


ENTRIES: Mapping[str, Mapping[str, Entry]] = {
    "deepgram": {
        "base_url": Entry(("DEEPGRAM_BASE_URL",), _not_url, "Deepgram's address"),
    },
    "amazon": {
        "region": Entry(("AWS_DEFAULT_REGION", "AWS_REGION"), _not_region, "AWS region"),
        "profile": Entry(("AWS_PROFILE", "AWS_DEFAULT_PROFILE"), _not_name, "AWS profile"),
        "transcribe_url": Entry(("AWS_ENDPOINT_URL_TRANSCRIBE",), _not_url, "Transcribe, batch"),
        "s3_url": Entry(("AWS_ENDPOINT_URL_S3",), _not_url, "S3"),
        "streaming_url": Entry(
            ("AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING",), _not_url, "Transcribe, streaming"
        ),
        "events_url": Entry(("AWS_ENDPOINT_URL_EVENTBRIDGE",), _not_url, "EventBridge"),
    },
}


def read_endpoints(document: Mapping[str, Any]) -> dict[str, str]:
    """The endpoints in a settings document, by "table.entry".

    Raises BadInput, whose text continues "The settings file PATH ...", for anything unusable.
    """
    found: dict[str, str] = {}
    for table, entries in ENTRIES.items():
        given = document.get(table, {})
        if not isinstance(given, Mapping):
            raise BadInput(f"has {table} = ... where a table [{table}] belongs")
        for name, value in given.items():
            found[f"{table}.{name}"] = _checked(table, name, value, entries)
    return found


def _checked(table: str, name: str, value: object, entries: Mapping[str, Entry]) -> str:
    # Before anything that would repeat the value: it may be a key.
    if name not in entries and _KEY_NAMES.search(name):
        raise BadInput(_NO_KEYS)
    if isinstance(value, str) and looks_like_key(value):
        raise BadInput(_NO_KEYS)
    if name not in entries:
        known = ", ".join(entries)
        raise BadInput(f"has an unknown entry {table}.{one_line(name)}; known: {known}")
    if not isinstance(value, str):
        raise BadInput(f"has {table}.{name} = {value!r}; a text in quotes belongs")
    wrong = entries[name].wrong(value)
    if wrong:
        raise BadInput(f"has {table}.{name} = {value!r}; {wrong}")
    return value


_NO_KEYS = (
    "holds what looks like a key, and keys never belong there: set DEEPGRAM_API_KEY or an AWS "
    "profile instead"
)


def looks_like_key(value: str) -> bool:
    """Whether a value is more likely a credential than the name of something."""
    try:
        parts = urlsplit(value)
        userinfo = parts.username is not None or parts.password is not None
    except ValueError:
        userinfo = False
    if userinfo or _KEY_VALUES.search(value):
        return True
    # In an address a slash separates; elsewhere it is a digit of base64.
    return "://" not in value and bool(_BASE64.search(value))


def lay_under(environ: MutableMapping[str, str], endpoints: Mapping[str, str]) -> None:
    """Set the variables that are not set yet."""
    for path, value in endpoints.items():
        table, _, name = path.partition(".")
        variables = ENTRIES[table][name].variables
        if not any(environ.get(variable, "").strip() for variable in variables):
            environ[variables[0]] = value
