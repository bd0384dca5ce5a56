"""The variants to choose from: the answers of a keyword experiment, or of two runs.

A keyword experiment with references has its answers on record already. Where a clip has none,
``hear`` asks for them, as the experiment does: what is on record is not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checklists.before.keywords.asking import Asking
from checklists.before.keywords.plan import LadderPlan, usable_terms
from checklists.before.keywords.state import OnState, OnStep
from checklists.before.keywords.way import NEUTRAL, TermSet, refuse_unusable, with_terms
from checklists.before.preference.spans import Variant
from checklists.records import ClipRecord, Run, transcript_of
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import Transcript

NONE, ALL, KEPT = "without terms", "all terms", "the kept terms"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Variants of a keyword experiment that can be set against each other, and what that is called.

    ``keys`` has for each variant its label, its terms, and by the clip's hash the key of its answer
    in ``workspace.keyword_answers``.
    """

    name: str
    keys: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...]


def pairings(document: Mapping[str, Any]) -> tuple[Pairing, ...]:
    """What the document of a keyword experiment lets one choose from, the likeliest first.

    Sets that were the same requests (the kept terms are all terms) are offered once.
    """
    clips = [one for one in _list(document, "clips") if isinstance(one, Mapping)]
    none = (NONE, (), _keys(clips, "baseline"))
    every = (ALL, _set_of(document, "all"), _keys(clips, "all"))
    kept = (KEPT, _set_of(document, "kept"), _keys(clips, "kept"))
    found: list[Pairing] = []
    if kept[2] and kept[2] not in (none[2], every[2]):
        found.append(Pairing("none, the kept ones, all", (none, kept, every)))
        found.append(Pairing("none against the kept ones", (none, kept)))
        found.append(Pairing("the kept ones against all", (kept, every)))
    found.append(Pairing("none against all", (none, every)))
    for number, one in enumerate(_list(document, "terms")):
        term = str(one.get("term", "")) if isinstance(one, Mapping) else ""
        alone = (term, (term,), _keys(clips, "terms", number))
        found.append(Pairing(f"none against {term} alone", (none, alone)))
    different: dict[str, Pairing] = {}
    for one in found:
        if all(keys for _, _, keys in one.keys):
            different.setdefault(repr([keys for _, _, keys in one.keys]), one)
    return tuple(different.values())


def variants_of(workspace: Workspace, pairing: Pairing) -> tuple[Variant, ...]:
    """The transcripts of a pairing, as they are on record.

    Raises BadInput where the answers are not: the experiment was kept in another workspace.
    """
    wanted = [key for _, _, keys in pairing.keys for key in keys.values()]
    answers = workspace.keyword_answers.transcripts(wanted)
    variants = tuple(
        Variant(label, {clip: answers[key] for clip, key in keys.items() if key in answers}, terms)
        for label, terms, keys in pairing.keys
    )
    if not all(variant.heard for variant in variants):
        raise BadInput(
            "What was heard in this experiment is not in this workspace: run the experiment again."
        )
    return variants


def _list(document: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = document.get(name)
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _set_of(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = document.get(name)
    rows = _list(found, "set") if isinstance(found, Mapping) else ()
    return tuple(str(row.get("term", "")) for row in rows if isinstance(row, Mapping))


def _keys(
    clips: Sequence[Mapping[str, Any]], name: str, number: int | None = None
) -> Mapping[str, str]:
    """The keys of the answers for one set, by the clip's hash, of the clips that have one."""
    found: dict[str, str] = {}
    for clip in clips:
        part = clip.get(name)
        if number is not None:
            rows = _list(clip, name)
            part = rows[number] if number < len(rows) else None
        key = part.get("answer") if isinstance(part, Mapping) else None
        if isinstance(key, str) and key:
            found[str(clip.get("sha256", ""))] = key
    return found


def variants_of_runs(runs: Sequence[Run]) -> tuple[Variant, ...]:
    """Transcripts on record, each a variant of its own; of one clip, in the order given.

    Raises BadInput where a run holds no transcript.
    """
    return tuple(
        Variant(
            f"{run.vendor} {run.model}, {run.started_at.astimezone():%Y-%m-%d %H:%M}".strip(),
            {run.clip: transcript_of(run)},
        )
        for run in runs
    )


async def hear(
    vendors: Vendors,
    clips: Sequence[ClipRecord],
    terms: Sequence[str],
    *,
    sandbox: bool,
    base: DeepgramOptions | None = None,
    workspace: Workspace | None = None,
    on_step: OnStep = lambda step: None,
    on_state: OnState = lambda state: None,
) -> tuple[Variant, Variant]:
    """The clips without terms and with all of them, for clips that have no reference.

    Two requests a clip, less what is on record; every answer is kept in ``workspace`` as it comes.
    Raises BadInput for terms that would be refused, and the vendor's trouble where a request
    failed: what was answered stays on record.
    """
    plan = plan_hearing(clips, terms, sandbox=sandbox, base=base, workspace=workspace)
    asking = Asking(vendors, plan, workspace, on_step=on_step, on_state=on_state)
    await asking.all_of(plan.questions, "terms")
    if asking.state.failed:
        raise asking.state.failed[0].trouble
    return (
        Variant(NONE, _heard(plan, asking, ())),
        Variant(ALL, _heard(plan, asking, plan.all_terms), plan.terms),
    )


def plan_hearing(
    clips: Sequence[ClipRecord],
    terms: Sequence[str],
    *,
    sandbox: bool,
    base: DeepgramOptions | None = None,
    workspace: Workspace | None = None,
) -> LadderPlan:
    """What ``hear`` would send: its requests and cost, before it does. Raises BadInput."""
    base, wanted = base or DeepgramOptions(), usable_terms(terms)
    everything: TermSet = tuple((term, NEUTRAL) for term in wanted)
    if not clips:
        raise BadInput("There is no clip to hear: choose one.")
    notes = refuse_unusable(with_terms(base, everything))
    plan = LadderPlan(
        clips=tuple({record.sha256: record for record in clips}.values()),
        terms=wanted,
        base=base,
        sandbox=sandbox,
        sweep=False,
        questions=(),
        further=0,
        notes=tuple(f"{one.option}: {one.why} {one.fix}" for one in notes),
    )
    asked = tuple(one for some in ((), everything) for one in plan.questions_of(some))
    if workspace is None:
        return replace(plan, questions=asked)
    keys = {one: plan.key_of(one) for one in asked}
    known = workspace.keyword_answers.known(list(keys.values()))
    on_record = {one: key for one, key in keys.items() if key in known}
    return replace(plan, questions=asked, known=on_record)


def _heard(plan: LadderPlan, asking: Asking, terms: TermSet) -> Mapping[str, Transcript]:
    return {
        question.clip: asking.answers[question]
        for question in plan.questions_of(terms)
        if question in asking.answers
    }
