"""What a ladder of terms would take, known before the first request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from checklists.before.audio_tests import options_for
from checklists.before.keywords.quick import QuickChoice, quick_choice
from checklists.before.keywords.way import (
    BOOSTS,
    NEUTRAL,
    TermSet,
    Way,
    refuse_unusable,
    way_of,
    with_terms,
)
from checklists.before.references import refuse_draft
from checklists.before.sending import Sending, sendings
from checklists.before.spoken_probe import is_spoken
from checklists.keyword_answers import answer_key
from checklists.records import ClipRecord
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.deepgram.options import DeepgramOptions, Pairs
from providers.errors import BadInput
from providers.speech import Transcript, Vendor

# The book's price is that of Nova-3 in one language.
_PRICED = ("nova-3", "nova-3-general")
# From so many on a set may be smaller than all and larger than one, which takes further requests.
_MANY = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One request: a clip (its hash) with a set of terms."""

    clip: str
    terms: TermSet


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """What would be tried on which clips. ``questions`` are certain: none, each alone, all.

    ``known`` are those on record, by question the answer's key. ``further`` is how many requests
    more the search for the smallest set (and the boosts) takes at most. ``notes`` says what should
    be known about the requests. ``quick`` is how the quick form chose, and ``full`` the plan of the
    full form, so that its cost stands beside.
    """

    clips: tuple[ClipRecord, ...]
    terms: tuple[str, ...]
    base: DeepgramOptions
    sandbox: bool
    sweep: bool
    questions: tuple[Question, ...]
    further: int
    known: Mapping[Question, str] = field(default_factory=dict)
    again: bool = False
    notes: tuple[str, ...] = ()
    quick: QuickChoice | None = None
    full: LadderPlan | None = None

    @property
    def way(self) -> Way:
        """How the model takes terms."""
        return way_of(self.base.model)

    @property
    def all_terms(self) -> TermSet:
        """Every term, at the boost that changes nothing."""
        return tuple((term, NEUTRAL) for term in self.terms)

    @property
    def to_send(self) -> tuple[Question, ...]:
        """The certain requests that are not on record."""
        return tuple(one for one in self.questions if one not in self.known)

    @property
    def at_most(self) -> int:
        """How many requests could be sent in the end."""
        return len(self.to_send) + self.further

    @property
    def seconds(self) -> float:
        """Seconds of audio that would certainly be sent, a clip once for each request."""
        return sum(self.clip_of(one).clip.duration for one in self.to_send)

    @property
    def channel_seconds(self) -> float:
        """The same, once for every channel: what Deepgram bills."""
        clips = (self.clip_of(one).clip for one in self.to_send)
        return sum(clip.duration * max(1, clip.channels) for clip in clips)

    def sending(self, vendors: Vendors, *, at_most: bool = False) -> Sending | None:
        """What would be sent, with its price where there is one; None where nothing would be.

        ``at_most`` counts the further requests too. ``times`` is that of the clip sent most.
        """
        asked: list[tuple[Vendor, ClipRecord]] = [
            ("deepgram", self.clip_of(one)) for one in self.to_send
        ]
        if at_most:
            each = -(-self.further // len(self.clips))
            asked += [("deepgram", clip) for clip in self.clips for _ in range(each)]
        found = sendings(vendors, [(vendor, record.clip) for vendor, record in asked])
        if not found:
            return None
        hashes = [record.sha256 for _, record in asked]
        times = max(hashes.count(sha) for sha in set(hashes))
        priced = self.base.model in _PRICED and self.base.language != "multi"
        one = replace(found[0], files=len(set(hashes)), times=times)
        return one if priced else replace(one, cost=None)

    def clip_of(self, question: Question) -> ClipRecord:
        """The clip of a question."""
        return next(record for record in self.clips if record.sha256 == question.clip)

    def options_of(self, question: Question) -> DeepgramOptions:
        """The options of a request."""
        options = options_for(
            "deepgram", self.clip_of(question).clip, with_terms(self.base, question.terms)
        )
        assert isinstance(options, DeepgramOptions)
        return options

    def parameters_of(self, question: Question) -> Pairs:
        """The exact (name, value) pairs of a request."""
        return self.options_of(question).batch_parameters()

    def key_of(self, question: Question) -> str:
        """Under which its answer is on record."""
        return answer_key(question.clip, self.parameters_of(question), self.sandbox)

    def questions_of(self, terms: TermSet) -> tuple[Question, ...]:
        """A set of terms on every clip."""
        return tuple(Question(record.sha256, terms) for record in self.clips)


def plan_ladder(
    clips: Sequence[ClipRecord],
    terms: Sequence[str],
    *,
    sandbox: bool,
    base: DeepgramOptions | None = None,
    sweep: bool = False,
    quick: bool = False,
    workspace: Workspace | None = None,
    again: bool = False,
) -> LadderPlan:
    """What has to be sent to judge these terms on these clips, and what is on record already.

    ``base`` is the request without terms (its model decides the way); ``sweep`` tries boosts, for
    models that have them; ``again`` sends everything once more. Clips with the same content are
    one. Raises BadInput: no clip or term, a clip without a reference or with a draft that nobody
    confirmed, real and synthetic clips together, terms that would be refused together.
    """
    base = base or DeepgramOptions()
    chosen = tuple({record.sha256: record for record in clips}.values())
    wanted = usable_terms(terms)
    _refuse_unjudgeable(chosen)
    everything = with_terms(base, tuple((term, NEUTRAL) for term in wanted))
    doubts = refuse_unusable(everything)
    notes = tuple(f"{one.option}: {one.why} {one.fix}" for one in doubts)
    full = _filled(
        LadderPlan(
            clips=chosen,
            terms=wanted,
            base=base,
            sandbox=sandbox,
            sweep=sweep and way_of(base.model) == "keywords",
            questions=(),
            further=0,
            again=again,
            notes=notes,
        ),
        workspace,
    )
    if not quick:
        return full
    choice = quick_choice(full.clips, wanted, _heard_before(full, workspace))
    small = replace(full, clips=(choice.clip,), terms=choice.terms, sweep=False, quick=choice)
    return replace(_filled(small, workspace), full=full)


def usable_terms(terms: Sequence[str]) -> tuple[str, ...]:
    """Each term once, spaces tidied, in the order given. Raises BadInput for none."""
    found: dict[str, str] = {}
    for term in (" ".join(term.split()) for term in terms):
        if term:
            found.setdefault(term.casefold(), term)
    if not found:
        raise BadInput("There is no term to try: give a word or a phrase.")
    return tuple(found.values())


def _refuse_unjudgeable(clips: Sequence[ClipRecord]) -> None:
    if not clips:
        raise BadInput("There is no clip to try the terms on: choose one that has a reference.")
    for record in clips:
        refuse_draft(record.reference_origin, record.name)
        if not any(text.strip() for text in record.references.values()):
            raise BadInput(
                f"{shown(record.name)} has no reference text, so nothing can be gained or lost: "
                "give one."
            )
    kinds = {(record.synthetic, is_spoken(record)): record for record in clips}
    if len(kinds) > 1:
        spoken = kinds[max(kinds)]
        raise BadInput(
            f"{shown(spoken.name)} is a machine's speech and other clips are not of that kind: "
            "what terms do on one says nothing about the other, so try them apart."
        )


def _filled(plan: LadderPlan, workspace: Workspace | None) -> LadderPlan:
    """The plan with its questions, and which of them are on record."""
    sets: list[TermSet] = [(), *(((term, NEUTRAL),) for term in plan.terms)]
    if len(plan.terms) > 1:
        sets.append(plan.all_terms)
    asked = tuple(one for terms in sets for one in plan.questions_of(terms))
    plan = replace(plan, questions=asked, further=_further(plan))
    if workspace is None or plan.again:
        return plan
    keys = {one: plan.key_of(one) for one in asked}
    known = workspace.keyword_answers.known(list(keys.values()))
    return replace(plan, known={one: key for one, key in keys.items() if key in known})


def _further(plan: LadderPlan) -> int:
    """How many requests more there may be: sets without one of the terms, tried on every clip and
    foreseen on one, and the other boosts."""
    terms, clips = len(plan.terms), len(plan.clips)
    boosts = terms * len(BOOSTS[1:]) * clips if plan.sweep else 0
    if terms < _MANY:
        # What is left of two is one, which was asked alone.
        return boosts + (clips if plan.sweep and terms > 1 else 0)
    return boosts + (clips if plan.sweep else 0) + terms * clips + terms


def _heard_before(plan: LadderPlan, workspace: Workspace | None) -> Mapping[str, Transcript]:
    """What was heard in the clips without terms, by hash, where that is on record."""
    if workspace is None:
        return {}
    keys = {plan.key_of(one): one.clip for one in plan.questions_of(())}
    found = workspace.keyword_answers.transcripts(list(keys))
    return {keys[key]: transcript for key, transcript in found.items()}
