"""Which keyterms help: none, each alone, all, on one clip with a reference.

The guide's pro tip is not to carry the old vendor's vocabulary over but to start without and add
as one sees fit. So every term is judged by what it changed against the run without any: words
gained, words lost, and neighbours harmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from checklists.before.audio_tests import options_for, transcribe
from checklists.records import Run
from checklists.scoring.normalisation import tokens
from checklists.scoring.words import Pair, WordScore, channel_text, pooled, score
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import Transcript

Verdict = Literal["keep", "not-needed", "harmful", "no-effect", "untested"]


@dataclass(frozen=True, slots=True)
class Change:
    """One reference word whose fate differs: what stood there without the term and with it."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TermTrial:
    """What one term did, alone. ``said`` counts its occurrences in the reference, ``invented``
    how often it was put where it was not said. ``wer`` is of the whole clip, with the term."""

    term: str
    verdict: Verdict
    said: int
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    harmed: tuple[Change, ...]
    invented: int
    wer: float | None


@dataclass(frozen=True, slots=True)
class KeywordTrial:
    """The whole ladder on one clip: transcripts without any term, and with all of them."""

    clip: Clip
    terms: tuple[TermTrial, ...]
    baseline: WordScore
    everything: WordScore
    without: Transcript
    with_all: Transcript

    @property
    def recommended(self) -> tuple[str, ...]:
        """The terms worth sending."""
        return tuple(trial.term for trial in self.terms if trial.verdict == "keep")


async def try_terms(
    vendors: Vendors,
    clip: Clip,
    terms: Sequence[str],
    references: Mapping[int, str],
    base: DeepgramOptions | None = None,
) -> KeywordTrial:
    """Run the clip without terms, with each alone and with all; ``references`` is by channel.

    Costs as many requests as there are terms, plus two. Raises BadInput without a reference, and
    what the vendor raises.
    """
    if not any(text.strip() for text in references.values()):
        raise BadInput(
            f"{clip.path} has no reference text, so nothing can be gained or lost: give one."
        )
    options = base or DeepgramOptions(punctuate=True)

    async def heard(keyterms: tuple[str, ...]) -> Transcript:
        wanted = options_for("deepgram", clip, replace(options, keyterm=keyterms))
        return await transcribe(vendors, "deepgram", clip, wanted)

    without = await heard(())
    before = _by_channel(without, references)
    trials = [
        _judged(term, before, _by_channel(await heard((term,)), references)) for term in terms
    ]
    with_all = await heard(tuple(terms))
    return KeywordTrial(
        clip=clip,
        terms=tuple(trials),
        baseline=pooled(before),
        everything=pooled(_by_channel(with_all, references)),
        without=without,
        with_all=with_all,
    )


def _by_channel(transcript: Transcript, references: Mapping[int, str]) -> list[WordScore]:
    if len(references) == 1:
        return [score(next(iter(references.values())), transcript.text)]
    return [
        score(references[channel], channel_text(transcript, channel))
        for channel in sorted(references)
    ]


def _judged(term: str, before: Sequence[WordScore], after: Sequence[WordScore]) -> TermTrial:
    """Compare the two alignments of the same reference word by word, channel by channel."""
    wanted = tokens(term)
    gained: list[Change] = []
    lost: list[Change] = []
    harmed: list[Change] = []
    said = right_before = invented = 0
    for old, new in zip(before, after, strict=True):
        olds, news = _fates(old.pairs), _fates(new.pairs)
        words = [olds[index].reference for index in sorted(olds)]
        places = _occurrences(wanted, words)
        inside = {index for place in places for index in place}
        said += len(places)
        right_before += sum(all(olds[i].kind == "hit" for i in place) for place in places)
        for index in sorted(olds):
            was, now = olds[index], news[index]
            if (was.kind == "hit") == (now.kind == "hit"):
                continue
            change = Change(was.reference, was.hypothesis, now.hypothesis)
            if now.kind == "hit":
                gained.append(change)
            else:
                (lost if index in inside else harmed).append(change)
        invented += max(0, _invented(wanted, new.pairs) - _invented(wanted, old.pairs))
    verdict = _verdict(said, right_before, len(gained), len(lost) + len(harmed) + invented)
    return TermTrial(
        term, verdict, said, tuple(gained), tuple(lost), tuple(harmed), invented, pooled(after).wer
    )


def _verdict(said: int, right_before: int, good: int, bad: int) -> Verdict:
    if bad > good:
        return "harmful"
    if good > bad:
        return "keep"
    if said == 0:
        return "untested"
    return "not-needed" if right_before == said else "no-effect"


def _fates(pairs: Sequence[Pair]) -> dict[int, Pair]:
    """What became of each reference word."""
    return {pair.reference_index: pair for pair in pairs if pair.reference_index is not None}


def _occurrences(wanted: Sequence[str], words: Sequence[str]) -> list[range]:
    """Where the term stands in the reference, as index ranges."""
    size = len(wanted)
    if not size:
        return []
    starts = range(len(words) - size + 1)
    return [range(at, at + size) for at in starts if list(words[at : at + size]) == list(wanted)]


def _invented(wanted: Sequence[str], pairs: Sequence[Pair]) -> int:
    """How often the term stands in the hypothesis where the reference does not have it."""
    heard = [pair for pair in pairs if pair.hypothesis_index is not None]
    places = _occurrences(wanted, [pair.hypothesis for pair in heard])
    return sum(not all(heard[i].kind == "hit" for i in place) for place in places)


def as_json(trial: KeywordTrial) -> dict[str, Any]:
    """The trial as ``keywords --json`` prints it."""
    return {
        "path": str(trial.clip.path),
        "model": trial.without.model,
        "baseline": {"wer": trial.baseline.wer},
        "all": {"wer": trial.everything.wer},
        "terms": [
            {
                "term": term.term,
                "verdict": term.verdict,
                "said": term.said,
                "gained": [_change(change) for change in term.gained],
                "lost": [_change(change) for change in term.lost],
                "harmed": [_change(change) for change in term.harmed],
                "invented": term.invented,
                "wer": term.wer,
            }
            for term in trial.terms
        ],
        "recommended": list(trial.recommended),
        "sandbox": {"deepgram": trial.without.sandbox},
    }


def _change(change: Change) -> dict[str, str]:
    return {"word": change.word, "before": change.before, "after": change.after}


def record(workspace: Workspace, trial: KeywordTrial) -> Run:
    """Keep the trial as a run, and as evidence for "Test your audio"."""
    run = workspace.record_run(
        "keywords",
        sandbox=trial.without.sandbox,
        vendor="deepgram",
        model=trial.without.model,
        clip=trial.clip.sha256,
        request=trial.with_all.request,
        response=trial.with_all.raw,
        result=as_json(trial),
        numbers={"wer_without": trial.baseline.wer, "wer_with_all": trial.everything.wer},
        seconds=trial.without.elapsed + trial.with_all.elapsed,
    )
    workspace.attach_evidence("test-audio", run.id)
    return run
