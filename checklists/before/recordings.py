"""Recordings made here: they lie in the workspace's ``audio/`` from their first sample on, and
become samples when somebody has named them.

What was recorded and never named (the program was quit, killed, or crashed) is found again here,
so no recording is lost for want of a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checklists.before import references, samples
from checklists.before.sample_cache import FactsCache, measured
from checklists.before.sample_facts import SampleFacts
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import Clip, identify
from providers.audio.wav_repair import Repaired, repair_recordings
from providers.errors import BadInput

# As ``providers.audio.part_file`` names them: the time in UTC, and the beginning of the hash.
_NAMED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)-[0-9a-f]{8}(-\d+)?\.wav")


@dataclass(frozen=True, slots=True)
class Found:
    """What ``look_for`` found: what was repaired, and the recordings that may be no samples yet."""

    repaired: tuple[Repaired, ...]
    clips: tuple[Clip, ...]


def is_recording(path: Path) -> bool:
    """Whether a file is called as the recordings made here are."""
    return _NAMED.fullmatch(path.name) is not None


def began_at(path: Path) -> datetime | None:
    """When a recording began, by its name; None for another file."""
    found = _NAMED.fullmatch(path.name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y-%m-%dT%H-%M-%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def name_for(path: Path) -> str:
    """What a recording is called until somebody says otherwise: its local date and time."""
    moment = began_at(path)
    return f"Recording {moment.astimezone():%Y-%m-%d %H:%M}" if moment else path.stem


def look_for(
    audio: Path, known: Collection[Path], *, stop: Callable[[], bool] = lambda: False
) -> Found:
    """Repair what was cut off in ``audio``, and look into every recording not ``known``.

    Blocks: each of them is hashed. A file that is no audio any more is left out.
    """
    repaired = repair_recordings(audio)
    try:
        paths = sorted(path for path in audio.iterdir() if is_recording(path))
    except OSError:
        paths = []
    clips = []
    for path in paths:
        if stop():
            break
        if path.absolute() not in known:
            try:
                clips.append(identify(path))
            except BadInput:
                continue
    return Found(repaired, tuple(clips))


def unnamed(workspace: Workspace, found: Sequence[Clip]) -> tuple[Clip, ...]:
    """Those of ``found`` that are no samples, and that nobody has taken out of the set either."""
    return tuple(clip for clip in found if not _known(workspace, clip.sha256))


def _known(workspace: Workspace, sha256: str) -> bool:
    try:
        workspace.clip(sha256)
    except BadInput:
        return False
    return True


def measure(workspace: Path, path: Path) -> SampleFacts:
    """A recording heard once, ready for ``take_in``. Blocks. Raises BadInput."""
    with FactsCache(workspace) as cache:
        return measured(path, cache)


def take_in(
    workspace: Workspace,
    facts: SampleFacts,
    *,
    name: str,
    tags: Sequence[str] = (),
    texts: Mapping[int, str] | None = None,
) -> ClipRecord:
    """A measured recording as a sample, with what is said in it by channel. Raises BadInput.

    The file stays where it is; a reference that is refused does not keep the clip out.
    """
    record = samples.add(workspace, facts, name=name or name_for(facts.path), tags=tags)
    if any(text.strip() for text in (texts or {}).values()):
        record = references.edited(workspace, record.sha256, texts or {})
    return record
