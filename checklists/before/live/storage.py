"""A live session in the workspace: one run a pane, and everything needed to play it again.

The runs of a session have its id in their request. In a run's result every event stands as
``live --json`` prints it, with what only a replay needs: ``segment``, ``words`` as rows of text,
start, end, confidence, punctuated form and speaker, and ``raw``, the place of its message in the
response (left out where it has none).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, get_args

from checklists.before.live.pane import LivePane
from checklists.before.live.results import KeytermChange, LiveResult, event_json
from checklists.keyguard import CREDENTIAL_HEADERS
from checklists.records import ClipRecord, Run
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.exchange import Exchange
from providers.speech import VENDORS, LiveEvent, LiveKind, SearchHit, Vendor, Word

KIND = "live"


def record(
    workspace: Workspace,
    sample: ClipRecord,
    result: LiveResult,
    *,
    session: str = "",
    source: str = "",
    started_at: datetime | None = None,
) -> Run:
    """Keep a pane's stream as a run (every event as received) and as evidence for "Test your
    audio". ``started_at`` is when the session began. Raises BadInput."""
    began = result.clock.started_at
    messages, numbered = _numbered(result.events)
    run = workspace.record_run(
        KIND,
        sandbox=result.sandbox,
        vendor=result.vendor,
        model=result.model,
        clip=sample.sha256,
        request={
            "session": session,
            "pane": result.pane.id,
            "options": result.pane.options,
            "source": source,
            "pace": 1.0,
            "exchanges": [stored_exchange(exchange, began) for exchange in result.exchanges],
        },
        response=messages,
        result={
            "events": [stored_event(event, began, place) for event, place in numbered],
            "trouble": result.trouble,
            "pauses": [list(pause) for pause in result.clock.pauses],
            "keyterms": [
                {"at": change.at, "keyterms": change.keyterms} for change in result.changes
            ],
        },
        numbers={
            **result.latency.numbers(),
            "wer": result.score.wer if result.score else None,
            "connect_seconds": result.connect_seconds,
            "stream": dict(result.kept_up),
        },
        started_at=started_at,
        seconds=sample.clip.duration,
    )
    workspace.attach_evidence("test-audio", run.id)
    return run


def _numbered(
    events: Iterable[LiveEvent],
) -> tuple[list[Mapping[str, Any]], list[tuple[LiveEvent, int | None]]]:
    """The messages, each once, and each event with the place of the one that it came with."""
    messages: list[Mapping[str, Any]] = []
    numbered: list[tuple[LiveEvent, int | None]] = []
    for event in events:
        if event.raw and not (messages and messages[-1] is event.raw):
            messages.append(event.raw)
        numbered.append((event, len(messages) - 1 if event.raw else None))
    return messages, numbered


def stored_event(event: LiveEvent, began: float, place: int | None) -> dict[str, Any]:
    """An event as a run keeps it."""
    stored = event_json(event, began)
    if event.segment:
        stored["segment"] = event.segment
    if event.words:
        stored["words"] = [
            [word.text, word.start, word.end, word.confidence, word.punctuated, word.speaker]
            for word in event.words
        ]
    if place is not None:
        stored["raw"] = place
    return stored


def events_of(run: Run, began: float, side: str) -> Iterator[LiveEvent]:
    """The events of a run with audio second 0 at the monotonic moment ``began``.

    Raises BadInput where the record is not one that this program wrote.
    """
    try:
        yield from _events(run, began, side)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The run {run.id} cannot be played: its record is damaged ({error!r:.60})."
        ) from error


def _events(run: Run, began: float, side: str) -> Iterator[LiveEvent]:
    messages = run.response if isinstance(run.response, list) else []
    for stored, place in _with_places(run, len(messages)):
        raw = messages[place] if place is not None and place < len(messages) else {}
        yield _event(stored, raw, began, side)


def _event(stored: Mapping[str, Any], raw: Any, began: float, side: str) -> LiveEvent:
    if stored["vendor"] not in VENDORS or stored["event"] not in get_args(LiveKind):
        raise ValueError(f"{stored['vendor']} {stored['event']}")
    return LiveEvent(
        vendor=stored["vendor"],
        event=stored["event"],
        channel=int(stored["channel"]),
        text=str(stored["text"]),
        start=float(stored["start"]),
        end=float(stored["end"]),
        audio_time=float(stored["audio_time"]),
        received_at=began + float(stored["received_at"]),
        words=tuple(_word(row, stored["channel"]) for row in stored.get("words", ())),
        segment=stored.get("segment", ""),
        native=stored.get("native", ""),
        raw=raw if isinstance(raw, Mapping) else {},
        side=side,
        hits=tuple(_hit(one, int(stored["channel"])) for one in stored.get("hits", ())),
    )


