"""The search in the sandbox, heard for real: every term in its own file, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.before.search import ClipSearch, search_clip
from checklists.vendors import Vendors
from providers.audio.clips import probe, slice_pcm, write_wav
from providers.sandbox.process import SandboxUrls
from providers.sandbox.samples import SampleCall, sample_calls
from providers.speech import SearchHit

CUT = 0.5
# The first turns of the call; the same bytes as elsewhere, so they are decoded once.
SECONDS = 16.0


async def searches(sandbox: SandboxUrls, folder: Path) -> dict[str, ClipSearch]:
    calls = {call.id: call for call in sample_calls()}
    lecture, payment = calls["knowledge-lecture"], calls["card-payment"]
    pcm, form = slice_pcm(probe(payment.path), 0.0, SECONDS)
    write_wav(folder / "beginning.wav", pcm, form)
    terms = tuple(term.text for term in (*lecture.terms, *payment.terms))
    vendors = Vendors(sandbox.deepgram_access(), None)
    return {
        lecture.id: await search_clip(vendors, probe(lecture.path), terms),
        payment.id: await search_clip(vendors, probe(folder / "beginning.wav"), terms),
    }


def said(call: SampleCall, hit: SearchHit) -> bool:
    return any(
        term.text == hit.term
        and place.channel == hit.channel
        and place.start - 0.5 <= (hit.start + hit.end) / 2 <= place.end + 0.5
        for term in call.terms
        for place in term.said
    )


@pytest.mark.asyncio
async def test_terms_are_heard_where_they_are_said_and_nowhere_else(
    sandbox: SandboxUrls, tmp_path: Path
) -> None:
    calls = {call.id: call for call in sample_calls()}
    found = await searches(sandbox, tmp_path)
    sure = {
        (clip, hit)
        for clip, search in found.items()
        for term in search.terms
        for hit in term.acoustic
        if hit.confidence >= CUT
    }
    assert all(said(calls[clip], hit) for clip, hit in sure)
    assert sorted((clip, hit.term) for clip, hit in sure) == [
        ("card-payment", "Klarna"),
        ("card-payment", "Klarna"),
        ("knowledge-lecture", "empiricism"),
        ("knowledge-lecture", "epistemology"),
        ("knowledge-lecture", "fallibilism"),
    ]
    # The transcript has none of these words: that is what the sound is for.
    exact = [
        hit
        for search in found.values()
        for term in search.terms
        for hit in term.text
        if hit.how == "exact"
    ]
    assert not exact
