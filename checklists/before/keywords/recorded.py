"""A ladder as a run: the exact requests, where every answer is, the numbers; and the newest one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.before.keywords.result import LadderResult
from checklists.before.spoken_probe import is_spoken
from checklists.records import Run
from checklists.workspace import Workspace


def record(workspace: Workspace, result: LadderResult) -> Run:
    """Keep a ladder as one run, and as evidence for "Test your audio" unless it was spoken for it.

    The responses are in ``workspace.keyword_answers``; the run names each by its key. ``clip`` is
    the hash where there is one clip, "" for several.
    """
    plan, document = result.plan, result.document
    hashes = [record.sha256 for record in plan.clips]
    answers = [
        {
            "clip": question.clip,
            "terms": [[term, boost] for term, boost in question.terms],
            "answer": plan.key_of(question),
            "request_id": heard.request_id,
        }
        for question, heard in result.answers.items()
    ]
    run = workspace.record_run(
        "keywords",
        sandbox=plan.sandbox,
        vendor="deepgram",
        model=plan.base.model,
        clip=hashes[0] if len(hashes) == 1 else "",
        request=document["request"],
        response={"answers": answers},
        result=document,
        numbers=_numbers(document, len(hashes)),
        seconds=result.seconds,
    )
    # What a local voice was made to say is no audio of anybody's.
    if not any(is_spoken(clip) for clip in plan.clips):
        workspace.attach_evidence("test-audio", run.id)
    return run


def _numbers(document: Mapping[str, Any], clips: int) -> dict[str, Any]:
    found: dict[str, Any] = {"clips": clips}
    for name, key in (("without", "baseline"), ("with_all", "all"), ("with_kept", "kept")):
        figures = document[key] or {}
        found[f"wer_{name}"] = figures.get("wer")
        found[f"recall_{name}"] = figures.get("keyword_recall")
    return found


def newest_trial(workspace: Workspace, clip: str = "") -> Run | None:
    """The newest ladder on record; of one clip alone, where its hash is given."""
    heads = workspace.run_heads("keywords", clip or None)
    for head in reversed(heads):
        run = workspace.run(head.id)
        if isinstance(run.result, Mapping) and "terms" in run.result:
            return run
    return None
