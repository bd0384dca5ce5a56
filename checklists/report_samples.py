"""The report's part about the samples: what they are, and what happened where one was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checklists.before.recording_log import Making, impairments, made_in_words, pauses
from checklists.plan_model import Plan, Sample
from checklists.records import ClipRecord
from checklists.report_html import (
    Html,
    bullets,
    chip,
    join,
    mono,
    paragraph,
    section,
    table,
    tag,
    text,
)


def samples(plan: Plan, clips: Sequence[ClipRecord], makings: Mapping[str, Making]) -> Html:
    """The clips of the plan; ``makings`` say by hash how those recorded here were made."""
    if not plan.samples:
        return section("Samples", paragraph("There are none yet.", "soft"))
    drafts = {record.sha256 for record in clips if record.unverified}
    rows = [
        (
            text(sample.name),
            text(f"{sample.duration:.1f} s"),
            text(f"{sample.container} {sample.codec}"),
            text(f"{sample.rate / 1000:g} kHz"),
            text(sample.channels),
            _reference(sample, drafts),
            text("synthesised" if sample.synthetic else "recorded"),
            mono(sample.sha256[:12]),
        )
        for sample in plan.samples
    ]
    heads = ("name", "length", "format", "rate", "channels", "reference", "speech", "SHA-256")
    return section(
        "Samples",
        table(heads, rows, numeric=(1, 3, 4), tight=(5,)),
        *_recorded_here(plan, makings),
    )


def _reference(sample: Sample, drafts: set[str]) -> Html:
    if sample.sha256 in drafts:
        return chip("?", "draft, unverified", "warn")
    return text("yes" if sample.referenced else "no")


def _recorded_here(plan: Plan, makings: Mapping[str, Making]) -> list[Html]:
    parts: list[Html] = []
    for sample in plan.samples:
        making = makings.get(sample.sha256)
        if making is None:
            continue
        wrong = impairments(making)
        state = chip("!", "impaired", "bad") if wrong else chip("✓", "nothing missing", "good")
        about = text(f"{sample.name}: {made_in_words(making)}")
        parts.append(tag("p", join([about, state], " ")))
        said = [*wrong, *filter(None, (pauses(making),))]
        parts += [bullets(said)] if said else []
    return [tag("h3", text("Recorded here")), *parts] if parts else []
