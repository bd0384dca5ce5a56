"""Which keyterms help: none, each alone, all, on one clip with a reference.

The guide's pro tip is not to carry the old vendor's vocabulary over but to start without and add
as one sees fit. So every term is judged by what it changed against the run without any: words
gained, words lost, and neighbours harmed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checklists.before.audio_tests import AT_ONCE, options_for, transcribe
from checklists.before.keyword_effects import (
    Change,
    TermTrial,
    judged,
    scores_of,
    texts_of,
    verdict_on,
)
from checklists.before.references import refuse_draft
from checklists.records import ReferenceOrigin, Run
from checklists.scoring.keywords import TermScore, pooled_terms, term_scores
from checklists.scoring.words import WordScore, pooled
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions, problems
from providers.errors import BadInput, Trouble
from providers.speech import Transcript

OnStep = Callable[[str, int, int], None]
"""Called with what came back ("without terms", a term, "all terms"), how many are done, of how
many; first with "" and 0."""


@dataclass(frozen=True, slots=True)
class KeywordTrial:
    """The whole ladder on one clip: transcripts without any term, and with all of them.

    ``baseline`` and ``everything`` are their word errors, ``baseline_terms`` and
    ``everything_terms`` how well the terms themselves were heard, pooled. ``references`` is by
    channel.
    """

    clip: Clip
    terms: tuple[TermTrial, ...]
    baseline: WordScore
    everything: WordScore
    baseline_terms: TermScore
    everything_terms: TermScore
    without: Transcript
    with_all: Transcript
    references: Mapping[int, str]

    @property
    def recommended(self) -> tuple[str, ...]:
        """The terms worth sending."""
        return tuple(trial.term for trial in self.terms if trial.verdict == "keep")


def requests_needed(terms: Sequence[str]) -> int:
    """How many requests a trial takes: without terms, each alone, and all of several."""
    return len(terms) + 1 + (len(terms) > 1)


async def try_terms(
    vendors: Vendors,
    clip: Clip,
    terms: Sequence[str],
    references: Mapping[int, str],
    base: DeepgramOptions | None = None,
    *,
    origin: ReferenceOrigin | None = None,
    on_step: OnStep = lambda what, done, total: None,
) -> KeywordTrial:
    """Run the clip without terms, with each alone and with all; ``references`` is by channel.

    ``origin`` is where they come from. Costs ``requests_needed(terms)`` requests. Raises BadInput
    without a reference, for a draft that nobody confirmed and for terms that would be refused
    together, and what the vendor raises.
    """
    refuse_draft(origin, clip.path.name)
    if not any(text.strip() for text in references.values()):
        raise BadInput(
            f"{clip.path} has no reference text, so nothing can be gained or lost: give one."
        )
    options = base or DeepgramOptions(punctuate=True)
    _refuse_unusable(replace(options, keyterm=tuple(terms)))
    asked: list[tuple[str, ...]] = [(), *((term,) for term in terms)]
    if len(terms) > 1:
        asked.append(tuple(terms))
    without, *heard = await _each_heard(vendors, clip, options, asked, on_step)
    with_all = heard[-1] if terms else without
    before, after = scores_of(without, references), scores_of(with_all, references)
    trials = [
        judged(term, before, one, references)
        for term, one in zip(terms, heard[: len(terms)], strict=True)
    ]
    return KeywordTrial(
        clip=clip,
        terms=tuple(trials),
        baseline=pooled(before),
        everything=pooled(after),
        baseline_terms=_terms_heard(before, terms),
        everything_terms=_terms_heard(after, terms),
        without=without,
        with_all=with_all,
        references=references,
    )


def _refuse_unusable(options: DeepgramOptions) -> None:
    """Before the first of many requests: the last, with all terms, would be refused."""
    for problem in problems(options, live=False):
        if problem.severity == "error":
            raise BadInput(f"{problem.option}: {problem.why} {problem.fix}")


async def _each_heard(
    vendors: Vendors,
    clip: Clip,
    options: DeepgramOptions,
    asked: Sequence[tuple[str, ...]],
    on_step: OnStep,
) -> list[Transcript]:
    """The clip with each of these sets of terms, in order. The first trouble ends all of them."""
    limit = asyncio.Semaphore(AT_ONCE)
    done = 0
    on_step("", 0, len(asked))

    async def one(keyterms: tuple[str, ...]) -> Transcript:
        nonlocal done
        async with limit:
            wanted = options_for("deepgram", clip, replace(options, keyterm=keyterms))
            heard = await transcribe(vendors, "deepgram", clip, wanted)
        done += 1
        on_step(_named(keyterms), done, len(asked))
        return heard

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(keyterms)) for keyterms in asked]
    except ExceptionGroup as several:
        for error in several.exceptions:
            if isinstance(error, Trouble):
                raise error from None
        raise
    return [task.result() for task in tasks]


def _named(keyterms: Sequence[str]) -> str:
    if len(keyterms) > 1:
        return "all terms"
    return keyterms[0] if keyterms else "without terms"


def _terms_heard(scores: Sequence[WordScore], terms: Sequence[str]) -> TermScore:
    return pooled_terms(found for one in scores for found in term_scores(one, terms))


def as_json(trial: KeywordTrial) -> dict[str, Any]:
    """One clip's trial, as ``keywords --json`` prints it in ``clips[]`` and a run keeps it.

    ``texts`` are what was heard, one for each reference (by channel).
    """
    return {
        "path": str(trial.clip.path),
        "model": trial.without.model,
        "baseline": {
            **numbers_json(trial.baseline, trial.baseline_terms),
            "texts": texts_of(trial.without, trial.references),
        },
        "all": {
            **numbers_json(trial.everything, trial.everything_terms),
            "texts": texts_of(trial.with_all, trial.references),
        },
        "terms": [
            {**term_json([term]), "texts": texts_of(term.heard, trial.references)}
            for term in trial.terms
        ],
        "recommended": list(trial.recommended),
        "sandbox": {"deepgram": trial.without.sandbox},
    }


def numbers_json(words: WordScore, terms: TermScore) -> dict[str, Any]:
    """Word errors, and recall and precision of the terms; null where there is nothing to count."""
    return {
        "wer": words.wer,
        "keyword_recall": terms.recall,
        "keyword_precision": terms.precision,
    }


def term_json(trials: Sequence[TermTrial]) -> dict[str, Any]:
    """One term's trials, on one clip or added up over several."""
    gained, lost, harmed = (
        [_change(change) for trial in trials for change in getattr(trial, kind)]
        for kind in ("gained", "lost", "harmed")
    )
    said = sum(trial.said for trial in trials)
    right_before = sum(trial.right_before for trial in trials)
    invented = sum(trial.invented for trial in trials)
    return {
        "term": trials[0].term,
        "verdict": verdict_on(said, right_before, len(gained), len(lost) + len(harmed) + invented),
        "said": said,
        "gained": gained,
        "lost": lost,
        "harmed": harmed,
        "invented": invented,
        "wer": pooled(trial.score for trial in trials).wer,
    }


