"""Rehearsals kept: one run each, which is the evidence for the task of the responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from checklists.during.rehearsal.differences import Difference
from checklists.during.rehearsal.path_list import PathList, Read, read_path
from checklists.during.rehearsal.rehearsing import counts
from checklists.during.rehearsal.row import Row, Spot
from checklists.during.rehearsal.sides import Side, plain_json, side_from
from checklists.known_differences import Key, Known
from checklists.records import Run
from checklists.workspace import Workspace
from providers.documents.reading import read_json
from providers.errors import BadInput

KIND = "responses"
TASK = "response-parsing"
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A rehearsal on record: what was read of which two responses, and when. ``paths`` is None
    where every field of the sample was held against the other response."""

    run: str
    at: datetime
    paths: PathList | None
    amazon: Side
    deepgram: Side


def record(
    workspace: Workspace,
    sides: tuple[Side, Side],
    reads: Sequence[Read],
    rows: Sequence[Row],
    found: Sequence[Difference],
    known: Mapping[Key, Known],
    *,
    of_sample: bool = False,
) -> Run:
    """Keep a rehearsal, and let it stand as evidence. ``of_sample``: the paths are all fields of
    Amazon's response, not what downstream is known to read. Raises BadInput for what holds a key.
    """
    amazon, deepgram = sides
    heads = {run.id: run.clip for run in workspace.run_heads("transcribe")} if amazon.run else {}
    run = workspace.record_run(
        KIND,
        sandbox="sandbox" in (amazon.origin, deepgram.origin),
        model=deepgram.model,
        clip=heads.get(deepgram.run, ""),
        request={
            "of_sample": of_sample,
            "paths": [[read.path, read.line, read.guessed] for read in reads],
            "amazon": _said(amazon),
            "deepgram": _said(deepgram),
        },
        # What is on record already is not kept twice.
        response={
            "amazon": None if amazon.run else plain_json(amazon.document.raw),
            "deepgram": None if deepgram.run else plain_json(deepgram.document.raw),
        },
        result={
            "rows": [_row(row) for row in rows],
            "differences": [_difference(one, known) for one in found],
        },
        numbers=numbers(reads, rows, found, known),
    )
    workspace.attach_evidence(TASK, run.id)
    return run


def numbers(
    reads: Sequence[Read],
    rows: Sequence[Row],
    found: Sequence[Difference],
    known: Mapping[Key, Known],
) -> dict[str, object]:
    """The figures of a rehearsal: paths, rows by status, differences, those ignored."""
    ignored = sum(one.key in known for one in found)
    by_status = {status.replace("-", "_"): number for status, number in counts(rows).items()}
    return {
        "paths": len(reads),
        **by_status,
        "differences": len(found) - ignored,
        "differences_ignored": ignored,
    }


def newest(workspace: Workspace) -> tuple[Run, ...]:
    """The rehearsal kept last and the two runs it took its responses from; empty without one."""
    heads = workspace.run_heads(KIND)
    if not heads:
        return ()
    run = workspace.run(heads[-1].id)
    try:
        sources = [run.request[side]["run"] for side in ("amazon", "deepgram")]
        return (run, *(workspace.run(source) for source in sources if source))
    except (BadInput, KeyError, TypeError):
        # Written by hand, or by a version whose records this one cannot read: begin anew.
        return ()


def kept_from(runs: Sequence[Run]) -> Kept | None:
    """What ``newest`` gave, read; None where that cannot be. Touches no database."""
    run, *sources = runs
    by_id = {one.id: one for one in sources}
    try:
        amazon, deepgram = (_side(run, by_id, which) for which in ("amazon", "deepgram"))
        return Kept(run.id, run.started_at, _paths(run), amazon, deepgram)
    except (BadInput, KeyError, TypeError, ValueError):
        return None


def _paths(run: Run) -> PathList | None:
    if run.request["of_sample"]:
        return None
    reads = []
    for path, line, guessed in run.request["paths"]:
        reads.append(replace(read_path(path, line), guessed=bool(guessed)))
    return PathList(tuple(reads))


def _side(run: Run, sources: Mapping[str, Run], which: str) -> Side:
    said = run.request[which]
    if said["run"]:
        return side_from(sources[said["run"]], said["name"])
    document = read_json(run.response[which], source=said["name"])
    return Side(document, said["name"], "file", said["model"], "", said["path"], run.started_at)


def _said(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "origin": side.origin,
        "kind": side.document.kind,
        "model": side.model,
        "run": side.run,
        "path": side.path,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "path": row.path,
        "line": row.line,
        "field": row.field,
        "status": row.status,
        "places": row.places,
        "amazon": _spot(row.amazon),
        "deepgram": row.deepgram,
        "beside": _spot(row.beside),
        "how": row.how,
        "ask": list(row.ask),
        "source": row.source,
    }


def _difference(one: Difference, known: Mapping[Key, Known]) -> dict[str, Any]:
    reason = known.get(one.key)
    return {
        "what": one.what,
        "amazon": one.amazon,
        "deepgram": one.deepgram,
        "says": one.says,
        "differ": one.differ,
        "compared": one.compared,
        "ignored": reason.reason if reason else "",
    }


def _spot(spot: Spot) -> dict[str, Any]:
    value = plain_json(spot.value)
    if isinstance(value, dict | list):
        value = None
    elif isinstance(value, str):
        value = value[:_LONGEST_VALUE]
    return {"path": spot.path, "kind": spot.kind, "value": value}
