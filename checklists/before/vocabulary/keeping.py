"""A vocabulary that was read, kept in the workspace: a list of things to try, no evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from checklists.before.vocabulary.candidates import Candidate, candidates
from checklists.before.vocabulary.document import as_json, vocabulary_from
from checklists.before.vocabulary.entries import Vocabulary
from checklists.records import Run
from checklists.workspace import Workspace

KIND = "vocabulary"


@dataclass(frozen=True, slots=True)
class Kept:
    """A vocabulary on record. ``source`` says where it came from ("file NAME", "account NAME"),
    ``run`` is the run that holds it, ``at`` when it was read."""

    vocabulary: Vocabulary
    candidates: tuple[Candidate, ...]
    source: str
    sandbox: bool
    run: str
    at: datetime


def keep_vocabulary(
    workspace: Workspace, vocabulary: Vocabulary, *, source: str = "", sandbox: bool = False
) -> Run:
    """Record a vocabulary as it was read; it closes no task. ``sandbox`` is true where it came
    from the sandbox's account. Raises BadInput where a credential stands in it."""
    found = candidates(vocabulary)
    return workspace.record_run(
        KIND,
        sandbox=sandbox,
        request={"source": source or f"file {vocabulary.name}", "language": vocabulary.language},
        result=as_json(vocabulary, found),
        numbers={"entries": len(vocabulary.entries), "faults": len(vocabulary.faults)},
    )


def kept_vocabulary(workspace: Workspace) -> Kept | None:
    """The vocabulary that was kept last, or None."""
    heads = workspace.run_heads(KIND)
    if not heads:
        return None
    run = workspace.run(heads[-1].id)
    if not isinstance(run.result, Mapping) or not isinstance(run.request, Mapping):
        return None
    vocabulary = vocabulary_from(run.result)
    return Kept(
        vocabulary=vocabulary,
        candidates=candidates(vocabulary),
        source=str(run.request.get("source", "")),
        sandbox=run.sandbox,
        run=run.id,
        at=run.started_at,
    )
