"""The draft of a change in words: what a patch changes, what is left as it is, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from checklists.draft.reasons import NO_DIFF
from tui.text import clean, counted, one_line, shown_path

if TYPE_CHECKING:
    from checklists.draft.drafting import Draft, Site


def draft_sentence(done: Draft) -> str:
    """How much of the code is drafted."""
    places = counted(len(done.sites), "start of a transcription", "starts of a transcription")
    if not done.patch:
        return f"{places}, none of them drafted."
    return f"{places}, {done.drafted} drafted in {counted(len(done.files), 'file')}."


def draft_sections(done: Draft) -> list[tuple[str, str]]:
    """Headings with their texts: drafted, left, in other languages, and the patch itself."""
    drafted = [site for site in done.sites if site.drafted]
    foreign = [site for site in done.sites if site.why == NO_DIFF]
    left = [site for site in done.sites if not site.drafted and site.why != NO_DIFF]
    sections = [(f"Drafted ({len(drafted):,})", _listed(done, drafted))]
    if left or not foreign:
        sections.append((f"Left as it is ({len(left):,})", _listed(done, left)))
    if foreign:
        # Said once, above them: a code base in another language has nothing else.
        heading = f"Without a diff, in other languages ({len(foreign):,})"
        sections.append((heading, _listed(done, foreign)))
    if done.patch:
        head = f"Paths begin in {shown_path(Path(done.root).absolute())}."
        lines = [one_line(head), "", *(clean(line) for line in done.patch.splitlines())]
        sections.append(("The patch", "\n".join(lines)))
    return sections


def _listed(done: Draft, sites: list[Site]) -> str:
    return "\n".join(line for site in sites for line in _site(done, site)) or "(none)"


def _site(done: Draft, site: Site) -> Iterator[str]:
    root = Path(done.root)
    path = Path(site.path)
    where = path.relative_to(root) if path.is_relative_to(root) else path
    yield one_line(f"{where}:{site.line}  {site.equivalent.operation}")
    if site.why and site.why != NO_DIFF:
        yield one_line(f"    {site.why}")
    for left in site.left:
        yield one_line(f"    by hand, {left}")
    if not site.drafted:
        yield one_line(f"    would be {site.equivalent.call}")
        if site.equivalent.address:
            yield one_line(f"    {site.equivalent.address}")
