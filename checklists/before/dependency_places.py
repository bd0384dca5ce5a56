"""The places where Amazon Transcribe is used, each under a name that outlives the next scan.

A name is made of the path below the scanned directory, the kind, the rule and the line's words,
never of the line's number: what is inserted above it changes nothing. Lines that are equal in all
of that are told apart by their order.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklists.scan.finding import Finding


@dataclass(frozen=True, slots=True)
class Root:
    """What was scanned: the path as it was given, and where that is on this machine."""

    given: str
    absolute: str


@dataclass(frozen=True, slots=True)
class Place:
    """One finding. ``path`` is below its root, ``file`` where the file is on this machine.

    Of the ``among`` places with the same fingerprint it is the ``nth``, counted from 1.
    """

    finding: Finding
    path: str
    file: str
    fingerprint: str
    nth: int
    among: int

    @property
    def key(self) -> str:
        """Its name within one scan."""
        return f"{self.fingerprint}-{self.nth}"


def places_of(findings: Sequence[Finding], roots: Sequence[Root]) -> tuple[Place, ...]:
    """The findings as places, in the same order."""
    deepest = sorted(roots, key=lambda root: -len(root.given))
    located = [_located(found.path, deepest) for found in findings]
    prints = [fingerprint(found, path) for found, (path, _) in zip(findings, located, strict=True)]
    among = Counter(prints)
    seen: Counter[str] = Counter()
    places: list[Place] = []
    for found, (path, file), print_ in zip(findings, located, prints, strict=True):
        seen[print_] += 1
        places.append(Place(found, path, file, print_, seen[print_], among[print_]))
    return tuple(places)


def fingerprint(found: Finding, path: str) -> str:
    """What a finding is recognised by; another indentation is the same line."""
    told = json.dumps([path, found.kind, found.id, " ".join(found.text.split())])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _located(path: str, roots: Iterable[Root]) -> tuple[str, str]:
    """(path below its root, path on this machine). Findings below "." do not begin with it."""
    for root in roots:
        if path == root.given:
            return path.rpartition("/")[2], root.absolute
        if root.given == "." and not path.startswith("/"):
            return path, f"{root.absolute}/{path}"
        start = root.given.rstrip("/") + "/"
        if path.startswith(start):
            below = path.removeprefix(start)
            return below, f"{root.absolute.rstrip('/')}/{below}"
    return path, path
