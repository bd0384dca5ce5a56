"""The adapters on what both stand-ins really send over their sockets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from checklists.before.live.panes import LivePane, numbered, standard_panes
from checklists.before.live.storage import KIND
from checklists.during.stream_semantics.alignment import side_by_side
from checklists.during.stream_semantics.amazon_events import AmazonEvents, AmazonStream
from checklists.during.stream_semantics.deepgram_messages import DeepgramMessages, DeepgramStream
from checklists.during.stream_semantics.event import from_live
from checklists.during.stream_semantics.recorded import recorded_sequences
from checklists.during.stream_semantics.sequence import EventSequence, sequence_of
from checklists.records import Run
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.amazon.parsing import parse_event
from providers.audio.clips import Clip, probe
from providers.deepgram.messages import events_from
from providers.deepgram.options import DeepgramOptions
from providers.speech import LiveEvent
from tests.checklists.before.live.playing import SAID, call, heard_out, session_of
from tests.wire.deepgram.tones import interleaved, tones, wav

PANES = numbered(
    [
        LivePane(
            "",
            "deepgram",
            DeepgramOptions(
                interim_results=True,
                punctuate=True,
                vad_events=True,
                utterance_end_ms=1000,
                endpointing=300,
            ),
        ),
        LivePane("", "amazon", AmazonOptions(partial_results_stability="high")),
    ]
)
WORDS = [word for word in SAID.split() if word != "_"]


async def recorded(
    workspace: Workspace, clip: Clip, panes: Sequence[LivePane] = PANES
) -> dict[str, Run]:
    """A session of both vendors, heard over their sockets and kept."""
    async with session_of(clip, panes) as (session, _):
        await heard_out(session)
        sample = session.sample(workspace)
        assert sample is not None
        runs = session.keep(workspace, sample, session.results(sample))
    return {run.vendor: workspace.run(run.id) for run in runs}


def log_of(run: Run) -> Iterator[Mapping[str, Any]]:
    """The messages of a recorded pane, as the vendor sent them."""
    messages = run.response if isinstance(run.response, list) else []
    for message in messages:
        if isinstance(message, Mapping):
            # Of Amazon's events a run keeps the results.
            amazon = run.vendor == "amazon" and "Transcript" not in message
            yield {"Transcript": {"Results": [message]}} if amazon else message


def settled(events: list[LiveEvent]) -> list[str]:
    return [
        word.text.lower()
        for event in events
        if event.event in ("final", "speech-final")
        for word in event.words
    ]


async def test_each_sequence_is_told_in_the_other_vendors_way(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        runs = await recorded(workspace, call(tmp_path))
        log = {vendor: list(log_of(run)) for vendor, run in runs.items()}
        left, right = recorded_sequences(workspace, "last")
        assert workspace.run_heads(KIND)
    for shape in (AmazonStream(), AmazonStream(by_utterance=True, stabilization=True)):
        there = AmazonEvents(shape)
        events = [event for message in log["deepgram"] for event in there.feed(message)]
        assert settled(as_amazon([*events, *there.close()])) == WORDS
    back = DeepgramMessages()
    messages = [message for event in log["amazon"] for message in back.feed(event)]
    assert settled(as_deepgram([*messages, *back.close()])) == WORDS
    check_beside(left, right)
    imitated = sequence_of(
        from_live(as_amazon(events), 0.0), name="", vendor="amazon", origin="file"
    )
    assert [one.text for one in imitated.segments] == utterances(left)


async def test_two_channels_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "two.wav"
    path.write_bytes(wav(interleaved(tones("alpha bravo _"), tones("_ charlie _")), channels=2))
    with Workspace.open(tmp_path / "ws") as workspace:
        panes = standard_panes(("deepgram", "amazon"), 2)
        runs = await recorded(workspace, probe(path), panes)
        left, right = recorded_sequences(workspace, "last")
    there = AmazonEvents()
    events = [event for message in log_of(runs["deepgram"]) for event in there.feed(message)]
    back = DeepgramMessages(DeepgramStream(channels=2))
    messages = [message for event in log_of(runs["amazon"]) for message in back.feed(event)]
    for heard in (as_amazon(events), as_deepgram([*messages, *back.close()])):
        for channel, words in ((0, ["alpha", "bravo"]), (1, ["charlie"])):
            assert settled([one for one in heard if one.channel == channel]) == words
    rows = side_by_side(left, right)
    assert {row.channel for row in rows} == {0, 1}
    assert all(row.left and row.right for row in rows)


def as_amazon(events: Sequence[Mapping[str, Any]]) -> list[LiveEvent]:
    """What this program's own parser of Amazon's events makes of them."""
    return [one for event in events for one in parse_event(event, audio_time=0.0, received_at=0.0)]


def as_deepgram(messages: Sequence[Mapping[str, Any]]) -> list[LiveEvent]:
    """What this program's own parser of Deepgram's messages makes of them."""
    return [
        one for message in messages for one in events_from(message, audio_time=0.0, received_at=0.0)
    ]


def utterances(sequence: EventSequence) -> list[str]:
    """The texts of finals, put together up to each speech_final."""
    found = [""]
    for one in sequence.segments:
        found[-1] = f"{found[-1]} {one.text}".strip()
        if one.steps[-1].kind == "speech-final":
            found.append("")
    return [text for text in found if text]


def check_beside(left: EventSequence, right: EventSequence) -> None:
    """Both heard the same words at the same times, so every row has both sides."""
    assert (left.vendor, right.vendor, left.origin) == ("deepgram", "amazon", "live")
    rows = side_by_side(left, right)
    assert len(rows) >= 3
    for row in rows:
        assert row.left and row.right
        one, other = (
            " ".join(s.text for s in side).lower().replace(".", "")
            for side in (row.left, row.right)
        )
        assert one == other
        assert all(s.final and s.partials for s in (*row.left, *row.right))
    assert left.summary.pauses >= 3
    assert left.summary.final_after is not None
    assert any("Stable=" in step.says for s in right.segments for step in s.steps)
