"""Figures of the search: ``python -m tests.bench.search [AUDIO ... --term T ...]``.

Over the sample calls and the lecture, in the sandbox, through the product's own search: what the
cut recommended from the references gives (one cut for all listed terms, each term searched in
every clip), what text search finds beside it, and how many false alarms twenty terms give that
nobody says. "Hours of audio" are counted twice: by the clock of the clips, and by channel. With
audio of one's own, the hits of the terms in each file, and which of them reach the default cut.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from websockets.asyncio.client import connect

from checklists.before.samples import add_sample_call
from checklists.before.search import ClipSearch, TermSearch, search_clip
from checklists.before.search_truth import judged_hits, occurrences
from checklists.records import ClipRecord
from checklists.scoring.cut import Recommendation, recommended
from checklists.scoring.search_scores import Claim, Place, curve, matched
from checklists.scoring.term_likeness import How
from checklists.vendors import ONLY_DEEPGRAM, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import blocks, pcm_format, probe
from providers.audio.pacing import paced
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit

DEFAULT_CUT = 0.5
TEXT: tuple[How, ...] = ("exact", "fuzzy", "sound")
# Plausible in such calls, said in none of them.
ABSENT = (
    *("thermostat", "mortgage", "Heathrow", "ibuprofen", "Vodafone", "insurance premium"),
    *("subscription", "warranty", "Kubernetes", "passport number", "dishwasher", "Lufthansa"),
    *("penicillin", "overdraft", "router password", "Mastercard", "metaphysics"),
    *("physiotherapy", "cancellation fee", "Barcelona"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One term over all clips: verdicts as in ``curve``, occurrences no hit claims, text right."""

    said: int
    verdicts: tuple[tuple[float, bool], ...]
    missed: int
    text: Mapping[str, int]

    def found(self, cut: float) -> int:
        """Occurrences claimed by a hit of at least this confidence."""
        return sum(right for confidence, right in self.verdicts if confidence >= cut)

    def alarms(self, cut: float) -> int:
        """Hits of at least this confidence where the term was not said."""
        return sum(not right for confidence, right in self.verdicts if confidence >= cut)


async def over_samples(vendors: Vendors, workspace: Workspace) -> None:
    """The sample calls over the listed terms, and over the terms nobody says."""
    calls = sample_calls()
    clips = [add_sample_call(workspace, call, probe(call.path)) for call in calls]
    terms = tuple(term.text for call in calls for term in call.terms)
    clock = sum(clip.clip.duration for clip in clips)
    channels = sum(clip.clip.duration * clip.clip.channels for clip in clips)
    print(f"{len(clips)} clips, {clock:.0f} s by the clock, {channels:.0f} s of channels")
    listed = await searched(vendors, clips, terms)
    absent = await searched(vendors, clips, ABSENT)
    by_term = {term: heard(clips, listed, term) for term in terms}
    cut = at_the_recommended_cut(list(by_term.values()), channels)
    beside_text(by_term, cut)
    said_by_nobody(clips, absent, cut, clock, channels)
    for clip in clips[:2]:
        await live(vendors, clip, terms)


async def searched(
    vendors: Vendors, clips: Sequence[ClipRecord], terms: Sequence[str]
) -> list[ClipSearch]:
    """Each clip searched by itself, as ``crossfade search`` does."""
    began = time.perf_counter()
    found = [await search_clip(vendors, clip.clip, terms) for clip in clips]
    print(f"{len(terms)} terms in {len(clips)} clips: {time.perf_counter() - began:.1f} s")
    return found


def heard(clips: Sequence[ClipRecord], searches: Sequence[ClipSearch], term: str) -> Heard:
    """A term's hits of both kinds, judged by the references."""
    said, missed = 0, 0
    verdicts: list[tuple[float, bool]] = []
    text: dict[str, int] = {}
    for clip, search in zip(clips, searches, strict=True):
        one = _of(search, term)
        judged, free = judged_hits(clip, one.acoustic, (), term)
        verdicts += [(hit.hit.confidence, hit.said == "yes") for hit in judged]
        missed += len(free)
        places = occurrences(clip, term) or ()
        said += len(places)
        for kind, right in _text_right(clip, one, places).items():
            text[kind] = text.get(kind, 0) + right
    return Heard(said, tuple(verdicts), missed, text)