def _hit(stored: Mapping[str, Any], channel: int) -> SearchHit:
    return SearchHit(
        term=str(stored["term"]),
        start=float(stored["start"]),
        end=float(stored["end"]),
        confidence=float(stored["confidence"]),
        snippet=str(stored["snippet"]),
        channel=channel,
    )


def _with_places(run: Run, messages: int) -> Iterator[tuple[Mapping[str, Any], int | None]]:
    """The stored events, each with the place of its message.

    Runs of older versions have no places: a message for each event that a vendor sent.
    """
    result = run.result if isinstance(run.result, Mapping) else {}
    events = result.get("events", ())
    sent = [n for n, one in enumerate(events) if one["event"] != "closed" and _is_vendors(one)]
    older = len(sent) == messages and not any("raw" in one for one in events)
    places = {number: place for place, number in enumerate(sent)} if older else {}
    for number, one in enumerate(events):
        yield one, one.get("raw", places.get(number))


def _is_vendors(stored: Mapping[str, Any]) -> bool:
    return bool(stored.get("native") != "crossfade")


def _word(row: Sequence[Any], channel: int) -> Word:
    text, start, end, confidence, punctuated, speaker = row
    return Word(text, start, end, confidence, punctuated, speaker, channel)


def stored_exchange(exchange: Exchange, began: float) -> Exchange:
    """A handshake as it may be kept: no header of it is a credential, masked or not.

    ``at`` counts from audio second 0, which was at the monotonic moment ``began``.
    """
    return replace(
        exchange,
        request_headers=_without_credentials(exchange.request_headers),
        response_headers=_without_credentials(exchange.response_headers),
        at=exchange.at - began,
    )


def _without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "removed" if CREDENTIAL_HEADERS.search(name) else value
        for name, value in headers.items()
    }


def exchanges_of(run: Run, began: float) -> tuple[Exchange, ...]:
    """The handshakes of a run, as they were kept, audio second 0 at the moment ``began``."""
    stored = run.request.get("exchanges", ()) if isinstance(run.request, Mapping) else ()
    known = {field.name for field in fields(Exchange)}
    found = (Exchange(**{n: v for n, v in one.items() if n in known}) for one in stored)
    return tuple(replace(exchange, at=exchange.at + began) for exchange in found)


def session_of(run: Run) -> str:
    """The id of the session that a run belongs to; "" for one that was kept by itself."""
    return str(run.request.get("session", "")) if isinstance(run.request, Mapping) else ""


def source_of(run: Run) -> str:
    """What was heard, as it was called then."""
    return str(run.request.get("source", "")) if isinstance(run.request, Mapping) else ""


def pane_of(run: Run, id: str) -> LivePane:
    """The pane of a run; ``id`` where it has none. Options that are not known here are left out."""
    name = str(run.request.get("pane") or id) if isinstance(run.request, Mapping) else id
    kind = DeepgramOptions if run.vendor == "deepgram" else AmazonOptions
    known = {field.name for field in fields(kind)}
    stored = {
        option: _frozen(value)
        for option, value in run.options.items()
        if option in known and value is not None
    }
    vendor: Vendor = "deepgram" if run.vendor == "deepgram" else "amazon"
    try:
        return LivePane(name, vendor, kind(**stored))
    except BadInput:
        return LivePane(name, vendor, kind())


def pauses_of(run: Run) -> tuple[tuple[float, float], ...]:
    """Where and how long the audio of a run stood still, as ``AudioClock`` has it."""
    result = run.result if isinstance(run.result, Mapping) else {}
    return tuple((float(at), float(length)) for at, length in result.get("pauses", ()))


def changes_of(run: Run) -> tuple[KeytermChange, ...]:
    """The keyterms that were asked for in the middle of a run."""
    result = run.result if isinstance(run.result, Mapping) else {}
    return tuple(
        KeytermChange(one["at"], tuple(one["keyterms"])) for one in result.get("keyterms", ())
    )


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