def together(trials: Sequence[KeywordTrial]) -> dict[str, Any]:
    """The document of ``keywords --json``: the clips of ``clips[]`` added up.

    The trials are of the same terms, on one clip or several. Word errors are pooled, so a long
    clip counts for more.
    """
    terms = [term_json(same) for same in zip(*(trial.terms for trial in trials), strict=True)]
    return {
        "baseline": numbers_json(
            pooled(trial.baseline for trial in trials),
            pooled_terms(trial.baseline_terms for trial in trials),
        ),
        "all": numbers_json(
            pooled(trial.everything for trial in trials),
            pooled_terms(trial.everything_terms for trial in trials),
        ),
        "terms": terms,
        "recommended": [term["term"] for term in terms if term["verdict"] == "keep"],
        "clips": [as_json(trial) for trial in trials],
        "sandbox": {"deepgram": any(trial.without.sandbox for trial in trials)},
    }


def _change(change: Change) -> dict[str, str]:
    return {"word": change.word, "before": change.before, "after": change.after}


def record(workspace: Workspace, trial: KeywordTrial) -> Run:
    """Keep the trial as a run with every response, and as evidence for "Test your audio"."""
    heard = [trial.without, *(term.heard for term in trial.terms), trial.with_all]
    run = workspace.record_run(
        "keywords",
        sandbox=trial.without.sandbox,
        vendor="deepgram",
        model=trial.without.model,
        clip=trial.clip.sha256,
        request=trial.with_all.request,
        response={
            "without": trial.without.raw,
            "alone": {term.term: term.heard.raw for term in trial.terms},
            "all": trial.with_all.raw,
        },
        result=as_json(trial),
        numbers={
            "wer_without": trial.baseline.wer,
            "wer_with_all": trial.everything.wer,
            "recall_without": trial.baseline_terms.recall,
            "recall_with_all": trial.everything_terms.recall,
        },
        seconds=sum({id(one): one.elapsed for one in heard}.values()),
    )
    workspace.attach_evidence("test-audio", run.id)
    return run


def newest_trial(workspace: Workspace, clip: str) -> Run | None:
    """The newest trial of a clip that is on record, by the clip's hash."""
    heads = workspace.run_heads("keywords", clip)
    run = workspace.run(heads[-1].id) if heads else None
    whole = run is not None and isinstance(run.result, Mapping) and "terms" in run.result
    return run if whole else None