def _of(search: ClipSearch, term: str) -> TermSearch:
    return next(one for one in search.terms if one.term == term)


def _text_right(clip: ClipRecord, one: TermSearch, places: Sequence[Place]) -> dict[str, int]:
    """Right hits in the text: of the exact words, of close spellings too, of like sounds too."""
    right: dict[str, int] = {}
    for number, kind in enumerate(TEXT):
        claims = [
            Claim(Place(clip.sha256, hit.channel, hit.start, hit.end), hit.score)
            for hit in one.text
            if hit.how in TEXT[: number + 1]
        ]
        right[kind] = sum(one.correct for one in matched(claims, places).judged)
    return right


def at_the_recommended_cut(terms: Sequence[Heard], seconds: float) -> float:
    """One cut for all terms; prints what it and the default cut give."""
    verdicts = [verdict for term in terms for verdict in term.verdicts]
    missed = sum(term.missed for term in terms)
    found = recommended(verdicts, missed=missed, seconds=seconds)
    if not isinstance(found, Recommendation):
        raise SystemExit(found.why)
    print(
        f"recommended cut {found.cut:.3f} (95 %: {found.low:.3f} to {found.high:.3f}) from "
        f"{found.labels} judged hits, {found.right} right; {missed} occurrences without a hit"
    )
    points = curve(verdicts, missed=missed, seconds=seconds)
    for name, cut in (("recommended", found.cut), ("default", DEFAULT_CUT)):
        point = next(point for point in points if point.cut >= cut)
        print(
            f"  {name:11} cut {cut:.3f}: recall {point.recall or 0:.3f}, precision "
            f"{point.precision or 0:.3f}, F1 {point.f1:.3f} ({point.correct} right, "
            f"{point.false_alarms} false, {point.missed} missed)"
        )
    return found.cut


def beside_text(by_term: Mapping[str, Heard], cut: float) -> None:
    """Term by term: said, found in the sound at the cut, found in the text."""
    print("  term                said  sound  false  text: exact  +close  +sound-alike")
    for term, one in by_term.items():
        print(
            f"  {term:19} {one.said:4}  {one.found(cut):5}  {one.alarms(cut):5}  "
            f"{one.text['exact']:11}  {one.text['fuzzy']:6}  {one.text['sound']:12}"
        )
    said = sum(one.said for one in by_term.values())
    sound = sum(one.found(cut) for one in by_term.values())
    text = (sum(one.text[kind] for one in by_term.values()) / said for kind in TEXT)
    exact, close, alike = text
    print(
        f"  recall of {said}: sound {sound / said:.3f}; text exact {exact:.3f}, with close "
        f"spellings {close:.3f}, with sound-alikes {alike:.3f}"
    )


def said_by_nobody(
    clips: Sequence[ClipRecord],
    searches: Sequence[ClipSearch],
    cut: float,
    clock: float,
    channels: float,
) -> None:
    """False alarms of the absent terms, all terms together."""
    assert not any(occurrences(clip, term) for clip in clips for term in ABSENT)
    hits = [
        (hit.confidence, hit.term, clip.name, hit.channel, hit.start)
        for clip, search in zip(clips, searches, strict=True)
        for term in search.terms
        for hit in term.acoustic
    ]
    for name, least in (("recommended", cut), ("default", DEFAULT_CUT)):
        alarms = sum(hit[0] >= least for hit in hits)
        print(
            f"{len(ABSENT)} absent terms together, {name} cut {least:.3f}: {alarms} false alarms, "
            f"{alarms * 3600 / clock:.1f} an hour by the clock, "
            f"{alarms * 3600 / channels:.1f} an hour of channel"
        )
    for confidence, term, name, channel, start in sorted(hits, reverse=True)[:5]:
        print(f"  {confidence:.3f}  {term}, {name}, channel {channel}, {start:.1f} s")


