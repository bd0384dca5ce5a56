"""Dependency manifests and locks: packages by which a project reaches Amazon Transcribe."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from checklists.scan.finding import Finding, Mode, lowered
from checklists.scan.manifest_packages import (
    ECOSYSTEMS,
    FRAMEWORK_NEEDLES,
    FRAMEWORKS,
    GENERAL,
    GENERAL_NEEDLES,
    NAMED_FOR_IT,
    Ecosystem,
)
from checklists.scan.source import SourceFile, fits

NAMES: tuple[str, ...] = (
    *(name for one in ECOSYSTEMS for name in (*one.manifests, *one.locks)),
    "pom.xml",
    "*.pom",
)
NEEDLES = (b"ranscri", b"tscribe", *FRAMEWORK_NEEDLES, *GENERAL_NEEDLES)

_DEPENDENCY = re.compile(r"<dependency>(.*?)</dependency>", re.DOTALL)
_GROUP = re.compile(r"<groupId>\s*([^<\s]+)\s*</groupId>")
_ARTIFACT = re.compile(
    r"<artifactId>\s*(aws-java-sdk-transcribe|transcribe(?:streaming)?(?:-jvm)?)\s*</artifactId>"
)
_AMAZON_GROUPS = ("software.amazon.awssdk", "com.amazonaws", "aws.sdk.kotlin")
_XML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Keys of a manifest that describe a project and install nothing.
_DESCRIBING = re.compile(
    r"""^\s*["']?(?:name|description|keywords|summary|long_description|title|homepage|url)["']?\s*[=:]"""
)
# A package of the same repository, in a manifest or over the next lines of a lock.
_OWN = re.compile(r"""["']?(?:link["']?:\s*true|(?:workspace|file|link|portal):)""")
_LINKED = 3
_INSTALLING = ("dependenc", "require", "packages", "extras", "imports", "install")


def find(file: SourceFile) -> Iterator[Finding]:
    """Packages that a manifest asks for, and those that a lock holds."""
    name = file.tail.lower()
    if name.endswith((".pom", "pom.xml")):
        yield from _maven(file)
        return
    for ecosystem in ECOSYSTEMS:
        if _fits(name, ecosystem.locks):
            yield from _locked(file, ecosystem)
            yield from _named_for_it(file, ecosystem, "lock")
            return
    for ecosystem in ECOSYSTEMS:
        if _fits(name, ecosystem.manifests):
            yield from _asked(file, ecosystem)
            yield from _named_for_it(file, ecosystem, "manifest")
            yield from _frameworks(file, ecosystem)
            yield from _general(file)
            return


def _fits(tail: str, patterns: tuple[str, ...]) -> bool:
    return any(fits(tail, pattern) for pattern in patterns)


def mode_of_package(package: str) -> Mode:
    """What a package of an SDK is for, by its name."""
    # amazon-transcribe of PyPI and aws-transcribe of npm know only streams.
    low = package.lower().replace("_", "-").replace(".", "-")
    only = ("amazon-transcribe", "aws-transcribe")
    return "streaming" if "stream" in low or low in only else "batch"


def _asked(file: SourceFile, ecosystem: Ecosystem) -> Iterator[Finding]:
    installed = _installed(file)
    for number, line in file.lines():
        found = ecosystem.package.search(line)
        if found is None or _DESCRIBING.match(line):
            continue
        if installed is not None and not ecosystem.package.search(f" {installed}"):
            continue
        if ecosystem.name == "C++" and "aws" not in file.text.lower():
            continue
        commented = bool(ecosystem.comment) and ecosystem.comment in line[: found.start("name")]
        commented = commented and not _in_address(line, ecosystem.comment, found.start("name"))
        confidence = lowered(ecosystem.confidence) if commented else ecosystem.confidence
        if "// indirect" in line:
            confidence = "medium"
        package = found["name"]
        yield file.finding(
            number,
            "manifest",
            "dependency",
            mode_of_package(package),
            f"depends on {package} ({ecosystem.name})",
            ecosystem.deepgram,
            confidence,
            commented=commented,
        )


def _in_address(line: str, comment: str, before: int) -> bool:
    """Whether what begins a comment stands in an address: git+https://host/name, name#egg=."""
    at = line.rfind(comment, 0, before)
    return at > 0 and not line[at - 1].isspace()


