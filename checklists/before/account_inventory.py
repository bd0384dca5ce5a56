"""What an AWS account really uses of Amazon Transcribe, by the settings of its jobs.

Task 1 of the guide, beside the scan: code says what could run, the account says what did. Only
counts, settings and names are kept; of a result, the time of its last word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from checklists.before.account_usage import Pattern, channels_of, patterns_of
from checklists.before.amazon_request import taken_apart
from checklists.facts.parameter_book import Shape
from checklists.keyguard import without_keys
from checklists.records import Run
from checklists.scan.finding import Mode
from checklists.workspace import Workspace
from providers.amazon.account_lists import OPERATIONS, Kind
from providers.amazon.inventory import JobRecord, Reading, result_of
from providers.amazon.objects import bucket_of
from providers.amazon.result_watchers import Watcher

KIND = "inventory"
TASK = "upstream-dependencies"
MOST_NAMES = 12
SHAPES: Mapping[Kind, Shape] = {
    "jobs": "job",
    "call-analytics-jobs": "call-analytics",
    "medical-jobs": "medical",
    "scribe-jobs": "scribe",
}
MODES: Mapping[Kind, Mode] = {
    "jobs": "batch",
    "call-analytics-jobs": "call-analytics",
    "medical-jobs": "medical",
    "scribe-jobs": "medical",
}
NO_STREAMS = (
    "Streams leave no record that can be listed: the bill (Cost Explorer, by usage type) has their "
    "minutes."
)
_NAMES = {"Media.MediaFileUri", "Tags[].Key", "Tags[].Value", "OutputKey"}
_ACCOUNT = re.compile(r"(arn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}")
_NUMBER = re.compile(r"[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*|\d+")
# boto3 gives a name to each list's items; how they call name, language and state.
_NAME = ("VocabularyName", "VocabularyFilterName", "ModelName", "CategoryName")
_STATE = ("VocabularyState", "ModelStatus", "InputType")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of one request member, and how many of the jobs looked at have it."""

    member: str
    value: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one kind: how many there are, how many were looked at, and what they are.

    ``languages`` counts all; settings, ``formats`` (with the rate where told) and ``channels``
    only those looked at. ``names`` are families of job names, with an asterisk for numbers;
    ``months`` counts all by the month they were made in ("2026-11").
    """

    kind: Kind
    words: str
    jobs: int
    failed: int
    looked_at: int
    more: bool
    languages: Mapping[str, int]
    formats: Mapping[str, int]
    channels: Mapping[str, int]
    names: Mapping[str, int]
    settings: tuple[Setting, ...]
    months: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource:
    """Something of the account's that jobs may use; ``jobs`` of those looked at do."""

    kind: Kind
    words: str
    name: str
    language: str
    state: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket, and how many of the jobs looked at read from it and write to it."""

    name: str
    reads: int
    writes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be read, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """An account's use in a region. ``patterns`` are a month's audio, as far as it is known."""

    region: str
    sandbox: bool
    since: str
    until: str
    jobs: tuple[Jobs, ...]
    resources: tuple[Resource, ...]
    buckets: tuple[Bucket, ...]
    patterns: tuple[Pattern, ...]
    gaps: tuple[Gap, ...]
    watchers: tuple[Watcher, ...] = ()

    @property
    def total(self) -> int:
        """All jobs that were listed."""
        return sum(one.jobs for one in self.jobs)

    @property
    def hours(self) -> float | None:
        """Hours of audio a month, None where no length is known."""
        known = [one.seconds for one in self.patterns if one.seconds is not None]
        return sum(known) / 3600 if known else None


def inventory_of(reading: Reading) -> Inventory:
    """A reading counted."""
    lists = {one.kind: one for one in reading.listings}
    records = {kind: [one for one in reading.records if one.kind == kind] for kind in SHAPES}
    used = {kind: tuple(_settings(kind, of_kind)) for kind, of_kind in records.items()}
    jobs = tuple(
        _jobs(kind, lists[kind].items, lists[kind].more, records[kind], used[kind])
        for kind in SHAPES
        if kind in lists and lists[kind].items
    )
    created = [item.get("CreationTime") for kind in SHAPES for item in lists[kind].items]
    first = min((one for one in created if isinstance(one, datetime)), default=reading.since)
    found = Inventory(
        region=reading.region,
        sandbox=reading.sandbox,
        since=reading.since.isoformat(timespec="seconds"),
        until=reading.until.isoformat(timespec="seconds"),
        jobs=jobs,
        resources=tuple(_resources(reading, used)),
        buckets=_buckets(reading.records),
        patterns=patterns_of(
            {one.kind: one.jobs - one.failed for one in jobs},
            reading.records,
            days=(reading.until - first).total_seconds() / 86_400,
        ),
        gaps=tuple(Gap(what, why) for what, why in reading.gaps),
        watchers=reading.watchers,
    )
    return inventory_from(without_keys(as_json(found)))


def record(workspace: Workspace, found: Inventory, *, seconds: float = 0.0) -> Run:
    """Keep the inventory as a run, beside the scan as evidence of what depends on Amazon."""
    run = workspace.record_run(
        KIND,
        sandbox=found.sandbox,
        vendor="amazon",
        request={"region": found.region, "since": found.since, "until": found.until},
        result=as_json(found),
        numbers={
            "jobs": found.total,
            "resources": len(found.resources),
            "buckets": len(found.buckets),
            "watchers": len(found.watchers),
            "gaps": len(found.gaps),
        },
        seconds=seconds,
    )
    workspace.attach_evidence(TASK, run.id)
    return run


def newest(workspace: Workspace) -> tuple[Run, Inventory] | None:
    """The inventory kept last, with its run; None where there is none."""
    heads = workspace.run_heads(KIND)
    if not heads:
        return None
    run = workspace.run(heads[-1].id)
    return run, inventory_from(run.result)


def as_json(found: Inventory) -> dict[str, Any]:
    """The inventory as a document."""
    return asdict(found) | {"hours_a_month": found.hours, "streams": NO_STREAMS}


def inventory_from(document: Mapping[str, Any]) -> Inventory:
    """An inventory back from its document."""
    return Inventory(
        region=document["region"],
        sandbox=document["sandbox"],
        since=document["since"],
        until=document["until"],
        jobs=tuple(
            Jobs(**{**one, "settings": tuple(Setting(**its) for its in one["settings"])})
            for one in document["jobs"]
        ),
        resources=tuple(Resource(**one) for one in document["resources"]),
        buckets=tuple(Bucket(**one) for one in document["buckets"]),
        patterns=tuple(Pattern(**one) for one in document["patterns"]),
        gaps=tuple(Gap(**one) for one in document["gaps"]),
        watchers=tuple(
            Watcher(**{**one, "told": tuple(one["told"])}) for one in document.get("watchers", ())
        ),
    )


def _jobs(
    kind: Kind,
    listed: Sequence[Mapping[str, Any]],
    more: bool,
    records: Sequence[JobRecord],
    used: tuple[Setting, ...],
) -> Jobs:
    name, status = OPERATIONS[kind].name, _status(listed)
    jobs = [one.job for one in records]
    return Jobs(
        kind=kind,
        words=OPERATIONS[kind].words,
        jobs=len(listed),
        failed=sum(item.get(status) == "FAILED" for item in listed),
        looked_at=len(jobs),
        more=more,
        languages=_counted(_languages(listed)),
        formats=_counted(map(_format, jobs)),
        channels=_counted(f"{channels_of(one)}" for one in records),
        names=_counted(_family(str(item.get(name, ""))) for item in listed),
        settings=used,
        months=_months(listed),
    )


def _status(listed: Sequence[Mapping[str, Any]]) -> str:
    names = (name for item in listed[:1] for name in item if name.endswith("JobStatus"))
    return next(names, "")


def _languages(listed: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for item in listed:
        several = [str(one.get("LanguageCode", "")) for one in item.get("LanguageCodes") or ()]
        yield from several or [str(item.get("LanguageCode") or "not told")]


def _format(job: Mapping[str, Any]) -> str:
    rate = job.get("MediaSampleRateHertz")
    told = f" {rate} Hz" if rate else ""
    return f"{job.get('MediaFormat') or 'format not told'}{told}"


def _family(name: str) -> str:
    """A job's name without what is its own: numbers and identifiers become an asterisk."""
    return re.sub(r"\*(?:[._-]?\*)+", "*", _NUMBER.sub("*", name))[:80]


