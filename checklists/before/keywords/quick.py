"""The quick form: one clip and three terms, those likeliest to matter, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checklists.before.keywords.effects import scores_of, texts_of
from checklists.records import ClipRecord
from checklists.scoring.keywords import TermScore, pooled_terms, term_scores
from providers.speech import Transcript

QUICK_TERMS = 3


@dataclass(frozen=True, slots=True)
class QuickChoice:
    """The clip and the terms, with why each was taken; ``why_clip`` says the same of the clip."""

    clip: ClipRecord
    terms: tuple[str, ...]
    why: tuple[str, ...]
    why_clip: str


def quick_choice(
    clips: Sequence[ClipRecord], terms: Sequence[str], heard: Mapping[str, Transcript]
) -> QuickChoice:
    """The clip in which most terms may matter, and three of them.

    ``heard`` is what was heard without terms, by the clip's hash, where somebody knows: what was
    missed there comes first, then what is said most. Of equal clips the shortest, of equal terms
    the one given first.
    """
    ranked = [(_counts(record, terms, heard.get(record.sha256)), record) for record in clips]
    counts, clip = min(ranked, key=lambda one: (*_clip_rank(one[0]), one[1].clip.duration))
    known = clip.sha256 in heard
    order = sorted(range(len(terms)), key=lambda at: (-counts[at].missed, -_said(counts[at]), at))
    taken = sorted(order[:QUICK_TERMS])
    here = sum(1 for one in counts if _said(one))
    return QuickChoice(
        clip=clip,
        terms=tuple(terms[at] for at in taken),
        why=tuple(_why(counts[at], known) for at in taken),
        why_clip=f"{here} of {len(terms)} terms are said in it",
    )


def _counts(
    record: ClipRecord, terms: Sequence[str], heard: Transcript | None
) -> tuple[TermScore, ...]:
    """Each term's occurrences; against nothing heard all are missed."""
    texts = texts_of(heard, record.references) if heard else ("",) * len(record.references)
    found = [term_scores(one, terms) for one in scores_of(texts, record.references)]
    return tuple(pooled_terms(same) for same in zip(*found, strict=True))


def _clip_rank(counts: Sequence[TermScore]) -> tuple[int, int]:
    missed = sum(1 for one in counts if one.missed)
    return (-missed, -sum(1 for one in counts if _said(one)))


def _said(one: TermScore) -> int:
    return one.found + one.missed


def _why(one: TermScore, known: bool) -> str:
    said = _said(one)
    if not said:
        return "not said in this clip: shows whether it does harm"
    times = "once" if said == 1 else f"{said} times"
    if not known:
        return f"said {times} in this clip"
    return f"said {times} in this clip, missed {one.missed} of {said} without terms"
