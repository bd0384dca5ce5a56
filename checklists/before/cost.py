"""What a month of audio costs at each vendor, as an interval where sources or counting disagree.

The rates are rows of the book of facts, each with source and date; a team's own ``prices.toml``
(the same columns, contract prices for instance) replaces rows of the same id and adds others. What
no source prices is named, never guessed; what is still widely told but no longer so is reckoned
apart, for the transcription alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from checklists.facts.book import Fact, facts, read_chapter
from providers.audio.naming import shown
from providers.errors import BadInput
from providers.speech import VENDORS, Vendor

PRICES = "prices.toml"
LARGEST_PRICES = 1_000_000  # bytes
DEAREST = 1_000_000_000  # whatever the unit: more is a slip, and would overflow
Kind = Literal["standard", "call-analytics", "medical"]
Span = tuple[float, float]  # the least and the most
Book = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Usage:
    """A month's audio of one kind, as it is used today.

    ``seconds`` is its whole length, whatever the channels; ``files`` how many recordings or
    streams; ``lengths`` each one's seconds where they are known, which makes rounding exact.
    """

    seconds: float
    files: int
    channels: int = 1
    live: bool = False
    kind: Kind = "standard"
    several_languages: bool = False
    redaction: bool = False
    diarization: bool = False
    vocabulary: bool = False
    custom_model: bool = False
    analysis: bool = False
    lengths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        known = math.isfinite(self.seconds) and all(map(math.isfinite, self.lengths))
        if not known or min((self.seconds, self.files, *self.lengths), default=0) < 0:
            raise BadInput("Audio cannot last less than nothing: give seconds and files from 0 up.")
        if self.channels < 1:
            raise BadInput("Audio has at least one channel.")

    @classmethod
    def of_lengths(cls, lengths: Iterable[float], **rest: bool | int | Kind) -> Usage:
        """The usage of recordings of these lengths in seconds."""
        each = tuple(lengths)
        return cls(math.fsum(each), len(each), lengths=each, **rest)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill: ``minutes`` billed, dollars a minute, dollars, and the facts behind."""

    what: str
    minutes: Span
    rate: Span
    cost: Span
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    """What one vendor would charge in a month, in US dollars before tax, credit and discount.

    ``unpriced`` names what no source has a price for; where ``cost`` is None not even the
    transcription has one. ``told`` is what the price list that is still widely told comes to, None
    where there is none.
    """

    vendor: Vendor
    items: tuple[Item, ...]
    unpriced: tuple[str, ...]
    told: Span | None

    @property
    def cost(self) -> Span | None:
        """The least and the most of all items, None where the transcription has no price."""
        if not self.items:
            return None
        return sum(one.cost[0] for one in self.items), sum(one.cost[1] for one in self.items)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that the bill rests on, once."""
        return tuple({row.id: row for one in self.items for row in one.facts}.values())


def price_book(folder: Path | None = None) -> Book:
    """The prices in force: the book's, with what ``prices.toml`` in the folder says instead.

    Raises BadInput naming the row of the file that cannot be used.
    """
    book = {row.id: row for row in facts().values() if row.chapter == "prices"}
    file = folder / PRICES if folder is not None else None
    if file is None or not file.exists():
        return book
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_PRICES + 1)
        text = data.decode() if len(data) <= LARGEST_PRICES else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{shown(file)} cannot be read: it has to be a file of UTF-8 TOML."
        ) from error
    if len(data) > LARGEST_PRICES:
        raise BadInput(f"{shown(file)} has more than {LARGEST_PRICES:,} bytes: no price list has.")
    for row in read_chapter(text, "prices", shown(file)):
        if isinstance(row.value, float | int) and not 0 <= row.value <= DEAREST:
            raise BadInput(f"{shown(file)}, {row.id}: a price is a number from 0 to {DEAREST:,}.")
        if row.superseded_by and row.superseded_by not in book:
            raise BadInput(f"{shown(file)}, {row.id}: there is no {row.superseded_by}.")
        book[row.id] = row
    return book


def bills(usage: Sequence[Usage], book: Book | None = None) -> tuple[Bill, ...]:
    """What this usage costs at each vendor, Deepgram first; no bills where nothing is used."""
    if not usage:
        return ()
    book = price_book() if book is None else book
    return tuple(bill(vendor, usage, book) for vendor in VENDORS)


def bill(vendor: Vendor, usage: Sequence[Usage], book: Book) -> Bill:
    """What this usage costs at one vendor."""
    items: list[Item] = []
    unpriced: dict[str, None] = {}
    month = _Month()
    for one in usage:
        for what, topics, optional in _asked(vendor, one):
            item = _item(what, vendor, topics, optional, one, book, month)
            if item is None:
                unpriced[what] = None
            else:
                items.append(item)
    return Bill(vendor, tuple(items), tuple(unpriced), _told(vendor, usage, book))


def billed_seconds(usage: Usage, increment: float, minimum: float) -> Span:
    """The seconds billed for one channel, each file rounded up and at least ``minimum``.

    Exact where the lengths are known, else the least and the most that they can come to.
    """
    if usage.lengths:
        exact = math.fsum(max(minimum, _rounded(one, increment)) for one in usage.lengths)
        return exact, exact
    least = max(usage.seconds, usage.files * minimum)
    return least, max(least, usage.seconds + usage.files * (increment + minimum))


def _rounded(seconds: float, increment: float) -> float:
    return math.ceil(seconds / increment) * increment if increment > 0 else seconds


def _asked(vendor: Vendor, usage: Usage) -> Iterable[tuple[str, tuple[str, ...], bool]]:
    """What is paid for: in words, the topics of its price, and whether a source leaves it out."""
    way = "streaming" if usage.live else "batch"
    if vendor == "amazon":
        yield from _asked_of_amazon(usage, way)
        return
    base = f"price, {way}" + (", several languages" if usage.several_languages else "")
    topics = (base, f"{base}, without the promotion") if usage.live else (base,)
    yield f"Nova-3, {way}{_languages(usage)}", topics, False
    if usage.redaction:
        yield "redaction", ("price, redaction",), False
    if usage.diarization:
        yield f"diarization, {way}", ("price, diarization",), not usage.live
    if usage.vocabulary and usage.live:
        yield "keyterms, streaming", ("price, keyterm",), False
    if usage.kind == "medical":
        yield "what the medical model costs beside Nova-3", (), False
    if usage.custom_model:
        yield "a trained model", (), False
    if usage.analysis or usage.kind == "call-analytics":
        yield "sentiment, topics, intents and summaries", (), False


def _asked_of_amazon(usage: Usage, way: str) -> Iterable[tuple[str, tuple[str, ...], bool]]:
    if usage.kind == "standard":
        yield f"transcription, {way}", (f"price, {way}",), False
        if usage.redaction:
            yield "redaction", ("price, redaction",), False
    elif usage.kind == "medical":
        topic = "price, medical, batch" if not usage.live else "price, medical, streaming"
        yield f"medical transcription, {way}", (topic,), False
    else:
        topic = "price, Call Analytics" if not usage.live else "price, Call Analytics, streaming"
        yield f"Call Analytics, {way}", (topic,), False
        if usage.redaction:
            yield "redaction in Call Analytics", (), False
    if usage.custom_model:
        yield "a custom language model", (), False


def _languages(usage: Usage) -> str:
    return ", several languages" if usage.several_languages else ""


class _Month:
    """How many minutes of each price the month has had so far, for rates that change with them."""

    def __init__(self) -> None:
        self._so_far: dict[tuple[str, ...], Span] = {}

    def cost(self, topics: tuple[str, ...], rows: Sequence[Fact], minutes: Span) -> Span:
        """The least and the most that these minutes cost after those before them."""
        low, high = self._so_far.get(topics, (0.0, 0.0))
        self._so_far[topics] = (low + minutes[0], high + minutes[1])
        return (
            _stepped(rows, min, low + minutes[0]) - _stepped(rows, min, low),
            _stepped(rows, max, high + minutes[1]) - _stepped(rows, max, high),
        )


def _item(
    what: str,
    vendor: Vendor,
    topics: tuple[str, ...],
    optional: bool,
    usage: Usage,
    book: Book,
    month: _Month,
) -> Item | None:
    own = [row for row in _current(book) if row.subject == vendor]
    rows = [row for row in own if row.topic in topics and isinstance(row.value, int | float)]
    first = [float(row.value) for row in rows if row.from_minutes == 0]
    if not first:
        return None
    counting = [row for row in own if row.topic in _COUNTING]
    minutes = _minutes(vendor, usage, counting)
    low, high = month.cost(topics, rows, minutes)
    least = 0.0 if optional else 1.0
    rate = (least * min(first), max(first))
    return Item(what, minutes, rate, (least * low, high), (*rows, *counting))


_COUNTING = ("billing increment", "billing minimum", "channels billed")


def _minutes(vendor: Vendor, usage: Usage, counting: Iterable[Fact]) -> Span:
    """The minutes billed: rounded for each file, and once or for each channel."""
    rules = {row.topic: row.value for row in counting}
    increment, minimum = (_number(rules.get(topic)) for topic in _COUNTING[:2])
    least, most = billed_seconds(usage, increment, minimum)
    said = str(rules.get("channels billed", "each" if vendor == "deepgram" else "once, or each"))
    fewest = 1 if said.startswith("once") else usage.channels
    highest = 1 if said == "once" else usage.channels
    return least * fewest / 60, most * highest / 60


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _current(book: Book) -> Iterable[Fact]:
    return (row for row in book.values() if not row.superseded_by)


def _stepped(
    rows: Iterable[Fact], choose: Callable[[Iterable[float]], float], minutes: float
) -> float:
    """Dollars for so many minutes at rates that change with the month's minutes."""
    steps: dict[int, list[float]] = {}
    for row in rows:
        steps.setdefault(row.from_minutes, []).append(float(row.value))
    edges = [*sorted(steps), math.inf]
    return math.fsum(
        choose(steps[int(start)]) * max(0.0, min(minutes, end) - start)
        for start, end in pairwise(edges)
    )


