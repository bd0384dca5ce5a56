"""Ten thousand broken responses: each is read, or refused in one sentence that says where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.documents.model import Document
from providers.documents.reading import BadDocument, read_document, read_json
from providers.errors import BadInput
from tests.providers.documents.breaking import broken_bytes, broken_json
from tests.providers.documents.samples import LOGS, SINGLE, every_sample

_SHORTEST_PATHS = 0.5


def _read(data: bytes) -> Document | BadInput:
    try:
        return read_document(data, source="a.json")
    except BadInput as bad:
        _is_one_sentence(str(bad))
        return bad


def _is_one_sentence(said: str) -> None:
    assert said.isprintable()
    assert said.startswith("'a.json'")
    assert said.endswith(".")
    assert len(said) < 500


def _is_sound(document: Document) -> None:
    """What every writer may rely on."""
    starts = [word.start for word in document.words]
    assert starts == sorted(starts)
    for word in document.words:
        assert isinstance(word.start, Decimal)
        assert word.start.is_finite()
        assert word.confidence is None or word.confidence.is_finite()
        assert word.speaker is None or word.speaker in {one.index for one in document.speakers}
        assert word.channel >= 0
    assert document.ended.is_finite()
    assert document.channels


def _all_are_told(inputs: Iterable[tuple[str, bytes]]) -> list[Document | BadInput]:
    told = []
    for _, data in inputs:
        found = _read(data)
        if isinstance(found, Document):
            _is_sound(found)
        told.append(found)
    return told


@pytest.mark.parametrize("seed", range(4))
def test_fields_removed_retyped_nested_and_huge(seed: int) -> None:
    samples = {name: make() for name, (_, make) in (SINGLE | LOGS).items()}
    told = _all_are_told(broken_json(samples, 1750, seed))
    refused = [bad for bad in told if isinstance(bad, BadInput)]
    assert len(told) == 1750
    assert 0 < len(refused) < len(told)
    # Most breaks leave the kind recognisable, and then the sentence has a path.
    named = [bad for bad in refused if isinstance(bad, BadDocument)]
    assert len(named) > _SHORTEST_PATHS * len(refused)
    assert all(bad.path for bad in named)


@pytest.mark.parametrize("seed", range(3))
def test_bytes_cut_spoilt_packed_and_in_other_encodings(seed: int) -> None:
    told = _all_are_told(broken_bytes(every_sample(), 1000, seed))
    assert any(isinstance(one, BadInput) for one in told)
    assert any(isinstance(one, Document) for one in told)


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_KEYS = st.sampled_from(
    (
        "results",
        "channels",
        "items",
        "transcripts",
        "words",
        "Transcript",
        "type",
        "metadata",
        "Conversation",
        "alternatives",
        "x",
        "Results",
        "request_id",
    )
)
_VALUES: Any = st.recursive(
    _LEAVES | st.sampled_from(("Results", "TurnInfo", "pronunciation")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        _is_sound(read_json(value, source="a.json"))
    except BadInput as bad:
        _is_one_sentence(str(bad))


@given(st.lists(_VALUES, max_size=4))
def test_any_lines_are_read_or_refused(values: list[Any]) -> None:
    found = _read("\n".join(json.dumps(value) for value in values).encode())
    if isinstance(found, Document):
        _is_sound(found)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read(data)
