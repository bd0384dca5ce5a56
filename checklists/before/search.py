"""Search for moments: what is heard in the sound against what is found in the text.

The guide's claim is that Deepgram matches the audio even where the transcript is wrong, while
Amazon can only search its transcript. Both sides of the claim are run on the user's own clip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checklists.before.audio_tests import options_for
from checklists.before.search_moments import (
    FoundIn,
    Moment,
    Searched,
    TermSearch,
    moments,
    searched,
)
from checklists.records import ClipRecord, Run
from checklists.scoring.textsearch import text_search
from checklists.vendors import Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls
from providers.speech import Transcript

__all__ = [
    "MOST_TERMS",
    "SAFE_TERMS",
    "ClipSearch",
    "FoundIn",
    "Moment",
    "Searched",
    "TermSearch",
    "around",
    "as_json",
    "domain_terms",
    "moments",
    "newest_searches",
    "options_of",
    "record",
    "search_clip",
    "searched",
    "terms_note",
    "usable_terms",
]

# Deepgram's search page (read 2026-11) says 50 terms a request; its "keywords vs search" page and
# the guide say 25. Up to 25 is safe under both.
SAFE_TERMS, MOST_TERMS = 25, 50


@dataclass(frozen=True, slots=True)
class ClipSearch:
    """All terms in one clip, and the transcript that the text side searched."""

    clip: Clip
    terms: tuple[TermSearch, ...]
    transcript: Transcript
    searched: Transcript


def options_of(
    clip: Clip, terms: Sequence[str], base: DeepgramOptions | None = None
) -> DeepgramOptions:
    """What is asked of Deepgram for a clip: the terms, and its channels apart where it has two.

    ``base`` gives the model, the language and whatever else; without it they are the standard ones.
    """
    options = options_for("deepgram", clip, replace(base or DeepgramOptions(), search=tuple(terms)))
    assert isinstance(options, DeepgramOptions)
    return options


async def search_clip(
    vendors: Vendors,
    clip: Clip,
    terms: Sequence[str],
    *,
    text_of: Transcript | None = None,
    base: DeepgramOptions | None = None,
) -> ClipSearch:
    """Ask Deepgram for the terms in the sound; look for them in the text of ``text_of``.

    Without ``text_of`` the text side searches the transcript of the same Deepgram response.
    ``base`` as for ``options_of``. Raises BadInput or VendorTrouble.
    """
    async with vendors.batch("deepgram", options_of(clip, terms, base)) as transcriber:
        transcript = await transcriber.transcribe(clip)
    text = text_of or transcript
    found = tuple(
        TermSearch(
            term,
            tuple(hit for hit in transcript.hits if hit.term == term),
            text_search(text.words, term),
        )
        for term in terms
    )
    return ClipSearch(clip, found, transcript, text)


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
                        "how": hit.how,
                    }
                    for hit in term.text
                ],
            }
            for term in search.terms
        ],
    }


def record(workspace: Workspace, search: ClipSearch, *, evidence: bool = True) -> Run:
    """Keep the search as a run, and with ``evidence`` as such for "Test your audio"."""
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
    if evidence:
        workspace.attach_evidence("test-audio", run.id)
    return run


def newest_searches(workspace: Workspace, clips: Sequence[ClipRecord]) -> Mapping[str, str]:
    """The newest search of each clip that has one: hash to run."""
    newest = workspace.search_hits.clips()
    return {record.sha256: newest[record.sha256] for record in clips if record.sha256 in newest}


def usable_terms(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms without blanks and repetitions, in order. Raises BadInput over MOST_TERMS."""
    kept = tuple(dict.fromkeys(" ".join(term.split()) for term in terms if term.strip()))
    if len(kept) > MOST_TERMS:
        raise BadInput(
            f"{len(kept)} terms are too many: Deepgram's search page allows {MOST_TERMS} a request "
            f"(read 2026-11), up to {SAFE_TERMS} is what all of its pages agree on, so leave some "
            "out."
        )
    return kept


def terms_note(terms: Sequence[str]) -> str:
    """The warning for 26 to 50 terms; "" for fewer."""
    if len(terms) <= SAFE_TERMS:
        return ""
    return (
        f"{len(terms)} terms: Deepgram's search page allows {MOST_TERMS} a request, its page on "
        f"keywords and search still says {SAFE_TERMS} (both read 2026-11), so it may be refused."
    )


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
