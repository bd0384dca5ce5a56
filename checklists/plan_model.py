"""The migration plan: what a workspace amounts to, for the people who decide.

Plain data: ``plan_toml`` writes and reads it, ``report`` lays it out, ``plan_building`` makes it
from a workspace. ``extra`` holds keys that a newer program or a person added; they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from checklists.evidence import Mode, State

PLAN_VERSION = 1
SANDBOX_NOTICE = (
    "The recogniser is CMU PocketSphinx, not a vendor; its accuracy says nothing about either."
)
Verdict = Literal["keep", "not-needed", "harmful", "no-effect", "untested"]
Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanVendor:
    """A side that took part. ``endpoint`` is a label ("sandbox", "live"), never an address."""

    name: str
    model: str
    region: str
    endpoint: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What is meant to be used of one vendor; ``options`` as "name=value"."""

    vendor: str
    model: str
    options: tuple[str, ...]
    chosen_on: date
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task as it stood. ``sandbox``: the evidence is a rehearsal. ``by`` ticked it by hand."""

    id: str
    number: int
    phase: Literal["before", "during", "after"]
    title: str
    state: State
    sandbox: bool
    runs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    by: str | None = None
    reason: str | None = None
    at: datetime | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip by its hash. ``duration`` in seconds, ``rate`` in hertz.

    ``referenced`` where somebody vouches for what is said; a draft that nobody confirmed does not.
    """

    sha256: str
    name: str
    duration: float
    container: str
    codec: str
    rate: int
    channels: int
    referenced: bool
    synthetic: bool
    tags: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One vendor's word errors on the samples, pooled over ``scored`` of ``clips`` clips.

    The interval is there from two scored clips on.
    """

    vendor: str
    model: str
    sandbox: bool
    clips: int
    scored: int
    measured_on: date
    normaliser: str
    words: int
    wer: float | None = None
    wer_low: float | None = None
    wer_high: float | None = None
    cer: float | None = None
    runs: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveResult:
    """One vendor's latency on one clip. Seconds; "n" is the number of samples behind a median."""

    vendor: str
    model: str
    sandbox: bool
    clip: str
    measured_on: date
    run: str
    basis: str
    first_interim: float | None = None
    emission_p50: float | None = None
    emission_n: int = 0
    finalization_p50: float | None = None
    finalization_n: int = 0
    endpoint_p50: float | None = None
    endpoint_n: int = 0
    revision: float | None = None
    last_final: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchTermCut:
    """Where a term's confidences were cut for ``model``, and what that rests on.

    ``low`` to ``high`` is the interval, missing where the cut was set by hand; ``labels`` judged
    hits of which ``right`` were right, ``missed`` occurrences that no hit claims; ``basis`` who
    judged ("ear", "reference", "both", "hand"). ``stale`` says why it does not hold for the
    searches of this plan.
    """

    cut: float
    model: str
    sandbox: bool
    labels: int
    right: int
    missed: int
    basis: str
    set_by: str
    set_on: date
    low: float | None = None
    high: float | None = None
    stale: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A term searched for in the sound and in the text, over ``clips`` clips.

    ``min_confidence`` is the cut to use, once somebody has listened and set it, and while it holds
    for the model; ``cut`` is what it rests on. ``runs`` are the newest ones.
    """

    term: str
    clips: int
    acoustic: int
    text: int
    sandbox: bool
    best_confidence: float | None = None
    min_confidence: float | None = None
    model: str | None = None
    cut: SearchTermCut | None = None
    runs: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyterm:
    """A term tried as keyterm or keyword. Counts of words gained, lost, and harmed nearby, and of
    places where it was put and is not said (``invented``).

    ``kept`` where it belongs to the smallest set that keeps the gains; ``boost`` for a model that
    has boosts. ``wer_change`` is that of the term alone over ``clips`` clips, below 0 is better;
    the limits are missing under two clips. ``spoken``: tried on a machine's sentences, which says
    nothing of recordings. ``stale`` says why it does not hold for the model of this plan.
    """

    term: str
    verdict: Verdict
    gained: int
    lost: int
    harmed: int
    sandbox: bool
    run: str
    kept: bool = False
    model: str = ""
    clips: int = 0
    spoken: bool = False
    invented: int = 0
    boost: float | None = None
    wer_change: float | None = None
    wer_change_low: float | None = None
    wer_change_high: float | None = None
    tried_on: date | None = None
    stale: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replacement:
    """A rule "find:replacement" that came with the old vocabulary; nobody has tried it.

    ``phrase`` is the entry it comes from, ``source`` the vocabulary, ``run`` the reading of it.
    """

    rule: str
    phrase: str
    why: str
    verdict: Literal["untested"]
    source: str
    run: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RollbackCondition:
    """A trigger for machines. ``threshold`` in ``unit``, missing until it is set; ``window`` in
    minutes; ``source`` is where the threshold comes from, ``basis`` the numbers behind it."""

    metric: str
    comparison: str
    unit: str
    window: int
    source: str
    basis: str
    threshold: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RollbackRehearsal:
    """The newest rehearsal. ``back_seconds`` from the decision to Amazon's first result;
    ``current`` says whether the steps are still those that were rehearsed."""

    at: datetime
    run: str
    sandbox: bool
    passed: bool
    current: bool
    sample: str
    deepgram_seconds: float
    deepgram_words: int
    amazon_words: int
    credentials: str
    back_seconds: float | None = None
    trouble: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rollback:
    """The way back: what to do, and the measured condition on which to do it.

    ``conditions`` are the triggers once more, for machines; they and ``rehearsal`` are missing in
    a plan that has none.
    """

    steps: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    conditions: tuple[RollbackCondition, ...] | None = None
    rehearsal: RollbackRehearsal | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A fact the plan rests on, as it was then; ``guide_says`` where the guide differs."""

    id: str
    says: str
    value: int | float | str
    unit: str
    source: str
    read_on: date
    standing: str
    guide_says: str = ""
    as_of: date | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan. ``readiness`` is the sum in words, ``notice`` stands on a sandbox plan.

    ``choices`` is missing where nobody chose a model or an option, ``replacements`` where no
    vocabulary brought any.
    """

    crossfade_plan: int
    created: datetime
    crossfade: str
    mode: Mode
    notice: str
    readiness: str
    findings: tuple[str, ...] = ()
    vendors: tuple[PlanVendor, ...] = ()
    choices: tuple[PlanChoice, ...] | None = None
    tasks: tuple[PlanTask, ...] = ()
    samples: tuple[Sample, ...] = ()
    results: tuple[Result, ...] = ()
    live: tuple[LiveResult, ...] = ()
    search: tuple[SearchTerm, ...] = ()
    keyterms: tuple[Keyterm, ...] = ()
    replacements: tuple[Replacement, ...] | None = None
    rollback: Rollback = field(default_factory=Rollback)
    facts: tuple[PlanFact, ...] = ()
    extra: Extra = field(default_factory=dict)
