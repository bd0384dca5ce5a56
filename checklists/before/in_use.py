"""What this code base and this account use: the newest scan and the newest inventory together.

Says which rows of the capability table and of the parameter map concern this migration at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checklists.before import account_inventory, dependencies
from checklists.before.account_findings import as_findings
from checklists.before.account_inventory import Inventory
from checklists.before.dependencies import Dependencies
from checklists.before.fact_table import FactRow
from checklists.facts.parameter_book import Parameter, Shape, parameters
from checklists.scan.features import Feature, features
from checklists.scan.finding import Finding, Mode
from checklists.workspace import Workspace

_TOPICS_BY_FEATURE = {
    "language": ("batch languages", "streaming languages"),
    "language-identification": ("language identification",),
    "several-languages": ("language identification", "price, batch, several languages"),
    "speakers": ("diarization", "number of speakers", "price, diarization"),
    "channels": ("channels", "channels billed"),
    "vocabulary": (
        "custom vocabulary", "keyterm size", "keyterms per request", "keywords per request",
        "keywords of another vendor", "vocabularies per account", "find and replace",
        "price, keyterm",
    ),
    "vocabulary-filter": ("vocabulary filters", "profanity filter", "find and replace"),
    "custom-model": ("trained model", "custom language model"),
    "redaction": ("redaction", "price, redaction"),
    "entities": ("redaction", "analysis of what was said"),
    "alternatives": ("alternatives",),
    "subtitles": ("subtitles",),
    "toxicity": ("toxicity",),
    "stable-partials": ("partial results", "end of an utterance"),
    "encoding": ("streaming formats", "highest sample rate", "lowest sample rate"),
    "format": ("batch formats",),
    "summary": ("analysis of what was said", "tokens for analysis"),
    "specialty": ("medical speech",),
    "clinical-note": ("medical speech",),
    "output-bucket": ("where the audio is", "getting the result", "data logging"),
    "encryption": ("data logging",),
    "queue": ("job queueing", "concurrent batch jobs", "concurrent requests"),
    "categories": ("analysis of what was said",),
    "call-figures": ("interruption", "loudness", "non-talk time", "talk speed"),
    "call-sentiment": ("analysis of what was said",),
    "job-events": ("getting the result", "job queueing"),
    "result-files": ("getting the result", "where the audio is"),
    "reading-results": ("default response",),
}  # fmt: skip
_TOPICS_BY_MODE: dict[Mode, tuple[str, ...]] = {
    "batch": (
        "batch formats", "batch languages", "default response", "getting the result",
        "where the audio is", "audio length", "file size", "least audio length",
        "concurrent batch jobs", "concurrent requests", "processing time",
        "speed of batch processing", "price, batch", "billing increment", "billing minimum",
    ),
    "streaming": (
        "streaming formats", "streaming languages", "streaming lag", "streaming pace",
        "streaming without audio", "stream length", "streamed response", "concurrent streams",
        "partial results", "end of an utterance", "utterance_end_ms", "WebSockets", "interruption",
        "price, streaming", "price, streaming, without the promotion",
    ),
    "call-analytics": (
        "analysis of what was said", "Call Analytics file size", "price, Call Analytics",
        "channels", "interruption", "loudness", "non-talk time", "talk speed",
    ),
    "medical": ("medical speech", "price, medical, batch"),
}  # fmt: skip
# Whoever uses anything has to choose a model and a client.
_TOPICS_OF_ALL = ("models", "models by use", "SDKs", "Python SDK", "regions", "data logging")
_SHAPES: dict[Mode, tuple[Shape, ...]] = {
    "batch": ("job",),
    "streaming": ("stream",),
    "call-analytics": ("call-analytics", "call-analytics-stream"),
    "medical": ("medical", "scribe", "medical-stream"),
}
_FRAMEWORK = "wrapper-"


@dataclass(frozen=True, slots=True)
class InUse:
    """What is known to be in use, and what it was read from.

    ``frameworks`` are those that bring Amazon Transcribe with them, by the scan's names for them
    ("pipecat", "livekit", "chime", "amplify"); ``shapes`` the requests that are sent.
    """

    features: tuple[Feature, ...]
    modes: frozenset[Mode]
    scan: Dependencies | None
    inventory: Inventory | None
    frameworks: frozenset[str] = frozenset()
    shapes: frozenset[Shape] = frozenset()

    @property
    def known(self) -> bool:
        """Whether anything was looked at."""
        return self.scan is not None or self.inventory is not None

    @property
    def something(self) -> bool:
        """Whether anything was found, so that there is something to filter by."""
        return bool(self.features or self.modes)

    @property
    def source(self) -> str:
        """What it was read from, with the dates, and whether the account was the sandbox's."""
        told = []
        if self.scan is not None:
            told.append(f"the scan of {self.scan.at:%Y-%m-%d}")
        if self.inventory is not None:
            origin = "sandbox" if self.inventory.sandbox else "live"
            told.append(f"the account of {self.inventory.until[:10]} ({origin})")
        return " and ".join(told)

    @property
    def topics(self) -> frozenset[str]:
        """The topics of the book of facts that concern what is in use."""
        if not self.something:
            return frozenset()
        found = set(_TOPICS_OF_ALL)
        for mode in self.modes:
            found.update(_TOPICS_BY_MODE.get(mode, ()))
        for one in self.features:
            found.update(_TOPICS_BY_FEATURE.get(one.id, ()))
        return frozenset(found)


