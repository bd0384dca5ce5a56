"""A month of an account's audio by what is paid for: kinds, channels, add-ons.

Lengths are those of the results that were looked at, up to the last word, so they are a little
short; what was not looked at is taken to be like it. Amazon keeps 90 days: an account that has used
it for less than a month counts as one month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklists.before.cost import Kind as PriceKind
from checklists.before.cost import Usage
from providers.amazon.account_lists import Kind
from providers.amazon.inventory import DAYS, JobRecord

DAYS_A_MONTH = 30.4375
_PRICED: Mapping[Kind, PriceKind] = {
    "jobs": "standard",
    "call-analytics-jobs": "call-analytics",
    "medical-jobs": "medical",
    "scribe-jobs": "medical",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Jobs that cost alike. ``jobs`` a month; ``seconds`` a month, None where no length is known;
    ``measured`` of the ``looked_at`` results gave their length."""

    kind: PriceKind
    channels: int
    several_languages: bool
    redaction: bool
    diarization: bool
    vocabulary: bool
    custom_model: bool
    jobs: float
    seconds: float | None
    looked_at: int
    measured: int


_Terms = tuple[PriceKind, int, bool, bool, bool, bool, bool]


def patterns_of(
    jobs: Mapping[Kind, int], records: Sequence[JobRecord], *, days: float
) -> tuple[Pattern, ...]:
    """The patterns of a month, from how many jobs there were of each kind in ``days``."""
    months = min(max(days, DAYS_A_MONTH), float(DAYS)) / DAYS_A_MONTH
    found: list[Pattern] = []
    for kind, count in jobs.items():
        of_kind = [one for one in records if one.kind == kind and not _failed(one)]
        mean = _mean(of_kind)
        groups: dict[_Terms, list[JobRecord]] = {}
        for one in of_kind:
            groups.setdefault(_terms(one), []).append(one)
        for terms, alike in groups.items():
            a_month = count * len(alike) / len(of_kind) / months
            each = _mean(alike)
            each = mean if each is None else each
            found.append(
                Pattern(
                    *terms,
                    jobs=a_month,
                    seconds=None if each is None else each * a_month,
                    looked_at=len(alike),
                    measured=sum(one.seconds is not None for one in alike),
                )
            )
    return tuple(sorted(found, key=lambda one: -(one.seconds or 0)))


def usage_of(patterns: Iterable[Pattern]) -> tuple[Usage, ...]:
    """What is known of a month's audio, as prices are reckoned from it."""
    return tuple(
        Usage(
            seconds=one.seconds,
            files=max(1, round(one.jobs)),
            channels=one.channels,
            kind=one.kind,
            several_languages=one.several_languages,
            redaction=one.redaction,
            diarization=one.diarization,
            vocabulary=one.vocabulary,
            custom_model=one.custom_model,
        )
        for one in patterns
        if one.seconds is not None
    )


def channels_of(one: JobRecord) -> int:
    """How many channels a job tells apart: two of a call, or of channel identification."""
    settings = one.job.get("Settings") or {}
    two = one.kind == "call-analytics-jobs" or settings.get("ChannelIdentification")
    return 2 if two else 1


def _failed(one: JobRecord) -> bool:
    return any(name.endswith("JobStatus") and one.job[name] == "FAILED" for name in one.job)


def _mean(records: Sequence[JobRecord]) -> float | None:
    known = [one.seconds for one in records if one.seconds is not None]
    return sum(known) / len(known) if known else None


def _terms(one: JobRecord) -> _Terms:
    settings = one.job.get("Settings") or {}
    identified = one.job.get("LanguageIdSettings") or settings.get("LanguageIdSettings") or {}
    named = any(inner.get("VocabularyName") for inner in identified.values())
    model = one.job.get("ModelSettings") or settings.get("LanguageModelName")
    return (
        _PRICED[one.kind],
        channels_of(one),
        bool(one.job.get("IdentifyMultipleLanguages")),
        bool(one.job.get("ContentRedaction") or settings.get("ContentRedaction")),
        bool(settings.get("ShowSpeakerLabels")),
        bool(settings.get("VocabularyName") or named),
        bool(model),
    )