async def live(vendors: Vendors, clip: ClipRecord, terms: Sequence[str]) -> None:
    """One call as a stream at 1x, over a plain WebSocket: what the Results say of the terms."""
    hits: list[tuple[SearchHit, float]] = []
    form = pcm_format(clip.clip)
    query = urlencode(
        [
            *{"model": "nova-3", "encoding": "linear16", "multichannel": "true"}.items(),
            *{"sample_rate": form.rate, "channels": form.channels, "endpointing": 300}.items(),
            *(("search", term) for term in terms),
        ]
    )
    access = vendors.deepgram_access()
    headers = {"Authorization": f"Token {access.key.reveal()}"}
    url = f"{access.websocket_url}/v1/listen?{query}"
    async with connect(url, additional_headers=headers) as socket:
        began = time.monotonic()

        async def send() -> None:
            async for block in paced(blocks(clip.clip)):
                await socket.send(block.data)
            await socket.send('{"type": "CloseStream"}')

        sending = asyncio.create_task(send())
        async for text in socket:
            message = json.loads(text)
            if message["type"] != "Results":
                continue
            settled = message["start"] + message["duration"]
            late = time.monotonic() - began - settled
            for entry in message["channel"].get("search", ()):
                hits += [
                    (SearchHit(entry["query"], channel=message["channel_index"][0], **hit), late)
                    for hit in entry["hits"]
                ]
        await sending
    print_live(clip, terms, hits)


def print_live(
    clip: ClipRecord, terms: Sequence[str], hits: Sequence[tuple[SearchHit, float]]
) -> None:
    """What came of the stream at the default cut, and how long after the settled audio."""
    said, found, alarms = 0, 0, 0
    for term in terms:
        places = occurrences(clip, term) or ()
        sure = [hit for hit, _ in hits if hit.term == term and hit.confidence >= DEFAULT_CUT]
        claims = [
            Claim(Place(clip.sha256, hit.channel, hit.start, hit.end), hit.confidence)
            for hit in sure
        ]
        right = sum(one.correct for one in matched(claims, places).judged)
        said, found, alarms = said + len(places), found + right, alarms + len(sure) - right
    late = sorted(late for _, late in hits)
    print(
        f"live, {clip.name}: {found} of {said} found at the default cut, {alarms} false; Results "
        f"{late[len(late) // 2]:.2f} s (P50) and {late[-1]:.2f} s (last) after their audio"
        if late
        else f"live, {clip.name}: no hits at all"
    )


async def over_files(vendors: Vendors, paths: Sequence[Path], terms: Sequence[str]) -> None:
    """Every hit of some weight in files of one's own."""
    for path in paths:
        search = await search_clip(vendors, probe(path), terms)
        print(f"{path.name}: {search.searched.text}")
        for one in search.terms:
            written = [f"{hit.start:.2f} s '{hit.snippet}' {hit.score:.2f}" for hit in one.text]
            print(f"  {one.term}: in the text {', '.join(written) or 'nowhere'}")
            for hit in one.acoustic:
                mark = "*" if hit.confidence >= DEFAULT_CUT else " "
                print(
                    f"  {mark} {hit.confidence:.3f}  {hit.start:.2f} to {hit.end:.2f} s, "
                    f"channel {hit.channel}"
                )


async def everything(paths: Sequence[Path] = (), terms: Sequence[str] = ()) -> None:
    """All of it; with files and terms of one's own, these too."""
    async with open_vendors("sandbox", {}, needed=ONLY_DEEPGRAM) as vendors:
        if paths:
            await over_files(vendors, paths, terms)
            return
        with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
            await over_samples(vendors, workspace)


def measure() -> None:
    """Print the figures of the sample calls."""
    asyncio.run(everything())


def main() -> None:
    """The sample calls, or the files and terms of the command line."""
    parser = argparse.ArgumentParser(prog="tests.bench.search", description=__doc__)
    parser.add_argument("audio", nargs="*", type=Path)
    parser.add_argument("--term", action="append", default=[])
    given = parser.parse_args()
    asyncio.run(everything(given.audio, given.term))


if __name__ == "__main__":
    main()
