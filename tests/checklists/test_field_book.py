"""The field map as data: every row is sound, and every field of the models is in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from checklists.during.rehearsal.specimen import generic, known_fields
from checklists.during.rehearsal.steps import Name
from checklists.facts.field_book import (
    FieldShape,
    field_at,
    fields,
    fields_of,
    read_fields,
    split,
)
from checklists.facts.tables import once_a_shape
from providers.errors import BadInput

GOOD = """
shapes = ["batch"]
source = "page"
read_on = 2026-11-22
[[field]]
amazon = "a[].b"
kind = "text"
deepgram = "c.d"
verdict = "renamed"
how = "as it is"
"""


def test_every_row_says_what_it_has_to() -> None:
    assert len(fields()) > 150
    for row in fields():
        assert row.how.endswith("."), row.amazon
        assert row.read_on >= date(2026, 11, 1)
        assert (row.verdict == "lost") == (not row.deepgram), row.amazon
        assert row.verdict in ("lost", "derived") or row.rule, row.amazon
        if row.verdict == "changed-type":
            assert row.kind != row.becomes, row.amazon
        if row.instead:
            assert row.instead_how.endswith("."), row.amazon
        for path in filter(None, (row.deepgram, row.instead)):
            assert path.startswith("(") or re.fullmatch(r"[a-z_A-Z.\[\]0]+", path), path


def test_what_lies_around_a_field_is_a_row_too_or_covers_it() -> None:
    for shape in get_args(FieldShape):
        known = fields_of(shape)
        for path, row in known.items():
            above = path.rpartition(".")[0].removesuffix("[1..]")
            above = above.removesuffix("[]") if above not in known else above
            if above and not row.covers and shape not in ("job",):
                assert field_at(above, (shape,)), f"{shape}: {path} stands below {above}"


def test_a_path_is_found_and_what_covers_it() -> None:
    found = field_at("results.items[].start_time", ("batch",))
    assert found is not None and found.rule == "seconds-as-text"
    covered = field_at("results.toxicity_detection[].categories.insult")
    assert covered is not None and covered.amazon == "results.toxicity_detection"
    assert field_at("results.items[].alternatives[1..].content", ("batch",)).verdict == "lost"  # type: ignore[union-attr]
    assert field_at("results.items[].nothing") is None
    assert split("a[].b[1..].c") == ["a", "[]", "b", "[1…]", "c"]
    assert known_fields((Name("jobName"),))[0].amazon == "jobName"


def test_generic_places() -> None:
    place = ("results", "items", 7, "alternatives", 0, "content")
    assert generic(place) == "results.items[].alternatives[].content"
    assert generic((*place[:4], 2, "content")).endswith("alternatives[1..].content")
    assert generic((4, "Transcript", "Results", 0)) == "Transcript.Results[]"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('amazon = "a[].b"', ""), "a row without a path: 'amazon' is missing"),
        (('how = "as it is"', 'how = " "'), "'how' is missing or empty"),
        (('verdict = "renamed"', 'verdict = "gone"'), "'verdict' has to be one of same,"),
        (('kind = "text"', 'kind = "word"'), "'kind' has to be one of"),
        (('shapes = ["batch"]', 'shapes = ["job", "x"]'), "'shapes' has to be some of"),
        (("2026-11-22", '"soon"'), "'read_on' has to be a date"),
        (('how = "as it is"', 'how = "x"\nhue = 1'), "'hue' is not a column"),
        (("[[field]]", "[[field"), "is not TOML"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(change: tuple[str, str], words: str) -> None:
    assert read_fields(GOOD, "x")[0].amazon == "a[].b"
    with pytest.raises(BadInput, match=re.escape(words)):
        read_fields(GOOD.replace(*change), "x")


def test_a_path_that_stands_twice_in_a_shape_is_refused() -> None:
    (row,) = read_fields(GOOD, "x")
    other = replace(row, shapes=("stream",))
    assert once_a_shape([("a", row), ("a", other), ("b", row)], "x") == (row, other, row)
    both = replace(row, shapes=("stream", "batch"))
    with pytest.raises(BadInput, match=re.escape("x: a is there twice for batch.")):
        once_a_shape([("a", row), ("a", both)], "x")