def _told(vendor: Vendor, usage: Sequence[Usage], book: Book) -> Span | None:
    """The transcription alone by prices that are still told and no longer so."""
    old = [row for row in book.values() if row.superseded_by and row.subject == vendor]
    found: list[Span] = []
    month = _Month()
    for one in usage:
        topic = f"price, {'streaming' if one.live else 'batch'}"
        rows = [row for row in old if row.topic == topic and one.kind == "standard"]
        if rows:
            current = {row.topic: row for row in _current(book) if row.subject == vendor}
            counting = {topic: current[topic] for topic in _COUNTING if topic in current}
            counting |= {row.topic: row for row in old if row.topic in _COUNTING}
            minutes = _minutes(vendor, one, counting.values())
            found.append(month.cost((topic,), rows, minutes))
    if len(found) < len(usage) or not found:
        return None
    return sum(one[0] for one in found), sum(one[1] for one in found)


def as_json(found: Iterable[Bill]) -> dict[str, object]:
    """The bills as a document: dollars a month, with the source and date of every rate."""
    return {"vendors": {one.vendor: _bill_json(one) for one in found}}


def _bill_json(one: Bill) -> dict[str, object]:
    return {
        "cost": list(one.cost) if one.cost else None,
        "unpriced": list(one.unpriced),
        "told": list(one.told) if one.told else None,
        "items": [
            {
                "what": item.what,
                "minutes": list(item.minutes),
                "rate": list(item.rate),
                "cost": list(item.cost),
            }
            for item in one.items
        ],
        "facts": [
            {
                "id": row.id,
                "says": row.says,
                "source": row.source,
                "date": row.dated.isoformat(),
                "standing": row.standing,
            }
            for row in one.facts
        ],
    }
