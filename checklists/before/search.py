"""Search for moments: what is heard in the sound against what is found in the text.

The guide's claim is that Deepgram matches the audio even where the transcript is wrong, while
Amazon can only search its transcript. Both sides of the claim are run on the user's own clip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from checklists.before.audio_tests import options_for
from checklists.records import ClipRecord, Run
from checklists.scoring.textsearch import TextHit, text_search
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit, Transcript

# Deepgram's search page (read 2026-11) says 50 terms a request; its "keywords vs search" page and
# the guide say 25. Up to 25 is safe under both.
SAFE_TERMS = 25


@dataclass(frozen=True, slots=True)
class TermSearch:
    """One term in one clip: both kinds of hits, the surest first."""

    term: str
    acoustic: tuple[SearchHit, ...]
    text: tuple[TextHit, ...]

    def missed_by_text(self, confidence: float = 0.8) -> tuple[SearchHit, ...]:
        """Acoustic hits at least that sure which overlap nothing found in the text."""
        return tuple(
            hit
            for hit in self.acoustic
            if hit.confidence >= confidence
            and not any(
                text.channel == hit.channel and text.start < hit.end and hit.start < text.end
                for text in self.text
            )
        )


FoundIn = Literal["both", "sound", "text"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One place in a clip: what was heard there, what stands there in the text, or both."""

    term: str
    heard: SearchHit | None
    written: TextHit | None

    @property
    def found_in(self) -> FoundIn:
        """Who found it."""
        if self.heard and self.written:
            return "both"
        return "sound" if self.heard else "text"

    @property
    def start(self) -> float:
        """Where it begins, in seconds: as heard, else as written."""
        first = self.heard or self.written
        return first.start if first else 0.0

    @property
    def channel(self) -> int:
        """The channel it is on."""
        first = self.heard or self.written
        return first.channel if first else 0


def moments(search: TermSearch, least: float = 0.0) -> tuple[Moment, ...]:
    """Both sides of a search joined by time, in order; one hit of each side to a moment.

    Hits belong together when they overlap on the same channel, the surest acoustic hit first.
    Acoustic hits under the confidence ``least`` are left out, so what only they found is "text".
    """
    free = list(search.text)
    found: list[Moment] = []
    for hit in sorted(search.acoustic, key=lambda hit: -hit.confidence):
        if hit.confidence >= least:
            beside = max(free, key=lambda text: _shared(hit, text), default=None)
            if beside is not None and _shared(hit, beside) > 0:
                free.remove(beside)
                found.append(Moment(search.term, hit, beside))
            else:
                found.append(Moment(search.term, hit, None))
    found += [Moment(search.term, None, text) for text in free]
    return tuple(sorted(found, key=lambda moment: (moment.start, moment.channel)))


def _shared(hit: SearchHit, text: TextHit) -> float:
    """How many seconds two hits have in common."""
    if hit.channel != text.channel:
        return 0.0
    return min(hit.end, text.end) - max(hit.start, text.start)


@dataclass(frozen=True, slots=True)
class ClipSearch:
    """All terms in one clip, and the transcript that the text side searched."""

    clip: Clip
    terms: tuple[TermSearch, ...]
    transcript: Transcript
    searched: Transcript


async def search_clip(
    vendors: Vendors, clip: Clip, terms: Sequence[str], *, text_of: Transcript | None = None
) -> ClipSearch:
    """Ask Deepgram for the terms in the sound; look for them in the text of ``text_of``.

    Without ``text_of`` the text side searches the transcript of the same Deepgram response.
    Raises BadInput or VendorTrouble.
    """
    options = replace(DeepgramOptions(punctuate=True), search=tuple(terms))
    async with vendors.batch("deepgram", options_for("deepgram", clip, options)) as transcriber:
        transcript = await transcriber.transcribe(clip)
    searched = text_of or transcript
    found = tuple(
        TermSearch(
            term,
            tuple(hit for hit in transcript.hits if hit.term == term),
            text_search(searched.words, term),
        )
        for term in terms
    )
    return ClipSearch(clip, found, transcript, searched)


