"""The place of Deepgram's response that corresponds to a place of Amazon's: by channel and time.

The two heard the same sound and not the same words, so the third item of one is not the third
word of the other: what was said at the same moment is compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from checklists.during.rehearsal.row import NOWHERE, Place, Spot, kind_of
from checklists.facts.field_book import split

# How each of Amazon's shapes says when something begins, and how many of that are a second.
_STARTS = (
    ("start_time", 1), ("StartTime", 1), ("startTime", 1), ("BeginOffsetMillis", 1000),
)  # fmt: skip
_CHANNEL = re.compile(r"ch_(\d{1,4})\Z")
_LIST = re.compile(r"\[(\d*)\]")


@dataclass(frozen=True, slots=True)
class Moment:
    """When and on which channel something stands; None where Amazon does not say."""

    seconds: float | None = None
    channel: int | None = None
    partial: bool = False


@dataclass(slots=True)
class Counterparts:
    """Finds counterparts in one response of Deepgram's; ``streamed`` where both are logs."""

    amazon: Any
    deepgram: Any
    streamed: bool = False
    _starts: dict[int, list[float]] = field(default_factory=dict)

    def at(self, place: Place, template: str) -> Spot:
        """What stands at ``template`` (a Field's ``deepgram``) for a place of Amazon's."""
        if not template or template.startswith("("):
            return NOWHERE
        when = moment(self.amazon, place)
        if not self.streamed:
            return self._walked(self.deepgram, (), template, when)
        number = self._message(when)
        if number is None:
            return NOWHERE
        return self._walked(self.deepgram[number], (number,), template, when)

    def _walked(self, value: Any, place: Place, template: str, when: Moment) -> Spot:
        name = ""
        for part in split(template):
            listed = _LIST.match(part)
            if listed is None:
                if not isinstance(value, dict) or part not in value:
                    return NOWHERE
                name, value, place = part, value[part], (*place, part)
                continue
            if not isinstance(value, list) or not value:
                return NOWHERE
            at = int(listed[1]) if listed[1] else self._nearest(value, name, when)
            if at >= len(value):
                return NOWHERE
            value, place = value[at], (*place, at)
        return Spot(place, value, kind_of(value))

    def _nearest(self, members: list[Any], name: str, when: Moment) -> int:
        """The member of a list that stands for a moment; the first where none can be told."""
        if name == "channels":
            return self._channel(members, when)
        if when.seconds is None:
            return 0
        starts = self._starts_of(members)
        if not starts:
            return 0
        after = bisect_left(starts, when.seconds)
        around = [at for at in (after - 1, after) if 0 <= at < len(starts)]
        return min(around, key=lambda at: abs(starts[at] - (when.seconds or 0.0)))

    def _channel(self, channels: list[Any], when: Moment) -> int:
        if when.channel is not None:
            return when.channel
        if len(channels) < 2 or when.seconds is None:
            return 0
        lists = [_words(channel) for channel in channels]
        away = [self._away(words, when) for words in lists]
        return min(range(len(away)), key=away.__getitem__)

    def _away(self, words: list[Any], when: Moment) -> float:
        starts = self._starts_of(words)
        if not starts:
            return float("inf")
        return abs(starts[self._nearest(words, "words", when)] - (when.seconds or 0.0))

    def _starts_of(self, members: list[Any]) -> list[float]:
        """The starts of a list in order of time; none where its members have no times."""
        kept = self._starts.get(id(members))
        if kept is None:
            found = [
                _seconds(one.get("start")) if isinstance(one, dict) else None for one in members
            ]
            known = [one for one in found if one is not None]
            ordered = len(known) == len(found) and all(
                first <= second for first, second in pairwise(known)
            )
            kept = self._starts[id(members)] = known if ordered else []
        return kept

    def _message(self, when: Moment) -> int | None:
        """The result nearest to a moment, an interim for a partial result where there is one."""
        results = [
            (number, one)
            for number, one in enumerate(self.deepgram)
            if isinstance(one, dict) and isinstance(one.get("channel"), dict)
        ]
        alike = [(n, one) for n, one in results if bool(one.get("is_final")) is not when.partial]

        def away(found: tuple[int, Any]) -> float:
            return abs((_seconds(found[1].get("start")) or 0.0) - (when.seconds or 0.0))

        return min(alike or results, key=away)[0] if results else None


def moment(amazon: Any, place: Place) -> Moment:
    """When and on which channel a place of Amazon's document speaks."""
    seconds: float | None = None
    channel: int | None = None
    partial = False
    for holder, here in _holders(amazon, place):
        if seconds is None:
            seconds = _begins(holder)
            if seconds is None and isinstance(holder, list) and here and isinstance(here[0], int):
                seconds = _before(holder, here[0])
        if isinstance(holder, Mapping):
            partial = partial or holder.get("IsPartial") is True
            if channel is None:
                channel = _channel_of(holder)
                if channel is None and here[:1] == ("channels",) and isinstance(here[1:2], tuple):
                    channel = next((part for part in here[1:2] if isinstance(part, int)), None)
    return Moment(seconds, channel, partial)


def _holders(document: Any, place: Place) -> Iterator[tuple[Any, Place]]:
    """What a place lies in, from the innermost, each with the rest of the way from there."""
    value, around = document, [(document, place)]
    for length, part in enumerate(place, 1):
        value = value[part]
        around.append((value, place[length:]))
    yield from reversed(around)


def _begins(value: Any) -> float | None:
    if isinstance(value, Mapping):
        for key, per_second in _STARTS:
            found = _seconds(value.get(key))
            if found is not None:
                return found / per_second
    return None


def _before(members: list[Any], at: int) -> float | None:
    """The start of the member before that has one: that of the word before a punctuation."""
    for number in range(at, max(-1, at - 9), -1):
        found = _begins(members[number])
        if found is not None:
            return found
    return None


def _channel_of(value: Mapping[str, Any]) -> int | None:
    for key in ("channel_label", "ChannelId"):
        label = value.get(key)
        if isinstance(label, str) and (known := _CHANNEL.match(label)):
            return int(known[1])
    role = value.get("ParticipantRole")
    return {"AGENT": 0, "CUSTOMER": 1}.get(role) if isinstance(role, str) else None


def _words(channel: Any) -> list[Any]:
    found = channel.get("alternatives") if isinstance(channel, dict) else None
    first = found[0] if isinstance(found, list) and found else None
    words = first.get("words") if isinstance(first, dict) else None
    return words if isinstance(words, list) else []


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
