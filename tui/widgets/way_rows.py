"""A step and a trigger of the way back as rows of a list, and a rehearsal in words."""

from __future__ import annotations

from textual.content import Content

from checklists.before.rollback import Kept
from checklists.before.way_back import Step, Trigger
from tui.content import hanging
from tui.text import clock, one_line

INDENT = 3
# Below this many cells owner and budget stand on a line of their own.
ONE_LINE = 56


def step_row(number: int, step: Step, width: int) -> Content:
    """Its number and words; owner and time budget at the right edge."""
    label = Content.styled(f"{number:>2} ", "dim")
    words = Content(one_line(step.text))
    right = one_line(step.owner) if step.owner else "no owner"
    right += f"  {step.minutes:>3} min" if step.minutes else "   no time"
    if width < ONE_LINE or len(right) > width // 2:
        lines = hanging(label, words, INDENT, width)
        return Content("\n").join([*lines, *hanging(Content(""), _dim(right), INDENT, width)])
    first, *others = hanging(label, words, INDENT, width - len(right) - 2)
    edge = _dim(right)
    gap = " " * max(1, width - first.cell_length - edge.cell_length)
    return Content("\n").join([Content.assemble(first, gap, edge), *others])


def trigger_row(trigger: Trigger, width: int) -> Content:
    """The condition; below it where its number comes from."""
    mark = "!" if trigger.threshold is None else " "
    label = Content.styled(f" {mark} ", "$warning")
    lines = hanging(label, Content(one_line(trigger.condition())), INDENT, width)
    if not trigger.worded:
        lines += hanging(Content(""), _dim(one_line(trigger.origin())), INDENT, width)
    return Content("\n").join(lines)


def _dim(words: str) -> Content:
    return Content.styled(words, "dim")


def rehearsal_words(kept: Kept) -> Content:
    """What the newest rehearsal found, with its origin; there is one."""
    tried = kept.rehearsal
    assert tried is not None
    origin = "sandbox" if tried.sandbox else "live"
    parts: list[Content] = []
    when = f"{tried.at.astimezone():%Y-%m-%d %H:%M}"
    sample = f"{one_line(tried.sample_name)} ({clock(tried.sample_seconds)})"
    head = f" Rehearsed {when}, {origin}, with {sample}: "
    if tried.passed and tried.back_seconds is not None:
        said = f"Amazon's first result came {tried.back_seconds:.1f} s after the decision."
        parts.append(Content.assemble(("✓", "$success"), head, (said, "bold")))
    else:
        parts.append(Content.assemble(("✗", "$error"), head, ("the old way did not answer. ", "")))
        parts.append(Content(one_line(tried.trouble)))
    amazon = f"Amazon: credentials {one_line(tried.credentials)}, {tried.credentials_seconds:.1f} s"
    if tried.amazon is not None:
        model = one_line(tried.amazon.model)
        amazon += f"; {model}, {tried.amazon.words} words in {tried.amazon.seconds:.1f} s"
    deepgram = tried.deepgram
    parts.append(
        Content.styled(
            f"Deepgram: {one_line(deepgram.model)}, {deepgram.words} words in "
            f"{deepgram.seconds:.1f} s. {amazon}.",
            "dim",
        )
    )
    return Content("\n").join(parts)
