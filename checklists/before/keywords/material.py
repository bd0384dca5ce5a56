"""Which recordings terms can be judged on: those of which somebody says what is said in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checklists.before.corpus_files import CorpusFile, by_content
from checklists.before.references import Reference, beside, read_reference, refuse_draft
from checklists.before.sample_sources import Skipped
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.audio.naming import shown
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls


def judgeable(
    files: Sequence[CorpusFile], workspace: Workspace | None, references: Sequence[Path] = ()
) -> tuple[tuple[ClipRecord, ...], tuple[Skipped, ...]]:
    """Each recording with its reference, and those of a directory that have none, with the reason.

    The reference is that in ``references`` (one for each file, in order), else the workspace's,
    else the file beside the audio. Raises BadInput for a file named by itself that has none, or
    only a draft that nobody confirmed: a recogniser's own words would judge in its favour.
    """
    if references and not all(file.named for file in files):
        raise BadInput("--reference is for files named one by one: name each AUDIO by itself.")
    hashes = [file.clip.sha256 for file in files]
    known = {record.sha256: record for record in workspace.clips_of(hashes)} if workspace else {}
    given = dict(zip((file.clip.path for file in files), references, strict=False))
    found: list[ClipRecord] = []
    skipped: list[Skipped] = []
    for file, _ in by_content(files):
        record = known.get(file.clip.sha256) or _unknown(file.clip)
        try:
            found.append(_with_reference(record, file.clip, given.get(file.clip.path)))
        except BadInput as trouble:
            if file.named:
                raise
            name = str(file.clip.path)
            skipped.append(Skipped(name, str(trouble).removeprefix(f"{shown(name)} ")))
    return tuple(found), tuple(skipped)


def unused(skipped: Sequence[Skipped], clips: Sequence[ClipRecord]) -> tuple[Skipped, ...]:
    """What was skipped and is not the reference of a recording that was found."""
    references = {str(path) for record in clips for path in beside(record.clip.path)}
    return tuple(one for one in skipped if one.name not in references)


def _unknown(clip: Clip) -> ClipRecord:
    spoken = any(call.sha256 == clip.sha256 for call in sample_calls())
    return ClipRecord(clip, clip.path.name, datetime.now(UTC), synthetic=spoken)


def _with_reference(record: ClipRecord, clip: Clip, path: Path | None) -> ClipRecord:
    record = replace(record, clip=clip)
    if path is not None:
        return _given(record, read_reference(path, record))
    if record.references:
        refuse_draft(record.reference_origin, str(clip.path))
        return record
    for lying in beside(clip.path):
        return _given(record, read_reference(lying, record))
    raise BadInput(
        f"{shown(clip.path)} has no reference, so nothing can be gained or lost: give what is said "
        "in it with --reference FILE, or put it beside the audio."
    )


def _given(record: ClipRecord, reference: Reference) -> ClipRecord:
    refuse_draft(reference.origin, str(record.clip.path))
    return replace(
        record,
        references=reference.texts,
        truth=reference.words,
        reference_origin=reference.origin,
    )
