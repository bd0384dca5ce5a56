"""What a piece of evidence rests on, as a fingerprint that can be taken again later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checklists.guide import Task
from checklists.records import ClipRecord, Run, to_json

# The kinds of run whose numbers compare texts, and so depend on how texts are normalised.
SCORED = frozenset({"transcribe", "live", "search", "keywords", "compare", "verify", "tune"})

# What an ear has chosen rests on no reference.
BY_EAR = frozenset({"preference"})


def basis_of(
    run: Run, task: Task, clip: ClipRecord | None, current: bool, steps: Sequence[str] = ()
) -> dict[str, Any]:
    """The fingerprint of a run as evidence for a task, at this moment.

    ``current`` is false for a clip that another file replaced. A file that is gone (archived,
    another machine) proves nothing either way; one of another size has changed. ``steps`` are
    those of the way back as it is written now, for a run that rehearsed it.
    """
    from checklists.facts.book import facts

    rows = facts()
    basis: dict[str, Any] = {
        "facts": {name: rows[name].fingerprint for name in task.facts if name in rows}
    }
    if run.clip:
        basis["clip"] = "current" if clip and current and not _resized(clip) else "changed"
        if run.kind not in BY_EAR:
            basis["references"] = _digest(clip.references if clip else {})
    if run.kind == "rollback":
        basis["steps"] = _fingerprint(to_json(list(steps)))
    elif run.numbers and run.kind in SCORED:
        from checklists.versions import normaliser_version

        # A score made with an older normaliser is already stale when it is attached.
        basis["normaliser"] = normaliser_version()
    return basis


def changes(then: Mapping[str, Any], now: Mapping[str, Any], run: Run) -> tuple[str, ...]:
    """Why evidence is stale, in words; nothing where it is not."""
    found: list[str] = []
    if now.get("clip") == "changed":
        found.append("the audio file changed or was replaced")
    if then.get("references") != now.get("references"):
        found.append("the reference text changed")
    if "normaliser" in now and run.normaliser != now["normaliser"]:
        found.append(f"scored with {run.normaliser}, now {now['normaliser']}")
    if "steps" in then and then["steps"] != now.get("steps"):
        found.append("the steps of the way back changed since they were rehearsed")
    before, after = then.get("facts", {}), now.get("facts", {})
    for name in sorted(before):
        if name in after and before[name] != after[name]:
            found.append(f"the fact {name} changed")
    return tuple(found)


def _resized(clip: ClipRecord) -> bool:
    try:
        return clip.clip.path.stat().st_size != clip.clip.size
    except OSError:
        return False


def _digest(value: Mapping[int, str]) -> str:
    text = to_json({str(channel): value[channel] for channel in sorted(value)})
    return _fingerprint(text)


def _fingerprint(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]