def as_json(search: ClipSearch, least: float = 0.0) -> dict[str, Any]:
    """One clip of ``search --json`` (``clips[]``), without acoustic hits under ``least``."""
    return {
        "path": str(search.clip.path),
        "model": search.transcript.model,
        "request_id": search.transcript.request_id,
        "text_of": search.searched.vendor,
        "terms": [
            {
                "term": term.term,
                "acoustic": [
                    {
                        "start": hit.start,
                        "end": hit.end,
                        "confidence": hit.confidence,
                        "snippet": hit.snippet,
                        "channel": hit.channel,
                    }
                    for hit in term.acoustic
                    if hit.confidence >= least
                ],
                "text": [
                    {
                        "start": hit.start,
                        "end": hit.end,
                        "score": hit.score,
                        "snippet": hit.snippet,
                        "channel": hit.channel,
                    }
                    for hit in term.text
                ],
            }
            for term in search.terms
        ],
    }


def record(workspace: Workspace, search: ClipSearch) -> Run:
    """Keep the search as a run, and as evidence for "Test your audio"."""
    heard = search.transcript
    run = workspace.record_run(
        "search",
        sandbox=heard.sandbox,
        vendor=heard.vendor,
        model=heard.model,
        clip=search.clip.sha256,
        request=heard.request,
        response=heard.raw,
        result={"clips": [as_json(search)], "sandbox": {"deepgram": heard.sandbox}},
        numbers={
            "terms": len(search.terms),
            "missed_by_text": sum(len(term.missed_by_text()) for term in search.terms),
        },
        seconds=heard.elapsed,
    )
    workspace.attach_evidence("test-audio", run.id)
    return run


@dataclass(frozen=True, slots=True)
class Searched:
    """A search as it is on record. ``text_of`` is whose transcript the text side searched."""

    run: str
    clip: str
    model: str
    sandbox: bool
    at: datetime
    text_of: str
    terms: tuple[TermSearch, ...]

    def covers(self, terms: Sequence[str]) -> bool:
        """Whether all of these terms were searched for."""
        return set(terms) <= {search.term for search in self.terms}


def newest_searches(workspace: Workspace, clips: Sequence[ClipRecord]) -> Mapping[str, str]:
    """The newest search of each clip that has one: hash to run."""
    current = {record.sha256 for record in clips}
    return {run.clip: run.id for run in workspace.run_heads("search") if run.clip in current}


def searched(run: Run) -> Searched | None:
    """A search back from its run, or None where the run is not of that shape."""
    clips = run.result.get("clips") if isinstance(run.result, Mapping) else None
    if not clips:
        return None
    return Searched(
        run=run.id,
        clip=run.clip,
        model=run.model,
        sandbox=run.sandbox,
        at=run.started_at,
        text_of=str(clips[0].get("text_of", "")),
        terms=tuple(
            TermSearch(
                term["term"],
                tuple(SearchHit(term=term["term"], **hit) for hit in term.get("acoustic", ())),
                tuple(TextHit(term=term["term"], **hit) for hit in term.get("text", ())),
            )
            for term in clips[0].get("terms", ())
        ),
    )


def usable_terms(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms without blanks and repetitions, in order. Raises BadInput over SAFE_TERMS."""
    kept = tuple(dict.fromkeys(" ".join(term.split()) for term in terms if term.strip()))
    if len(kept) > SAFE_TERMS:
        raise BadInput(
            f"{len(kept)} terms are too many: up to {SAFE_TERMS} in a request is what all of "
            "Deepgram's pages agree on, so leave some out."
        )
    return kept


def domain_terms(clips: Sequence[ClipRecord]) -> tuple[str, ...]:
    """The domain terms of those clips that are sample calls, at most SAFE_TERMS."""
    hashes = {record.sha256 for record in clips}
    spoken = [call.terms for call in sample_calls() if call.sha256 in hashes]
    return tuple(dict.fromkeys(term.text for terms in spoken for term in terms))[:SAFE_TERMS]


def around(run: Run, moment: Moment, seconds: float = 3.0) -> str:
    """What Deepgram's transcript of the same request has on that channel, ``seconds`` before and
    after a moment."""
    from providers.deepgram.parsing import transcript_from_answer

    if not isinstance(run.response, Mapping):
        return ""
    heard = transcript_from_answer(run.response, sandbox=run.sandbox)
    end = max(hit.end for hit in (moment.heard, moment.written) if hit)
    return " ".join(
        word.punctuated or word.text
        for word in heard.words
        if word.channel == moment.channel
        and word.end > moment.start - seconds
        and word.start < end + seconds
    )
