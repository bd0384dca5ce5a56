"""What a scan finds: a place that uses Amazon Transcribe, or one it could not look into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal[
    "dependency",
    "import",
    "client",
    "call",
    "cli",
    "infrastructure",
    "permission",
    "event",
    "parser",
    "job-uri",
    "endpoint",
    "wrapper",
    "output-file",
]
Mode = Literal["batch", "streaming", "call-analytics", "medical", "unknown"]
Confidence = Literal["high", "medium", "low"]

# What else has to be found for a sign that says little by itself: nothing, or a finding that needs
# nothing in the same file, below the same directory, or anywhere in the trees that are scanned
# together. With "definition" it
# is a question only: whether another file of the project defines what is used here.
Needs = Literal["", "file", "below", "project", "definition"]

KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
MODES: tuple[Mode, ...] = Mode.__args__  # type: ignore[attr-defined]
CONFIDENCES: tuple[Confidence, ...] = Confidence.__args__  # type: ignore[attr-defined]

NO_ARGUMENTS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """One use of Amazon Transcribe.

    ``path`` is the scanned path as it was given, with what is below it; ``line`` counts from 1.
    ``what`` says what was found, ``deepgram`` what it becomes. ``id`` names the rule and does not
    change between versions. ``text`` is the source line, at most 200 characters.

    ``arguments`` are the request's members that stand in the code, by the API's names with a dot
    between levels ("Settings.ShowSpeakerLabels"). Values are texts: of a string its content, of a
    boolean "true" or "false", of a list its members with commas between; "" where the value is
    not written there. ``commented`` says that it stands in a comment. ``needs`` says what else
    has to be found for this to count.
    """

    path: str
    line: int
    kind: Kind
    mode: Mode
    what: str
    deepgram: str
    confidence: Confidence
    id: str
    text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict, hash=False)
    commented: bool = False
    needs: Needs = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or directory that was not looked into, and the reason as part of a sentence."""

    path: str
    why: str


def gathered(
    found: Iterable[Finding], path: str, findings: list[Finding], skipped: list[Skipped]
) -> None:
    """Add what rooms find in one file, as far as its nesting can be followed."""
    try:
        findings.extend(found)
    except RecursionError:
        too_deep = Skipped(path, "nested too deeply to be read to its end")
        if too_deep not in skipped:
            skipped.append(too_deep)


def lowered(confidence: Confidence) -> Confidence:
    """One level less sure; a comment's level, for one."""
    return "medium" if confidence == "high" else "low"
