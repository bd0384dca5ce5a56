"""Find representative samples: the clips of a workspace; so far the sample calls it brings."""

from __future__ import annotations

from collections.abc import Sequence

from checklists.records import ClipRecord, Run
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.sandbox.samples import SampleCall


def add_sample_call(workspace: Workspace, call: SampleCall, clip: Clip) -> ClipRecord:
    """A sample call as a clip of the workspace, with what was said and when. Raises BadInput."""
    return workspace.add_clip(
        clip,
        name=call.title,
        tags=("sample",),
        references=dict(enumerate(call.references)),
        truth=call.words,
        synthetic=True,
    )


def record(workspace: Workspace, records: Sequence[ClipRecord], note: str = "") -> Run:
    """Keep the choice of samples as a run, and as evidence for the task.

    Synthesised speech is nobody's representative audio: with nothing else it is a rehearsal.
    """
    run = workspace.record_run(
        "samples",
        sandbox=all(record.synthetic for record in records),
        result={
            "clips": [
                {"sha256": one.sha256, "name": one.name, "seconds": one.clip.duration}
                for one in records
            ]
        },
        numbers={
            "clips": len(records),
            "seconds": sum(one.clip.duration for one in records),
        },
    )
    workspace.attach_evidence("representative-samples", run.id, note)
    return run
