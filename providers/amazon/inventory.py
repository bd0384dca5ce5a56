"""An account's use of Amazon Transcribe, read and never changed: lists, jobs in detail, lengths,
and who is told of results.

A job's record does not say how long its audio is, so the end of a result is read (its last 16 KB,
where the last word's time stands) for some of the jobs. Streams leave no record at all.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.amazon import objects, result_watchers
from providers.amazon.account_lists import (
    DETAILS_A_SECOND,
    KINDS,
    OPERATIONS,
    Kind,
    Listing,
    Pace,
    about_one_kind,
    listing,
)
from providers.amazon.blocking import in_thread
from providers.amazon.failures import translated
from providers.amazon.result_watchers import Watcher
from providers.amazon.sessions import events_client, s3_client, session, transcribe_client
from providers.credentials import AmazonAccess
from providers.errors import Trouble

DAYS = 90  # as long as Amazon keeps a job's record (Developer Guide, limits page, 2023-05)
MOST_JOBS = 20_000
MOST_DETAILS = 300
MOST_LENGTHS = 60
_TAIL = 16_384
_JOBS: tuple[Kind, ...] = tuple(kind for kind in KINDS if OPERATIONS[kind].get)
_LAST = re.compile(
    rb'"(end_time|EndTime|EndAudioTime|EndOffsetMillis|TotalConversationDurationMillis)"\s*:\s*"?'
    rb"(\d+(?:\.\d+)?)"
)
Tell = Callable[[str, int, int], None]
"""What is read now, how much of it is done, how much there is (0: unknown)."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job in detail, as Amazon tells it; ``seconds`` to the end of its last word, if known."""

    kind: Kind
    job: Mapping[str, Any]
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of an account. ``gaps`` are (what, why) of what could not be."""

    region: str
    sandbox: bool
    since: datetime
    until: datetime
    listings: tuple[Listing, ...]
    records: tuple[JobRecord, ...]
    gaps: tuple[tuple[str, str], ...]
    watchers: tuple[Watcher, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clients:
    transcribe: Any
    s3: Any
    events: Any
    region: str


async def read_account(
    access: AmazonAccess,
    tell: Tell = lambda what, done, total: None,
    *,
    details: int = MOST_DETAILS,
    lengths: int = MOST_LENGTHS,
) -> Reading:
    """Read lists, the settings of ``details`` jobs and the lengths of ``lengths`` results.

    A kind that may not be read is a gap. Raises BadInput or VendorTrouble where nothing can be
    read: no credentials, no network. A cancellation ends it after the call in flight.
    """
    stop = threading.Event()

    def work() -> Reading:
        try:
            made = session(access)
            transcribe = transcribe_client(made, access)
            s3, events = s3_client(made, access), events_client(made, access)
            clients = _Clients(transcribe, s3, events, transcribe.meta.region_name)
        except Exception as error:
            raise translated(error, "preparing the connection") from error
        return _Account(clients, access.sandbox, Pace(stop), tell).read(details, lengths)

    running = asyncio.ensure_future(in_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()
        raise


class _Account:
    """One reading. Blocks."""

    def __init__(self, clients: _Clients, sandbox: bool, pace: Pace, tell: Tell) -> None:
        self._clients = clients
        self._sandbox = sandbox
        self._pace = pace
        self._tell = tell
        self._gaps: list[tuple[str, str]] = []

    def read(self, details: int, lengths: int) -> Reading:
        until = datetime.now(UTC)
        since = until - timedelta(days=DAYS)
        listings: list[Listing] = []
        for number, kind in enumerate(KINDS):
            self._tell(f"Listing {OPERATIONS[kind].words}", number, len(KINDS))
            found = self._listing(kind, first=not listings)
            listings.append(_of_period(found, since))
            if found.why:
                self._gaps.append((OPERATIONS[kind].words, found.why))
        records = self._measured(self._records(listings, details), lengths)
        watchers = self._watchers(records)
        return Reading(
            region=self._clients.region,
            sandbox=self._sandbox,
            since=since,
            until=until,
            listings=tuple(listings),
            records=tuple(records),
            gaps=tuple(self._gaps),
            watchers=watchers,
        )

    def _listing(self, kind: Kind, *, first: bool) -> Listing:
        try:
            return listing(self._clients.transcribe, kind, self._pace, MOST_JOBS)
        except Trouble as trouble:
            # What meets the very first call would meet them all; later on, the rest is kept.
            if first:
                raise
            return Listing(kind, why=str(trouble))

    def _records(self, listings: Sequence[Listing], most: int) -> list[JobRecord]:
        """Jobs of each kind in detail, spread evenly over what was listed."""
        jobs = {one.kind: one.items for one in listings if one.kind in _JOBS and one.items}
        shares = shared(most, {kind: len(items) for kind, items in jobs.items()})
        total, found = sum(shares.values()), list[JobRecord]()
        for kind, items in jobs.items():
            how = OPERATIONS[kind]
            for item in spread(items, shares[kind]):
                self._tell(f"Reading settings of {how.words}", len(found), total)
                asked = {how.name: item.get(how.name, "")}
                try:
                    answer = self._pace.call(
                        lambda how=how, asked=asked: getattr(self._clients.transcribe, how.get)(  # type: ignore[misc]
                            **asked
                        ),
                        DETAILS_A_SECOND,
                        f"reading one of the {how.words}",
                    )
                except Trouble as trouble:
                    if _gone(trouble):  # deleted since it was listed
                        continue
                    self._gaps.append((f"settings of {how.words}", str(trouble)))
                    break
                found.append(JobRecord(kind, answer[how.detail]))
        return found

    def _watchers(self, records: Sequence[JobRecord]) -> tuple[Watcher, ...]:
        used = Counter(name for one in records for name in {*buckets_of(one.job)})
        buckets = [name for name, _ in used.most_common()]

        def gap(what: str, why: str) -> None:
            self._gaps.append((what, why))

        self._tell("Reading who is told of results", 0, 0)
        rules = result_watchers.rules(self._clients.events, self._pace, buckets, gap)
        told = result_watchers.notifications(self._clients.s3, self._pace, buckets, gap)
        return (*rules, *told)

    def _measured(self, records: list[JobRecord], most: int) -> list[JobRecord]:
        """The records, some of them with a length."""
        ended = [one for one in records if result_of(one.job)]
        chosen = {id(one) for one in spread(ended, most)}
        measured: list[JobRecord] = []
        done, why, failed, lost = 0, "", 0, False
        for one in records:
            seconds = None
            if id(one) in chosen and not lost:
                self._tell("Reading the ends of results, for their lengths", done, len(chosen))
                done += 1
                try:
                    seconds = self._seconds(one)
                except Trouble as trouble:
                    why, failed = str(trouble), failed + 1
                    lost = not about_one_kind(trouble)
            measured.append(JobRecord(one.kind, one.job, seconds))
        if failed:
            self._gaps.append((f"lengths of {failed} of {len(chosen)} results", why))
        return measured

    def _seconds(self, one: JobRecord) -> float | None:
        def work() -> bytes:
            return objects.tail(self._clients.s3, result_of(one.job), _TAIL)

        try:
            tail = self._pace.call(work, DETAILS_A_SECOND, "reading the end of a result")
        except Trouble as trouble:
            if isinstance(trouble.__cause__, objects.LinkExpired):
                return None
            raise
        return last_second(tail)


def last_second(tail: bytes) -> float | None:
    """The latest time that stands in the end of a result, in seconds; None where there is none."""
    times = [
        float(value) / (1000 if name.endswith(b"Millis") else 1)
        for name, value in _LAST.findall(tail)
    ]
    return max(times, default=None)


def result_of(job: Mapping[str, Any]) -> str:
    """Where the transcript of a finished job lies, "" where there is none."""
    told = job.get("Transcript") or job.get("MedicalScribeOutput") or {}
    return str(told.get("TranscriptFileUri") or told.get("RedactedTranscriptFileUri") or "")


def buckets_of(job: Mapping[str, Any]) -> Iterator[str]:
    """The account's own buckets that a job reads from and writes to."""
    media = job.get("Media") or {}
    uris = (media.get("MediaFileUri") or media.get("RedactedMediaFileUri"), result_of(job))
    yield from filter(None, (objects.bucket_of(str(uri or "")) for uri in uris))


def spread(items: Sequence[Any], most: int) -> list[Any]:
    """At most so many of them, evenly over the whole."""
    if len(items) <= most:
        return list(items)
    return [items[number * len(items) // most] for number in range(max(0, most))]


def shared(most: int, counts: Mapping[Kind, int]) -> dict[Kind, int]:
    """How many of each kind to look at: in proportion, but some of each."""
    total = sum(counts.values())
    if total <= most:
        return dict(counts)
    least = max(1, most // (4 * len(counts)))
    return {
        kind: min(count, max(least, round(most * count / total))) for kind, count in counts.items()
    }


def _of_period(found: Listing, since: datetime) -> Listing:
    """The jobs of the period; what is no job has no period."""
    if found.kind not in _JOBS:
        return found
    items = tuple(item for item in found.items if _created(item) >= since)
    return Listing(found.kind, items, found.why, found.more)


def _created(item: Mapping[str, Any]) -> datetime:
    made = item.get("CreationTime")
    return made if isinstance(made, datetime) else datetime.max.replace(tzinfo=UTC)


def _gone(trouble: Trouble) -> bool:
    return "couldn't be found" in str(trouble) or getattr(trouble, "code", "") in (
        "NotFoundException",
        "404",
    )
