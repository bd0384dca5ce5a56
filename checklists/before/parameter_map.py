"""An Amazon request member by member: what each becomes at Deepgram, and the request to send.

Task 3 of the guide. Nothing is dropped silently: a member that is empty, off, unknown or without a
counterpart has its line, and what Amazon does unasked has one too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode, urlsplit

from checklists.before.amazon_request import AmazonRequest, Given, taken_apart
from checklists.before.differences import Lint, lint
from checklists.before.parameter_rules import CONTAINER, RULES
from checklists.before.translated import Translated
from checklists.facts.parameter_book import (
    LIVE_SHAPES,
    OPERATIONS,
    OptionOnly,
    Parameter,
    Shape,
    Verdict,
    always_of,
    options_only,
    parameters,
)
from providers.audio.naming import shown
from providers.deepgram.options import Pairs, Problem
from providers.errors import BadInput

_REPEATED = frozenset(
    ("detect_language", "language_hint", "redact", "tag", "extra", "search", "keyterm", "replace")
)
_AUDIO = ("encoding", "sample_rate", "channels")
_NUMBERS = frozenset(("sample_rate", "channels"))
ONLY_THEN = "Its value is only known when the request is made. "
_UNKNOWN = (
    "Not a member that the parameter map knows: a newer one of Amazon's, a misspelling, or "
    "something of your own. Look at it yourself."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the map: ``amazon`` as the document spells it, ``value`` as it stands there.

    ``pairs`` is what it adds to the request, ``row`` the map's row, None for an unknown member.
    """

    amazon: str
    value: Any
    pairs: Pairs
    verdict: Verdict
    why: str
    row: Parameter | None

    @property
    def deepgram(self) -> str:
        """What it becomes: "name=value" where it is known, else the options it concerns."""
        if self.pairs:
            return ", ".join(f"{name}={value}" for name, value in self.pairs)
        follows = self.row is not None and self.verdict in ("renamed", "derived", "manual")
        return ", ".join(self.row.deepgram) if self.row and follows else ""

    @property
    def known(self) -> bool:
        """Whether the parameter map has the member."""
        return self.row is not None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole request, translated and checked.

    ``lint`` is the check of ``pairs``; ``url`` the exact address, ``assumed``
    what of a stream's audio nobody said. ``unredacted`` are the pairs of
    a second request where both texts were asked for. ``beside`` names what stood around the
    request and is not part of it.
    """

    shape: Shape
    named: bool
    lines: tuple[Line, ...]
    pairs: Pairs
    lint: Lint
    url: str
    assumed: tuple[str, ...]
    unredacted: Pairs
    beside: tuple[str, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What Deepgram would refuse or ignore of the request."""
        return self.lint.problems

    @property
    def live(self) -> bool:
        """Whether it is a stream."""
        return self.shape in LIVE_SHAPES

    @property
    def operation(self) -> str:
        """Amazon's name of the call."""
        return OPERATIONS[self.shape]

    @property
    def totals(self) -> dict[str, int]:
        """How many lines have each verdict."""
        found = Counter(line.verdict for line in self.lines)
        return {verdict: found[verdict] for verdict in get_args(Verdict)}

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths of members that the map does not know."""
        return tuple(
            line.amazon for line in self.lines if not line.known and line.verdict != "same"
        )


def map_request(document: Any, *, shape: Shape | None = None, base_url: str = "") -> Mapped:
    """Translate one request. ``shape`` says what it is where the document does not.

    Raises BadInput where the document holds no request to Amazon Transcribe.
    """
    request = taken_apart(document, shape)
    lines = [*(_unasked(row, request) for row in always_of(request.shape))]
    lines += [_line(given, request) for given in request.given]
    pairs = _request(lines)
    checked = lint(pairs, live=request.shape in LIVE_SHAPES, base_url=base_url)
    container = request.value("MediaEncoding") == CONTAINER
    return Mapped(
        shape=request.shape,
        named=request.named,
        lines=tuple(lines),
        pairs=pairs,
        lint=checked,
        url=_without(checked, _AUDIO) if container else checked.url,
        assumed=() if container else checked.assumed,
        unredacted=_without_redaction(request, pairs),
        beside=request.beside,
    )


def _unasked(row: Parameter, request: AmazonRequest) -> Line:
    done = _translated(row, None, request)
    return Line(row.member, None, done.pairs, done.verdict or row.verdict, _why(row, done), row)


def _line(given: Given, request: AmazonRequest) -> Line:
    path, value, row = given.path, given.value, given.row
    if given.signing:
        why = "Part of AWS's own signing and transport: Deepgram takes Authorization: Token KEY."
        return Line(path, value, (), "same", why, None)
    if given.secret:
        why = "It looks like a key, so it is neither shown nor translated: take it out of the file."
        return Line(path, value, (), "manual", why, row)
    if row is None:
        return Line(path, value, (), "manual", _UNKNOWN, None)
    if given.odd:
        return Line(path, value, (), "manual", given.odd, row)
    if given.computed:
        why = ONLY_THEN + row.why
        return Line(path, value, (), "manual" if row.options else row.verdict, why, row)
    if given.empty:
        return Line(path, value, (), "same", "Empty: nothing was asked for.", row)
    if given.off and not row.answer:
        why = "Off, as it is at Deepgram where nothing is asked for."
        return Line(path, value, (), "same", why, row)
    done = _translated(row, value, request)
    return Line(path, value, done.pairs, done.verdict or row.verdict, _why(row, done), row)


def _translated(row: Parameter, value: Any, request: AmazonRequest) -> Translated:
    if row.rule:
        return RULES[row.rule](value, request)
    pairs = [one.partition("=") for one in row.sets]
    return Translated(tuple((name, value) for name, _, value in pairs))


def _why(row: Parameter, done: Translated) -> str:
    return (done.why or row.why) + done.also


def _request(lines: Iterable[Line]) -> Pairs:
    """The pairs of all lines: each once, of an option with one value the last."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for line in lines:
        for name, value in line.pairs:
            key = (name, value) if name in _REPEATED else (name, "")
            found[key] = (name, value)
    return tuple(found.values())


