"""Between the database's rows and the records: one function each way, nothing else."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from checklists.records import (
    Assertion,
    AuditEntry,
    Choice,
    ClipRecord,
    Evidence,
    ReferenceOrigin,
    Run,
    plain,
    to_json,
    words_from,
)

CLIP_COLUMNS = (
    "sha256, name, path, container, codec, rate, channels, duration, size, tags, "
    "reference_texts, truth, synthetic, added_at, current, reference_origin"
)
RUN_COLUMNS = (
    "id, kind, vendor, model, clip, request, response, result, numbers, sandbox, crossfade, "
    "versions, normaliser, started_at, seconds"
)
# Responses and results can be large: what of a run is read where they are not wanted.
RUN_HEADS = RUN_COLUMNS.replace("response, result", "'null' AS response, 'null' AS result")
RUN_FIGURES = RUN_COLUMNS.replace(
    "response, result",
    "'null' AS response, CASE WHEN kind IN ('transcribe', 'live', 'search', 'scan') THEN 'null' "
    "ELSE result END AS result",
)
RUN_WITHOUT_SEARCHES = RUN_COLUMNS.replace(
    "response, result",
    "iif(kind = 'search', 'null', response) AS response, "
    "iif(kind = 'search', 'null', result) AS result",
)


def stored_time(moment: datetime) -> str:
    """A moment as the database holds it: UTC, ISO 8601, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def stored_text(text: str) -> str:
    """Text that SQLite accepts: a lone surrogate (from a strange file name) becomes "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")


def clip_values(record: ClipRecord) -> tuple[object, ...]:
    """The values of one row of ``clips``, in the order of CLIP_COLUMNS."""
    clip = record.clip
    return (
        clip.sha256,
        stored_text(record.name),
        os.fsencode(clip.path),
        clip.container,
        clip.codec,
        clip.rate,
        clip.channels,
        clip.duration,
        clip.size,
        to_json(list(record.tags)),
        to_json({str(channel): text for channel, text in record.references.items()}),
        to_json(plain(record.truth)),
        int(record.synthetic),
        stored_time(record.added_at),
        1,
        origin_text(record.reference_origin),
    )


def reference_values(record: ClipRecord) -> tuple[str, str, str]:
    """References, truth and origin of a sample, as their columns hold them."""
    return (
        to_json({str(channel): text for channel, text in record.references.items()}),
        to_json(plain(record.truth)),
        origin_text(record.reference_origin),
    )


def origin_text(origin: ReferenceOrigin | None) -> str:
    """Where a reference comes from, as its column holds it."""
    if origin is None:
        return to_json(None)
    at = origin.verified_at
    return to_json(
        {
            "source": stored_text(origin.source),
            "draft": origin.draft,
            "verified_by": stored_text(origin.verified_by),
            "verified_at": stored_time(at) if at else None,
        }
    )


def _origin_from(text: str) -> ReferenceOrigin | None:
    stored = json.loads(text)
    if stored is None:
        return None
    at = stored["verified_at"]
    return ReferenceOrigin(
        stored["source"],
        stored["draft"],
        stored["verified_by"],
        datetime.fromisoformat(at) if at else None,
    )


def clip_from(row: sqlite3.Row) -> ClipRecord:
    """A sample from its row."""
    from providers.audio.clips import Clip

    clip = Clip(
        path=Path(os.fsdecode(row["path"])),
        container=row["container"],
        codec=row["codec"],
        rate=row["rate"],
        channels=row["channels"],
        duration=row["duration"],
        size=row["size"],
        sha256=row["sha256"],
    )
    references = json.loads(row["reference_texts"])
    return ClipRecord(
        clip=clip,
        name=row["name"],
        added_at=datetime.fromisoformat(row["added_at"]),
        tags=tuple(json.loads(row["tags"])),
        references={int(channel): text for channel, text in references.items()},
        truth=words_from(json.loads(row["truth"])),
        synthetic=bool(row["synthetic"]),
        reference_origin=_origin_from(row["reference_origin"]),
    )


def run_values(run: Run) -> Sequence[object]:
    """The values of one row of ``runs``, in the order of RUN_COLUMNS."""
    return (
        run.id,
        run.kind,
        run.vendor,
        run.model,
        run.clip,
        to_json(run.request),
        to_json(run.response),
        to_json(run.result),
        to_json(run.numbers),
        int(run.sandbox),
        run.crossfade,
        to_json(run.versions),
        run.normaliser,
        stored_time(run.started_at),
        run.seconds,
    )


def run_from(row: sqlite3.Row) -> Run:
    """A run from its row."""
    return Run(
        id=row["id"],
        kind=row["kind"],
        vendor=row["vendor"],
        model=row["model"],
        clip=row["clip"],
        request=json.loads(row["request"]),
        response=json.loads(row["response"]),
        result=json.loads(row["result"]),
        numbers=json.loads(row["numbers"]),
        sandbox=bool(row["sandbox"]),
        crossfade=row["crossfade"],
        versions=json.loads(row["versions"]),
        normaliser=row["normaliser"],
        started_at=datetime.fromisoformat(row["started_at"]),
        seconds=row["seconds"],
    )


def evidence_from(row: sqlite3.Row) -> Evidence:
    """A piece of evidence from its row."""
    return Evidence(
        task=row["task"],
        run=row["run"],
        note=row["note"],
        at=datetime.fromisoformat(row["at"]),
        basis=json.loads(row["basis"]),
    )


def assertion_from(row: sqlite3.Row) -> Assertion:
    """An assertion from its row."""
    withdrawn = row["withdrawn_at"]
    return Assertion(
        task=row["task"],
        kind=row["kind"],
        name=row["name"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
        withdrawn_at=datetime.fromisoformat(withdrawn) if withdrawn else None,
    )


def choice_from(row: sqlite3.Row) -> Choice:
    """A choice from its row."""
    at = datetime.fromisoformat(row["at"])
    return Choice(row["vendor"], row["model"], json.loads(row["options"]), at)


def audit_from(row: sqlite3.Row) -> AuditEntry:
    """A line of the trail from its row."""
    return AuditEntry(
        number=row["number"],
        at=datetime.fromisoformat(row["at"]),
        who=row["who"],
        what=row["what"],
        subject=row["subject"],
        detail=row["detail"],
    )