def in_use(workspace: Workspace) -> InUse:
    """What the newest scan (but what is not ours) and the newest inventory say is in use."""
    scan = dependencies.newest(workspace)
    kept = account_inventory.newest(workspace)
    findings = []
    if scan is not None:
        standings = workspace.dependency_marks.of(scan.places)
        findings += [
            place.finding
            for place in scan.places
            if standings[place.key].mark.status != "not-ours" and not place.finding.commented
        ]
    if kept is not None:
        findings += as_findings(kept[1])
    modes: set[Mode] = {one.mode for one in findings} - {"unknown"}
    if kept is not None:
        modes |= {account_inventory.MODES[jobs.kind] for jobs in kept[1].jobs}
    frameworks = frozenset(
        one.id.removeprefix(_FRAMEWORK) for one in findings if one.id.startswith(_FRAMEWORK)
    )
    inventory = kept[1] if kept else None
    shapes = {shape for one in findings if (shape := _shape(one))}
    if inventory is not None:
        shapes |= {account_inventory.SHAPES[jobs.kind] for jobs in inventory.jobs}
    return InUse(
        features(findings), frozenset(modes), scan, inventory, frameworks, frozenset(shapes)
    )


def _shape(found: Finding) -> Shape | None:
    """The request that a place is about; None where it does not say."""
    live = "Stream" in found.what
    if found.mode == "batch":
        return "job"
    if found.mode == "streaming":
        return "stream"
    if found.mode == "call-analytics":
        return "call-analytics-stream" if live else "call-analytics"
    if found.mode == "medical":
        scribe = "Scribe" in found.what
        return "scribe" if scribe else "medical-stream" if live else "medical"
    return None


def facts_in_use(table: Iterable[FactRow], used: InUse) -> tuple[FactRow, ...]:
    """The rows of the table that concern what is in use; the guide's and the newer alike."""
    topics = used.topics
    return tuple(row for row in table if row.fact.topic in topics)


@dataclass(frozen=True, slots=True)
class MapRow:
    """One row of the parameter map: as Amazon calls it, or on the ``way_back`` what a Deepgram
    option was. ``values`` are those in use here; ``used`` whether it is in use at all."""

    parameter: Parameter
    option: str = ""
    used: bool = False
    values: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def parameter_rows(used: InUse) -> tuple[MapRow, ...]:
    """The whole map from Amazon's side, each row with what of it is in use."""
    members: dict[tuple[str, Mode], tuple[tuple[str, ...], str]] = {}
    for feature in used.features:
        for one in feature.members:
            values, title = members.get((one.member, feature.mode), ((), feature.title))
            merged = tuple(dict.fromkeys((*values, *one.values)))
            members[one.member, feature.mode] = (merged, title)
    rows = []
    for row in parameters():
        if row.container or row.answer:
            continue
        hits = [
            found
            for (member, mode), found in members.items()
            if member == row.member
            and set(row.shapes) & set(_SHAPES.get(mode, row.shapes)) & used.shapes
        ]
        always = row.always and bool(set(row.shapes) & used.shapes)
        rows.append(
            MapRow(
                row,
                used=bool(hits) or always,
                values=tuple(dict.fromkeys(value for values, _ in hits for value in values)),
                titles=tuple(dict.fromkeys(title for _, title in hits)),
            )
        )
    return tuple(rows)


def option_rows(rows: Iterable[MapRow]) -> tuple[MapRow, ...]:
    """The same the other way: a row for each Deepgram option and member, by option."""
    found = [
        MapRow(row.parameter, option, row.used, row.values, row.titles)
        for row in rows
        for option in row.parameter.options
    ]
    return tuple(sorted(found, key=lambda row: (row.option, row.parameter.member)))
