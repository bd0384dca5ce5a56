"""An adapter for downstream with its tests, written into a directory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checklists.during.adapter import sample
from checklists.during.adapter.expected import expected_call, expected_events, expected_recording
from checklists.during.adapter.shape import Side
from checklists.during.adapter.wanted import Wanted, wanted
from checklists.during.adapter.writing import WhenLost, adapter_source, getter_names
from checklists.during.adapter.writing_events import events_source
from checklists.during.adapter.writing_tests import recording_tests, stream_tests
from checklists.during.rehearsal.rehearsing import paired
from checklists.during.rehearsal.row import Row, kind_of
from checklists.during.rehearsal.steps import below
from checklists.during.responses.digits import json_bytes
from checklists.new_file import write_new
from providers.audio.naming import shown
from providers.documents.model import Document, Kind
from providers.errors import BadInput

MODULES: Mapping[Side, str] = {
    "recording": "deepgram_as_amazon",
    "call": "deepgram_as_call_analytics",
    "stream": "deepgram_events_as_amazon",
}
_SIDES: Mapping[Kind, Side] = {
    "amazon-batch": "recording",
    "amazon-medical": "recording",
    "amazon-call-analytics": "call",
    "contact-lens": "call",
    "amazon-stream": "stream",
}


@dataclass(frozen=True, slots=True)
class Adapter:
    """What is to be written: the files by name, the module first. ``other_types`` are fields that
    Amazon's sample has in another type than its documentation and this adapter."""

    files: Mapping[str, bytes]
    wanted: Wanted
    other_types: tuple[str, ...] = ()


def export(
    rows: Sequence[Row],
    amazon: Document,
    deepgram: Document,
    directory: Path,
    *,
    when_lost: WhenLost = "raise",
    overwrite: bool = False,
) -> tuple[str, ...]:
    """Write the adapter that these rows come to, and give the names of its files.

    Raises BadInput where none can be written, and before anything is where a file is there.
    """
    return write(prepared(rows, amazon, deepgram, when_lost), directory, overwrite=overwrite)


def write(adapter: Adapter, directory: Path, *, overwrite: bool = False) -> tuple[str, ...]:
    """Write the files of an adapter, and give their names. Raises BadInput."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        there = [name for name in adapter.files if (directory / name).exists()]
    except OSError as error:
        raise BadInput(
            f"{shown(directory)} could not be made ({(error.strerror or str(error)).lower()}): "
            "name a directory that you may write to."
        ) from error
    if there and not overwrite:
        raise BadInput(
            f"{shown(directory / there[0])} is already there and was left as it is: name another "
            "directory, or say --force."
        )
    for name, content in adapter.files.items():
        write_new(directory / name, content, overwrite=overwrite)
    return tuple(adapter.files)


def prepared(
    rows: Sequence[Row], amazon: Document, deepgram: Document, when_lost: WhenLost = "raise"
) -> Adapter:
    """The adapter for these rows of a rehearsal of two responses. Raises BadInput."""
    paired(amazon, deepgram)
    side = _SIDES.get(amazon.kind)
    if side is None:
        raise BadInput(
            f"{amazon.source} is {amazon.kind}: adapters are written for batch transcripts, calls "
            "and streams. Let crossfade convert show what of it Deepgram has."
        )
    if deepgram.kind not in ("deepgram-batch", "deepgram-stream"):
        raise BadInput(
            f"{deepgram.source} is {deepgram.kind}: adapters are written for what /v1/listen "
            "answers."
        )
    what = wanted(rows, amazon.raw, side)
    if side == "stream":
        return _events(what, amazon, deepgram, when_lost)
    return _recording(what, amazon, deepgram, when_lost)


def _recording(what: Wanted, amazon: Document, deepgram: Document, when_lost: WhenLost) -> Adapter:
    module = MODULES[what.side]
    files = ("deepgram_sample.json", "amazon_expected.json")
    response = sample.recording(deepgram.raw, [amazon.raw])
    make = expected_call if what.side == "call" else expected_recording
    made = make(response, what)
    types, other = _types(what, [made], amazon.raw, streamed=False)
    absent = [path for path in dict.fromkeys((*what.fields, *what.lost))
              if path in what.lost or _is_absent(made, path)]  # fmt: skip
    tests = recording_tests(what, module, getter_names(what), types, absent, files)
    return Adapter(
        {
            f"{module}.py": adapter_source(what, module, when_lost).encode(),
            f"test_{module}.py": tests.encode(),
            files[0]: json_bytes(response),
            files[1]: _json(made),
        },
        what,
        other,
    )


def _events(what: Wanted, amazon: Document, deepgram: Document, when_lost: WhenLost) -> Adapter:
    module = MODULES["stream"]
    files = ("deepgram_sample.jsonl", "amazon_expected.jsonl")
    messages = sample.messages(deepgram.raw, [amazon.raw])
    made = expected_events(messages, what)
    types, other = _types(what, made, amazon.raw, streamed=True)
    lines = "".join(f"{json.dumps(event)}\n" for event in made)
    return Adapter(
        {
            f"{module}.py": events_source(what, module, when_lost).encode(),
            f"test_{module}.py": stream_tests(module, types, files).encode(),
            files[0]: json_bytes(messages, lines=True),
            files[1]: lines.encode(),
        },
        what,
        other,
    )


def _json(made: Any) -> bytes:
    return f"{json.dumps(made, indent=2)}\n".encode()


def _types(
    what: Wanted, made: Sequence[Any], raw: Any, *, streamed: bool
) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """The types that Amazon's sample has by field, and the fields of which ours is another."""
    theirs = _kinds(raw if streamed else [raw])
    ours = _kinds(made)
    types = {path: sorted(theirs[path]) for path in what.fields if theirs.get(path)}
    other = tuple(path for path in types if not ours.get(path, set()) <= set(types[path]))
    return {path: found for path, found in types.items() if path not in other}, other


def _kinds(documents: Sequence[Any]) -> dict[str, set[str]]:
    """The JSON types of each field's values, null left out."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for place, value in below((), document):
            if value is not None and not isinstance(value, dict | list):
                path = "".join("[]" if isinstance(one, int) else f".{one}" for one in place)
                found.setdefault(path.removeprefix("."), set()).add(kind_of(value))
    return found


def _is_absent(made: Any, path: str) -> bool:
    """Whether a path leads to nothing but None in what is expected."""
    from checklists.during.adapter.parts.base import _values

    values = _values(made, path)
    return bool(values) and all(value is None for value in values)
