"""Labels as numbers: "spk_0" and "0" are speaker 0, "ch_1" is channel 1."""

from __future__ import annotations

import re
from typing import Any

from providers.documents.fields import wrong
from providers.documents.model import Speaker

_SPEAKER = re.compile(r"(?:spk_|speaker_?)?([0-9]{1,6})", re.ASCII | re.IGNORECASE)
_CHANNEL = re.compile(r"ch_([0-9]{1,6})", re.ASCII)


class Speakers:
    """Numbers for the labels of one document, in the order in which they are met.

    A label that holds a number keeps it; one that does not ("AGENT") or whose number another
    label has taken gets the first that is free.
    """

    def __init__(self) -> None:
        self._indexes: dict[str, int] = {}
        self._known: dict[int, Speaker] = {}

    def index(
        self,
        label: str,
        *,
        role: str = "",
        channel: int | None = None,
        wanted: int | None = None,
    ) -> int | None:
        """The speaker's number; None for the label "". ``wanted``: the number of a label that
        holds none, if it is free."""
        if not label:
            return None
        index = self._indexes.get(label)
        if index is None:
            matched = _SPEAKER.fullmatch(label)
            index = int(matched[1]) if matched else wanted
            if index is None or index in self._known:
                index = self._free()
            self._indexes[label] = index
            self._known[index] = Speaker(index, label, role, channel)
        return index

    def all(self) -> tuple[Speaker, ...]:
        """Every speaker met, by number."""
        return tuple(self._known[index] for index in sorted(self._known))

    def _free(self) -> int:
        index = 0
        while index in self._known:
            index += 1
        return index


def channel_index(value: Any, path: str) -> int:
    """A channel that is told by its number, 0 where it is not told. Raises FieldTrouble."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1000:
        raise wrong(path, value, "the number of a channel")
    return value


def channel_number(label: str, otherwise: int) -> int:
    """0 for "ch_0", 1 for "ch_1"; ``otherwise`` where the label says nothing."""
    matched = _CHANNEL.fullmatch(label)
    return int(matched[1]) if matched else otherwise