def _locked(file: SourceFile, ecosystem: Ecosystem) -> Iterator[Finding]:
    """One finding a package: it is there, if only because something else asks for it."""
    told: set[str] = set()
    for number, line in file.lines():
        found = ecosystem.package.search(line)
        if found is None or found["name"] in told:
            continue
        told.add(found["name"])
        yield file.finding(
            number,
            "lock",
            "dependency",
            mode_of_package(found["name"]),
            f"locks {found['name']} ({ecosystem.name}); whether it is used, the code says",
            ecosystem.deepgram,
            "medium",
        )


def _named_for_it(file: SourceFile, ecosystem: Ecosystem, rule: str) -> Iterator[Finding]:
    """Packages by others with the service's name, each once; not the project's own, which a lock
    lists as links."""
    if ecosystem.name != "JavaScript" or b"-transcri" not in file.data:
        return
    installed = _installed(file)
    told: set[str] = set()
    for number, line in file.lines():
        found = NAMED_FOR_IT.search(line)
        if found is None or found["name"] in told or _DESCRIBING.match(line):
            continue
        own = (file.line(number + ahead) for ahead in range(_LINKED if rule == "lock" else 1))
        if any(_OWN.search(one) for one in own) or found["name"] not in (installed or line):
            continue
        told.add(found["name"])
        yield file.finding(
            number,
            f"{rule}-named",
            "dependency",
            "batch",
            f"depends on {found['name']}, a package that is named for Amazon Transcribe",
            "crossfade convert, or results.channels[].alternatives[].words[]",
            "medium",
        )


def _frameworks(file: SourceFile, ecosystem: Ecosystem) -> Iterator[Finding]:
    for number, line in file.lines():
        found = FRAMEWORKS.search(line)
        if found and not _DESCRIBING.match(line) and not line.lstrip().startswith("#"):
            yield file.finding(
                number,
                "manifest-framework",
                "dependency",
                "streaming",
                f"depends on {found['name']}, which can use Amazon Transcribe among others",
                "the framework's own Deepgram plugin",
                "low",
                needs="project",
            )


def _general(file: SourceFile) -> Iterator[Finding]:
    """The first package that holds the SDKs of all services: low, and only above code that uses
    this one."""
    for number, line in file.lines():
        found = GENERAL.search(line)
        if found is None or _DESCRIBING.match(line) or line.lstrip().startswith(("#", "//")):
            continue
        yield file.finding(
            number,
            "manifest-general",
            "dependency",
            "unknown",
            f"depends on {found['name']}, the SDK of all of Amazon's services",
            "may go where nothing else uses it",
            "low",
            needs="below",
        )
        return


def _maven(file: SourceFile) -> Iterator[Finding]:
    text = file.text
    comments = [found.span() for found in _XML_COMMENT.finditer(text)]
    for block in _DEPENDENCY.finditer(text):
        artifact = _ARTIFACT.search(block[1])
        if artifact is None:
            continue
        group = _GROUP.search(block[1])
        named = group[1] if group else ""
        if not named.startswith((*_AMAZON_GROUPS, "${")):
            continue
        at = block.start(1) + artifact.start()
        commented = any(first <= at < last for first, last in comments)
        sure = named in _AMAZON_GROUPS
        yield file.finding(
            text.count("\n", 0, at) + 1,
            "manifest",
            "dependency",
            mode_of_package(artifact[1]),
            f"depends on {named}:{artifact[1]} (Java and Kotlin)",
            "com.deepgram:deepgram-java-sdk, or HTTPS and a WebSocket to /v1/listen",
            "high" if sure and not commented else "medium",
            commented=commented,
        )


def _installed(file: SourceFile) -> str | None:
    """What a structured manifest installs, a package a line; None where it cannot be told."""
    try:
        if file.name == "pyproject.toml":
            document: Any = tomllib.loads(file.text)
        elif file.name == "package.json":
            document = json.loads(file.data)
        else:
            return None
    except (ValueError, RecursionError):
        return None
    return "\n ".join(_under_dependencies(document, installing=False))


def _under_dependencies(document: Any, installing: bool) -> Iterator[str]:
    """Every key and text below a key that speaks of dependencies."""
    pending = [(document, installing)]
    while pending:
        value, inside = pending.pop()
        match value:
            case dict():
                for key, inner in value.items():
                    below = inside or any(word in str(key).lower() for word in _INSTALLING)
                    if inside:
                        yield f"{key} = {inner}" if not isinstance(inner, dict) else str(key)
                    pending.append((inner, below))
            case list():
                pending += [(inner, inside) for inner in value]
            case str() if inside:
                yield value