def _without(checked: Lint, names: tuple[str, ...]) -> str:
    """The address without what a container says itself."""
    pairs = [pair for pair in checked.parameters if pair[0] not in names]
    return f"{urlsplit(checked.url)._replace(query='').geturl()}?{urlencode(pairs)}"


def _without_redaction(request: AmazonRequest, pairs: Pairs) -> Pairs:
    both = request.value(
        "ContentRedaction.RedactionOutput", "Settings.ContentRedaction.RedactionOutput"
    )
    if both != "redacted_and_unredacted":
        return ()
    return tuple(pair for pair in pairs if pair[0] != "redact")


def options_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The pairs as keyword arguments of an SDK: true as a boolean, a repeated name as a list."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in _REPEATED and (name, value) != ("detect_language", "true"):
            found.setdefault(name, []).append(value)
        elif name in _NUMBERS:
            found[name] = int(value)
        else:
            found[name] = True if value == "true" else value
    return found


def as_json(mapped: Mapped) -> dict[str, Any]:
    """The document of ``map --json``."""
    return {
        "operation": mapped.operation,
        "named": mapped.named,
        "live": mapped.live,
        "parameters": [_line_json(line) for line in mapped.lines],
        "request": options_of(mapped.pairs),
        "url": mapped.url,
        "assumed": list(mapped.assumed),
        "problems": [
            {"option": one.option, "severity": one.severity, "why": one.why, "fix": one.fix}
            for one in mapped.problems
        ],
        "unredacted_request": options_of(mapped.unredacted) if mapped.unredacted else None,
        "unknown": list(mapped.unknown),
        "beside": list(mapped.beside),
        "totals": mapped.totals,
    }


def _line_json(line: Line) -> dict[str, Any]:
    row = line.row
    return {
        "amazon": line.amazon,
        "value": line.value,
        "deepgram": line.deepgram,
        "verdict": line.verdict,
        "why": line.why,
        "effort": row.effort if row else None,
        "member": row.member if row else None,
        "source": row.source if row else None,
        "read_on": row.read_on.isoformat() if row else None,
    }


@dataclass(frozen=True, slots=True)
class Back:
    """The way back: the Amazon members that a Deepgram option stands for; ``only`` where none."""

    option: str
    members: tuple[Parameter, ...]
    only: OptionOnly | None


def way_back(option: str) -> Back:
    """What a Deepgram option was at Amazon. Raises BadInput for a name that is no option."""
    members = tuple(row for row in parameters() if option in row.options and not row.container)
    only = options_only().get(option)
    if not members and only is None:
        raise BadInput(
            f"{shown(option)} is no option of Deepgram's that the parameter map knows: write one "
            "such as diarize_model or redact."
        )
    return Back(option, members, only)


def way_back_json(backs: Iterable[Back]) -> dict[str, Any]:
    """The document of ``map --option NAME --json``."""
    return {"options": [_back_json(back) for back in backs]}


def _back_json(back: Back) -> Mapping[str, Any]:
    return {
        "deepgram": back.option,
        "why": back.only.why if back.only else "",
        "amazon": [
            {
                "operation": OPERATIONS[shape],
                "member": row.member,
                "verdict": row.verdict,
                "why": row.why,
            }
            for row in back.members
            for shape in row.shapes
        ],
    }
