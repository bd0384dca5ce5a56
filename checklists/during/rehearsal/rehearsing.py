"""Each path that downstream reads of Amazon's response, held against Deepgram's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from checklists.during.rehearsal.counterparts import Counterparts
from checklists.during.rehearsal.path_list import Read
from checklists.during.rehearsal.row import STATUSES, Row, Spot, Status, kind_of
from checklists.during.rehearsal.specimen import generic, known_fields, known_keys, without_wrapper
from checklists.during.rehearsal.steps import Chain, Found, followed
from checklists.facts.field_book import Field, FieldShape, field_at
from providers.documents.model import STREAMS, Document, Kind
from providers.errors import BadInput

_SHAPES: Mapping[Kind, tuple[FieldShape, ...]] = {
    "amazon-batch": ("batch", "medical"),
    "amazon-medical": ("medical", "batch"),
    "amazon-medical-scribe": ("medical",),
    "amazon-call-analytics": ("call-analytics",),
    "contact-lens": ("call-analytics",),
    "amazon-stream": ("stream",),
    "amazon-job": ("job",),
}
_UNKNOWN = (
    "The map of fields does not know it: find out from Deepgram's response what stands for it."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two responses to one recording. Make it with ``paired``."""

    amazon: Document
    deepgram: Document

    @property
    def streamed(self) -> bool:
        """Whether both are logs of streams."""
        return self.amazon.kind in STREAMS


def paired(amazon: Document, deepgram: Document) -> Pair:
    """The two as a pair. Raises BadInput where they cannot be held against each other."""
    for one, vendor, name in (
        (amazon, "amazon", "Amazon Transcribe"),
        (deepgram, "deepgram", "Deepgram"),
    ):
        if one.vendor != vendor:
            theirs = {"amazon": "Amazon Transcribe's", "deepgram": "Deepgram's"}
            whose = theirs.get(one.vendor or "", "neither vendor's")
            raise BadInput(f"{one.source} is {whose} response: give one of {name} there.")
        if one.advice:
            raise BadInput(f"{one.source}: {one.advice}")
    if (amazon.kind in STREAMS) is not (deepgram.kind in STREAMS):
        log, whole = (amazon, deepgram) if amazon.kind in STREAMS else (deepgram, amazon)
        raise BadInput(
            f"{log.source} is the log of a stream and {whole.source} of a whole recording: give "
            "two of a kind."
        )
    return Pair(amazon, deepgram)


def rehearse(pair: Pair, reads: Sequence[Read]) -> tuple[Row, ...]:
    """What becomes of each path, in the order given; a row for each field that a path reads."""
    beside = Counterparts(pair.amazon.raw, pair.deepgram.raw, pair.streamed)
    view = _view(pair.deepgram)
    return tuple(_with_made(row, read, view) for read in reads for row in _rows(pair, beside, read))


def _view(deepgram: Document) -> Any:
    """Deepgram's response as Amazon's file would be; None of a stream, and where it cannot be."""
    from checklists.during.responses.to_amazon import to_amazon

    if deepgram.kind != "deepgram-batch":
        return None
    try:
        return to_amazon(deepgram, "2024").document
    except BadInput:
        return None


def _with_made(row: Row, read: Read, view: Any) -> Row:
    if view is None or not row.beside.there:
        return row
    for chain in read.chains:
        for place, value in followed(view, chain):
            if generic(place) == row.field:
                return replace(row, made=Spot(place, value, kind_of(value)))
    return row


def foreseen(reads: Sequence[Read]) -> tuple[Row, ...]:
    """What the map of fields says of each path, without any response."""
    return tuple(row for read in reads for row in _absent(read, read.chains, ()))


def places_of(pair: Pair, chain: Chain) -> Iterable[Found]:
    """What a chain leads to in Amazon's document, or in every event of its log."""
    return _followed(pair.amazon.raw, chain, pair.streamed)


def counts(rows: Iterable[Row]) -> Mapping[Status, int]:
    """How many rows have each status, those that need attention first."""
    found = Counter(row.status for row in rows)
    return {status: found[status] for status in STATUSES if found[status]}


