"""A request to Amazon Transcribe as people have it, taken apart into its members.

Recognised are the members alone (the API's JSON, boto3's keyword arguments, an SDK's input in any
spelling, a CLI skeleton, the headers of a stream) and what they are often found in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checklists.before.request_wrapping import HIDDEN, is_key, plain_name, unwrapped
from checklists.facts.parameter_book import OPERATIONS, Parameter, Shape, members_of
from checklists.keyguard import without_signatures
from providers.errors import BadInput

_SIGNING = re.compile(
    r"xamz.*|host|authorization|contenttype|contentlength|useragent|accept|connection|upgrade"
    r"|date|secwebsocket.*|origin|awsaccesskeyid"
)


@dataclass(frozen=True, slots=True)
class Given:
    """One member as it was given.

    ``path`` is how the document spells it, ``row`` what the parameter map says of it, None where
    the map has no such member. ``computed`` values are only known when the request is made.
    ``signing`` members belong to AWS's signature; ``odd`` says in words why a value has no meaning
    where it stands; ``secret`` values look like a key and are never shown.
    """

    path: str
    value: Any
    row: Parameter | None = None
    computed: bool = False
    signing: bool = False
    odd: str = ""
    secret: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was asked for, as in a skeleton that nobody filled in."""
        return self.value in (None, "", [], {}, [""])

    @property
    def off(self) -> bool:
        """Whether a switch is there and off."""
        if isinstance(self.value, str):
            # Headers and events write switches as text; a job may be called "False".
            return self.switch and self.value.strip().lower() == "false"
        return self.value is False

    @property
    def switch(self) -> bool:
        """Whether the member is a switch, as far as the map tells."""
        return self.row is not None and bool(self.row.sets or self.row.rule in ("detect", "multi"))

    @property
    def asks(self) -> bool:
        """Whether its value is there to be translated."""
        unusable = self.computed or self.secret or self.odd or self.signing
        return not (unusable or self.empty or self.off)


@dataclass(frozen=True, slots=True)
class AmazonRequest:
    """A request taken apart: what kind it is, its members, and what stood beside it."""

    shape: Shape
    named: bool  # the document itself names the operation
    given: tuple[Given, ...]
    beside: tuple[str, ...]

    def value(self, *members: str) -> Any:
        """The value of the first of these members that is given and asks for something."""
        found = {
            one.row.member: one.value
            for one in self.given
            if one.asks and one.row is not None and not one.row.answer
        }
        return next((found[member] for member in members if member in found), None)

    def has(self, *members: str) -> bool:
        """Whether one of these members is given, is not off, and stands in a request."""
        return any(
            one.row is not None and one.row.member in members and not one.row.answer
            for one in self.given
            if not (one.empty or one.off)
        )


def taken_apart(document: Any, shape: Shape | None = None) -> AmazonRequest:
    """The request in a document, as ``shape`` or as what it looks like.

    Raises BadInput where it holds no request, or more than one.
    """
    members, said, beside = unwrapped(document)
    found = shape or said or _likely(members)
    if found is None:
        raise BadInput(
            "This does not look like a request to Amazon Transcribe: none of its names is a "
            'member of one. Give the members of one call, such as {"LanguageCode": "en-US"}.'
        )
    return AmazonRequest(
        found, said is not None or shape is not None, tuple(_members(members, found)), beside
    )


def _likely(members: Mapping[str, Any]) -> Shape | None:
    """The shape that knows most of the members; of equals the commoner one."""
    counts = {
        shape: sum(one.row is not None and not one.row.answer for one in _members(members, shape))
        for shape in OPERATIONS
    }
    best = max(counts.values())
    return next((shape for shape, count in counts.items() if count == best), None) if best else None


def _spellings(shape: Shape) -> dict[tuple[str, str], Parameter]:
    """Rows by (the member that holds them, plain name)."""
    found: dict[tuple[str, str], Parameter] = {}
    for member, row in members_of(shape).items():
        holder, _, name = member.rpartition(".")
        found[holder, plain_name(name)] = row
        if row.header:
            found[holder, plain_name(row.header)] = row
    return found


def _members(members: Mapping[str, Any], shape: Shape) -> Iterator[Given]:
    yield from _Walk(shape).inside(members, "", "")


