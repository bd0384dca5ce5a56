"""What terms do to the sandbox's hearing: ``python -m tests.bench.keyword_worlds``.

The sample calls and the lecture with their Amazon vocabulary, request by request through the
product's own Deepgram client: without terms, each term alone, those whose verdict alone is keep,
and all; then the same two lists as keywords of nova-2 with rising boosts. The
spotting constants were not fitted on these calls (``spotting`` and ``weighing`` say on what they
were), but three things favour them: the decoys were picked by trying candidates on these calls; the
names are read by the flite that spoke them, where it is installed; and where it is not, which
narrower readings ``letters`` gives was chosen with these names in view.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checklists.before.keywords.effects import Effect, added_up, effect_of, scores_of, texts_of
from checklists.before.keywords.way import TermSet, with_terms
from checklists.before.vocabulary import candidates, keyterms
from checklists.before.vocabulary.from_file import vocabulary_file
from checklists.scoring.keywords import pooled_terms, term_scores
from checklists.scoring.words import WordScore, pooled
from checklists.vendors import ONLY_DEEPGRAM, Vendors, open_vendors
from providers.audio.clips import probe
from providers.deepgram.batch import DeepgramBatch
from providers.deepgram.options import DeepgramOptions
from providers.sandbox.samples import VOCABULARY_TABLE, SampleCall, sample_calls

BOOSTS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
AT_ONCE = 2

Scores = Mapping[str, Sequence[WordScore]]
"""The scores of each call's channels."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One list of terms over all calls; the rates of the whole vocabulary."""

    name: str
    wer: float
    errors: int
    recall: float
    precision: float
    wrong: int

    def __str__(self) -> str:
        return (
            f"  {self.name:24} WER {self.wer:.3f} ({self.errors:3} errors)  recall "
            f"{self.recall:.3f}  precision {self.precision:.3f}  put wrongly {self.wrong}"
        )


class World:
    """Some calls and a vocabulary, heard by one sandbox. Counts its requests."""

    def __init__(
        self, vendors: Vendors, calls: Sequence[SampleCall], vocabulary: Sequence[str]
    ) -> None:
        self._access = vendors.deepgram_access()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.calls = tuple(calls)
        self.vocabulary = tuple(vocabulary)
        self.requests = 0

    async def scores(self, terms: TermSet = (), model: str = "nova-3") -> Scores:
        """Every call, heard with these terms and no others."""
        options = with_terms(DeepgramOptions(model=model, multichannel=True), terms)
        heard = await asyncio.gather(*(self._call(call, options) for call in self.calls))
        return {call.id: one for call, one in zip(self.calls, heard, strict=True)}

    async def figures(self, name: str, terms: TermSet = (), model: str = "nova-3") -> Figures:
        """The same, added up."""
        return self.added(name, await self.scores(terms, model))

    def added(self, name: str, scores: Scores) -> Figures:
        """Errors and terms over all calls."""
        every = [score for call in self.calls for score in scores[call.id]]
        total = pooled(every)
        terms = pooled_terms(one for score in every for one in term_scores(score, self.vocabulary))
        return Figures(
            name, total.wer or 0.0, total.errors, terms.recall or 0.0, terms.precision or 0.0,
            terms.wrong,
        )  # fmt: skip

    def effect(self, term: str, before: Scores, after: Scores) -> Effect:
        """What one term did to all calls."""
        return added_up(
            effect_of(term, before[call.id], after[call.id], range(call.channels))
            for call in self.calls
        )

    async def _call(self, call: SampleCall, options: DeepgramOptions) -> Sequence[WordScore]:
        async with self._gate, DeepgramBatch(self._access, options) as batch:
            self.requests += 1
            transcript = await batch.transcribe(probe(call.path))
        references = dict(enumerate(call.references))
        return scores_of(texts_of(transcript, references), references)


def neutral(terms: Sequence[str]) -> TermSet:
    """Terms as keyterm has them, without a weight."""
    return tuple((term, 1.0) for term in terms)


async def alone(world: World, before: Scores) -> dict[str, Effect]:
    """Each term of the vocabulary by itself."""
    return {
        term: world.effect(term, before, await world.scores(neutral([term])))
        for term in world.vocabulary
    }


async def worlds(vendors: Vendors) -> None:
    """All of it."""
    vocabulary = keyterms(candidates(vocabulary_file(VOCABULARY_TABLE)))
    world = World(vendors, sample_calls(), vocabulary)
    before = await world.scores()
    began = time.perf_counter()
    effects = await alone(world, before)
    print(
        f"{len(vocabulary)} terms alone on {len(world.calls)} calls: {world.requests} requests, "
        f"{time.perf_counter() - began:.1f} s; "
        f"{sum(not one.said for one in effects.values())} are said nowhere"
    )
    for verdict in dict.fromkeys(one.verdict for one in effects.values()):
        named = [term for term, one in effects.items() if one.verdict == verdict]
        print(f"  {verdict}: {len(named)} ({', '.join(named)})")
    keep = [term for term, one in effects.items() if one.verdict == "keep"]
    print(world.added("none", before))
    print(await world.figures("recommended", neutral(keep)))
    print(await world.figures("all", neutral(vocabulary)))
    await _boosted(world, keep)


async def _boosted(world: World, keep: Sequence[str]) -> None:
    print("as keywords of nova-2, every one with the same boost")
    began, sent = time.perf_counter(), world.requests
    for boost in BOOSTS:
        for name, terms in (("recommended", keep), ("all", world.vocabulary)):
            boosted = tuple((term, boost) for term in terms)
            print(await world.figures(f"{name}, boost {boost:g}", boosted, "nova-2"))
    print(f"  {world.requests - sent} requests, {time.perf_counter() - began:.1f} s")


def measure() -> None:
    """Print the figures."""
    asyncio.run(_measure())


async def _measure() -> None:
    async with open_vendors("sandbox", {}, needed=ONLY_DEEPGRAM) as vendors:
        await worlds(vendors)


if __name__ == "__main__":
    measure()
