"""Calls whose search is on record, as a search leaves it, for screens that begin with its hits."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime

from checklists.before.samples import add_sample_call
from checklists.records import ClipRecord, Run
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit

DAY = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
CALL, LECTURE = 3, 4


def add_call(workspace: Workspace, number: int, *, reference: bool = False) -> ClipRecord:
    """A sample call as a clip of its own, without its reference unless that is wanted."""
    call = sample_calls()[number]
    path = workspace.directory.parent / "calls" / call.path.name
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(call.path, path)
    if reference:
        return add_sample_call(workspace, call, probe(path))
    return workspace.add_clip(probe(path), name=call.title)


def hit(start: float, confidence: float, snippet: str, channel: int = 0) -> SearchHit:
    """Half a second of it."""
    return SearchHit("Zyxel", start, start + 0.5, confidence, snippet, channel)


def record_search(
    workspace: Workspace,
    record: ClipRecord,
    hits: Sequence[SearchHit],
    *,
    term: str = "Zyxel",
    model: str = "nova-3",
    sandbox: bool = True,
) -> Run:
    """One clip's search for one term."""
    acoustic = [
        {
            "start": one.start,
            "end": one.end,
            "confidence": one.confidence,
            "snippet": one.snippet,
            "channel": one.channel,
        }
        for one in hits
    ]
    clip = {
        "path": str(record.clip.path),
        "model": model,
        "text_of": "deepgram",
        "terms": [{"term": term, "acoustic": acoustic, "text": []}],
    }
    return workspace.record_run(
        "search",
        sandbox=sandbox,
        vendor="deepgram",
        model=model,
        clip=record.sha256,
        result={"clips": [clip]},
        started_at=DAY,
    )
