"""Search for moments: what is heard in the sound against what is found in the text.

The guide's claim is that Deepgram matches the audio even where the transcript is wrong, while
Amazon can only search its transcript. Both sides of the claim are run on the user's own clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from checklists.before.audio_tests import options_for
from checklists.records import Run
from checklists.scoring.textsearch import TextHit, text_search
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
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
