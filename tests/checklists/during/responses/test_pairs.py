"""Golden pairs: a response, what it becomes, and everything that is named as lost or made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checklists.during.responses.converting import Manner, convert_bytes
from providers.documents.reading import read_document

PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.json"))


def with_digits(text: str | bytes) -> Any:
    """JSON whose numbers are their own digits, so that 1.0 and 1.00 are two things."""
    return json.loads(text, parse_float=_digits, parse_int=_digits)


def _digits(text: str) -> tuple[str, str]:
    return "number", text


def section(path: Path, name: str) -> bytes:
    """A part of a pair as its bytes, digits untouched."""
    from decimal import Decimal

    import msgspec

    pair = msgspec.json.Decoder(float_hook=Decimal).decode(path.read_bytes())
    return bytes(msgspec.json.Encoder(decimal_format="number").encode(pair[name]))


def manner_of(pair: dict[str, Any]) -> Manner:
    return Manner(generation=pair.get("generation"))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_pair(path: Path) -> None:
    pair = json.loads(path.read_bytes())
    done = convert_bytes(section(path, "source"), pair["to"], "call.json", manner_of(pair))
    assert with_digits(done.content()) == with_digits(section(path, "becomes"))
    assert [one.path for one in done.losses] == pair["lost"]
    assert sorted(one.path for one in done.derived) == pair["derived"]
    assert all(one.what and one.why for one in (*done.losses, *done.derived))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_what_a_pair_becomes_can_be_read_again(path: Path) -> None:
    pair = json.loads(path.read_bytes())
    source = read_document(section(path, "source"), source="a")
    again = read_document(section(path, "becomes"), source="b")
    assert [word.start for word in again.words] == [word.start for word in source.words]
    assert [word.speaker for word in again.words] == [word.speaker for word in source.words]
    assert [word.channel for word in again.words] == [word.channel for word in source.words]
    assert again.kind.startswith(pair["to"]) or again.kind == "amazon-medical"


@pytest.mark.parametrize(
    "path",
    [path for path in PAIRS if path.stem.endswith("-to-deepgram")],
    ids=lambda path: path.stem,
)
def test_the_sdk_reads_what_is_made_for_it(path: Path) -> None:
    """With its own types: also the date that no Amazon file has."""
    from deepgram.types.listen_v1response import ListenV1Response

    answer = ListenV1Response.model_validate_json(section(path, "becomes"))
    (first, *_) = answer.results.channels
    assert first.alternatives and first.alternatives[0].words
    assert answer.metadata.duration > 0 and answer.metadata.created.year >= 1970


def test_there_are_pairs_each_way() -> None:
    names = [path.stem for path in PAIRS]
    assert len(names) >= 18
    for part in (
        "amazon-",
        "call-analytics",
        "medical",
        "-to-deepgram",
        "-to-amazon",
        "transcript",
    ):
        assert any(part in name for name in names), part