def _months(listed: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    made = (item.get("CreationTime") for item in listed)
    counted = Counter(f"{one:%Y-%m}" for one in made if isinstance(one, datetime))
    return dict(sorted(counted.items()))


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common(MOST_NAMES))


def _settings(kind: Kind, records: Sequence[JobRecord]) -> Iterator[Setting]:
    """What the jobs ask for, member by member, each value with its count."""
    found: Counter[tuple[str, str]] = Counter()
    for one in records:
        found.update(set(_asked(kind, one.job)))
    order = {member: place for place, (member, _) in enumerate(sorted(found))}
    ranked = sorted(found.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1]))
    taken: Counter[str] = Counter()
    for (member, value), jobs in ranked:
        taken[member] += 1
        if taken[member] <= MOST_NAMES:
            yield Setting(member, value, jobs)


def _asked(kind: Kind, job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    told = {name: value for name, value in job.items() if not isinstance(value, datetime)}
    for given in taken_apart(told, SHAPES[kind]).given:
        row = given.row
        if row is None or row.answer or not given.asks or given.value is False:
            continue
        if row.member not in _NAMES and not row.member.endswith(("JobName", "MediaFileUri")):
            yield row.member, _ACCOUNT.sub(r"\1****", _written(given.value))[:120]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _resources(reading: Reading, used: Mapping[Kind, Sequence[Setting]]) -> Iterator[Resource]:
    named: Counter[str] = Counter()
    for settings in used.values():
        for one in settings:
            if one.member.rpartition(".")[2] in _NAME or one.member.endswith("LanguageModelName"):
                named[one.value] += one.jobs
    for listing in reading.listings:
        if listing.kind in SHAPES:
            continue
        words = OPERATIONS[listing.kind].words
        for item in listing.items:
            name = next((str(item[key]) for key in _NAME if item.get(key)), "")
            state = next((str(item[key]) for key in _STATE if item.get(key)), "")
            language = str(item.get("LanguageCode") or "")
            yield Resource(listing.kind, words, name, language, state, named[name])


def _buckets(records: Iterable[JobRecord]) -> tuple[Bucket, ...]:
    reads: Counter[str] = Counter()
    writes: Counter[str] = Counter()
    for one in records:
        media = one.job.get("Media") or {}
        uri = str(media.get("MediaFileUri") or media.get("RedactedMediaFileUri") or "")
        if bucket := bucket_of(uri):
            reads[bucket] += 1
        if bucket := bucket_of(result_of(one.job)):
            writes[bucket] += 1
    names = sorted({*reads, *writes}, key=lambda name: (-reads[name] - writes[name], name))
    return tuple(Bucket(name, reads[name], writes[name]) for name in names)
