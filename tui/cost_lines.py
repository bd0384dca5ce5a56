"""What a month costs at each vendor, in sections of plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checklists.before.cost import PRICES, Bill, Item, Span
from checklists.before.fact_table import STANDING_WORDS
from tui.text import one_line, shown_path

NAMES = {"deepgram": "Deepgram", "amazon": "Amazon"}
OWN = (
    "They go into {}: for each price a table [[fact]] with id, subject, topic, value, unit, says, "
    "source, read_on and standing; the same id replaces a price above, a new one adds to them."
)


def bill_sections(bills: Sequence[Bill]) -> list[tuple[str, str]]:
    """A section for each vendor: what a month costs there."""
    return [(f"{NAMES[one.vendor]}, a month", "\n".join(_bill(one))) for one in bills]


def price_sections(bills: Sequence[Bill], folder: Path | None = None) -> list[tuple[str, str]]:
    """The prices behind the bills, with sources, dates and ids; ``folder`` is the workspace, where
    a price list of one's own goes."""
    if not bills:
        return []
    rows = {row.id: row for one in bills for row in one.facts}
    sources = "\n".join(
        one_line(
            f"{row.id}: {row.says} ({STANDING_WORDS[row.standing]}; {row.source}, {row.dated})"
        )
        for row in rows.values()
    )
    where = shown_path(folder / PRICES) if folder is not None else f"{PRICES} in the workspace"
    return [("Prices, by id", sources), ("Your own prices", one_line(OWN.format(where)))]


def dollars(span: Span) -> str:
    """One figure, or an interval where sources or counting disagree."""
    low, high = (f"{value:,.2f}" for value in span)
    return f"${high}" if low == high else f"${low} to ${high}"


def _bill(bill: Bill) -> Iterator[str]:
    yield "no price is known" if bill.cost is None else f"{dollars(bill.cost)} before discounts"
    yield from map(_item, _joined(bill.items))
    if bill.unpriced:
        yield one_line(f"without a price: {', '.join(bill.unpriced)}")
    if bill.told is not None:
        yield f"{dollars(bill.told)} by the prices that are still widely told, transcription alone"


def _joined(items: Iterable[Item]) -> Iterator[Item]:
    """One item for all that are the same thing at the same rate, whatever use they come from."""
    found: dict[tuple[str, Span], list[Item]] = {}
    for one in items:
        found.setdefault((one.what, one.rate), []).append(one)
    for (what, rate), alike in found.items():
        yield Item(
            what,
            _sum(one.minutes for one in alike),
            rate,
            _sum(one.cost for one in alike),
            alike[0].facts,
        )


def _sum(spans: Iterable[Span]) -> Span:
    low, high = zip(*spans, strict=True)
    return sum(low), sum(high)


def _item(item: Item) -> str:
    rates = sorted({f"{rate:g}" for rate in item.rate}, key=float)
    low, high = (f"{minutes:,.{1 if minutes < 10 else 0}f}" for minutes in item.minutes)
    minutes = low if low == high else f"{low} to {high}"
    return one_line(
        f"{item.what}: {dollars(item.cost)}, {minutes} min at ${' to $'.join(rates)} a minute"
    )