class _Walk:
    """One walk through a document along the members of a shape."""

    def __init__(self, shape: Shape) -> None:
        self._rows = members_of(shape)
        self._spelt = _spellings(shape)
        self._seen: set[str] = set()

    def inside(self, value: Mapping[str, Any], holder: str, path: str) -> Iterator[Given]:
        """The members of a structure."""
        for key, inner in value.items():
            computed = key.endswith(".$")
            name = key.removesuffix(".$")
            place = f"{path}.{name}" if path else name
            row = self._spelt.get((holder, plain_name(name)))
            if row is None:
                signing = not holder and bool(_SIGNING.fullmatch(plain_name(name)))
                yield _given(place, inner, signing=signing)
            elif self._again(row, path):
                odd = f"{row.member} is given twice in different spellings: only the first counts."
                yield _given(place, inner, row, odd=odd)
            else:
                yield from self._member(row, inner, place, computed)

    def _again(self, row: Parameter, path: str) -> bool:
        mark = f"{path}\0{row.member}"
        seen = mark in self._seen
        self._seen.add(mark)
        return seen

    def _member(self, row: Parameter, value: Any, place: str, computed: bool) -> Iterator[Given]:
        computed = computed or _is_computed(value)
        given = _given(place, value, row, computed=computed)
        if not row.container or row.answer or computed or given.empty:
            yield given
        elif self._is_map(row) and isinstance(value, dict):
            yield from self._map(row, value, place)
        elif self._is_list(row) and isinstance(value, list):
            for index, one in enumerate(value):
                yield from self._structure(row, f"{row.member}[]", one, f"{place}[{index}]")
        elif self._is_map(row) or self._is_list(row):
            wanted = "a list" if self._is_list(row) else "an object"
            yield _given(place, value, row, odd=f"Amazon expects {wanted} here.")
        else:
            yield from self._structure(row, row.member, value, place)

    def _structure(self, row: Parameter, holder: str, value: Any, place: str) -> Iterator[Given]:
        if isinstance(value, dict) and value:
            yield from self.inside(value, holder, place)
        elif not value and isinstance(value, dict):
            yield _given(place, value, row)
        else:
            yield _given(place, value, row, odd="Amazon expects an object with members here.")

    def _map(self, row: Parameter, value: Mapping[str, Any], place: str) -> Iterator[Given]:
        values = f"{row.member}{{}}"
        leaf = self._rows.get(values)
        for key, inner in value.items():
            if leaf is not None:
                yield _given(f"{place}.{key}", inner, leaf)
            else:
                yield from self._structure(row, values, inner, f"{place}.{key}")

    def _is_map(self, row: Parameter) -> bool:
        return any(name.startswith(f"{row.member}{{}}") for name in self._rows)

    def _is_list(self, row: Parameter) -> bool:
        return any(name.startswith(f"{row.member}[]") for name in self._rows)


def _is_computed(value: Any) -> bool:
    """Whether something that is worked out later stands for the value: JSONata in a state machine,
    ${...} in a template, CloudFormation's Ref or Fn::... ."""
    if isinstance(value, dict) and len(value) == 1:
        (name,) = value
        return name == "Ref" or str(name).startswith("Fn::")
    if not isinstance(value, str):
        return False
    plain = value.strip()
    jsonata = plain.startswith("{%") and plain.endswith("%}")
    return jsonata or "}" in plain.partition("${")[2]


def _given(path: str, value: Any, row: Parameter | None = None, **marks: Any) -> Given:
    """A member as it is fit to be shown: no key, no signature of a presigned address."""
    holder, dot, name = path.rpartition(".")
    if is_key("", name):
        return Given(f"{holder}{dot}{HIDDEN}", HIDDEN, row, secret=True, **marks)
    if marks.get("signing"):
        return Given(path, HIDDEN, row, **marks)
    if is_key(name, value):
        return Given(path, HIDDEN, row, secret=True, **marks)
    return Given(path, _unsigned(value), row, **marks)


def _unsigned(value: Any) -> Any:
    if isinstance(value, str):
        return without_signatures(value)
    if isinstance(value, dict):
        return {name: _unsigned(inner) for name, inner in value.items()}
    return [_unsigned(inner) for inner in value] if isinstance(value, list) else value
