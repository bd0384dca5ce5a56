"""A pane as one line of text, and back: ``deepgram model=nova-2 endpointing=false``.

Options that are not named have the standard of a live comparison. ``none`` takes away an option
that the standard sets: ``endpointing=none`` leaves it to Deepgram, where ``false`` switches it off.
Amazon's options have the names of ``AmazonOptions``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from checklists.before.live.pane import AS_HEARD, LivePane, standard_options
from checklists.option_text import options_from_text, options_text
from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions, Pairs, options_from
from providers.errors import BadInput
from providers.speech import VENDORS, Vendor

NONE = "none"


def pane_from_text(text: str, id: str = "1") -> LivePane:
    """The pane that a line describes: a vendor's name, then ``name=value`` as often as wanted.

    Raises BadInput naming the part that cannot be used. What the vendor would make of it is not
    judged: see ``problems_of``.
    """
    name, _, rest = text.strip().partition(" ")
    vendor = _vendor(name)
    return LivePane(id, vendor, options_over_standard(vendor, options_from_text(rest)))


def options_over_standard(
    vendor: Vendor, given: Mapping[str, Any]
) -> DeepgramOptions | AmazonOptions:
    """The standard options with what ``given`` names changed; values are texts or lists of them.

    Raises BadInput.
    """
    pairs = tuple(
        (name, value)
        for name, values in given.items()
        for value in (values if isinstance(values, list | tuple) else [values])
    )
    standard = standard_options(vendor, 1)
    if isinstance(standard, DeepgramOptions):
        return _deepgram(standard, pairs)
    return _amazon(standard, pairs)


def pane_text(pane: LivePane) -> str:
    """The pane on one line, as ``pane_from_text`` reads it."""
    standard = standard_options(pane.vendor, 1)
    said: dict[str, Any] = {}
    for field in fields(pane.options):
        value = getattr(pane.options, field.name)
        if value == getattr(standard, field.name) or field.name in ("extra", *AS_HEARD):
            continue
        if field.name == "keywords":
            # "word:boost", also where the word has a colon of its own.
            said[field.name] = [f"{word}:{boost!r}" for word, boost in value]
        else:
            said[field.name] = NONE if value is None or value == "" else value
    if isinstance(pane.options, DeepgramOptions):
        for name, value in pane.options.extra:
            said.setdefault(name, []).append(value)
    return " ".join(filter(None, (pane.vendor, options_text(said))))


def _vendor(name: str) -> Vendor:
    for vendor in VENDORS:
        if name.lower() == vendor:
            return vendor
    raise BadInput(
        f"A pane begins with its vendor, and {name!r:.60} is none: write deepgram or amazon, then "
        "its options, such as deepgram model=nova-2."
    )


def _deepgram(standard: DeepgramOptions, pairs: Pairs) -> DeepgramOptions:
    known = {field.name for field in fields(DeepgramOptions)} - {"extra"}
    taken = {
        name: "" if name in ("model", "language") else None
        for name, value in pairs
        if value == NONE and getattr(standard, name, None) not in (None, False, "", ())
    }
    read = options_from(pair for pair in pairs if pair[0] not in taken)
    named = {name for name, _ in pairs if name in known and name not in taken}
    changed = {name: getattr(read, name) for name in named} | taken
    return replace(standard, **changed, extra=read.extra)


def _amazon(standard: AmazonOptions, pairs: Pairs) -> AmazonOptions:
    kinds = get_type_hints(AmazonOptions)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        option = name.replace("-", "_")
        if option not in kinds:
            near = difflib.get_close_matches(option, kinds, n=1)
            raise BadInput(
                f"Amazon's stream has no option {name!r:.60}"
                + (f": write {near[0]}." if near else f": it has {', '.join(sorted(kinds))}.")
            )
        found.setdefault(option, []).append(value)
    changed = {name: _amazon_value(name, kinds[name], values) for name, values in found.items()}
    return replace(standard, **changed)


def _amazon_value(name: str, kind: Any, values: Sequence[str]) -> Any:
    if get_origin(kind) is tuple:
        return tuple(values)
    value = values[-1]
    if get_origin(kind) is Literal:
        return _one_of(name, get_args(kind), value)
    if kind is bool:
        return _one_of(name, ("true", "false"), value.lower()) == "true"
    if kind is str:
        return "" if value == NONE else value
    if not value.isdecimal() or len(value) > 9:
        raise BadInput(f"The option {name} is {value!r:.60}: it takes a whole number.")
    return int(value)


def _one_of(name: str, choices: Sequence[str], value: str) -> str:
    if value == NONE and "" in choices:
        return ""
    if value not in choices:
        named = ", ".join(choice or NONE for choice in choices)
        raise BadInput(f"The option {name} is {value!r:.60}: it takes one of {named}.")
    return value
