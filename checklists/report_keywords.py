"""The report's part about terms: what each did alone, which are kept, and rules for writing."""

from __future__ import annotations

from checklists.plan_keywords import keyterm_in_words
from checklists.plan_model import Keyterm, Plan
from checklists.report_html import (
    NOTHING,
    Html,
    chip,
    join,
    mono,
    origin,
    paragraph,
    section,
    table,
    text,
)

_VERDICTS = {
    "keep": ("✓", "good"),
    "harmful": ("✗", "bad"),
    "not-needed": (NOTHING, ""),
    "no-effect": ("=", ""),
    "untested": ("?", "warn"),
}


def keyterms(plan: Plan) -> Html:
    """Every term with its verdict and what that rests on; and the rules nobody has tried."""
    if not plan.keyterms:
        return section("Keyterms, one by one", paragraph("Not tried yet.", "soft"))
    rows = [
        (
            text(row.term),
            chip(_VERDICTS[row.verdict][0], row.verdict, _VERDICTS[row.verdict][1]),
            text(row.gained),
            text(row.lost),
            text(row.harmed + row.invented),
            text(_boosted(row)),
            text(keyterm_in_words(row)),
            origin(row.sandbox),
            mono(row.run),
        )
        for row in plan.keyterms
    ]
    heads = ("term", "verdict", "gained", "lost", "harmed", "kept", "rests on", "from", "run")
    note = (
        "Each term alone against none: words gained, lost, and neighbours that were right before "
        "and are wrong with it. The guide: avoid transferring a list used with another vendor."
    )
    return section(
        "Keyterms, one by one",
        table(heads, rows, numeric=(2, 3, 4), tight=(1, 5, 7)),
        paragraph(note, "soft small"),
        _replacements(plan),
    )


def _boosted(row: Keyterm) -> str:
    """Whether the term belongs to the recommended set, with its boost."""
    boost = "" if row.boost is None or row.boost == 1 else f", boost {row.boost:g}"
    return f"yes{boost}" if row.kept else ""


def _replacements(plan: Plan) -> Html:
    if not plan.replacements:
        return Html("")
    rows = [(mono(row.rule), text(row.phrase), text(row.why)) for row in plan.replacements]
    note = (
        f"Rules for replace from {plan.replacements[0].source}: what the old vocabulary only wrote "
        "another way. Nobody has tried them."
    )
    heads = ("rule", "entry", "why")
    return join([paragraph(note, "soft small"), table(heads, rows, tight=(0,))])
