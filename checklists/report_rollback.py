"""The report's part about the way back: steps, triggers, and how the rehearsal went."""

from __future__ import annotations

from collections.abc import Mapping

from checklists.plan_model import Rollback, RollbackRehearsal
from checklists.report_html import (
    NOTHING,
    Html,
    bullets,
    chip,
    join,
    mono,
    origin,
    paragraph,
    section,
    table,
    tag,
    text,
    vendor,
)


def way_back(rollback: Rollback, names: Mapping[str, str]) -> Html:
    """What to do, when to do it, and whether it was tried. ``names`` are the clips' by hash."""
    if not rollback.steps and not rollback.triggers and rollback.rehearsal is None:
        none = "Not written yet: the way back, and the measured condition on which to take it."
        return section("The way back", paragraph(none, "soft"))
    return section(
        "The way back",
        tag("h3", text("Steps")),
        bullets(rollback.steps),
        tag("h3", text("Triggers")),
        bullets(rollback.triggers),
        *_rehearsed(rollback.rehearsal, names),
    )


def _rehearsed(tried: RollbackRehearsal | None, names: Mapping[str, str]) -> list[Html]:
    if tried is None:
        return [tag("h3", text("Rehearsal")), paragraph("It has not been rehearsed yet.", "soft")]
    answered = chip("✓", "answered", "good") if tried.passed else chip("✗", "no answer", "bad")
    state = [answered]
    if not tried.current:
        state.append(chip("◐", "steps changed since", "bad"))
    heading = tag("h3", join([text("Rehearsal"), origin(tried.sandbox), *state], " "))
    rows = [
        (
            vendor("deepgram"),
            text("the whole transcript"),
            text(_seconds(tried.deepgram_seconds)),
            text(tried.deepgram_words),
        ),
        (
            vendor("amazon"),
            text("from the decision to go back to the first result"),
            text(_seconds(tried.back_seconds)),
            text(tried.amazon_words),
        ),
    ]
    about = join(
        [
            text(
                f"{tried.at:%Y-%m-%d %H:%M %Z}, with {names.get(tried.sample, tried.sample[:12])}. "
                f"Credentials of the old way: {tried.credentials}."
            ),
            mono(tried.run),
        ],
        " ",
    )
    trouble = [paragraph(f"It did not answer: {tried.trouble}", "bad")] if tried.trouble else []
    heads = ("side", "timed", "seconds", "words")
    return [heading, tag("p", about), *trouble, table(heads, rows, numeric=(2, 3), tight=(0,))]


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f} s"
