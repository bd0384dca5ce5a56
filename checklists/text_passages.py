"""One channel of one transcript as the text index keeps it: words as shown, and their times."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate

from checklists.scoring.textsearch import Span
from providers.speech import Word

PASSAGE_FIELDS = "channel, shown, places, starts, ends, owners"


class PassageWords:
    """What a row of PASSAGE_FIELDS holds; ``starts`` and ``ends`` in seconds, word by word.

    ``shown`` is the words as shown with spaces between them, ``places`` the byte at which each
    begins, and the end: a few of many are taken without reading all.
    """

    def __init__(
        self,
        channel: int,
        shown: bytes,
        places: bytes,
        starts: bytes,
        ends: bytes,
        owners: bytes | None,
    ) -> None:
        self.channel = channel
        self.starts = memoryview(starts).cast("d")
        self.ends = memoryview(ends).cast("d")
        self._shown = shown
        self._places = memoryview(places).cast("I")
        self._owners = None if owners is None else memoryview(owners).cast("I")

    def owned(self, span: Span) -> Span:
        """Folded words as the vendor's words that they are from."""
        if self._owners is None:
            return span
        return Span(self._owners[span.first], self._owners[span.last], span.how, span.score)

    def shown(self, first: int, last: int) -> str:
        """The words ``first`` to ``last`` as they are shown."""
        # The space after the last word is not meant.
        found = self._shown[self._places[first] : self._places[last + 1] - 1]
        return found.decode("utf-8", "surrogatepass")


def passage_values(
    channel: int, words: Sequence[Word], owners: Sequence[int]
) -> tuple[object, ...]:
    """The values of PASSAGE_FIELDS. ``owners`` is the number of the word of each folded word."""
    # One folded word to each of the vendor's, as nearly always, needs no telling.
    plain = list(owners) == list(range(len(words)))
    shown = [(word.punctuated or word.text).encode("utf-8", "surrogatepass") for word in words]
    places = accumulate((len(word) + 1 for word in shown), initial=0)
    return (
        channel,
        b" ".join(shown),
        array("I", places).tobytes(),
        array("d", [word.start for word in words]).tobytes(),
        array("d", [word.end for word in words]).tobytes(),
        None if plain else array("I", owners).tobytes(),
    )
