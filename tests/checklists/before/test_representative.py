from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.before.representative import Item, propose
from providers.errors import BadInput


def item(name: str, *, refused: str = "", content: str = "", **values: str) -> Item:
    return Item(name, values, refused, content)


def calls() -> list[Item]:
    """900 ordinary calls, 90 quiet ones, 9 long ones, one of another rate."""
    kinds = ["plain"] * 900 + ["quiet"] * 90 + ["long"] * 9 + ["odd"]
    return [
        item(
            f"{number:04d}",
            level="quiet" if kind == "quiet" else "normal",
            length="long" if kind == "long" else "short",
            rate="44 kHz" if kind == "odd" else "8 kHz",
        )
        for number, kind in enumerate(kinds)
    ]


def test_what_is_rare_is_in_the_set_and_what_is_common_leads() -> None:
    found = propose(calls(), 10, seed=1)
    assert found.gaps == () and found.population == 1000
    first = found.chosen[0]
    assert dict(first.brings) == {"level": "normal", "length": "short", "rate": "8 kHz"}
    shares = {(share.feature, share.value): share for share in found.shares}
    assert shares["level", "quiet"].clips == 90
    assert all(share.chosen for share in found.shares)
    # The rest follows the proportions: nine in ten are plain.
    assert shares["rate", "8 kHz"].chosen == 9 and shares["length", "short"].chosen >= 8


def test_the_seed_decides_and_the_order_of_finding_does_not() -> None:
    everything = calls()
    first = [one.name for one in propose(everything, 10, seed=1).chosen]
    shuffled = list(everything)
    random.Random(99).shuffle(shuffled)
    assert [one.name for one in propose(shuffled, 10, seed=1).chosen] == first
    assert [one.name for one in propose(everything, 10, seed=2).chosen] != first


def test_what_is_not_covered_is_listed_with_its_size() -> None:
    found = propose(calls(), 2, seed=1)
    assert [(gap.feature, gap.value, gap.clips, gap.why) for gap in found.gaps] == [
        ("length", "long", 9, "no room in the set"),
        ("rate", "44 kHz", 1, "no room in the set"),
    ]


def test_what_a_vendor_refuses_counts_and_is_never_chosen() -> None:
    found = propose(
        [
            item("a", rate="8 kHz"),
            item("b", rate="96 kHz", refused="too fast"),
            item("c", rate="96 kHz", refused="too fast"),
        ],
        5,
    )
    assert [one.name for one in found.chosen] == ["a"]
    assert found.refused == {"too fast": 2}
    (gap,) = found.gaps
    assert (gap.value, gap.clips, gap.why) == ("96 kHz", 2, "none can be used")


def test_of_the_same_content_one_is_enough() -> None:
    same = [item(str(n), length="short", content="x") for n in range(5)]
    found = propose([*same, item("other", length="short", content="y")], 6)
    assert len(found.chosen) == 2 and "other" in [one.name for one in found.chosen]


def test_none_wanted_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one"):
        propose(calls(), 0)
    assert propose([], 3).chosen == ()


_VALUES = st.sampled_from(["x", "y", "z"])
_ITEMS = st.lists(st.tuples(_VALUES, _VALUES, st.booleans()), max_size=40)


@settings(max_examples=60, deadline=None)
@given(rows=_ITEMS, wanted=st.integers(1, 12), seed=st.integers(0, 9))
def test_the_counts_always_add_up(
    rows: list[tuple[str, str, bool]], wanted: int, seed: int
) -> None:
    items = [
        item(str(number), a=a, b=b, refused="no" if refused else "")
        for number, (a, b, refused) in enumerate(rows)
    ]
    found = propose(items, wanted, seed)
    usable = [one for one in items if not one.refused]
    names = [one.name for one in found.chosen]
    assert len(names) == len(set(names)) == min(wanted, len(usable))
    assert set(names) <= {one.name for one in usable}
    for feature in ("a", "b"):
        of_it = [share for share in found.shares if share.feature == feature]
        assert sum(share.clips for share in of_it) == len(items)
        assert sum(share.chosen for share in of_it) == len(names)
    gaps = {(gap.feature, gap.value) for gap in found.gaps}
    assert gaps == {(one.feature, one.value) for one in found.shares if not one.chosen}
