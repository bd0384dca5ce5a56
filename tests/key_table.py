"""The parts of README.md that are made from the program: ``python -m tests.key_table`` writes them.

Each stands between two markers; a test fails while README says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import tui.settings
from tui.actions import ACTIONS, GROUPS, Action, key_name

README = Path(__file__).parent.parent / "README.md"


def key_table() -> str:
    """Every action, group by group; those without a key are found by name."""
    return "\n".join(
        ["| key | does |", "| --- | --- |", *(row for group in GROUPS for row in _rows(group))]
    )


def _rows(group: str) -> Iterator[str]:
    yield f"| | **{group}** |"
    for action in ACTIONS:
        if action.group == group:
            yield f"| {_keys(action)} | {action.title}: {_in_the_sentence(action.help)} |"


def _keys(action: Action) -> str:
    # A pipe would end the cell.
    names = [key_name(key).replace("|", "\\|") for key in action.keys]
    return " ".join(f"`{name}`" for name in names) or "`^p` by name"


def _in_the_sentence(words: str) -> str:
    """With a small first letter, unless it is a name or an abbreviation."""
    name = words.split(" ")[0] in ("Deepgram", "Amazon") or words[1:2].isupper()
    return words if name else words[:1].lower() + words[1:]


def settings_example() -> str:
    """The example in the documentation of ``tui.settings``."""
    document = tui.settings.__doc__ or ""
    example = document.split("::\n", 1)[1].split("\n\nThe program", 1)[0]
    return dedent(example).strip() + "\n"


def settings_section() -> str:
    """The example as a block of TOML."""
    return f"```toml\n{settings_example()}```"


PARTS = {"keys": key_table, "settings": settings_section}


def brought_up_to_date(readme: str) -> str:
    """README with every marked part as the program has it now. Raises ValueError for no marker."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        found = pattern.search(readme)
        if found is None:
            raise ValueError(f"README.md has no markers for {name}")
        readme = f"{readme[: found.start()]}{begin}{make()}\n{end}{readme[found.end() :]}"
    return readme


if __name__ == "__main__":
    README.write_text(brought_up_to_date(README.read_text(encoding="utf-8")), encoding="utf-8")
