"""README's key table and settings are what the program has."""

from __future__ import annotations

import pytest

from tests.key_table import PARTS, README, brought_up_to_date, key_table
from tui.actions import ACTIONS, key_name


def test_readme_is_up_to_date() -> None:
    readme = README.read_text(encoding="utf-8")
    assert brought_up_to_date(readme) == readme, "run: python -m tests.key_table"


def test_every_action_and_every_key_is_in_the_table() -> None:
    table = key_table()
    for action in ACTIONS:
        assert action.title in table
        for key in action.keys:
            assert f"`{key_name(key)}`" in table
    assert all(line.count(" | ") == 1 for line in table.splitlines()[2:])


@pytest.mark.parametrize("part", PARTS)
def test_what_is_out_of_date_is_seen_and_mended(part: str) -> None:
    readme = README.read_text(encoding="utf-8")
    marker = f"<!-- {part} -->\n"
    stale = readme.replace(marker, f"{marker}an old line\n")
    assert stale != readme
    assert brought_up_to_date(stale) == brought_up_to_date(readme)
    with pytest.raises(ValueError, match=part):
        brought_up_to_date(readme.replace(marker, ""))
