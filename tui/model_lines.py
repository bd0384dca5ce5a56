"""The models to try for this use, in sections of plain words."""

from __future__ import annotations

from collections.abc import Sequence

from checklists.before.in_use import InUse
from checklists.before.models_to_try import Suggestion, resting_on
from tui.text import one_line


def model_sections(found: Sequence[Suggestion], used: InUse) -> list[tuple[str, str]]:
    """One section a model, what to begin with first; then what all of it rests on."""
    sections = []
    for one in found:
        options = f" {' '.join(one.options)}" if one.options else ""
        first = ", to begin with" if one.first else ""
        why = "\n".join(one_line(reason) for reason in one.why)
        sections.append((one_line(f"{one.model}{options}{first}"), why))
    source = f"Seen in {used.source}." if used.known else "Seen in the samples alone."
    facts = "\n".join(one_line(f"{row.says} ({row.source}, {row.dated})") for row in resting_on())
    return [*sections, ("Rests on", f"{source}\n{facts}")]
