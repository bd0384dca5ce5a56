"""The clients of a module: by which names others may know them, and what they were made with."""

from __future__ import annotations

import ast

from checklists.draft.request import is_given
from checklists.scan.python_clients import Is, client_made, streaming_made, what_is
from checklists.scan.python_module import Module, Scope
from checklists.scan.python_values import meanings, origin_of, text_of

# Deepgram's hosts by the beginning of a Region's name (Deepgram changelog, read 2026-11); the
# others are served by api.deepgram.com.
_HOSTS = {
    "eu-": "api.eu.deepgram.com",
    "ap-southeast-2": "api.au.deepgram.com",
    "ap-south-1": "api.in.deepgram.com",
}


def names_of_clients(module: Module) -> frozenset[str]:
    """The names that stand for a client, or for a function that gives one."""
    found: set[str] = set()
    for call, scope in module.calls:
        if not client_made(call, scope):
            continue
        holder = module.parents.get(id(call))
        targets = getattr(holder, "targets", None) or [getattr(holder, "target", None)]
        found |= {getattr(one, "id", getattr(one, "attr", "")) for one in targets}
    for scope in module.scopes:
        if any(what_is(one, scope) is Is.CLIENT for one in scope.returned):
            found.add(scope.name)
    return frozenset(found - {""})


def gone_with(module: Module, *, link: bool, streams: bool = False) -> list[tuple[int, str]]:
    """What the clients were made with that a client of Deepgram does not have, by line.

    ``link`` says that addresses are signed, ``streams`` asks about the clients of streams.
    """
    found: list[tuple[int, str]] = []
    for call, scope in module.calls:
        if not (streaming_made(call, scope) if streams else client_made(call, scope)):
            continue
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        session = list(meanings(receiver, scope)) if receiver is not None else []
        makers = [call, *(one for one in session if isinstance(one, ast.Call))]
        for maker in makers:
            found += [(maker.lineno, why) for word in maker.keywords if (why := _gone(word, scope))]
        if link and receiver is not None and origin_of(receiver, scope) != "boto3":
            why = "link_to() signs with the default credentials and Region, not with these"
            found.append((call.lineno, why))
    return found


def _gone(keyword: ast.keyword, scope: Scope) -> str:
    if keyword.arg == "service_name":
        return ""
    if keyword.arg not in ("region_name", "region"):
        return f"{keyword.arg or 'what is spread'} was for Amazon's client and is not carried over"
    given = isinstance(keyword.value, ast.Name) and is_given(keyword.value.id, scope)
    region = None if given else text_of(keyword.value, scope)
    if region is None:
        return "the Region is not carried over: Deepgram has hosts of its own (EU, AU, IN)"
    for beginning, host in _HOSTS.items():
        if region.startswith(beginning):
            return f"the Region is not carried over: Deepgram's host for {region} is {host}"
    return ""
