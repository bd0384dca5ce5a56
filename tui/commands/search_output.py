"""How ``crossfade search`` tells what it finds: lines for people as they come, or one document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from checklists.before.search_corpus import CorpusPlan, CorpusState
from checklists.before.sending import Sending
from checklists.search_query import FoundMoment
from tui.commands.output import say, say_wrapped
from tui.commands.sending_lines import audio_length, price_lines
from tui.text import counted

# The table at the end has this many lines; a file (--csv) has them all.
TOP = 20


class SearchReport(Protocol):
    """Takes one recording after the other, in any order, and what there is to say at the end."""

    def clip(self, place: int, document: Mapping[str, Any]) -> None: ...

    def end(self, document: Mapping[str, Any]) -> None: ...


class SearchLines:
    """Lines for people, each recording as it comes. ``least`` hides weaker acoustic hits.

    ``brief`` leaves out the terms of which there is nothing.
    """

    def __init__(self, label: str, least: float, *, brief: bool = False) -> None:
        self._label = label
        self._least = least
        self._brief = brief

    def clip(self, place: int, document: Mapping[str, Any]) -> None:
        """What was found in one recording."""
        path = document["path"]
        known = "  on record" if document.get("on_record") else ""
        say(f"{path}  deepgram ({self._label})  model {document['model']}{known}")
        for term in document["terms"]:
            strong = [hit for hit in term["acoustic"] if hit["confidence"] >= self._least]
            if self._brief and not strong and not term["text"]:
                continue
            say(f"  {term['term']}: {len(strong)} heard, {len(term['text'])} in the text")
            for hit in strong:
                say(
                    f"    heard  {hit['start']:7.2f}-{hit['end']:.2f} s  ch {hit['channel']}  "
                    f"confidence {hit['confidence']:.2f}  '{hit['snippet']}'"
                )
            for found in term["text"]:
                how = "" if found.get("how", "exact") == "exact" else f"  ({found['how']})"
                say(
                    f"    text   {found['start']:7.2f}-{found['end']:.2f} s  ch "
                    f"{found['channel']}  score {found['score']:.2f}       "
                    f"'{found['snippet']}'{how}"
                )

    def end(self, document: Mapping[str, Any]) -> None:
        """What failed, and what was left out."""
        for failure in document["failures"]:
            say_wrapped(f"not searched: {failure['path']}: {failure['why']}", then="  ")
        if document["stopped"]:
            say_wrapped(f"Stopped: {document['stopped']}")


class SearchDocument:
    """The one JSON document, written as it comes: thousands of recordings are never held at once.

    The recordings stand in the order in which they were given, whichever answer came first.
    """

    def __init__(self) -> None:
        self._next = 0
        self._early: dict[int, Mapping[str, Any]] = {}
        self._begun = False

    def clip(self, place: int, document: Mapping[str, Any]) -> None:
        """Write a recording, and those that waited for it."""
        self._early[place] = document
        while self._next in self._early:
            self._write(self._early.pop(self._next))
            self._next += 1

    def end(self, document: Mapping[str, Any]) -> None:
        """Write the rest; places that never came are passed over."""
        for place in sorted(self._early):
            self._write(self._early.pop(place))
        opened = "\n  ]" if self._begun else '{\n  "clips": []'
        rest = json.dumps(document, indent=2, allow_nan=False).removeprefix("{")
        print(f"{opened},{rest}")

    def _write(self, document: Mapping[str, Any]) -> None:
        before = "," if self._begun else '{\n  "clips": ['
        self._begun = True
        text = json.dumps(document, indent=2, allow_nan=False).replace("\n", "\n    ")
        print(f"{before}\n    {text}", end="")


def plan_lines(plan: CorpusPlan, sending: Sending | None) -> list[str]:
    """What will be sent and what not, before the first of it is."""
    copies = sum(len(paths) for paths in plan.copies.values())
    parts = [f"{audio_length(plan.seconds)} of audio in {counted(len(plan.to_send), 'request')}"]
    if plan.channel_seconds != plan.seconds:
        parts.append(f"{audio_length(plan.channel_seconds)} counted by channel")
    if plan.known:
        parts.append(f"{len(plan.known):,} on record already")
    if copies:
        parts.append(f"{copies:,} with the same content as another file")
    if plan.skipped:
        parts.append(f"{len(plan.skipped):,} skipped")
    return ["To send: " + "; ".join(parts) + ".", *price_lines(sending)]


def top_lines(found: Sequence[FoundMoment], shown: int) -> list[str]:
    """The surest hits over all recordings; ``shown`` is how many there are in all."""
    if not found:
        return ["Nothing was found in any of them."]
    rows = [
        (
            f"{one.moment.heard.confidence:.2f}" if one.moment.heard else "text",
            one.moment.term,
            one.name,
            f"{one.moment.start:.1f} s",
            f"ch {one.moment.channel}",
            one.moment.heard.snippet if one.moment.heard else _written(one),
        )
        for one in found
    ]
    widths = [min(40, max(len(row[column]) for row in rows)) for column in range(5)]
    lines = [f"The surest of {counted(shown, 'hit')}:"]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:5], widths, strict=True)]
        lines.append("  " + "  ".join([*cells, f"'{row[5]}'"]))
    return lines


def _written(one: FoundMoment) -> str:
    return one.moment.written.snippet if one.moment.written else ""


def ended_line(plan: CorpusPlan, state: CorpusState) -> str:
    """How it ended, in one sentence."""
    answered = state.done - len(state.failed)
    parts = [f"{counted(answered, 'recording')} searched"]
    if plan.known:
        parts.append(f"{len(plan.known):,} on record")
    if state.failed:
        parts.append(f"{len(state.failed):,} failed and will be sent again next time")
    left = state.total - state.done
    if left:
        parts.append(f"{left:,} not sent")
    return ", ".join(parts) + "."