def _rows(pair: Pair, beside: Counterparts, read: Read) -> list[Row]:
    rows: dict[str, Row] = {}
    missing: list[Chain] = []
    for chain in read.chains:
        found = _grouped(pair.amazon.raw, chain, pair.streamed)
        if not found:
            missing.append(chain)
        for path, (first, places) in found.items():
            if path not in rows:
                rows[path] = _row(pair, beside, read, path, first, places)
    known = {row.field for row in rows.values()}
    rest = [row for row in _absent(read, missing, known) if row.field or not rows]
    return [*rows.values(), *rest]


def _grouped(raw: Any, chain: Chain, streamed: bool) -> dict[str, tuple[Found, int]]:
    """By field the first place that a chain leads to, and how many there are."""
    found: dict[str, tuple[Found, int]] = {}
    for place, value in _followed(raw, without_wrapper(chain), streamed):
        path = generic(place)
        first, places = found.get(path, ((place, value), 0))
        found[path] = (first, places + 1)
    return found


def _followed(raw: Any, chain: Chain, streamed: bool) -> Iterable[Found]:
    if not streamed or not isinstance(raw, list):
        return followed(raw, chain)
    return (
        ((number, *place), value)
        for number, event in enumerate(raw)
        for place, value in followed(event, chain)
    )


def _row(pair: Pair, beside: Counterparts, read: Read, path: str, first: Found, places: int) -> Row:
    place, value = first
    here = Spot(place, value, kind_of(value))
    field = field_at(path, _SHAPES.get(pair.amazon.kind, ()))
    if field is None:
        return Row(read.path, read.line, path, "lost", "", _UNKNOWN, places, here)
    spot, template, how = beside.at(place, field.deepgram), field.deepgram, field.how
    status: Status = field.verdict
    if not spot.there and field.instead:
        other = beside.at(place, field.instead)
        if other.there:
            spot, template, how, status = other, field.instead, field.instead_how, "derived"
    if here.kind == "null" and not spot.there:
        status, how = "absent", f"Null in this sample, and nothing beside it. {field.how}"
    elif template and not template.startswith("(") and not spot.there:
        status, how = "lost", _not_here(field)
    elif status in ("same", "renamed", "changed-type"):
        status = _by_type(status, here, spot)
    return Row(
        read.path, read.line, path, status, template, how, places, here, spot, field.rule,
        field.ask, field.sourced,
    )  # fmt: skip


def _by_type(status: Status, here: Spot, spot: Spot) -> Status:
    """What the values of this pair say of their types; null says nothing."""
    if "null" in (here.kind, spot.kind):
        return status
    if here.kind != spot.kind:
        return "changed-type"
    return "renamed" if status == "changed-type" else status


def _not_here(field: Field) -> str:
    if field.ask:
        asked = " and ".join(field.ask)
        return f"Not in this response: ask for {asked}. {field.how}"
    return f"Not in this response, where it would be {field.deepgram}. {field.how}"


def _absent(read: Read, chains: Iterable[Chain], known: Iterable[str]) -> list[Row]:
    """Rows of what a path reads that this sample does not have."""
    given = list(chains)
    found = {row.amazon: row for chain in given for row in known_fields(chain)}
    rows = [
        Row(
            read.path, read.line, path, "absent", field.deepgram, field.how, rule=field.rule,
            ask=field.ask, source=field.sourced,
        )
        for path, field in found.items()
        if path not in known
    ]  # fmt: skip
    if found or not given:
        return rows
    return [Row(read.path, read.line, "", "absent", "", _unheard_of(given))]


def _unheard_of(chains: Sequence[Chain]) -> str:
    said = "No known response of Amazon Transcribe has this: look at how it is written."
    names = [getattr(step, "key", "") for chain in chains for step in chain]
    keys = known_keys()
    for name in filter(None, names):
        if name not in keys:
            near = get_close_matches(name, sorted(keys), 1, 0.75)
            return f"{said} Perhaps {near[0]!r} instead of {name!r}." if near else said
    return said
