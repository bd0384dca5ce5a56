"""The places where Amazon Transcribe is used, kept: one run a scan, which is the evidence for the
task, and beside it what changed since the scan before of the same directories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from checklists.before.dependency_changes import Changes, changes_between
from checklists.before.dependency_places import Place, Root, places_of
from checklists.keyguard import without_keys
from checklists.records import Run
from checklists.scan.features import Feature, features
from checklists.scan.finding import Finding, Skipped
from checklists.scan.scanning import Scan, as_json
from checklists.workspace import Workspace
from providers.errors import BadInput

KIND = "scan"
TASK = "upstream-dependencies"
# Of a finding on record; what it needed to count is known to be there.
_FIELDS = tuple(one.name for one in fields(Finding) if one.name != "needs")


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The newest scan. ``directories`` are absolute; ``since`` is when the scan before was made,
    None where there is none of the same directories."""

    run: str
    at: datetime
    seconds: float
    directories: tuple[str, ...]
    scan: Scan
    places: tuple[Place, ...]
    changes: Changes
    since: datetime | None = None


def keep(
    workspace: Workspace,
    found: Scan,
    *,
    started_at: datetime | None = None,
    seconds: float = 0.0,
) -> Dependencies:
    """Keep a scan as a run, and as evidence where it looked at anything.

    Marks go with the places that are in another file now. A line that holds what looks like a key
    is not kept. Raises BadInput for a scan that was stopped: it would be taken for the whole.
    """
    if found.stopped:
        raise BadInput("The scan was stopped before its end: nothing was kept.")
    directories = [str(Path(root).resolve()) for root in found.roots]
    before = _before(workspace.run_heads(KIND), directories)
    document = without_keys(as_json(found))
    kept = scan_of(document)
    places = places_of(kept.findings, _roots(kept.roots, directories))
    changes = Changes()
    if before is not None:
        _, earlier = _kept(workspace.run(before.id))
        changes = changes_between(earlier, places)
    run = workspace.record_run(
        KIND,
        sandbox=False,
        request={"roots": list(kept.roots), "directories": directories},
        result=document,
        numbers=_numbers(kept, changes if before else None),
        started_at=started_at,
        seconds=seconds,
    )
    workspace.dependency_marks.carry(
        [(one, past) for one in places if (past := changes.other_file(one)) is not None]
    )
    if kept.files:
        workspace.attach_evidence(TASK, run.id)
    return _dependencies(run, kept, places, changes, before)


def newest(workspace: Workspace) -> Dependencies | None:
    """The scan kept last, with what changed since the one before; None where there is none."""
    heads = workspace.run_heads(KIND)
    if not heads:
        return None
    run = workspace.run(heads[-1].id)
    before = _before(heads[:-1], run.request["directories"])
    found, places = _kept(run)
    changes = Changes()
    if before is not None:
        _, earlier = _kept(workspace.run(before.id))
        changes = changes_between(earlier, places)
    return _dependencies(run, found, places, changes, before)


def newest_id(workspace: Workspace) -> str:
    """The run of the scan kept last, or ""."""
    heads = workspace.run_heads(KIND)
    return heads[-1].id if heads else ""


def features_in_use(places: Sequence[Place], not_ours: frozenset[str]) -> tuple[Feature, ...]:
    """The features in use, without what was marked as not ours (by key)."""
    return features(place.finding for place in places if place.key not in not_ours)


def changes_json(found: Dependencies) -> Mapping[str, Any] | None:
    """What changed since the scan before, for the document of ``scan``; None for the first."""
    if found.since is None:
        return None
    now = {place.key: place for place in found.places}
    return {
        "since": found.since.isoformat(),
        "new": [_told(now[key]) for key in now if key in found.changes.new],
        "gone": [_told(place) for place in found.changes.gone],
        "moved": [
            {**_told(now[key]), "before": _told(place)}
            for key, place in found.changes.moved.items()
        ],
    }


def scan_of(document: Mapping[str, Any]) -> Scan:
    """A scan back from its document."""
    totals = document["totals"]
    return Scan(
        roots=tuple(document["roots"]),
        findings=tuple(
            Finding(**{name: one[name] for name in _FIELDS}) for one in document["findings"]
        ),
        skipped=tuple(Skipped(one["path"], one["why"]) for one in document["skipped"]),
        files=totals["files"],
        size=totals["bytes"],
        binary=totals["binary"],
        stopped=document["stopped"],
    )


def _told(place: Place) -> dict[str, Any]:
    found = place.finding
    return {"path": found.path, "line": found.line, "kind": found.kind, "what": found.what}


def _dependencies(
    run: Run, found: Scan, places: tuple[Place, ...], changes: Changes, before: Run | None
) -> Dependencies:
    return Dependencies(
        run=run.id,
        at=run.started_at,
        seconds=run.seconds,
        directories=tuple(run.request["directories"]),
        scan=found,
        places=places,
        changes=changes,
        since=before.started_at if before else None,
    )


def _before(heads: Sequence[Run], directories: Sequence[str]) -> Run | None:
    """The newest of these scans that was of the same directories."""
    wanted = sorted(directories)
    same = (run for run in reversed(heads) if sorted(run.request["directories"]) == wanted)
    return next(same, None)


def _kept(run: Run) -> tuple[Scan, tuple[Place, ...]]:
    """The scan on record, and its places."""
    found = scan_of(run.result)
    return found, places_of(found.findings, _roots(found.roots, run.request["directories"]))


def _roots(given: Sequence[str], directories: Sequence[str]) -> tuple[Root, ...]:
    return tuple(Root(one, there) for one, there in zip(given, directories, strict=True))


def _numbers(found: Scan, changes: Changes | None) -> dict[str, int]:
    numbers = {
        "uses": len(found.findings),
        "files": found.files,
        "files_skipped": len(found.skipped),
    }
    if changes is None:
        return numbers
    return numbers | {
        "new": len(changes.new),
        "gone": len(changes.gone),
        "moved": len(changes.moved),
    }
